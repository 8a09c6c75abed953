"""Whole numbers nearest to those wanted that meet every aim: a small integer programme, one for each review year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from upheld.snapshot.sample.draw import Floats, Ints

NEAR_ENOUGH = 0.05
"""How much dearer than the cheapest numbers those found may be."""

Terms: TypeAlias = Mapping[int, int]
"""Position of an unknown → its whole-number coefficient."""

MISS = 10_000.0
"""What one unit beside an aim costs, against at most 1 for one case more or fewer than wanted: aims win."""


@dataclass(frozen=True)
class Between:
    """That a sum of unknowns times coefficients must lie between `low` and `high` (None: no limit)."""

    terms: Terms
    low: int | None
    high: int | None
    aim: object | None = None
    """What is missed if it cannot be met; None where it must be met in any case."""

    def holds(self, values: Ints) -> bool:
        """Whether `values` meet it, in exact whole numbers."""
        total = sum(c * int(values[i]) for i, c in self.terms.items())
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)


@dataclass(frozen=True)
class Solved:
    """The numbers found, and the aims that no numbers meet together with the rest."""

    values: Ints
    missed: tuple[object, ...]


def nearest(wanted: Ints, low: Ints, high: Ints, cost: Floats, rules: Sequence[Between]) -> Solved:
    """Return whole numbers within `low`…`high` that meet `rules` and differ least from `wanted`.

    A difference of 1 costs `cost`, which is at most 1.
    Raises ArithmeticError if the rules without an aim contradict one another, which is a bug of the caller.
    """
    n, m = len(wanted), len(rules)
    # Unknowns: the n numbers, their n distances from what is wanted, and what each rule with an aim is missed by.
    matrix = lil_array((2 * n + m, 2 * n + 2 * m))
    least, most = np.full(2 * n + m, -np.inf), np.full(2 * n + m, np.inf)
    for i in range(n):
        matrix[i, i], matrix[i, n + i], least[i] = 1, 1, wanted[i]
        matrix[n + i, i], matrix[n + i, n + i], most[n + i] = 1, -1, wanted[i]
    for r, rule in enumerate(rules):
        row = 2 * n + r
        for i, coefficient in rule.terms.items():
            matrix[row, i] = coefficient
        matrix[row, 2 * n + r], matrix[row, 2 * n + m + r] = 1, -1
        least[row] = -np.inf if rule.low is None else rule.low
        most[row] = np.inf if rule.high is None else rule.high
    misses = [np.inf if rule.aim is not None else 0.0 for rule in rules]
    found = milp(
        c=np.r_[np.zeros(n), cost, np.full(2 * m, MISS)],
        integrality=np.r_[np.ones(n), np.zeros(n + 2 * m)],
        bounds=Bounds(np.r_[low, np.zeros(n + 2 * m)], np.r_[high, np.full(n, np.inf), misses, misses]),
        constraints=LinearConstraint(matrix.tocsr(), least, most),
        # The aims decide; whether the numbers are the very nearest does not matter, and would take ten times longer.
        options={"mip_rel_gap": NEAR_ENOUGH},
    )
    if found.x is None:
        raise ArithmeticError(f"no whole numbers meet the rules that must hold: {found.message}")
    values = np.rint(found.x[:n]).astype(np.int64)
    broken = [rule for rule in rules if not rule.holds(values)]
    if any(rule.aim is None for rule in broken):
        raise ArithmeticError("the solver's numbers break a rule that must hold")
    return Solved(values, tuple(rule.aim for rule in broken))
