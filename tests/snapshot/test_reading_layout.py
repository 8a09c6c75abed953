"""Where the table stands on a sheet: under titles, under headings in two rows, above totals and notes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.snapshot.extracts import decision, rows_of, write_xlsx
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze
from upheld.snapshot.layout import find_header

SCHEME = load("lgsco")
HEADER = "reference,authority,decided_on,outcome,category,summary"
ROW = "19 000 001,Leeds,2019-09-30,upheld,housing,"
SECOND = "19 000 002,Leeds,2019-09-30,upheld,housing,"


def frozen(path: Path, text: str, notes: list[str], encoding: str = "utf-8") -> Snapshot:
    path.write_bytes(text.encode(encoding))
    return freeze([path], path.parent / "out", SCHEME, note=notes.append)


LAYOUTS = {
    "a title": (f"Decided 2019-20\n{HEADER}\n{ROW}\n", "1 row above the header (line 1: Decided 2019-20)"),
    "titles and blank lines": (
        f"Decided\n\n,,,,,\nas at 1 April,,,,,\n\n{HEADER}\n{ROW}\n",
        "2 rows above the header (lines 1, 4)",
    ),
    "blank rows between": (f"{HEADER}\n{ROW}\n,,,,,\n{SECOND}\n", "1 blank row (line 3)"),
    "a total": (f"{HEADER}\n{ROW}\n{SECOND}\nTotal,2,,,,\n", "1 row of totals (line 4: Total)"),
    "a short total": (f"{HEADER}\n{ROW}\nGrand total,2\n", "1 row of totals (line 3: Grand total)"),
    "a total and a note": (
        f"{HEADER}\n{ROW}\n\nNumber of cases,,,,,2\n\nSynthetic\n",
        "2 blank rows (lines 3, 5), 1 row of totals (line 4: Number of cases) "
        "and 1 row with a note (line 6: Synthetic)",
    ),
    "commas in the title of a file with semicolons": (
        f"Decided, closed, settled, all\n{HEADER.replace(',', ';')}\n{ROW.replace(',', ';')}\n",
        "1 row above the header (line 1: Decided, closed, settled, all)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LAYOUTS)
def test_what_is_no_row_of_the_table_is_left_out_and_told(tmp_path: Path, what: str) -> None:
    text, told = LAYOUTS[what]
    notes: list[str] = []
    rows = rows_of(frozen(tmp_path / "decisions.csv", text, notes), "decisions")
    assert [row["reference"] for row in rows] == ["19 000 001", "19 000 002"][: text.count("19 000")]
    assert notes == [f"decisions.csv: left out {told}."]


@pytest.mark.parametrize(
    "text", [f"{HEADER}\n{ROW}\n", f"{HEADER}\n{ROW}\n\n\n", f"{HEADER}\r\n{ROW}", f"sep=,\n{HEADER}\n{ROW}\n"]
)
def test_where_nothing_is_left_out_nothing_is_told(tmp_path: Path, text: str) -> None:
    notes: list[str] = []
    frozen(tmp_path / "decisions.csv", text, notes)
    assert notes == []


def test_a_row_with_one_cell_right_under_the_others_is_a_broken_row_and_no_note(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(f"{HEADER}\n{ROW}\n19 000 002,,,,,\n", encoding="utf-8")
    with pytest.raises(Exception, match="4 things to mend"):
        freeze([path], tmp_path / "out", SCHEME)


def test_a_case_whose_last_cell_speaks_of_a_total_is_a_case(tmp_path: Path) -> None:
    notes: list[str] = []
    snapshot = frozen(tmp_path / "decisions.csv", f"{HEADER}\n{ROW}\n{SECOND}Total loss\n", notes)
    assert (snapshot.manifest.tables["decisions"].rows, notes) == (2, [])


def test_utf_16_without_a_mark_is_known_by_its_zeros(tmp_path: Path) -> None:
    for n, encoding in enumerate(("utf-16-le", "utf-16-be")):
        notes: list[str] = []
        folder = tmp_path / str(n)
        folder.mkdir()
        snapshot = frozen(folder / "decisions.csv", f"{HEADER}\n{ROW}Café\n", notes, encoding)
        assert rows_of(snapshot, "decisions")[0]["summary"] == "Café"
        assert notes == ["decisions.csv is in UTF-16 and was read as that."]


# ------------------------------------------------------------------ headings over several columns


def test_a_heading_merged_over_two_columns_stands_above_their_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "decisions"
    sheet.append(["Complaints (synthetic)"])
    sheet.append(["reference", "authority", "Dates", None, "outcome", "category"])
    sheet.append([None, None, "received_on", "decided_on", None, None])
    sheet.append(["19 000 001", "Leeds", date(2019, 5, 1), date(2019, 9, 30), "upheld", "housing"])
    for merged in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "office.xlsx")
    notes: list[str] = []
    snapshot = freeze([tmp_path / "office.xlsx"], tmp_path / "out", SCHEME, note=notes.append)
    [row] = rows_of(snapshot, "decisions")
    assert (row["received_on"], row["decided_on"], row["category"]) == (date(2019, 5, 1), date(2019, 9, 30), "housing")
    assert notes == ["office.xlsx [decisions]: left out 1 row above the header (line 1: Complaints (synthetic))."]


def test_a_name_that_two_columns_have_is_told_apart_by_the_heading_above() -> None:
    rows = [["Case", "Received", "", "Decided", ""], ["", "On", "By", "On", "By"], ["19 000 001", "x", "y", "z", "w"]]
    found = find_header(rows, ["case", "receivedon", "decidedon"])
    assert found is not None
    assert found.cells == ("Case", "Received On", "Received By", "Decided On", "Decided By")
    assert (found.top, found.bottom) == (0, 1)


def test_a_header_in_one_row_is_not_taken_together_with_the_first_case() -> None:
    rows = [["reference", "authority", "outcome", ""], ["a", "b", "c", "d"]]
    found = find_header(rows, ["reference", "authority", "outcome"])
    assert found is not None
    assert (found.cells[:3], found.bottom) == (("reference", "authority", "outcome"), 0)


def test_lines_are_still_those_of_the_file_under_titles_and_long_cells(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    body = f'{ROW}"one\ntwo"\n{SECOND.replace("upheld", "?")}\n'
    path.write_text(f"Title\n\n{HEADER}\n{body}", encoding="utf-8")
    with pytest.raises(Exception, match="1 thing to mend") as caught:
        freeze([path], tmp_path / "out", SCHEME)
    assert [problem.line for problem in caught.value.problems] == [6]


def test_the_sheet_of_a_plain_extract_is_read_as_before(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "decisions.xlsx", {"Sheet1": [list(decision()), list(decision().values())]})
    notes: list[str] = []
    freeze([path], tmp_path / "out", SCHEME, note=notes.append)
    assert notes == []
