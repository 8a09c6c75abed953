"""What a mapping file can say: which sheets feed which tables, and how each column is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.snapshot.extracts import KNOWSLEY, rows_of, write_xlsx
from upheld.errors import PersonError, Problem
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze
from upheld.snapshot.days import DEFAULT, STORED, DayFormat, read_day
from upheld.snapshot.intake import Mapping, load_mapping

SCHEME = load("lgsco")

CASES = """
name = "office"

[sheet.cases]
names = ["cases*"]

[[feed]]
sheet = "cases"
table = "decisions"

[feed.columns]
reference = "Case"
authority = "Body"
decided_on = "Closed"
outcome = { column = "Result", values = { "Found for" = "upheld", "Found against" = "not_upheld" } }
category = { column = "Area", values = { "" = "other" } }
provenance = { constant = "synthetic" }
"""
REMEDIES = """
[[feed]]
sheet = "cases"
table = "recommendations"
where = { "Remedy due" = ["*"] }

[feed.columns]
recommendation = { columns = ["Case", "Remedy no"], between = "-" }
reference = "Case"
kind = { constant = "personal_remedy" }
due_on = "Remedy due"
"""


def write_mapping(tmp_path: Path, text: str) -> Mapping:
    path = tmp_path / "office.toml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path, SCHEME)


def frozen(tmp_path: Path, mapping: str, *files: Path, notes: list[str] | None = None) -> Snapshot:
    told = notes if notes is not None else []
    return freeze(files, tmp_path / "out", SCHEME, mapping=write_mapping(tmp_path, mapping), note=told.append)


def refused(tmp_path: Path, mapping: str, *files: Path) -> list[Problem]:
    with pytest.raises(PersonError) as caught:
        frozen(tmp_path, mapping, *files)
    assert not (tmp_path / "out").exists()
    return list(caught.value.problems)


def cases(tmp_path: Path, *rows: str, header: str = "Case,Body,Closed,Result,Area", name: str = "cases.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def test_columns_have_other_names_and_words_are_put_in_ours(tmp_path: Path) -> None:
    path = cases(
        tmp_path, "19 000 001,Knowsley,30/09/2019,FOUND FOR,Housing", "19 000 002,Leeds,2019-10-01,Not upheld,"
    )
    upheld, not_upheld = rows_of(frozen(tmp_path, CASES, path), "decisions")
    assert (upheld["authority"], upheld["decided_on"], upheld["outcome"]) == (KNOWSLEY, date(2019, 9, 30), "upheld")
    assert (not_upheld["outcome"], not_upheld["category"]) == ("not_upheld", "other")
    assert {upheld["provenance"], not_upheld["provenance"]} == {"synthetic"}


def test_a_name_in_other_letters_is_a_name(tmp_path: Path) -> None:
    path = cases(tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing", header="Case,Δήμος,Closed,Result,Area")
    [row] = rows_of(frozen(tmp_path, CASES.replace('"Body"', '"ΔΉΜΟΣ"'), path), "decisions")
    assert row["authority"] == "E08000035"


def test_one_sheet_feeds_two_tables(tmp_path: Path) -> None:
    header = "Case,Body,Closed,Result,Area,Remedy no,Remedy due"
    path = cases(
        tmp_path,
        "19 000 001,Knowsley,30/09/2019,Found for,Housing,1,01/11/2019",
        "19 000 001,Knowsley,30/09/2019,Found for,Housing,2,01/12/2019",
        "19 000 002,Leeds,30/09/2019,Found against,Housing,,",
        header=header,
    )
    notes: list[str] = []
    snapshot = frozen(tmp_path, CASES + REMEDIES, path, notes=notes)
    assert [row["reference"] for row in rows_of(snapshot, "decisions")] == ["19 000 001", "19 000 002"]
    assert [(row["recommendation"], row["due_on"]) for row in rows_of(snapshot, "recommendations")] == [
        ("19 000 001-1", date(2019, 11, 1)),
        ("19 000 001-2", date(2019, 12, 1)),
    ]
    assert "decisions: rows given again word for word, and kept once: 1." in notes


def test_several_sheets_and_files_feed_one_table(tmp_path: Path) -> None:
    header = ["Case", "Body", "Closed", "Result", "Area"]
    book = write_xlsx(
        tmp_path / "old.xlsx",
        {
            "Cases 2017": [header, ["17 000 001", "Leeds", date(2017, 9, 30), "Upheld", "Housing"]],
            "Cases 2018": [header, ["18 000 001", "Leeds", date(2018, 9, 30), "Upheld", "Housing"]],
            "Notes": [["for us"]],
        },
    )
    notes: list[str] = []
    path = cases(tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing")
    snapshot = frozen(tmp_path, CASES, book, path, notes=notes)
    assert len(rows_of(snapshot, "decisions")) == 3
    assert "old.xlsx [Notes] holds no table and was left alone." in notes


@pytest.mark.parametrize(
    ("written", "cell", "day"),
    [
        ("dd/mm/yyyy hh:mm", "01/02/2020 23:59", date(2020, 2, 1)),
        ("d mmm yy", "1 Feb 20", date(2020, 2, 1)),
        ("dd mmmm yyyy", "29 February 2020", date(2020, 2, 29)),
        ("mm/dd/yyyy", "02/01/2020", date(2020, 2, 1)),
        ("yyyymmdd", "20200201", date(2020, 2, 1)),
        ("dd.mm.yyyy", "01.02.2020", date(2020, 2, 1)),
        ("excel-1900", "43862", date(2020, 2, 1)),
        ("excel-1900", "43862.75", date(2020, 2, 1)),
        ("excel-1904", "42400", date(2020, 2, 1)),
        ("dd/mm/yyyy", "2020-02-01T08:30:00Z", date(2020, 2, 1)),
    ],
)
def test_days_are_read_in_the_stated_format(written: str, cell: str, day: date) -> None:
    assert read_day(cell, (DayFormat(written), STORED)) == day.isoformat()


@pytest.mark.parametrize("cell", ["31/02/2020", "2/1/2020", "02/13/2020", "43862", "01/02/20", "1 Feb 2020"])
def test_what_is_no_day_in_a_stated_format_stays_as_it_is(cell: str) -> None:
    assert read_day(cell, (*DEFAULT, STORED)) == cell


def test_a_mapping_states_how_days_are_written(tmp_path: Path) -> None:
    path = cases(tmp_path, "19 000 001,Leeds,1 Feb 20,Upheld,Housing")
    [row] = rows_of(frozen(tmp_path, f'dates = ["d mmm yy"]\n{CASES}', path), "decisions")
    assert row["decided_on"] == date(2020, 2, 1)


def test_a_day_in_no_stated_format_is_refused_in_the_files_own_words(tmp_path: Path) -> None:
    cell = "31/02/2020"
    [problem] = refused(tmp_path, CASES, cases(tmp_path, f"19 000 001,Leeds,{cell},Upheld,Housing"))
    assert str(problem) == (
        f"cases.csv, line 2, column Closed ({cell!r}): is not a day written yyyy-mm-dd or dd/mm/yyyy. "
        "Mend it, or name its format in the mapping."
    )


def test_what_is_wrong_is_told_of_the_persons_own_file_sheet_line_and_column(tmp_path: Path) -> None:
    book = write_xlsx(
        tmp_path / "office.xlsx",
        {
            "Cases": [
                ["All cases"],
                [],
                ["Area", "Case", "Body", "Closed", "Result"],
                ["Housing", "19 000 001", "Leeds", date(2019, 9, 30), "Upheld"],
                ["Gardens", "19 000 002", "Nowhere", date(2019, 9, 30), "Found wanting"],
            ]
        },
    )
    told = [(p.file, p.line, p.column, p.value) for p in refused(tmp_path, CASES, book)]
    assert told == [
        ("office.xlsx [Cases]", 5, "Body", "Nowhere"),
        ("office.xlsx [Cases]", 5, "Result", "Found wanting"),
        ("office.xlsx [Cases]", 5, "Area", "Gardens"),
    ]


def test_a_reference_written_in_another_way_is_put_in_shape(tmp_path: Path) -> None:
    shape = r"""{ column = "Case", pattern = '^C(\d\d)(\d{3})(\d{3})$', becomes = '\1 \2 \3' }"""
    mapping = CASES.replace('reference = "Case"', f"reference = {shape}")
    path = cases(tmp_path, "C19000001,Leeds,30/09/2019,Upheld,Housing", "19-1,Leeds,30/09/2019,Upheld,Housing")
    [problem] = refused(tmp_path, mapping, path)
    assert (problem.line, problem.column, problem.value) == (3, "Case", "19-1")


LOOK_UP = (
    CASES.replace("[[feed]]", '[sheet.post]\nnames = ["post"]\n\n[[feed]]')
    + 'received_on = { column = "Case", look_up = "post", by = "Ref", take = "Came in" }\n'
)  # fmt: skip


def test_a_column_is_found_in_another_sheet(tmp_path: Path) -> None:
    path = cases(tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing", "19 000 002,Leeds,30/09/2019,Upheld,Housing")
    post = cases(tmp_path, "19 000 001,01/05/2019", "19 000 009,02/05/2019", header="Ref,Came in", name="post.csv")
    notes: list[str] = []
    known, unknown = rows_of(frozen(tmp_path, LOOK_UP, path, post, notes=notes), "decisions")
    assert (known["received_on"], unknown["received_on"]) == (date(2019, 5, 1), None)
    assert "post.csv: 1 row is named by no row of the other sheets and left out (the first on line 3)." in notes


def test_what_is_wrong_in_the_other_sheet_is_told_of_that_one(tmp_path: Path) -> None:
    path = cases(tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing")
    rows = ("19 000 001,01/05/2019", "19 000 001,02/05/2019", "19 000 002,May")
    post = cases(tmp_path, *rows, header="Ref,Came in", name="post.csv")
    assert [(p.file, p.line, p.column, p.value, p.rule) for p in refused(tmp_path, LOOK_UP, path, post)] == [
        ("post.csv", 3, "Came in", "02/05/2019", "is not what is said elsewhere for the same Ref."),
        ("post.csv", 4, "Came in", "May", "is not a day written yyyy-mm-dd or dd/mm/yyyy."),
    ]


def test_what_is_private_is_not_shown_when_another_sheet_is_at_odds_with_itself(tmp_path: Path) -> None:
    mapping = LOOK_UP + REMEDIES + 'text = { column = "Case", look_up = "post", by = "Ref", take = "Said" }\n'
    header = "Case,Body,Closed,Result,Area,Remedy no,Remedy due"
    path = cases(tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing,1,01/11/2019", header=header)
    rows = ("19 000 001,01/05/2019,Pay A. Person", "19 000 001,01/05/2019,Pay B. Person")
    post = cases(tmp_path, *rows, header="Ref,Came in,Said", name="post.csv")
    assert [(p.line, p.column, p.value) for p in refused(tmp_path, mapping, path, post)] == [(3, "Said", "(private)")]


def test_a_row_of_constants_alone_is_no_row(tmp_path: Path) -> None:
    path = cases(
        tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing,", ",,,,,kept", header="Case,Body,Closed,Result,Area,Note"
    )
    assert len(rows_of(frozen(tmp_path, CASES, path), "decisions")) == 1


def test_columns_that_feed_nothing_are_told_unless_they_are_not_wanted(tmp_path: Path) -> None:
    header = "Case,Body,Closed,Result,Area,Owner,Notes"
    path = cases(tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing,a,b", header=header)
    notes: list[str] = []
    frozen(tmp_path, CASES, path, notes=notes)
    assert "cases.csv: 2 columns feed nothing: Owner, Notes." in notes
    notes.clear()
    frozen(
        tmp_path,
        CASES.replace('names = ["cases*"]', 'names = ["cases*"]\nignore = ["Own*", "notes"]'),
        path,
        notes=notes,
    )
    assert not any("nothing" in note for note in notes)


def test_a_column_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = cases(tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing", header="Case,Body,Closed,Results,Area")
    [problem] = refused(tmp_path, CASES, path)
    assert str(problem) == (
        "cases.csv, line 1, column Result: is no column here, and the mapping takes from it decisions.outcome. "
        "Did you mean Results? Mend the name in office.toml or in the file."
    )


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = cases(tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing,x", header="Case,Body,Closed,Result,Area,result")
    assert [(p.column, p.rule) for p in refused(tmp_path, CASES, path)] == [("Result", "is there twice.")]


def test_a_sheet_that_is_not_there_is_told_with_where_the_mapping_names_it(tmp_path: Path) -> None:
    told = refused(tmp_path, CASES, cases(tmp_path, "x", name="other.csv"))
    assert (told[0].file, told[0].column, told[0].rule) == (
        "office.toml",
        "sheet.cases",
        "no sheet or file is named cases*.",
    )


def test_the_manifest_says_by_which_mapping_the_files_were_read(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path, CASES, cases(tmp_path, "19 000 001,Leeds,30/09/2019,Upheld,Housing"))
    mapping = load_mapping(tmp_path / "office.toml", SCHEME)
    assert snapshot.manifest.notes[0] == f"Read by the mapping office (office.toml, SHA-256 {mapping.sha256})."


def test_the_mapping_that_the_documentation_shows_can_be_used(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "bring-your-own-data.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    header = "Case number,Council,Closed on,Result,Service area,Status,Owner"
    rows = ("19 000 001,Leeds,30/09/2019 16:20,Fault found,Housing,Closed,A", "19 000 002,Leeds,,,,Open,A")
    files = [
        cases(tmp_path, *rows, header=header, name="Cases 2019.csv"),
        cases(tmp_path, "19 000 001,01/05/2019", header="Case,Came in", name="Post room.csv"),
    ]
    [row] = rows_of(frozen(tmp_path, example, *files), "decisions")
    assert (row["outcome"], row["received_on"]) == ("upheld", date(2019, 5, 1))
