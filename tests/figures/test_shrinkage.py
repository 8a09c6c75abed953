"""The steadied estimate: the fit against SciPy's beta-binomial, and what shrinking must do whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from upheld.figures.rate import Rate
from upheld.figures.shrinkage import Steadied, estimates, fit, why_not, window
from upheld.scheme import YearEnd, load

shares = st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
groups = st.lists(shares, min_size=5, max_size=30)


def columns(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    x, n = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    return x, n


@given(groups)
def test_the_likelihood_is_that_of_the_beta_binomial_and_the_mean_its_highest(pairs: list[tuple[int, int]]) -> None:
    x, n = columns(pairs)
    fitted = fit(x, n)
    assume(fitted is not None)
    assert fitted is not None

    def likelihood(precision: float, mean: float) -> float:
        return float(stats.betabinom.logpmf(x, n, precision * mean, precision * (1 - mean)).sum())

    theirs = [likelihood(m, mu) for m, mu in zip(fitted.precision, fitted.mean, strict=True)]
    apart = np.array(theirs) - fitted.log_likelihood
    assert apart == pytest.approx(np.full_like(apart, apart[0]), abs=1e-5)
    for at in (0, 16, 32):
        m, mu = fitted.precision[at], fitted.mean[at]
        nearby = [likelihood(m, other) for other in (mu * 0.99, mu + 0.01 * (1 - mu)) if 0 < other < 1]
        assert max(nearby) <= theirs[at] + 1e-6


@given(groups)
def test_an_estimate_lies_between_the_raw_share_and_the_group(pairs: list[tuple[int, int]]) -> None:
    x, n = columns(pairs)
    fitted = fit(x, n)
    assume(fitted is not None)
    assert fitted is not None
    estimate, low, high = estimates(x, n, fitted)
    raw = x / n
    least, most = np.minimum(raw, fitted.mean.min()), np.maximum(raw, fitted.mean.max())
    assert ((least - 1e-9 <= estimate) & (estimate <= most + 1e-9)).all()
    assert ((low <= estimate) & (estimate <= high) & (low >= 0) & (high <= 1)).all()


def test_few_cases_are_drawn_in_further_than_many() -> None:
    x, n = columns([(4, 4), (80, 80), (10, 20), (12, 20), (8, 20), (11, 20), (9, 20)])
    fitted = fit(x, n)
    assert fitted is not None
    estimate, low, high = estimates(x, n, fitted)
    assert estimate[0] < estimate[1] < 1
    assert high[0] - low[0] > high[1] - low[1]


def test_alike_bodies_are_drawn_together_and_unlike_ones_left_apart() -> None:
    alike, unlike = columns([(10, 20)] * 20), columns([(2, 20), (18, 20)] * 10)
    near, far = fit(*alike), fit(*unlike)
    assert near is not None
    assert far is not None
    assert near.weight @ np.log(near.precision) > far.weight @ np.log(far.precision)


@pytest.mark.parametrize("pairs", [[(1, 2)] * 4, [(0, 5)] * 9, [(5, 5)] * 9, [(1, 2)] * 4 + [(0, 0)] * 3])
def test_too_small_a_group_or_one_without_any_difference_is_not_fitted(pairs: list[tuple[int, int]]) -> None:
    assert fit(*columns(pairs)) is None


def test_an_estimate_is_never_said_to_be_all_or_nothing() -> None:
    raw, years = Rate(5, 5), (YearEnd(3, 31).year(2019), YearEnd(3, 31).year(2020))
    said = [Steadied(years, raw, share, share - 0.001, 1.0).worded for share in (0.998, 0.991, 0.645, 0.003)]
    assert said == ["more than 99%", "about 99%", "about 65%", "less than 1%"]
    assert Steadied(years, raw, 0.998, 0.97, 0.9999).sentence == (
        "From 2018-19 to 2019-20 together: 5 of 5 (100%). Allowing for how much similar authorities differ, the "
        "underlying rate is most likely more than 99% (97% to 100%)."
    )


def test_why_years_are_not_added_up_is_said() -> None:
    scheme, measure = load(), load().measure_by_id["upheld-rate"]
    years = tuple(YearEnd(3, 31).year(number) for number in range(2016, 2025))

    def together(last: int) -> list[str]:
        return [year.label for year in window(scheme, measure, years[: last - 2015])]

    assert together(2018) == ["2015-16", "2016-17", "2017-18"]
    assert together(2019) == ["2018-19"]
    assert together(2020) == ["2018-19", "2019-20"]
    assert together(2023) == ["2022-23"]
    assert why_not(scheme, measure, years[:3]) is None
    assert why_not(scheme, measure, years[:4]) == (
        "A new series began in 2018-19 (three measures and a map): earlier years cannot be added to it."
    )
    assert why_not(scheme, measure, years[:1]) == (
        "There are no cases from before 2015-16, so there are no years to add up."
    )
