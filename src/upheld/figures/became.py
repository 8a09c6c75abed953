"""What became of the year's complaints, case by case: when they reached us, and what followed those we upheld.

The complaints upheld in the review year are followed to its last day, as they were known on that day: an outcome
recorded later is not known yet. This is not compliance, which counts the outcomes recorded in the year whenever the
case was decided; here each upheld complaint of the year stands in exactly one place.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from upheld.figures.clock_cases import recommended
from upheld.figures.counts import upheld_codes
from upheld.figures.cube import counted_decisions
from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear

IN_TIME, LATE, NOT_DONE, OPEN = "in_time", "late", "not_done", "open"
BEFORE, DROPPED, NOTHING = "before", "dropped", "nothing"


@dataclass(frozen=True, slots=True)
class Received:
    """When the complaints decided in the year had reached the Ombudsman."""

    this_year: int
    before: int
    not_recorded: int


@dataclass(frozen=True, slots=True)
class Became:
    """Where the complaints upheld in the year stood on its last day; each is counted once."""

    in_time: int
    """A remedy was agreed with us, and all of it done by the dates last agreed."""
    late: int
    """All of it done, some after the date last agreed."""
    not_done: int
    """Every part has an outcome, and with one at least we were not satisfied."""
    open: int
    """Some part had no outcome yet."""
    before: int
    """No remedy was left to agree: the authority had offered a suitable one before the complaint reached us."""
    dropped: int
    """We recommended something; the authority refused all of it, or it could no longer be done."""
    nothing: int
    """Fault was found, and no recommendation is recorded."""

    @property
    def agreed(self) -> int:
        """Complaints in which a remedy was agreed with us."""
        return self.in_time + self.late + self.not_done + self.open

    @property
    def upheld(self) -> int:
        """All of them."""
        return self.agreed + self.before + self.dropped + self.nothing


def received(decisions: ir.Table, scheme: Scheme, year: ReviewYear) -> Received:
    """Count the decisions of `year` by when the complaint was received. Executes one expression.

    Columns needed beyond those of the cube: `received_on` of decisions.
    """
    days = decisions.select("reference", "received_on")
    decided = _of_year(counted_decisions(decisions, scheme), year).join(days, "reference")
    since = decided.received_on >= ibis.literal(year.first_day)
    counts = decided.aggregate(
        this_year=decided.count(where=since.fill_null(False)),
        before=decided.count(where=(~since).fill_null(False)),
        not_recorded=decided.count(where=decided.received_on.isnull()),
    ).to_pyarrow()
    return Received(**{name: int(numbers[0]) for name, numbers in counts.to_pydict().items()})


def became(
    decisions: ir.Table, recommendations: ir.Table, due_dates: ir.Table, scheme: Scheme, year: ReviewYear
) -> Became:
    """Count the complaints upheld in `year` by where they stood on its last day. Executes one expression.

    Columns needed beyond those of the cube: `kind` of recommendations.
    """
    counted = _of_year(counted_decisions(decisions, scheme), year)
    upheld = counted.filter(counted.outcome.isin(upheld_codes(scheme))).select("reference", "early_remedy")
    asked = recommended(decisions, recommendations, due_dates, scheme, year.last_day)
    cases = asked.group_by("reference").agg(
        waiting=asked.outcome_on.isnull().any(),
        satisfied=asked.satisfied.all(),
        late=(asked.outcome_on > asked.last_due_on).fill_null(False).any(),
    )
    ever = recommendations.select("reference").distinct().mutate(ever=ibis.literal(True))
    joined = upheld.left_join(cases, "reference").left_join(ever, "reference")
    places = joined.select(place=_place(joined)).group_by("place").agg(number=lambda t: t.count()).to_pyarrow()
    found = dict(zip(places.column("place").to_pylist(), places.column("number").to_pylist(), strict=True))
    return Became(**{name: int(found.get(name, 0)) for name in Became.__slots__})


def _place(case: ir.Table) -> ir.StringValue:
    return ibis.cases(
        (case.waiting.isnull() & case.early_remedy, BEFORE),
        (case.waiting.isnull() & case.ever.notnull(), DROPPED),
        (case.waiting.isnull(), NOTHING),
        (case.waiting, OPEN),
        (~case.satisfied, NOT_DONE),
        (case.late, LATE),
        else_=IN_TIME,
    )


def _of_year(table: ir.Table, year: ReviewYear) -> ir.Table:
    return table.filter(table.decided_on.between(ibis.literal(year.first_day), ibis.literal(year.last_day)))
