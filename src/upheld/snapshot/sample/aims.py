"""The sum of each count over each stratum of a year: near what is wanted, with every average reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from upheld.snapshot.sample.draw import Floats, Ints
from upheld.snapshot.sample.facts import BANDS, FREE, Average, residents
from upheld.snapshot.sample.report import Impossible
from upheld.snapshot.sample.solve import Between, nearest
from upheld.snapshot.sample.work import Stratum, Work

NESTED = (("investigated", "upheld"), ("upheld", "satisfactory_remedies"), ("compliance_outcomes", "complied"))
"""Whole and part, in the order in which they are drawn."""

TIMES, MORE = 2, 20
"""A sum may come to so many times what is wanted and so many more, or to as much less: beyond, it is not likely."""


def solve_year(
    work: Work, counts: Sequence[str], hopes: Floats, *, exact: Mapping[str, Ints]
) -> tuple[Ints, list[Impossible]]:
    """Return the sum of each count over each stratum, and the averages that could not be reached."""
    low = np.rint(np.maximum(hopes / TIMES - MORE, 0)).astype(np.int64)
    high = np.rint(hopes * TIMES + MORE).astype(np.int64)
    for s, stratum in enumerate(work.strata):
        for c, count in enumerate(counts):
            held = exact.get(count, work.fixed[count])[stratum.members]
            free = held == FREE
            least = int(held[~free].sum() + work.floor(count)[stratum.members][free].sum())
            anything = free.any() and hopes[s, c] > 0
            low[s, c] = max(least, low[s, c]) if anything else least
            high[s, c] = max(least, high[s, c]) if anything else least
    wanted = np.clip(np.rint(hopes).astype(np.int64), low, high)
    rules = [*_nesting(work, counts), *_aims(work, counts)]
    solved = nearest(wanted.ravel(), low.ravel(), high.ravel(), _cost(work, wanted).ravel(), rules)
    missed = [
        Impossible(
            f"{a.group}, {a.year.label}", f"{a.measure.id} averages {a.text}",
            "no counts of a likely size bring the pool to it",
        )
        for a in solved.missed
        if isinstance(a, Average)
    ]  # fmt: skip
    return solved.values.reshape(hopes.shape), missed


def _cost(work: Work, wanted: Ints) -> Floats:
    """Return what one case more or fewer costs: little where many are wanted, most for bodies in no pool.

    So an aim for the country is met by a little of much, and not by upholding every complaint about a fire authority.
    """
    pooled = np.array([[stratum.pooled] for stratum in work.strata])
    return np.where(pooled, 0.1 / np.sqrt(wanted + 1), 1.0)


def _nesting(work: Work, counts: Sequence[str]) -> Iterator[Between]:
    """No part may exceed its whole, even after the bodies in which both are published are taken away."""
    for s, stratum in enumerate(work.strata):
        for whole, part in NESTED:
            if whole in counts and part in counts:
                outer, inner = work.fixed[whole][stratum.members], work.fixed[part][stratum.members]
                both = (outer != FREE) & (inner != FREE)
                terms = {_position(counts, s, whole): 1, _position(counts, s, part): -1}
                yield Between(terms, int((outer - inner)[both].sum()), None)


def _aims(work: Work, counts: Sequence[str]) -> Iterator[Between]:
    """One aim for each published average whose numerator is among `counts`.

    The average is r units when (2r − 1) · base ≤ units · numerator < (2r + 1) · base: whole numbers throughout.
    """
    for average in work.averages:
        measure = average.measure
        if measure.numerator not in counts:
            continue
        units = 2 * measure.per * 10**measure.decimals
        pool = [s for s, stratum in enumerate(work.strata) if _in_pool(stratum, average)]
        if measure.base == "population":
            people = residents(work.scheme, average)
            low = -((1 - 2 * average.printed) * people // units)
            high = -((-2 * average.printed - 1) * people // units) - 1
            yield Between({_position(counts, s, measure.numerator): 1 for s in pool}, low, high, average)
            continue
        for side, low_limit, high_limit in ((-1, 0, None), (1, None, -1)):
            terms: dict[int, int] = {}
            for s in pool:
                terms[_position(counts, s, measure.numerator)] = units
                for base in BANDS if measure.base == "dealt_with" else (measure.base,):
                    at = _position(counts, s, base)
                    terms[at] = terms.get(at, 0) - (2 * average.printed + side)
            yield Between(terms, low_limit, high_limit, average)


def _in_pool(stratum: Stratum, average: Average) -> bool:
    if average.group == "england":
        return True
    populated = stratum.populated or average.measure.base != "population"
    return stratum.pooled and stratum.kind == average.group and populated


def _position(counts: Sequence[str], stratum: int, count: str) -> int:
    return stratum * len(counts) + counts.index(count)
