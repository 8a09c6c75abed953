"""Spreadsheets of every kind that is read, and Parquet: dates, formulas, hidden sheets, and what cannot be borne."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.snapshot.extracts import decision, rows_of, write_xlsx
from upheld.errors import PersonError, Problem
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze
from upheld.snapshot.intake import load_mapping

SCHEME = load("lgsco")
FILES = Path(__file__).parent / "files"
HEADER = list(decision())
ROW = [date.fromisoformat(str(v)) if k.endswith("_on") else v for k, v in decision().items()]
DAYS = (date(2019, 5, 1), date(2019, 9, 30))


def frozen(path: Path, notes: list[str] | None = None) -> Snapshot:
    told = notes if notes is not None else []
    return freeze([path], path.parent / "out", SCHEME, note=told.append)


def problems(path: Path) -> list[Problem]:
    with pytest.raises(PersonError) as caught:
        frozen(path)
    return list(caught.value.problems)


def days(snapshot: Snapshot) -> list[tuple[object, object]]:
    return [(row["received_on"], row["decided_on"]) for row in rows_of(snapshot, "decisions")]


# ------------------------------------------------------------------ kinds

CASES = """
name = "cases"
[sheet.cases]
names = ["Cases"]
ignore = ["people"]
[[feed]]
sheet = "cases"
table = "decisions"
[feed.columns]
"""


@pytest.mark.parametrize("name", ["cases-1900.synthetic.xls", "cases-1904.synthetic.xls"])
def test_an_old_spreadsheet_is_read_whether_it_counts_days_from_1900_or_from_1904(tmp_path: Path, name: str) -> None:
    columns = "".join(f'{column} = "{column}"\n' for column in HEADER)
    (tmp_path / "cases.toml").write_text(CASES + columns, encoding="utf-8")
    notes: list[str] = []
    mapping = load_mapping(tmp_path / "cases.toml", SCHEME)
    snapshot = freeze([FILES / name], tmp_path / "out", SCHEME, mapping=mapping, note=notes.append)
    assert days(snapshot) == [DAYS, (date(2019, 5, 2), date(2019, 10, 1))]
    assert snapshot.manifest.sources[0].encoding == "XLS"
    assert notes[1:] == [
        f"{name} [Cases]: left out 1 row above the header (line 1: Synthetic cases), 1 blank row (line 6) "
        "and 1 row of totals (line 7: Total).",
        f"{name} [Old] is hidden in the spreadsheet, holds no table and was left alone.",
    ]


def test_a_spreadsheet_that_counts_days_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(HEADER)
    book.active.append(ROW)
    book.save(tmp_path / "decisions.xlsx")
    assert days(frozen(tmp_path / "decisions.xlsx")) == [DAYS]


Cell = str | date | int


def write_ods(path: Path, rows: Sequence[Sequence[Cell]], *, extra: str = "") -> Path:
    """Write a sheet called decisions as LibreOffice does: dates typed, blanks repeated to the edge."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"

    def cell(value: Cell) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    blank = '<table:table-cell table:number-columns-repeated="1000"/>'
    written = "".join(f"<table:table-row>{''.join(map(cell, row))}{blank}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{urn}:office:1.0" '
        f'xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="decisions">{written}{extra}<table:table-row '
        f'table:number-rows-repeated="1048000">{blank}</table:table-row></table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        entry = f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        kind = 'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
        archive.writestr("META-INF/manifest.xml", entry + kind)
    return path


def test_an_open_document_spreadsheet_is_read(tmp_path: Path) -> None:
    snapshot = frozen(write_ods(tmp_path / "decisions.ods", [HEADER, ROW]))
    assert days(snapshot) == [DAYS]
    assert snapshot.manifest.sources[0].encoding == "ODS"


def test_parquet_is_read_with_its_days_and_truth_values(tmp_path: Path) -> None:
    whole = {**dict(zip(HEADER, ROW, strict=True)), "early_remedy": True}
    moment = datetime(2019, 9, 30)  # noqa: DTZ001 - a table of cases knows no time zone
    table = pa.table({name: pa.array([value]) for name, value in whole.items()})
    table = table.set_column(3, "decided_on", pa.array([moment], pa.timestamp("us")))
    table = table.set_column(4, "outcome", pa.array(["upheld"]).dictionary_encode())
    pyarrow.parquet.write_table(table, tmp_path / "decisions.parquet")
    snapshot = frozen(tmp_path / "decisions.parquet")
    assert days(snapshot) == [DAYS]
    assert rows_of(snapshot, "decisions")[0]["early_remedy"] is True
    assert snapshot.manifest.sources[0].encoding == "Parquet"


def test_a_row_of_parquet_is_named_as_if_the_names_stood_on_line_1(tmp_path: Path) -> None:
    rows = [decision(reference=f"19 000 00{n}", outcome="?" if n == 3 else "upheld") for n in range(1, 5)]
    pyarrow.parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "decisions.parquet")
    assert [(problem.line, problem.column) for problem in problems(tmp_path / "decisions.parquet")] == [(4, "outcome")]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"reference,authority\n1,2\n", b"PAR1" + bytes(50) + b"PAR1"])
