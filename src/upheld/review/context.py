"""What the review says besides the figures, handed to this room as plain data: only what may be public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from upheld.figures.became import Became, Received
from upheld.scheme.model import ReviewDates
from upheld.writing.training import TrainingYear


@dataclass(frozen=True)
class Addresses:
    """Where the review's links lead, relative to its own folder of the site."""

    home: str
    authorities: str
    method: str
    discrepancies: str
    data: str


@dataclass(frozen=True)
class Improvement:
    """One service improvement that an authority agreed to: its public text, and never which case it arose from."""

    authority: str
    """The authority's code."""
    category: str
    """The category's id."""
    text: str


@dataclass(frozen=True)
class Improvements:
    """The service improvements recommended in cases decided in the year, and not refused."""

    number: int
    cases: int
    by_category: Mapping[str, int]
    examples: tuple[Improvement, ...]


@dataclass(frozen=True)
class Report:
    """A report in the public interest, issued during the year."""

    authority: str
    """The authority's code."""
    title: str
    issued_on: date
    kind: str
    """`report`, `further_report` or `newspaper_statement`."""
    address: str | None


@dataclass(frozen=True)
class ReviewContext:
    """Everything the review needs besides the figures. None and empty stand for what is not recorded."""

    dates: ReviewDates
    addresses: Addresses
    received: Received | None = None
    became: Became | None = None
    improvements: Improvements | None = None
    reports: tuple[Report, ...] = ()
    conduct: Mapping[str, int] = field(default_factory=dict)
    """How authorities behaved during investigations: complaints by flag; see the data dictionary."""
    training: TrainingYear | None = None
    synthetic: bool = False
    """Whether anything in this context is made up; the review is synthetic when this or its figures are."""
