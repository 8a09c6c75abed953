"""The data dictionary says of every column what the checks will hold people to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.snapshot.extracts import KNOWSLEY, decision, due_date, recommendation, rows_of, write_extract
from upheld.scheme import load
from upheld.snapshot import freeze
from upheld.snapshot.dictionary import dictionary
from upheld.snapshot.tables import TABLE_BY_NAME, TABLES, Table

SCHEME = load("lgsco")
PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_the_page_is_as_the_declarations_are_now() -> None:
    written = dictionary(SCHEME)
    assert PAGE.read_text(encoding="utf-8") == written, "write it again: python -m upheld.snapshot.dictionary"


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "upheld.snapshot.dictionary", page], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert page.read_text(encoding="utf-8") == dictionary(SCHEME)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_there_with_its_meaning_and_what_it_takes(table: Table) -> None:
    page = dictionary(SCHEME)
    section = page[page.index(f"\n## {table.name}\n") :].split("\n## ")[1]
    for column in table.columns:
        [line] = [line for line in section.splitlines() if line.startswith(f"| `{column.name}` |")]
        assert column.meaning in line
        assert ("required" in line.split("|")[3]) == column.required
        assert ("private" in line.split("|")[3]) == column.private
        assert all(f"`{word}`" in line for word in column.allowed)
    for rule in table.rules:
        assert rule.rule in section


def test_every_outcome_and_category_of_the_scheme_is_there() -> None:
    page = dictionary(SCHEME)
    assert all(f"| `{outcome.code}` | {outcome.name} |" in page for outcome in SCHEME.outcomes)
    assert all(f"| `{category.id}` | {category.name} |" in page for category in SCHEME.categories)


def test_every_ground_for_not_publishing_is_there() -> None:
    assert SCHEME.publication is not None
    page = dictionary(SCHEME)
    assert all(f"| `{ground.id}` | {ground.name} |" in page for ground in SCHEME.publication.grounds)


# ------------------------------------------------------------------ the declarations themselves


def test_a_table_refers_only_to_tables_declared_before_it() -> None:
    seen: list[str] = []
    for table in TABLES:
        for column in table.columns:
            if "." in (column.refers_to or ""):
                target, name = (column.refers_to or "").split(".")
                assert target in seen
                assert TABLE_BY_NAME[target].key == (name,), "a reference must name one row"
        seen.append(table.name)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_declaration_names_only_its_own_columns_and_requires_its_key(table: Table) -> None:
    names = {column.name for column in table.columns}
    assert {*table.key, *table.sort, *(rule.column for rule in table.rules)} <= names
    assert all(table.column(name).required for name in table.key)
    assert "provenance" in names


def test_a_row_of_every_table_is_frozen(tmp_path: Path) -> None:
    folder = write_extract(
        tmp_path / "in",
        [decision(conduct="late_reply")],
        [recommendation(text="Apologise.", answer="accepted")],
        [due_date(reason="The officer was ill.")],
        public_reports=[
            {"report": "P1", "authority": "Knowsley", "reference": "19 000 001", "issued_on": "2020-02-03"}
            | {"kind": "report", "title": "A report", "address": "www.example.org/p1"}
        ],
        training_events=[
            {"event": "T1", "held_on": "2019-06-01", "kind": "seminar", "title": "handling complaints"}
            | {"authority": KNOWSLEY, "audience": "authority", "place": "York", "people": "7"}
        ],
        recipients=[
            {"authority": KNOWSLEY, "role": "chief_executive", "title": "Mr", "name": "Synthetic"}
            | {"email": "chief.executive@council.example", "valid_from": "2015-01-01", "valid_to": "2020-12-31"}
        ],
        statements=[{"reference": "19 000 001", "statement": "Synthetic.", "withdrawn_on": "2020-03-01"}],
    )
    snapshot = freeze([folder], tmp_path / "out", SCHEME)
    for table in TABLES:
        [row] = rows_of(snapshot, table.name)
        assert set(row) == {column.name for column in table.columns}
    assert rows_of(snapshot, "training_events")[0]["people"] == 7
