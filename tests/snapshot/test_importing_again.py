"""The same files change nothing; corrected ones replace rows by their key, and the manifest says which and how."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.snapshot.extracts import Row, decision, due_date, header, recommendation, rows_of, write_csv, write_extract
from upheld.cli import cli
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze
from upheld.snapshot.manifest import Changes, RowChange
from upheld.snapshot.opening import is_snapshot

SCHEME = load("lgsco")
FIRST = (decision(), decision(reference="19 000 002"), decision(reference="19 000 003"))
ASKED = (recommendation(), recommendation(recommendation="R2", reference="19 000 002"))
CORRECTED = (
    decision(decided_on="2020-04-01"),  # withdrawn and made anew, in the next year
    decision(reference="19 000 002", category="planning", outcome="not_upheld"),
    decision(reference="19 000 004"),
)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The snapshot before anything is corrected."""
    folder = tmp_path_factory.mktemp("first")
    return freeze([write_extract(folder / "in", FIRST, ASKED)], folder / "out", SCHEME)


@pytest.fixture(scope="module")
def corrected(first: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A full export later on, frozen onto the first."""
    folder = tmp_path_factory.mktemp("corrected")
    extract = write_extract(folder / "in", CORRECTED, ASKED)
    return freeze([extract], folder / "out", SCHEME, previous=first.folder)


def changes_of(snapshot: Snapshot) -> Changes:
    assert snapshot.manifest.changes is not None
    return snapshot.manifest.changes


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def onto(first: Snapshot, folder: Path, rows: Sequence[Row], table: str = "decisions") -> Snapshot:
    """Freeze a file that holds only these rows onto the first snapshot."""
    (folder / "in").mkdir()
    write_csv(folder / "in" / f"{table}.csv", rows, header(table))
    return freeze([folder / "in"], folder / "out", SCHEME, previous=first.folder, partial=True)


# ------------------------------------------------------------------ the same again


def test_the_same_files_frozen_onto_their_own_snapshot_change_nothing(corrected: Snapshot) -> None:
    before = contents(corrected.folder)
    again = freeze([corrected.folder.parent / "in"], corrected.folder, SCHEME, previous=corrected.folder)
    assert again.hash == corrected.hash
    assert contents(corrected.folder) == before


def test_the_command_says_that_nothing_has_changed(tmp_path: Path) -> None:
    extract = str(write_extract(tmp_path / "in"))
    command = ["freeze", extract, "--out", str(tmp_path / "out")]
    assert "Froze 1 decisions" in CliRunner().invoke(cli, command).stderr
    assert "Nothing has changed" in CliRunner().invoke(cli, command).stderr
    (tmp_path / "out" / "decisions.parquet").write_bytes(b"spoilt")
    assert "Froze 1 decisions" in CliRunner().invoke(cli, command).stderr, "what was spoilt is put right"


# ------------------------------------------------------------------ a full export


def test_rows_are_replaced_by_their_key_and_those_that_are_gone_are_withdrawn(corrected: Snapshot) -> None:
    references = sorted(str(row["reference"]) for row in rows_of(corrected, "decisions"))
    assert references == ["19 000 001", "19 000 002", "19 000 004"]


def test_the_manifest_lists_added_changed_and_withdrawn_rows_by_table(first: Snapshot, corrected: Snapshot) -> None:
    changes = changes_of(corrected)
    assert (changes.previous, changes.partial) == (first.hash, False)
    assert list(changes.tables) == ["decisions"], "of the other tables no row differs"
    told = changes.tables["decisions"]
    assert (told.added, told.changed, told.withdrawn) == (1, 2, 1)
    assert told.rows == (
        RowChange("19 000 001", "changed", ("decided_on",)),
        RowChange("19 000 002", "changed", ("outcome", "category")),
        RowChange("19 000 003", "withdrawn", ()),
        RowChange("19 000 004", "added", ()),
    )
    assert told.columns == {"category": 1, "decided_on": 1, "outcome": 1}


def test_a_decision_made_anew_says_from_which_year_to_which_it_moves(corrected: Snapshot) -> None:
    assert [str(moved) for moved in changes_of(corrected).moved] == [
        "19 000 001: withdrawn and made anew, and moves from 2019-20 to 2020-21"
    ]


def test_a_day_that_is_put_right_is_not_called_a_new_decision(first: Snapshot, tmp_path: Path) -> None:
    earlier = decision(decided_on="2019-03-31", received_on="")
    [moved] = changes_of(onto(first, tmp_path, [earlier])).moved
    assert str(moved) == "19 000 001: its day was put right, and moves from 2019-20 to 2018-19"


def test_every_change_stands_in_a_file_that_belongs_to_the_snapshot(corrected: Snapshot) -> None:
    with (corrected.folder / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == [
        ("decisions", "19 000 001", "changed", "decided_on", "2019-20", "2020-21"),
        ("decisions", "19 000 002", "changed", "outcome; category", "", ""),
        ("decisions", "19 000 003", "withdrawn", "", "", ""),
        ("decisions", "19 000 004", "added", "", "", ""),
    ]
    assert is_snapshot(corrected.folder)
    corrected.verify()


def test_a_changed_list_of_changes_is_found_out(first: Snapshot, tmp_path: Path) -> None:
    snapshot = onto(first, tmp_path, [decision(category="planning")])
    (snapshot.folder / "changes.csv").write_text("", encoding="utf-8")
    with pytest.raises(PersonError, match="not as it was frozen") as caught:
        snapshot.verify()
    assert [problem.file for problem in caught.value.problems] == ["changes.csv"]


def test_a_snapshot_without_changes_or_warnings_has_the_hash_it_always_had(first: Snapshot) -> None:
    said = first.manifest.as_dict()
    assert "changes" not in said
    assert ("warnings" in said) == bool(first.manifest.warnings)


# ------------------------------------------------------------------ only what is new


def test_with_partial_files_all_other_rows_stay(first: Snapshot, tmp_path: Path) -> None:
    snapshot = onto(first, tmp_path, [decision(reference="19 000 002", outcome="not_upheld")])
    outcomes = {str(row["reference"]): row["outcome"] for row in rows_of(snapshot, "decisions")}
    assert outcomes == {"19 000 001": "upheld", "19 000 002": "not_upheld", "19 000 003": "upheld"}
    assert len(rows_of(snapshot, "recommendations")) == 2
    told = changes_of(snapshot)
    assert (told.partial, str(told.tables["decisions"])) == (True, "1 changed")


def test_partial_files_may_hold_rows_that_belong_to_a_case_of_the_earlier_snapshot(
    first: Snapshot, tmp_path: Path
) -> None:
    more = recommendation(recommendation="R3", reference="19 000 003")
    snapshot = onto(first, tmp_path, [more], "recommendations")
    assert [row["recommendation"] for row in rows_of(snapshot, "recommendations")] == ["R1", "R2", "R3"]
    assert len(rows_of(snapshot, "decisions")) == 3


def test_partial_files_are_checked_against_the_earlier_rows_too(first: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(PersonError) as caught:
        onto(first, tmp_path, [due_date(recommendation="R9")], "due_dates")
    assert [(p.file, p.column, p.rule) for p in caught.value.problems] == [
        ("due_dates.csv", "recommendation", "is in no row of recommendations.")
    ]


def test_a_refused_correction_takes_its_row_and_all_that_belongs_to_it(first: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_csv(tmp_path / "in" / "decisions.csv", [decision(outcome="?")], header("decisions"))
    freezing = {"previous": first.folder, "partial": True, "accept_rejects": True}
    snapshot = freeze([tmp_path / "in"], tmp_path / "out", SCHEME, **freezing)  # type: ignore[arg-type]
    assert [row.key for row in changes_of(snapshot).tables["decisions"].rows] == ["19 000 001"]
    assert [row.key for row in changes_of(snapshot).tables["recommendations"].rows] == ["R1"]
    assert snapshot.manifest.rejected["recommendations"].rows == 1


def test_partial_without_an_earlier_snapshot_is_refused(tmp_path: Path) -> None:
    extract = str(write_extract(tmp_path / "in"))
    run = CliRunner().invoke(cli, ["freeze", extract, "--out", str(tmp_path / "out"), "--partial"])
    assert run.exit_code == 2
    assert "--partial needs --previous" in run.stderr


def test_rows_checked_by_other_rules_are_not_carried_over(first: Snapshot, tmp_path: Path) -> None:
    from dataclasses import replace

    extract = write_extract(tmp_path / "in")
    with pytest.raises(PersonError, match="checked by other rules"):
        freeze([extract], tmp_path / "out", replace(SCHEME, hash="0"), previous=first.folder, partial=True)


def test_an_earlier_snapshot_that_was_tampered_with_is_not_built_upon(first: Snapshot, tmp_path: Path) -> None:
    spoilt = onto(first, tmp_path, [decision(category="planning")])
    spoilt.path("decisions").write_bytes(first.path("decisions").read_bytes())
    with pytest.raises(PersonError, match="not as it was frozen"):
        freeze([tmp_path / "in"], tmp_path / "more", SCHEME, previous=spoilt.folder)
