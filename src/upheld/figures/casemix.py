"""What would be expected of an authority with its own mix of services, if each went as it does elsewhere.

Complaints about one service are upheld far more often than about another. So a rate depends on what people complained
about. Indirect standardisation: for each service area the authority's number of cases is multiplied by the rate of its
peers (without it) in that area; the sum is what would be expected. Observed divided by expected is 1 where the
authority does as its peers do. It stands beside the crude rate, never in its place.

The interval allows for the authority's own chance alone; the rates of the peers are taken as known. It holds every
ratio whose cases would fit: the odds of each case are multiplied by one and the same factor, and factors are kept for
which the observed number lies within 1.96 standard deviations of the number expected. This is the interval of Wilson
(1927) for cases of unequal chance; for a single service area it is Wilson's exactly. An exact interval by the
Poisson-binomial distribution (`exact_interval`) is there for checking; being exact it is wider than it need be.
Byar's approximation is not used: it takes counts for Poisson, and where most complaints are upheld they vary far less.

Sources: N. E. Breslow and N. E. Day, *Statistical Methods in Cancer Research* II (1987), chapter 2 (indirect
standardisation); E. B. Wilson, *Journal of the American Statistical Association* 22 (1927), 209–212.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""

WIDEST = 20.0
"""No ratio is sought beyond odds multiplied or divided by e to this power: some 500 million."""

STEPS = 28
"""Halvings of the range in which an end is sought: the last is a millionth of the odds, far below what is printed."""


@dataclass(frozen=True, slots=True)
class CaseMix:
    """Observed against expected for one measure of one body in one year."""

    observed: int
    """Cases with the outcome, in service areas in which the peers had cases too."""
    base: int
    """All cases of the measure's base in these areas."""
    expected: float
    """How many of `base` would have had the outcome at the peers' rates."""
    low: float
    high: float
    """The 95 % interval of observed / expected."""
    left_out: int
    """Cases in service areas in which no peer had any, so that nothing can be expected of them."""

    @property
    def ratio(self) -> float:
        """Observed divided by expected."""
        return self.observed / self.expected

    @property
    def sentence(self) -> str:
        """The comparison in plain words."""
        told = (
            f"At the rates of similar authorities in each service area, {tenths(self.expected)} of these {self.base:,} "
            f"would have been expected; there were {self.observed:,}. That is {tenths(self.ratio)} times as many "
            f"({tenths(self.low)} to {tenths(self.high)} times would fit these cases)."
        )
        if self.left_out:
            which = "1 case is" if self.left_out == 1 else f"{self.left_out:,} cases are"
            told += f" {which} left out: no similar authority had any in that service area."
        return told


def tenths(value: float) -> str:
    """Return a value with one decimal, halves upwards: `7.3`. A hair's breadth of floating point is forgiven."""
    whole, part = divmod(math.floor(value * 10 + 0.5 + 1e-9), 10)
    return f"{whole:,}.{part}"


def casemix(x: Whole, n: Whole, others_x: Whole, others_n: Whole, held: NDArray[np.bool_]) -> list[CaseMix | None]:
    """Return the case mix of each row; `x`, `n` and the others' are rows × service areas.

    None where not `held`, and where nothing can be expected: no case in an area in which peers had any, or an outcome
    that no peer ever had there.
    """
    known = others_n > 0
    base = np.where(known, n, 0)
    share = np.divide(others_x, others_n, out=np.zeros(n.shape), where=known)
    observed = np.where(known, x, 0).sum(axis=1)
    expected = (base * share).sum(axis=1)
    rows = np.flatnonzero(held & (expected > 0))
    # A rate of 0 or 1 among few peers is no certainty: the interval leaves it the room of half a case.
    room = 0.5 / (others_n + 1)
    low, high = interval(observed[rows], base[rows], np.clip(share, room, 1 - room)[rows], expected[rows])
    found: list[CaseMix | None] = [None] * len(n)
    left_out = (n.sum(axis=1) - base.sum(axis=1))[rows]
    made = (observed[rows], base[rows].sum(axis=1), expected[rows], low, high, left_out)
    for row, *values in zip(rows.tolist(), *(column.tolist() for column in made), strict=True):
        found[row] = CaseMix(*values)
    return found


def interval(observed: Whole, bases: Whole, shares: Real, expected: Real) -> tuple[Real, Real]:
    """Return both ends of the 95 % interval of observed / expected, for rows of bases and shares by service area.

    No share may be 0 or 1: the odds of such a case cannot be moved.
    """
    ends = []
    for side in (-1.0, 1.0):
        low, high = np.full(len(observed), -WIDEST), np.full(len(observed), WIDEST)
        for _ in range(STEPS):
            middle = (low + high) / 2
            chance = _moved(shares, middle[:, None])
            away = observed - (bases * chance).sum(axis=1)
            spread = Z * np.sqrt((bases * chance * (1 - chance)).sum(axis=1))
            # Below the lower end too many were observed to fit, above the upper end too few.
            below = away > spread if side < 0 else away > -spread
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        ends.append((bases * _moved(shares, ((low + high) / 2)[:, None])).sum(axis=1) / expected)
    most = bases.sum(axis=1)
    return np.where(observed == 0, 0.0, ends[0]), np.where(observed == most, most / expected, ends[1])


def exact_interval(observed: int, bases: Sequence[int], shares: Sequence[float]) -> tuple[float, float]:
    """Return the exact 95 % interval of observed / expected, by the Poisson-binomial distribution; one row.

    The odds are moved as in `interval`; each end is where 2.5 % of results would be as far out as the one observed.
    """
    from scipy.optimize import brentq

    n, p = np.array(bases), np.array(shares, dtype=np.float64)
    expected = float((n * p).sum())

    def tail(move: float, *, upper: bool) -> float:
        terms = _distribution(n, _moved(p, np.array(move)))
        return float(terms[observed:].sum() if upper else terms[: observed + 1].sum()) - 0.025

    def ratio(move: float) -> float:
        return float((n * _moved(p, np.array(move))).sum()) / expected

    low = 0.0 if observed == 0 else ratio(brentq(lambda m: tail(m, upper=True), -WIDEST, WIDEST))
    most = int(n.sum())
    if observed == most:
        return low, most / expected
    return low, ratio(brentq(lambda m: tail(m, upper=False), -WIDEST, WIDEST))


def _moved(shares: Real, move: Real) -> Real:
    """Return the shares with their odds multiplied by e to the power `move`."""
    factor = np.exp(move)
    return shares * factor / (1 - shares + shares * factor)


def _distribution(bases: Whole, shares: Real) -> Real:
    """Return the chance of each number of outcomes in all: binomials, one for each area, folded together."""
    from scipy.stats import binom

    terms = np.ones(1)
    for n, p in zip(bases.tolist(), shares.tolist(), strict=True):
        terms = np.convolve(terms, binom.pmf(np.arange(n + 1), n, p))
    return terms
