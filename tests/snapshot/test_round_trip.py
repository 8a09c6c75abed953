"""Whatever people write in their cells comes out of the snapshot as it went in, from CSV and from spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.snapshot.extracts import decision, rows_of, write_csv
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import freeze
from upheld.snapshot.delimited import _careful, _fast, _Head, read_delimited
from upheld.snapshot.grids import Grid
from upheld.snapshot.rules import ERRORS

SCHEME = load("lgsco")
AROUND = " \t\r\n\u00a0\u200b\ufeff"
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters='\n\t",;'), max_size=40).filter(
    lambda text: text.strip(AROUND) not in ERRORS
)
FEW = settings(max_examples=12, deadline=None)


def expected(text: str) -> str | None:
    """Return what is kept of a cell: nothing of a blank one, and no space around."""
    return text.strip(AROUND) or None


def frozen_texts(path: Path) -> list[tuple[object, object]]:
    snapshot = freeze([path], path.parent / "out", SCHEME)
    snapshot.verify()
    by_reference = {row["reference"]: row for row in rows_of(snapshot, "decisions")}
    return [(row["subcategory"], row["summary"]) for _, row in sorted(by_reference.items())]


def rows_with(texts: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
    return [
        {**decision(reference=f"19 000 {n:03d}"), "subcategory": one, "summary": other}
        for n, (one, other) in enumerate(texts)
    ]


@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=30), encoding=st.sampled_from(["utf-8", "utf-16"]))
@FEW
def test_text_goes_through_csv_unchanged(texts: list[tuple[str, str]], encoding: str) -> None:
    with TemporaryDirectory() as folder:
        rows = rows_with(texts)
        path = write_csv(Path(folder) / "decisions.csv", rows, list(rows[0]), encoding=encoding)
        assert frozen_texts(path) == [(expected(one), expected(other)) for one, other in texts]


@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=30))
@FEW
def test_text_goes_through_a_spreadsheet_unchanged(texts: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        book = openpyxl.Workbook()
        sheet = book.active
        rows = rows_with(texts)
        sheet.append(list(rows[0]))
        for line, row in enumerate(rows, 2):
            for column, value in enumerate(row.values(), 1):
                # As text, also where it begins with an equals sign.
                sheet.cell(line, column, value).data_type = "s"
        path = Path(folder) / "decisions.xlsx"
        book.save(path)
        assert frozen_texts(path) == [(expected(one), expected(other)) for one, other in texts]


@given(
    rows=st.lists(st.lists(TEXT, min_size=3, max_size=3).filter(lambda row: any(map(str.strip, row))), max_size=20),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=150, deadline=None)
def test_every_row_stands_on_the_line_where_it_begins(rows: list[list[str]], end: str, quoting: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=quoting)
    writer.writerow(["a", "b", "c"])
    lines = []
    for row in rows:
        lines.append(text.getvalue().count("\n") + 1)
        writer.writerow(row)
    grid = read_delimited(text.getvalue().encode(), ["a", "b", "c"])
    assert list(cells_by_line(grid).items()) == list(zip(lines, map(tuple, rows), strict=True))


@given(st.text(st.sampled_from('ab,"\n\r \x00;'), max_size=40))
@settings(max_examples=600, deadline=None)
def test_the_quick_way_of_reading_agrees_with_the_careful_way_whenever_it_answers(text: str) -> None:
    content = f"one,two\n{text}".encode()
    head = _Head(("one", "two"), 1, ",", ())
    fast = _fast(content, head)
    if fast is not None:
        careful = Grid("", ("one", "two"), 1, _careful(content, head)[0])
        assert cells_by_line(Grid("", ("one", "two"), 1, fast)) == cells_by_line(careful)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused_and_nothing_else(content: bytes) -> None:
    with suppress(PersonError):
        grid = read_delimited(content)
        assert grid.rows.num_columns == len(grid.header) + 2


def cells_by_line(grid: Grid) -> dict[int, tuple[str | None, ...]]:
    """Return the cells of every row that is not blank, with what is wrong with it, by line."""
    found = {}
    for row in grid.rows.to_pylist():
        line, broken, *cells = row.values()
        if any(cell.strip() for cell in cells):
            found[line] = (*cells, broken) if broken else tuple(cells)
    return found
