"""Finds the lines by simulation: series in which nothing changes, drawn from one seed, and how often each is crossed.

Every series is drawn as small counts really fall (Poisson or binomial), never as a smooth curve, so the table holds for
the smallest too. What is to be expected moves from quarter to quarter as it does in life. A count without a base may
also wobble by itself, a tenth either way: more complaints come in one quarter than in another for no cause that lasts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from upheld.figures.signals.watching.statistic import CUSUM, LENGTHS, LEVEL, RISE_BY

Real = NDArray[np.float64]

SEED = 20_200_331
ROUNDS = 20_000
"""Series drawn for each line."""
WATCHED = 40
"""Quarters: ten years."""
EXPECTED = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 35.0, 60.0, 100.0, 200.0)
"""Cases expected in a quarter."""
SHARES = (0.0, 0.05, 0.2, 0.35, 0.5)
"""Parts of a base; 0 stands for counts without one."""
BUDGETS = (0.1, 0.05, 0.02, 0.01, 0.005, 0.002)
"""False signals of one series in ten years."""
WOBBLE, TIMES, YARDSTICK = 0.1, 0.2, 0.05
"""Standard deviations: of a count's own wobble, of what is expected over time, of the share at similar authorities."""
LOWEST = 2.0
"""No line lies lower: a change that is not seven times as likely as none is no news."""


def drawn(rng: np.random.Generator, expected: float, share: float, shape: tuple[int, int]) -> tuple[Real, Real]:
    """Return counts, series × quarters, in which nothing changes, and what was to be expected, on any scale."""
    if not share:
        times = _around_one(rng, TIMES, shape)
        return rng.poisson(expected * times * _around_one(rng, WOBBLE, shape)).astype(np.float64), times
    base = rng.poisson(expected / share, shape)
    there = np.clip(share * _around_one(rng, YARDSTICK, shape), 0, 1)
    return rng.binomial(base, there).astype(np.float64), base * there


def lines(expected: float, share: float, sign: int, cell: int, rounds: int = ROUNDS) -> tuple[float, ...]:
    """Return the line for each budget, by simulation; `cell` makes the draws of this line its own."""
    rng = np.random.default_rng([SEED, cell])
    counted, exposure = drawn(rng, expected, share, (rounds, LEVEL + WATCHED))
    first, signs = np.zeros((1, 1), dtype=np.int64), np.full((1, 1), sign)
    score = CUSUM.track(counted, exposure, first, signs, LOWEST).score
    return tuple(line_of(score, budget) for budget in BUDGETS)


def line_of(score: Real, budget: float) -> float:
    """Return the lowest line that signals cross no more than `budget` times a series; thousandths, rounded up.

    A signal begins where the score is above the line and was not the quarter before. So each rise of the score from
    one quarter to the next is a beginning for every line between the two.
    """
    before = np.zeros_like(score)
    before[:, 1:] = score[:, :-1]
    rising = score > before
    top, bottom = np.sort(score[rising]), np.sort(before[rising])
    tried = np.append(LOWEST, top[top > LOWEST])
    beginnings = _above(top, tried) - _above(bottom, tried)
    many = np.flatnonzero(beginnings > budget * len(score))
    # Nothing begins above the greatest score, so there is always a line after the last that is crossed too often.
    line = tried[many[-1] + 1] if len(many) else LOWEST
    return float(np.ceil(line * 1000) / 1000)


def table() -> tuple[tuple[tuple[tuple[float, ...], ...], ...], ...]:
    """Return all lines: rise and fall × shares × expected × budgets."""
    cells = iter(range(2 * len(SHARES) * len(EXPECTED)))
    return tuple(
        tuple(tuple(lines(expected, share, sign, next(cells)) for expected in EXPECTED) for share in SHARES)
        for sign in (1, -1)
    )


def _around_one(rng: np.random.Generator, spread: float, shape: tuple[int, int]) -> Real:
    drawn: Real = rng.gamma(1 / spread**2, spread**2, shape)
    return drawn


def _above(values: Real, line: Real) -> NDArray[np.int64]:
    """Return how many of the sorted `values` lie above each line."""
    found: NDArray[np.int64] = len(values) - np.searchsorted(values, line, side="right")
    return found


def settings() -> dict[str, object]:
    """Return everything that the table depends on besides the statistic itself."""
    return {
        "seed": SEED,
        "rounds": ROUNDS,
        "watched": WATCHED,
        "wobble": WOBBLE,
        "times": TIMES,
        "yardstick": YARDSTICK,
        "lowest": LOWEST,
        "lengths": LENGTHS,
        "level": LEVEL,
        "rise_by": RISE_BY,
    }
