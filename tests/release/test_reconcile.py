"""The workbook of an authority's year: it adds up to the letter, and tells nothing that it should not."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

from tests.conftest import upheld
from upheld.release.order import Order
from upheld.release.reconcile import Reconciliation, reconcile, write_workbook
from upheld.scheme import load

pytestmark = [
    # Said of ibis's use of DuckDB; nothing of ours calls it.
    pytest.mark.filterwarnings("ignore:fetch_arrow_table"),
    pytest.mark.xdist_group("reconcile"),
]


@cache
def gathered(snapshot: Path, authority: str, year: str = "2019-20") -> Reconciliation:
    return reconcile(Order.read(load(), snapshot, year, authority=authority))


@pytest.fixture(scope="module")
def book(snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Knowsley's workbook, by the command."""
    out = tmp_path_factory.mktemp("book") / "knowsley.xlsx"
    upheld("reconcile", snapshot, "Knowsley", "--year", "2019-20", "--out", out)
    return out


def tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Read every sheet's table back: headings to cells, the total row last."""
    read = {}
    for sheet in openpyxl.load_workbook(path, data_only=True):
        (table,) = sheet.tables.values()
        headings, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
        read[sheet.title] = [dict(zip(headings, row, strict=True)) for row in rows]
    return read


@pytest.mark.parametrize("authority", ["Knowsley", "Birmingham", "Kent County Council"])
@pytest.mark.parametrize("year", ["2019-20", "2023-24"])
def test_the_rows_add_up_to_the_letter(snapshot: Path, authority: str, year: str) -> None:
    told = gathered(snapshot, authority, year)
    scheme = load()
    sums = {**told.decided.sums, **told.compliance.sums}
    assert sums == {count.name: told.figures.counts[count.id] for count in scheme.counts}
    for name, worded, _, above, of, below, sentence in told.letter.rows:
        figure = next(f for f in told.figures.measures.values() if f.measure.name == name)
        assert (above, below) == (figure.rate.numerator, figure.rate.base), of
        assert (worded, sentence) == (figure.rate.worded or "no rate", figure.sentence)


def test_the_workbook_says_what_the_reference_letter_says(book: Path) -> None:
    read = tables(book)
    upheld_rate, _, early, *_ = read["Letter"]
    assert (upheld_rate["In the letter"], upheld_rate["Rows above"], upheld_rate["Rows below"]) == ("75%", 9, 12)
    early = next(row for row in read["Letter"] if row["In the letter"] == "33%")
    assert (early["Rows above"], early["Rows below"]) == (3, 9)
    total = read["Decided"][-1]
    assert total["Reference"] == "Total"
    assert (total["upheld"], total["investigated"]) == (9, 12)
    assert sum(row["upheld"] for row in read["Decided"][:-1]) == 9


def test_each_row_names_the_figures_it_feeds(book: Path) -> None:
    for row in tables(book)["Decided"][:-1]:
        assert ("Complaints upheld" in row["Feeds"]) == bool(row["investigated"])
        assert ("Complaints upheld (above and base)" in row["Feeds"]) == bool(row["upheld"])


def test_totals_are_formulas_that_a_spreadsheet_adds_up_again(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["Decided"]
    (table,) = sheet.tables.values()
    totals = [cell.value for cell in list(sheet[table.ref])[-1] if isinstance(cell.value, str)]
    assert sum(value.startswith("=SUBTOTAL(109,") for value in totals) == 6


def test_the_workbook_is_accessible(book: Path) -> None:
    read = openpyxl.load_workbook(book)
    assert read.sheetnames == ["Letter", "Received", "Decided", "Compliance"]
    assert read.properties.title == "Knowsley Metropolitan Borough Council, 2019-20: what the annual letter counts"
    for sheet in read:
        assert sheet["A1"].font.bold
        assert not sheet.merged_cells.ranges
        assert len(sheet.tables) == 1
        assert sheet.freeze_panes
        assert all(cell.value for cell in sheet[int(sheet.freeze_panes[1:]) - 1])


def test_synthetic_cases_are_marked_on_every_sheet_and_in_the_properties(book: Path) -> None:
    read = openpyxl.load_workbook(book)
    assert "ynthetic" in read.properties.description
    for sheet in read:
        assert "ynthetic" in sheet["A2"].value


def test_nothing_that_was_recommended_is_in_it(book: Path, snapshot: Path) -> None:
    asked = pyarrow.parquet.read_table(snapshot / "recommendations.parquet", columns=["text"])["text"].to_pylist()
    texts = {text for text in asked if text}
    assert texts
    with zipfile.ZipFile(book) as parts:
        whole = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert not [text for text in texts if text in whole]


def test_the_same_rows_give_the_same_bytes(snapshot: Path, tmp_path: Path, book: Path) -> None:
    write_workbook(gathered(snapshot, "Knowsley"), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def test_a_cell_that_looks_like_a_formula_stays_text(snapshot: Path, tmp_path: Path) -> None:
    told = gathered(snapshot, "Knowsley")
    row = ("=1+1", *told.received.rows[0][1:])
    write_workbook(replace(told, received=replace(told.received, rows=(row,))), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Received"]
    found = [cell for cell in cells(sheet) if cell.value == "=1+1"]
    assert [cell.data_type for cell in found] == ["s"]


def cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from row


def test_a_sheet_without_rows_says_so(snapshot: Path, tmp_path: Path) -> None:
    told = gathered(snapshot, "Knowsley")
    write_workbook(replace(told, compliance=replace(told.compliance, rows=())), tmp_path / "a.xlsx")
    said = [cell.value for cell in cells(openpyxl.load_workbook(tmp_path / "a.xlsx")["Compliance"])]
    assert "Nothing to list." in said


def test_a_name_that_is_no_workbook_is_refused(snapshot: Path, tmp_path: Path) -> None:
    done = upheld("reconcile", snapshot, "Knowsley", "--year", "2019-20", "--out", tmp_path / "a.ods", check=False)
    assert done.returncode == 2
    assert ".xlsx" in done.stderr
