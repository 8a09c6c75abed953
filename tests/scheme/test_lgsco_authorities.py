"""The bundled facts about England's authorities hold together, and say what was true on a day."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "src" / "upheld" / "scheme" / "lgsco"
GROUPS = {"county", "district", "metropolitan", "unitary", "london-borough"}
PRINCIPAL = GROUPS | {"city-of-london", "isles-of-scilly"}
OTHER = {"greater-london-authority", "combined-authority", "national-park", "transport", "fire"}
REGIONS = {
    "East Midlands",
    "East of England",
    "London",
    "North East",
    "North West",
    "South East",
    "South West",
    "West Midlands",
    "Yorkshire and The Humber",
}
ENGLAND_MID_2020 = 56_550_138
FIRST_REVIEW_DAY = date(2018, 4, 1)
PUBLISHED = ("statistics", "averages", "training", "recipients", "letters")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


AUTHORITIES = rows("authorities.csv")
BY_CODE = {row["code"]: row for row in AUTHORITIES}
SUCCESSIONS = rows("successions.csv")


def first_day(row: dict[str, str]) -> date:
    return date.fromisoformat(row["first_day"]) if row["first_day"] else date.min


def last_day(row: dict[str, str]) -> date:
    return date.fromisoformat(row["last_day"]) if row["last_day"] else date.max


def in_being(day: date, types: set[str] = PRINCIPAL) -> list[dict[str, str]]:
    return [r for r in AUTHORITIES if r["type"] in types and first_day(r) <= day <= last_day(r)]


def overlap(one: dict[str, str], other: dict[str, str]) -> bool:
    return first_day(one) <= last_day(other) and first_day(other) <= last_day(one)


def population(those: list[dict[str, str]]) -> int:
    return sum(int(row["population"]) for row in those)


def short_names(codes: list[str]) -> list[str]:
    return sorted(BY_CODE[code]["short_name"] for code in codes)


# ---------------------------------------------------------------- how many there were


@pytest.mark.parametrize(
    ("day", "how_many"),
    [
        (date(2019, 3, 31), 353),
        (date(2019, 4, 1), 343),
        (date(2020, 3, 31), 343),
        (date(2020, 4, 1), 339),
        (date(2021, 4, 1), 333),
        (date(2023, 3, 31), 333),
        (date(2023, 4, 1), 317),
        (date(2024, 3, 31), 317),
        (date(2025, 3, 31), 317),
    ],
)
def test_the_number_of_principal_authorities_in_being_on_a_day(day: date, how_many: int) -> None:
    assert len(in_being(day)) == how_many


@pytest.mark.parametrize(
    ("kind", "in_2020", "in_2024"),
    [
        ("county", 26, 21),
        ("district", 192, 164),
        ("metropolitan", 36, 36),
        ("unitary", 55, 62),
        ("london-borough", 32, 32),
        ("city-of-london", 1, 1),
        ("isles-of-scilly", 1, 1),
        ("national-park", 10, 10),
    ],
)
def test_the_number_of_each_type_in_being(kind: str, in_2020: int, in_2024: int) -> None:
    counted = [len(in_being(day, {kind})) for day in (date(2020, 3, 31), date(2024, 3, 31))]
    assert counted == [in_2020, in_2024]


# ---------------------------------------------------------------- each row by itself


@pytest.mark.parametrize("column", ["code", "slug", "name"])
def test_no_two_authorities_share_a(column: str) -> None:
    values = [row[column] for row in AUTHORITIES]
    assert len(values) == len(set(values))


def test_no_gss_code_past_or_present_is_given_to_two_bodies() -> None:
    used = [code for row in AUTHORITIES for code in (row["gss_code"], *row["former_gss_codes"].split("|")) if code]
    assert len(used) == len(set(used))


def test_every_authority_is_well_formed() -> None:
    for row in AUTHORITIES:
        where = row["code"]
        assert not set(row["slug"]) - set("abcdefghijklmnopqrstuvwxyz0123456789-"), where
        assert row["slug"] == row["slug"].strip("-"), where
        assert row["region"] in REGIONS, where
        assert row["type"] in PRINCIPAL | OTHER, where
        assert first_day(row) <= last_day(row), where
        assert last_day(row) >= FIRST_REVIEW_DAY, where
        assert row["short_name"], where
        assert row["source"], where
        assert all(value == value.strip() and "  " not in value for value in row.values()), where
        assert row["code"] == row["gss_code"] or row["type"] in OTHER, where


def test_a_population_has_a_vintage_and_a_missing_one_a_reason() -> None:
    for row in AUTHORITIES:
        assert bool(row["population"]) == bool(row["population_vintage"]), row["name"]
        assert row["population"] or row["population_note"], row["name"]
    missing = [row for row in AUTHORITIES if row["type"] in PRINCIPAL and not row["population"]]
    assert len(missing) == 26
    assert all(row["last_day"] and row["last_day"] <= "2021-03-31" for row in missing)


def test_two_bodies_in_being_at_once_never_share_a_name() -> None:
    bearers: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in AUTHORITIES:
        for name in {row["name"], row["short_name"], *row["alternative_names"].split("|")} - {""}:
            bearers[name.casefold()].append(row)
    shared = {
        name: [one["code"], other["code"]]
        for name, those in bearers.items()
        for i, one in enumerate(those)
        for other in those[i + 1 :]
        if overlap(one, other)
    }
    assert shared == {}


# ---------------------------------------------------------------- two tiers


def test_districts_and_only_districts_name_a_county_that_was_there_at_the_time() -> None:
    for row in AUTHORITIES:
        assert bool(row["county"]) == (row["type"] == "district"), row["name"]
        if row["county"]:
            county = BY_CODE[row["county"]]
            assert county["type"] == "county"
            assert county["region"] == row["region"], row["name"]
            assert overlap(row, county), row["name"]


def test_some_counties_that_lists_get_wrong() -> None:
    assert BY_CODE[BY_CODE["E07000201"]["county"]]["name"] == "Suffolk County Council"  # Forest Heath
    assert BY_CODE["E10000007"]["region"] == "East Midlands"  # Derbyshire
    assert BY_CODE["E10000019"]["region"] == "East Midlands"  # Lincolnshire
    assert BY_CODE["E10000009"]["population"] == ""  # Dorset County Council ended in 2019


@pytest.mark.parametrize("day", [date(2021, 4, 1), date(2023, 4, 1), date(2025, 3, 31)])
def test_the_people_of_england_are_counted_once_by_the_lower_tier(day: date) -> None:
    assert population(in_being(day, PRINCIPAL - {"county"})) == ENGLAND_MID_2020


@pytest.mark.parametrize("day", [date(2021, 4, 1), date(2025, 3, 31)])
def test_a_county_has_the_people_of_its_districts(day: date) -> None:
    for county in in_being(day, {"county"}):
        districts = [row for row in in_being(day, {"district"}) if row["county"] == county["code"]]
        assert population(districts) == int(county["population"]), county["name"]


def test_the_nearly_empty_places_are_outside_any_group() -> None:
    assert {r["name"] for r in AUTHORITIES if r["type"] in PRINCIPAL - GROUPS} == {
        "City of London Corporation",
        "Council of the Isles of Scilly",
    }


# ---------------------------------------------------------------- who came after whom


def test_every_succession_is_between_known_bodies_on_the_day_after_the_end() -> None:
    for row in SUCCESSIONS:
        predecessor, successor = BY_CODE[row["predecessor"]], BY_CODE[row["successor"]]
        on = date.fromisoformat(row["on"])
        assert last_day(predecessor) + timedelta(days=1) == on
        assert first_day(successor) <= on <= last_day(successor)
        if successor["type"] in PRINCIPAL:
            assert first_day(successor) == on


def test_every_body_that_ended_has_a_successor_and_no_other_body_has() -> None:
    assert {row["predecessor"] for row in SUCCESSIONS} == {r["code"] for r in AUTHORITIES if r["last_day"]}


def test_a_whole_goes_to_one_body_and_parts_to_several() -> None:
    parts: dict[str, list[str]] = defaultdict(list)
    for row in SUCCESSIONS:
        parts[row["predecessor"]].append(row["part"])
    assert all(how == ["whole"] or (len(how) > 1 and set(how) == {"part"}) for how in parts.values())


def test_counties_that_were_divided_went_to_two_bodies_each() -> None:
    divided: dict[str, list[str]] = defaultdict(list)
    for row in SUCCESSIONS:
        if row["part"] == "part":
            divided[BY_CODE[row["predecessor"]]["short_name"]].append(row["successor"])
    assert {name: short_names(codes) for name, codes in divided.items()} == {
        "Cumbria": ["Cumberland", "Westmorland and Furness"],
        "Dorset": ["Bournemouth, Christchurch and Poole", "Dorset"],
        "Northamptonshire": ["North Northamptonshire", "West Northamptonshire"],
    }


@pytest.mark.parametrize(
    ("successor", "predecessors"),
    [
        ("E06000058", ["Bournemouth", "Christchurch", "Dorset", "Poole"]),
        ("E06000059", ["Dorset", "East Dorset", "North Dorset", "Purbeck", "West Dorset", "Weymouth and Portland"]),
        ("E07000244", ["Suffolk Coastal", "Waveney"]),
        ("E07000245", ["Forest Heath", "St Edmundsbury"]),
        ("E07000246", ["Taunton Deane", "West Somerset"]),
        ("E06000060", ["Aylesbury Vale", "Buckinghamshire", "Chiltern", "South Bucks", "Wycombe"]),
        ("E06000061", ["Corby", "East Northamptonshire", "Kettering", "Northamptonshire", "Wellingborough"]),
        ("E06000062", ["Daventry", "Northampton", "Northamptonshire", "South Northamptonshire"]),
        ("E06000063", ["Allerdale", "Carlisle", "Copeland", "Cumbria"]),
        ("E06000064", ["Barrow-in-Furness", "Cumbria", "Eden", "South Lakeland"]),
        ("E06000066", ["Mendip", "Sedgemoor", "Somerset", "Somerset West and Taunton", "South Somerset"]),
    ],
)
def test_what_a_new_council_took_over(successor: str, predecessors: list[str]) -> None:
    assert short_names([r["predecessor"] for r in SUCCESSIONS if r["successor"] == successor]) == predecessors


@pytest.mark.parametrize("successor", ["E06000063", "E06000064", "E06000065", "E06000066"])
def test_a_new_council_has_the_people_of_the_districts_it_replaced(successor: str) -> None:
    replaced = [BY_CODE[r["predecessor"]] for r in SUCCESSIONS if r["successor"] == successor]
    districts = [row for row in replaced if row["type"] == "district"]
    assert population(districts) == int(BY_CODE[successor]["population"])


# ---------------------------------------------------------------- what was published


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_fact_is_about_a_known_authority_and_has_a_source(name: str) -> None:
    published = rows(f"published/{name}.csv")
    assert published
    for row in published:
        assert row["source"]
        assert not row.get("authority") or row["authority"] in BY_CODE


def test_the_name_as_published_leads_back_to_the_same_authority() -> None:
    for row in rows("published/statistics.csv"):
        authority = BY_CODE[row["authority"]]
        names = (authority["name"], *authority["alternative_names"].split("|"))
        assert row["authority_as_published"] in names
        assert authority["type"] in GROUPS
        if row["source"].startswith("https://"):
            assert f"/{authority['slug']}/" in row["source"].lower()


def test_a_body_and_year_are_published_once() -> None:
    keys = [(row["authority"], row["year_ending"]) for row in rows("published/statistics.csv")]
    assert len(keys) == len(set(keys)) == 111


def test_an_average_printed_beside_a_figure_is_the_average_of_its_group() -> None:
    averages = {(r["year_ending"], r["group"], r["measure"]): r["average"] for r in rows("published/averages.csv")}
    columns = {
        "upheld_average_percent": "upheld-rate",
        "upheld_per_100000_average": "upheld-per-100k",
        "compliance_average_percent": "compliance-rate",
        "satisfactory_remedy_average_percent": "satisfactory-remedy-rate",
    }
    compared = 0
    for row in rows("published/statistics.csv"):
        for column, measure in columns.items():
            if row[column]:
                group = BY_CODE[row["authority"]]["type"]
                assert averages[row["year_ending"], group, measure] == row[column]
                compared += 1
    assert compared > 150
    assert {group for _, group, _ in averages} == GROUPS | {"england"}


def test_the_figures_of_the_2020_letter_to_knowsley() -> None:
    row = next(r for r in rows("published/statistics.csv") if r["year_ending"] == "2020-03-31")
    assert BY_CODE[row["authority"]]["short_name"] == "Knowsley"
    shown = ("investigated", "upheld", "upheld_rate_percent", "compliance_outcomes", "satisfactory_remedies")
    assert [row[column] for column in shown] == ["12", "9", "75", "4", "3"]
    recipient = rows("published/recipients.csv")[0]
    assert recipient["authority"] == row["authority"]
