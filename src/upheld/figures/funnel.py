"""Funnel plots: one authority among its group, with the limits that chance alone would seldom pass.

Limits are exact for the binomial distribution, interpolated between whole numbers of cases so that they do not jump.
Where authorities differ among themselves by more than chance (services differ, places differ), the limits are widened
by an additive random effect, so that only what stands out from that spread too lies outside.

Sources: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", *Statistics in Medicine* 24
(2005), 1185–1202: appendix A.1.1 for the interpolated quantiles, A.2 for the arcsine transformation, sections 5.2–5.3
and A.3 for over-dispersion. The estimate of τ² is that of R. DerSimonian and N. Laird, *Controlled Clinical Trials* 7
(1986), 177–188. The CRAN package FunnelPlotR (0.6, data type "PR") uses the same formulas. Two differences: its limits
are folded back at 0 % and 100 % and can be narrower than chance alone would make them, ours are neither; and it has no
special case for a group in which nobody or everybody has the outcome: there chance has no room, and we draw no limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from upheld.figures.model import Figures
from upheld.figures.rate import Rate
from upheld.scheme.model import AuthorityType, Measure
from upheld.scheme.years import ReviewYear

LEVELS = (("95%", 0.025), ("99.8%", 0.001))
"""Each pair of limits by its name, and the share of chance results beyond either of them."""

WINSORISED = 0.1
"""The share of z-scores at either end that is drawn in before the spread is estimated, so that no few decide it."""

EVERY_BASE_TO = 60
"""Limits are reckoned for each base up to this one, and beyond it for bases about 3 % apart."""

Pairs = tuple[tuple[int, int], ...]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One authority of the group. Which one is not said, but for the authority whose plot it is."""

    numerator: int
    base: int
    marked: bool

    @property
    def share(self) -> float:
        """Between 0 and 1; the height of the point."""
        return self.numerator / self.base


@dataclass(frozen=True, slots=True)
class FunnelLimit:
    """A lower and an upper curve, sampled at the whole numbers `bases`."""

    level: str
    """`95%` or `99.8%`: the share of results that chance alone would put between the two curves."""
    bases: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FunnelShape:
    """What a group's plot has in common, whichever authority is marked in it."""

    target: Rate
    """The pooled rate of the group: the middle line."""
    phi: float
    """The mean squared z-score, winsorised; 1 is what chance alone would give."""
    tau2: float
    """The variance between authorities beyond chance, on the arcsine scale; 0 where there is none to be seen."""
    exact: tuple[FunnelLimit, ...]
    """By the binomial distribution alone; empty where the pooled rate is 0 or 1."""
    widened: tuple[FunnelLimit, ...]
    """With the spread between authorities added; empty where `tau2` is 0."""

    @property
    def limits(self) -> tuple[FunnelLimit, ...]:
        """The limits to draw: the widened ones where authorities differ by more than chance."""
        return self.widened or self.exact


@dataclass(frozen=True, slots=True)
class GroupFunnel:
    """A group without anybody marked: what the plots of all its authorities share, gathered once."""

    measure: Measure
    group: AuthorityType
    year: ReviewYear
    shape: FunnelShape
    pairs: Pairs
    """(numerator, base) of every authority with a rate, by base, then numerator."""

    def outside(self, rate: Rate) -> str | None:
        """Return the level of the outermost limits that a rate of the group lies outside of; None if inside all."""
        beyond = None
        for level, low, high in self.limits_at(rate.base):
            if not low <= rate.numerator / rate.base <= high:
                beyond = level
        return beyond

    def limits_at(self, base: int) -> tuple[tuple[str, float, float], ...]:
        """Return level, lower and upper limit at a base that occurs in the group, inner limits first."""
        at = self.shape.limits[0].bases.index(base) if self.shape.limits else 0
        return tuple((limit.level, limit.low[at], limit.high[at]) for limit in self.shape.limits)

    def sentence(self, rate: Rate) -> str:
        """Say in plain words what the plot shows of the authority that has this rate."""
        if not self.shape.limits:
            return f"All {self.group.plural} have {self.shape.target.worded}, so there is no spread to compare with."
        spread = " and the usual spread between authorities" if self.shape.widened else ""
        outside = self.outside(rate)
        if outside is None:
            return f"This authority lies within the 95% limits: chance{spread} would explain where it lies."
        return f"This authority lies outside the {outside} limits: chance{spread} would seldom put it there."


