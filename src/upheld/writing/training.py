"""The training of a review year, of all authorities together, as letters and review speak of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seminars:
    """The link officer seminars of a review year, of all authorities together."""

    delegates: int
    authorities: int
    places: tuple[str, ...]
    """In the order in which they were held."""


@dataclass(frozen=True)
class TrainingYear:
    """The training delivered in a review year, to everybody together. None stands for what is not recorded."""

    courses: int
    people: int
    provider_courses: int = 0
    """How many of the courses were for care providers."""
    courses_last_year: int | None = None
    provider_courses_last_year: int | None = None
    seminars: Seminars | None = None
