"""What a signal is: a question asked of quarterly series, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from upheld.figures.signals.watching.quarters import Quarterly
from upheld.figures.signals.watching.statistic import CUSUM, Track

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

RISE, FALL = "rise", "fall"
COUNT, SHARE = "count", "share"


@dataclass(frozen=True, eq=False)
class Observed:
    """What a signal reads: how many, and of how many. Both bodies × (service areas, then all) × quarters."""

    counted: Whole
    base: Whole | None = None
    """What `counted` is a part of; None for a count that has no base."""


@dataclass(frozen=True, slots=True)
class Missing:
    """That a signal cannot be watched for, and why."""

    why: str


class Statistic(Protocol):
    """What a series is held against: a score for each quarter, and the line it must cross."""

    @property
    def name(self) -> str:
        """Its name, for people who know statistics."""

    def track(self, counted: Real, exposure: Real, first: Whole, sign: Whole, least: float) -> Track:
        """Return the score of every quarter that exceeds `least`, and where the change began; 0 elsewhere."""

    def score(self, counted: Real, whole: Real, part: Real, sign: Whole) -> Real:
        """Return the score of single changes: `counted` of `whole`, when `part` of what was due lies in that time."""

    def lines(self, expected: Real, share: Real, sign: Whole, budget: float) -> Real:
        """Return the line for series with so many expected a quarter, false signals in ten years limited to `budget`.

        `share` is the part of the base that is counted; 0 for counts without a base.
        """


@dataclass(frozen=True)
class Signal:
    """One early-warning signal: everything about it stands in one file."""

    id: str
    name: str
    question: str
    """In plain words."""
    counts: str
    """What is counted, as a noun phrase: `complaints upheld`."""
    reads: str
    """The series it reads, in plain words."""
    means: str
    does_not_mean: str
    read: Callable[[Quarterly], Observed | Missing]
    measure: str | None = None
    """The measure whose breaks concern it; None: only breaks that concern everything."""
    directions: tuple[str, ...] = (RISE,)
    statistic: Statistic = CUSUM
