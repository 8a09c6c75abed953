"""Funnel limits against sums of fractions; the spread between authorities against its formulas, step by step."""

from __future__ import annotations

import math
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.given import given as given_cases
from upheld.figures.funnel import LEVELS, exact_limits, funnel, shape, spread, widened_limits

groups = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=25
)


def quantile(share: Fraction, level: Fraction, n: int) -> Fraction:
    """The interpolated quantile, from a distribution summed in fractions (Spiegelhalter 2005, A.1.1)."""
    terms = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    r = next(k for k in range(n + 1) if sum(terms[: k + 1]) >= level)
    return (r - (sum(terms[: r + 1]) - level) / terms[r]) / n


@given(st.integers(1, 99), st.integers(1, 60))
def test_limits_are_those_of_summed_fractions(percent: int, n: int) -> None:
    for _, tail in LEVELS:
        low, high = exact_limits(percent / 100, tail, np.array([n]))
        share, exact = Fraction(percent, 100), Fraction(str(tail))
        assert low[0] == pytest.approx(max(0.0, float(quantile(share, exact, n))), abs=1e-8)
        assert high[0] == pytest.approx(min(1.0, 1 - float(quantile(1 - share, exact, n))), abs=1e-8)


@given(st.integers(1, 99), st.integers(1, 40))
def test_outside_is_where_the_chance_is_less_than_the_tail(percent: int, n: int) -> None:
    share = Fraction(percent, 100)
    terms = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    for _, tail in LEVELS:
        low, high = exact_limits(percent / 100, tail, np.array([n]))
        for x in range(n + 1):
            assert (x / n < low[0] - 1e-9) == (sum(terms[: x + 1]) < Fraction(str(tail))), x
            assert (x / n > high[0] + 1e-9) == (sum(terms[x:]) < Fraction(str(tail))), x


def by_hand(pairs: list[tuple[int, int]]) -> tuple[float, float]:
    """φ and τ² in plain loops: arcsine z-scores, 10 % drawn in at either end, DerSimonian and Laird."""
    middle = math.asin(math.sqrt(sum(x for x, _ in pairs) / sum(n for _, n in pairs)))
    z = [(math.asin(math.sqrt(x / n)) - middle) / (1 / (2 * math.sqrt(n))) for x, n in pairs]
    ordered = sorted(z)

    def at(share: float) -> float:
        place = share * (len(ordered) - 1)
        below = math.floor(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    low, high = at(0.1), at(0.9)
    squares = [min(max(value, low), high) ** 2 for value in z]
    weights = [4 * n for _, n in pairs]
    room = sum(weights) - sum(w * w for w in weights) / sum(weights)
    over = sum(squares) - (len(pairs) - 1)
    return sum(squares) / len(pairs), max(0.0, over / room) if room > 0 else 0.0


@given(groups)
def test_the_spread_between_authorities_follows_the_formulas(pairs: list[tuple[int, int]]) -> None:
    phi, tau2 = by_hand(pairs)
    x, n = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    if 0 < x.sum() < n.sum():
        assert spread(x, n) == pytest.approx((phi, tau2), rel=1e-9, abs=1e-9)


@given(groups)
def test_limits_hold_the_middle_and_lie_within_one_another(pairs: list[tuple[int, int]]) -> None:
    made = shape(tuple(pairs))
    if made.target.numerator in (0, made.target.base):
        assert made.limits == ()
        return
    share = made.target.numerator / made.target.base
    inner, outer = made.limits
    assert (inner.level, outer.level) == ("95%", "99.8%")
    assert set(inner.bases) >= {n for _, n in pairs}
    for at in range(len(inner.bases)):
        assert 0 <= outer.low[at] <= inner.low[at] + 1e-12
        assert inner.high[at] <= outer.high[at] + 1e-12 <= 1 + 2e-12
        # Interpolated limits of a very small base can lie on one side of the middle by a hair.
        assert outer.low[at] <= share + 0.5 / inner.bases[at]
        assert outer.high[at] >= share - 0.5 / inner.bases[at]
    for exact, drawn in zip(made.exact, made.limits, strict=True):
        assert all(d <= e for d, e in zip(drawn.low, exact.low, strict=True))
        assert all(d >= e for d, e in zip(drawn.high, exact.high, strict=True))


def test_limits_on_the_arcsine_scale_are_those_of_the_published_method() -> None:
    """sin²(arcsin √θ ± z √(1/4n + τ²)), the limits of FunnelPlotR for proportions."""
    low, high = widened_limits(0.7, 0.025, np.array([25]), 0.004)
    away = 1.959964 * math.sqrt((1 / (2 * math.sqrt(25))) ** 2 + 0.004)
    middle = math.asin(math.sqrt(0.7))
    assert low[0] == pytest.approx(math.sin(middle - away) ** 2, abs=1e-6)
    assert high[0] == pytest.approx(math.sin(middle + away) ** 2, abs=1e-6)
    low, high = widened_limits(0.99, 0.001, np.array([1]), 0.5)
    assert (low[0], high[0]) == (0.0, 1.0)


def test_one_authority_is_marked_and_the_others_are_not_named() -> None:
    figures = given_cases(
        decisions="""
            how many | council | outcome
            9        | A       | Upheld
            3        | A       | Not upheld
            5        | B       | Upheld
            5        | B       | Not upheld
            1        | C       | Upheld
            """,
    ).figures
    plot = funnel(figures, "A", "upheld-rate")
    assert plot is not None
    assert [(p.numerator, p.base, p.marked) for p in plot.points] == [(1, 1, False), (5, 10, False), (9, 12, True)]
    assert plot.outside is None
    assert "within the 95% limits" in plot.sentence
    assert funnel(figures, "A", "upheld-per-100k") is None
    assert funnel(figures, "A", "compliance-rate") is None


def test_an_authority_far_out_is_said_to_lie_outside() -> None:
    figures = given_cases(
        councils="council | kind\n" + "\n".join(f"{name} | metropolitan" for name in "ABCDEFGHIJ"),
        decisions="how many | council | outcome\n40 | A | Upheld\n"
        + "\n".join(f"20 | {name} | Upheld\n20 | {name} | Not upheld" for name in "BCDEFGHIJ"),
    ).figures
    plot = funnel(figures, "A", "upheld-rate")
    assert plot is not None
    assert plot.outside == "99.8%"
    assert plot.sentence == "This authority lies outside the 99.8% limits: chance would seldom put it there."


def test_where_everybody_has_the_outcome_no_limits_are_drawn() -> None:
    figures = given_cases(decisions="council | outcome\nA | Upheld\nB | Upheld").figures
    plot = funnel(figures, "A", "upheld-rate")
    assert plot is not None
    assert plot.shape.limits == ()
    assert plot.sentence == "All metropolitan boroughs have 100%, so there is no spread to compare with."
