"""A steadier estimate for small bodies: three years together, drawn towards the group by as much as chance demands.

A body with four cases a year has a rate that jumps. Its cases of up to three years are added up, and its share is drawn
towards its group's: hardly at all where it has many cases, a good deal where it has few. How far follows from how much
bodies of the group differ among themselves: their underlying shares are taken to follow a beta distribution, fitted to
the group by maximum likelihood (empirical Bayes, beta-binomial). The interval is the middle 95 % of what is then
believed of the body. It never stands without the raw counts, and years on either side of a break are never added up.

The fit itself is uncertain, more so in a small group. Taken as known it would give intervals that hold the true share
too seldom. So the group's mean is fitted by maximum likelihood for each of many degrees to which bodies could differ;
estimate and interval are averaged over these, each weighted by its likelihood, with a flat prior for the variance
between bodies. The spread of the fitted mean is added.

Sources: J. G. Skellam, *Journal of the Royal Statistical Society B* 10 (1948), 257–261 (the beta-binomial
distribution); C. N. Morris, *Journal of the American Statistical Association* 78 (1983), 47–55 (empirical Bayes, and
why its intervals need widening and that the flat prior serves).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upheld.figures.rate import Rate
from upheld.scheme.model import Measure, Scheme
from upheld.scheme.years import ReviewYear

YEARS = 3

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Steadied:
    """The estimate for one measure of one body over up to three years, beside the raw counts it rests on."""

    years: tuple[ReviewYear, ...]
    """Earliest first; fewer than three after a break."""
    raw: Rate
    """The counts of these years added up."""
    estimate: float
    """The share, between 0 and 1, drawn towards the group's."""
    low: float
    high: float
    """The middle 95 % of what is believed of the share."""

    @property
    def worded(self) -> str:
        """The estimate as people read it: `about 64%`, `more than 99%`, `less than 1%`."""
        rounded = _percent(self.estimate)
        return {0: "less than 1%", 100: "more than 99%"}.get(rounded, f"about {rounded}%")

    @property
    def sentence(self) -> str:
        """The estimate in plain words, with its counts."""
        low, high = _percent(self.low), _percent(self.high)
        return (
            f"From {self.years[0].label} to {self.years[-1].label} together: {self.raw.numerator:,} of "
            f"{self.raw.base:,} ({self.raw.worded}). Allowing for how much similar authorities differ, the underlying "
            f"rate is most likely {self.worded} ({low}% to {high}%)."
        )


FEWEST = 5
"""A group with fewer bodies that have cases tells too little of how bodies differ."""

_PRECISIONS = np.exp(np.linspace(np.log(0.5), np.log(5000.0), 33))
"""Beta distributions from very wide to all but a point: the sum of their two parameters."""

_NEWTON = 12


@dataclass(frozen=True, eq=False)
class Fit:
    """A group's beta distribution for each of the precisions tried."""

    precision: Real
    mean: Real
    mean_variance: Real
    weight: Real
    """How well each fits the group; they add up to 1."""
    log_likelihood: Real


def fit(x: Whole, n: Whole) -> Fit | None:
    """Fit a group of shares; None for fewer than five bodies with cases, or if nobody or everybody has the outcome."""
    x, n = x[n > 0], n[n > 0]
    if len(n) < FEWEST or x.sum() in (0, n.sum()):
        return None
    with_it, without_it, whole = _exceeding(x), _exceeding(n - x), _exceeding(n)
    precision = _PRECISIONS[:, None]
    mean = np.full_like(precision, x.sum() / n.sum())
    for _ in range(_NEWTON):
        slope, bend = _slope_and_bend(precision, mean, with_it, without_it)
        mean = np.clip(mean + slope / bend, mean / 2, (1 + mean) / 2)
    _, bend = _slope_and_bend(precision, mean, with_it, without_it)
    likelihood = _logs(precision * mean, with_it) + _logs(precision * (1 - mean), without_it) - _logs(precision, whole)
    log_weight = likelihood + np.log(_PRECISIONS) - 2 * np.log(_PRECISIONS + 1)
    weight = np.exp(log_weight - log_weight.max())
    return Fit(_PRECISIONS, mean[:, 0], 1 / bend[:, 0], weight / weight.sum(), likelihood)


def estimates(x: Whole, n: Whole, fitted: Fit) -> tuple[Real, Real, Real]:
    """Return estimate, lower and upper end for each body; a body without cases gets what is believed of the group."""
    from scipy.special import betaincinv

    m, mean = fitted.precision, fitted.mean
    after = m + n[:, None]
    centre = (m * mean + x[:, None]) / after
    variance = centre * (1 - centre) / (after + 1) + (m / after) ** 2 * fitted.mean_variance
    estimate = centre @ fitted.weight
    spread = variance @ fitted.weight + ((centre - estimate[:, None]) ** 2) @ fitted.weight
    # The mixture is put as the beta distribution of the same mean and variance.
    sum_of_both = np.maximum(estimate * (1 - estimate) / spread - 1, 1e-6)
    a, b = estimate * sum_of_both, (1 - estimate) * sum_of_both
    return estimate, betaincinv(a, b, 0.025), betaincinv(a, b, 0.975)


def window(scheme: Scheme, measure: Measure, years: tuple[ReviewYear, ...]) -> tuple[ReviewYear, ...]:
    """Return the last of `years`, three at most, that lie on this side of the measure's last break."""
    last = years[-1].number
    together = [year for year in years[-YEARS:] if not scheme.breaks_between(measure.id, year.number, last)]
    return tuple(together)


def why_not(scheme: Scheme, measure: Measure, years: tuple[ReviewYear, ...]) -> str | None:
    """Say why years are not added up; None where they are. One year alone has nothing to be steadied with."""
    together = window(scheme, measure, years)
    if len(together) > 1:
        return None
    if len(years) == 1:
        return f"There are no cases from before {years[-1].label}, so there are no years to add up."
    broken = scheme.breaks_between(measure.id, years[-2].number, years[-1].number)[-1]
    return f"A new series began in {years[-1].label} ({broken.title.lower()}): earlier years cannot be added to it."


def _exceeding(values: Whole) -> Real:
    """Return for j = 0, 1, 2 … how many values exceed j: the sums of the likelihood run over these."""
    counted = np.bincount(values)
    return (len(values) - np.cumsum(counted))[:-1].astype(np.float64)


def _slope_and_bend(precision: Real, mean: Real, with_it: Real, without_it: Real) -> tuple[Real, Real]:
    """Return the first derivative of the log-likelihood by the mean, and the second with its sign changed."""
    up = 1 / (precision * mean + np.arange(len(with_it)))
    down = 1 / (precision * (1 - mean) + np.arange(len(without_it)))
    slope = precision[:, 0] * (up @ with_it - down @ without_it)
    bend = precision[:, 0] ** 2 * (up**2 @ with_it + down**2 @ without_it)
    return slope[:, None], bend[:, None]


def _logs(first: Real, exceeding: Real) -> Real:
    total: Real = np.log(first + np.arange(len(exceeding))) @ exceeding
    return total


def _percent(share: float) -> int:
    return int(np.floor(100 * share + 0.5))