def test_what_is_no_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "decisions.parquet").write_bytes(content)
    assert problems(tmp_path / "decisions.parquet")[0].rule == "is not a whole Parquet file."


def test_parquet_with_a_list_in_a_cell_is_refused(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pa.table({"reference": [["19 000 001"]]}), tmp_path / "decisions.parquet")
    assert problems(tmp_path / "decisions.parquet")[0].rule.startswith(
        "has a column reference that holds no plain text"
    )


def test_a_spreadsheet_of_another_kind_than_its_name_says(tmp_path: Path) -> None:
    write_ods(tmp_path / "a.ods", [HEADER, ROW]).rename(tmp_path / "decisions.xlsx")
    assert problems(tmp_path / "decisions.xlsx")[0].rule == "is a spreadsheet of another kind than its name says."


# ------------------------------------------------------------------ formulas


def formula(path: Path) -> None:
    write_xlsx(path, {"decisions": [HEADER, [*ROW[:-1], '="synth"&"etic"']]})


def two_formulas(path: Path) -> None:
    write_xlsx(path, {"decisions": [HEADER, [*ROW[:-1], "=A1"], ["=A1", *ROW[1:]]]})


def formula_in_ods(path: Path) -> None:
    cell = '<table:table-cell table:formula="of:=1+1"/>'
    write_ods(path, [HEADER, ROW], extra=f"<table:table-row>{cell}</table:table-row>")


NEVER = "whose value was never worked out and stored"
WITHOUT_VALUE: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "one": (formula, "decisions.xlsx", f"has a formula {NEVER}, the first in cell G2."),
    "two": (two_formulas, "decisions.xlsx", f"has 2 formulas {NEVER}, the first in cell G2."),
    "ods": (formula_in_ods, "decisions.ods", f"has a formula {NEVER}."),
}  # fmt: skip


@pytest.mark.parametrize("what", WITHOUT_VALUE)
def test_a_formula_without_a_stored_value_is_refused_and_not_read_as_blank(tmp_path: Path, what: str) -> None:
    make, name, rule = WITHOUT_VALUE[what]
    make(tmp_path / name)
    problem = problems(tmp_path / name)[0]
    assert (problem.rule, problem.mend) == (rule, "Open it in a spreadsheet program, save it, and give that file.")


def test_a_formula_is_read_as_the_value_stored_with_it(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "plain.xlsx", {"decisions": [HEADER, ROW]})
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "decisions.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == sheet:
                plain = b'<c r="G2" t="inlineStr"><is><t>synthetic</t></is></c>'
                assert plain in content
                content = content.replace(plain, b'<c r="G2" t="str"><f>"synth"&amp;"etic"</f><v>synthetic</v></c>')
            new.writestr(name, content)
    path.unlink()
    assert rows_of(frozen(tmp_path / "decisions.xlsx"), "decisions")[0]["provenance"] == "synthetic"


# ------------------------------------------------------------------ sheets


