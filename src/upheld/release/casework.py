"""Reads from a snapshot the single cases that may be shown on the day of publication, and nothing of any other.

A release shows every decision, improvement and report of the snapshot, of whatever year, that is public by its day of
publication. What became known later is not known: an outcome recorded after that day is none yet. But a decision that
the snapshot knows to be withdrawn or suppressed is never shown, whenever that happened: a release that is built late
is read late.
"""

# The SQL is put together from the rule alone; what differs from one order to another is bound to it.
# ruff: noqa: S608

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb

from upheld.release.order import Order
from upheld.release.review import NOT_PERSONAL
from upheld.release.similar import similar
from upheld.scheme.model import Publication, Scheme
from upheld.snapshot import Snapshot
from upheld.snapshot.tables import STATEMENTS
from upheld.website.casework import Casework, Decision, Improvement, Report, Status, Withdrawn

NEEDED = ("decisions", "recommendations", "due_dates", "public_reports", "statements")

PUBLIC_BY_NOW = """
    list_contains($outcomes, d.outcome) AND d.decided_on + $wait::INTEGER <= $as_at AND s.suppressed IS NULL
"""
"""The rule, in SQL over `decisions AS d LEFT JOIN statements AS s`: of a band that is published, the weeks of waiting
over on the day `as_at` (their last day is the first public one), and no ground recorded against it."""

MAY_BE_PUBLISHED = f"({PUBLIC_BY_NOW} AND s.withdrawn_on IS NULL)"
WAS_PUBLISHED = f"({PUBLIC_BY_NOW} AND s.withdrawn_on > d.decided_on + $wait::INTEGER)"
"""Withdrawn since; what was withdrawn on the first day on which it could be public, or before, never was."""

_CASES = "FROM decisions AS d LEFT JOIN statements AS s USING (reference)"

_DECISIONS = f"""
    SELECT d.reference, d.authority, d.decided_on, d.outcome, d.category, coalesce(d.subcategory, ''),
        coalesce(d.summary, ''), s.statement
    {_CASES} WHERE {MAY_BE_PUBLISHED} AND s.statement IS NOT NULL ORDER BY d.decided_on DESC, d.reference
"""

_WITHDRAWN = f"""
    SELECT d.reference, d.authority, s.withdrawn_on, coalesce(s.replaced_by, '')
    {_CASES} WHERE {WAS_PUBLISHED} ORDER BY d.reference
"""

_IMPROVEMENTS = f"""
    WITH asked AS (
        SELECT *, CASE WHEN outcome_on <= $as_at THEN outcome END AS known,
            CASE WHEN outcome_on <= $as_at THEN outcome_on END AS known_on
        FROM recommendations
        WHERE kind = 'service_improvement' AND coalesce(answer, '') <> 'refused' AND text IS NOT NULL
        AND {NOT_PERSONAL}
    ), moved AS (
        -- The latest agreement by then; of two made on one day the later date holds.
        SELECT a.recommendation, arg_max(m.due_on, (m.agreed_on, m.due_on)) AS moved_to
        FROM asked AS a JOIN due_dates AS m
        ON m.recommendation = a.recommendation AND m.agreed_on <= coalesce(a.known_on, $as_at)
        GROUP BY a.recommendation
    )
    SELECT a.recommendation, d.reference, d.authority, d.category, a.text, d.decided_on,
        coalesce(m.moved_to, a.due_on) AS last_due_on, a.known, a.known_on
    FROM asked AS a LEFT JOIN moved AS m USING (recommendation)
    JOIN decisions AS d USING (reference) LEFT JOIN statements AS s USING (reference)
    WHERE {MAY_BE_PUBLISHED} ORDER BY d.decided_on DESC, a.recommendation
"""

_REPORTS = f"""
    SELECT p.report, p.authority, p.issued_on, p.kind, p.title, coalesce(p.address, ''),
        coalesce(d.reference, ''), coalesce(d.category, '')
    FROM public_reports AS p LEFT JOIN (SELECT d.reference, d.category {_CASES} WHERE {MAY_BE_PUBLISHED}) AS d
    ON d.reference = p.reference
    WHERE p.issued_on <= $as_at ORDER BY p.issued_on DESC, p.report
"""

Row = tuple[Any, ...]

_BLANK_LINES = re.compile(r"\n\s*\n")