@dataclass(frozen=True, slots=True)
class FunnelPlot:
    """One authority among its group: everything that a drawing needs, and what it says in words."""

    of_group: GroupFunnel
    points: tuple[FunnelPoint, ...]
    """By base, then numerator: no order from which a name could be read."""

    @property
    def shape(self) -> FunnelShape:
        """Middle line, spread and limits."""
        return self.of_group.shape

    @property
    def marked(self) -> FunnelPoint:
        """The point of the authority itself."""
        return next(point for point in self.points if point.marked)

    @property
    def outside(self) -> str | None:
        """The level of the outermost limits that the authority lies outside of: `95%`, `99.8%`; None if inside all."""
        return self.of_group.outside(Rate(self.marked.numerator, self.marked.base))

    @property
    def sentence(self) -> str:
        """What the plot shows of the authority, in plain words."""
        return self.of_group.sentence(Rate(self.marked.numerator, self.marked.base))


def funnel(figures: Figures, code: str, measure_id: str, year: ReviewYear | None = None) -> FunnelPlot | None:
    """Return the funnel plot of one authority; None where it has no rate, no group, or the rate is no share.

    `year` defaults to the year under review. KeyError for an authority or a measure that the figures do not hold.
    """
    year = year or figures.year
    figure = figures.authorities[code].years[year.number].measures[measure_id]
    if figure.comparison is None or not figure.rate.base or figure.measure.per != 100:
        return None
    of_group = group_funnel(figures, figure.comparison.group, figure.measure, year)
    own = (figure.rate.numerator, figure.rate.base)
    at = of_group.pairs.index(own)
    points = tuple(FunnelPoint(x, n, place == at) for place, (x, n) in enumerate(of_group.pairs))
    return FunnelPlot(of_group, points)


def group_funnel(figures: Figures, group: AuthorityType, measure: Measure, year: ReviewYear) -> GroupFunnel:
    """Return the funnel of the group's pool of the year, every body with a rate of `measure` in it; one at least."""
    by_base = sorted((rate.base, rate.numerator) for rate in _rates(figures, group, measure.id, year) if rate.base)
    points = tuple((numerator, base) for base, numerator in by_base)
    return GroupFunnel(measure, group, year, shape(points), points)


@lru_cache(maxsize=1024)
def shape(pairs: Pairs) -> FunnelShape:
    """Return middle line, spread and limits for a group of (numerator, base); every base at least 1."""
    target = Rate(sum(x for x, _ in pairs), sum(n for _, n in pairs))
    share = target.numerator / target.base
    if target.numerator in (0, target.base):
        return FunnelShape(target, 0.0, 0.0, (), ())
    x, n = (np.array(column, dtype=np.float64) for column in zip(*pairs, strict=True))
    phi, tau2 = spread(x, n)
    bases = _bases([n for _, n in pairs])
    exact, widened = [], []
    for level, tail in LEVELS:
        low, high = exact_limits(share, tail, bases)
        exact.append(_limit(level, bases, low, high))
        if tau2:
            lower, higher = widened_limits(share, tail, bases, tau2)
            widened.append(_limit(level, bases, np.minimum(low, lower), np.maximum(high, higher)))
    return FunnelShape(target, phi, tau2, tuple(exact), tuple(widened))