def test_a_hidden_sheet_is_named_and_read_if_it_holds_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    for name, row in (("Decisions", ROW), ("Decisions 2018", ["18 000 001", *ROW[1:]])):
        sheet = book.create_sheet(name)
        sheet.append(HEADER)
        sheet.append(row)
    book["Decisions 2018"].sheet_state = "veryHidden"
    book.save(tmp_path / "office.xlsx")
    notes: list[str] = []
    assert len(rows_of(frozen(tmp_path / "office.xlsx", notes), "decisions")) == 2
    assert notes == [
        "office.xlsx [Notes] holds no table and was left alone.",
        "office.xlsx [Decisions 2018] is hidden in the spreadsheet and was read all the same.",
    ]


# ------------------------------------------------------------------ what no machine could bear


def replaced(path: Path, old: bytes, new: bytes) -> Path:
    """Write a copy of a spreadsheet in which something of its first sheet is replaced."""
    source = write_xlsx(path.with_name("plain.xlsx"), {"decisions": [HEADER, ROW]})
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(path, "w") as copy:
        for name in book.namelist():
            content = book.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in content
                content = content.replace(old, new)
            copy.writestr(name, content)
    source.unlink()
    return path


def test_two_cells_as_far_apart_as_a_sheet_allows_are_refused_before_memory_is_taken_for_all_between(
    tmp_path: Path,
) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = replaced(tmp_path / "decisions.xlsx", b"</sheetData>", far)
    assert problems(path)[0].rule == "has a sheet with cells as far apart as 1,048,576 rows and 16,384 columns."


def test_a_cell_below_the_last_row_of_all_is_refused(tmp_path: Path) -> None:
    path = replaced(tmp_path / "decisions.xlsx", b'r="G2"', b'r="G99999999"')
    assert problems(path)[0].rule == "has a sheet with cells as far apart as 99,999,999 rows and 7 columns."


def test_an_open_document_row_of_a_billion_cells_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="1000000000" office:value-type="float" office:value="1"/>'
    path = write_ods(tmp_path / "decisions.ods", [HEADER], extra=f"<table:table-row>{cell}</table:table-row>")
    assert problems(path)[0].rule == "has a row with more cells than a sheet can have."


# ------------------------------------------------------------------ what the reading library does not survive


@pytest.mark.parametrize("kept", [600, 3000, 5000])
def test_a_damaged_old_spreadsheet_harms_only_the_process_that_reads_it(tmp_path: Path, kept: int) -> None:
    content = (FILES / "cases-1900.synthetic.xls").read_bytes()
    (tmp_path / "decisions.xls").write_bytes(content[:kept])
    assert problems(tmp_path / "decisions.xls")[0].rule == "is a damaged spreadsheet, or protected by a password."


def test_an_open_document_that_ends_early_is_refused_and_not_read_for_ever(tmp_path: Path) -> None:
    whole = write_ods(tmp_path / "whole.ods", [HEADER, ROW])
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(tmp_path / "decisions.ods", "w") as copy:
        for name in book.namelist():
            content = book.read(name)
            copy.writestr(name, content.partition(b"<table:table-row>")[0] if name == "content.xml" else content)
    whole.unlink()
    assert problems(tmp_path / "decisions.ods")[0].rule == "is a damaged spreadsheet."


@pytest.mark.parametrize("encoding", [b"UkF-8", b"Shift_JIS", b"utf-7"])
def test_an_open_document_in_an_encoding_that_nobody_reads_is_refused(tmp_path: Path, encoding: bytes) -> None:
    whole = write_ods(tmp_path / "whole.ods", [HEADER, ROW])
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(tmp_path / "decisions.ods", "w") as copy:
        for name in book.namelist():
            content = book.read(name)
            said = b'<?xml version="1.0" encoding="' + encoding + b'"?>' + content.partition(b"?>")[2]
            copy.writestr(name, said if name == "content.xml" else content)
    whole.unlink()
    assert problems(tmp_path / "decisions.ods")[0].rule == "is a damaged spreadsheet."


class PanicException(BaseException):
    """What comes of a spreadsheet at which the reading library gives up."""


def test_a_spreadsheet_at_which_the_reading_library_gives_up_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(content: bytes) -> None:
        raise PanicException("index out of bounds")

    path = write_xlsx(tmp_path / "decisions.xlsx", {"decisions": [HEADER, ROW]})
    monkeypatch.setattr("fastexcel.read_excel", give_up)
    assert problems(path)[0].rule == "is a damaged spreadsheet."
