"""The synthetic extract: its totals are the published ones, its rows are plausible, and it says what it is.

Everything here is counted from the written files with plain Python: no code of the sample or of the figures is used.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest

from upheld.scheme import Scheme, load
from upheld.snapshot.tables import TABLES, Kind

FIRST, LAST = 2019, 2025
YEARS = range(FIRST, LAST + 1)
ON_STDOUT = """
import json, sys
from pathlib import Path
from upheld.scheme import load
from upheld.snapshot.sample import write_sample
print(json.dumps(write_sample(Path(sys.argv[1]), load("lgsco"), statements=2_100).as_dict()))
"""


def half_up(numerator: int, base: int, per: int = 100, decimals: int = 0) -> Fraction:
    """As a person rounds: exact, halves upwards."""
    return Fraction(floor(Fraction(numerator * per * 10**decimals, base) + Fraction(1, 2)), 10**decimals)


def year_of(day: str) -> int:
    """The calendar year in which the review year of a day ends, for years that end on 31 March."""
    return int(day[:4]) + (day[5:] > "03-31")


@dataclass(frozen=True)
class Extract:
    tables: dict[str, list[dict[str, str]]]
    counts: dict[tuple[str, int], Counter[str]]


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load("lgsco")


@pytest.fixture(scope="module")
def sample(extract: Path, scheme: Scheme) -> Extract:
    tables = {}
    for table in TABLES:
        with (extract / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            tables[table.name] = list(csv.DictReader(file))
    return Extract(tables, added_up(tables, scheme))


def added_up(tables: dict[str, list[dict[str, str]]], scheme: Scheme) -> dict[tuple[str, int], Counter[str]]:
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    body = {}
    for row in tables["decisions"]:
        body[row["reference"]] = row["authority"]
        outcome = scheme.outcome_by_code[row["outcome"]]
        cell = counts[row["authority"], year_of(row["decided_on"])]
        cell["dealt_with"] += 1
        cell[outcome.band] += 1
        if outcome.upheld:
            cell["upheld"] += 1
            cell["satisfactory_remedies"] += row["early_remedy"] == "yes"
    moves = defaultdict(list)
    for row in tables["due_dates"]:
        moves[row["recommendation"]].append((row["agreed_on"], row["due_on"]))
    cases = defaultdict(list)
    for row in tables["recommendations"]:
        if row["answer"] != "refused" and row["outcome"] != "ceased":
            cases[row["reference"]].append(row)
    for reference, rows in cases.items():
        if all(row["outcome"] for row in rows):
            cell = counts[body[reference], year_of(max(row["outcome_on"] for row in rows))]
            cell["compliance_outcomes"] += 1
            if all(row["outcome"] == "satisfied" for row in rows):
                cell["complied"] += 1
                cell["late"] += any(late(row, moves[row["recommendation"]]) for row in rows)
                cell["late_against_original"] += any(row["outcome_on"] > row["due_on"] for row in rows)
    return counts


def late(row: dict[str, str], moves: list[tuple[str, str]]) -> bool:
    agreed = [(day, due) for day, due in moves if day <= row["outcome_on"]]
    return row["outcome_on"] > (max(agreed)[1] if agreed else row["due_on"])


# ---------------------------------------------------------------- what is published


def test_for_every_published_row_the_cases_add_up_to_the_published_counts(sample: Extract, scheme: Scheme) -> None:
    rows = [p for p in scheme.published_statistics if p.year_ending.year in YEARS]
    assert len(rows) == 111
    columns = (
        "dealt_with", "not_for_us", "assessed_and_closed", "investigated", "upheld",
        "satisfactory_remedies", "compliance_outcomes",
    )  # fmt: skip
    compared = 0
    for row in rows:
        got = sample.counts.get((row.authority, row.year_ending.year), Counter())
        printed = {c: int(row.values[c]) for c in columns if c in row.values}
        assert {c: got[c] for c in printed} == printed, (row.authority_as_published, row.year_ending)
        compared += len(printed)
    assert compared > 400


def test_the_outcomes_complied_with_round_to_the_printed_compliance_rate(sample: Extract, scheme: Scheme) -> None:
    rows = [p for p in scheme.published_statistics if "compliance_rate_percent" in p.values]
    assert len(rows) > 40
    for row in rows:
        got = sample.counts[row.authority, row.year_ending.year]
        assert half_up(got["complied"], got["compliance_outcomes"]) == int(row.values["compliance_rate_percent"])


def test_every_published_average_is_what_the_pool_rounds_to(sample: Extract, scheme: Scheme) -> None:
    averages = [p for p in scheme.published_averages if p.year_ending.year in YEARS]
    assert len(averages) == 60
    for published in averages:
        year = scheme.calendar.year_end.year(published.year_ending.year)
        measure = scheme.measure_by_id[published.measure]
        england = published.group == "england"
        pool = [a for a in scheme.authorities if england or (a.type == published.group and a.in_being_during(year))]
        if measure.base == "population":
            pool = [a for a in pool if a.population is not None]
        cells = [sample.counts.get((a.code, year.number), Counter()) for a in pool]
        numerator = sum(cell[measure.numerator] for cell in cells)
        people = sum(a.population or 0 for a in pool)
        base = people if measure.base == "population" else sum(cell[measure.base] for cell in cells)
        got = half_up(numerator, base, measure.per, measure.decimals)
        assert got == Fraction(published.average), (published, numerator, base)


def test_an_average_printed_as_100_is_all_of_them_so_that_it_is_worded_as_printed(
    sample: Extract, scheme: Scheme
) -> None:
    year = scheme.calendar.year_end.year(2020)
    pool = [sample.counts[a.code, 2020] for a in scheme.authorities if a.type == "metropolitan"]
    assert all(a.in_being_during(year) for a in scheme.authorities if a.type == "metropolitan")
    assert sum(c["complied"] for c in pool) == sum(c["compliance_outcomes"] for c in pool) > 100


def test_the_reference_letter_can_be_written_from_the_cases(sample: Extract) -> None:
    knowsley = sample.counts["E08000011", 2020]
    assert (knowsley["investigated"], knowsley["upheld"], knowsley["satisfactory_remedies"]) == (12, 9, 3)
    assert (knowsley["compliance_outcomes"], knowsley["complied"]) == (4, 4)


def test_training_adds_up_to_the_published_totals(sample: Extract) -> None:
    events = defaultdict(list)
    for row in sample.tables["training_events"]:
        events[year_of(row["held_on"]), row["kind"]].append(row)
    courses, seminars = events[2020, "course"], events[2020, "seminar"]
    assert len(courses) == 118
    assert len(courses) - len(events[2019, "course"]) == 47
    assert 1400 < sum(int(row["people"]) for row in courses) < 1450
    assert sum(int(row["people"]) for row in seminars) == 178
    assert len(seminars) == len({row["authority"] for row in seminars}) == 143
    assert {row["place"] for row in seminars} == {"London", "Bristol", "Leeds", "Birmingham"}
    assert [r["title"] for r in courses if r["authority"] == "E08000011"] == [
        "children's social care complaint handling"
    ]


def test_the_chief_executive_of_the_letter_holds_office_only_on_the_day_that_is_known(sample: Extract) -> None:
    rows = sample.tables["recipients"]
    named = [row for row in rows if row["name"]]
    assert [(r["authority"], r["role"], r["title"], r["name"], r["valid_from"], r["valid_to"]) for r in named] == [
        ("E08000011", "chief_executive", "Mr", "Harden", "2020-07-22", "2020-07-22")
    ]
    assert named[0]["provenance"] == "published"
    around = [
        (r["valid_from"], r["valid_to"])
        for r in rows
        if (r["authority"], r["role"]) == ("E08000011", "chief_executive")
    ]
    assert around == [("2018-04-01", "2020-07-21"), ("2020-07-22", "2020-07-22"), ("2020-07-23", "")]


# ---------------------------------------------------------------- plausible


def test_a_year_has_some_16_000_to_20_000_decisions_but_for_the_one_without_intake(sample: Extract) -> None:
    dealt_with = Counter[int]()
    for (_, year), cell in sample.counts.items():
        dealt_with[year] += cell["dealt_with"]
    assert sorted(year for year, n in dealt_with.items() if n) == list(YEARS)
    assert all(16_000 <= dealt_with[year] <= 20_000 for year in YEARS if year != 2021)
    assert 11_500 <= dealt_with[2021] <= 12_500


def test_big_cities_have_hundreds_of_cases_and_some_districts_none(sample: Extract, scheme: Scheme) -> None:
    year = scheme.calendar.year_end.year(2024)
    districts = [a for a in scheme.authorities if a.type == "district" and a.in_being_during(year)]
    sizes = sorted(sample.counts.get((a.code, 2024), Counter())["dealt_with"] for a in districts)
    assert sample.counts["E08000025", 2024]["dealt_with"] > 400
    assert sizes[len(sizes) // 2] < 15
    assert any(
        sample.counts.get((a.code, y), Counter())["dealt_with"] == 0
        for a in districts
        for y in YEARS
        if a.in_being_during(scheme.calendar.year_end.year(y))
    )


def test_nothing_is_decided_before_a_body_is_born_nor_later_than_the_year_after_its_end(
    sample: Extract, scheme: Scheme
) -> None:
    after_the_end = 0
    for row in sample.tables["decisions"]:
        authority = scheme.authority_by_code[row["authority"]]
        decided = date.fromisoformat(row["decided_on"])
        assert authority.first_day is None or authority.first_day <= date.fromisoformat(row["received_on"])
        if authority.last_day is not None and decided > authority.last_day:
            after_the_end += 1
            assert year_of(row["decided_on"]) == year_of(str(authority.last_day)) + 1 or (
                year_of(row["decided_on"]) == year_of(str(authority.last_day))
            )
    assert 20 < after_the_end < 400


def test_every_row_keeps_the_declared_rules(sample: Extract, scheme: Scheme) -> None:
    assert scheme.publication is not None
    known = {
        "ground": {ground.id for ground in scheme.publication.grounds},
        "authority": set(scheme.authority_by_code),
        "outcome": set(scheme.outcome_by_code),
        "category": {c.id for c in scheme.categories},
        "decisions.reference": {row["reference"] for row in sample.tables["decisions"]},
        "recommendations.recommendation": {row["recommendation"] for row in sample.tables["recommendations"]},
    }
    for table in TABLES:
        rows = sample.tables[table.name]
        assert rows, table.name
        assert list(rows[0]) == [column.name for column in table.columns]
        keys = [tuple(row[k] for k in table.key) for row in rows]
        assert len(keys) == len(set(keys)), table.name
        for column in table.columns:
            cells = {row[column.name] for row in rows}
            assert "" not in cells or not column.required, column.name
            assert not column.allowed or column.kind is Kind.FLAGS or cells <= {*column.allowed, ""}
            assert column.refers_to is None or cells <= known[column.refers_to] | {""}
            assert column.pattern is None or all(re.fullmatch(column.pattern, cell) for cell in cells if cell)
            if column.kind is Kind.DATE:
                assert all(date.fromisoformat(cell) for cell in cells if cell)


def test_complaints_are_received_before_they_are_decided_and_numbered_in_that_order(sample: Extract) -> None:
    by_year: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in sample.tables["decisions"]:
        assert row["received_on"] <= row["decided_on"]
        assert int(row["reference"][:2]) == (year_of(row["received_on"]) - 1) % 100
        by_year[row["reference"][:2]].append((row["reference"], row["received_on"]))
    for numbered in by_year.values():
        received = [day for _, day in sorted(numbered)]
        assert received == sorted(received)
    weekend = sum(date.fromisoformat(r["decided_on"]).weekday() > 4 for r in sample.tables["decisions"])
    assert weekend < 0.02 * len(sample.tables["decisions"])


def test_special_needs_are_upheld_above_nine_in_ten_and_planning_below_half(sample: Extract) -> None:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in sample.tables["decisions"]:
        if year_of(row["decided_on"]) >= 2023 and row["outcome"] in ("upheld", "not_upheld"):
            found[row["category"]][row["outcome"]] += 1
            found[row["subcategory"]][row["outcome"]] += 1

    def share(of: str) -> float:
        return found[of]["upheld"] / found[of].total()

    assert share("Special educational needs") > 0.9
    assert share("education-and-children") > 0.85
    assert share("planning") < 0.5


def test_some_four_in_ten_investigated_cases_or_more_have_recommendations(sample: Extract) -> None:
    investigated = sum(cell["investigated"] for cell in sample.counts.values())
    assert 0.4 < len({row["reference"] for row in sample.tables["recommendations"]}) / investigated < 0.6
    sizes = Counter(Counter(row["reference"] for row in sample.tables["recommendations"]).values())
    assert set(sizes) == {1, 2, 3, 4}


def test_about_a_fifth_of_remedies_are_late_and_more_against_the_first_date(sample: Extract) -> None:
    year = [cell for (_, y), cell in sample.counts.items() if y == 2024]
    outcomes = sum(cell["compliance_outcomes"] for cell in year)
    assert half_up(sum(c["late"] for c in year), outcomes, decimals=1) == Fraction("20.8")
    assert sum(c["late_against_original"] for c in year) > 1.1 * sum(c["late"] for c in year)


def test_recommendations_end_in_every_way_and_never_before_the_decision(sample: Extract) -> None:
    decided = {row["reference"]: row["decided_on"] for row in sample.tables["decisions"]}
    rows = sample.tables["recommendations"]
    first_due = {row["recommendation"]: row["due_on"] for row in rows}
    assert {row["outcome"] for row in rows} == {"", "satisfied", "not_satisfied", "ceased"}
    assert {row["answer"] for row in rows} == {"accepted", "partly_accepted", "refused"}
    for row in rows:
        assert not row["outcome_on"] or decided[row["reference"]] < row["outcome_on"] <= f"{LAST}-03-31"
        assert not row["due_on"] or decided[row["reference"]] < row["due_on"]
    for row in sample.tables["due_dates"]:
        reference = row["recommendation"].rpartition("-")[0]
        assert decided[reference] <= row["agreed_on"] < row["due_on"]
        assert row["agreed_on"] <= first_due[row["recommendation"]] < row["due_on"]


def test_early_remedies_belong_to_upheld_decisions_only(sample: Extract) -> None:
    early = Counter(row["outcome"] for row in sample.tables["decisions"] if row["early_remedy"] == "yes")
    assert set(early) == {"upheld"}


# ---------------------------------------------------------------- it says what it is


def test_every_row_says_that_it_is_synthetic(sample: Extract) -> None:
    for name, rows in sample.tables.items():
        marked = Counter(row["provenance"] for row in rows)
        assert set(marked) <= {"synthetic", "published"}, name
        assert marked["published"] == (1 if name == "recipients" else 0)
    assert all(row["summary"].startswith("Synthetic summary: ") for row in sample.tables["decisions"])
    assert all(row["title"].startswith("Synthetic report: ") for row in sample.tables["public_reports"])
    assert all(row["email"].endswith(".example") for row in sample.tables["recipients"] if row["email"])


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """The sample once more, by another process with another order of sets and dictionaries' hashes."""
    out = tmp_path_factory.mktemp("again") / "extract"
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ON_STDOUT, str(out)], env=environment, capture_output=True, text=True, check=True
    )
    return out, json.loads(done.stdout)