def read_casework(order: Order) -> Casework:
    """Read what the site of an order shows of single cases, with the decisions that are most alike."""
    with duckdb.connect() as con:
        open_tables(con, order.snapshot)
        found = casework_from(con, order.scheme, order.dates.public_on)
    texts = {one.reference: f"{one.summary}\n{' '.join(one.statement)}" for one in found.decisions}
    return replace(found, similar=similar(texts))


def open_tables(con: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    """Make a view of each table needed. A snapshot frozen before there were statements has none, and no decisions."""
    for name in NEEDED:
        if name in snapshot.manifest.tables:
            con.read_parquet(str(snapshot.path(name))).create_view(name)
        else:
            columns = ", ".join(f"NULL::{_TYPES.get(c.name, 'VARCHAR')} AS {c.name}" for c in STATEMENTS.columns)
            con.execute(f"CREATE VIEW {name} AS SELECT {columns} WHERE false")


_TYPES = {"withdrawn_on": "DATE"}


def casework_from(con: duckdb.DuckDBPyConnection, scheme: Scheme, as_at: date) -> Casework:
    """Return what may be shown on the day `as_at` of the tables that `con` has, without what is alike.

    A scheme without rules of publication shows reports alone.
    """
    given = asked(scheme, as_at)
    improvements = [_improvement(*row) for row in _query(con, _IMPROVEMENTS, given)]
    decisions = _decisions(_query(con, _DECISIONS, given), improvements)
    pages = {one.reference for one in decisions}
    gone = [
        Withdrawn(reference, authority, on, replaced_by if replaced_by in pages else "")
        for reference, authority, on, replaced_by in _query(con, _WITHDRAWN, given)
    ]
    replaces = {one.replaced_by: one.reference for one in reversed(gone) if one.replaced_by}
    reports = (Report(*row) for row in _query(con, _REPORTS, given))
    return Casework(
        as_at,
        tuple(
            replace(one, replaces=replaces[one.reference]) if one.reference in replaces else one for one in decisions
        ),
        tuple(gone),
        tuple(improvements),
        tuple(one if one.reference in pages else replace(one, reference="") for one in reports),
    )


def _decisions(rows: Sequence[Row], improvements: Sequence[Improvement]) -> list[Decision]:
    """Return those that have a statement, each with what was learnt from it."""
    of_case: dict[str, list[Improvement]] = defaultdict(list)
    for one in improvements:
        of_case[one.reference].append(one)
    found = []
    for reference, authority, on, outcome, category, subcategory, summary, statement in rows:
        if paragraphs := paragraphs_of(statement):
            learnt = tuple(of_case.get(reference, ()))
            found.append(
                Decision(reference, authority, on, outcome, category, subcategory, summary, paragraphs, learnt)
            )
    return found


def asked(scheme: Scheme, as_at: date) -> dict[str, Any]:
    """Return the values of the rule for a scheme on a day; without rules of publication no outcome is published."""
    rules = scheme.publication or Publication(wait_weeks=0)
    outcomes = [outcome.code for outcome in scheme.outcomes if outcome.band in rules.bands]
    return {"outcomes": outcomes, "wait": 7 * rules.wait_weeks, "as_at": as_at}


def _query(con: duckdb.DuckDBPyConnection, sql: str, given: Mapping[str, Any]) -> list[Row]:
    used = {name: value for name, value in given.items() if f"${name}" in sql}
    return con.execute(sql, used).fetchall()


def paragraphs_of(statement: str) -> tuple[str, ...]:
    """Return the paragraphs of a statement, each on one line; none where there are no words."""
    parts = (" ".join(part.split()) for part in _BLANK_LINES.split(statement.replace("\r", "\n")))
    return tuple(part for part in parts if part)


def _improvement(
    number: str,
    reference: str,
    authority: str,
    category: str,
    text: str,
    decided_on: date,
    due_on: date | None,
    outcome: str | None,
    outcome_on: date | None,
) -> Improvement:
    status = _status(outcome, outcome_on, due_on)
    return Improvement(number, reference, authority, category, text, decided_on, due_on, status, outcome_on)


def _status(outcome: str | None, outcome_on: date | None, due_on: date | None) -> Status:
    if outcome == "satisfied":
        late = outcome_on is not None and due_on is not None and outcome_on > due_on
        return Status.MET_LATE if late else Status.MET
    return {"not_satisfied": Status.NOT_MET, "ceased": Status.CEASED}.get(outcome or "", Status.OPEN)
