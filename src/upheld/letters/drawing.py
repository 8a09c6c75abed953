"""Drawings of letters as path data: the funnel of a panel, for the printed letter and the web page; years in print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from upheld.letters.model import FunnelChart, FunnelGround, RangeChart, TrendPoint


@dataclass(frozen=True)
class Frame:
    """Where the plot lies in a drawing, in the drawing's own units; `mark` is half the width of the own mark."""

    left: float
    right: float
    top: float
    bottom: float
    mark: float
    digits: int

    def curves(self, ground: FunnelGround, first: int) -> str:
        """Return the upper and the lower limit; `first` is the place of the upper one among the limits."""
        return "".join(
            "M" + "L".join([self._place(base, percent, ground.most) for base, percent in curve])
            for curve in ground.limits[first : first + 2]
        )

    def average(self, ground: FunnelGround) -> str:
        """Return the line across."""
        return f"M{self.left:g} {self._number(self._height(ground.average))}H{self.right:g}"

    def others(self, ground: FunnelGround) -> str:
        """Return a dot for every authority, all of them one path."""
        return "".join([f"M{self._place(base, percent, ground.most)}h0" for base, percent in ground.others])

    def likely(self, chart: FunnelChart) -> str:
        """Return the interval of this authority's rate; empty where there is none."""
        if chart.low is None or chart.high is None:
            return ""
        return f"M{self._place(chart.base, chart.low, chart.ground.most)}V{self._number(self._height(chart.high))}"

    def own(self, chart: FunnelChart) -> str:
        """Return a diamond, told from the dots by its shape."""
        x, y = self._across(chart.base, chart.ground.most), self._height(chart.rate) - self.mark
        side = f"{self.mark:g}"
        return f"M{self._number(x)} {self._number(y)}l{side} {side}-{side} {side}-{side}-{side}z"

    def _place(self, base: float, percent: float, most: int) -> str:
        return f"{self._number(self._across(base, most))} {self._number(self._height(percent))}"

    def _across(self, base: float, most: int) -> float:
        return self.left + base / most * (self.right - self.left)

    def _height(self, percent: float) -> float:
        return self.bottom - percent / 100 * (self.bottom - self.top)

    def _number(self, value: float) -> str:
        return f"{value:.{self.digits}f}"


PAGE = Frame(left=60, right=600, top=20, bottom=240, mark=9, digits=1)
"""In the view box of the web page's drawing."""

PRINT = Frame(left=8, right=48.5, top=1.5, bottom=31.5, mark=1.7, digits=2)
"""In millimetres of the printed drawing."""


def printed(chart: FunnelChart) -> str:
    """Return the drawing of the printed letter as SVG, 50 mm by 39 mm, without its words.

    Typst reads ready paths many times faster than it reckons them.
    """
    return (
        f"{_printed_ground(chart.ground)}"
        f'<path stroke="#7fb5b0" stroke-width=".564" d="{PRINT.likely(chart)}"/>'
        f'<path fill="#0f6b6b" stroke="#fff" stroke-width=".212" d="{PRINT.own(chart)}"/></g></svg>'
    )


@lru_cache(maxsize=64)
def _printed_ground(ground: FunnelGround) -> str:
    """Return what the drawings of all authorities of a group begin with."""
    left, right, top, bottom = (f"{edge:g}" for edge in (PRINT.left, PRINT.right, PRINT.top, PRINT.bottom))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 39"><g fill="none">'
        f'<path stroke="#c9d4d8" stroke-width=".176" d="M{left} {top}H{right}M{left} {bottom}H{right}"/>'
        f'<g stroke="#55636d" stroke-width=".212"><path stroke-dasharray=".706 .494" d="{PRINT.curves(ground, 0)}"/>'
        f'<path d="{PRINT.curves(ground, 2)}"/></g>'
        f'<path stroke="#b3471d" stroke-width=".388" d="{PRINT.average(ground)}"/>'
        f'<path stroke="#8b949b" stroke-width="1.5" stroke-linecap="round" d="{PRINT.others(ground)}"/>'
    )


