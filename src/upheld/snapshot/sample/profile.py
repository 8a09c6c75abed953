"""How the synthetic extract is shaped where nothing published says otherwise: `profile.toml`, read into dataclasses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Seminars:
    """Link-officer seminars of one year: where, how many authorities sent people, how many people."""

    places: tuple[str, ...]
    authorities: int
    delegates: int


@dataclass(frozen=True)
class YearShape:
    """Aims for one review year over the whole country."""

    decisions: int
    investigated: int
    upheld: float
    """Share of detailed investigations, 0 to 1."""
    late: float
    """Share of compliance outcomes, 0 to 1."""
    courses: int
    people_per_course: int
    online: bool = False
    seminars: Seminars | None = None


@dataclass(frozen=True)
class TypeShape:
    """How complaints about one kind of body look."""

    upheld: float
    """Added to the country's share upheld, as a share."""
    early_remedy: float
    spread: float
    categories: Mapping[str, float]
    decisions_per_100k: float = 0
    investigated_per_100k: float = 0
    decisions_per_body: float = 0
    investigated_per_body: float = 0


@dataclass(frozen=True)
class SubjectShape:
    """A service area or a narrower subject. `upheld` is a log-odds added to the body's."""

    weight: float = 1
    investigated: float = 1
    upheld: float = 0


@dataclass(frozen=True)
class Days:
    """How many days a kind of case takes: log-normal, cut at `most`."""

    median: float
    spread: float
    most: int


@dataclass(frozen=True)
class Quiet:
    """Days on which only the share `kept` of what would have come came."""

    first_day: date
    last_day: date
    kept: float


@dataclass(frozen=True)
class Profile:
    """Everything in `profile.toml`."""

    years: Mapping[int, YearShape]
    quiet: Quiet
    types: Mapping[str, TypeShape]
    categories: Mapping[str, SubjectShape]
    days: Mapping[str, Days]
    outcomes: Mapping[str, float]
    conduct: Mapping[str, float]
    seminar_regions: Mapping[str, tuple[str, ...]]
    subcategories: Mapping[str, SubjectShape] = field(default_factory=dict)

    def of_type(self, kind: str) -> TypeShape:
        """Return how bodies of a type look; a type without an entry of its own looks like `default`."""
        return self.types.get(kind, self.types["default"])


@cache
def load_profile() -> Profile:
    """Read the profile that ships beside this module."""
    text = (Path(__file__).parent / "profile.toml").read_text(encoding="utf-8")
    return TypeAdapter(Profile).validate_python(tomllib.loads(text))
