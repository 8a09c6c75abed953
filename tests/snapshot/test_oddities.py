"""What is odd but possible is told, grouped, and kept in the manifest; nothing is ever refused for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner

from tests.snapshot.extracts import KNOWSLEY, Row, decision, due_date, recommendation, write_extract
from upheld.cli import cli
from upheld.scheme import load
from upheld.snapshot import freeze
from upheld.snapshot.oddities import Oddity, oddities
from upheld.snapshot.tables import TABLES

SCHEME = load("lgsco")
LIVERPOOL = "E08000012"
REPORT: Row = {
    "report": "P1",
    "authority": KNOWSLEY,
    "reference": "19 000 001",
    "issued_on": "2020-01-31",
    "kind": "report",
    "title": "t",
}


def odd(decisions: Sequence[Row], **others: Sequence[Row]) -> Mapping[str, Oddity]:
    """Return what is odd in these rows by what it is, silence and swings of authorities left out."""
    rows = {"decisions": decisions, **others}
    with duckdb.connect() as con:
        for table in TABLES:
            kinds = {c.name: "DATE" if c.name.endswith("_on") else "VARCHAR" for c in table.columns}
            con.execute(f"CREATE TABLE {table.name} ({', '.join(f'{name} {kind}' for name, kind in kinds.items())})")
            cells = {name: [row.get(name) or None for row in rows.get(table.name, ())] for name in kinds}
            con.register("given", pa.table({name: pa.array(text, pa.string()) for name, text in cells.items()}))
            con.execute(f"INSERT INTO {table.name} FROM given")
        return {each.what: each for each in oddities(con, SCHEME) if "without any decision" not in each.what}


# ------------------------------------------------------------------ single rows


def test_ordinary_rows_are_not_odd() -> None:
    others = {"recommendations": [recommendation()], "due_dates": [due_date(agreed_on="2019-10-10")]}
    assert odd([decision()], public_reports=[REPORT], **others) == {}


ODD_ROWS = [
    ("Decisions on a Sunday", {"decisions": [decision(decided_on="2019-09-29")]}, "19 000 001"),
    (
        "Decisions more than three years after the complaint was received",
        {"decisions": [decision(received_on="2016-09-01")]},
        "19 000 001",
    ),
    (
        "Recommendations in cases that were not upheld",
        {"decisions": [decision(outcome="not_upheld")], "recommendations": [recommendation()]},
        "R1",
    ),
    (
        "Outcomes of recommendations dated before the decision",
        {"recommendations": [recommendation(outcome_on="2019-09-29")]},
        "R1",
    ),
    ("Due dates before the decision", {"recommendations": [recommendation(due_on="2019-09-29")]}, "R1"),
    (
        "Due dates moved after the outcome",
        {"recommendations": [recommendation()], "due_dates": [due_date(agreed_on="2019-10-16")]},
        "R1",
    ),
    (
        "Due dates moved to an earlier day",
        {"recommendations": [recommendation()], "due_dates": [due_date(agreed_on="2019-10-10", due_on="2019-10-29")]},
        "R1",
    ),
    (
        "Public reports issued before their case was decided",
        {"public_reports": [{**REPORT, "issued_on": "2019-09-29"}]},
        "P1",
    ),
    (
        "Public reports on another authority than their case",
        {"public_reports": [{**REPORT, "authority": LIVERPOOL}]},
        "P1",
    ),
]


@pytest.mark.parametrize(("what", "rows", "name"), ODD_ROWS, ids=[what for what, _, _ in ODD_ROWS])
def test_an_odd_row_is_told_by_its_name(what: str, rows: Mapping[str, Sequence[Row]], name: str) -> None:
    found = odd(**{"decisions": [decision()], **rows})
    assert {each: (one.count, one.examples) for each, one in found.items()} == {what: (1, (name,))}


def test_an_outcome_on_the_day_of_the_decision_is_not_odd() -> None:
    assert odd([decision()], recommendations=[recommendation(outcome_on="2019-09-30")]) == {}


def test_outcomes_may_exceed_the_upheld_decisions_of_their_year() -> None:
    cases = [decision(reference=f"18 000 00{n}", decided_on="2019-03-29") for n in range(3)]
    asked = [
        recommendation(recommendation=f"R{n}", reference=f"18 000 00{n}", due_on="2019-05-01", outcome_on="2019-04-30")
        for n in range(3)
    ]
    assert odd([*cases, decision(decided_on="2019-04-05")], recommendations=asked) == {}


def test_of_many_rows_the_first_fifty_are_named_and_all_are_counted() -> None:
    rows = [decision(reference=f"19 000 {n:03d}", decided_on="2019-09-29") for n in reversed(range(60))]
    [told] = odd(rows).values()
    assert (told.count, len(told.examples), told.examples[:2]) == (60, 50, ("19 000 000", "19 000 001"))


# ------------------------------------------------------------------ bodies that are no more, or not yet

LATE = "Authorities with decisions after they were abolished"
EARLY = "Authorities with decisions before they were in being"


def test_a_decision_after_the_last_day_of_a_body_names_its_successors() -> None:
    last = decision(authority="E10000023", decided_on="2023-03-31", received_on="")
    assert odd([last]) == {}
    found = odd([last, decision(authority="E10000023", decided_on="2023-06-01", received_on="")])
    assert found[LATE].examples == (
        "North Yorkshire County Council (E10000023): last on 2023-06-01, abolished 2023-04-01; its work passed to "
        "North Yorkshire Council (E06000065)",
    )


def test_a_decision_before_the_first_day_of_a_body_names_those_it_took_over_from() -> None:
    found = odd([decision(authority="E06000058", decided_on="2019-03-29", received_on="")])
    [told] = found[EARLY].examples
    assert told.startswith(
        "Bournemouth, Christchurch and Poole Council (E06000058): first on 2019-03-29, in being from"
    )
    assert "Bournemouth Borough Council (E06000028) and Borough of Poole (E06000029)" in told


# ------------------------------------------------------------------ years

SWINGS = "Authorities whose decisions changed much from one year to the next"


def spread(authority: str, year: int, number: int) -> list[Row]:
    """So many decisions from the first day of a review year to its last, never on a Sunday."""
    first = date(year - 1, 4, 1)
    days = [first + timedelta(days=n * 364 // max(1, number - 1)) for n in range(number)]
    days = [day - timedelta(days=day.weekday() == 6) for day in days]
    return [
        decision(reference=f"{year}{authority}{n}", authority=authority, decided_on=day.isoformat(), received_on="")
        for n, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (100, 130, True),
        (100, 129, False),
        (100, 70, True),
        (100, 71, False),
        (60, 79, False),  # more than 30 %, but fewer than 20 cases
        (60, 80, True),
        (0, 20, True),
    ],
)
def test_a_change_of_thirty_percent_and_twenty_cases_is_odd(before: int, after: int, told: bool) -> None:
    rows = [row for year in (2017, 2018) for row in spread(LIVERPOOL, year, 200)]
    rows += spread(KNOWSLEY, 2017, before) + spread(KNOWSLEY, 2018, after)
    found = odd(rows)
    name = SCHEME.authority_by_code[KNOWSLEY].name
    assert [one.examples for one in found.values()] == [(f"{name}, 2017-18: {before} to {after}",)] * told


def test_years_that_are_not_whole_are_not_compared() -> None:
    rows = spread(KNOWSLEY, 2017, 200) + spread(KNOWSLEY, 2018, 200)[:100]
    assert SWINGS not in odd(rows)


def test_years_across_a_break_of_every_measure_are_not_compared() -> None:
    assert [b.first_year for b in SCHEME.breaks if not b.measures and b.first_year == 2021] == [2021]
    rows = spread(KNOWSLEY, 2020, 200) + spread(KNOWSLEY, 2021, 100)
    assert SWINGS not in odd(rows)
    assert SWINGS in odd(spread(KNOWSLEY, 2021, 100) + spread(KNOWSLEY, 2022, 200))


# ------------------------------------------------------------------ telling


def test_warnings_are_on_the_screen_and_in_the_manifest_and_stop_nothing(tmp_path: Path) -> None:
    rows = [decision(reference=f"19 000 {n:03d}", decided_on="2019-09-29") for n in range(4)]
    extract = write_extract(tmp_path / "in", rows)
    run = CliRunner(env={"COLUMNS": "150"}).invoke(cli, ["freeze", str(extract), "--out", str(tmp_path / "out")])
    assert run.exit_code == 0, run.stderr
    said = " ".join(run.stderr.split())
    assert "4 Decisions on a Sunday. Possible, but often the day of typing" in said
    assert said.index("19 000 000") < said.index("19 000 002") < said.index("…")
    again = freeze([extract], tmp_path / "again", SCHEME)
    sundays, silent = again.manifest.warnings
    assert (sundays.count, sundays.examples[0]) == (4, "19 000 000")
    assert silent.what == "Authorities in being without any decision"
    assert "Knowsley Metropolitan Borough Council" not in silent.examples
