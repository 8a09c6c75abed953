"""The geometry of the two charts of a page, in the units of their view boxes. Templates only place what is given.

Both are drawn for percentages: 0 to 100. Neither ranks anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from upheld.figures.model import MeasureFigure
from upheld.figures.rate import Rate
from upheld.website.wording import worded
from upheld.writing.phrases import listed

DOTS_LEFT, DOTS_RIGHT = 8, 352
"""Where 0 % and 100 % lie on the dot plot, whose view box is 360 wide."""

YEARS_LEFT, YEARS_RIGHT, YEARS_TOP, YEARS_BOTTOM = 34, 352, 14, 142
"""The drawing area of the chart of years, whose view box is 360 by 172. The template draws the grid to fit."""


@dataclass(frozen=True)
class DotPlot:
    """One rate on a scale of 0 to 100 %, with its interval and the average of similar authorities."""

    rate: str
    low: str
    width: str
    """Of the band of the interval, from `low`."""
    average: str | None
    description: str


@dataclass(frozen=True, slots=True)
class YearMark:
    """The words of one year on a chart: its label below, its rate beside its dot."""

    label: str
    x: str
    worded: str
    worded_y: str
    style: str
    """Classes of the words: whether there is a rate, and whether it is the year under review."""


@dataclass(frozen=True, slots=True)
class YearChart:
    """One measure over the years, as SVG path data. Lines join years that can be compared, and stop at a break or gap.

    Each kind of mark is one path, because a page has some hundred marks and a path is cheap; a dot is a line of no
    length with a round end.
    """

    lines: str
    dots: str
    intervals: str
    average_lines: str
    average_dots: str
    breaks: str
    marks: tuple[YearMark, ...]
    description: str


def dot_plot(figure: MeasureFigure) -> DotPlot | None:
    """Return the dot plot of a percentage; None for a rate per 100,000 or a base of zero."""
    interval = figure.interval
    if interval is None or figure.rate.per != 100:
        return None
    low, high = _across(100 * interval.low), _across(100 * interval.high)
    average = figure.comparison.pooled if figure.comparison else None
    at = _n(_across(_percent(average))) if average and average.base else None
    said = f"{worded(figure.rate)}, on a scale from 0% to 100%. "
    said += f"The 95% interval runs from {interval.low_percent}% to {interval.high_percent}%."
    if average is not None and average.base:
        said += f" The average of similar authorities is {worded(average)}."
    return DotPlot(_n(_across(_percent(figure.rate))), _n(low), _n(high - low), at, said)


def year_chart(
    years: Sequence[tuple[str, int, MeasureFigure]], breaks: Mapping[int, str], current: int
) -> YearChart | None:
    """Return the chart of a percentage over the years; None for another kind of rate or fewer than two years with one.

    `years` are (label, calendar year, figure), earliest first; `breaks` are titles by first calendar year.
    """
    if len(years) < 2 or years[0][2].rate.per != 100 or sum(f.rate.base > 0 for _, _, f in years) < 2:
        return None
    places, between = _places(len(years))
    joins = [n > 0 and number not in breaks for n, (_, number, _) in enumerate(years)]
    own = [_point(x, f.rate) for x, (_, _, f) in zip(places, years, strict=True)]
    pools = [f.comparison.pooled if f.comparison else None for _, _, f in years]
    average = [_point(x, pool) for x, pool in zip(places, pools, strict=True)]
    return YearChart(
        lines=_lines(own, joins),
        dots=_dots(own),
        intervals="".join([_bar(x, f) for x, (_, _, f) in zip(places, years, strict=True) if f.interval]),
        average_lines=_lines(average, joins),
        average_dots=_dots(average),
        breaks="".join([line for line, joined in zip(between[1:], joins[1:], strict=True) if not joined]),
        marks=tuple([_mark(label, x, f.rate, n == current) for x, (label, n, f) in zip(places, years, strict=True)]),
        description=_described(years, breaks),
    )


@cache
def _places(number: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return where each of `number` years lies from left to right, and the line that would part it from the last."""
    step = (YEARS_RIGHT - YEARS_LEFT) / number
    starts = [YEARS_LEFT + step * n for n in range(number)]
    lines = (f"M{_n(start)} {YEARS_TOP - 6}V{YEARS_BOTTOM + 4}" for start in starts)
    return tuple(_n(start + step / 2) for start in starts), tuple(lines)


