"""The line that a score must cross: read from the table that `calibrate` made by simulation.

A false signal is one that comes where nothing has changed. The budget is one in ten years for each authority, over all
its series together. It is divided equally among the directions of all signals; of each part one half goes to the
authority as a whole and the other is divided equally among the service areas.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from upheld.figures.signals.watching.thresholds_table import BUDGETS, EXPECTED, LINES, SHARES

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

BUDGET = 1.0
"""False signals in ten years for each authority, at most, over all its series together."""

_LINES = np.array(LINES)
"""Rise and fall × shares × expected × budgets."""


def budgets(charts: int, areas: int) -> tuple[float, float]:
    """Return the budget of one service area's series, and of the authority as a whole, in each of `charts`."""
    each = BUDGET / charts
    return each / 2 / areas, each / 2


def least(budget: float, share: Real, sign: Whole) -> float:
    """Return the lowest line of any series with this budget and one of these shares and signs, however many cases."""
    side, part = _entry(share, sign)
    return float(_at(budget).min(axis=2)[side, part].min())


def lines(expected: Real, share: Real, sign: Whole, budget: float) -> Real:
    """Return the line for each series with so many expected a quarter.

    Between two entries of the table the higher line holds, so that no series has more false signals than it may;
    `share` is rounded down, for rarer events vary more.
    """
    table = _at(budget)
    side, part = _entry(share, sign)
    above = np.clip(np.searchsorted(EXPECTED, expected), 0, len(EXPECTED) - 1)
    below = np.clip(above - 1, 0, None)
    line: Real = np.maximum(table[side, part, above], table[side, part, below])
    return line


def _entry(share: Real, sign: Whole) -> tuple[Whole, Whole]:
    return np.where(sign > 0, 0, 1), np.searchsorted(SHARES, share, side="right") - 1


def _at(budget: float) -> Real:
    """Return the table for a budget: lines grow with its logarithm, as the chance of high scores falls."""
    wanted, known = math.log(1 / budget), [math.log(1 / b) for b in BUDGETS]
    right = int(np.clip(np.searchsorted(known, wanted), 1, len(known) - 1))
    way = (wanted - known[right - 1]) / (known[right] - known[right - 1])
    # Beyond the table the chance of a score falls by no less than its exponential.
    if wanted > known[-1]:
        rarest: Real = _LINES[..., -1] + wanted - known[-1]
        return rarest
    table: Real = _LINES[..., right - 1] + max(way, 0.0) * (_LINES[..., right] - _LINES[..., right - 1])
    return table
