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
    # Imported late: it brings pandas and all of SciPy, and only a build of the figures needs it.
    from statsmodels.stats.proportion import proportion_confint

    x, n = np.asarray(numerators, dtype=np.int64), np.asarray(bases, dtype=np.int64)
    with_base = n > 0
    ends = np.zeros((2, len(n)))
    ends[:, with_base] = proportion_confint(x[with_base], n[with_base], alpha=1 - CONFIDENCE, method="wilson")
    low, high = _held(ends[0], x == 0, 0.0), _held(ends[1], x == n, 1.0)
    return [
        Interval(a, b, _percent(a), _percent(b)) if based else None
        for a, b, based in zip(low.tolist(), high.tolist(), with_base.tolist(), strict=True)
    ]


def _held(end: NDArray[np.float64], where: NDArray[np.bool_], exactly: float) -> NDArray[np.float64]:
    """Return one end within 0 and 1, and exact where the share itself is: floating point misses it by a hair."""
    return np.where(where, exactly, np.clip(end, 0.0, 1.0))


def _percent(share: float) -> int:
    return math.floor(100 * share + 0.5)
