"""From a frozen row back to the file, sheet and line that it came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.snapshot.extracts import decision, recommendation, write_extract
from tests.snapshot.test_mapping_ready import workbook
from upheld.cli import cli
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import freeze
from upheld.snapshot.intake import load_mapping
from upheld.snapshot.intake.where import Place, where

SCHEME = load("lgsco")


def test_each_row_of_a_case_is_found_in_the_persons_own_file(tmp_path: Path) -> None:
    path, mapping = workbook(tmp_path / "Knowsley.xlsx"), load_mapping("three-sheets", SCHEME)
    snapshot = freeze([path], tmp_path / "out", SCHEME, mapping=mapping)
    assert where(snapshot, "19 000 001", [path], mapping).places == (
        Place("decisions", "Knowsley.xlsx [Complaints decided]", 4),
        Place("recommendations", "Knowsley.xlsx [Compliance outcomes]", 2),
    )
    assert where(snapshot, "19 000 002", [path], mapping).places == (
        Place("decisions", "Knowsley.xlsx [Complaints decided]", 5),
    )


def test_a_file_that_has_changed_since_or_is_not_given_is_told(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision()], [recommendation()])
    snapshot = freeze([folder], tmp_path / "out", SCHEME)
    with (folder / "decisions.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    found = where(snapshot, "R1", [folder])
    assert found.places == (Place("recommendations", "recommendations.csv", 2),)
    assert found.notes == (
        "The snapshot was not made from decisions.csv as it is now.",
        "decisions.csv, from which it was made too, is not among these files.",
    )
    with pytest.raises(PersonError, match="made from none of these files"):
        where(snapshot, "19 000 001", [folder / "decisions.csv"])


def test_the_command_answers_for_people_and_for_programs(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision()], [recommendation()])
    freeze([folder], tmp_path / "out", SCHEME)
    arguments = ["intake", "where", str(tmp_path / "out"), "19 000 001", str(folder)]
    said = CliRunner().invoke(cli, arguments)
    assert said.output.splitlines() == [
        "decisions.csv, line 2: decisions",
        "recommendations.csv, line 2: recommendations",
    ]
    places = json.loads(CliRunner().invoke(cli, [*arguments, "--json"]).output)
    assert places[0] == {"table": "decisions", "file": "decisions.csv", "line": 2}
