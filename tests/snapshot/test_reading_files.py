"""Files as people really have them: CSV of several kinds and encodings, spreadsheets, and things that are neither."""

from __future__ import annotations

import errno
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.snapshot.extracts import decision, recommendation, rows_of, write_csv, write_extract, write_xlsx
from upheld.errors import PersonError, Problem
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze
from upheld.snapshot.sources import table_of

SCHEME = load("lgsco")
COLUMNS = list(decision(summary=""))
SUMMARY = "Café – £20, “late”"


def freeze_file(path: Path) -> Snapshot:
    return freeze([path], path.parent / "out", SCHEME)


def problems(path: Path) -> list[Problem]:
    with pytest.raises(PersonError) as caught:
        freeze_file(path)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("decisions", "decisions"),
        ("Decisions", "decisions"),
        ("decisions.synthetic", "decisions"),
        ("decisions-2019", "decisions"),
        ("decisions (2)", "decisions"),
        ("decisions2019", "decisions"),
        ("Due dates", "due_dates"),
        ("due-dates_2020", "due_dates"),
        ("public_reports", "public_reports"),
        ("decision", None),
        ("decisionsmade", None),
        ("old decisions", None),
        ("Sheet1", None),
    ],
)
def test_a_name_begins_with_the_name_of_its_table(name: str, table: str | None) -> None:
    found = table_of(name)
    assert (found.name if found else None) == table


# ------------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    ("encoding", "called"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_text_in_every_usual_encoding_is_read_and_the_encoding_kept(tmp_path: Path, encoding: str, called: str) -> None:
    path = write_csv(tmp_path / "decisions.csv", [decision(summary=SUMMARY)], COLUMNS, encoding=encoding)
    snapshot = freeze_file(path)
    assert rows_of(snapshot, "decisions")[0]["summary"] == SUMMARY
    assert snapshot.manifest.sources[0].encoding == called
    assert snapshot.manifest.notes == (
        () if called == "UTF-8" else (f"decisions.csv is in {called} and was read as that.",)
    )


def test_bytes_in_no_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_bytes(b"reference,authority\n\x81\x8d\xff,x\n")
    [problem] = problems(path)
    assert str(problem) == "decisions.csv: is not text that can be read. Save it as CSV in UTF-8."


