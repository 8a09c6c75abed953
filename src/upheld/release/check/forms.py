"""Whether the spreadsheets and Parquet files of a release say what its CSV files say, cell by cell.

They are opened with other libraries than they were written with: calamine for spreadsheets, DuckDB for Parquet.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from upheld.release.check.model import Checked, Finding, checked

TITLE = "Spreadsheets and Parquet files say what the CSV files say"
SPREADSHEETS = (".xlsx", ".ods")
SYMBOL = re.compile(r"\[[zx]\]")
SAID_ONCE = re.compile(r"(\w+) is “(.*)” in every row\.")
LISTS = ("Cover", "Contents", "Notes", "Columns")


def check_forms(release: Path) -> Checked:
    """Check every table of a release in each of its forms against its CSV file."""
    folder = release / "tables"
    findings: list[Finding] = []
    examined = 0
    tables = {path.stem: _read(path) for path in sorted(folder.glob("*.csv"))}
    for name, rows in tables.items():
        examined += len(rows) * len(rows[0])
        findings += [Finding(f"tables/{name}.parquet", what) for what in _parquet(folder / f"{name}.parquet", rows)]
    for ending in SPREADSHEETS:
        books = sorted(folder.glob(f"*{ending}"))
        if len(books) != 1:
            findings.append(Finding("tables", f"holds {len(books)} files ending in {ending}, not one."))
        for book in books:
            where = f"tables/{book.name}"
            findings += [Finding(where, what) for what in _spreadsheet(book, tables)]
    return checked("forms", TITLE, examined, "cells", findings)


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _parquet(path: Path, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    import duckdb

    if not path.is_file():
        yield "is missing."
        return
    with duckdb.connect() as con:
        try:
            found = con.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [str(path)])
            header = [column[0] for column in found.description or ()]
            held = found.fetchall()
        except duckdb.Error as error:
            yield f"cannot be read: {error}."
            return
    booleans = {"true": "yes", "false": "no"}
    said = [[booleans.get(cell, cell) if cell is not None else "" for cell in row] for row in held]
    if header != rows[0]:
        yield "has other columns than the CSV file."
    elif said != rows[1:]:
        yield "holds other values than the CSV file."


def _spreadsheet(path: Path, tables: dict[str, list[list[str]]]) -> Iterator[str]:
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        sheets = {name: _cells(book, name) for name in book.sheet_names if name not in LISTS}
    except fastexcel.FastExcelError as error:
        yield f"cannot be read: {error}."
        return
    for name, rows in tables.items():
        if name not in sheets:
            if len(rows) > 1:
                yield f"has no sheet {name}."
            continue
        yield from (f"sheet {name}: {what}" for what in _sheet(sheets[name], rows))


def _cells(book: object, name: str) -> list[list[str]]:
    """Return the cells of a sheet as text, whole numbers without a point."""
    sheet = book.load_sheet(name, header_row=None, dtypes="string")  # type: ignore[attr-defined]
    columns = [[cell or "" for cell in column.to_pylist()] for column in sheet.to_arrow().columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _sheet(cells: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    labels = [name.replace("_", " ").capitalize() for name in rows[0]]
    start = next((n for n, row in enumerate(cells) if sum(map(bool, row)) > 1), None)
    if start is None:
        yield "holds no table."
        return
    once = {found[1]: found[2] for row in cells[:start] if (found := SAID_ONCE.fullmatch(row[0]))}
    header = list(cells[start])
    if header != [label for label in labels if label not in once]:
        yield "has other columns than the CSV file."
        return
    places = [labels.index(label) for label in header]
    fixed = [(labels.index(label), value) for label, value in once.items()]
    due = [[row[n] for n in places] for row in rows[1:] if all(row[n] == value for n, value in fixed)]
    said = [["" if SYMBOL.fullmatch(cell) else cell for cell in row] for row in cells[start + 1 :]]
    if len(said) != len(due):
        yield f"holds {len(said):,} rows, not {len(due):,}."
        return
    for n, (row, wanted) in enumerate(zip(said, due, strict=True), start + 2):
        if row != wanted and [_plain(cell) for cell in row] != [_plain(cell) for cell in wanted]:
            yield f"row {n} differs from the CSV file."


def _plain(cell: str) -> str:
    """Return a decimal number without the zeros at its end: a spreadsheet keeps numbers, not how they are written."""
    return cell.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", cell) else cell
