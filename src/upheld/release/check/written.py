"""Reads the figures of a release back from its files, as anybody could who was handed the folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from upheld.errors import PersonError

ENGLAND = "england"


@dataclass(frozen=True)
class WrittenRate:
    """Two whole numbers, and the words that stand for them in the file: None where the base is 0."""

    numerator: int
    base: int
    per: int
    worded: str | None

    def __str__(self) -> str:
        return f"{self.worded or 'no rate'} ({self.numerator:,} of {self.base:,})"


@dataclass(frozen=True)
class WrittenMeasure:
    """One measure of one body, group or country in one year."""

    rate: WrittenRate
    interval: tuple[int, int] | None
    """Low and high end in whole percent."""
    group: str | None
    bodies: int | None
    """How many bodies the average pools."""
    average: WrittenRate | None
    """With this body."""
    others: WrittenRate | None
    """Without it."""
    published: str | None
    published_agrees: bool | None


@dataclass(frozen=True)
class WrittenYear:
    """Everything counted and measured in one review year."""

    label: str
    counts: Mapping[str, int]
    by_category: Mapping[str, Mapping[str, int]]
    measures: Mapping[str, WrittenMeasure]

    @property
    def any_contact(self) -> bool:
        """Whether anything at all was counted."""
        return any(self.counts.values())


@dataclass(frozen=True)
class WrittenPlace:
    """A body, a group of similar authorities, or England; `place` is its code or id."""

    place: str
    name: str
    type: str | None
    group: str | None
    years: Mapping[str, WrittenYear]


@dataclass(frozen=True)
class WrittenFigures:
    """The figures of a release, in the order of its files."""

    year: str
    synthetic: bool
    bodies: Mapping[str, WrittenPlace]
    groups: Mapping[str, WrittenPlace]
    england: WrittenPlace

    def places(self) -> Iterator[WrittenPlace]:
        """Yield every body, then every group, then England."""
        yield from self.bodies.values()
        yield from self.groups.values()
        yield self.england

    @property
    def year_labels(self) -> tuple[str, ...]:
        """The review years there are figures for, earliest first."""
        return tuple(sorted(self.england.years))


def read_written(release: Path) -> WrittenFigures:
    """Read `figures/*.json` of a release.

    Raises PersonError if one is missing or is not what the files of a release are.
    """
    try:
        authorities, groups, england = (
            json.loads((release / "figures" / f"{name}.json").read_text(encoding="utf-8"))
            for name in ("authorities", "groups", "england")
        )
        return WrittenFigures(
            year=authorities["review_year"],
            synthetic=authorities["synthetic"],
            bodies={
                code: WrittenPlace(code, body["name"], body["type"], body["group"], _years(body["years"]))
                for code, body in authorities["authorities"].items()
            },
            groups={id_: WrittenPlace(id_, id_, id_, id_, _years(years)) for id_, years in groups["groups"].items()},
            england=WrittenPlace(ENGLAND, "England", None, None, _years(england[ENGLAND])),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PersonError(
            f"The figures of {release} cannot be read: {type(error).__name__} {error}.",
            mend="Build the release whole: upheld build SNAPSHOT --year YEAR --out RELEASE.",
        ) from None


def _years(years: Mapping[str, Any]) -> dict[str, WrittenYear]:
    return {
        label: WrittenYear(
            label,
            _numbers(year["counts"]),
            {category: _numbers(counts) for category, counts in year["by_category"].items()},
            {id_: _measure(measure) for id_, measure in year["measures"].items()},
        )
        for label, year in years.items()
    }


def _measure(entry: Mapping[str, Any]) -> WrittenMeasure:
    similar, published = entry.get("similar_authorities"), entry.get("published")
    interval = entry.get("interval_percent")
    return WrittenMeasure(
        rate=_rate(entry),
        interval=(int(interval[0]), int(interval[1])) if interval else None,
        group=similar["group"] if similar else None,
        bodies=similar["authorities"] if similar else None,
        average=_rate(similar["with_this_one"]) if similar else None,
        others=_rate(similar["without_this_one"]) if similar else None,
        published=published["value"] if published else None,
        published_agrees=published["agrees"] if published else None,
    )


def _rate(entry: Mapping[str, Any]) -> WrittenRate:
    whole = _numbers({name: entry[name] for name in ("numerator", "base", "per")})
    return WrittenRate(whole["numerator"], whole["base"], whole["per"], entry["rate"])


def _numbers(entry: Mapping[str, Any]) -> dict[str, int]:
    """Return whole numbers by name; TypeError where one is none, or is negative."""
    for name, number in entry.items():
        if type(number) is not int or number < 0:
            raise TypeError(f"{name} is {number!r}, which is no whole number")
    return dict(entry)
