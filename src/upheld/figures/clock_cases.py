"""The rows behind the remedy clock and the recurrence, as expressions for whoever executes them, and as arrays.

Everything is seen on one day: an outcome recorded later is not known yet, and a date agreed later has not been agreed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from upheld.figures.clock import Recommendations, clocks
from upheld.figures.counts import upheld_codes
from upheld.figures.cube import counted_decisions
from upheld.figures.model import Figures
from upheld.figures.recurrence import Dated, recurrences
from upheld.scheme.model import Scheme

SERVICE_IMPROVEMENT = "service_improvement"


def with_clocks(figures: Figures, decisions: ir.Table, recommendations: ir.Table, due_dates: ir.Table) -> Figures:
    """Return the figures with remedy clocks and recurrences of the year under review, read from the cases.

    Columns needed beyond those of the cube: `kind` of recommendations. Executes three expressions.
    """
    scheme, day = figures.scheme, figures.year.last_day
    asked = recommended(decisions, recommendations, due_dates, scheme, day).to_pyarrow()
    due = improvements_due(ibis.memtable(asked)).to_pyarrow()
    upheld = upheld_on(decisions, scheme, day).to_pyarrow()
    return replace(
        figures,
        clocks=clocks(recommendations_from(asked), scheme, figures.year),
        recurrences=recurrences(dated_from(due), dated_from(upheld), scheme, figures.year),
    )


def recommended(
    decisions: ir.Table, recommendations: ir.Table, due_dates: ir.Table, scheme: Scheme, day: date
) -> ir.Table:
    """Return the recommendations of cases decided by `day` that are neither refused nor ceased, as seen on that day.

    Columns: recommendation, reference, authority, category, kind, decided_on, due_on, last_due_on, outcome_on,
    satisfied. `last_due_on` is the date last agreed before the outcome, or before `day` if there is none yet.
    """
    seen_on = ibis.literal(day)
    known = (recommendations.outcome_on <= seen_on).fill_null(False)
    asked = recommendations.select(
        "recommendation",
        "reference",
        "kind",
        "answer",
        "due_on",
        outcome=known.ifelse(recommendations.outcome, ibis.null().cast("string")),
        outcome_on=known.ifelse(recommendations.outcome_on, ibis.null().cast("date")),
    )
    asked = asked.filter(asked.answer.fill_null("") != "refused", asked.outcome.fill_null("") != "ceased")
    asked = asked.mutate(until=ibis.coalesce(asked.outcome_on, seen_on))
    moved = due_dates.select("recommendation", "agreed_on", moved_to="due_on")
    joined = asked.join(moved, [asked.recommendation == moved.recommendation, moved.agreed_on <= asked.until])
    # The latest agreement; were two made on one day, the later date holds.
    latest = joined.group_by("recommendation").agg(latest=joined.agreed_on.max())
    agreed = latest.join(moved, [latest.recommendation == moved.recommendation, latest.latest == moved.agreed_on])
    last = agreed.group_by("recommendation").agg(moved_to=agreed.moved_to.max())
    cases = counted_decisions(decisions, scheme).select("reference", "authority", "category", "decided_on")
    table = asked.left_join(last, "recommendation").join(cases.filter(cases.decided_on <= seen_on), "reference")
    return table.select(
        "recommendation",
        "reference",
        "authority",
        "category",
        "kind",
        "decided_on",
        "due_on",
        "outcome_on",
        last_due_on=ibis.coalesce(table.moved_to, table.due_on),
        satisfied=(table.outcome == "satisfied").fill_null(False),
    )


def improvements_due(table: ir.Table) -> ir.Table:
    """Return, of `recommended`, the cases with service improvements: reference, authority, category, on.

    `on` is the day on which the last of the case's service improvements was due.
    """
    asked = table.filter(table.kind == SERVICE_IMPROVEMENT, table.last_due_on.notnull())
    return asked.group_by("reference", "authority", "category").agg(on=asked.last_due_on.max())


def upheld_on(decisions: ir.Table, scheme: Scheme, day: date) -> ir.Table:
    """Return the complaints upheld by `day`: reference, authority, category, on."""
    counted = counted_decisions(decisions, scheme)
    held = counted.filter(counted.outcome.isin(upheld_codes(scheme)), counted.decided_on <= ibis.literal(day))
    return held.select("reference", "authority", "category", on=held.decided_on)


def recommendations_from(table: pa.Table) -> Recommendations:
    """Return an executed `recommended` as arrays, sorted by the recommendation's number."""
    table = table.sort_by("recommendation")
    return Recommendations(
        _text(table, "authority"),
        _days(table, "decided_on"),
        _days(table, "due_on"),
        _days(table, "last_due_on"),
        _days(table, "outcome_on"),
        np.array(table.column("satisfied").to_pylist(), dtype=bool),
    )


def dated_from(table: pa.Table) -> Dated:
    """Return an executed `improvements_due` or `upheld_on` as arrays, sorted by reference."""
    table = table.sort_by("reference")
    return Dated(_text(table, "authority"), _text(table, "category"), _days(table, "on"))


def _text(table: pa.Table, name: str) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.array(table.column(name).to_pylist(), dtype=np.str_)


def _days(table: pa.Table, name: str) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return np.asarray(table.column(name).cast(pa.date32()).to_numpy(), dtype="datetime64[D]")
