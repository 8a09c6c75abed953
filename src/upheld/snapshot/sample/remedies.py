"""Recommendations and the history of their due dates, such that compliance outcomes are exactly the totals.

A case has one compliance outcome: on the day of the last outcome of its recommendations, those ceased or refused left
out. Here one recommendation, the leading one, has its outcome on that day and decides whether the case was late or
failed; the others are satisfied in time on that day or before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.cases import CEASED, NEXT_YEAR, REFUSED, SAME_YEAR, STILL_OPEN, Cases
from upheld.snapshot.sample.days import iso, off_weekend, working_day_by
from upheld.snapshot.sample.draw import Bools, Ints, rank_within
from upheld.snapshot.sample.texts import Words
from upheld.snapshot.sample.totals import Totals

Row = tuple[str, ...]


class End(Enum):
    """How a case's recommendations ended."""

    IN_TIME = "in time"
    MOVED = "in time by a date moved by agreement, after the first one"
    LATE = "late"
    FAILED = "not satisfied"
    OPEN = "still open"
    CEASED = "all ceased"
    REFUSED = "all refused"


HOW_MANY = ((1, 0.34), (2, 0.36), (3, 0.2), (4, 0.1))
MOVED_SHARE = 0.07
"""Of cases in time: carried out only after the date first agreed."""
PARTLY_ACCEPTED = 0.025
ONE_CEASED, ONE_REFUSED = 0.02, 0.006
"""Of cases with an outcome and several recommendations: one of the others was ceased, or refused."""
SOONEST = 10
"""No remedy is carried out, or due, in fewer days than this after the decision."""


@dataclass(frozen=True)
class _Recommendation:
    kind: str
    answer: str
    due: int | None = None
    outcome: str = ""
    outcome_on: int | None = None
    moves: tuple[tuple[int, int], ...] = ()
    """(agreed on, new due date), earliest first."""


def make_remedies(
    rng: np.random.Generator, years: Sequence[ReviewYear], totals: Totals, cases: Cases, words: Words
) -> tuple[list[Row], list[Row]]:
    """Return the rows of `recommendations` and `due_dates`, without provenance, ordered by the cases' references."""
    finals, ends = _conclusions(rng, years, totals, cases)
    maker = _Maker(rng, years[-1].last_day.toordinal())
    recommendations: list[Row] = []
    due_dates: list[Row] = []
    for place in sorted(ends, key=lambda p: cases.reference[p]):
        reference, topic = cases.reference[place], cases.topic[place]
        made = maker.case(ends[place], int(cases.decided[place]), finals.get(place, 0))
        for number, one in enumerate(made, 1):
            key = f"{reference}-{number}"
            text = words.recommendation(one.kind, topic, rng.integers(0, 1_000_000, 4).tolist())
            recommendations.append(
                (key, reference, one.kind, text, one.answer, _day(one.due), one.outcome, _day(one.outcome_on))
            )
            for agreed_on, due in one.moves:
                reasons = words.due_dates["reasons"]
                due_dates.append((key, iso(agreed_on), iso(due), reasons[int(rng.integers(len(reasons)))]))
    return recommendations, due_dates


def _day(day: int | None) -> str:
    return "" if day is None else iso(day)


# ---------------------------------------------------------------- which case ends how, and when


def _conclusions(
    rng: np.random.Generator, years: Sequence[ReviewYear], totals: Totals, cases: Cases
) -> tuple[dict[int, int], dict[int, End]]:
    """Return, by a case's place, the day of its compliance outcome (if it has one) and how it ended."""
    ends: dict[int, End] = {}
    for fate, end in ((STILL_OPEN, End.OPEN), (CEASED, End.CEASED), (REFUSED, End.REFUSED)):
        ends |= dict.fromkeys(np.flatnonzero(cases.fate == fate).tolist(), end)
    places = np.flatnonzero((cases.fate == SAME_YEAR) | (cases.fate == NEXT_YEAR))
    later = cases.fate[places] == NEXT_YEAR
    cell = cases.authority[places] * len(years) + cases.year[places] + later
    final = _final_days(rng, years, cases.decided[places], cases.year[places], later)
    complied = rank_within(cell, rng.random(len(cell))) < totals.counts["complied"].ravel()[cell]
    # A case that took long is likelier to have been late.
    slow = rng.random(len(cell)) + np.minimum(final - cases.decided[places], 120) / 200
    late = rank_within(cell, slow + 10.0 * complied) < totals.counts["complied_late"].ravel()[cell]
    moved = rng.random(len(cell)) < MOVED_SHARE
    for i, place in enumerate(places.tolist()):
        ends[place] = _end(bool(complied[i]), bool(late[i]), bool(moved[i]))
    return dict(zip(places.tolist(), final.tolist(), strict=True)), ends


def _end(complied: bool, late: bool, moved: bool) -> End:
    if not complied:
        return End.FAILED
    if late:
        return End.LATE
    return End.MOVED if moved else End.IN_TIME


