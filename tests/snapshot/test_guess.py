"""A first draft of a mapping from files alone: what is clear is written, what is not is marked and asked."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.snapshot.extracts import decision, due_date, recommendation, rows_of, write_csv, write_extract, write_xlsx
from tests.snapshot.test_mapping_ready import workbook
from upheld.cli import cli
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import freeze
from upheld.snapshot.intake import load_mapping
from upheld.snapshot.intake.draft import toml
from upheld.snapshot.intake.guess import guess

SCHEME = load("lgsco")
HEADER = ["Case No", "Council", "Date received", "Date of decision", "Finding", "Service", "Topic", "Owner"]
ROWS = [
    ["19000001", "Knowsley", "01/05/2019", "30.09.2019", "Upheld", "Housing", "Allocations", "Team A"],
    ["19000002", "Leeds", "02/05/2019", "01.10.2019", "Not upheld", "Planning and development", "Trees", "Team B"],
    ["19000003", "Leeds", "02/05/2019", "13.10.2019", "Fault admitted", "Housing", "", "Team B"],
    ["19000004", "Leeds", "02/05/2019", "14.10.2019", "Advice", "Highways & transport", "", "Team B"],
]


def odd_export(path: Path) -> Path:
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([["Synthetic export; all teams"], [], HEADER, *ROWS])
    return path


def test_columns_are_known_by_their_names_and_by_what_is_in_them(tmp_path: Path) -> None:
    draft = tomllib.loads(toml(guess([odd_export(tmp_path / "export.csv")], SCHEME), "office"))
    assert draft["sheet"] == {"decisions": {"names": ["export"]}}
    [feed] = draft["feed"]
    columns = feed["columns"]
    assert (feed["table"], columns["authority"], columns["subcategory"]) == ("decisions", "Council", "Topic")
    assert columns["received_on"] == "Date received"
    assert columns["decided_on"] == {"column": "Date of decision", "dates": ["dd.mm.yyyy"]}
    assert columns["reference"]["column"] == "Case No"
    assert columns["category"]["values"] == {"Highways & transport": "highways-and-transport"}
    assert "summary" not in columns


def test_what_is_not_clear_is_marked_and_asked(tmp_path: Path) -> None:
    draft = guess([odd_export(tmp_path / "export.csv")], SCHEME)
    assert draft.undecided == ["export.csv, column Finding: what in decisions.outcome is Fault admitted?"]
    text = toml(draft, "office")
    assert '# To decide: 1 of the rows looked at\n"Fault admitted" = "?"\n' in text
    assert '"Advice" = "advice_given"\n' in text
    assert '# ignore = ["Owner"]' in text


def test_an_unfinished_draft_is_refused_and_a_finished_one_is_read(tmp_path: Path) -> None:
    export, path = odd_export(tmp_path / "export.csv"), tmp_path / "office.toml"
    done = CliRunner().invoke(cli, ["intake", "guess", str(export), "--out", str(path)])
    assert done.exit_code == 0, done.output
    with pytest.raises(PersonError, match="1 thing to mend, of them 1 still to be decided") as caught:
        load_mapping(path, SCHEME)
    assert [(problem.column, problem.rule) for problem in caught.value.problems] == [
        ("feed.1.columns.outcome.values.Fault admitted", "is not decided yet.")
    ]
    path.write_text(path.read_text(encoding="utf-8").replace('= "?"', '= "upheld"'), encoding="utf-8")
    rows = rows_of(freeze([export], tmp_path / "out", SCHEME, mapping=load_mapping(path, SCHEME)), "decisions")
    assert [(row["reference"], row["outcome"], row["decided_on"]) for row in rows] == [
        ("19 000 001", "upheld", date(2019, 9, 30)),
        ("19 000 002", "not_upheld", date(2019, 10, 1)),
        ("19 000 003", "upheld", date(2019, 10, 13)),
        ("19 000 004", "advice_given", date(2019, 10, 14)),
    ]


def test_a_needed_column_that_none_seems_to_be_is_asked_with_the_nearest(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "cases.csv", [decision()], ["reference", "authority", "decided_on", "outcome"])
    draft = guess([path], SCHEME)
    assert draft.undecided == [
        "cases.csv: which column is decisions.category? The nearest are authority, reference, decided_on."
    ]
    assert tomllib.loads(toml(draft, "x"))["feed"][0]["columns"]["category"] == "?"


def test_our_own_tables_are_guessed_without_a_question_and_freeze_as_they_are(tmp_path: Path) -> None:
    moved = [due_date(), due_date(agreed_on="2019-10-25", due_on="2019-12-24")]
    folder = write_extract(tmp_path / "in", [decision(summary="a")], [recommendation()], moved)
    draft = guess([folder], SCHEME)
    assert (draft.undecided, draft.ready) == ([], ("own-tables",))
    path = tmp_path / "own.toml"
    path.write_text(toml(draft, "own"), encoding="utf-8")
    mapped = freeze([folder], tmp_path / "mapped", SCHEME, mapping=load_mapping(path, SCHEME))
    plain = freeze([folder], tmp_path / "plain", SCHEME)
    for table in ("decisions", "recommendations", "due_dates"):
        assert rows_of(mapped, table) == rows_of(plain, table)


def test_a_mapping_that_ships_with_upheld_is_named_where_it_fits(tmp_path: Path) -> None:
    draft = guess([workbook(tmp_path / "Knowsley.xlsx")], SCHEME)
    assert draft.ready == ("three-sheets",)
    assert [(sheet.names, sheet.table and sheet.table.name) for sheet in draft.sheets][:2] == [
        (("Complaints received",), "decisions"),
        (("Complaints decided",), "decisions"),
    ]


def test_sheets_of_one_shape_are_one_kind_and_a_sheet_that_fits_no_table_is_told(tmp_path: Path) -> None:
    cells = [list(decision()), list(decision().values())]
    book = write_xlsx(tmp_path / "office.xlsx", {"2018 (1)": cells, "Rota": [["Monday", "Tuesday"], ["A", "B"]]})
    path = write_csv(tmp_path / "2019 [final].csv", [decision(reference="19 000 002")], list(decision()))
    draft = guess([path, book], SCHEME)
    written = tomllib.loads(toml(draft, "office"))
    assert written["sheet"]["decisions"]["names"] == ["2019 [[]final]", "2018 (1)"]
    assert draft.undecided == ["office.xlsx [Rota]: fits no table, and is left out."]


def test_files_of_nothing_we_know_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "rota.xlsx", {"Rota": [["Monday", "Tuesday"], ["A", "B"]]})
    with pytest.raises(PersonError, match="Nothing in these files looks like decisions"):
        guess([path], SCHEME)
