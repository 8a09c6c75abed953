"""Does the fault come back? Complaints upheld again after a service improvement was due.

A service improvement is recommended so that a fault does not happen again. For every case with service improvements
due in the review year before, we look at the 365 days after the last of them was due: was another complaint against
the same authority, about the same service area, upheld? The base rate is what happened to others in the very same 365
days: the share of the other authorities of the group of which a complaint about that service area was upheld.

A complaint decided in these days can be about something that happened before the improvement was made, and a larger
authority has more complaints of every kind. So this is a reason to look, and no verdict is given. Both rates are taken
over the same days, so a break of the series touches both alike, and nothing is compared across it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upheld.figures.casemix import tenths
from upheld.figures.rate import Rate
from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear

FOLLOWED = 365
"""Days after the due date; within the year after the one in which it was due."""

Days = NDArray[np.datetime64]
Real = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Dated:
    """Cases as arrays of one length: authority, service area, and a day as `datetime64[D]`.

    Of improvements the day on which the last of the case's service improvements was due; of upheld complaints the day
    of the decision.
    """

    authority: NDArray[np.str_]
    category: NDArray[np.str_]
    on: Days

    def between(self, first: np.datetime64, last: np.datetime64) -> Dated:
        """Return those from the day `first` to the day `last`."""
        held = (self.on >= first) & (self.on <= last)
        return Dated(self.authority[held], self.category[held], self.on[held])


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One body: what came after the service improvements that were due in one review year."""

    due_in: ReviewYear
    again: Rate
    """Cases followed by another upheld complaint about the same service area, out of those followed."""
    expected: float
    """How many would have been, had the share among the others of the group held for each."""

    @property
    def sentence(self) -> str:
        """The recurrence in plain words, with its counts."""
        cases = "1 case" if self.again.base == 1 else f"{self.again.base:,} cases"
        return (
            f"In {cases} service improvements were due in {self.due_in.label}. After {self.again.numerator:,} of them "
            f"({self.again.worded}) another complaint about the same service was upheld within 365 days. Of similar "
            f"authorities in the same days it would be {tenths(self.expected)}. A larger authority has more complaints "
            "of every kind, so this is a reason to look, not a finding."
        )


def recurrences(improvements: Dated, upheld: Dated, scheme: Scheme, year: ReviewYear) -> Mapping[str, Recurrence]:
    """Return by code what came after the improvements due in the year before `year`; bodies without any are left out.

    Only bodies in a group, in being on some day of `year`, and with at least one other body in the group.
    """
    due_in = year.previous
    due = improvements.between(np.datetime64(due_in.first_day), np.datetime64(due_in.last_day))
    known = upheld.between(np.datetime64(due_in.first_day), np.datetime64(year.last_day))
    days = _days_by_body(known)
    again, expected = np.zeros(len(due.on), dtype=bool), np.zeros(len(due.on))
    counted = np.zeros(len(due.on), dtype=bool)
    for kind in (kind.id for kind in scheme.types if kind.group):
        pool = [a.code for a in scheme.authorities if a.type == kind and a.in_being_during(year)]
        if len(pool) < 2:
            continue
        inside = np.isin(due.authority, pool)
        counted |= inside
        for category in np.unique(due.category[inside]):
            rows = np.flatnonzero(inside & (due.category == category))
            others = np.zeros(len(rows))
            for code in pool:
                happened = _any_after(days.get((code, str(category))), due.on[rows])
                own = due.authority[rows] == code
                again[rows[own]] = happened[own]
                others += happened & ~own
            expected[rows] = others / (len(pool) - 1)
    found = {}
    for code in np.unique(due.authority[counted]):
        held = due.authority == code
        found[str(code)] = Recurrence(
            due_in, Rate(int(again[held].sum()), int(held.sum())), float(expected[held].sum())
        )
    return found


def _days_by_body(upheld: Dated) -> dict[tuple[str, str], Days]:
    """Return the days of upheld decisions, sorted, by authority and category."""
    order = np.lexsort((upheld.on, upheld.category, upheld.authority))
    authority, category, on = upheld.authority[order], upheld.category[order], upheld.on[order]
    changes = np.flatnonzero((authority[1:] != authority[:-1]) | (category[1:] != category[:-1])) + 1
    starts = [0, *changes.tolist()] if len(on) else []
    return {
        (str(authority[start]), str(category[start])): part
        for start, part in zip(starts, np.split(on, changes), strict=False)
    }


def _any_after(days: Days | None, due: Days) -> NDArray[np.bool_]:
    """Return for each due date whether one of the sorted `days` lies in the 365 days after it."""
    if days is None:
        return np.zeros(len(due), dtype=bool)
    after = np.searchsorted(days, due, side="right")
    return after < np.searchsorted(days, due + np.timedelta64(FOLLOWED, "D"), side="right")
