"""How many complaints each body could expect in each year: its kind, its residents, its own size, the year's scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from upheld.scheme.model import Authority, Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.draw import Floats, Ints
from upheld.snapshot.sample.facts import FREE, Facts
from upheld.snapshot.sample.profile import Profile, TypeShape

RESIDUE = 0.05
"""Share of a usual year's complaints still decided against a body in the year after its last day."""

FIRST_YEAR = 0.7
"""Share of a usual year's complaints decided in a body's first year: most are made later than the fault."""

SIZE_LIMITS = (0.25, 4.0)
"""A body is never taken to be further from the usual of its kind than this, whatever one published year says."""


@dataclass(frozen=True)
class Expected:
    """Complaints to expect, [authority, year]; 0 where the body could have none."""

    investigated: Floats
    others: Floats
    """Those that end before a detailed investigation."""


def expect(
    rng: np.random.Generator, scheme: Scheme, years: Sequence[ReviewYear], profile: Profile, facts: Facts
) -> Expected:
    """Return what each body could expect, scaled so that with what is published the year's aims are met."""
    presence = np.array([[_presence(a, year, years) for year in years] for a in scheme.authorities])
    usual = np.array([_usual(a, scheme, profile.of_type(a.type)) for a in scheme.authorities])
    usual *= np.exp([-(profile.of_type(a.type).spread ** 2) / 2 for a in scheme.authorities])[:, None]
    noise = np.exp(rng.normal(0, 0.15, presence.shape))
    size = _sizes(rng, scheme, profile, usual[:, 0], presence, facts)
    grid = (presence * noise * size[:, None])[:, :, None] * usual[:, None, :]
    for t, year in enumerate(years):
        shape = profile.years[year.number]
        known = facts.fixed["investigated"][:, t]
        _scale(grid[:, t, 0], known, shape.investigated)
        others = facts.fixed["not_for_us"][:, t] + facts.fixed["assessed_and_closed"][:, t]
        _scale(grid[:, t, 1], np.where(facts.fixed["assessed_and_closed"][:, t] == FREE, FREE, others),
               shape.decisions - shape.investigated)  # fmt: skip
    return Expected(grid[:, :, 0], grid[:, :, 1])


def _scale(column: Floats, known: Ints, aim: int) -> None:
    """Put what is known in its place, and scale the rest so that all adds up to `aim`."""
    free = known == FREE
    column[~free] = known[~free]
    total = column[free].sum()
    if total > 0:
        column[free] *= max(aim - known[~free].sum(), 0) / total


def _presence(authority: Authority, year: ReviewYear, years: Sequence[ReviewYear]) -> float:
    """Return the share of a usual year's complaints that can be decided against the body in `year`."""
    if authority.in_being_during(year):
        born = authority.first_day is not None and authority.first_day in year and year != years[0]
        return FIRST_YEAR if born else 1.0
    return RESIDUE if authority.last_day is not None and authority.last_day in year.previous else 0.0


def _usual(authority: Authority, scheme: Scheme, shape: TypeShape) -> tuple[float, float]:
    """Return a usual year's investigated and other complaints of a body of this kind and population."""
    if shape.decisions_per_100k:
        people = (authority.population or _typical_population(scheme, authority.type)) / 100_000
        return (
            shape.investigated_per_100k * people,
            (shape.decisions_per_100k - shape.investigated_per_100k) * people,
        )
    return shape.investigated_per_body, shape.decisions_per_body - shape.investigated_per_body


def _typical_population(scheme: Scheme, kind: str) -> float:
    known = [a.population for a in scheme.authorities if a.type == kind and a.population]
    return float(np.median(known)) if known else 100_000.0


def _sizes(
    rng: np.random.Generator, scheme: Scheme, profile: Profile, usual: Floats, presence: Floats, facts: Facts
) -> Floats:
    """Return how much larger than usual each body is, lasting over the years.

    A body with published years takes its size from them, so that its other years resemble them.
    """
    spread = np.array([profile.of_type(a.type).spread for a in scheme.authorities])
    size: Floats = np.exp(rng.normal(0, 1, len(spread)) * spread)
    known = facts.fixed["investigated"]
    lowest, highest = SIZE_LIMITS
    for i in range(len(size)):
        seen = (known[i] != FREE) & (presence[i] == 1)
        if seen.any():
            ratio = (known[i, seen] + 0.5) / (usual[i] + 0.5)
            size[i] = min(max(float(np.exp(np.log(ratio).mean())), lowest), highest)
    return size