@dataclass(frozen=True)
class TrendDrawing:
    """A trend as SVG, 50 mm by 25 mm, without its words, and where each word stands: left and top of 12 mm, centred."""

    drawn: str
    marks: tuple[tuple[float, float, str], ...]


def trend(points: Sequence[TrendPoint]) -> TrendDrawing:
    """Draw one measure over the years; no line is drawn across a break."""
    places = [(_across(number, len(points)), _down(point.percent)) for number, point in enumerate(points)]
    lines, breaks, dots, marks = [], [], [], []
    for number, (point, (x, y)) in enumerate(zip(points, places, strict=True)):
        before_x, before_y = places[number - 1] if number else (x, None)
        if point.after_break:
            breaks.append(f"M{(before_x + x) / 2:.2f} 6V19")
        elif y is not None and before_y is not None:
            lines.append(f"M{before_x:.2f} {before_y:.2f}L{x:.2f} {y:.2f}")
        if y is not None:
            colour = "#17395c" if number == len(points) - 1 else "#0f6b6b"
            dots.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.1" fill="{colour}"/>')
            marks.append((round(x - 6, 2), round(y + (1.7 if _in_a_dip(points, number) else -4.6), 2), point.mark))
    return TrendDrawing(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 25"><g fill="none" stroke-width=".176">'
        '<path stroke="#c9d4d8" d="M0 19H50"/><path stroke="#c9d4d8" stroke-dasharray=".176 .353" d="M0 6H50"/>'
        f'<path stroke="#55636d" stroke-dasharray="1.06 1.06" d="{"".join(breaks)}"/>'
        f'<path stroke="#0f6b6b" stroke-width=".459" d="{"".join(lines)}"/>'
        f'<g stroke="#fff" stroke-width=".212">{"".join(dots)}</g></g></svg>',
        tuple(marks),
    )


def _across(number: int, of: int) -> float:
    return 25.0 if of == 1 else 5 + number * 40 / (of - 1)


def _down(percent: float | None) -> float | None:
    return None if percent is None else 6 + (1 - percent / 100) * 13


def _in_a_dip(points: Sequence[TrendPoint], number: int) -> bool:
    """Whether the line comes down to a dot from both sides: then the words stand under it, if there is room."""
    own = points[number].percent
    beside = [p.percent for p in (*points[max(number - 1, 0) : number], *points[number + 1 : number + 2])]
    there = [percent for percent in beside if percent is not None]
    return own is not None and own >= 20 and bool(there) and all(percent > own for percent in there)


def scale(chart: RangeChart) -> str:
    """Return the drawing of large print as SVG, 170 mm by 27 mm, without its words: a rate from 0 to 100 percent."""

    def x(percent: float) -> str:
        return f"{4 + 1.62 * percent:.2f}"

    drawn = ['<rect x="4" y="7.2" width="162" height="1.6" fill="#8a949c"/>']
    if chart.low is not None and chart.high is not None:
        width = f"{1.62 * (chart.high - chart.low):.2f}"
        drawn.append(f'<rect x="{x(chart.low)}" y="4.5" width="{width}" height="7" rx="3.5" fill="#a8c9c6"/>')
    if chart.average is not None:
        drawn.append(f'<path d="M{x(chart.average)} 1v14" stroke="#000" stroke-width="1.8"/>')
    drawn.append(f'<circle cx="{x(chart.rate)}" cy="8" r="4" fill="#0f2a45" stroke="#fff" stroke-width=".35"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 170 27">{"".join(drawn)}</svg>'


@dataclass(frozen=True)
class WebGround:
    """What the web pages of all authorities of a group draw, as path data."""

    inner: str
    outer: str
    average: str
    others: str


@lru_cache(maxsize=64)
def web_ground(ground: FunnelGround) -> WebGround:
    """Return the paths of a group on the web page, kept while the pages of the group are written."""
    return WebGround(PAGE.curves(ground, 0), PAGE.curves(ground, 2), PAGE.average(ground), PAGE.others(ground))