def spread(x: Real, n: Real) -> tuple[float, float]:
    """Return φ and τ²: how much more the shares differ than chance would make them, on the arcsine scale."""
    z = 2 * np.sqrt(n) * (np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(x.sum() / n.sum())))
    z = np.clip(z, *np.quantile(z, (WINSORISED, 1 - WINSORISED)))
    number, weights = len(z), 4 * n
    phi = float((z**2).mean())
    room = weights.sum() - (weights**2).sum() / weights.sum()
    # With one authority alone, or hardly more, there is no room for a spread between authorities.
    tau2 = max(0.0, float((number * phi - (number - 1)) / room)) if room > 0 else 0.0
    return phi, tau2


def exact_limits(share: float, tail: float, bases: NDArray[np.int64]) -> tuple[Real, Real]:
    """Return the binomial limits of a share at each base, interpolated between whole numbers of cases.

    The quantile r is the least whole number with P(R ≤ r) ≥ p; the lower limit is (r − α) / n, with
    α = (P(R ≤ r) − p) / P(R = r), and 0 where that is less. A result lies below it exactly if it, and all below it,
    have a chance of less than p together. The upper limit is the lower one of the cases without the outcome. The
    published formula takes it as the quantile at 1 − p, and so leaves outside some results whose chance is larger
    than p; and a plot of what is counted would not be the mirror image of a plot of what is not.
    """
    return _quantile(share, tail, bases), 1 - _quantile(1 - share, tail, bases)


def widened_limits(share: float, tail: float, bases: NDArray[np.int64], tau2: float) -> tuple[Real, Real]:
    """Return limits with the spread between authorities added, reckoned on the arcsine scale and brought back."""
    from scipy.special import ndtri

    away = -ndtri(tail) * np.sqrt(1 / (4 * bases) + tau2)
    middle = np.arcsin(np.sqrt(share))
    low, high = np.maximum(middle - away, 0.0), np.minimum(middle + away, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


def _quantile(share: float, level: float, bases: NDArray[np.int64]) -> Real:
    from scipy.special import bdtr, ndtri

    # A guess by the normal distribution with its skewness (Cornish and Fisher), then steps of one to where it is true.
    z, deviation = ndtri(level), np.sqrt(bases * share * (1 - share))
    guess = bases * share + z * deviation + (z * z - 1) * (1 - 2 * share) / 6
    least = np.clip(np.ceil(guess - 0.5), 0, bases)
    while (low := bdtr(least, bases, share) < level).any():
        least += low
    while (high := (least > 0) & (bdtr(np.maximum(least - 1, 0), bases, share) >= level)).any():
        least -= high
    held = bdtr(least, bases, share)
    before = np.where(least > 0, bdtr(np.maximum(least - 1, 0), bases, share), 0.0)
    limit: Real = (least - (held - level) / (held - before)) / bases
    return np.clip(limit, 0.0, 1.0)


def _bases(there: list[int]) -> NDArray[np.int64]:
    """Return the bases to reckon limits for: those there are, and enough between them for a smooth curve."""
    most = max(there)
    wanted = {*there, *range(1, min(most, EVERY_BASE_TO) + 1)}
    base = EVERY_BASE_TO
    while (base := base + 1 + base // 30) < most:
        wanted.add(base)
    return np.array(sorted(wanted), dtype=np.int64)


def _limit(level: str, bases: NDArray[np.int64], low: Real, high: Real) -> FunnelLimit:
    return FunnelLimit(level, tuple(bases.tolist()), tuple(low.tolist()), tuple(high.tolist()))


def _rates(figures: Figures, group: AuthorityType, measure_id: str, year: ReviewYear) -> list[Rate]:
    """Return the rate of every body in the group's pool of the year."""
    number = year.number
    there = [
        body.years[number].measures[measure_id]
        for body in figures.authorities.values()
        if body.group is not None and body.group.id == group.id
    ]
    return [figure.rate for figure in there if figure.comparison is not None]
