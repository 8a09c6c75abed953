"""Funnel plots of a page: drawn once for each group and measure, with one mark added for the body whose page it is.

Pages of a group differ in that mark alone, so the rest is one piece of SVG that all of them share.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from upheld.figures.funnel import FunnelLimit, GroupFunnel, group_funnel
from upheld.figures.model import Figures, MeasureFigure
from upheld.figures.rate import Rate
from upheld.website.wording import funnel_limits, worded

LEFT, RIGHT, TOP, BOTTOM = 34, 352, 12, 196
"""The drawing area of the plot, whose view box is 360 by 238."""

APART = 2.0
"""Points of a limit closer than this are left out: no eye would part them."""


@dataclass(frozen=True, slots=True)
class FunnelView:
    """One body among its group."""

    title: str
    description: str
    shared: Markup
    """Grid, limits, average and the points of the whole group."""
    mark: Markup
    """The body's own point, over the others."""
    sentence: str
    limits: str
    """Where the limits lie at the body's own base, in words: the drawing says no more."""
    widened: bool
    both: str = ""
    """Where the test says *higher* or *lower* and the plot sees nothing unusual: why both can be so."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the plots of a group share."""

    funnel: GroupFunnel
    shared: Markup
    title: str
    most: int
    """The base at the right end of the scale."""


@dataclass(frozen=True)
class Funnels:
    """The funnel plots of the year under review, each group's drawn when the first of its pages asks for it."""

    figures: Figures
    _drawn: dict[tuple[str, str], _Drawn] = field(default_factory=dict)

    def of(self, figure: MeasureFigure) -> FunnelView | None:
        """Return the plot of one body's figure of the year; None where it has no rate, no group or is no share.

        None too where all of the group have the outcome, or nobody: there is no spread to draw.
        """
        if figure.comparison is None or not figure.rate.base or figure.measure.per != 100:
            return None
        key = (figure.comparison.group.id, figure.measure.id)
        drawn = self._drawn.get(key)
        if drawn is None:
            group = group_funnel(self.figures, figure.comparison.group, figure.measure, self.figures.year)
            drawn = self._drawn[key] = _draw(group)
        if not drawn.funnel.shape.limits:
            return None
        rate, sentence = figure.rate, drawn.funnel.sentence(figure.rate)
        limits = funnel_limits(drawn.funnel, figure)
        return FunnelView(
            drawn.title,
            f"This body: {worded(rate)}, {rate.numerator:,} of {rate.base:,}. {limits}",
            drawn.shared,
            _mark(rate, drawn.most),
            sentence,
            limits,
            bool(drawn.funnel.shape.widened),
            _both(figure, drawn.funnel),
        )


def _both(figure: MeasureFigure, funnel: GroupFunnel) -> str:
    word = figure.verdict.word if figure.verdict else ""
    if word not in ("higher", "lower") or not funnel.shape.widened or funnel.outside(figure.rate) is not None:
        return ""
    return (
        f"Its rate is {word} than that of the others together, as said above. Yet authorities of this type often "
        "differ as much as this from one another."
    )


def _draw(funnel: GroupFunnel) -> _Drawn:
    most = max(base for _, base in funnel.pairs)
    ticks = tuple(_ticks(most))
    right = max(most, ticks[-1])
    wording = funnel.measure.wording
    plural = funnel.group.plural
    title = f"{len(funnel.pairs):,} {plural}: {funnel.measure.name.lower()}, by number of {wording.base_many}"
    pieces = [
        f'<path class="grid" d="M{LEFT} {TOP}H{RIGHT}M{LEFT} {_n(_y(0.5))}H{RIGHT}M{LEFT} {BOTTOM}H{RIGHT}"/>',
        *(f'<text x="28" y="{_n(_y(share) + 4)}" class="end">{words}</text>' for share, words in SCALE),
        *(f'<text x="{_n(_x(tick, right))}" y="{BOTTOM + 17}">{tick:,}</text>' for tick in ticks),
        f'<text x="{RIGHT}" y="{BOTTOM + 36}" class="end">{escape(wording.base_many)}</text>',
        *(
            f'<path class="{name}" d="{_curves(limit, right)}"/>'
            for limit, name in zip(funnel.shape.limits, ("inner", "outer"), strict=False)
        ),
        f'<path class="average" d="M{LEFT} {_n(_y(_share(funnel.shape.target)))}H{RIGHT}"/>',
        f'<path class="others" d="{_points(funnel.pairs, right)}"/>',
    ]
    return _Drawn(funnel, Markup("".join(pieces)), title, right)  # noqa: S704 the only word of the scheme is escaped


SCALE = ((1.0, "100%"), (0.5, "50%"), (0.0, "0%"))


def _mark(rate: Rate, most: int) -> Markup:
    """Return a diamond: it is told from the round points of the others by its shape, too."""
    x, y, r = _x(rate.base, most), _y(_share(rate)), 7
    shape = f"M{_n(x)} {_n(y - r)}l{r} {r}-{r} {r}-{r}-{r}z"
    return Markup(f'<path class="own" d="{shape}"/>')  # noqa: S704 numbers only


def _curves(limit: FunnelLimit, most: int) -> str:
    """Return the upper and the lower limit as path data, thinned."""
    kept = list(_thinned(limit.bases, most))
    return "".join(_curve([(limit.bases[at], side[at]) for at in kept], most) for side in (limit.high, limit.low))


def _thinned(bases: Sequence[int], most: int) -> Iterator[int]:
    last = -APART
    for at, base in enumerate(bases):
        x = _x(base, most)
        if x - last >= APART or at == len(bases) - 1:
            last = x
            yield at


def _curve(points: Iterable[tuple[int, float]], most: int) -> str:
    return "M" + "L".join(f"{_n(_x(base, most))} {_n(_y(share))}" for base, share in points)


def _points(pairs: Iterable[tuple[int, int]], most: int) -> str:
    """Return every point once: bodies with the same counts lie on one another."""
    return "".join(f"M{_n(_x(n, most))} {_n(_y(x / n))}h0" for x, n in dict.fromkeys(pairs))


def _ticks(most: int) -> Iterator[int]:
    """Yield round numbers from 0 to `most` or just beyond: four or five of them."""
    step = next(s * 10**power for power in range(9) for s in (1, 2, 5) if most / (s * 10**power) <= 5)
    yield from range(0, step * math.ceil(most / step) + 1, step)


def _x(base: int, most: int) -> float:
    return LEFT + (RIGHT - LEFT) * base / most


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _share(rate: Rate) -> float:
    """Return a share for a drawing, never for a text: a drawing is as good as its pixels."""
    return rate.numerator / rate.base


def _n(value: float) -> str:
    """Return a length with one decimal, as short as SVG takes it."""
    return f"{value:.1f}".removesuffix(".0")
