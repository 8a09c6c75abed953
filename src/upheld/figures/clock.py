"""The remedy clock: how long people wait for what was agreed, and how late it comes.

**Waiting.** Recommendations of cases decided in the review year, seen on the year's last day. The clock starts on the
day of the decision and stops when the Ombudsman is satisfied. What is still open on the last day has waited so long
already and will wait longer: it counts by the method of Kaplan and Meier. Left out, or counted as done, it would make
waiting look shorter than it is. What did *not* satisfy us has not been carried out: it counts as waiting still.
Recommendations that were refused or ceased are left out, as they are of compliance.

**Lateness.** Recommendations that satisfied us in the review year, whenever their cases were decided: those that came
after the date last agreed before the outcome, and those that came after the date first agreed.

These figures count recommendations, those of compliance count cases: a case can have several recommendations.
Every figure belongs to one review year, so none crosses a break.
Source: E. L. Kaplan and P. Meier, *Journal of the American Statistical Association* 53 (1958), 457–481.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upheld.figures.rate import Rate
from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear

Days = NDArray[np.datetime64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Recommendations:
    """Recommendations as arrays of one length, one element each; `clock_cases` yields them.

    Neither refused nor ceased. Days are `datetime64[D]`, `NaT` where blank. Nothing later than the day on which they
    were seen is in them.
    """

    authority: NDArray[np.str_]
    decided_on: Days
    due_on: Days
    """The date first agreed."""
    last_due_on: Days
    """The date last agreed before the outcome; of open ones, before the day on which they were seen."""
    outcome_on: Days
    satisfied: Flags

    def of(self, held: Flags | NDArray[np.intp]) -> Recommendations:
        """Return those where `held`, or those at the places `held`."""
        return Recommendations(
            self.authority[held],
            self.decided_on[held],
            self.due_on[held],
            self.last_due_on[held],
            self.outcome_on[held],
            self.satisfied[held],
        )


@dataclass(frozen=True, slots=True)
class RemedyClock:
    """One body, or one group, in one review year."""

    year: ReviewYear
    asked: int
    """Recommendations of cases decided in the year."""
    waiting: int
    """Of these, how many had not satisfied us by the year's last day."""
    median_days: int | None
    """Days after which half have satisfied us; None while fewer than half have."""
    still_waiting: tuple[tuple[int, float], ...]
    """The curve to draw: days since the decision, and the share still waiting from that day on."""
    late: Rate
    """Of those that satisfied us in the year: after the date last agreed."""
    late_against_original: Rate
    """Of those that satisfied us in the year: after the date first agreed."""
    median_days_late: int | None
    """Of the late ones: half came more days than these after the date last agreed; None if none was late."""
    overdue: int
    """Without any outcome on the year's last day, though the date last agreed had passed by then."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The clock in plain words, with its counts; nothing about what did not occur."""
        return tuple(s for s in (self._waiting(), self._lateness(), self._overdue()) if s)

    def _waiting(self) -> str:
        if not self.asked:
            return f"There were no recommendations in cases decided in {self.year.label}."
        of = f"{self.asked:,} recommendations" if self.asked > 1 else "1 recommendation"
        if self.median_days is None:
            return f"Of {of} in {self.year.label}, fewer than half had been carried out by the end of the year."
        days = f"{self.median_days:,} days" if self.median_days != 1 else "1 day"
        waiting = (
            f"{self.waiting:,} not yet carried out counted as waiting still" if self.waiting else "all carried out"
        )
        return f"Half were carried out within {days} of the decision ({of} in {self.year.label}, {waiting})."

    def _lateness(self) -> str:
        if not self.late.base:
            return ""
        last, first = self.late, self.late_against_original
        told = (
            f"Of {last.base:,} carried out in the year, {last.numerator:,} ({last.worded}) came after the date last "
            f"agreed, and {first.numerator:,} ({first.worded}) after the date first agreed."
        )
        if self.median_days_late is not None:
            days = f"{self.median_days_late:,} days" if self.median_days_late != 1 else "1 day"
            told += f" Half of the late ones were at least {days} late."
        return told

    def _overdue(self) -> str:
        if not self.overdue:
            return ""
        were = "was" if self.overdue == 1 else "were"
        return f"{self.overdue:,} {were} without an outcome at the end of the year, though the date agreed had passed."


