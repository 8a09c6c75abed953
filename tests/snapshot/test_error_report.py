"""What is wrong is written for people: as a list for a spreadsheet program, and as copies of their files, marked."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.snapshot.extracts import KNOWSLEY, decision, header, recommendation, write_csv, write_extract, write_xlsx
from upheld.cli import cli
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import ErrorReport, freeze, marked_copies

SCHEME = load("lgsco")
RED = "FFC7CE"


def refuse(folder: Path, *, table: Path | None = None, copies: Path | None = None) -> None:
    with pytest.raises(PersonError):
        freeze([folder], folder.parent / "out", SCHEME, report=ErrorReport(table, copies))


def listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def marks(page: Worksheet) -> Mapping[str, str | None]:
    """Return the coloured cells of a sheet, each with its comment."""
    cells = [cell for row in page.iter_rows() for cell in row if str(cell.fill.start_color.rgb).endswith(RED)]
    return {cell.coordinate: cell.comment.text if cell.comment else None for cell in cells}


# ------------------------------------------------------------------ the list


def test_every_error_is_listed_with_file_sheet_line_column_value_rule_and_mend(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision(), decision(reference="19 000 002", decided_on="31/02/2020")])
    asked = recommendation(reference="19 000 009")
    write_xlsx(folder / "office.xlsx", {"Recommendations": [list(asked), list(asked.values())]})
    refuse(folder, table=tmp_path / "lists" / "errors.csv")
    assert [tuple(row.values()) for row in listed(tmp_path / "lists" / "errors.csv")] == [
        (
            "decisions.csv",
            "",
            "3",
            "decided_on",
            "31/02/2020",
            "is not a day written YYYY-MM-DD.",
            "Write it like 2020-03-31.",
        ),
        (
            "office.xlsx",
            "Recommendations",
            "2",
            "reference",
            "19 000 009",
            "is in no row of decisions.",
            "Add it to decisions, or mend it here.",
        ),
    ]


def test_what_is_wrong_with_a_whole_file_or_its_header_is_listed_too(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in")
    write_csv(folder / "recommendations.csv", [recommendation()], [*recommendation(), "secret"])
    (folder / "due_dates.csv").write_bytes(b"PK\x03\x04")
    refuse(folder, table=tmp_path / "errors.csv")
    told = [(row["file"], row["line"], row["column"]) for row in listed(tmp_path / "errors.csv")]
    assert told == [("due_dates.csv", "", ""), ("recommendations.csv", "1", "secret")]


def test_private_values_are_not_listed_long_ones_are_cut_and_formulas_are_tamed(tmp_path: Path) -> None:
    folder = write_extract(
        tmp_path / "in",
        [decision(outcome="=1+1", summary="a" * 30_000)],
        recipients=[
            {"authority": KNOWSLEY, "role": "leader", "valid_from": "2019-01-01", "email": "secret at example"}
        ],
    )
    refuse(folder, table=tmp_path / "errors.csv")
    values = {row["column"]: row["value"] for row in listed(tmp_path / "errors.csv")}
    assert values == {"outcome": "'=1+1", "summary": "a" * 200, "email": "(private)"}


def test_a_list_replaces_an_older_list_and_no_other_file(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision(outcome="?")])
    refuse(folder, table=tmp_path / "errors.csv")
    write_extract(tmp_path / "in", [decision()])
    freeze([folder], tmp_path / "out", SCHEME, report=ErrorReport(tmp_path / "errors.csv"))
    assert listed(tmp_path / "errors.csv") == []
    before = (folder / "decisions.csv").read_bytes()
    with pytest.raises(PersonError, match="is no list of errors"):
        freeze([folder], tmp_path / "out", SCHEME, report=ErrorReport(folder / "decisions.csv"))
    assert (folder / "decisions.csv").read_bytes() == before


# ------------------------------------------------------------------ marked copies


def test_a_spreadsheet_is_copied_as_it_stands_with_the_bad_cells_coloured_and_commented(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Decisions"
    page.column_dimensions["B"].width = 33
    names = [*decision(), "summary"]
    for at, name in enumerate(names, start=2):  # column A is blank
        page.cell(3, at, name)
        page.cell(4, at, str(decision().get(name, "")))
        page.cell(5, at, str(decision(reference="19 000 002", outcome="lost").get(name, "")))
    page["F5"].comment = Comment("Ask Jo", "somebody")
    book.create_sheet("Ours")["A1"] = "Our notes"
    book.save(folder / "office.xlsx")
    before = (folder / "office.xlsx").read_bytes()
    refuse(folder, copies=tmp_path / "marked")
    assert (folder / "office.xlsx").read_bytes() == before
    copy = openpyxl.load_workbook(tmp_path / "marked" / "office.xlsx.marked.xlsx")
    told = "outcome is not an outcome of this scheme. Did you mean"
    [(place, text)] = marks(copy["Decisions"]).items()
    assert (place, (text or "").startswith(f"Ask Jo\n{told}")) == ("F5", True)
    assert copy["Decisions"]["F5"].value == "lost"
    assert copy["Decisions"].column_dimensions["B"].width == 33
    assert copy["Ours"]["A1"].value == "Our notes"


def test_a_text_file_becomes_a_spreadsheet_with_each_row_on_its_own_line(tmp_path: Path) -> None:
    rows = [decision(summary="two\nlines"), decision(reference="19 000 002", category="=1+1", outcome="?")]
    folder = write_extract(tmp_path / "in", rows)
    write_csv(folder / "recommendations.csv", [recommendation()], [*recommendation(), "secret"])
    refuse(folder, copies=tmp_path / "marked")
    assert sorted(path.name for path in (tmp_path / "marked").iterdir()) == [
        "decisions.csv.marked.xlsx",
        "recommendations.csv.marked.xlsx",
    ]
    page = openpyxl.load_workbook(tmp_path / "marked" / "decisions.csv.marked.xlsx").active
    assert isinstance(page, Worksheet)
    assert [cell.value for cell in page[1]] == header("decisions")
    assert page["A2"].value == "19 000 001"
    assert page["A4"].value == "19 000 002", "the row before takes two lines of the file"
    assert list(marks(page)) == ["E4", "F4"]
    assert (page["F4"].value, page["F4"].data_type) == ("=1+1", "s"), "text, never a formula"
    other = openpyxl.load_workbook(tmp_path / "marked" / "recommendations.csv.marked.xlsx").active
    assert isinstance(other, Worksheet)
    assert list(marks(other)) == ["H1"], "the header's cell"


def test_of_a_very_large_file_the_rows_with_a_comment_are_copied_with_their_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked_copies, "LARGEST", 10)
    monkeypatch.setattr(marked_copies, "COMMENTS", 2)
    rows = [decision(reference=f"19 000 {n:03d}", outcome="?" if n % 3 == 2 else "upheld") for n in range(12)]
    refuse(write_extract(tmp_path / "in", rows), copies=tmp_path / "marked")
    page = openpyxl.load_workbook(tmp_path / "marked" / "decisions.csv.marked.xlsx").active
    assert isinstance(page, Worksheet)
    assert [[cell.value for cell in row[:2]] for row in page.iter_rows()] == [
        ["line", "reference"],
        [4, "19 000 002"],
        [7, "19 000 005"],
    ]
    assert [bool(text) for text in marks(page).values()] == [True, True]


def test_copies_are_never_written_over_anything(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision(outcome="?")])
    with pytest.raises(PersonError, match="is there already"):
        freeze([folder], tmp_path / "out", SCHEME, report=ErrorReport(copies=folder))
    assert [path.name for path in folder.iterdir()] == ["decisions.csv"]


def test_where_nothing_is_wrong_there_is_nothing_to_copy(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in")
    freeze([folder], tmp_path / "out", SCHEME, report=ErrorReport(copies=tmp_path / "marked"))
    assert not (tmp_path / "marked").exists()


# ------------------------------------------------------------------ the screen


def test_one_cause_is_one_line_on_the_screen_with_a_count_and_the_first_places(tmp_path: Path) -> None:
    rows = [decision(reference=f"19 {n // 1000:03d} {n % 1000:03d}", category="Hosing") for n in range(10_000)]
    extract = write_extract(tmp_path / "in", rows)
    command = ["freeze", str(extract), "--out", str(tmp_path / "out"), "--errors", str(tmp_path / "errors.csv")]
    run = CliRunner(env={"COLUMNS": "160"}).invoke(cli, command)
    error = run.exception
    assert isinstance(error, PersonError)
    assert len(error.problems) == len(listed(tmp_path / "errors.csv")) == 10_000


def test_the_command_writes_both_and_shows_the_causes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from upheld.terminal import print_error

    extract = write_extract(tmp_path / "in", [decision(reference=f"19 000 00{n}", category="Hosing") for n in range(9)])
    both = ["--errors", str(tmp_path / "errors.csv"), "--annotate", str(tmp_path / "marked")]
    run = CliRunner().invoke(cli, ["freeze", str(extract), "--out", str(tmp_path / "out"), *both])
    assert isinstance(run.exception, PersonError)
    print_error(run.exception)
    said = capsys.readouterr().err
    assert said.count("is not a category of") == 1
    assert [place in said for place in ("decisions.csv:2", "decisions.csv:4", "decisions.csv:5")] == [True, True, False]
    assert (tmp_path / "errors.csv").is_file()
    assert (tmp_path / "marked" / "decisions.csv.marked.xlsx").is_file()
