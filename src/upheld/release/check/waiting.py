"""Reckons remedy clocks and recurrences again from the cases: plain rows, loops and fractions, one body at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pyarrow.parquet as pq

from upheld.figures.oracle import last_due
from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.written import WrittenClock, WrittenFigures, WrittenPlace, WrittenRate, WrittenRecurrence
from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot import Snapshot

TITLE = "Remedy clocks and recurrences follow from the cases"
FOLLOWED = 365
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """One recommendation as it stood on the last day of the year under review."""

    authority: str
    reference: str
    category: str
    improvement: bool
    decided: date
    first_due: date | None
    due: date | None
    """The date last agreed before the outcome, or before the last day of the year."""
    ended: date | None
    satisfied: bool


def check_waiting(figures: WrittenFigures, scheme: Scheme, snapshot: Snapshot | None) -> Checked:
    """Reckon every clock and every recurrence again. Not done without the snapshot."""
    if snapshot is None:
        return Checked("waiting", TITLE, 0, "clocks", not_done="Name the snapshot with --snapshot to have it counted.")
    year = scheme.calendar.year_end.parse(figures.year)
    known = {row["reference"]: row for row in _rows(snapshot, "decisions") if _can_count(row, scheme, year)}
    seen = list(_asked(known, _rows(snapshot, "recommendations"), _rows(snapshot, "due_dates"), year))
    findings = [*_clocks(figures, scheme, year, seen), *_recurrences(figures, scheme, year, seen, known.values())]
    examined = sum(place.clock is not None for place in figures.places())
    examined += sum(body.recurrence is not None for body in figures.bodies.values())
    return checked("waiting", TITLE, examined, "clocks and recurrences", findings)


def _rows(snapshot: Snapshot, table: str) -> list[Row]:
    rows: list[Row] = pq.read_table(snapshot.path(table)).to_pylist()
    return rows


def _can_count(row: Row, scheme: Scheme, year: ReviewYear) -> bool:
    there = all(row[name] is not None for name in ("authority", "category", "decided_on"))
    return there and row["decided_on"] <= year.last_day and row["outcome"] in {o.code for o in scheme.outcomes}


def _asked(
    decisions: Mapping[str, Row], recommendations: Iterable[Row], due_dates: Iterable[Row], year: ReviewYear
) -> Iterator[Asked]:
    """Yield the recommendations that were neither refused nor ceased; what was recorded later is not known yet."""
    moves: dict[str, list[Row]] = defaultdict(list)
    for move in due_dates:
        moves[move["recommendation"]].append(move)
    for row in recommendations:
        decision = decisions.get(row["reference"])
        ended = row["outcome_on"] if row["outcome_on"] and row["outcome_on"] <= year.last_day else None
        outcome = row["outcome"] if ended else None
        if decision is None or row["answer"] == "refused" or outcome == "ceased":
            continue
        until = {"due_on": row["due_on"], "outcome_on": ended or year.last_day}
        yield Asked(
            authority=decision["authority"],
            reference=row["reference"],
            category=decision["category"],
            improvement=row["kind"] == "service_improvement",
            decided=decision["decided_on"],
            first_due=row["due_on"],
            due=last_due(until, moves[row["recommendation"]]),
            ended=ended,
            satisfied=outcome == "satisfied",
        )


def _clocks(figures: WrittenFigures, scheme: Scheme, year: ReviewYear, seen: Sequence[Asked]) -> Iterator[Finding]:
    of: dict[str, list[Asked]] = defaultdict(list)
    for one in seen:
        of[one.authority].append(one)
    for code, body in figures.bodies.items():
        yield from _clock(body, of[code], year, must=bool(of[code]))
    for kind, place in figures.groups.items():
        pool = {a.code for a in scheme.authorities if a.type == kind and a.in_being_during(year)}
        yield from _clock(place, [one for one in seen if one.authority in pool], year, must=True)
    yield from _clock(figures.england, seen, year, must=True)


def _clock(place: WrittenPlace, seen: Sequence[Asked], year: ReviewYear, *, must: bool) -> Iterator[Finding]:
    due = clock(seen, year)
    if (place.clock is None) == must:
        yield Finding(place.name, "has a remedy clock and should have none, or has none and should.")
    elif place.clock is not None and _bare(place.clock) != _bare(due):
        yield Finding(place.name, f"the remedy clock is {_bare(place.clock)}, not {_bare(due)}.")


def _bare(one: WrittenClock) -> tuple[object, ...]:
    late, first = one.late, one.late_against_original
    counts = (late.numerator, late.base, first.numerator, first.base)
    return (one.asked, one.waiting, one.median_days, *counts, one.median_days_late, one.overdue)


def clock(seen: Sequence[Asked], year: ReviewYear) -> WrittenClock:
    """Return the clock of all the recommendations given; its rates are not worded."""
    asked = [one for one in seen if year.first_day <= one.decided]
    done = [one for one in seen if one.satisfied and one.ended and year.first_day <= one.ended]
    late = [(one.ended - one.due).days for one in done if one.ended and one.due and one.ended > one.due]
    first = sum(1 for one in done if one.ended and one.first_due and one.ended > one.first_due)
    return WrittenClock(
        asked=len(asked),
        waiting=sum(1 for one in asked if not one.satisfied),
        median_days=_median_wait(asked, year),
        late=WrittenRate(len(late), len(done), 100, None),
        late_against_original=WrittenRate(first, len(done), 100, None),
        median_days_late=sorted(late)[(len(late) - 1) // 2] if late else None,
        overdue=sum(1 for one in seen if one.ended is None and one.due and one.due < year.last_day),
    )


def _median_wait(asked: Sequence[Asked], year: ReviewYear) -> int | None:
    """Return the day by which half are done, by Kaplan and Meier: each day takes its share of those still waiting."""
    waits = [
        (max(((one.ended if one.satisfied and one.ended else year.last_day) - one.decided).days, 0), one.satisfied)
        for one in asked
    ]
    left = Fraction(1)
    for day in sorted({days for days, done in waits if done}):
        there = sum(1 for days, _ in waits if days >= day)
        left *= 1 - Fraction(sum(1 for days, done in waits if done and days == day), there)
        if left <= Fraction(1, 2):
            return day
    return None


def _recurrences(
    figures: WrittenFigures, scheme: Scheme, year: ReviewYear, seen: Sequence[Asked], decisions: Iterable[Row]
) -> Iterator[Finding]:
    found = {o.code for o in scheme.outcomes if o.upheld}
    upheld: dict[tuple[str, str], list[date]] = defaultdict(list)
    for row in decisions:
        if row["outcome"] in found:
            upheld[row["authority"], row["category"]].append(row["decided_on"])
    cases = _improvements(seen, year.previous)
    for code, body in figures.bodies.items():
        authority = scheme.authority_by_code[code]
        due = None
        if scheme.group_of(authority) and authority.in_being_during(year):
            pool = [a.code for a in scheme.authorities if a.type == authority.type and a.in_being_during(year)]
            due = _recurrence(year.previous.label, cases.get(code, []), [c for c in pool if c != code], code, upheld)
        if not _same(body.recurrence, due):
            yield Finding(body.name, f"the recurrence is {body.recurrence}, not {due}.")


def _improvements(seen: Iterable[Asked], due_in: ReviewYear) -> dict[str, list[tuple[str, date]]]:
    """Return by authority the service area of each case and the day its last service improvement was due, in a year."""
    last: dict[str, tuple[str, str, date]] = {}
    for one in seen:
        if one.improvement and one.due and (one.reference not in last or one.due > last[one.reference][2]):
            last[one.reference] = (one.authority, one.category, one.due)
    cases: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for authority, category, due in last.values():
        if due_in.first_day <= due <= due_in.last_day:
            cases[authority].append((category, due))
    return cases


def _recurrence(
    label: str,
    cases: Sequence[tuple[str, date]],
    others: Sequence[str],
    code: str,
    upheld: Mapping[tuple[str, str], Sequence[date]],
) -> WrittenRecurrence | None:
    if not cases or not others:
        return None

    def came_back(body: str, category: str, due: date) -> bool:
        return any(0 < (on - due).days <= FOLLOWED for on in upheld.get((body, category), ()))

    again = sum(came_back(code, *case) for case in cases)
    expected = sum(Fraction(sum(came_back(other, *case) for other in others), len(others)) for case in cases)
    return WrittenRecurrence(label, WrittenRate(again, len(cases), 100, None), float(expected))


def _same(one: WrittenRecurrence | None, other: WrittenRecurrence | None) -> bool:
    if one is None or other is None:
        return one is other
    counts = (one.again.numerator, one.again.base) == (other.again.numerator, other.again.base)
    return counts and one.due_in == other.due_in and abs(one.expected - other.expected) < 1e-6
