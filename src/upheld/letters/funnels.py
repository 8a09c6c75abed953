"""The funnel of a panel as data: one authority among its group, thinned to what a drawing of five centimetres shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from upheld.figures.funnel import FunnelLimit, GroupFunnel, group_funnel, shape
from upheld.figures.model import Figures, MeasureFigure
from upheld.figures.rate import Rate
from upheld.letters.facts import Facts
from upheld.letters.model import FunnelChart, FunnelGround
from upheld.scheme.model import AuthorityType, Measure
from upheld.writing import phrases

APART = 1 / 60
"""Points of a limit closer than this share of the scale are left out."""

GRID = 1 / 160
"""Points of other authorities closer than this share of the scale lie on one another."""

Pairs = tuple[tuple[int, int], ...]
Place = tuple[float, float]


def group_of(facts: Facts, figure: MeasureFigure) -> GroupFunnel | None:
    """Return the funnel of a measure of the year; None where the authority is in none, or there is nothing to draw.

    Nothing is drawn where all of the group have the outcome, or nobody has.
    """
    if figure.comparison is None or not figure.rate.base or figure.measure.per != 100:
        return None
    funnel = _group_funnel(facts, figure.comparison.group, figure.measure)
    return funnel if funnel.shape.limits else None


@dataclass
class _Kept:
    """The funnels of the figures that letters were last composed from: the same for all bodies of a group."""

    figures: Figures | None = None
    funnels: dict[tuple[str, str], GroupFunnel] = field(default_factory=dict)


_kept = _Kept()


def _group_funnel(facts: Facts, group: AuthorityType, measure: Measure) -> GroupFunnel:
    if _kept.figures is not facts.figures:
        _kept.figures, _kept.funnels = facts.figures, {}
    key = (group.id, measure.id)
    if key not in _kept.funnels:
        _kept.funnels[key] = group_funnel(facts.figures, group, measure, facts.year)
    return _kept.funnels[key]


def funnel_chart(funnel: GroupFunnel, figure: MeasureFigure) -> FunnelChart:
    """Return the drawing of a group's funnel with the authority of `figure` marked."""
    ground = _ground(funnel.pairs)
    return FunnelChart(
        ground=ground,
        most_worded=f"{ground.most:,}",
        base=figure.rate.base,
        rate=_percent(figure.rate),
        low=figure.interval.low_percent if figure.interval else None,
        high=figure.interval.high_percent if figure.interval else None,
        unit=figure.measure.wording.base_many,
        alt=_alt(funnel, figure),
    )


def _alt(funnel: GroupFunnel, figure: MeasureFigure) -> str:
    at_base = funnel.limits_at(figure.rate.base)
    limits = phrases.listed(
        [f"the {level} limits are {_whole(low)} and {_whole(high)}" for level, low, high in at_base]
    )
    return (
        f"{figure.measure.name} of {len(funnel.pairs):,} {funnel.group.plural} by number of "
        f"{figure.measure.wording.base_many}: this authority {figure.rate.worded}, "
        f"{figure.rate.numerator:,} of {figure.rate.base:,}; average {funnel.shape.target.worded}. "
        f"For {figure.base_worded}, {limits}. {funnel.sentence(figure.rate)}"
    )


@lru_cache(maxsize=64)
def _ground(pairs: Pairs) -> FunnelGround:
    """Return what is drawn of a group. Kept, because it is the same in the letters of all its authorities."""
    most, drawn = max(base for _, base in pairs), shape(pairs)
    curves: list[tuple[Place, ...]] = []
    for limit in drawn.limits:
        kept = list(_thinned(limit, most))
        curves += [
            tuple((limit.bases[at], round(100 * side[at], 1)) for at in kept) for side in (limit.high, limit.low)
        ]
    return FunnelGround(most, tuple(curves), tuple(_apart(pairs, most)), _percent(drawn.target))


def _thinned(limit: FunnelLimit, most: int) -> Iterator[int]:
    last = -1.0
    for at, base in enumerate(limit.bases):
        if base / most - last >= APART or at == len(limit.bases) - 1:
            last = base / most
            yield at


def _apart(pairs: Sequence[tuple[int, int]], most: int) -> Iterator[Place]:
    seen: set[tuple[int, int]] = set()
    for numerator, base in pairs:
        cell = (int(base / most / GRID), int(numerator / base / GRID))
        if cell not in seen:
            seen.add(cell)
            yield base, round(100 * numerator / base, 1)


def _percent(rate: Rate) -> float:
    """Return a share in percent for a drawing, never for a text."""
    return round(100 * rate.numerator / rate.base, 1)


def _whole(share: float) -> str:
    return f"{int(100 * share + 0.5)}%"
