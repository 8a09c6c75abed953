"""The same figures, slowly and obviously: plain rows, loops and fractions. Every fast engine is held against this.

Nothing here is shared with `cube.py`, `similar.py` or `rate.py`, on purpose: two implementations that agree on awkward
data are worth more than one that is tested against itself. Rows are mappings with the columns of the declared tables;
days are `datetime.date`, blanks are None.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from upheld.scheme.model import Authority, Count, Scheme

Row = Mapping[str, Any]
Cells = dict[tuple[str, int, int, str], dict[str, int]]
"""By authority code, review year (calendar year it ends in), quarter of the review year (1–4), category id."""


@dataclass(frozen=True)
class ComplianceOutcome:
    """Whether the authority did, in one case, everything that it was asked to do."""

    decision: Row
    on: date
    satisfied: bool
    late: bool
    late_against_original: bool


def cells(decisions: Sequence[Row], recommendations: Sequence[Row], due_dates: Sequence[Row], scheme: Scheme) -> Cells:
    """Return every cell in which anything was counted, with every count of the scheme."""
    counted: Cells = defaultdict(lambda: {count.id: 0 for count in scheme.counts})
    known = [d for d in decisions if _can_count(d, scheme)]
    for decision in known:
        for count in scheme.counts:
            if count.of == "decisions" and _holds_of_decision(count, decision, scheme):
                counted[_cell(decision, decision["decided_on"], scheme)][count.id] += 1
    for outcome in compliance_outcomes(known, recommendations, due_dates):
        for count in scheme.counts:
            if count.of == "compliance_outcomes" and _holds_of_outcome(count, outcome, scheme):
                counted[_cell(outcome.decision, outcome.on, scheme)][count.id] += 1
    return dict(counted)


def compliance_outcomes(
    decisions: Iterable[Row], recommendations: Iterable[Row], due_dates: Iterable[Row]
) -> list[ComplianceOutcome]:
    """Return the compliance outcomes of the decisions given, one for each case that has one."""
    of_case = defaultdict(list)
    for recommendation in recommendations:
        if recommendation["answer"] != "refused" and recommendation["outcome"] != "ceased":
            of_case[recommendation["reference"]].append(recommendation)
    moves = defaultdict(list)
    for move in due_dates:
        moves[move["recommendation"]].append(move)
    outcomes = []
    for decision in decisions:
        asked = of_case[decision["reference"]]
        if not asked or any(r["outcome"] is None or r["outcome_on"] is None for r in asked):
            continue
        satisfied = all(r["outcome"] == "satisfied" for r in asked)
        outcomes.append(
            ComplianceOutcome(
                decision=decision,
                on=max(r["outcome_on"] for r in asked),
                satisfied=satisfied,
                late=satisfied and any(_after(r, last_due(r, moves[r["recommendation"]])) for r in asked),
                late_against_original=satisfied and any(_after(r, r["due_on"]) for r in asked),
            )
        )
    return outcomes


def last_due(recommendation: Row, moves: Sequence[Row]) -> date | None:
    """Return the date last agreed on or before the day of the outcome; the first date if none was moved by then."""
    due: date | None = recommendation["due_on"]
    for move in sorted(moves, key=lambda m: (m["agreed_on"], m["due_on"])):
        if move["agreed_on"] <= recommendation["outcome_on"]:
            due = move["due_on"]
    return due


def rate(numerator: int, base: int) -> Fraction | None:
    """Return the share as an exact fraction; None where there is nothing to divide by."""
    return Fraction(numerator, base) if base else None


def half_up(value: Fraction) -> int:
    """Return the nearest whole number, halves upwards."""
    whole = value.numerator // value.denominator
    return whole + 1 if value - whole >= Fraction(1, 2) else whole


def numerator_and_base(counted: Cells, scheme: Scheme, measure_id: str, code: str, year: int) -> tuple[int, int]:
    """Return one body's numerator and base in one review year, over all quarters and categories."""
    measure = {m.id: m for m in scheme.measures}[measure_id]
    numerator = base = 0
    for (authority, number, _quarter, _category), counts in counted.items():
        if authority == code and number == year:
            numerator += counts[measure.numerator]
            base += 0 if measure.base == "population" else counts[measure.base]
    if measure.base == "population":
        base = {a.code: a for a in scheme.authorities}[code].population or 0
    return numerator, base


def pool(counted: Cells, scheme: Scheme, measure_id: str, type_id: str, year: int) -> tuple[int, int]:
    """Return numerator and base of all bodies of a type in being on some day of the review year, added up."""
    numerator = base = 0
    for authority in scheme.authorities:
        if authority.type == type_id and _in_being(authority, scheme, year):
            x, n = numerator_and_base(counted, scheme, measure_id, authority.code, year)
            if n or {m.id: m for m in scheme.measures}[measure_id].base != "population":
                numerator, base = numerator + x, base + n
    return numerator, base


def _in_being(authority: Authority, scheme: Scheme, number: int) -> bool:
    last = _last_day(scheme, number)
    began = authority.first_day is None or authority.first_day <= last
    return began and (authority.last_day is None or authority.last_day > _last_day(scheme, number - 1))


def _last_day(scheme: Scheme, number: int) -> date:
    end = scheme.calendar.year_end
    if end.month == 2 and end.day >= 28:
        return date.fromordinal(date(number, 3, 1).toordinal() - 1)
    return date(number, end.month, end.day)


def _can_count(decision: Row, scheme: Scheme) -> bool:
    there = all(decision[column] is not None for column in ("authority", "category", "decided_on"))
    return there and decision["outcome"] in {outcome.code for outcome in scheme.outcomes}


def _holds_of_decision(count: Count, decision: Row, scheme: Scheme) -> bool:
    outcome = next(o for o in scheme.outcomes if o.code == decision["outcome"])
    early = outcome.upheld and decision["early_remedy"] is True
    return (
        (not count.bands or outcome.band in count.bands)
        and (count.upheld is None or count.upheld == outcome.upheld)
        and (count.early_remedy is None or count.early_remedy == early)
    )


def _holds_of_outcome(count: Count, outcome: ComplianceOutcome, scheme: Scheme) -> bool:
    wanted = (count.satisfied, count.late, count.late_against_original)
    found = (outcome.satisfied, outcome.late, outcome.late_against_original)
    fits = all(w is None or w == f for w, f in zip(wanted, found, strict=True))
    return fits and _holds_of_decision(count, outcome.decision, scheme)


def _cell(decision: Row, on: date, scheme: Scheme) -> tuple[str, int, int, str]:
    number = on.year
    if on > _last_day(scheme, number):
        number += 1
    return decision["authority"], number, _quarter(on, _last_day(scheme, number - 1)), decision["category"]


def _quarter(on: date, year_before_ended: date) -> int:
    """Return 1–4: how many times three months, reckoned from the day after the year's end, have begun."""
    months = (on.year - year_before_ended.year) * 12 + on.month - year_before_ended.month
    ends_its_month = date.fromordinal(year_before_ended.toordinal() + 1).day == 1
    begun = months if ends_its_month else months + (1 if on.day > year_before_ended.day else 0)
    return (begun - 1) // 3 + 1


def _after(recommendation: Row, due: date | None) -> bool:
    return due is not None and recommendation["outcome_on"] > due
