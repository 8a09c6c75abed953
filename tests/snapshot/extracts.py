"""Small extracts written by hand: a row says only what matters to the test, the rest is made good."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pyarrow.parquet

from upheld.snapshot import Snapshot
from upheld.snapshot.tables import TABLE_BY_NAME

Row = Mapping[str, object]

KNOWSLEY = "E08000011"
DECISION: Row = {
    "reference": "19 000 001",
    "authority": KNOWSLEY,
    "received_on": "2019-05-01",
    "decided_on": "2019-09-30",
    "outcome": "upheld",
    "category": "housing",
    "provenance": "synthetic",
}
RECOMMENDATION: Row = {
    "recommendation": "R1",
    "reference": "19 000 001",
    "kind": "personal_remedy",
    "due_on": "2019-10-30",
    "outcome": "satisfied",
    "outcome_on": "2019-10-15",
    "provenance": "synthetic",
}
DUE_DATE: Row = {"recommendation": "R1", "agreed_on": "2019-10-20", "due_on": "2019-11-30", "provenance": "synthetic"}


def decision(**cells: object) -> Row:
    """Return a good decision with these cells instead."""
    return {**DECISION, **cells}


def recommendation(**cells: object) -> Row:
    """Return a good recommendation with these cells instead."""
    return {**RECOMMENDATION, **cells}


def due_date(**cells: object) -> Row:
    """Return a good later due date with these cells instead."""
    return {**DUE_DATE, **cells}


def header(table: str) -> list[str]:
    """Return the names of the table's columns."""
    return [column.name for column in TABLE_BY_NAME[table].columns]


def write_csv(
    path: Path, rows: Sequence[Row], columns: Sequence[str] | None = None, *, encoding: str = "utf-8"
) -> Path:
    """Write rows as a spreadsheet program would."""
    columns = columns or header(path.stem)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Iterable[object]]]) -> Path:
    """Write sheets of rows of cells, each at the top left."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_extract(
    folder: Path,
    decisions: Sequence[Row] = (DECISION,),
    recommendations: Sequence[Row] = (),
    due_dates: Sequence[Row] = (),
    **others: Sequence[Row],
) -> Path:
    """Write an extract of CSV files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"decisions": decisions, "recommendations": recommendations, "due_dates": due_dates, **others}
    for name, rows in tables.items():
        if rows or name == "decisions":
            write_csv(folder / f"{name}.csv", rows)
    return folder


def rows_of(snapshot: Snapshot, table: str) -> list[dict[str, object]]:
    """Return the frozen rows of a table."""
    rows: list[dict[str, object]] = pyarrow.parquet.read_table(snapshot.path(table)).to_pylist()
    return rows
