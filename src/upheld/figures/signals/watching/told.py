"""A series told: quarter by quarter what was counted and what was to be expected, and in a sentence what stands out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upheld.figures.casemix import tenths
from upheld.figures.signals.watching.model import RISE, Signal
from upheld.figures.signals.watching.quarters import IN_A_YEAR, Quarter
from upheld.figures.signals.watching.restarts import restarts
from upheld.figures.signals.watching.watch import NOTHING, STANDS, STOOD, TOO_FEW, TOO_NEW, Chart, Watched
from upheld.scheme.model import Authority, Category

Real = NDArray[np.float64]

CAUTION = "This is a reason to look, not a finding."


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter of a series."""

    quarter: Quarter
    counted: int
    base: int | None
    expected: float | None
    """None where the quarter is not watched, or nothing is known to expect."""
    stands: bool
    restarts: tuple[str, ...]
    """Why the series begins anew, or ends, with this quarter."""


@dataclass(frozen=True, slots=True)
class Change:
    """The change that a signal is about."""

    first: Quarter
    """When the signal first stood."""
    since: Quarter
    until: Quarter
    quarters: int
    """How many quarters the likeliest change has lasted, from `since` to `until`."""
    counted: int
    base: int | None
    expected: float


@dataclass(frozen=True)
class Series:
    """One series of one signal."""

    signal: Signal
    direction: str
    authority: Authority
    category: Category | None
    """None: all service areas together."""
    points: tuple[Point, ...]
    status: str
    change: Change | None
    once_in_years: int
    """Were nothing to change, a series like this would have a signal at most once in so many years."""

    @property
    def about(self) -> str:
        """Which services the series is about."""
        return self.category.name if self.category else "All services"

    @property
    def label(self) -> str:
        """What the signal is called, with its direction where it has two."""
        if len(self.signal.directions) == 1:
            return self.signal.name
        return f"{'More' if self.direction == RISE else 'Fewer'} {self.signal.counts}"

    @property
    def when(self) -> str:
        """The quarters of the change; empty where there is none."""
        c = self.change
        if c is None:
            return ""
        return c.until.label if c.quarters == 1 else f"{c.since.label} to {c.until.label}"

    @property
    def sentence(self) -> str:
        """What stands out, in plain words, or why nothing does."""
        c = self.change
        if c is None:
            return _WITHOUT[self.status]
        of = "" if c.base is None else f" of {c.base:,}"
        told = f"{self.when}, {self.signal.counts}: {c.counted:,}{of}; about {tenths(c.expected)} were to be expected."
        return f"{told} {CAUTION}"


_WITHOUT = {
    NOTHING: "Nothing stands out from what chance and the times explain.",
    TOO_FEW: "So few cases that no number of them, within reason, would stand out. They have to be read one by one.",
    TOO_NEW: "No level yet to hold the last quarter against: it takes a year after each restart.",
}


def found(watched: Watched) -> Iterator[Series]:
    """Yield every series with a signal in the last year: by name of the authority, never by the size of anything."""
    listed = [(chart, body, area) for chart, body, area in watched.found()]
    yield from _in_order(watched, listed)


def every(watched: Watched, code: str) -> Iterator[Series]:
    """Yield every series of one authority."""
    scheme = watched.counts.scheme
    body = [a.code for a in scheme.authorities].index(code)
    areas = range(len(scheme.categories) + 1)
    yield from _in_order(watched, [(chart, body, area) for chart in watched.charts for area in areas])


def statuses(watched: Watched) -> dict[str, int]:
    """Return how many series of bodies in being have each status, those without any case left out."""
    numbers = dict.fromkeys((STANDS, STOOD, NOTHING, TOO_FEW, TOO_NEW), 0)
    for chart in watched.charts:
        there = chart.expectation.counted.any(axis=2) & (chart.first[:, :, -1] >= 0)
        for status, where in chart.statuses.items():
            numbers[status] += int((where & there).sum())
    return numbers


def _in_order(watched: Watched, listed: list[tuple[Chart, int, int]]) -> Iterator[Series]:
    authorities, areas = watched.counts.scheme.authorities, len(watched.counts.scheme.categories)
    place = {chart: n for n, chart in enumerate(watched.charts)}
    # All services first, then each in the scheme's order.
    listed.sort(key=lambda one: (authorities[one[1]].name, (one[2] + 1) % (areas + 1), place[one[0]]))
    for chart, body, area in listed:
        yield _series(watched, chart, body, area)


def _series(watched: Watched, chart: Chart, body: int, area: int) -> Series:
    counts = watched.counts
    scheme, quarters = counts.scheme, counts.quarters
    authority = scheme.authorities[body]
    standing = np.flatnonzero(chart.above[body, area, -IN_A_YEAR:]) + len(quarters) - IN_A_YEAR
    at = int(standing[-1]) if len(standing) else None
    since = None if at is None else at - int(chart.track.length[body, area, at]) + 1
    expected = _expected(chart, body, area, at, since)
    counted = chart.observed.counted[body, area].tolist()
    base = None if chart.observed.base is None else chart.observed.base[body, area].tolist()
    whys: dict[int, list[str]] = {}
    for restart in restarts(scheme, chart.signal.measure, authority, quarters):
        ends = restart.begins == len(quarters)
        whys.setdefault(restart.stops if ends else restart.begins, []).append(restart.why)
    points = tuple(
        Point(
            quarter,
            counted[n],
            None if base is None else base[n],
            expected[n],
            bool(chart.above[body, area, n]),
            tuple(whys.get(n, ())),
        )
        for n, quarter in enumerate(quarters)
    )
    change = None
    if at is not None and since is not None:
        begins = at
        while begins and chart.above[body, area, begins - 1]:
            begins -= 1
        some = points[since : at + 1]
        change = Change(
            first=quarters[begins],
            since=quarters[since],
            until=quarters[at],
            quarters=len(some),
            counted=sum(p.counted for p in some),
            base=None if base is None else sum(base[since : at + 1]),
            expected=sum(p.expected or 0.0 for p in some),
        )
    status = STANDS if chart.above[body, area, -1] else STOOD
    if at is None:
        status = next(status for status, where in chart.statuses.items() if where[body, area])
    category = scheme.categories[area] if area < len(scheme.categories) else None
    once = round(10 / chart.budgets[category is None])
    return Series(chart.signal, chart.direction, authority, category, points, status, change, once)


def _expected(chart: Chart, body: int, area: int, at: int | None, since: int | None) -> list[float | None]:
    """Return what was to be expected of each quarter at the level of its stretch; before the change, if there is one.

    Where the rest of the base is what is watched, it is told as the count itself: what is left of the base.
    """
    e, first = chart.expectation, chart.first[body, 0]
    counted, exposure = e.counted[body, area], e.exposure[body, area]
    expected: list[float | None] = []
    for quarter, begin in enumerate(first.tolist()):
        stretch = first == begin
        if at is not None and since is not None and begin == first[at]:
            stretch = stretch & (np.arange(len(first)) < since)
        due = float(exposure[stretch].sum())
        if begin < 0 or not due:
            expected.append(None)
            continue
        value = float(exposure[quarter]) * float(counted[stretch].sum()) / due
        if e.turned[body, area] and chart.observed.base is not None:
            value = max(0.0, float(chart.observed.base[body, area, quarter]) - value)
        expected.append(value)
    return expected
