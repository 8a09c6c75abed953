"""Reads from a snapshot what letters say besides their figures, and nothing private with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import duckdb
import ibis

from upheld.figures.counts import upheld_codes
from upheld.figures.cube import compliance_outcomes
from upheld.letters.context import (
    Addresses,
    Course,
    LetterContext,
    NotMet,
    PublicReport,
    Recipient,
    addressed_to,
    holder,
    holders,
)
from upheld.release.engines import case_tables
from upheld.release.order import Order
from upheld.scheme.dispatch import FILE as DISPATCH
from upheld.scheme.dispatch import load_dispatch
from upheld.scheme.years import ReviewYear
from upheld.writing.training import Seminars, TrainingYear

RELATIVE = Addresses(
    map="../../index.html",
    authority="../../authorities/{slug}/index.html",
    method="../../method/index.html",
    review="../../review/index.html",
    changes="../../changes/index.html",
)
"""Where a letter's links lead from `website/letters/<year>/`."""


@dataclass(frozen=True)
class Contexts:
    """What is known besides the figures, for all authorities of a review."""

    order: Order
    recipients: Mapping[str, tuple[Recipient, ...]]
    courses: Mapping[str, tuple[Course, ...]]
    reports: Mapping[str, tuple[PublicReport, ...]]
    not_met: Mapping[str, tuple[NotMet, ...]]
    training: TrainingYear | None
    conduct: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    improvements: Mapping[str, int] = field(default_factory=dict)
    copied_to: tuple[str, ...] = ()
    """The roles that get a copy of a letter."""

    def of(self, code: str) -> LetterContext:
        """Return the context of one authority's letter."""
        dates = self.order.dates
        slug = self.order.scheme.authority_by_code[code].slug
        return LetterContext(
            dates=dates,
            addresses=replace(RELATIVE, authority=RELATIVE.authority.format(slug=slug)),
            recipient=holder(self.recipients.get(code, ()), dates.letters_on),
            copied=self._copied(code),
            training=self.training,
            courses=self.courses.get(code, ()),
            public_reports=self.reports.get(code, ()),
            not_met=self.not_met.get(code, ()),
            conduct=self.conduct.get(code, {}),
            improvements=self.improvements.get(code, 0),
            addition=self.order.additions.of.get(code) if self.order.additions else None,
            synthetic=self.order.snapshot.synthetic,
        )

    def _copied(self, code: str) -> tuple[Recipient, ...]:
        """Return who gets a copy, as the letters are sent: of a body that is no more, those of the bodies after it."""
        day, known = self.order.dates.letters_on, self.recipients
        bodies = addressed_to(self.order.scheme, code, known.get(code, ()), day)
        return holders([r for body in bodies for r in known.get(body, ())], day, self.copied_to)


def read_contexts(order: Order) -> Contexts:
    """Read the contexts of every letter of the order's year from its snapshot."""
    with duckdb.connect() as con:
        for name in order.snapshot.manifest.tables:
            con.read_parquet(str(order.snapshot.path(name))).create_view(name)
        return Contexts(
            order=order,
            recipients=_recipients(con),
            courses=_courses(con, order.year),
            reports=_reports(con, order.year),
            not_met=_not_met(order),
            training=read_training(con, order.year),
            conduct=read_conduct(con, order),
            improvements=_improvements(con, order),
            # A scheme need not send letters at all.
            copied_to=load_dispatch(order.scheme).cc if (order.scheme.folder / DISPATCH).is_file() else (),
        )


