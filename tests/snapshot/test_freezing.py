"""Good files become a snapshot: every table, sorted, typed, with one spelling of everything, and hashed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.snapshot.extracts import (
    KNOWSLEY,
    decision,
    due_date,
    recommendation,
    rows_of,
    write_csv,
    write_extract,
    write_xlsx,
)
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze
from upheld.snapshot.tables import TABLES, Kind

SCHEME = load("lgsco")


def test_a_good_extract_is_frozen_with_every_declared_table(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision()], [recommendation()], [due_date()])
    snapshot = freeze([folder], tmp_path / "out", SCHEME)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "manifest.json",
        *(f"{table.name}.parquet" for table in TABLES),
    }
    assert {name: entry.rows for name, entry in snapshot.manifest.tables.items()} == {
        "decisions": 1,
        "recommendations": 1,
        "due_dates": 1,
        "public_reports": 0,
        "training_events": 0,
        "recipients": 0,
        "statements": 0,
    }


def test_columns_stand_as_declared_with_their_types_even_in_an_empty_table(tmp_path: Path) -> None:
    snapshot = freeze([write_extract(tmp_path / "in")], tmp_path / "out", SCHEME)
    types = {
        Kind.TEXT: pa.string(),
        Kind.FLAGS: pa.string(),
        Kind.DATE: pa.date32(),
        Kind.INTEGER: pa.int32(),
        Kind.YES_NO: pa.bool_(),
    }
    for table in TABLES:
        schema = pyarrow.parquet.read_schema(snapshot.path(table.name))
        assert schema.names == [column.name for column in table.columns]
        assert schema.types == [types[column.kind] for column in table.columns]


def test_a_cell_becomes_its_value_and_a_blank_one_nothing(tmp_path: Path) -> None:
    row = decision(early_remedy="Yes", conduct="", summary="  ", subcategory=" Noise ")
    [frozen] = rows_of(freeze([write_extract(tmp_path / "in", [row])], tmp_path / "out", SCHEME), "decisions")
    assert frozen == {
        "reference": "19 000 001",
        "authority": KNOWSLEY,
        "received_on": date(2019, 5, 1),
        "decided_on": date(2019, 9, 30),
        "outcome": "upheld",
        "category": "housing",
        "subcategory": "Noise",
        "early_remedy": True,
        "conduct": None,
        "summary": None,
        "provenance": "synthetic",
    }


SPELLINGS: list[tuple[str, str, object]] = [
    ("authority", "e08000011", KNOWSLEY),
    ("authority", "Knowsley Metropolitan Borough Council", KNOWSLEY),
    ("authority", "knowsley-metropolitan-borough-council", KNOWSLEY),
    ("authority", "KNOWSLEY", KNOWSLEY),
    ("outcome", "Upheld", "upheld"),
    ("outcome", "Not Upheld", "not_upheld"),
    ("outcome", "Incomplete/Invalid", "invalid_or_incomplete"),
    ("outcome", "Signpost", "advice_given"),
    ("category", "Planning and development", "planning"),
    ("category", "EDUCATION AND CHILDREN’S SERVICES", "education-and-children"),
    ("conduct", "Late reply; extension-asked;", "late_reply;extension_asked"),
    ("provenance", "Published", "published"),
    ("early_remedy", "n", False),
    ("early_remedy", "FALSE", False),
    ("received_on", "2019-05-01 00:00:00", date(2019, 5, 1)),
]


def test_every_spelling_of_a_thing_is_frozen_as_its_one_code(tmp_path: Path) -> None:
    rows = [decision(reference=f"19 000 {n:03d}", **{column: given}) for n, (column, given, _) in enumerate(SPELLINGS)]
    frozen = freeze([write_extract(tmp_path / "in", rows)], tmp_path / "out", SCHEME)
    by_reference = {row["reference"]: row for row in rows_of(frozen, "decisions")}
    for n, (column, given, code) in enumerate(SPELLINGS):
        assert by_reference[f"19 000 {n:03d}"][column] == code, given


def test_a_former_statistical_code_stands_for_the_body_of_today(tmp_path: Path) -> None:
    body, former = next((a, a.former_gss_codes[0]) for a in SCHEME.authorities if a.former_gss_codes)
    folder = write_extract(tmp_path / "in", [decision(authority=former)])
    assert rows_of(freeze([folder], tmp_path / "out", SCHEME), "decisions")[0]["authority"] == body.code


def test_columns_may_stand_in_any_order_and_be_written_as_words(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(
        "Category,DECIDED ON,Outcome,authority,Reference\nhousing,2019-09-30,upheld,Knowsley,19 000 001\n",
        encoding="utf-8",
    )
    [frozen] = rows_of(freeze([path], tmp_path / "out", SCHEME), "decisions")
    assert (frozen["decided_on"], frozen["received_on"]) == (date(2019, 9, 30), None)


def test_rows_are_sorted_whatever_order_they_came_in(tmp_path: Path) -> None:
    days = {"19 000 003": "2019-04-02", "19 000 001": "2019-04-03", "19 000 002": "2019-04-02"}
    rows = [decision(reference=ref, decided_on=day, received_on="") for ref, day in days.items()]
    snapshot = freeze([write_extract(tmp_path / "in", rows)], tmp_path / "out", SCHEME)
    assert [row["reference"] for row in rows_of(snapshot, "decisions")] == ["19 000 002", "19 000 003", "19 000 001"]


def test_several_files_and_sheets_for_one_table_are_read_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    row = decision()
    write_csv(folder / "decisions-2018.csv", [decision(reference="18 000 001")], list(row))
    write_csv(folder / "decisions.synthetic.csv", [decision(reference="18 000 002")], list(row))
    cells = [list(row), list(decision(reference="18 000 003").values())]
    write_xlsx(folder / "office.xlsx", {"Decisions 2020": cells, "Notes": [["for us"]]})
    snapshot = freeze([folder], tmp_path / "out", SCHEME)
    assert [r["reference"] for r in rows_of(snapshot, "decisions")] == ["18 000 001", "18 000 002", "18 000 003"]
    assert [(s.file, s.sheet, s.rows) for s in snapshot.manifest.sources] == [
        ("decisions-2018.csv", None, 1),
        ("decisions.synthetic.csv", None, 1),
        ("office.xlsx", "Decisions 2020", 1),
    ]


def test_a_row_given_twice_word_for_word_is_kept_once_and_noted(tmp_path: Path) -> None:
    notes: list[str] = []
    other_spelling = decision(authority="Knowsley", outcome="Upheld")
    folder = write_extract(tmp_path / "in", [decision(), other_spelling, decision()])
    snapshot = freeze([folder], tmp_path / "out", SCHEME, note=notes.append)
    assert snapshot.manifest.tables["decisions"].rows == 1
    assert notes == ["decisions: rows given again word for word, and kept once: 2."]
    assert snapshot.manifest.notes == tuple(notes)


def test_a_file_that_holds_no_table_is_left_alone_and_noted(tmp_path: Path) -> None:
    notes: list[str] = []
    folder = write_extract(tmp_path / "in")
    (folder / "README.txt").write_text("synthetic", encoding="utf-8")
    (folder / "~$decisions.xlsx").write_bytes(b"open elsewhere")
    (folder / "population.csv").write_text("code,people\n", encoding="utf-8")
    freeze([folder], tmp_path / "out", SCHEME, note=notes.append)
    assert notes == [
        "README.txt holds no table and was left alone.",
        "population.csv holds no table and was left alone.",
        "~$decisions.xlsx holds no table and was left alone.",
    ]


def test_one_synthetic_row_makes_the_snapshot_synthetic(tmp_path: Path) -> None:
    real = [decision(provenance=""), decision(reference="19 000 002", provenance="published")]
    assert not freeze([write_extract(tmp_path / "real", real)], tmp_path / "one", SCHEME).synthetic
    mixed = write_extract(tmp_path / "mixed", real, [recommendation(provenance="synthetic")])
    assert freeze([mixed], tmp_path / "two", SCHEME).synthetic


def test_the_same_input_gives_the_same_bytes_and_any_other_row_another_hash(tmp_path: Path) -> None:
    rows = [decision(reference=f"19 000 {n:03d}", subcategory=f"kind {n % 7}") for n in range(900)]
    first = freeze([write_extract(tmp_path / "in", rows)], tmp_path / "first", SCHEME)
    again = freeze([tmp_path / "in"], tmp_path / "again", SCHEME)
    for path in first.folder.iterdir():
        assert path.read_bytes() == (again.folder / path.name).read_bytes()
    other = freeze([write_extract(tmp_path / "other", rows[:-1])], tmp_path / "third", SCHEME)
    assert other.hash != first.hash


def test_the_manifest_says_what_went_in_and_names_no_folder(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision(), decision(reference="19 000 002", decided_on="2020-01-01")])
    snapshot = freeze([folder], tmp_path / "out", SCHEME)
    written = (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
    said = json.loads(written)
    assert str(tmp_path) not in written
    assert said["scheme"] == {"id": "lgsco", "version": SCHEME.version, "hash": SCHEME.hash}
    assert (said["first_decision"], said["last_decision"]) == ("2019-09-30", "2020-01-01")
    assert said["rejected"] == {}
    assert said == json.loads(json.dumps(snapshot.manifest.as_dict()))


def test_a_snapshot_can_be_opened_and_verified(tmp_path: Path) -> None:
    frozen = freeze([write_extract(tmp_path / "in")], tmp_path / "out", SCHEME)
    opened = Snapshot.open(tmp_path / "out")
    assert opened == frozen
    opened.verify()


def test_a_changed_snapshot_is_found_out(tmp_path: Path) -> None:
    snapshot = freeze([write_extract(tmp_path / "in")], tmp_path / "out", SCHEME)
    snapshot.path("decisions").write_bytes(snapshot.path("recipients").read_bytes())
    snapshot.path("due_dates").unlink()
    with pytest.raises(PersonError) as caught:
        snapshot.verify()
    assert [(p.file, p.rule) for p in caught.value.problems] == [
        ("decisions.parquet", "has been changed."),
        ("due_dates.parquet", "is missing."),
    ]


def test_a_changed_manifest_is_found_out(tmp_path: Path) -> None:
    freeze([write_extract(tmp_path / "in")], tmp_path / "out", SCHEME)
    path = tmp_path / "out" / "manifest.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"synthetic": true', '"synthetic": false'), encoding="utf-8"
    )
    with pytest.raises(PersonError, match="not as it was frozen"):
        Snapshot.open(tmp_path / "out").verify()


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (None, "is not a snapshot: it has no manifest.json"),
        ("{", "is damaged"),
        ("[]", "is not a snapshot"),
        ('{"kind": "web app"}', "is not a snapshot"),
        ('{"kind": "upheld-snapshot", "format": 99}', "of format 99"),
        ('{"kind": "upheld-snapshot", "format": 1}', "is damaged"),
    ],
)
def test_what_is_no_snapshot_is_refused_with_what_to_do(tmp_path: Path, manifest: str | None, said: str) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(PersonError, match=said) as caught:
        Snapshot.open(tmp_path)
    assert caught.value.mend


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PersonError, match="There is no snapshot"):
        Snapshot.open(tmp_path / "nowhere" / "deeper")
