"""Holds every series of every body against what was to be expected, and keeps what stands out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from upheld.figures.signals.watching import thresholds
from upheld.figures.signals.watching.model import RISE, Missing, Observed, Signal
from upheld.figures.signals.watching.quarters import IN_A_YEAR, Quarterly
from upheld.figures.signals.watching.restarts import all_stretches
from upheld.figures.signals.watching.statistic import LENGTHS, LEVEL, Track
from upheld.figures.signals.watching.yardstick import Expectation, expectation
from upheld.figures.similar import Bodies

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Yes = NDArray[np.bool_]

STANDS, STOOD = "signal stands", "signal stood earlier in the year"
NOTHING, TOO_FEW, TOO_NEW = "nothing stands out", "too few to watch", "too new to watch"

AS_MANY = 4
"""A series in which even so many times the expected number would cross no line is too small to be watched."""


@dataclass(frozen=True, eq=False)
class Chart:
    """One signal in one direction: every series of it, bodies × (service areas, then all) × quarters."""

    signal: Signal
    direction: str
    observed: Observed
    expectation: Expectation
    first: Whole
    """The position of the first quarter of the stretch a quarter lies in, bodies × 1 × quarters; negative: none."""
    budgets: tuple[float, float]
    """False signals in ten years, at most: of a service area's series, and of a body as a whole."""

    @cached_property
    def sign(self) -> Whole:
        """1 where a rise of what is counted is sought, -1 where a fall is; bodies × areas × 1."""
        wanted = 1 if self.direction == RISE else -1
        return np.where(self.expectation.turned, -wanted, wanted)[:, :, None]

    @cached_property
    def track(self) -> Track:
        """The scores of all quarters that could cross any line."""
        e = self.expectation
        lowest = thresholds.least(self.budgets[1], e.share, self.sign[..., 0])
        return self.signal.statistic.track(e.counted, e.exposure, self.first, self.sign, lowest)

    @cached_property
    def above(self) -> Yes:
        """Where a signal stands: the score of the quarter crosses the line of its series."""
        at = np.nonzero(self.track.score)
        above = np.zeros(self.track.score.shape, dtype=bool)
        above[at] = self.track.score[at] > self.lines(*at)
        return above

    @property
    def begins(self) -> Yes:
        """Where a signal begins to stand."""
        begins = self.above.copy()
        begins[..., 1:] &= ~self.above[..., :-1]
        return begins

    def lines(self, body: Whole, area: Whole, quarter: Whole) -> Real:
        """Return the lines of some quarters, one by one: each by what its stretch has held a quarter until then."""
        counted = self.expectation.counted
        start = self.first[body, 0, quarter]
        sums = np.concatenate([np.zeros((*counted.shape[:2], 1)), np.cumsum(counted, axis=2)], axis=2)
        level = (sums[body, area, quarter + 1] - sums[body, area, start]) / (quarter - start + 1)
        return self.lines_at(level, body, area)

    def lines_at(self, level: Real, body: Whole, area: Whole) -> Real:
        """Return the lines of series that hold `level` cases a quarter."""
        lines, whole = np.empty(len(level)), area == self.expectation.counted.shape[1] - 1
        share, sign = self.expectation.share[body, area], self.sign[body, area, 0]
        for which, budget in ((~whole, self.budgets[0]), (whole, self.budgets[1])):
            lines[which] = self.signal.statistic.lines(level[which], share[which], sign[which], budget)
        return lines

    @cached_property
    def able(self) -> Yes:
        """Whether a series could have a signal in its last quarter at all, bodies × areas.

        Its last quarters, as many as a change is sought in, are given the most extreme counts: none or all of the base,
        or so many times the expected number.
        """
        e, quarters = self.expectation, self.first.shape[2]
        able = np.zeros(e.counted.shape[:2], dtype=bool)
        age = quarters - self.first[:, :, -1]
        inside = np.arange(quarters) >= self.first[:, :, -1:]
        within, due = ((values * inside).sum(axis=2) for values in (e.counted, e.exposure))
        body, area = np.indices(able.shape).reshape(2, -1)
        for length in LENGTHS:
            before = within - e.counted[..., -length:].sum(axis=2)
            exposed = e.exposure[..., -length:].sum(axis=2)
            counted = np.where(self.sign[..., 0] > 0, self._most(length, before, due - exposed), 0.0)
            part = np.divide(exposed, due, out=np.zeros_like(due), where=due > 0)
            score = self.signal.statistic.score(counted, before + counted, part, self.sign[..., 0])
            line = self.lines_at(((before + counted) / age).ravel(), body, area).reshape(able.shape)
            able |= self.watched_now & (age >= length + LEVEL) & (score > line)
        return able

    @cached_property
    def statuses(self) -> dict[str, Yes]:
        """Which series have which status at the end, bodies × areas; each has one."""
        stands = self.above[..., -1]
        quiet = ~self.above[..., -IN_A_YEAR:].any(axis=2)
        new = np.broadcast_to(~self.watched_now, quiet.shape)
        return {
            STANDS: stands,
            STOOD: ~stands & ~quiet,
            TOO_NEW: quiet & new,
            TOO_FEW: quiet & ~new & ~self.able,
            NOTHING: quiet & ~new & self.able,
        }

    @property
    def watched_now(self) -> Yes:
        """Whether the last quarter of a body is watched: there is a level before it; bodies × 1."""
        last = self.first.shape[2] - 1
        watched: Yes = (self.first[:, :, -1] >= 0) & (last - self.first[:, :, -1] >= LEVEL)
        return watched

    def _most(self, length: int, before: Real, due: Real) -> Real:
        """Return the greatest counts there could be in the last `length` quarters."""
        if self.observed.base is not None:
            every: Real = self.observed.base[..., -length:].sum(axis=2).astype(np.float64)
            return every
        level = np.divide(before, due, out=np.zeros_like(due), where=due > 0)
        most: Real = np.ceil(AS_MANY * level * self.expectation.exposure[..., -length:].sum(axis=2))
        return most


@dataclass(frozen=True, eq=False)
class Watched:
    """Every chart of every signal that can be watched for, and why the others cannot."""

    counts: Quarterly
    charts: tuple[Chart, ...]
    missing: tuple[tuple[Signal, str], ...]

    def found(self) -> Iterator[tuple[Chart, int, int]]:
        """Yield the series with a signal in the last year, as chart, body and area."""
        for chart in self.charts:
            for body, area in np.argwhere(chart.above[..., -IN_A_YEAR:].any(axis=2)).tolist():
                yield chart, body, area


def watch(counts: Quarterly, signals: Sequence[Signal]) -> Watched:
    """Watch every series for every signal, up to the last quarter there is."""
    scheme = counts.scheme
    bodies = Bodies(scheme, counts.years)
    number = sum(len(signal.directions) for signal in signals)
    budgets = thresholds.budgets(number, len(scheme.categories))
    stretches: dict[str | None, Whole] = {}
    charts: list[Chart] = []
    missing: list[tuple[Signal, str]] = []
    for signal in signals:
        read = signal.read(counts)
        if isinstance(read, Missing):
            missing.append((signal, read.why))
            continue
        if signal.measure not in stretches:
            stretches[signal.measure] = all_stretches(scheme, signal.measure, counts.quarters)[:, None, :]
        made = expectation(read, bodies)
        first = stretches[signal.measure]
        charts += [Chart(signal, direction, read, made, first, budgets) for direction in signal.directions]
    return Watched(counts, tuple(charts), tuple(missing))
