"""How far a share could be from what chance alone would give: 95 % Wilson intervals, reckoned all at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from upheld.figures.model import Interval

CONFIDENCE = 0.95
"""The share of such intervals that hold the true value."""


def wilson(numerators: Sequence[int], bases: Sequence[int]) -> list[Interval | None]:
    """Return the 95 % Wilson interval of each share; None for a base of zero.

    Every library answers a base of zero differently (nothing, 0–1, an error); a rate that does not exist has no
    interval. Both ends are rounded half up to whole percents, as the rate itself is. Since rounding keeps order, the
    interval printed always holds the rate printed: 9 of 12 is 75 %, interval 47 % to 91 %.
    Source: E. B. Wilson, *Journal of the American Statistical Association* 22 (1927), 209–212.
    """
    pairs = sorted({(x, n) for x, n in zip(numerators, bases, strict=True) if n})
    if not pairs:
        return [None] * len(bases)
    # Imported late: not every command reckons figures. Of the libraries that know this interval it is the lightest.
    from astropy.stats import binom_conf_interval

    x, n = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    low, high = binom_conf_interval(x, n, confidence_level=CONFIDENCE, interval="wilson")
    ends = zip(_held(low, x == 0, 0.0).tolist(), _held(high, x == n, 1.0).tolist(), strict=True)
    made = {pair: Interval(a, b, _percent(a), _percent(b)) for pair, (a, b) in zip(pairs, ends, strict=True)}
    return [made.get(pair) for pair in zip(numerators, bases, strict=True)]


def _held(end: NDArray[np.float64], where: NDArray[np.bool_], exactly: float) -> NDArray[np.float64]:
    """Return one end within 0 and 1, and exact where the share itself is: floating point misses it by a hair."""
    return np.where(where, exactly, np.clip(end, 0.0, 1.0))


def _percent(share: float) -> int:
    return math.floor(100 * share + 0.5)
