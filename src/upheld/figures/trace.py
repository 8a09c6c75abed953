"""Which cases stand behind a figure: expressions that give their references, for whoever executes them.

A figure nobody can trace to its cases cannot be checked. These expressions use the very steps of the cube, so that the
references listed are the ones counted.
"""

from __future__ import annotations

from typing import cast

import ibis
import ibis.expr.types as ir

from upheld.figures.counts import COMPLIANCE_OUTCOMES, DECISIONS, POPULATION, upheld_codes
from upheld.figures.cube import compliance_outcomes, condition, counted_decisions
from upheld.scheme.model import Count, Measure, Scheme
from upheld.scheme.years import ReviewYear

REFUSED, CEASED, OPEN, WAITING, EARLY = "refused", "ceased", "open", "waiting", "early_remedy_not_upheld"
"""Why something was left out, where it was not for the outcome of the decision; see `explain.WHY_LEFT_OUT`."""


def behind(
    decisions: ir.Table,
    recommendations: ir.Table,
    due_dates: ir.Table,
    scheme: Scheme,
    *,
    measure: Measure,
    authority: str,
    year: ReviewYear,
) -> ir.Table:
    """Return the cases in the base of one figure, one row each, ordered by day and reference.

    Columns: reference, counted_on (day of the decision, or of the compliance outcome), category, outcome (code of the
    decision), early_remedy, in_numerator; and of compliance outcomes satisfied, late, late_against_original (NULL of
    decisions). Where the base is a population the cases are those of the numerator. The number of rows is the base
    printed, and of those in_numerator the numerator.
    """
    numerator = scheme.count_by_id[measure.numerator]
    base = numerator if measure.base == POPULATION else scheme.count_by_id[measure.base]
    table = _countable(decisions, recommendations, due_dates, scheme, base)
    table = table.filter(table.authority == authority, *within(table.counted_on, year))
    if (held := condition(table, base, scheme)) is not None:
        table = table.filter(held)
    inside = condition(table, numerator, scheme)
    flags = ("satisfied", "late", "late_against_original")
    table = table.mutate(in_numerator=ibis.literal(True) if inside is None else inside)
    told = table.select("reference", "counted_on", "category", "outcome", "early_remedy", "in_numerator", *flags)
    return told.order_by("counted_on", "reference")


def left_out(
    decisions: ir.Table,
    recommendations: ir.Table,
    scheme: Scheme,
    *,
    measure: Measure,
    authority: str,
    year: ReviewYear,
) -> ir.Table:
    """Return what might be looked for in a figure and is not in its base, with the reason, ordered.

    Columns: reference, recommendation (NULL for whole cases), day, reason (an outcome code of the scheme, or one of
    this module's words). Of decisions: those of the year whose outcome is outside the base, and early remedies of
    complaints not upheld. Of compliance: recommendations refused or ceased, those still open though due in the year,
    and those with an outcome whose case waits for another.
    """
    numerator = scheme.count_by_id[measure.numerator]
    base = numerator if measure.base == POPULATION else scheme.count_by_id[measure.base]
    if base.of == COMPLIANCE_OUTCOMES:
        found = _recommendations_left_out(decisions, recommendations, scheme, authority)
    else:
        found = _decisions_left_out(decisions, scheme, numerator, base, authority)
    return found.filter(*within(found.day, year)).order_by("day", "reference", "recommendation")


def counted_rows(
    decisions: ir.Table,
    recommendations: ir.Table,
    due_dates: ir.Table,
    scheme: Scheme,
    *,
    of: str,
    authority: str,
    year: ReviewYear,
) -> ir.Table:
    """Return every decision, or every compliance outcome, of one authority and year with what it is counted in.

    Columns: those of `behind` but for `in_numerator`, and one for each count of the scheme that counts `of`: 1 where
    the row is counted, else 0. Added up, each such column is the count of the year.
    """
    counts = [count for count in scheme.counts if count.of == of]
    table = _countable(decisions, recommendations, due_dates, scheme, counts[0])
    table = table.filter(table.authority == authority, *within(table.counted_on, year))
    held = {count.id: condition(table, count, scheme) for count in counts}
    ones = {id_: ibis.literal(1) if h is None else h.ifelse(1, 0) for id_, h in held.items()}
    flags = ("satisfied", "late", "late_against_original")
    return table.select("reference", "counted_on", "category", "outcome", "early_remedy", *flags, **ones)


def _countable(
    decisions: ir.Table, recommendations: ir.Table, due_dates: ir.Table, scheme: Scheme, count: Count
) -> ir.Table:
    if count.of == DECISIONS:
        unknown = ibis.null().cast("boolean")
        table = counted_decisions(decisions, scheme).rename(counted_on="decided_on")
        return table.mutate(satisfied=unknown, late=unknown, late_against_original=unknown)
    outcomes = compliance_outcomes(decisions, recommendations, due_dates, scheme)
    return outcomes.rename(counted_on="outcome_on")


def _decisions_left_out(decisions: ir.Table, scheme: Scheme, numerator: Count, base: Count, authority: str) -> ir.Table:
    known = counted_decisions(decisions, scheme)
    inside = condition(known, base, scheme)
    outside = known.filter(known.authority == authority, ibis.literal(False) if inside is None else ~inside)
    rows = outside.select(
        "reference", recommendation=ibis.null().cast("string"), day=outside.decided_on, reason=outside.outcome
    )
    if not numerator.early_remedy:
        return rows
    early = decisions.filter(
        decisions.authority == authority,
        decisions.early_remedy.fill_null(False),
        decisions.outcome.notin(upheld_codes(scheme)),
    )
    early = early.select(
        "reference", recommendation=ibis.null().cast("string"), day=early.decided_on, reason=ibis.literal(EARLY)
    )
    return rows.anti_join(early, "reference").union(early)


def _recommendations_left_out(
    decisions: ir.Table, recommendations: ir.Table, scheme: Scheme, authority: str
) -> ir.Table:
    known = counted_decisions(decisions, scheme)
    cases = known.filter(known.authority == authority).select("reference", "decided_on")
    asked = recommendations.select(
        "recommendation",
        "reference",
        "outcome_on",
        "due_on",
        reason=ibis.cases(
            (recommendations.answer.fill_null("") == "refused", REFUSED),
            (recommendations.outcome.fill_null("") == "ceased", CEASED),
            (recommendations.outcome.isnull() | recommendations.outcome_on.isnull(), OPEN),
            else_=WAITING,
        ),
    ).join(cases, "reference")
    day = ibis.coalesce(asked.outcome_on, asked.due_on, asked.decided_on)
    asked = asked.select("reference", "recommendation", "reason", day=day)
    still_open = asked.filter(asked.reason == OPEN).select("reference").distinct()
    waiting = asked.filter(asked.reason == WAITING).semi_join(still_open, "reference")
    whole = asked.filter(asked.reason != WAITING).union(waiting)
    return whole.select("reference", "recommendation", "day", "reason")


def within(day: ir.Column, year: ReviewYear) -> list[ir.BooleanValue]:
    """Return the conditions under which a day lies in a review year."""
    limits = [day >= ibis.literal(year.first_day), day <= ibis.literal(year.last_day)]
    return [cast(ir.BooleanValue, limit) for limit in limits]
