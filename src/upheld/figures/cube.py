"""The one heavy pass: from case-level tables to additive counts, as a single Ibis expression.

The expression is the same for every engine Ibis speaks to. Nothing in it rounds or divides, because engines differ in
how they do both; it only compares, counts and adds. What is counted follows from the scheme's `[[count]]` entries.

Rules (see `how_we_calculate.md`): a decision counts in the review year of its date. A compliance outcome is one for
each case: it exists once every recommendation that was neither refused nor ceased has an outcome, is dated by the last
of them, and belongs to the authority and category of its decision. A row without authority, date, category or a known
outcome is not counted; freezing refuses such rows and says so.
"""

from __future__ import annotations

from functools import reduce as fold
from typing import cast

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from upheld.figures.cells import Cells
from upheld.figures.counts import (
    COMPLIANCE_OUTCOMES,
    DECISIONS,
    KEYS,
    check_counts,
    codes_counted,
    kinds,
    restricts,
    upheld_codes,
)
from upheld.scheme.model import Count, Scheme
from upheld.scheme.years import YearEnd


def cube(decisions: ir.Table, recommendations: ir.Table, due_dates: ir.Table, scheme: Scheme) -> ir.Table:
    """Return one expression: authority, year, quarter, category, and one int64 column for each count of the scheme.

    Columns needed are those of the declared tables: `reference authority decided_on outcome category early_remedy` of
    decisions, `recommendation reference answer due_on outcome outcome_on` of recommendations, all of due_dates.
    Raises PersonError if a count of the scheme cannot mean anything.
    """
    check_counts(scheme)
    parts = []
    of_decisions = [c for c in scheme.counts if c.of == DECISIONS]
    if of_decisions:
        parts.append(_counted(_by_kind(decisions, scheme), "decided_on", of_decisions, scheme))
    of_outcomes = [c for c in scheme.counts if c.of == COMPLIANCE_OUTCOMES]
    if of_outcomes:
        whole = decisions.select("reference", "authority", "category", "decided_on", "outcome", "early_remedy")
        outcomes = _cases(recommendations, due_dates).join(whole, "reference")
        parts.append(_counted(_by_kind(outcomes, scheme), "outcome_on", of_outcomes, scheme))
    return _added(parts, scheme)


def reduce(expression: ir.Table, scheme: Scheme) -> Cells:
    """Execute a cube of `scheme` and return its cells, sorted by key, those in which nothing was counted left out."""
    return cells_from(expression.to_pyarrow(), scheme)


def cells_from(table: pa.Table, scheme: Scheme) -> Cells:
    """Return the cells of an executed cube, in whatever order its rows came."""
    counts = tuple(count.id for count in scheme.counts)
    columns = {name: table.column(name).to_numpy() for name in ("year", "quarter", *counts)}
    values = np.zeros((table.num_rows, len(counts)), dtype=np.int64)
    for position, count in enumerate(counts):
        values[:, position] = columns[count]
    year, quarter = columns["year"].astype(np.int64), columns["quarter"].astype(np.int64)
    authorities, authority = _numbered(table, "authority")
    categories, category = _numbered(table, "category")
    # Sorted here and not by the engine: engines collate text differently.
    order = np.lexsort((category, quarter, year, authority))
    order = order[values[order].any(axis=1)]
    return Cells(
        counts, authorities[authority[order]], year[order], quarter[order], categories[category[order]], values[order]
    )


def _numbered(table: pa.Table, name: str) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """Return the distinct texts of a column in order, and for each row the place of its text among them.

    Numbers are sorted many times faster than texts.
    """
    coded = table.column(name).combine_chunks().dictionary_encode()
    texts = np.array(coded.dictionary.to_pylist(), dtype=np.str_)
    distinct, place = np.unique(texts, return_inverse=True)
    return distinct, place.astype(np.int64)[coded.indices.to_numpy()]


def counted_decisions(decisions: ir.Table, scheme: Scheme) -> ir.Table:
    """Return the decisions that can count: reference, authority, category, decided_on, outcome, early_remedy.

    `early_remedy` is true only where the complaint was upheld: an early remedy of anything else counts for nothing.
    """
    early = decisions.early_remedy.fill_null(False) & decisions.outcome.isin(upheld_codes(scheme))
    return decisions.filter(
        decisions.authority.notnull(),
        decisions.category.notnull(),
        decisions.decided_on.notnull(),
        decisions.outcome.isin([o.code for o in scheme.outcomes]),
    ).select("reference", "authority", "category", "decided_on", "outcome", early_remedy=early)