def _grouped(con: duckdb.DuckDBPyConnection, sql: str, days: tuple[date, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of a query by their first column, in the query's order."""
    grouped: dict[str, list[tuple[Any, ...]]] = {}
    for first, *rest in con.execute(sql, list(days)).fetchall():
        grouped.setdefault(first, []).append(tuple(rest))
    return grouped


def _recipients(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[Recipient, ...]]:
    rows = _grouped(
        con,
        "SELECT authority, role, title, name, valid_from, valid_to FROM recipients "
        "ORDER BY authority, role, valid_from",
    )
    return {code: tuple(Recipient(*row) for row in of_code) for code, of_code in rows.items()}


def _courses(con: duckdb.DuckDBPyConnection, year: ReviewYear) -> dict[str, tuple[Course, ...]]:
    rows = _grouped(
        con,
        "SELECT authority, title, held_on FROM training_events WHERE kind = 'course' AND authority IS NOT NULL "
        "AND held_on BETWEEN ? AND ? ORDER BY held_on, event",
        (year.first_day, year.last_day),
    )
    return {code: tuple(Course(*row) for row in of_code) for code, of_code in rows.items()}


def _reports(con: duckdb.DuckDBPyConnection, year: ReviewYear) -> dict[str, tuple[PublicReport, ...]]:
    rows = _grouped(
        con,
        "SELECT authority, title, issued_on, kind, address FROM public_reports "
        "WHERE issued_on BETWEEN ? AND ? ORDER BY issued_on, report",
        (year.first_day, year.last_day),
    )
    return {code: tuple(PublicReport(*row) for row in of_code) for code, of_code in rows.items()}


def _not_met(order: Order) -> dict[str, tuple[NotMet, ...]]:
    """Return, by authority, the cases whose compliance outcome of the year did not satisfy: never any text of a remedy.

    They are the figures' own outcomes, so that the cases listed are the ones the printed rate leaves out.
    """
    with case_tables(order.snapshot) as tables:
        outcomes = compliance_outcomes(*tables, order.scheme)
        first, last = ibis.literal(order.year.first_day), ibis.literal(order.year.last_day)
        missed = outcomes.filter(~outcomes.satisfied, outcomes.outcome_on.between(first, last))
        chosen = missed.select("authority", "reference", "category", "outcome_on")
        rows = chosen.order_by("authority", "outcome_on", "reference").to_pyarrow().to_pylist()
    found: dict[str, list[NotMet]] = {}
    for row in rows:
        found.setdefault(row["authority"], []).append(NotMet(row["reference"], row["category"], row["outcome_on"]))
    return {code: tuple(cases) for code, cases in found.items()}


AGREED = """
    SELECT r.recommendation, r.text, r.outcome, d.reference, d.authority, d.category, d.decided_on
    FROM recommendations r JOIN decisions d USING (reference)
    WHERE r.kind = 'service_improvement' AND coalesce(r.answer, '') <> 'refused'
    AND d.decided_on BETWEEN $first AND $last AND list_contains($upheld, d.outcome)
"""
"""The service improvements of the year that were not refused."""


def agreed_in(order: Order) -> dict[str, object]:
    """Return the values that `AGREED` asks for."""
    return {"first": order.year.first_day, "last": order.year.last_day, "upheld": list(upheld_codes(order.scheme))}


def _improvements(con: duckdb.DuckDBPyConnection, order: Order) -> dict[str, int]:
    query = f"SELECT authority, count(*) FROM ({AGREED}) GROUP BY authority ORDER BY authority"  # noqa: S608 ours
    return dict(con.execute(query, agreed_in(order)).fetchall())


def read_conduct(con: duckdb.DuckDBPyConnection, order: Order) -> dict[str, dict[str, int]]:
    """Count by authority the complaints investigated by how it behaved: a complaint can have several flags."""
    bands = {outcome.band for outcome in order.scheme.outcomes if outcome.upheld}
    investigated = [outcome.code for outcome in order.scheme.outcomes if outcome.band in bands]
    rows = con.execute(
        "SELECT authority, trim(flag) AS flag, count(DISTINCT reference) FROM (SELECT authority, reference, "
        "unnest(string_split(conduct, ';')) AS flag FROM decisions "
        "WHERE decided_on BETWEEN ? AND ? AND list_contains(?, outcome)) GROUP BY 1, 2 ORDER BY 1, 2",
        [order.year.first_day, order.year.last_day, investigated],
    ).fetchall()
    found: dict[str, dict[str, int]] = {}
    for authority, flag, number in rows:
        found.setdefault(authority, {})[flag] = int(number)
    return found


def read_training(con: duckdb.DuckDBPyConnection, year: ReviewYear) -> TrainingYear | None:
    """Read the training of a review year; None where nothing is recorded."""
    this = _course_totals(con, year)
    last = _course_totals(con, year.previous)
    seminars = con.execute(
        "SELECT sum(people), count(DISTINCT authority) FROM training_events "
        "WHERE kind = 'seminar' AND held_on BETWEEN ? AND ?",
        [year.first_day, year.last_day],
    ).fetchone()
    places = con.execute(
        "SELECT place FROM training_events WHERE kind = 'seminar' AND held_on BETWEEN ? AND ? AND place IS NOT NULL "
        "GROUP BY place ORDER BY min(held_on), place",
        [year.first_day, year.last_day],
    ).fetchall()
    delegates, authorities = seminars or (None, 0)
    if not this[0] and not delegates:
        return None
    return TrainingYear(
        courses=this[0],
        people=this[1],
        provider_courses=this[2],
        courses_last_year=last[0] or None,
        provider_courses_last_year=last[2] if last[0] else None,
        seminars=Seminars(int(delegates), authorities, tuple(p for (p,) in places)) if delegates else None,
    )


def _course_totals(con: duckdb.DuckDBPyConnection, year: ReviewYear) -> tuple[int, int, int]:
    """Return courses, people trained, and courses for care providers in `year`."""
    row = con.execute(
        "SELECT count(*), coalesce(sum(people), 0), count(*) FILTER (audience = 'care_provider') FROM training_events "
        "WHERE kind = 'course' AND held_on BETWEEN ? AND ?",
        [year.first_day, year.last_day],
    ).fetchone()
    courses, people, provider_courses = row or (0, 0, 0)
    return int(courses), int(people), int(provider_courses)
