"""A rate is two whole numbers, exact until it is said, and it never says all or nothing when it is neither."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from upheld.figures import oracle
from upheld.figures.rate import Rate


@st.composite
def shares(draw: st.DrawFn, smallest: int = 1) -> Rate:
    """Percentages with a base, among them exact halves and nearly everything."""
    base = draw(
        st.one_of(st.integers(smallest, 60), st.sampled_from((40, 200, 201, 1000)), st.integers(smallest, 10**6))
    )
    numerator = draw(st.one_of(st.integers(0, base), st.sampled_from((0, base, max(base - 1, 0), min(1, base)))))
    return Rate(numerator, base)


@given(shares())
def test_rounding_is_that_of_exact_fractions(rate: Rate) -> None:
    assert rate.exact == 100 * Fraction(rate.numerator, rate.base)
    assert rate.rounded == oracle.half_up(100 * Fraction(rate.numerator, rate.base))


@given(st.integers(0, 5000), st.integers(1, 10**7))
def test_rates_for_every_100_000_round_in_tenths(numerator: int, base: int) -> None:
    rate = Rate(numerator, base, per=100_000, decimals=1)
    assert rate.rounded == oracle.half_up(10 * 100_000 * Fraction(numerator, base))


@given(shares())
def test_a_part_is_never_said_as_nothing_or_as_all(rate: Rate) -> None:
    assert (rate.worded == "0%") == (rate.numerator == 0)
    assert (rate.worded == "100%") == (rate.numerator == rate.base)


@given(shares())
def test_what_is_said_lies_within_bounds(rate: Rate) -> None:
    assert rate.rounded is not None
    assert 0 <= rate.rounded <= 100


@given(st.integers(1, 5000), st.integers(1, 10**9))
def test_a_few_in_very_many_are_never_said_as_none(numerator: int, base: int) -> None:
    worded = Rate(numerator, base, per=100_000, decimals=1).worded
    assert worded == "fewer than 0.1" or float(str(worded)) > 0


@given(shares(), shares())
def test_a_part_taken_out_of_a_pool_and_put_back_changes_nothing(one: Rate, other: Rate) -> None:
    pool = one + other
    assert pool.without(one) == other
    assert pool.without(one) + one == pool


@given(st.lists(shares(), min_size=2, max_size=6))
def test_a_pool_lies_between_its_lowest_and_its_highest(rates: list[Rate]) -> None:
    pool = sum(rates[1:], start=rates[0])
    exact = [rate.exact for rate in rates if rate.exact is not None]
    assert pool.exact is not None
    assert min(exact) <= pool.exact <= max(exact)


@given(shares(), shares())
def test_a_larger_share_is_never_said_as_smaller(one: Rate, other: Rate) -> None:
    assume(one.exact is not None and other.exact is not None and one.exact <= other.exact)
    assert one.rounded is not None
    assert other.rounded is not None
    assert one.rounded <= other.rounded


def test_nothing_divided_by_nothing_is_no_rate() -> None:
    rate = Rate(0, 0)
    assert (rate.exact, rate.rounded, rate.worded, rate.bound) == (None, None, None, "")
    assert Rate(5, 0, per=100_000, decimals=1).worded is None


@pytest.mark.parametrize(("numerator", "base"), [(3, 2), (-1, 2), (0, -1), (1, 0)])
def test_impossible_shares_cannot_be_made(numerator: int, base: int) -> None:
    with pytest.raises(ValueError):
        Rate(numerator, base)


def test_rates_of_different_kinds_cannot_be_pooled() -> None:
    with pytest.raises(ValueError, match="same kind"):
        Rate(1, 2) + Rate(1, 2, per=100_000, decimals=1)


def test_decimals_of_percentages_are_bounded_too() -> None:
    """No measure uses them yet; the rule must hold all the same."""
    assert Rate(1, 3, decimals=1).worded == "33.3%"
    assert Rate(99_999, 100_000, decimals=1).worded == "more than 99.9%"
    assert Rate(1, 100_000, decimals=1).worded == "fewer than 0.1%"
