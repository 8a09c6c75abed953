"""What was to be expected, quarter by quarter, had nothing changed at the authority: by its similar authorities.

Seasons, a pandemic, a change in what people complain about move all authorities alike, and are no news about one. So
what was to be expected follows the similar authorities in the same quarter and service area: for a count, their count;
for a share, their share times the authority's own base. Only the movement is taken from them, not the level: the
authority is held against its own earlier level.

The authority itself is a part of the yardstick. That is meant: given how many cases there were in all, how many of them
are its own is binomial, and a small group's own chance does not come in. Bodies that began or ended in these years are
no part of it, or it would jump. Bodies in no group, and groups of very few, are held against all bodies together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upheld.figures.signals.watching.model import Observed
from upheld.figures.similar import Bodies

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

FEWEST = 5
"""Bodies that were there all the time; a group with fewer has no yardstick of its own."""


@dataclass(frozen=True, eq=False)
class Expectation:
    """What a score is reckoned from: bodies × (service areas, then all) × quarters, but `share` and `turned`."""

    counted: Real
    exposure: Real
    """What was to be expected, on any scale."""
    share: Real
    """The part of the base that is counted, bodies × areas; 0 for a count."""
    turned: NDArray[np.bool_]
    """Where the rest of the base is counted in place of the count, for it is the rarer; bodies × areas."""


def expectation(observed: Observed, bodies: Bodies) -> Expectation:
    """Return what was to be expected of each body, service area and quarter."""
    if observed.base is None:
        return _of_counts(observed.counted, bodies)
    return _of_shares(observed.counted, observed.base, bodies)


def _of_counts(counted: Whole, bodies: Bodies) -> Expectation:
    row, steady = _rows(bodies)
    own = counted.astype(np.float64)
    exposure = _pools(own, bodies, steady)[row]
    exposure[~steady] += own[~steady]
    # All areas together: each moves as it does elsewhere, in the mix that this body has.
    parts, there = own[:, :-1].sum(axis=2), exposure[:, :-1].sum(axis=2)
    weight = np.divide(parts, there, out=np.zeros_like(parts), where=there > 0)
    np.einsum("bc,bcq->bq", weight, exposure[:, :-1], out=exposure[:, -1])
    flat = np.zeros(own.shape[:2])
    return Expectation(own, exposure, flat, flat.astype(bool))


def _of_shares(counted: Whole, base: Whole, bodies: Bodies) -> Expectation:
    row, steady = _rows(bodies)
    above, below = (_pools(values.astype(np.float64), bodies, steady) for values in (counted, base))
    # One more case at the usual share, so that there is one to go by in every quarter.
    usual = (above.sum(axis=2) + 0.5) / (below.sum(axis=2) + 1)
    share = (above + usual[:, :, None]) / (below + 1)
    turned = usual > 0.5
    share = np.where(turned[:, :, None], 1 - share, share)
    usual = np.where(turned, 1 - usual, usual)
    # All areas together are told as the rarer of the two there, so that each area is added the same way round.
    whole = np.where(turned[:, :-1] == turned[:, -1:], 1, -1)[:, :, None]
    same_way = np.where(whole > 0, share[:, :-1], 1 - share[:, :-1])
    exposure = base * share[row]
    exposure[:, -1] = np.einsum("bcq,bcq->bq", base[:, :-1], same_way[row])
    own = np.where(turned[row][:, :, None], base - counted, counted).astype(np.float64)
    return Expectation(own, exposure, usual[row], turned[row])


def _rows(bodies: Bodies) -> tuple[Whole, NDArray[np.bool_]]:
    """Return the row of each body's yardstick in `_pools`, and whether it is itself a part of one."""
    first, last = bodies.years[0].first_day, bodies.years[-1].last_day
    steady = np.array([a.in_being(first) and a.in_being(last) for a in bodies.scheme.authorities], dtype=bool)
    many = np.bincount(bodies.group[steady & (bodies.group >= 0)], minlength=len(bodies.groups))
    row = np.where(bodies.group >= 0, bodies.group, len(bodies.groups))
    return np.where(np.append(many, 0)[row] < FEWEST, len(bodies.groups), row), steady


def _pools(values: Real, bodies: Bodies, steady: NDArray[np.bool_]) -> Real:
    """Return the sums of each group's steady bodies, then of all steady bodies: groups and all × areas × quarters."""
    sums = np.zeros((len(bodies.groups) + 1, *values.shape[1:]))
    for group in range(len(bodies.groups)):
        sums[group] = values[steady & (bodies.group == group)].sum(axis=0)
    sums[-1] = values[steady].sum(axis=0)
    return sums