def kept(recommendations: ir.Table) -> ir.Table:
    """Return the recommendations that matter for compliance: neither refused by the authority nor ceased."""
    return recommendations.filter(
        recommendations.answer.fill_null("") != "refused", recommendations.outcome.fill_null("") != "ceased"
    )


def last_due(recommendations: ir.Table, due_dates: ir.Table) -> ir.Table:
    """Return, for recommendations whose date was moved before their outcome: recommendation, last_due_on.

    Only agreements made on or before the day of the outcome count, and of those the latest. Were two made on one day,
    the later date holds.
    """
    moved = due_dates.select("recommendation", "agreed_on", moved_to="due_on")
    in_time = recommendations.select("recommendation", "outcome_on").join(
        moved, [recommendations.recommendation == moved.recommendation, moved.agreed_on <= recommendations.outcome_on]
    )
    latest = in_time.group_by("recommendation").agg(latest=in_time.agreed_on.max())
    agreed = latest.join(moved, [latest.recommendation == moved.recommendation, latest.latest == moved.agreed_on])
    return agreed.group_by("recommendation").agg(last_due_on=agreed.moved_to.max())


def compliance_outcomes(
    decisions: ir.Table, recommendations: ir.Table, due_dates: ir.Table, scheme: Scheme
) -> ir.Table:
    """Return one row for each compliance outcome.

    Columns: reference, authority, category, outcome_on, outcome and early_remedy (of the decision), satisfied, late,
    late_against_original (booleans; the last two only ever true of satisfied cases).
    """
    joined = _cases(recommendations, due_dates).join(counted_decisions(decisions, scheme), "reference")
    return joined.select(
        "reference",
        "authority",
        "category",
        "outcome_on",
        "outcome",
        "early_remedy",
        "satisfied",
        "late",
        "late_against_original",
    )


def _cases(recommendations: ir.Table, due_dates: ir.Table) -> ir.Table:
    """Return the cases with a compliance outcome: reference, outcome_on, satisfied, late, late_against_original."""
    settled = _settled(kept(recommendations), due_dates)
    cases = settled.group_by("reference").agg(
        outcome_on=settled.outcome_on.max(),
        still_open=_int(settled.outcome_on.isnull() | settled.outcome.isnull()).max(),
        satisfied=_int(settled.outcome == "satisfied").min(),
        late=_int(settled.outcome_on > settled.last_due_on).max(),
        late_against_original=_int(settled.outcome_on > settled.due_on).max(),
    )
    cases = cases.filter(cases.still_open == 0)
    return cases.select(
        "reference",
        "outcome_on",
        satisfied=cases.satisfied == 1,
        late=(cases.satisfied == 1) & (cases.late == 1),
        late_against_original=(cases.satisfied == 1) & (cases.late_against_original == 1),
    )


def dated(table: ir.Table, day: str, scheme: Scheme) -> ir.Table:
    """Return `table` with the review year and its quarter (1–4) of the date column `day`, as int64."""
    keys = _year_and_quarter(cast(ir.DateColumn, table[day]), scheme)
    return table.mutate(**{name: key.cast("int64") for name, key in keys.items()})


