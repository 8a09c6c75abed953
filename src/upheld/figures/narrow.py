"""Just enough to reckon one figure: the counts of one measure, over the cases of one group in one year.

One figure of ten million decisions should not cost the whole cube. What is left out here could not have been counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import ibis.expr.types as ir

from upheld.errors import PersonError
from upheld.figures.counts import COMPLIANCE_OUTCOMES, POPULATION
from upheld.figures.trace import within
from upheld.scheme.model import Authority, Measure, Scheme
from upheld.scheme.years import ReviewYear


def known_measure(scheme: Scheme, measure_id: str) -> Measure:
    """Return a measure by its id. Raises PersonError that names those there are."""
    measure = scheme.measure_by_id.get(measure_id)
    if measure is None:
        known = ", ".join(scheme.measure_by_id)
        raise PersonError(f"There is no measure {measure_id!r}.", mend=f"The measures are: {known}.")
    return measure


def one_measure(scheme: Scheme, measure: Measure) -> Scheme:
    """Return the scheme with one measure only, the counts of its numerator and base, and no published averages."""
    wanted = {measure.numerator, measure.base}
    counts = tuple(count for count in scheme.counts if count.id in wanted)
    return replace(scheme, measures=(measure,), counts=counts, published_averages=())


def similar(scheme: Scheme, authority: Authority) -> tuple[str, ...]:
    """Return the codes of all bodies in the group of `authority`, itself included; only itself if it is in none."""
    group = scheme.group_of(authority)
    if group is None:
        return (authority.code,)
    return of_group(scheme, group.id)


def of_group(scheme: Scheme, group: str) -> tuple[str, ...]:
    """Return the codes of all bodies of one type."""
    return tuple(a.code for a in scheme.authorities if a.type == group)


def narrowed(
    decisions: ir.Table,
    recommendations: ir.Table,
    due_dates: ir.Table,
    scheme: Scheme,
    *,
    measure: Measure,
    authorities: Sequence[str] | None,
    year: ReviewYear,
) -> tuple[ir.Table, ir.Table, ir.Table]:
    """Return the three tables without rows that `measure` cannot count for these authorities (None: any) in this year.

    Of decisions, those of the year; of compliance, the whole cases in which an outcome was recorded in the year,
    whenever they were decided.
    """
    if authorities is not None:
        decisions = decisions.filter(decisions.authority.isin(authorities))
    if _of_outcomes(measure, scheme):
        recorded = recommendations.filter(*within(recommendations.outcome_on, year)).select("reference").distinct()
        return decisions, recommendations.semi_join(recorded, "reference"), due_dates
    return decisions.filter(*within(decisions.decided_on, year)), recommendations, due_dates


def _of_outcomes(measure: Measure, scheme: Scheme) -> bool:
    ids = [measure.numerator] if measure.base == POPULATION else [measure.numerator, measure.base]
    return any(scheme.count_by_id[id_].of == COMPLIANCE_OUTCOMES for id_ in ids)
