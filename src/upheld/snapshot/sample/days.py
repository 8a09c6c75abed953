"""Days as whole numbers (proleptic ordinals), many at a time."""

from __future__ import annotations

from datetime import date

import numpy as np

from upheld.snapshot.sample.draw import Bools, Ints

SATURDAY = 5


def weekday(days: Ints) -> Ints:
    """Return 0 for Monday … 6 for Sunday. Day 1 of the ordinals was a Monday."""
    return (days - 1) % 7


def off_weekend(rng: np.random.Generator, days: Ints, earliest: Ints, kept: float) -> Ints:
    """Move days at weekends, but for a share `kept`, to a working day of the week before them.

    Where that would be before `earliest`, to the Friday; where that would be too, to the Monday or Tuesday after.
    """
    beyond = weekday(days) - (SATURDAY - 1)
    move: Bools = (beyond > 0) & (rng.random(len(days)) >= kept)
    friday = days - beyond
    working = friday - rng.integers(0, 5, len(days))
    working = np.where(working >= earliest, working, np.where(friday >= earliest, friday, days + 2))
    return np.where(move, working, days)


def working_day_by(day: int) -> int:
    """Return the last working day not after `day`."""
    return day - max((day - 1) % 7 - (SATURDAY - 1), 0)


def iso(day: int) -> str:
    """Return a day as YYYY-MM-DD."""
    return date.fromordinal(day).isoformat()