def _year_and_quarter(on: ir.DateColumn, scheme: Scheme) -> dict[str, ir.IntegerValue]:
    """Return the review year and its quarter, by comparing and adding alone: engines differ in how they divide."""
    end = scheme.calendar.year_end
    # Months are numbered so that a new one begins on the day after the year's end: 13 is the turn of the calendar year.
    month = on.month() if _ends_with_its_month(end) else on.month() + _int(on.day() > end.day)
    first = end.month % 3 or 3
    """The last month of the calendar year's first quarter, as review years are divided."""
    lasts = [last for last in range(first, 13, 3) if last < 13]
    numbered = [(month <= last, (last - 1 - end.month) % 12 // 3 + 1) for last in lasts]
    beyond = (lasts[-1] - end.month) % 12 // 3 + 1
    return {"year": on.year() + _int(month > end.month), "quarter": ibis.cases(*numbered, else_=beyond)}


def condition(table: ir.Table, count: Count, scheme: Scheme) -> ir.BooleanValue | None:
    """Return what must hold for a row of decisions or compliance outcomes to be counted; None if every row is."""
    held: list[ir.BooleanValue] = []
    if "kind" in table.columns:
        held.append(_among(table.kind, codes_counted(count, scheme), scheme))
    elif restricts(count, scheme):
        held.append(table.outcome.isin(codes_counted(count, scheme)))
    if count.early_remedy is not None:
        early = _early(table, count, scheme)
        held.append(early if count.early_remedy else ~early)
    for name in ("satisfied", "late", "late_against_original"):
        wanted = getattr(count, name)
        if wanted is not None:
            held.append(table[name] if wanted else ~table[name])
    return fold(lambda a, b: a & b, held) if held else None


def _early(table: ir.Table, count: Count, scheme: Scheme) -> ir.BooleanValue:
    """Whether a row is an early remedy of an upheld complaint: one of anything else counts for nothing."""
    early = cast(ir.BooleanValue, table.early_remedy)
    upheld = upheld_codes(scheme)
    if "kind" not in table.columns or (count.early_remedy and set(codes_counted(count, scheme)) <= set(upheld)):
        return early
    return early & _among(table.kind, upheld, scheme)


def _among(kind: ir.IntegerValue, codes: tuple[str, ...], scheme: Scheme) -> ir.BooleanValue:
    """Whether a kind is that of one of the codes; the least that says so, since it is asked of every case."""
    number = kinds(scheme)
    wanted = sorted({number[code] for code in codes})
    if not wanted:
        return cast(ir.BooleanValue, ibis.literal(False))
    low, high = wanted[0], wanted[-1]
    if high - low + 1 > len(wanted):
        return kind.isin(wanted)
    lows = [kind >= low] if low > 0 or high == max(number.values()) else []
    highs = [kind <= high] if high < max(number.values()) else []
    return kind == low if low == high else fold(lambda a, b: a & b, [*lows, *highs])


def _settled(recommendations: ir.Table, due_dates: ir.Table) -> ir.Table:
    """Return recommendations with `last_due_on`: the last date agreed before the outcome, else the first."""
    moved = last_due(recommendations, due_dates)
    joined = recommendations.left_join(moved, "recommendation")
    return joined.select(
        "reference", "outcome", "outcome_on", "due_on", last_due_on=ibis.coalesce(joined.last_due_on, joined.due_on)
    )


def _by_kind(table: ir.Table, scheme: Scheme) -> ir.Table:
    """Return decisions, or cases joined with theirs, with a number in place of the outcome's code; NULL if unknown.

    Codes that no count tells apart have one number, so that the code is looked at once for each row and all counts
    compare small numbers. The pass over the decisions is the faster for it.
    """
    number = kinds(scheme)
    known = table.filter(table.authority.notnull(), table.category.notnull(), table.decided_on.notnull())
    kind = known.outcome.cases(*((code, ibis.literal(n, "int8")) for code, n in number.items()))
    others = [name for name in known.columns if name not in ("reference", "outcome", "early_remedy")]
    # All at once: every further step is a query within a query, and SQLite reads only so deep.
    return known.select(*others, early_remedy=known.early_remedy.fill_null(False), kind=kind)


def _counted(table: ir.Table, day: str, counts: list[Count], scheme: Scheme) -> ir.Table:
    """Return counts by authority, category and quarter, with the review year of each."""
    # Spark counts no row as NULL where every condition is NULL; the others as 0.
    sums = {c.id: table.count(where=condition(table, c, scheme)).fill_null(0).cast("int64") for c in counts}
    keys = _year_and_quarter(cast(ir.DateColumn, table[day]), scheme)
    return table.group_by("authority", "category", **keys).agg(**sums)


def _added(parts: list[ir.Table], scheme: Scheme) -> ir.Table:
    """Return the parts in one table, each cell once, every count of the scheme a column in the scheme's order."""
    zero = ibis.literal(0, "int64")
    wide = [
        p.select(
            "authority",
            "category",
            year=p.year.cast("int64"),
            quarter=p.quarter.cast("int64"),
            **{c.id: p[c.id] if c.id in p.columns else zero for c in scheme.counts},
        )
        for p in parts
    ]
    whole = ibis.union(*wide, distinct=False) if len(wide) > 1 else wide[0]
    return whole.group_by(KEYS).agg(**{c.id: whole[c.id].sum().cast("int64") for c in scheme.counts})


def _int(held: ir.BooleanValue) -> ir.IntegerValue:
    """Return 1 where `held`, else 0, NULL included."""
    return cast(ir.IntegerValue, held.ifelse(1, 0))


def _ends_with_its_month(end: YearEnd) -> bool:
    return end.year(2001).last_day.month != (end.year(2001).next.first_day).month
