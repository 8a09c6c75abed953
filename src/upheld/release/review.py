"""Reads from a snapshot what the review says besides the figures, and nothing private with it; writes the review."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path

import duckdb

from upheld.figures.became import became, received
from upheld.figures.model import Figures
from upheld.release.context import AGREED, agreed_in, read_conduct, read_training
from upheld.release.engines import case_tables
from upheld.release.order import Order
from upheld.review.compose import compose
from upheld.review.context import Addresses, Improvement, Improvements, Report, ReviewContext
from upheld.review.model import Review
from upheld.review.press import Press

PATH = "review/review.pdf"
"""Where the review lies, both in a release and in its site."""

RECORD = "record/review.json"

RELATIVE = Addresses(
    home="../index.html",
    authorities="../authorities/index.html",
    method="../method/index.html",
    discrepancies="../method/discrepancies/index.html",
    data="../data/index.html",
)
"""Where the review's links lead from `website/review/`."""

LONGEST_EXAMPLE = 280
"""Characters: an example is read, not studied."""


def make_review(order: Order, figures: Figures) -> Review:
    """Compose the review of an order."""
    return compose(figures, read_context(order))


def write_review(folder: Path, review: Review) -> None:
    """Write the review as a PDF at its place in the release `folder`, and which of its rules fired into the record."""
    path, record = folder / PATH, folder / RECORD
    path.parent.mkdir(parents=True)
    path.write_bytes(Press().pdf(review))
    record.parent.mkdir(exist_ok=True)
    rulings = [asdict(ruling) for ruling in review.rulings]
    record.write_text(json.dumps({"rulings": rulings}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_context(order: Order) -> ReviewContext:
    """Read from the order's snapshot what its review says besides the figures."""
    days = (order.year.first_day, order.year.last_day)
    with case_tables(order.snapshot) as tables:
        reached = received(tables.decisions, order.scheme, order.year)
        followed = became(*tables, order.scheme, order.year)
    with duckdb.connect() as con:
        for name in order.snapshot.manifest.tables:
            con.read_parquet(str(order.snapshot.path(name))).create_view(name)
        return ReviewContext(
            dates=order.dates,
            addresses=RELATIVE,
            received=reached,
            became=followed,
            improvements=_improvements(con, order),
            reports=_reports(con, days),
            conduct=_conduct(con, order),
            training=read_training(con, order.year),
            synthetic=order.snapshot.synthetic,
        )


NOT_PERSONAL = """
    text NOT IN (SELECT text FROM recommendations WHERE kind <> 'service_improvement' AND text IS NOT NULL)
"""
"""A text that is also that of a remedy for one person is not shown, whatever its kind says."""

_EXAMPLES = f"""
    SELECT authority, category, text FROM agreed
    WHERE length(text) <= $longest AND outcome = 'satisfied' AND {NOT_PERSONAL}
    QUALIFY row_number() OVER (PARTITION BY category ORDER BY decided_on DESC, reference, recommendation) = 1
    ORDER BY category
"""  # noqa: S608 - nothing of any file is in it
"""Of each service area the latest one that was carried out."""


def _improvements(con: duckdb.DuckDBPyConnection, order: Order) -> Improvements:
    con.execute(f"CREATE TEMP TABLE agreed AS {AGREED}", agreed_in(order))
    rows = con.execute("SELECT category, count(*) FROM agreed GROUP BY category ORDER BY category").fetchall()
    cases = con.execute("SELECT count(DISTINCT reference) FROM agreed").fetchone()
    examples = con.execute(_EXAMPLES, {"longest": LONGEST_EXAMPLE}).fetchall()
    return Improvements(
        number=sum(number for _, number in rows),
        cases=int(cases[0]) if cases else 0,
        by_category=dict(rows),
        examples=tuple(Improvement(*row) for row in examples),
    )


def _reports(con: duckdb.DuckDBPyConnection, days: tuple[date, date]) -> tuple[Report, ...]:
    rows = con.execute(
        "SELECT authority, title, issued_on, kind, address FROM public_reports "
        "WHERE issued_on BETWEEN ? AND ? ORDER BY issued_on, report",
        list(days),
    ).fetchall()
    return tuple(Report(*row) for row in rows)


def _conduct(con: duckdb.DuckDBPyConnection, order: Order) -> dict[str, int]:
    """Count the complaints investigated by how authorities behaved, all of them together."""
    whole: Counter[str] = Counter()
    for flags in read_conduct(con, order).values():
        whole.update(flags)
    return dict(sorted(whole.items()))