# ------------------------------------------------------------------ lines and cells


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cells_may_stand_between_commas_semicolons_or_tabs(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / ("decisions.tsv" if delimiter == "\t" else "decisions.csv")
    cells = decision(summary="a")
    path.write_text(f"{delimiter.join(cells)}\n{delimiter.join(map(str, cells.values()))}\n", encoding="utf-8")
    assert rows_of(freeze_file(path), "decisions")[0]["summary"] == "a"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_may_end_in_any_way_and_the_last_one_not_at_all(tmp_path: Path, end: str, last: bool) -> None:
    path = tmp_path / "decisions.csv"
    rows = [decision(reference="19 000 001"), decision(reference="19 000 002", outcome="?")]
    lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
    path.write_bytes((end.join(lines) + (end if last else "")).encode())
    [problem] = problems(path)
    assert problem.line == 3


def test_line_numbers_are_those_of_a_text_editor_whatever_the_cells_hold(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    rows = [
        decision(reference="19 000 001", summary="one\ntwo\nthree"),
        decision(reference="19 000 002", summary="a"),
        decision(reference="19 000 003", summary="four\r\nfive", outcome="?"),
        decision(reference="19 000 004", summary="b", outcome="?"),
    ]
    write_csv(path, rows, COLUMNS)
    assert [problem.line for problem in problems(path)] == [6, 8]


def test_blank_lines_and_rows_of_blank_cells_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    write_csv(path, [decision()], COLUMNS)
    text = path.read_text(encoding="utf-8")
    wrong = ",".join(map(str, decision(reference="19 000 002", outcome="?", summary="").values()))
    path.write_text(f"\n{text}\n   \n{',' * (len(COLUMNS) - 1)}\n{wrong}\n", encoding="utf-8")
    assert [(problem.line, problem.column) for problem in problems(path)] == [(7, "outcome")]


def test_a_long_file_with_one_short_row_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    rows = [decision(reference=f"19 {n // 1000:03d} {n % 1000:03d}") for n in range(20_001)]
    write_csv(path, rows, COLUMNS)
    with path.open("a", encoding="utf-8") as file:
        file.write("19 999 999\n")
    [problem] = problems(path)
    assert problem.line == 20_003
    assert freeze([path], tmp_path / "out", SCHEME, accept_rejects=True).manifest.tables["decisions"].rows == 20_001


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    write_csv(path, [decision(reference=f"19 000 00{n}") for n in range(5)], COLUMNS)
    path.write_text(path.read_text(encoding="utf-8").replace("19 000 002", '"19 000 002'), encoding="utf-8")
    [problem] = problems(path)
    assert problem.rule == "has a cell on line 4 that begins with a quotation mark and does not end."


def test_quotation_marks_within_a_cell(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "decisions.csv", [decision(summary='a 5" pipe, "as is"')], COLUMNS)
    assert rows_of(freeze_file(path), "decisions")[0]["summary"] == 'a 5" pipe, "as is"'


def test_invisible_spaces_around_a_cell_are_dropped(tmp_path: Path) -> None:
    row = decision(reference="\u00a019 000 001\u200b", outcome="\tupheld ")
    [frozen] = rows_of(freeze_file(write_csv(tmp_path / "decisions.csv", [row], COLUMNS)), "decisions")
    assert (frozen["reference"], frozen["outcome"]) == ("19 000 001", "upheld")


# ------------------------------------------------------------------ spreadsheets


def test_a_spreadsheet_is_read_by_its_sheets_with_dates_as_dates_and_text_as_text(tmp_path: Path) -> None:
    midnight = datetime(2019, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no time zone
    path = write_xlsx(
        tmp_path / "office.xlsx",
        {
            "Decisions": [
                COLUMNS,
                decision(received_on=date(2019, 5, 1), decided_on=midnight, summary="2019-01-01").values(),
            ],
            "Recommendations": [list(recommendation()), recommendation(recommendation="001").values()],
            "Training events": [
                ["event", "held_on", "kind", "title", "audience", "people"],
                [1, date(2020, 1, 2), "course", "t", "open", 1400],
            ],
        },
    )
    snapshot = freeze_file(path)
    [frozen] = rows_of(snapshot, "decisions")
    assert (frozen["received_on"], frozen["decided_on"]) == (date(2019, 5, 1), date(2019, 9, 30))
    assert frozen["summary"] == "2019-01-01"
    assert rows_of(snapshot, "recommendations")[0]["recommendation"] == "001"
    [event] = rows_of(snapshot, "training_events")
    assert (event["event"], event["people"]) == ("1", 1400)


def test_a_yes_that_the_spreadsheet_made_a_truth_value(tmp_path: Path) -> None:
    row = decision(early_remedy=True)
    path = write_xlsx(tmp_path / "decisions.xlsx", {"Sheet1": [list(row), list(row.values())]})
    assert rows_of(freeze_file(path), "decisions")[0]["early_remedy"] is True


def test_lines_of_a_sheet_are_those_the_spreadsheet_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "decisions"
    for column, (name, value) in enumerate(decision(outcome="?").items(), 2):
        sheet.cell(4, column, name)
        sheet.cell(9, column, value)
    book.save(tmp_path / "any.xlsx")
    [problem] = problems(tmp_path / "any.xlsx")
    assert (problem.file, problem.line, problem.column) == ("any.xlsx [decisions]", 9, "outcome")


def test_a_spreadsheet_error_in_a_cell_is_told_and_not_read_as_blank(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    sheet.append(list(decision(summary="x").values()))
    sheet.append(list(decision(reference="19 000 002", summary="x").values()))
    cell = sheet.cell(3, COLUMNS.index("received_on") + 1, "#N/A")
    cell.data_type = "e"
    book.save(tmp_path / "decisions.xlsx")
    [problem] = problems(tmp_path / "decisions.xlsx")
    assert str(problem) == (
        "decisions.xlsx [Sheet], line 3, column received_on ('#N/A'): is an error of the spreadsheet. Mend the formula."
    )


def test_a_spreadsheet_error_saved_as_csv_is_found_too(tmp_path: Path) -> None:
    [problem] = problems(write_csv(tmp_path / "decisions.csv", [decision(summary="#REF!")], COLUMNS))
    assert problem.rule == "is an error of the spreadsheet."


def test_several_sheets_of_which_none_is_named_as_a_table(tmp_path: Path) -> None:
    rows = [list(decision()), list(decision().values())]
    path = write_xlsx(tmp_path / "decisions.xlsx", {"2018": rows, "2019": rows})
    [problem] = problems(path)[:1]
    assert problem.rule == "has several sheets (2018, 2019), and none is named as a table."


def test_a_sheet_named_almost_as_a_table_is_not_left_out_in_silence(tmp_path: Path) -> None:
    rows = [list(decision()), list(decision().values())]
    path = write_xlsx(tmp_path / "office.xlsx", {"decisions": rows, "recomendations": [["x"]]})
    assert [(p.file, p.rule) for p in problems(path)] == [
        ("office.xlsx [recomendations]", "is not the name of a table."),
    ]


# ------------------------------------------------------------------ things that are something else


def zip_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "x")


def half_a_spreadsheet(path: Path) -> None:
    write_xlsx(path, {"decisions": [["x"] * 20] * 200})
    path.write_bytes(path.read_bytes()[:1000])


def damaged_inside(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<not closed")


OTHER_THINGS = {
    "a ZIP archive": (zip_archive, "is a ZIP archive named as a spreadsheet."),
    "text": (lambda path: path.write_text("a,b\n1,2\n"), "is not a whole .xlsx spreadsheet."),
    "nothing": (lambda path: path.write_bytes(b""), "is not a whole .xlsx spreadsheet."),
    "a spreadsheet cut off": (half_a_spreadsheet, "is not a whole .xlsx spreadsheet."),
    "a damaged spreadsheet": (damaged_inside, "is a damaged spreadsheet."),
    "a spreadsheet with a password": (
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        "is protected by a password, or is an old .xls file.",
    ),
}


@pytest.mark.parametrize("thing", OTHER_THINGS)
def test_a_thing_named_as_a_spreadsheet_that_is_none(tmp_path: Path, thing: str) -> None:
    make, rule = OTHER_THINGS[thing]
    make(tmp_path / "decisions.xlsx")
    problem = problems(tmp_path / "decisions.xlsx")[0]
    assert (problem.file, problem.rule) == ("decisions.xlsx", rule)
    assert problem.mend


def test_a_spreadsheet_named_as_csv(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "x.xlsx", {"decisions": [["x"]]}).rename(tmp_path / "decisions.csv")
    assert problems(tmp_path / "decisions.csv")[0].rule == "is not text but a spreadsheet."


def test_a_spreadsheet_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "decisions.xlsb").write_bytes(b"")
    assert problems(tmp_path / "decisions.xlsb")[0].rule == "is a spreadsheet of a kind that is not read."


def test_a_spreadsheet_that_unpacks_to_more_than_any_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("upheld.snapshot.spreadsheet._LARGEST_UNPACKED", 1000)
    path = write_xlsx(tmp_path / "decisions.xlsx", {"decisions": [["x"]]})
    assert problems(path)[0].rule == "unpacks to more than 4 GB."


def test_a_spreadsheet_with_nothing_on_it(tmp_path: Path) -> None:
    assert problems(write_xlsx(tmp_path / "decisions.xlsx", {"Sheet1": []}))[0].rule == "is empty."


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(tmp_path / "decisions.csv", [decision()], COLUMNS)

    def refuse(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "no", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    [problem] = problems(path)
    assert str(problem) == "decisions.csv: cannot be read: Permission denied. Make it readable for you."


def test_two_files_of_one_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    old = write_extract(tmp_path / "old", [decision(outcome="?")])
    new = write_extract(tmp_path / "new", [decision(outcome="!")])
    with pytest.raises(PersonError) as caught:
        freeze([old, new], tmp_path / "out", SCHEME)
    assert [problem.file for problem in caught.value.problems if problem.column == "outcome"] == [
        "new/decisions.csv",
        "old/decisions.csv",
    ]
