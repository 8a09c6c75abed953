"""How a body's complaints ended, step by step, each number out of three wholes that are named.

A share out of all that was dealt with, out of what was investigated, and out of residents are three different things.
Each column says what it is out of, and holds only what is part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from upheld.figures.counts import band_counts
from upheld.figures.model import YearFigures, capitalise
from upheld.figures.rate import Rate
from upheld.review.endings import stages
from upheld.scheme.model import Count, Scheme
from upheld.website.wording import worded

RESIDENTS = 100_000
"""A rate of residents is per so many, with one decimal."""


@dataclass(frozen=True, slots=True)
class Step:
    """One way complaints went."""

    name: str
    meaning: str
    number: str
    shares: tuple[str, ...]
    """One for each whole; empty where the step is no part of it."""
    depth: int
    """How many steps it is part of, not counting the first."""
    left: str
    width: str
    """Where its bar begins and how wide it is, in percent of all that was dealt with."""


@dataclass(frozen=True, slots=True)
class FlowTable:
    """All steps of one body's year."""

    wholes: tuple[str, ...]
    """What each column of shares is out of."""
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Flows:
    """The flows of all bodies of a scheme."""

    scheme: Scheme

    def of(self, now: YearFigures, population: int | None) -> FlowTable | None:
        """Return the flow of one year; None where nothing was dealt with. `population` is the residents of the year."""
        whole, base, _ = self._stages
        dealt, investigated = now.counts[whole], now.counts[base]
        if not dealt:
            return None
        wholes = [f"of {dealt:,} dealt with"]
        wholes += [f"of {investigated:,} investigated"] if investigated else []
        wholes += [f"per {RESIDENTS:,} of {population:,} residents"] if population else []
        return FlowTable(tuple(wholes), tuple(self._steps(now, dealt, investigated, population)))

    @cached_property
    def _stages(self) -> tuple[str, str, str]:
        return stages(self.scheme)

    @cached_property
    def _early(self) -> Count | None:
        return next((c for c in self.scheme.counts if c.early_remedy and c.upheld and c.of == "decisions"), None)

    @cached_property
    def _bands(self) -> Sequence[tuple[str, str, str]]:
        """Name, meaning and id of the count of each band, what was investigated last."""
        count_of = band_counts(self.scheme)
        named = [(b.name, b.meaning, count_of[b.id].id) for b in self.scheme.bands if b.id in count_of]
        return sorted(named, key=lambda band: band[2] == self._stages[1])

    @cached_property
    def _endings(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Name and meaning of the outcome that found no fault, and of the one that found some."""
        band = self.scheme.count_by_id[self._stages[1]].bands
        now = [o for o in self.scheme.outcomes if o.band in band and o.last_day is None]
        without, with_fault = (next(o for o in now if o.upheld is found) for found in (False, True))
        return (without.name, without.meaning), (with_fault.name, with_fault.meaning)

    def _steps(self, now: YearFigures, dealt: int, investigated: int, population: int | None) -> Iterator[Step]:
        _, base, upheld = self._stages

        def step(said: tuple[str, str], number: int, depth: int, at: int, *, within: bool = False) -> Step:
            shares = [worded(Rate(number, dealt))]
            if investigated:
                shares.append(worded(Rate(number, investigated)) if within else "")
            if population:
                shares.append(worded(Rate(number, population, RESIDENTS, 1)))
            return Step(*said, f"{number:,}", tuple(shares), depth, _share(at, dealt), _share(number, dealt))

        yield step(("Dealt with", ""), dealt, 0, 0)
        at = 0
        for name, meaning, id_ in self._bands:
            number = now.counts[id_]
            yield step((name, meaning), number, 1, at, within=id_ == base)
            at += number if id_ != base else 0
        if not investigated:
            return
        found, (without, with_fault) = now.counts[upheld], self._endings
        yield step(without, investigated - found, 2, at, within=True)
        at += investigated - found
        yield step(with_fault, found, 2, at, within=True)
        if self._early:
            # A part of what was upheld, and of that alone: beside the others, a share of those investigated would be
            # taken for the measure, whose base is what was upheld.
            yield step((capitalise(self._early.name), ""), now.counts[self._early.id], 3, at)


def _share(number: int, dealt: int) -> str:
    """Return a share in percent for a drawing, never for a text."""
    return f"{100 * number / dealt:.1f}".removesuffix(".0")