def test_the_same_seed_gives_the_same_bytes(extract: Path, again: tuple[Path, dict[str, object]]) -> None:
    names = sorted(path.name for path in extract.iterdir())
    assert names == sorted(path.name for path in again[0].iterdir())
    assert names == sorted(["README.txt", *(f"{table.name}.csv" for table in TABLES)])
    for name in names:
        assert (extract / name).read_bytes() == (again[0] / name).read_bytes(), name


def test_the_report_and_the_readme_say_what_contradicts_itself(again: tuple[Path, dict[str, object]]) -> None:
    out, report = again
    told = (out / "README.txt").read_text(encoding="utf-8")
    assert told.startswith("SYNTHETIC EXTRACT")
    assert report["impossible"] == [
        "Cumbria County Council, 2023-24: upheld-rate printed as 91, but 9 of 10 printed beside it is 90.",
        "London Borough of Hounslow, 2023-24: upheld-rate printed as 93, but 22 of 24 printed beside it is 92.",
    ]
    assert all(line in told for line in report["impossible"])
    assert (report["statistics_equal"], report["statistics"]) == (111, 111)
    assert (report["averages_equal"], report["averages"]) == (60, 60)
    assert "Seed: 20200331" in told


# ---------------------------------------------------------------- statements


def test_there_are_as_many_statements_in_each_year_and_only_of_decisions_that_are_published(
    sample: Extract, scheme: Scheme
) -> None:
    assert scheme.publication is not None
    decisions = {row["reference"]: row for row in sample.tables["decisions"]}
    rows = sample.tables["statements"]
    by_year = Counter(year_of(decisions[row["reference"]]["decided_on"]) for row in rows)
    assert set(by_year) == set(YEARS)
    assert max(by_year.values()) - min(by_year.values()) <= 1
    bands = {scheme.outcome_by_code[decisions[row["reference"]]["outcome"]].band for row in rows}
    assert bands == set(scheme.publication.bands)


