"""What an extract says of publishing its decisions: statements with paragraphs, grounds, withdrawals."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.snapshot.extracts import Row, decision, rows_of, write_extract
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze
from upheld.snapshot.changes import write_changes
from upheld.snapshot.manifest import Manifest, read_manifest

SCHEME = load("lgsco")
TEXT = "Synthetic statement.\n\n## What happened\n\nA “careful” account, with commas,\nover two lines."


def extract(folder: Path, *rows: Row) -> Path:
    two = [decision(), decision(reference="19 000 002")]
    return write_extract(
        folder, two, statements=[{"reference": "19 000 001", "provenance": "synthetic"} | dict(r) for r in rows]
    )


def told(folder: Path, out: Path) -> list[str]:
    with pytest.raises(PersonError) as caught:
        freeze([folder], out, SCHEME)
    return [str(problem) for problem in caught.value.problems]


def test_the_paragraphs_of_a_statement_are_kept(tmp_path: Path) -> None:
    row = {"statement": TEXT, "withdrawn_on": "2020-03-01", "replaced_by": "19 000 002"}
    [frozen] = rows_of(freeze([extract(tmp_path / "in", row)], tmp_path / "out", SCHEME), "statements")
    assert frozen == {
        "reference": "19 000 001",
        "statement": TEXT,
        "suppressed": None,
        "withdrawn_on": date(2020, 3, 1),
        "replaced_by": "19 000 002",
        "provenance": "synthetic",
    }


@pytest.mark.parametrize("ground", ["review_under_way", "Review under way", "The decision is under review"])
def test_a_ground_is_one_of_the_schemes_by_id_or_name(tmp_path: Path, ground: str) -> None:
    [frozen] = rows_of(
        freeze([extract(tmp_path / "in", {"suppressed": ground})], tmp_path / "out", SCHEME), "statements"
    )
    assert frozen["suppressed"] == "review_under_way"


def test_another_ground_is_refused_with_the_nearest(tmp_path: Path) -> None:
    [problem] = told(extract(tmp_path / "in", {"suppressed": "sole traders"}), tmp_path / "out")
    assert "is not a ground of this scheme. Did you mean sole_trader" in problem


WRONG = [
    ({"suppressed": "other", "withdrawn_on": "2020-03-01"}, "only what has been published can be withdrawn"),
    ({"replaced_by": "19 000 002"}, "this one still stands"),
    ({"withdrawn_on": "2020-03-01", "replaced_by": "19 000 001"}, "no decision is made in its own place"),
    ({"withdrawn_on": "2020-03-01", "replaced_by": "19 999 999"}, "is in no row of decisions"),
    ({"reference": "19 999 999"}, "is in no row of decisions"),
    ({"withdrawn_on": "soon"}, "is not a day written YYYY-MM-DD"),
]


@pytest.mark.parametrize(("row", "rule"), WRONG)
def test_what_contradicts_itself_is_refused(tmp_path: Path, row: Row, rule: str) -> None:
    [problem] = told(extract(tmp_path / "in", row), tmp_path / "out")
    assert rule in problem


def test_two_statements_of_one_decision_are_refused(tmp_path: Path) -> None:
    problems = told(extract(tmp_path / "in", {"statement": "One."}, {"statement": "Another."}), tmp_path / "out")
    assert len(problems) == 2
    assert all("given more than once" in problem for problem in problems)


def test_a_list_of_errors_never_shows_a_statement(tmp_path: Path) -> None:
    [problem] = told(extract(tmp_path / "in", {"statement": "Canary \x07 canary"}), tmp_path / "out")
    assert "cannot be printed" in problem
    assert "Canary" not in problem


def without_statements(folder: Path) -> Snapshot:
    """Make a snapshot of one frozen before there were statements."""
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del content["tables"]["statements"]
    (folder / "statements.parquet").unlink()
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    sealed: Manifest = read_manifest(folder).sealed()
    (folder / "manifest.json").write_text(sealed.to_json(), encoding="utf-8")
    return Snapshot.open(folder)


def test_a_snapshot_frozen_before_there_were_statements_still_opens(tmp_path: Path) -> None:
    freeze([extract(tmp_path / "in")], tmp_path / "old", SCHEME)
    old = without_statements(tmp_path / "old")
    old.verify()
    assert "statements" not in [table.name for table in old.tables]


def test_what_is_new_since_such_a_snapshot_is_told(tmp_path: Path) -> None:
    source = extract(tmp_path / "in", {"statement": "Synthetic."})
    freeze([source], tmp_path / "old", SCHEME)
    freeze([source], tmp_path / "new", SCHEME)
    changes = write_changes(
        without_statements(tmp_path / "old"), tmp_path / "new", SCHEME.calendar.year_end, partial=False
    )
    assert {name: str(found) for name, found in changes.tables.items()} == {"statements": "1 added"}