@dataclass(frozen=True)
class RemedyClocks:
    """The clocks of one review year."""

    authorities: Mapping[str, RemedyClock]
    """By code; only bodies of which anything is to be said."""
    groups: Mapping[str, RemedyClock]
    """By type id; the bodies of a group in being on some day of the year, together."""
    everyone: RemedyClock


def clocks(seen: Recommendations, scheme: Scheme, year: ReviewYear) -> RemedyClocks:
    """Return the clocks of every body, every group, and all together. `seen` is as on the year's last day."""
    order = np.argsort(seen.authority, kind="stable")
    codes, starts = np.unique(seen.authority[order], return_index=True)
    of = {
        str(code): clock(seen.of(places), year)
        for code, places in zip(codes, np.split(order, starts[1:]) if len(codes) else [], strict=True)
    }
    pools = {
        kind.id: [a.code for a in scheme.authorities if a.type == kind.id and a.in_being_during(year)]
        for kind in scheme.types
        if kind.group
    }
    return RemedyClocks(
        authorities=of,
        groups={kind: clock(seen.of(np.isin(seen.authority, held)), year) for kind, held in pools.items()},
        everyone=clock(seen, year),
    )


def clock(seen: Recommendations, year: ReviewYear) -> RemedyClock:
    """Return one clock for all the recommendations given."""
    first, last = np.datetime64(year.first_day), np.datetime64(year.last_day)
    done = seen.satisfied & (seen.outcome_on <= last)
    asked = (seen.decided_on >= first) & (seen.decided_on <= last)
    this_year = done & (seen.outcome_on >= first)
    late = this_year & (seen.outcome_on > seen.last_due_on)
    stopped = np.where(done, seen.outcome_on, last)
    curve = _still_waiting(np.maximum(_days(stopped - seen.decided_on), 0)[asked], done[asked])
    # A share of exactly one half comes out of floating point a hair off.
    half = [day for day, share in curve if share <= 0.5 + 1e-9]
    return RemedyClock(
        year=year,
        asked=int(asked.sum()),
        waiting=int((asked & ~done).sum()),
        median_days=half[0] if half else None,
        still_waiting=curve,
        late=Rate(int(late.sum()), int(this_year.sum())),
        late_against_original=Rate(int((this_year & (seen.outcome_on > seen.due_on)).sum()), int(this_year.sum())),
        median_days_late=_median(_days(seen.outcome_on - seen.last_due_on)[late]),
        overdue=int((np.isnat(seen.outcome_on) & (seen.last_due_on < last)).sum()),
    )


def _still_waiting(days: NDArray[np.int64], done: Flags) -> tuple[tuple[int, float], ...]:
    if not len(days):
        return ()
    # Imported late: it brings all of SciPy's statistics.
    from scipy.stats import CensoredData, ecdf

    curve = ecdf(CensoredData.right_censored(days, ~done)).sf
    pairs = zip(curve.quantiles.tolist(), curve.probabilities.tolist(), strict=True)
    return tuple((int(day), float(share)) for day, share in pairs)


def _median(values: NDArray[np.int64]) -> int | None:
    """Return the median of whole days; of an even number the lower of the two in the middle."""
    return int(np.sort(values)[(len(values) - 1) // 2]) if len(values) else None


def _days(spans: NDArray[np.timedelta64]) -> NDArray[np.int64]:
    """Return whole days; what has no day is given a number that nothing reads."""
    return spans.astype("timedelta64[D]").astype(np.int64)
