"""How compliance outcomes flow: some come in the year of the decision, others in the year after.

Compliance outcomes count by their own date, so a year can have more of them than upheld decisions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from upheld.scheme.model import Authority, Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.draw import Ints
from upheld.snapshot.sample.facts import FREE
from upheld.snapshot.sample.report import Impossible

SAME_YEAR = 0.46
"""Share of upheld decisions without an early remedy whose remedies are carried out before the year ends."""

NEXT_YEAR = 0.72
"""Share of the rest whose remedies are carried out in the year after; the others have none to carry out."""

AT_MOST_NOW = 0.7
"""Share of a published year's outcomes that are planned to come from decisions of the same year."""


@dataclass(frozen=True)
class Flow:
    """[authority, year] of the outcome: how many belong to decisions of the same year, and of the year before."""

    same_year: Ints
    from_before: Ints

    @property
    def outcomes(self) -> Ints:
        """All compliance outcomes of the year."""
        return self.same_year + self.from_before


def least_upheld(fixed: Mapping[str, Ints], scheme: Scheme, years: Sequence[ReviewYear]) -> Ints:
    """Return how many upheld decisions each body must have at least, for the published outcomes to belong to some."""
    outcomes, upheld = fixed["compliance_outcomes"], fixed["upheld"]
    least = np.zeros_like(outcomes)
    for i, t in zip(*np.nonzero(outcomes > 0), strict=True):
        if upheld[i, t] == FREE:
            least[i, t] = max(least[i, t], outcomes[i, t])
        elif t and _active(scheme.authorities[i], years[t - 1]):
            least[i, t - 1] = max(least[i, t - 1], outcomes[i, t] - int(AT_MOST_NOW * upheld[i, t]))
    return least


def _active(authority: Authority, year: ReviewYear) -> bool:
    """Whether decisions can be dated against the body in `year`: it is in being, or was in the year before."""
    return authority.in_being_during(year) or authority.in_being_during(year.previous)


def flow(
    rng: np.random.Generator,
    counts: Mapping[str, Ints],
    published: Ints,
    scheme: Scheme,
    years: Sequence[ReviewYear],
) -> tuple[Flow, list[Impossible]]:
    """Share each body's upheld decisions out to the years of their outcomes; published outcomes are met exactly.

    The first year has no year before it, so its outcomes all belong to decisions of its own.
    """
    same_year, from_before = np.zeros_like(published), np.zeros_like(published)
    short: list[Impossible] = []
    for i, authority in enumerate(scheme.authorities):
        body = _Body(counts["upheld"][i], counts["satisfactory_remedies"][i], published[i])
        waiting = 0
        for t, year in enumerate(years):
            if not _active(authority, year.previous):
                waiting = 0
            now, before = body.shares(rng, t, waiting)
            same_year[i, t], from_before[i, t] = now, before
            if published[i, t] > now + before:
                where = f"{authority.name}, {year.label}"
                there = f"only {now + before} upheld decisions can have them"
                short.append(Impossible(where, f"{published[i, t]} compliance outcomes", there))
            waiting = int(body.upheld[t]) - now
    return Flow(same_year, from_before), short


@dataclass(frozen=True)
class _Body:
    upheld: Ints
    early: Ints
    published: Ints

    def shares(self, rng: np.random.Generator, t: int, waiting: int) -> tuple[int, int]:
        """Return outcomes in year t of decisions of that year, and of the `waiting` ones of the year before."""
        upheld = int(self.upheld[t])
        early_before = int(self.early[t - 1]) if t else 0
        before = int(rng.binomial(max(waiting - early_before, 0), NEXT_YEAR))
        now = int(rng.binomial(upheld - int(self.early[t]), SAME_YEAR if t else 1.4 * SAME_YEAR))
        now = max(min(now, upheld - self._needed_after(t)), 0)
        total = int(self.published[t])
        if total != FREE:
            now = min(max(total - before, total - waiting, 0), upheld, total)
            now = max(min(now, upheld - self._needed_after(t)), total - waiting, 0)
            now = min(now, upheld)
            before = min(total - now, waiting)
        return now, before

    def _needed_after(self, t: int) -> int:
        """How many of this year's upheld decisions must be left for the published outcomes of the next year."""
        if t + 1 == len(self.upheld) or self.published[t + 1] == FREE:
            return 0
        return max(int(self.published[t + 1]) - int(AT_MOST_NOW * self.upheld[t + 1]), 0)