def test_every_statement_says_first_that_it_is_synthetic_and_is_built_like_a_real_one(sample: Extract) -> None:
    texts = [row["statement"] for row in sample.tables["statements"]]
    assert len(set(texts)) == len(texts)
    for text in texts:
        paragraphs = [part for part in text.split("\n\n") if not part.startswith("## ")]
        assert text.startswith("Synthetic statement:")
        assert 5 <= len(paragraphs) <= 9
        assert 150 <= len(text.split()) <= 400
        assert text.count("\n## ") >= 4
        assert "{" not in text


def test_a_statement_tells_what_its_summary_tells_and_of_no_personal_remedy(sample: Extract) -> None:
    decisions = {row["reference"]: row for row in sample.tables["decisions"]}
    private = {row["text"] for row in sample.tables["recommendations"] if row["kind"] == "personal_remedy"}
    for row in sample.tables["statements"]:
        told = decisions[row["reference"]]
        matter = told["summary"].split(" was about ")[1].split(".")[0]
        assert matter in row["statement"]
        end = row["statement"].rpartition("## Final decision")[2]
        assert ("we found no fault" in end or "no fault in the" in end) == (told["outcome"] == "not_upheld")
        assert not any(paragraph in private for paragraph in row["statement"].split("\n\n"))


def test_some_are_held_back_on_each_ground_and_some_withdrawn(sample: Extract, scheme: Scheme) -> None:
    assert scheme.publication is not None
    rows = sample.tables["statements"]
    assert {row["suppressed"] for row in rows} == {"", *(ground.id for ground in scheme.publication.grounds)}
    decided = {row["reference"]: row["decided_on"] for row in sample.tables["decisions"]}
    withdrawn = [row for row in rows if row["withdrawn_on"]]
    replaced = [row["replaced_by"] for row in withdrawn if row["replaced_by"]]
    assert len(withdrawn) > len(replaced) > 0
    assert len(set(replaced)) == len(replaced)
    assert all(decided[row["reference"]] < row["withdrawn_on"] for row in withdrawn)
    assert all(decided[row["replaced_by"]] >= row["withdrawn_on"] for row in withdrawn if row["replaced_by"])
    assert not any(row["withdrawn_on"] and row["suppressed"] for row in rows)
