"""Drawing at random under exact totals. Every function takes its generator; nothing here knows about complaints."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]


def rank_within(group: Ints, score: Floats) -> Ints:
    """Return, for each item, how many items of its group have a higher score: 0 for the highest.

    Items of equal score keep their order, so the answer depends on nothing but the arguments.
    """
    order = np.lexsort((-score, group))
    ordered = group[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(group) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(group)])
    ranks = np.empty(len(group), np.int64)
    ranks[order] = np.arange(len(group)) - np.repeat(starts, lengths)
    return ranks


def share_out(rng: np.random.Generator, total: int, weights: Floats) -> Ints:
    """Divide `total` at random among places in proportion to `weights` (any scale, not all 0 unless total is 0)."""
    if not total:
        return np.zeros(len(weights), np.int64)
    return rng.multinomial(total, weights / weights.sum()).astype(np.int64)


def choose_among(rng: np.random.Generator, total: int, slots: Ints, log_odds: Floats) -> Ints:
    """Choose exactly `total` of `slots.sum()` cases; return how many fell to each place.

    Place i has `slots[i]` cases, each chosen more readily the higher `log_odds[i]`. With logistic noise, choosing the
    highest is a logistic model whose intercept is whatever makes the total right.
    """
    place = np.repeat(np.arange(len(slots)), slots)
    score = np.repeat(log_odds, slots) + rng.logistic(size=len(place))
    chosen = np.argsort(-score, kind="stable")[:total]
    return np.bincount(place[chosen], minlength=len(slots)).astype(np.int64)


def pick(rng: np.random.Generator, size: int, weights: Floats) -> Ints:
    """Draw `size` indices of `weights` in proportion to them."""
    found = np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(size), side="right")
    return np.minimum(found, len(weights) - 1).astype(np.int64)
