"""The geometry of the two charts of a page, in the units of their view boxes. Templates only place what is given.

Both are drawn for percentages: 0 to 100. Neither ranks anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from upheld.figures.model import MeasureFigure
from upheld.figures.rate import Rate
from upheld.letters.phrases import listed

DOTS_LEFT, DOTS_RIGHT = 8, 352
"""Where 0 % and 100 % lie on the dot plot, whose view box is 360 wide."""

YEARS_LEFT, YEARS_RIGHT, YEARS_TOP, YEARS_BOTTOM = 34, 352, 14, 142
"""The drawing area of the chart of years, whose view box is 360 by 172."""


@dataclass(frozen=True)
class DotPlot:
    """One rate on a scale of 0 to 100 %, with its interval and the average of similar authorities."""

    rate: str
    low: str
    width: str
    """Of the band of the interval, from `low`."""
    average: str | None
    description: str


@dataclass(frozen=True)
class YearMark:
    """One year of a chart. `y` and the ends of its interval are None where there is no rate."""

    label: str
    x: str
    y: str | None
    worded: str
    worded_y: str
    top: str | None
    bottom: str | None
    current: bool


@dataclass(frozen=True)
class BreakMark:
    """Where the series breaks: a vertical line between two years."""

    x: str
    title: str


@dataclass(frozen=True)
class YearChart:
    """One measure over the years. Each line joins years that can be compared, and stops at a break or a gap."""

    lines: tuple[str, ...]
    """`points` of polylines."""
    average_lines: tuple[str, ...]
    average_points: tuple[tuple[str, str], ...]
    marks: tuple[YearMark, ...]
    breaks: tuple[BreakMark, ...]
    grid: tuple[tuple[str, str], ...]
    """Height and label of each line of the grid."""
    description: str


def dot_plot(figure: MeasureFigure) -> DotPlot | None:
    """Return the dot plot of a percentage; None for a rate per 100,000 or a base of zero."""
    interval, exact = figure.interval, figure.rate.exact
    if interval is None or exact is None or figure.rate.per != 100:
        return None
    low, high = _across(100 * interval.low), _across(100 * interval.high)
    average = figure.comparison.pooled if figure.comparison else None
    at = None if average is None or average.exact is None else _across(float(average.exact))
    said = f"{figure.rate.worded}, on a scale from 0% to 100%. "
    said += f"The 95% interval runs from {interval.low_percent}% to {interval.high_percent}%."
    if average is not None and average.worded is not None:
        said += f" The average of similar authorities is {average.worded}."
    return DotPlot(_n(_across(float(exact))), _n(low), _n(high - low), None if at is None else _n(at), said)


def year_chart(
    years: Sequence[tuple[str, int, MeasureFigure]], breaks: Sequence[tuple[int, str]], current: int
) -> YearChart | None:
    """Return the chart of a percentage over the years; None for another kind of rate or fewer than two years with one.

    `years` are (label, calendar year, figure), earliest first; `breaks` are (first calendar year, title).
    """
    if len(years) < 2 or years[0][2].rate.per != 100 or sum(f.rate.base > 0 for _, _, f in years) < 2:
        return None
    step = Fraction(YEARS_RIGHT - YEARS_LEFT, len(years))
    places = {number: YEARS_LEFT + step * n + step / 2 for n, (_, number, _) in enumerate(years)}
    broken = [(first, title) for first, title in breaks if first in places and first != years[0][1]]
    starts = {first for first, _ in broken}
    averages = [(number, f.comparison.pooled if f.comparison else None) for _, number, f in years]
    average_at = {n: (_n(places[n]), _height(r)) for n, r in averages if r is not None and r.base}
    own_at = {number: (_n(places[number]), _height(f.rate)) for _, number, f in years if f.rate.base}
    return YearChart(
        lines=_lines([number for _, number, _ in years], own_at.get, starts),
        average_lines=_lines([number for _, number, _ in years], average_at.get, starts),
        average_points=tuple(average_at.values()),
        marks=tuple(_mark(label, places[number], f, number == current) for label, number, f in years),
        breaks=tuple(BreakMark(_n(places[first] - step / 2), title) for first, title in broken),
        grid=tuple((_n(_at(percent)), f"{percent}%") for percent in (0, 50, 100)),
        description=_described(years, broken),
    )


def _mark(label: str, x: Fraction, figure: MeasureFigure, current: bool) -> YearMark:
    if not figure.rate.base:
        return YearMark(label, _n(x), None, "no rate", _n(_at(0) - 6), None, None, current)
    interval = figure.interval
    top = None if interval is None else _n(_at(100 * interval.high))
    bottom = None if interval is None else _n(_at(100 * interval.low))
    exact = figure.rate.exact
    height = _at(float(exact) if exact is not None else 0.0)
    words = _shortest(figure.rate)
    # The value stands above its dot, or below it where there is no room above.
    words_y = height - 8 if height - 8 > YEARS_TOP + 4 else height + 17
    return YearMark(label, _n(x), _n(height), words, _n(words_y), top, bottom, current)


def _shortest(rate: Rate) -> str:
    """Return the rate as the narrow column of one year can hold it: `>99%` for more than 99 %."""
    worded = rate.worded or ""
    return worded.replace("more than ", ">").replace("fewer than ", "<")


def _lines(numbers: Sequence[int], at: Callable[[int], tuple[str, str] | None], starts: set[int]) -> tuple[str, ...]:
    """Join neighbouring years that both have a rate, and stop before a year that starts a new series."""
    lines: list[list[str]] = [[]]
    for number in numbers:
        point = at(number)
        if point is None or number in starts:
            lines.append([])
        if point is not None:
            lines[-1].append(",".join(point))
    return tuple(" ".join(line) for line in lines if len(line) > 1)


def _described(years: Sequence[tuple[str, int, MeasureFigure]], broken: Sequence[tuple[int, str]]) -> str:
    parts = [f"{label}: {figure.rate.worded or 'no rate'}" for label, _, figure in years]
    said = f"{listed(parts)}."
    label_of = {number: label for label, number, _ in years}
    for first, title in broken:
        said += f" The series breaks before {label_of[first]}: {title}."
    return said


def _height(rate: Rate) -> str:
    return _n(_at(float(rate.exact or 0)))


def _at(percent: float) -> float:
    return YEARS_BOTTOM - (YEARS_BOTTOM - YEARS_TOP) * percent / 100


def _across(percent: float) -> float:
    return DOTS_LEFT + (DOTS_RIGHT - DOTS_LEFT) * percent / 100


def _n(value: float | Fraction) -> str:
    """Return a length with one decimal, as short as SVG takes it."""
    return f"{float(value):.1f}".removesuffix(".0")
