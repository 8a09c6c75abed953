"""Observed against expected: the expected number by fractions, the interval by Wilson's and by the exact one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from upheld.figures.casemix import CaseMix, casemix, exact_interval, tenths

Area = tuple[int, int, int, int]
"""Numerator and base of the body in a service area, and of the others."""


def areas() -> st.SearchStrategy[list[Area]]:
    pair = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    return st.lists(st.tuples(pair, pair).map(lambda both: (*both[0], *both[1])), min_size=1, max_size=6)


def made(*bodies: list[Area]) -> list[CaseMix | None]:
    x, n, others_x, others_n = np.array(bodies, dtype=np.int64).transpose(2, 0, 1)
    return casemix(x, n, others_x, others_n, np.ones(len(bodies), dtype=bool))


@given(areas())
def test_what_is_expected_is_the_sum_over_service_areas(mix: list[Area]) -> None:
    expected = sum((n * Fraction(ox, on) for _, n, ox, on in mix if on), Fraction(0))
    (found,) = made(mix)
    assert (found is None) == (expected == 0)
    if found is None:
        return
    assert found.expected == pytest.approx(float(expected))
    assert found.observed == sum(x for x, _, _, on in mix if on)
    assert found.base == sum(n for _, n, _, on in mix if on)
    assert found.left_out == sum(n for _, n, _, on in mix if not on)
    assert 0 <= found.low <= found.ratio + 1e-6
    assert found.ratio <= found.high + 1e-6
    assert found.high <= found.base / found.expected + 1e-6


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(1, 99))
def test_for_a_single_service_area_the_interval_is_wilsons(share: tuple[int, int], percent: int) -> None:
    x, n = share
    (found,) = made([(x, n, percent, 100)])
    assert found is not None
    low, high = proportion_confint(x, n, method="wilson")
    assert found.low == pytest.approx(max(0.0, low) * 100 / percent, abs=1e-4)
    assert found.high == pytest.approx(min(1.0, high) * 100 / percent, abs=1e-4)


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_exact_interval_of_a_single_area_is_that_of_clopper_and_pearson(share: tuple[int, int]) -> None:
    low, high = exact_interval(share[0], [share[1]], [0.5])
    theirs = proportion_confint(*share, method="beta")
    assert (low / 2, high / 2) == pytest.approx(theirs, abs=1e-7)


def test_the_exact_interval_is_a_little_wider() -> None:
    mix = [(9, 12, 60, 100), (3, 10, 30, 90), (8, 8, 45, 50)]
    (found,) = made(mix)
    assert found is not None
    low, high = exact_interval(found.observed, [12, 10, 8], [0.6, 1 / 3, 0.9])
    assert low < found.low < found.ratio < found.high < high
    assert high - low < 1.3 * (found.high - found.low)


def test_a_rate_of_all_or_nothing_among_peers_leaves_an_interval() -> None:
    (found,) = made([(3, 5, 4, 4)])
    assert found is not None
    assert (found.expected, found.ratio) == (5.0, 0.6)
    assert found.low < 0.6 < found.high


def test_areas_unknown_to_the_peers_are_left_out_and_said() -> None:
    (found,) = made([(4, 8, 50, 100), (1, 1, 0, 0)])
    assert found is not None
    assert (found.observed, found.base, found.left_out) == (4, 8, 1)
    assert found.sentence.endswith("1 case is left out: no similar authority had any in that service area.")
    assert made([(1, 1, 0, 0)]) == [None]


def test_tenths_are_rounded_half_up_through_floating_point() -> None:
    assert [tenths(value) for value in (0.25, 7.25, 0.05, 2.9499999, 1234.5, 3 * 0.15)] == [
        "0.3", "7.3", "0.1", "2.9", "1,234.5", "0.5"
    ]  # fmt: skip
