"""How the sample's totals are found: drawing under exact totals, aims in whole numbers, telling what cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import PersonError
from upheld.scheme import Scheme, load
from upheld.scheme.model import PublishedAverage, PublishedStatistics
from upheld.snapshot.sample import Impossible, write_sample
from upheld.snapshot.sample.days import off_weekend, weekday, working_day_by
from upheld.snapshot.sample.draw import choose_among, pick, rank_within, share_out
from upheld.snapshot.sample.facts import FREE, Facts, fixed_counts, read_facts
from upheld.snapshot.sample.outcomes import flow, least_upheld
from upheld.snapshot.sample.profile import load_profile
from upheld.snapshot.sample.reckon import reckon
from upheld.snapshot.sample.solve import Between, nearest
from upheld.snapshot.sample.totals import Totals, make_totals

KNOWSLEY = "E08000011"


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load("lgsco")


def published(scheme: Scheme, **values: str) -> tuple[dict[str, int], list[str]]:
    row = PublishedStatistics(KNOWSLEY, "Knowsley", date(2020, 3, 31), values, "a test")
    wrong: list[Impossible] = []
    counts = fixed_counts(row, scheme, "Knowsley, 2019-20", wrong)
    return counts, [str(w) for w in wrong]


# ---------------------------------------------------------------- what a published row fixes


def test_the_outcomes_complied_with_are_worked_out_from_the_printed_rate(scheme: Scheme) -> None:
    counts, wrong = published(scheme, compliance_outcomes="26", compliance_rate_percent="92")
    assert counts["complied"] == 24
    assert wrong == []


def test_a_rate_that_no_whole_number_rounds_to_is_told(scheme: Scheme) -> None:
    counts, wrong = published(scheme, compliance_outcomes="3", compliance_rate_percent="90")
    assert counts["complied"] == 3
    assert wrong == ["Knowsley, 2019-20: compliance-rate printed as 90, but 3 of 3 printed beside it is 100."]


def test_a_percentage_beside_other_counts_is_told_and_the_counts_are_kept(scheme: Scheme) -> None:
    counts, wrong = published(scheme, investigated="12", upheld="9", upheld_rate_percent="74")
    assert (counts["investigated"], counts["upheld"]) == (12, 9)
    assert wrong == ["Knowsley, 2019-20: upheld-rate printed as 74, but 9 of 12 printed beside it is 75."]


def test_ways_to_end_that_do_not_add_up_are_told(scheme: Scheme) -> None:
    _, wrong = published(scheme, dealt_with="50", not_for_us="20", assessed_and_closed="20", investigated="12")
    assert wrong == ["Knowsley, 2019-20: 50 dealt with, but the three ways to end add up to 52."]


def test_a_part_greater_than_its_whole_is_told_and_left_free(scheme: Scheme) -> None:
    counts, wrong = published(scheme, investigated="3", upheld="4")
    assert "upheld" not in counts
    assert wrong == ["Knowsley, 2019-20: 4 upheld, but there are only 3 investigated."]


def test_nothing_investigated_means_nothing_upheld(scheme: Scheme) -> None:
    counts, _ = published(scheme, dealt_with="0", not_for_us="0", assessed_and_closed="0", investigated="0")
    assert counts["upheld"] == counts["satisfactory_remedies"] == 0


# ---------------------------------------------------------------- aims no counts can reach


def solved(scheme: Scheme, years: tuple[int, ...]) -> tuple[Totals, Facts]:
    profile = load_profile()
    review_years = [scheme.calendar.year_end.year(n) for n in years]
    facts = read_facts(scheme, review_years)
    return make_totals(np.random.default_rng(1), scheme, review_years, profile, facts), facts


def test_averages_that_contradict_one_another_are_told_and_the_rest_still_holds(scheme: Scheme) -> None:
    groups = ("county", "district", "metropolitan", "unitary", "london-borough")
    day = date(2019, 3, 31)
    averages = [PublishedAverage(day, group, "upheld-rate", "60", "a test") for group in groups]
    averages.append(PublishedAverage(day, "england", "upheld-rate", "90", "a test"))
    totals, _ = solved(replace(scheme, published_averages=tuple(averages), published_statistics=()), (2019,))
    assert {str(i).split(":")[0] for i in totals.impossible} <= {*(f"{g}, 2018-19" for g in groups), "england, 2018-19"}
    assert "upheld-rate averages" in str(totals.impossible[0])
    upheld, investigated = totals.counts["upheld"][:, 0], totals.counts["investigated"][:, 0]
    assert (upheld <= investigated).all()


def test_more_outcomes_than_there_can_be_upheld_decisions_are_told(scheme: Scheme) -> None:
    values = {"investigated": "3", "upheld": "2", "compliance_outcomes": "5", "compliance_rate_percent": "100"}
    row = PublishedStatistics(KNOWSLEY, "Knowsley", date(2019, 3, 31), values, "a test")
    totals, _ = solved(replace(scheme, published_averages=(), published_statistics=(row,)), (2019,))
    assert [str(i) for i in totals.impossible] == [
        "Knowsley Metropolitan Borough Council, 2018-19: 5 compliance outcomes, "
        "but only 2 upheld decisions can have them."
    ]


def test_the_year_before_leaves_enough_upheld_decisions_for_published_outcomes(scheme: Scheme) -> None:
    values = {"investigated": "3", "upheld": "2", "compliance_outcomes": "40", "compliance_rate_percent": "100"}
    row = PublishedStatistics(KNOWSLEY, "Knowsley", date(2020, 3, 31), values, "a test")
    totals, _ = solved(replace(scheme, published_averages=(), published_statistics=(row,)), (2019, 2020))
    at = [a.code for a in scheme.authorities].index(KNOWSLEY)
    assert totals.impossible == ()
    assert totals.counts["compliance_outcomes"][at, 1] == 40
    assert totals.counts["upheld"][at, 0] >= 38


def test_what_the_rows_do_not_add_up_to_is_told(scheme: Scheme) -> None:
    years = [scheme.calendar.year_end.year(2020)]
    reckoned = reckon(scheme, years, read_facts(scheme, years), [], [])
    told = [str(m) for m in reckoned.missed]
    assert "Knowsley Metropolitan Borough Council, 2019-20: 12 investigated, but the cases add up to 0." in told
    assert "metropolitan, 2019-20: upheld-rate averages 67, but the cases pool to 0 of 0." in told
    assert (reckoned.statistics_equal, reckoned.averages_equal) == (0, 0)


def test_the_nearest_whole_numbers_meet_an_aim_exactly() -> None:
    # 3 of 8 is wanted; 67 % of the second number is asked: 2 · 100 · x between 133 · n and 135 · n − 1.
    low, high = np.array([0, 0]), np.array([50, 50])
    aims = [Between({0: 200, 1: -133}, 0, None, "67"), Between({0: 200, 1: -135}, None, -1, "67")]
    found = nearest(np.array([3, 8]), low, high, np.array([1.0, 1.0]), aims)
    x, n = found.values.tolist()
    assert (200 * x + n) // (2 * n) == 67
    assert found.missed == ()


def test_an_aim_out_of_reach_is_named() -> None:
    bounds = np.array([3, 8])
    found = nearest(
        bounds, bounds, bounds, np.ones(2), [Between({0: 1}, 4, None, "four"), Between({1: 1}, 8, 8, "eight")]
    )
    assert found.missed == ("four",)


def test_rules_without_an_aim_that_contradict_one_another_are_a_bug() -> None:
    with pytest.raises(ArithmeticError):
        nearest(np.array([1]), np.array([0]), np.array([1]), np.ones(1), [Between({0: 1}, 2, None)])


# ---------------------------------------------------------------- flow


def test_published_outcomes_are_shared_between_this_years_decisions_and_the_last(scheme: Scheme) -> None:
    years = [scheme.calendar.year_end.year(n) for n in (2019, 2020)]
    shape = (len(scheme.authorities), 2)
    upheld, early, outcomes = np.zeros(shape, int), np.zeros(shape, int), np.full(shape, FREE)
    at = [a.code for a in scheme.authorities].index(KNOWSLEY)
    upheld[at], outcomes[at, 1] = (6, 4), 9
    counts = {"upheld": upheld, "satisfactory_remedies": early}
    for seed in range(20):
        found, short = flow(np.random.default_rng(seed), counts, outcomes, scheme, years)
        assert short == []
        assert found.outcomes[at, 1] == 9
        assert found.from_before[at, 0] == 0
        assert found.same_year[at, 0] + found.from_before[at, 1] <= 6
        assert found.same_year[at, 1] <= 4


def test_a_body_that_did_not_exist_the_year_before_needs_its_decisions_now(scheme: Scheme) -> None:
    years = [scheme.calendar.year_end.year(n) for n in (2023, 2024)]
    at = [a.name for a in scheme.authorities].index("Westmorland and Furness Council")
    fixed = {c: np.full((len(scheme.authorities), 2), FREE) for c in ("compliance_outcomes", "upheld")}
    fixed["compliance_outcomes"][at, 1], fixed["upheld"][at, 1] = 7, 7
    assert least_upheld(fixed, scheme, years)[at].tolist() == [0, 0]


# ---------------------------------------------------------------- drawing


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(0, 2**32), st.data())
def test_exactly_as_many_are_chosen_as_asked_and_no_place_gives_more_than_it_has(
    slots: list[int], seed: int, data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(slots)))
    chosen = choose_among(np.random.default_rng(seed), total, np.array(slots), np.zeros(len(slots)))
    assert chosen.sum() == total
    assert (chosen <= slots).all()


@given(st.integers(0, 500), st.lists(st.floats(0.01, 100), min_size=1, max_size=9), st.integers(0, 2**32))
def test_everything_is_shared_out(total: int, weights: list[float], seed: int) -> None:
    assert share_out(np.random.default_rng(seed), total, np.array(weights)).sum() == total


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=30))
def test_ranks_within_a_group_count_the_higher_scores(items: list[tuple[int, int]]) -> None:
    group, score = np.array([g for g, _ in items], int), np.array([s for _, s in items], float)
    for i, rank in enumerate(rank_within(group, score)):
        mates = [j for j, g in enumerate(group) if g == group[i]]
        before = [j for j in mates if score[j] > score[i] or (score[j] == score[i] and j < i)]
        assert rank == len(before)


def test_what_weighs_nothing_is_never_drawn() -> None:
    assert set(pick(np.random.default_rng(1), 1000, np.array([1.0, 0.0, 3.0])).tolist()) == {0, 2}


@given(st.lists(st.integers(730_000, 740_000), min_size=1, max_size=20), st.integers(0, 3), st.integers(0, 2**32))
def test_days_move_off_the_weekend_but_not_before_the_earliest(days: list[int], slack: int, seed: int) -> None:
    given_days = np.array(days)
    moved = off_weekend(np.random.default_rng(seed), given_days, given_days - slack, 0.0)
    assert (weekday(moved) < 5).all()
    assert (moved >= given_days - slack).all()
    assert all(date.fromordinal(working_day_by(day)).weekday() < 5 for day in days)
    assert [date.fromordinal(int(d)).weekday() for d in moved] == weekday(moved).tolist()


# ---------------------------------------------------------------- writing


def test_a_folder_that_is_not_a_sample_is_left_alone(tmp_path: Path, scheme: Scheme) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "README.txt").write_text("My own cases.", encoding="utf-8")
    with pytest.raises(PersonError):
        write_sample(own, scheme)
    assert [path.name for path in tmp_path.iterdir()] == ["own"]
    assert (own / "README.txt").read_text(encoding="utf-8") == "My own cases."
