"""A figure traced to its cases without counting everything: the same as the release says, averages included."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import upheld
from upheld.errors import PersonError
from upheld.figures.explain import explanation
from upheld.figures.model import Figures
from upheld.release.explain import explain_average, explain_figure, explain_on_latest_map
from upheld.release.figures import make_figures
from upheld.release.order import Order
from upheld.scheme import load

pytestmark = [
    # Said of ibis's use of DuckDB; nothing of ours calls it.
    pytest.mark.filterwarnings("ignore:fetch_arrow_table"),
    pytest.mark.xdist_group("explain"),
]
MEASURES = tuple(load().measure_by_id)
YEAR = "2019-20"


@cache
def whole(snapshot: Path) -> Figures:
    """The figures by way of every case."""
    return make_figures(Order.read(load(), snapshot, YEAR))


def asked(snapshot: Path, authority: str | None = None, year: str = YEAR) -> Order:
    return Order.read(load(), snapshot, year, authority=authority)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("authority", ["Knowsley", "Kent County Council", "Peak District National Park Authority"])
def test_the_short_way_explains_what_the_long_way_reckons(snapshot: Path, authority: str, measure: str) -> None:
    order = asked(snapshot, authority)
    assert order.authority is not None
    short, long = explain_figure(order, measure), explanation(whole(snapshot), order.authority.code, measure)
    told = short.told
    assert (told.sentence, told.similar, told.pool, told.rules) == (long.sentence, long.similar, long.pool, long.rules)
    assert told.figure.published == long.figure.published
    assert sum(case.in_numerator for case in short.cases) == long.figure.rate.numerator
    if told.figure.measure.base != "population":
        assert len(short.cases) == long.figure.rate.base


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("group", ["metropolitan", "county", "london-borough"])
def test_an_average_is_the_sum_of_its_authorities(snapshot: Path, group: str, measure: str) -> None:
    told = explain_average(asked(snapshot), group, measure)
    rate = whole(snapshot).groups[group][2020].measures[measure].rate
    assert told.figure.rate == rate
    assert sum(m.rate.numerator for m in told.members) == rate.numerator
    assert sum(m.rate.base for m in told.members) == rate.base
    assert {m.authority.type for m in told.members} == {group}


@pytest.mark.parametrize("measure", MEASURES)
def test_the_average_of_england_counts_every_body(snapshot: Path, measure: str) -> None:
    told = explain_average(asked(snapshot), "england", measure)
    rate = whole(snapshot).england[2020].measures[measure].rate
    assert told.figure.rate == rate
    assert sum(m.rate.numerator for m in told.members) == rate.numerator
    if told.figure.measure.base != "population":
        assert sum(m.rate.base for m in told.members) == rate.base


def test_what_an_average_leaves_out_is_named_with_the_reason(snapshot: Path) -> None:
    told = explain_average(asked(snapshot, year="2023-24"), "county", "upheld-rate")
    assert {why.split(",")[0] for _, why in told.left_out} == {"not in being during the year"}
    assert not {a.code for a, _ in told.left_out} & {m.authority.code for m in told.members}


def test_a_body_without_a_case_in_its_group_is_still_explained(snapshot: Path) -> None:
    """Nothing is counted then, so the year is sought among all cases before it is refused."""
    quiet = next(
        body.authority
        for body in whole(snapshot).authorities.values()
        if body.group is None and not body.years[2020].any_contact
    )
    assert explain_figure(asked(snapshot, quiet.code), "upheld-rate").told.figure.rate.worded is None
    with pytest.raises(PersonError, match="There is no case of 2030-31"):
        explain_figure(asked(snapshot, "Knowsley", "2030-31"), "upheld-rate")


CUMBERLAND, BEFORE = "E06000063", ("E07000026", "E07000028", "E07000029")
"""Cumberland took over three districts whole, and a part of the county of Cumbria."""


def test_on_the_latest_map_a_body_is_counted_with_all_that_passed_to_it_whole(snapshot: Path) -> None:
    told = explain_on_latest_map(asked(snapshot, CUMBERLAND), "upheld-rate")
    rates = [whole(snapshot).of(code).measures["upheld-rate"].rate for code in BEFORE]
    rate = told.told.figure.rate
    assert (rate.numerator, rate.base) == (sum(r.numerator for r in rates), sum(r.base for r in rates))
    assert rate.base == len(told.cases) > 0
    rules = " ".join(told.told.rules)
    assert "the latest that the scheme knows" in rules
    assert "Allerdale Borough Council" in rules
    assert "Not complete: Cumbria County Council was divided among Cumberland Council and Westmorland" in rules
    then = explain_figure(asked(snapshot, CUMBERLAND), "upheld-rate").told
    assert then.figure.comparison is None
    assert told.told.figure.comparison is not None
    assert told.told.figure.comparison.authorities == 62


def test_a_body_that_is_no_more_is_not_on_the_latest_map(snapshot: Path) -> None:
    with pytest.raises(PersonError, match="its cases are counted for Cumberland Council"):
        explain_on_latest_map(asked(snapshot, BEFORE[0]), "upheld-rate")


def test_the_map_is_chosen_on_the_command_line(snapshot: Path) -> None:
    said = upheld("explain", snapshot, CUMBERLAND, "upheld-rate", "--year", YEAR, "--map", "today").stdout
    assert "Cases decided against Allerdale" in " ".join(said.split())


def test_an_average_on_the_command_line(snapshot: Path) -> None:
    said = upheld("explain", snapshot, "--group", "metropolitan", "upheld-rate", "--year", YEAR).stdout
    assert "67%: 576 of 860, all 36 together" in said
    assert "Knowsley Metropolitan Borough Council" in said
    told = json.loads(
        upheld("explain", snapshot, "--group", "metropolitan", "upheld-rate", "--year", YEAR, "--json").stdout
    )
    assert len(told["authorities"]) == 36
    assert sum(row["base"] for row in told["authorities"]) == told["base"] == 860


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--group", "borough", "upheld-rate"), "The groups are: "),
        (("--group", "county", "Kent", "upheld-rate"), "Name a MEASURE, as --group is given"),
        (("upheld-rate",), "Name an AUTHORITY and a MEASURE"),
        (("--group", "county", "upheld-rate", "--map", "today"), "--map is for one authority"),
        (("--group", "county", "upheld"), "There is no measure 'upheld'"),
        (("Knowsley", "upheld-rate", "--engine", "oracle"), "There is no engine 'oracle'"),
    ],
)
def test_what_cannot_be_explained_is_answered(snapshot: Path, arguments: tuple[str, ...], said: str) -> None:
    done = upheld("explain", snapshot, *arguments, "--year", YEAR, check=False)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
