"""Signals by the command: found in a snapshot, told in every form, and private in each."""

from __future__ import annotations

import csv
import json
import random
import re
import stat
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest
from click.testing import CliRunner

from tests.conftest import upheld
from tests.figures.awkward import YEAR_ENDS
from tests.release.small_release import small_release
from tests.website.html_check import read
from upheld.cli import cli
from upheld.errors import PersonError
from upheld.figures import oracle
from upheld.figures.signals.watching.counting import cells_of, not_recorded, received_and_replies
from upheld.figures.signals.watching.register import all_signals
from upheld.figures.signals.watching.told import CAUTION
from upheld.release.manifest import ReleaseManifest
from upheld.release.order import Order
from upheld.release.signals import PRIVATE, SignalReport, find_signals, last_year, write_csv, write_html, write_private
from upheld.scheme import YearEnd, load

# Said of ibis's use of DuckDB; nothing of ours calls it.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table")

YEAR = "2023-24"


@cache
def report_of(snapshot: Path, authority: str | None = None) -> SignalReport:
    return find_signals(Order.read(load(), snapshot, YEAR, authority=authority))


def asked(*options: str, of: Path) -> str:
    """Ask the command within this process, which saves the start, and return what it printed."""
    done = CliRunner().invoke(cli, ["signals", str(of), *options], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.fixture(scope="module")
def folder(snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes, and prints."""
    made = tmp_path_factory.mktemp("signals")
    told = upheld("signals", snapshot, "--year", YEAR, "--csv", made / "s.csv", "--html", made / "s.html")
    (made / "printed.txt").write_text(told.stdout, encoding="utf-8")
    (made / "one.json").write_text(asked("--year", YEAR, "--authority", "Birmingham", "--json", of=snapshot), "utf-8")
    return made


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_form_says_that_it_is_private_synthetic_and_no_finding(folder: Path) -> None:
    for name in ("printed.txt", "s.html", "one.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert PRIVATE.casefold() in text.casefold(), name
        assert "synthetic" in text.casefold(), name
        assert CAUTION in text, name
    rows = rows_of(folder / "s.csv")
    assert rows
    assert {(row["note"], row["provenance"]) for row in rows} == {(PRIVATE, "synthetic")}
    assert all(CAUTION in row["sentence"] for row in rows)


def test_only_the_owner_can_read_what_is_written(folder: Path) -> None:
    for name in ("s.csv", "s.html"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name


def test_every_form_tells_the_same_signals_by_name(folder: Path, snapshot: Path) -> None:
    report = report_of(snapshot)
    rows = rows_of(folder / "s.csv")
    assert [(r["name"], r["services"], r["signal"], r["sentence"]) for r in rows] == [
        (s.authority.name, s.about, s.signal.id, s.sentence) for s in report.series
    ]
    assert [s.authority.name for s in report.series] == sorted(s.authority.name for s in report.series)
    page = (folder / "s.html").read_text(encoding="utf-8")
    assert page.count("<svg") == page.count("<desc") == len(report.standing)
    assert len(report.series) == len(report.standing) > 5
    printed = (folder / "printed.txt").read_text(encoding="utf-8")
    assert all(s.authority.short_name.split()[0] in printed for s in report.series)


def test_the_false_signals_promised_and_found_are_printed(folder: Path) -> None:
    for name in ("printed.txt", "s.html"):
        text = " ".join((folder / name).read_text(encoding="utf-8").split())
        assert "at most 1 signal in ten years over all its series together" in text
        assert re.search(r"In a simulation of 2,400 made-up authorities it was 0\.\d\d\.", text)


def test_the_page_is_sound_and_whole_in_itself(folder: Path) -> None:
    page = (folder / "s.html").read_text(encoding="utf-8")
    assert read(page).mistakes == []
    assert not re.search(r'<script|(src|href)="', page)
    assert 'content="noindex' in page
    assert page.count("<table>") == page.count("<caption>")


def test_one_authority_is_told_whole(folder: Path) -> None:
    told = json.loads((folder / "one.json").read_text(encoding="utf-8"))
    assert {row["authority"] for row in told["series"]} == {"E08000025"}
    directions = sum(len(signal.directions) for signal in all_signals())
    assert len(told["series"]) == directions * (len(load().categories) + 1)
    assert {"status", "change", "sentence", "once_in_years_by_chance"} <= set(told["series"][0])
    assert told["false_signals"] == {"at_most": 1, "in_simulation": pytest.approx(0.5, abs=0.2), "years": 10}


def test_the_page_of_one_authority_lists_its_quiet_series_too(snapshot: Path, tmp_path: Path) -> None:
    report = report_of(snapshot, "Birmingham")
    write_html(report, tmp_path / "one.html")
    page = (tmp_path / "one.html").read_text(encoding="utf-8")
    assert read(page).mistakes == []
    assert "Every other series of Birmingham City Council" in page
    assert page.count("Too few to watch") + page.count("Nothing stands out") > 20


def test_counts_are_those_of_the_snapshot(snapshot: Path) -> None:
    """Counted again straight from the files, by another engine's SQL and by the calendar."""
    series = {(s.signal.id, s.about): s for s in report_of(snapshot, "Birmingham").series}
    quarter = "year(d) * 4 + quarter(d) - 1 - (2018 * 4 + 1)"
    asked = {
        ("upheld", "Housing"): "SELECT decided_on AS d WHERE outcome = 'upheld' AND category = 'housing'",
        ("received", "All services"): "SELECT received_on AS d",
        (
            "late-replies",
            "All services",
        ): "SELECT decided_on AS d WHERE list_contains(string_split(conduct, ';'), 'late_reply')",
    }
    for key, query in asked.items():
        select, _, where = query.partition(" WHERE ")
        told = "authority = 'E08000025'" + (f" AND {where}" if where else "")
        sql = f"SELECT {quarter} AS q, count(*) FROM ({select} FROM read_parquet(?) WHERE {told}) GROUP BY 1"
        with duckdb.connect() as con:
            counted = dict(con.execute(sql, [str(snapshot / "decisions.parquet")]).fetchall())
        points = series[key].points
        assert [p.counted for p in points] == [counted.get(n, 0) for n in range(len(points))], key
        assert points[0].quarter.first_day == date(2018, 4, 1)


def test_the_same_snapshot_gives_the_same_bytes(folder: Path, snapshot: Path, tmp_path: Path) -> None:
    for name, write in (("s.csv", write_csv), ("s.html", write_html)):
        write(report_of(snapshot), tmp_path / name)
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_last_year_is_watched_if_none_is_named(snapshot: Path) -> None:
    assert last_year(snapshot, load()) == "2024-25"


def test_a_year_without_cases_and_an_unknown_name_are_refused(snapshot: Path) -> None:
    with pytest.raises(PersonError, match="There is no case of 2011-12"):
        asked("--year", "2011-12", of=snapshot)
    with pytest.raises(PersonError, match="Atlantis"):
        asked("--authority", "Atlantis", of=snapshot)


# ------------------------------------------------------------------------------------------------- private


def test_a_release_of_the_same_snapshot_holds_no_word_of_signals(release_2024: Path, snapshot: Path) -> None:
    """No file by that name, and nothing that only signals say: not their words, not a single one of their sentences."""
    words = {PRIVATE, "early-warning signal", "once_in_years_by_chance"}
    words |= {text for signal in all_signals() for text in (signal.question, signal.means, signal.does_not_mean)}
    words |= {series.sentence.removesuffix(f" {CAUTION}") for series in report_of(snapshot).standing}
    looked = 0
    for path in sorted(p for p in release_2024.rglob("*") if p.is_file()):
        assert "signal" not in path.name.casefold()
        if path.suffix in (".html", ".txt", ".csv", ".json", ".js", ".svg", ".xml", ".ics"):
            text = path.read_text(encoding="utf-8", errors="replace").casefold()
            looked += 1
            assert not [word for word in words if word.casefold() in text], path
    assert looked > 1000


def test_a_report_of_signals_put_into_a_release_is_noticed(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release")
    (release / "website" / "s.html").write_text(f"<p>{PRIVATE}</p>", encoding="utf-8")
    assert "website/s.html" in ReleaseManifest.read(release).altered(release)


@pytest.mark.parametrize("where", ["s.html", "website/s.html", "website/a/s.csv"])
def test_nothing_is_written_into_a_release(tmp_path: Path, where: str) -> None:
    release = small_release(tmp_path / "release")
    with pytest.raises(PersonError, match="Signals are private"):
        write_private(release / where, "x")
    assert not (release / where).exists()


def test_nothing_is_written_into_a_snapshot_or_what_readers_see(tmp_path: Path, snapshot: Path) -> None:
    (tmp_path / "public" / "releases").mkdir(parents=True)
    (tmp_path / "public" / "current").mkdir()
    link = tmp_path / "elsewhere"
    link.symlink_to(tmp_path / "public" / "current")
    for out in (snapshot / "s.csv", tmp_path / "public" / "s.csv", link / "s.csv"):
        with pytest.raises(PersonError, match="Signals are private"):
            write_private(out, "x")
        assert not out.exists()


def test_a_file_that_others_could_read_is_replaced_by_one_that_they_cannot(tmp_path: Path) -> None:
    out = tmp_path / "s.csv"
    out.write_text("old", encoding="utf-8")
    out.chmod(0o644)
    write_private(out, "new")
    assert (out.read_text(encoding="utf-8"), stat.S_IMODE(out.stat().st_mode)) == ("new", 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["s.csv"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PersonError, match="cannot be written"):
        write_private(tmp_path / "nowhere" / "s.csv", "x")


# ------------------------------------------------------------------------------------------------- what is not known


def test_what_the_snapshot_does_not_record_is_not_watched_for_and_told(tmp_path: Path) -> None:
    rows = [f"19 000 {n:03},E08000011,,2019-{4 + n % 9:02}-01,upheld,housing,," for n in range(30)]
    head = "reference,authority,received_on,decided_on,outcome,category,conduct,provenance"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "decisions.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    upheld("freeze", tmp_path / "in", "--out", tmp_path / "snapshot")
    report = find_signals(Order.read(load(), tmp_path / "snapshot", "2019-20"))
    assert not report.synthetic
    assert {signal.id for signal, _ in report.missing} == {"received", "late-replies"}
    write_html(report, tmp_path / "s.html")
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert "Not watched for: more replies late. The snapshot records no late reply at all" in page
    assert "does not say on which day complaints were received" in page
    assert "None at any authority in 2019-20." in page
    assert "Synthetic: the snapshot" not in page


@pytest.mark.parametrize("end", YEAR_ENDS, ids=str)
def test_received_and_replies_are_counted_as_by_hand(end: YearEnd) -> None:
    """Against loops over plain rows: blanks, unknown outcomes, flags among others, days about the year's end."""
    rng = random.Random(end.month)
    loaded = load()
    scheme = replace(loaded, calendar=replace(loaded.calendar, year_end=end))
    days = [None, *(date(2020, 1, 28) + timedelta(days=n) for n in range(200))]
    rows = [
        {
            "reference": str(n),
            "authority": rng.choice(("A", "A", "B", None)),
            "category": rng.choice(("housing", "other", None)),
            "received_on": rng.choice(days),
            "decided_on": rng.choice(days),
            "outcome": rng.choice(("upheld", "not_upheld", "advice_given", "no such code")),
            "conduct": rng.choice(
                (None, "late_reply", "extension_asked;late_reply", "not_late_reply", "extension_asked")
            ),
            "early_remedy": None,
        }
        for n in range(400)
    ]
    expected: dict[tuple[str, int, int, str], list[int]] = {}
    for row in rows:
        if None in (row["authority"], row["category"], row["decided_on"]) or row["outcome"] == "no such code":
            continue
        late = row["outcome"] != "advice_given" and "late_reply" in (row["conduct"] or "").split(";")
        for place, (day, counts) in enumerate(((row["received_on"], row["received_on"]), (row["decided_on"], late))):
            if day and counts:
                (key,) = oracle.cells([row | {"decided_on": day}], [], [], scheme)
                expected.setdefault(key, [0, 0])[place] += 1
    kinds = {name: pa.date32() if name.endswith("_on") else pa.string() for name in rows[0]}
    table = pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})
    cells = cells_of(received_and_replies(ibis.memtable(table), scheme))
    assert {key: list(counted.values()) for key, counted in cells.rows()} == expected
    assert not_recorded(cells) == {}
