"""What stands out among the service areas: where most complaints lie, and where fault is found most and least often.

Service areas only: authorities are never set in an order by a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from upheld.figures.rate import Rate
from upheld.review.endings import short, stages
from upheld.review.facts import Facts
from upheld.scheme.model import Category

ENOUGH = 30
"""Investigations: an area with fewer is not called the one where fault is found most or least often."""


def most_complaints(facts: Facts) -> str:
    """Return the area with the most complaints decided, and how many; the first in the scheme of several."""
    whole = stages(facts.scheme)[0]
    category, counts = max(facts.services, key=lambda area: area[1].get(whole, 0))
    return f"{_within(category)} ({counts.get(whole, 0):,} of {facts.count(whole):,})"


def most_often(facts: Facts) -> str:
    """Return the area in which fault was found most often, with its rate."""
    return _said(facts, max(_compared(facts), key=lambda area: _share(facts, area[1])))


def least_often(facts: Facts) -> str:
    """Return the area in which fault was found least often, with its rate."""
    return _said(facts, min(_compared(facts), key=lambda area: _share(facts, area[1])))


def differ(facts: Facts) -> bool:
    """Whether at least two areas have enough investigations, and not all the same rate."""
    return len({_share(facts, counts) for _, counts in _compared(facts)}) > 1


def _compared(facts: Facts) -> list[tuple[Category, Mapping[str, int]]]:
    investigated = stages(facts.scheme)[1]
    return [area for area in facts.services if area[1].get(investigated, 0) >= ENOUGH]


def _share(facts: Facts, counts: Mapping[str, int]) -> Fraction:
    _, investigated, upheld = stages(facts.scheme)
    return Fraction(counts.get(upheld, 0), counts[investigated])


def _said(facts: Facts, area: tuple[Category, Mapping[str, int]]) -> str:
    category, counts = area
    _, investigated, upheld = stages(facts.scheme)
    rate = Rate(counts.get(upheld, 0), counts[investigated])
    return f"{_within(category)} ({short(rate)}, {rate.numerator:,} of {rate.base:,})"


def _within(category: Category) -> str:
    return category.name[:1].lower() + category.name[1:]
