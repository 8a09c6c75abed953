"""Signals reckoned the slow and obvious way: loops over plain numbers, logarithms of fractions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

LENGTHS = (1, 2, 3, 4, 6, 8, 12)
LEVEL = 4


def score(counted: Sequence[int], due: Sequence[Fraction], first: Sequence[int], sign: int, quarter: int) -> float:
    """Return the score of one quarter: the greatest logarithm of a likelihood ratio over the lengths of a change."""
    if first[quarter] < 0:
        return 0.0
    greatest = 0.0
    for length in LENGTHS:
        since = quarter - length + 1
        if since - first[quarter] < LEVEL:
            continue
        before = range(first[quarter], since)
        after = range(since, quarter + 1)
        x, rest = sum(counted[q] for q in after), sum(counted[q] for q in before)
        e, level = sum(due[q] for q in after), sum(due[q] for q in before)
        if not e or not level or not x + rest:
            continue
        now, then = x * level, rest * e
        if (sign > 0 and now < Fraction(5, 4) * then) or (sign < 0 and Fraction(5, 4) * now > then):
            continue
        part = Fraction(e) / (e + level)
        greatest = max(greatest, _term(x, (x + rest) * part) + _term(rest, (x + rest) * (1 - part)))
    return greatest


def _term(many: int, wanted: Fraction) -> float:
    return many * math.log(Fraction(many) / wanted) if many else 0.0


def line(scores: Sequence[Sequence[float]], budget: float) -> float:
    """Return the lowest of the scores that no more than `budget` signals a series rise above, nor above any higher."""
    lowest = math.inf
    for candidate in sorted({one for series in scores for one in series}, reverse=True):
        if beginnings(scores, candidate) > budget * len(scores):
            break
        lowest = candidate
    return lowest


def beginnings(scores: Sequence[Sequence[float]], above: float) -> int:
    """Return how often a score is above a line after one that was not."""
    number = 0
    for series in scores:
        before = False
        for one in series:
            number += one > above and not before
            before = one > above
    return number
