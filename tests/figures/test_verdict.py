"""Verdicts: the exact test is Fisher's, the false discovery rate is held, and small bases are told as too small."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from tests.spec.given import given as given_cases
from upheld.figures.verdict import HIGHER, LEVEL, LIKE, LOWER, TOO_FEW, VERDICTS, Verdict, fisher, least, verdicts

Table = tuple[int, int, int, int]
"""Numerator and base of the body, numerator and base of the others."""


def tables(most: int = 60) -> st.SearchStrategy[Table]:
    pair = st.integers(1, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    return st.tuples(pair, pair).map(lambda both: (*both[0], *both[1]))


def by_fractions(x: int, n: int, others_x: int, others_n: int) -> Fraction:
    """The test written out: every split of the marked cases that is possible, weighed exactly."""
    marked, whole = x + others_x, n + others_n
    chance = [Fraction(comb(marked, k) * comb(whole - marked, n - k), comb(whole, n)) for k in range(n + 1)]
    assert sum(chance) == 1
    return min(Fraction(1), 2 * min(sum(chance[: x + 1], Fraction(0)), sum(chance[x:], Fraction(0))))


def columns(*rows: Table) -> list[np.ndarray]:
    return [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]


def judged(*rows: Table) -> list[Verdict | None]:
    return verdicts(*columns(*rows), np.zeros(len(rows), dtype=np.int64))


@given(tables())
def test_it_is_fishers_test_to_the_last_digit(table: Table) -> None:
    assert fisher(*columns(table))[0] == pytest.approx(float(by_fractions(*table)), rel=1e-9)


@given(tables(most=3000))
def test_it_agrees_with_scipy_on_large_tables(table: Table) -> None:
    x, n, others_x, others_n = table
    sides = [
        stats.fisher_exact([[x, n - x], [others_x, others_n - others_x]], alternative=side).pvalue
        for side in ("less", "greater")
    ]
    assert fisher(*columns(table))[0] == pytest.approx(min(1.0, 2 * min(sides)), rel=1e-7, abs=1e-300)


@given(st.lists(tables(), min_size=1, max_size=12))
def test_all_at_once_is_one_by_one(many: list[Table]) -> None:
    assert fisher(*columns(*many)).tolist() == [fisher(*columns(one))[0] for one in many]


@given(tables())
def test_too_few_means_that_no_result_would_have_done(table: Table) -> None:
    _, n, others_x, others_n = table
    any_result = [by_fractions(k, n, others_x, others_n) for k in range(n + 1)]
    assert least(*columns(table)[1:])[0] == pytest.approx(float(min(any_result)), rel=1e-9)
    found = judged(table)[0]
    assert found is not None
    if abs(min(any_result) - Fraction(1, 20)) > Fraction(1, 10**9):
        assert (found.word == TOO_FEW) == (min(any_result) > Fraction(1, 20))


@given(st.lists(tables(), min_size=1, max_size=30))
def test_many_tests_are_allowed_for_as_statsmodels_does(many: list[Table]) -> None:
    found = judged(*many)
    rejected, adjusted, *_ = multipletests(fisher(*columns(*many)), alpha=LEVEL, method="fdr_bh")
    assert [v.adjusted for v in found if v] == pytest.approx(adjusted)
    for verdict, different in zip(found, rejected, strict=True):
        assert verdict is not None
        assert verdict.tested == len(many)
        assert verdict.word in VERDICTS
        if abs(verdict.adjusted - LEVEL) > 1e-9:
            assert (verdict.word in (HIGHER, LOWER)) == bool(different)


@given(tables(), st.integers(0, 4))
def test_what_is_higher_becomes_lower_when_the_opposite_is_counted(table: Table, others: int) -> None:
    x, n, others_x, others_n = table
    mirrored = (n - x, n, others_n - others_x, others_n)
    one, opposite = judged(table, *[(5, 10, 50, 100)] * others)[0], judged(mirrored, *[(5, 10, 50, 100)] * others)[0]
    assert one is not None
    assert opposite is not None
    assert opposite.p == pytest.approx(one.p)
    assert {HIGHER: LOWER, LOWER: HIGHER}.get(one.word, one.word) == opposite.word


def test_families_are_tested_apart() -> None:
    table = (9, 10, 40, 100)
    alone = judged(table)[0]
    apart = verdicts(*columns(table, *[(5, 10, 50, 100)] * 20), np.array([0, *[1] * 20], dtype=np.int64))[0]
    assert alone == apart
    together = judged(table, *[(5, 10, 50, 100)] * 20)[0]
    assert alone is not None
    assert together is not None
    assert (alone.word, together.word) == (HIGHER, LIKE)
    assert together.adjusted > alone.adjusted


def test_without_a_rate_or_without_others_there_is_no_verdict() -> None:
    rows = columns((0, 0, 5, 10), (5, 10, 0, 0), (5, 10, 5, 10))
    found = verdicts(*rows, np.array([0, 0, -1], dtype=np.int64))
    assert found == [None, None, None]


def test_groups_all_alike_or_all_at_an_end_show_no_difference() -> None:
    for table in ((0, 5, 0, 100), (5, 5, 100, 100), (6, 12, 50, 100)):
        found = judged(table)[0]
        assert found is not None
        assert found.word == LIKE
        assert found.p == 1.0


def test_figures_carry_the_verdict_on_their_own_counts() -> None:
    figures = given_cases(
        decisions="""
            how many | council | outcome
            19       | A       | Upheld
            1        | A       | Not upheld
            40       | B       | Upheld
            60       | B       | Not upheld
            2        | C       | Not upheld
            """,
    ).figures
    codes = ("A", "B", "C")
    found = [figures.of(code).measures["upheld-rate"] for code in codes]
    rates = [(f.rate, f.comparison.others) for f in found if f.comparison]
    assert [f.verdict for f in found] == judged(*[(a.numerator, a.base, b.numerator, b.base) for a, b in rates])
    assert [f.verdict.word for f in found if f.verdict] == [HIGHER, LOWER, TOO_FEW]
    assert found[0].verdict_sentence == (
        "95% (19 of 20; 76% to 99% would fit these cases) is higher than the 39% of all other metropolitan boroughs "
        "together (40 of 102): chance alone would seldom make a difference of this size."
    )
    assert found[2].verdict_sentence == (
        "0% (0 of 2; 0% to 66% would fit these cases): too few to say whether this differs from the 49% of all other "
        "metropolitan boroughs together (59 of 120). With a base of 2, chance alone could have brought about any "
        "result."
    )
    assert figures.groups["metropolitan"][2020].measures["upheld-rate"].verdict is None
