"""The library's intervals are Wilson's, exist only where a rate does, and always hold the rate that is printed."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.test_rate import shares
from upheld.figures.interval import wilson
from upheld.figures.rate import Rate

Z = Decimal("1.959963984540054235524594430520551519")
"""The 97.5 % point of the normal distribution."""


def by_formula(x: int, n: int) -> tuple[Decimal, Decimal]:
    """Wilson (1927), written out: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)."""
    with localcontext() as exact:
        exact.prec = 40
        p, count = Decimal(x) / n, Decimal(n)
        middle = p + Z * Z / (2 * count)
        spread = Z * (p * (1 - p) / count + Z * Z / (4 * count * count)).sqrt()
        whole = 1 + Z * Z / count
        return (middle - spread) / whole, (middle + spread) / whole


@given(shares())
def test_the_library_follows_the_formula(rate: Rate) -> None:
    (interval,) = wilson([rate.numerator], [rate.base])
    low, high = by_formula(rate.numerator, rate.base)
    assert interval is not None
    assert interval.low == pytest.approx(float(low), abs=1e-12)
    assert interval.high == pytest.approx(float(high), abs=1e-12)


@given(shares())
def test_the_interval_printed_holds_the_rate_printed(rate: Rate) -> None:
    (interval,) = wilson([rate.numerator], [rate.base])
    assert interval is not None
    assert rate.rounded is not None
    assert 0 <= interval.low_percent <= rate.rounded <= interval.high_percent <= 100
    assert interval.low <= rate.numerator / rate.base <= interval.high


@given(st.lists(st.one_of(shares(), st.just(Rate(0, 0))), max_size=8))
def test_all_at_once_is_one_by_one(rates: list[Rate]) -> None:
    together = wilson([r.numerator for r in rates], [r.base for r in rates])
    assert together == [wilson([r.numerator], [r.base])[0] for r in rates]
    assert [interval is None for interval in together] == [rate.base == 0 for rate in rates]


@pytest.mark.parametrize(
    ("x", "n", "percents"),
    [(9, 12, (47, 91)), (4, 4, (51, 100)), (0, 4, (0, 49)), (3, 9, (12, 65)), (1, 1, (21, 100)), (0, 1, (0, 79))],
)
def test_ends_are_rounded_as_rates_are(x: int, n: int, percents: tuple[int, int]) -> None:
    (interval,) = wilson([x], [n])
    assert interval is not None
    assert (interval.low_percent, interval.high_percent) == percents


def test_none_and_all_are_exact_at_their_own_end() -> None:
    none, every = wilson([0, 7], [7, 7])
    assert none is not None
    assert every is not None
    assert (none.low, every.high) == (0.0, 1.0)


def test_a_base_of_zero_has_no_interval() -> None:
    assert wilson([0, 1], [0, 2])[0] is None
    assert wilson([], []) == []
