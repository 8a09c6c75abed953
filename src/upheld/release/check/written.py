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
class WrittenVerdict:
    """One of four words, and what led to it."""

    word: str
    p: float
    adjusted: float
    tested: int


@dataclass(frozen=True)
class WrittenMix:
    """Observed against expected with the body's own mix of service areas."""

    observed: int
    base: int
    expected: float
    low: float
    high: float
    """Both ends of the interval of observed / expected."""
    left_out: int


@dataclass(frozen=True)
class WrittenTogether:
    """Several years added up, and the estimate that rests on them."""

    years: tuple[str, ...]
    rate: WrittenRate
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class WrittenFunnel:
    """A group's middle line, spread and limits."""

    target: WrittenRate
    phi: float
    tau2: float
    limits: Mapping[int, Mapping[str, tuple[float, float]]]
    """By base and level: the lower and the upper limit. Empty where all or none have the outcome."""


@dataclass(frozen=True)
class WrittenClock:
    """How long remedies took; every field as in the file."""

    asked: int
    waiting: int
    median_days: int | None
    late: WrittenRate
    late_against_original: WrittenRate
    median_days_late: int | None
    overdue: int


@dataclass(frozen=True)
class WrittenRecurrence:
    """What came after the service improvements of one year."""

    due_in: str
    again: WrittenRate
    expected: float


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
    verdict: WrittenVerdict | None = None
    mix: WrittenMix | None = None
    together: WrittenTogether | None = None
    funnel: WrittenFunnel | None = None
    """Of a group in the year under review."""


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
    clock: WrittenClock | None = None
    """Of the year under review."""
    recurrence: WrittenRecurrence | None = None


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
        label = authorities["review_year"]
        return WrittenFigures(
            year=label,
            synthetic=authorities["synthetic"],
            bodies={code: _body(code, body) for code, body in authorities["authorities"].items()},
            groups={id_: _group(id_, years, label) for id_, years in groups["groups"].items()},
            england=WrittenPlace(
                ENGLAND, "England", None, None, _years(england[ENGLAND]), _clock(england.get("remedy_clock"))
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PersonError(
            f"The figures of {release} cannot be read: {type(error).__name__} {error}.",
            mend="Build the release whole: upheld build SNAPSHOT --year YEAR --out RELEASE.",
        ) from None


def _body(code: str, body: Mapping[str, Any]) -> WrittenPlace:
    clock, recurrence = _clock(body.get("remedy_clock")), body.get("recurrence")
    again = WrittenRecurrence(recurrence["due_in"], _rate(recurrence), recurrence["expected"]) if recurrence else None
    return WrittenPlace(code, body["name"], body["type"], body["group"], _years(body["years"]), clock, again)


def _group(id_: str, years: Mapping[str, Any], label: str) -> WrittenPlace:
    return WrittenPlace(id_, id_, id_, id_, _years(years), _clock(years.get(label, {}).get("remedy_clock")))


def _clock(entry: Mapping[str, Any] | None) -> WrittenClock | None:
    if entry is None:
        return None
    days = {name: entry[name] for name in ("median_days", "median_days_late") if entry[name] is not None}
    whole = _numbers({**{name: entry[name] for name in ("asked", "waiting", "overdue")}, **days})
    return WrittenClock(
        asked=whole["asked"],
        waiting=whole["waiting"],
        median_days=whole.get("median_days"),
        late=_rate(entry["late"]),
        late_against_original=_rate(entry["late_against_original"]),
        median_days_late=whole.get("median_days_late"),
        overdue=whole["overdue"],
    )


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
        verdict=_verdict(entry.get("verdict")),
        mix=_mix(entry.get("case_mix")),
        together=_together(entry.get("years_together")),
        funnel=_funnel(entry.get("funnel")),
    )


def _verdict(entry: Mapping[str, Any] | None) -> WrittenVerdict | None:
    if entry is None:
        return None
    return WrittenVerdict(entry["verdict"], float(entry["p"]), float(entry["adjusted_p"]), entry["tested"])


def _mix(entry: Mapping[str, Any] | None) -> WrittenMix | None:
    if entry is None:
        return None
    whole = _numbers({name: entry[name] for name in ("observed", "base", "left_out")})
    low, high = map(float, entry["ratio_interval"])
    return WrittenMix(whole["observed"], whole["base"], float(entry["expected"]), low, high, whole["left_out"])


def _together(entry: Mapping[str, Any] | None) -> WrittenTogether | None:
    if entry is None:
        return None
    low, high = map(float, entry["interval"])
    return WrittenTogether(tuple(entry["years"]), _rate(entry), float(entry["estimate"]), low, high)


def _funnel(entry: Mapping[str, Any] | None) -> WrittenFunnel | None:
    if entry is None:
        return None
    limits = {
        int(base): {level: (float(low), float(high)) for level, (low, high) in pairs.items()}
        for base, pairs in entry["limits"].items()
    }
    return WrittenFunnel(_rate(entry["target"]), float(entry["phi"]), float(entry["tau2"]), limits)


def _rate(entry: Mapping[str, Any]) -> WrittenRate:
    whole = _numbers({name: entry[name] for name in ("numerator", "base", "per")})
    return WrittenRate(whole["numerator"], whole["base"], whole["per"], entry["rate"])


def _numbers(entry: Mapping[str, Any]) -> dict[str, int]:
    """Return whole numbers by name; TypeError where one is none, or is negative."""
    for name, number in entry.items():
        if type(number) is not int or number < 0:
            raise TypeError(f"{name} is {number!r}, which is no whole number")
    return dict(entry)
