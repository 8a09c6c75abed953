"""What a snapshot holds, on one page: its counts are the snapshot's, oddities are found, nothing private shows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyarrow.parquet
import pytest

from tests.conftest import upheld
from tests.website.html_check import read
from upheld.release.profile import Chart, Profile, profile, write_profile
from upheld.scheme import load
from upheld.snapshot import Snapshot

pytestmark = [
    # Said of ibis's use of DuckDB; nothing of ours calls it.
    pytest.mark.filterwarnings("ignore:fetch_arrow_table"),
    pytest.mark.xdist_group("profile"),
]


@cache
def looked(snapshot: Path) -> Profile:
    return profile(Snapshot.open(snapshot), load())


@pytest.fixture(scope="module")
def page(snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page, by the command."""
    out = tmp_path_factory.mktemp("profile") / "profile.html"
    upheld("profile", snapshot, "--out", out)
    return out.read_text(encoding="utf-8")


def test_every_table_and_column_is_told(snapshot: Path) -> None:
    told = looked(snapshot)
    for name, entry in Snapshot.open(snapshot).manifest.tables.items():
        table = next(t for t in told.tables if t.name == name.replace("_", " "))
        assert table.rows == entry.rows
        assert [c.name for c in table.columns] == list(entry.columns)
        assert sum(rows for _, rows in table.provenance) == entry.rows


def test_missing_cells_are_counted(snapshot: Path) -> None:
    rows = pyarrow.parquet.read_table(snapshot / "decisions.parquet")
    for column in looked(snapshot).tables[0].columns:
        assert column.blank == rows[column.name].null_count, column.name


def test_every_way_of_counting_decisions_gives_all_of_them(snapshot: Path) -> None:
    told = looked(snapshot)
    decisions = told.tables[0].rows
    for chart in told.charts[:4]:
        assert sum(bar.value for bar in chart.bars) == decisions, chart.title
    assert sum(sum(counts) for _, counts in told.authorities) == decisions


def test_authorities_stand_in_the_order_of_their_names(snapshot: Path) -> None:
    names = [name for name, _ in looked(snapshot).authorities]
    assert names == sorted(names)


ODD = """reference,authority,received_on,decided_on,outcome,category
19 000 001,E08000011,2015-05-01,2019-09-01,upheld,housing
19 000 002,E08000011,2019-05-01,2019-09-02,upheld,housing
"""
ASKED = """recommendation,reference,kind,text,answer,due_on,outcome,outcome_on
r1,19 000 002,personal_remedy,Pay the complainant,accepted,2019-08-01,satisfied,2019-08-15
"""
MOVED = """recommendation,agreed_on,due_on,reason
r1,2019-08-20,2019-07-01,Asked for
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot in which everything is odd."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "in").mkdir()
    for name, text in (("decisions", ODD), ("recommendations", ASKED), ("due_dates", MOVED)):
        (folder / "in" / f"{name}.csv").write_text(text, encoding="utf-8")
    upheld("freeze", folder / "in", "--out", folder / "snapshot")
    return folder / "snapshot"


def test_oddities_are_found_and_named(odd: Path) -> None:
    found = {o.what: o.examples for o in looked(odd).oddities}
    assert found["Decisions on a Sunday"] == ("19 000 001",)
    assert found["Decisions more than three years after the complaint was received"] == ("19 000 001",)
    assert found["Outcomes of recommendations dated before the decision"] == ("r1",)
    assert found["Due dates before the decision"] == ("r1",)
    assert found["Due dates moved after the outcome"] == ("r1",)
    assert found["Due dates moved to an earlier day"] == ("r1",)
    assert "Authorities in being without any decision" in found


def test_nothing_private_shows(odd: Path, tmp_path: Path) -> None:
    write_profile(looked(odd), tmp_path / "p.html")
    said = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "Pay the complainant" not in said
    assert "Asked for" not in said
    assert "made-up cases" not in said


def test_the_page_is_whole_in_itself_and_marked(page: str, snapshot: Path) -> None:
    assert "<script" not in page
    assert not re.search(r'(src|href)="', page)
    assert "Synthetic: this snapshot holds made-up cases." in page
    assert Snapshot.open(snapshot).hash in page


def test_the_page_is_sound_html_with_every_chart_in_words_and_as_a_table(page: str) -> None:
    assert read(page).mistakes == []
    assert page.count("<svg") == page.count("<desc") == page.count("<details>") == 6
    assert page.count("<table>") == page.count("<caption>")


def test_the_same_snapshot_gives_the_same_bytes(page: str, snapshot: Path, tmp_path: Path) -> None:
    write_profile(looked(snapshot), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_a_chart_of_nothing_is_told_as_such() -> None:
    assert Chart.of("Cases", "Year", []).description == "Cases: nothing to draw."
    (bar,) = Chart.of("Cases", "Year", [("2019-20", 0)]).bars
    assert bar.height == 0
