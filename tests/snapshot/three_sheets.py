"""Writing a synthetic snapshot as the Ombudsman sends it to councils: a workbook each, with three sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from upheld.figures.cube import compliance_outcomes, kept, last_due
from upheld.release.engines import case_tables
from upheld.scheme import Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot import Snapshot

RECEIVED = ("Reference", "Authority", "Category", "Subcategory", "Received", "Provenance")
DECIDED = (
    *("Reference", "Authority", "Category", "Subcategory", "Decided", "Decision"),
    *("Satisfactory remedy before the complaint reached us", "Provenance"),
)
COMPLIANCE = (
    *("Reference", "Authority", "Category", "Decided", "Remedy due", "Outcome recorded", "Satisfied", "Provenance"),
)


def write_three_sheets(
    snapshot: Snapshot, scheme: Scheme, folder: Path, authorities: Collection[str], year: ReviewYear | None = None
) -> list[Path]:
    """Write a workbook for each authority, of one year or of all."""
    folder.mkdir(parents=True, exist_ok=True)
    with case_tables(snapshot) as tables:
        decisions = tables.decisions.filter(tables.decisions.authority.isin(sorted(authorities)))
        rows = decisions.to_pyarrow().to_pylist()
        outcomes = compliance_outcomes(decisions, tables.recommendations, tables.due_dates, scheme)
        settled = outcomes.to_pyarrow().to_pylist()
        recommendations = kept(tables.recommendations)
        moved = last_due(recommendations, tables.due_dates).to_pyarrow().to_pylist()
        agreed = {row["recommendation"]: row["last_due_on"] for row in moved}
        due = _due(recommendations.to_pyarrow().to_pylist(), agreed)
    written = []
    for code in sorted(authorities):
        mine = sorted((row for row in rows if row["authority"] == code), key=lambda row: str(row["reference"]))
        sheets = _sheets(mine, [row for row in settled if row["authority"] == code], due, scheme, year)
        written.append(_write(folder / f"{code} synthetic.xlsx", scheme, sheets))
    return written


def _due(recommendations: Iterable[dict[str, Any]], moved: dict[str, date]) -> dict[str, list[tuple[date, date]]]:
    """Return for each case the day due and the day of the outcome of its recommendations."""
    found: dict[str, list[tuple[date, date]]] = {}
    for row in recommendations:
        if row["outcome_on"]:
            due = moved.get(row["recommendation"], row["due_on"])
            found.setdefault(row["reference"], []).append((due, row["outcome_on"]))
    return found


def _sheets(
    decisions: Sequence[dict[str, Any]],
    outcomes: Sequence[dict[str, Any]],
    due: dict[str, list[tuple[date, date]]],
    scheme: Scheme,
    year: ReviewYear | None,
) -> dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]:
    names = {code.code: code.name for code in scheme.outcomes}
    areas = {category.id: category.name for category in scheme.categories}
    by_reference = {row["reference"]: row for row in decisions}

    def within(day: date | None) -> bool:
        return day is not None and (year is None or scheme.calendar.year_end.year_of(day) == year)

    body = {row.code: row.name for row in scheme.authorities}
    received = [
        (r["reference"], body[r["authority"]], areas[r["category"]], r["subcategory"], r["received_on"], "synthetic")
        for r in decisions
        if within(r["received_on"])
    ]
    decided = [
        (
            *(r["reference"], body[r["authority"]], areas[r["category"]], r["subcategory"], r["decided_on"]),
            *(names[r["outcome"]], "Yes" if r["early_remedy"] else "No", "synthetic"),
        )
        for r in decisions
        if within(r["decided_on"])
    ]
    compliance = []
    for r in sorted(outcomes, key=lambda one: str(one["reference"])):
        if within(r["outcome_on"]):
            late = [day for day, done in due[r["reference"]] if done > day]
            target = min(late) if r["late"] else max(day for day, _ in due[r["reference"]])
            said = ("Yes, late" if r["late"] else "Yes") if r["satisfied"] else "No"
            decision = by_reference[r["reference"]]
            compliance.append(
                (
                    *(r["reference"], body[r["authority"]], areas[r["category"]], decision["decided_on"], target),
                    *(r["outcome_on"], said, "synthetic"),
                )
            )
    return {
        "Complaints received": (RECEIVED, received),
        "Complaints decided": (DECIDED, decided),
        "Compliance outcomes": (COMPLIANCE, compliance),
    }


def _write(path: Path, scheme: Scheme, sheets: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]) -> Path:
    """Write sheets with a title above each header and a total below, days as spreadsheets keep them."""
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, (header, rows) in sheets.items():
        page = book.add_worksheet(name)
        page.write_string(0, 0, f"{name}: synthetic")
        for line, row in enumerate([header, *rows], 2):
            for across, value in enumerate(row):
                if isinstance(value, date):
                    page.write_number(line, across, (value - date(1899, 12, 30)) / timedelta(days=1), day)
                elif value is not None:
                    page.write_string(line, across, value)
        page.write_string(len(rows) + 4, 0, "Total")
        page.write_number(len(rows) + 4, 1, len(rows))
    book.close()
    return path