def _mark(label: str, x: str, rate: Rate, current: bool) -> YearMark:
    style = " current" if current else ""
    if not rate.base:
        return YearMark(_brief(label), x, "no rate", WORDS_OF_NOTHING, f"none{style}")
    words = worded(rate).replace("more than ", ">").replace("fewer than ", "<")
    return YearMark(_brief(label), x, words, WORDS[1000 * rate.numerator // rate.base], f"value{style}")


def _brief(label: str) -> str:
    """Return a year for a narrow column: `18-19` for 2018-19. The table beside the chart has it in full."""
    return label[2:] if "-" in label else label


_Point = tuple[str, str] | None


def _point(x: str, rate: Rate | None) -> _Point:
    return (x, HEIGHTS[1000 * rate.numerator // rate.base]) if rate is not None and rate.base else None


def _lines(points: Sequence[_Point], joins: Sequence[bool]) -> str:
    """Join neighbouring years that both have a rate, but not a year that starts a new series to the one before."""
    path: list[str] = []
    before: _Point = None
    drawing = False
    for point, joined in zip(points, joins, strict=True):
        if point is None or before is None or not joined:
            drawing = False
        else:
            path.append(f"L{point[0]} {point[1]}" if drawing else f"M{before[0]} {before[1]}L{point[0]} {point[1]}")
            drawing = True
        before = point
    return "".join(path)


def _dots(points: Sequence[_Point]) -> str:
    return "".join([f"M{point[0]} {point[1]}h0" for point in points if point is not None])


def _bar(x: str, figure: MeasureFigure) -> str:
    interval = figure.interval
    return f"M{x} {HEIGHTS[int(1000 * interval.high)]}V{HEIGHTS[int(1000 * interval.low)]}" if interval else ""


def _described(years: Sequence[tuple[str, int, MeasureFigure]], starts: Mapping[int, str]) -> str:
    said = f"{listed([f'{label}: {worded(figure.rate)}' for label, _, figure in years])}."
    for label, number, _ in years[1:]:
        if number in starts:
            said += f" The series breaks before {label}: {starts[number]}."
    return said


def _percent(rate: Rate) -> float:
    """Return a share in percent for a drawing, never for a text: a drawing is as good as its pixels."""
    return 100 * rate.numerator / rate.base


def _across(percent: float) -> float:
    return DOTS_LEFT + (DOTS_RIGHT - DOTS_LEFT) * percent / 100


def _down(percent: float) -> float:
    return YEARS_BOTTOM - (YEARS_BOTTOM - YEARS_TOP) * percent / 100


def _beside(percent: float) -> float:
    """Return where the words of a rate stand: above its dot, or below it where there is no room above."""
    above = _down(percent) - 8
    return above if above > YEARS_TOP + 4 else above + 25


def _n(value: float) -> str:
    """Return a length with one decimal, as short as SVG takes it."""
    return f"{value:.1f}".removesuffix(".0")


HEIGHTS = tuple(_n(_down(tenth / 10)) for tenth in range(1001))
"""Where a share lies from top to bottom, by tenths of a percent: finer than a pixel, and no sum to do on any page."""

WORDS = tuple(_n(_beside(tenth / 10)) for tenth in range(1001))
"""Where the words of a share stand, by tenths of a percent."""

WORDS_OF_NOTHING = _n(_down(0) - 6)
"""Where `no rate` stands."""