def _final_days(rng: np.random.Generator, years: Sequence[ReviewYear], decided: Ints, year: Ints, later: Bools) -> Ints:
    """Draw days of outcome within the year of the decision, or within the next one where `later`."""
    n = len(decided)
    starts = np.array([y.first_day.toordinal() for y in years] + [years[-1].next.first_day.toordinal()])
    last = starts[year + 1] - 1
    soonest = decided + SOONEST + 4
    room = np.minimum(decided + 270, last) - soonest
    same = soonest + np.floor(rng.beta(1.6, 2.4, n) * (room + 1)).astype(np.int64)
    took = decided + 20 + np.floor(rng.gamma(3, 33, n)).astype(np.int64)
    start = starts[year + 1]
    into = start + np.floor(130 * rng.beta(1, 3.5, n)).astype(np.int64)
    after = np.where(took < start, np.maximum(into, soonest), np.minimum(took, start + 350))
    earliest = np.where(later, np.maximum(start, soonest), decided + SOONEST)
    return off_weekend(rng, np.where(later, after, same), earliest, 0.0)


# ---------------------------------------------------------------- the recommendations of one case


class _Maker:
    """Makes the recommendations of one case after another."""

    def __init__(self, rng: np.random.Generator, end_of_data: int) -> None:
        self.rng = rng
        self.end_of_data = end_of_data

    def case(self, end: End, decided: int, final: int) -> list[_Recommendation]:
        """Return one to four recommendations of a case decided on one day and concluded on the other."""
        number = 1 + int(np.searchsorted(np.cumsum([share for _, share in HOW_MANY]), self.rng.random()))
        if end in (End.OPEN, End.CEASED, End.REFUSED):
            return self._without_outcome(end, decided, min(number, len(HOW_MANY)))
        made = [self._leading(end, decided, final)]
        made += [self._follower(decided, final) for _ in range(min(number, len(HOW_MANY)) - 1)]
        if len(made) > 1:
            made[1] = self._perhaps_left_out(made[1], decided, final)
        where = self._between(0, len(made) - 1)
        made[0], made[where] = made[where], made[0]
        return made

    def _leading(self, end: End, decided: int, final: int) -> _Recommendation:
        kind, answer = self._kind(0), self._answer()
        outcome = "not_satisfied" if end is End.FAILED else "satisfied"
        if end is End.IN_TIME:
            return _Recommendation(kind, answer, final + self._between(0, 25), outcome, final)
        missed = final - self._between(1, max(min(60, final - decided - SOONEST + 2), 1))
        if end is End.MOVED:
            moves = self._moves(decided, missed, final + self._between(0, 20))
            return _Recommendation(kind, answer, missed, outcome, final, moves)
        if self.rng.random() < 0.2 and missed - decided > 2 * SOONEST:
            first = self._between(decided + SOONEST, missed - 1)
            return _Recommendation(kind, answer, first, outcome, final, self._moves(decided, first, missed))
        return _Recommendation(kind, answer, missed, outcome, final)

    def _follower(self, decided: int, final: int) -> _Recommendation:
        """Return one that is satisfied in time, on the day of the case's outcome or before."""
        day = working_day_by(self._between(decided + SOONEST, final))
        return _Recommendation(self._kind(1), self._answer(), day + self._between(0, 30), "satisfied", day)

    def _perhaps_left_out(self, one: _Recommendation, decided: int, final: int) -> _Recommendation:
        """Now and then return a recommendation ceased or refused instead, which the outcome leaves out."""
        luck = self.rng.random()
        if luck < ONE_CEASED:
            day = self._between(decided + 5, final)
            return _Recommendation(one.kind, one.answer, one.due, "ceased", day)
        return _Recommendation(one.kind, "refused") if luck > 1 - ONE_REFUSED else one

    def _without_outcome(self, end: End, decided: int, number: int) -> list[_Recommendation]:
        made = []
        for n in range(number):
            kind, answer, due = self._kind(n), self._answer(), decided + self._between(28, 110)
            if end is End.REFUSED:
                made.append(_Recommendation(kind, "refused"))
            elif end is End.CEASED:
                day = min(decided + self._between(40, 200), self.end_of_data)
                made.append(_Recommendation(kind, answer, due, "ceased", day))
            elif n and decided + 40 < self.end_of_data and self.rng.random() < 0.4:
                day = self._between(decided + SOONEST, min(due, self.end_of_data))
                made.append(_Recommendation(kind, answer, due, "satisfied", day))
            else:
                made.append(_Recommendation(kind, answer, due))
        return made

    def _moves(self, decided: int, first: int, last: int) -> tuple[tuple[int, int], ...]:
        """Return agreements, made before the first date passed, that bring it to the last, in one step or in two."""
        agreed = self._between(max(first - 14, decided + 2), first)
        if last - first > 10 and agreed - decided > 8 and self.rng.random() < 0.2:
            return (agreed - self._between(1, 6), (first + last) // 2), (agreed, last)
        return ((agreed, last),)

    def _kind(self, place: int) -> str:
        """A case's leading recommendation is mostly personal, the others as often for the service."""
        personal = self.rng.random() < (0.75 if place == 0 else 0.45)
        return "personal_remedy" if personal else "service_improvement"

    def _answer(self) -> str:
        return "partly_accepted" if self.rng.random() < PARTLY_ACCEPTED else "accepted"

    def _between(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, max(low, high) + 1))
