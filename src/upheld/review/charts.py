"""The other drawings of the review: bars, years side by side, and the curve of waiting. None of them ranks anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from upheld.figures.rate import Rate
from upheld.review.drawing import WIDTH, Box, Dot, Drawing, Line, Shape, Words, mm

NAMES = 63.0
"""The room for names to the left of bars."""
ROW = 5.0
STYLES = ("part-1", "part-2", "part-3", "part-4")
"""From the palest to the darkest: parts can be told apart in black and white, and stand in the order of the key."""


@dataclass(frozen=True)
class RateBar:
    """One bar: a name, a rate, and how the rate is worded with its counts."""

    name: str
    rate: Rate
    worded: str


def rate_bars(rows: Sequence[RateBar], alt: str) -> Drawing:
    """Return one bar for each rate, from 0 to 100 percent, in the order given."""
    width = WIDTH - NAMES - 37.0
    shapes: list[Shape] = [_upright(NAMES + width * part / 4, len(rows)) for part in range(5)]
    for n, row in enumerate(rows):
        y = n * ROW + 1.0
        shapes.append(Words(mm(NAMES - 2), mm(y + 2.8), row.name, "end"))
        if row.rate.base:
            shapes.append(Box(NAMES, mm(y), mm(width * _share(row.rate)), ROW - 1.4, "bar"))
        shapes.append(Words(mm(NAMES + width + 3), mm(y + 2.8), row.worded))
    foot = len(rows) * ROW + 4.2
    shapes += [Words(mm(NAMES + width * part / 4), mm(foot), f"{25 * part}%", "middle", "soft") for part in range(5)]
    return Drawing(WIDTH, mm(foot + 1.5), alt, tuple(shapes))


def _upright(x: float, rows: int) -> Line:
    return Line(((mm(x), 0.0), (mm(x), mm(rows * ROW))), "grid")


def _share(rate: Rate) -> float:
    return rate.numerator / rate.base if rate.base else 0.0


@dataclass(frozen=True)
class Stack:
    """One bar of several parts, in the order of the key."""

    name: str
    parts: tuple[int, ...]


def stacked_bars(rows: Sequence[Stack], names: Sequence[str], alt: str) -> Drawing:
    """Return one bar for each row, as long as its number, cut into parts; the key stands above."""
    width = WIDTH - NAMES - 16.0
    most = max((sum(row.parts) for row in rows), default=0)
    shapes: list[Shape] = []
    x = 0.0
    for name, style in zip(names, STYLES, strict=False):
        shapes += [Box(mm(x), 0.6, 4.0, 3.2, style), Words(mm(x + 5.5), 3.4, name)]
        x += 9.5 + 1.62 * len(name)
    for n, row in enumerate(rows):
        y, at = n * ROW + 8.0, NAMES
        shapes.append(Words(mm(NAMES - 2), mm(y + 2.8), row.name, "end"))
        for part, style in zip(row.parts, STYLES, strict=False):
            size = width * part / most if most else 0.0
            if part:
                shapes.append(Box(mm(at), mm(y), mm(size), ROW - 1.4, style))
            at += size
        shapes.append(Words(mm(at + 2), mm(y + 2.8), f"{sum(row.parts):,}"))
    return Drawing(WIDTH, mm(len(rows) * ROW + 8.0), alt, tuple(shapes))


@dataclass(frozen=True)
class YearPoint:
    """One year of a measure. `after_break`: no line is drawn to it."""

    label: str
    rate: Rate
    mark: str
    """The rate as it stands beside its dot; empty where there is no rate."""
    after_break: bool


def year_line(points: Sequence[YearPoint], alt: str, height: float = 37.0) -> Drawing:
    """Return a measure over the years: dots, joined where they can be compared, with breaks as dashed lines."""
    left, right, top, bottom = 12.0, WIDTH - 4.0, 6.0, height - 7.0
    step = (right - left) / len(points)
    xs = [left + step * (n + 0.5) for n in range(len(points))]
    ys = [bottom - (bottom - top) * _share(p.rate) for p in points]
    shapes: list[Shape] = []
    for part in (0, 50, 100):
        y = bottom - (bottom - top) * part / 100
        shapes += [
            Line(((left, mm(y)), (right, mm(y))), "grid"),
            Words(left - 2, mm(y + 1), f"{part}%", "end", "soft"),
        ]
    for n in range(1, len(points)):
        if points[n].after_break:
            x = (xs[n - 1] + xs[n]) / 2
            shapes.append(Line(((mm(x), top - 4), (mm(x), bottom + 2)), "break"))
        elif points[n].mark and points[n - 1].mark:
            shapes.append(Line(((mm(xs[n - 1]), mm(ys[n - 1])), (mm(xs[n]), mm(ys[n]))), "rate"))
    for x, y, point in zip(xs, ys, points, strict=True):
        if point.mark:
            shapes.append(Dot(mm(x), mm(y), 1.2, "rate"))
        above = y - 2.6 if y - 2.6 > top - 2 else y + 5.2
        shapes.append(
            Words(mm(x), mm(above if point.mark else bottom - 2), point.mark or "no rate", "middle", "strong")
        )
        shapes.append(Words(mm(x), mm(bottom + 5.2), point.label, "middle", "soft"))
    return Drawing(WIDTH, height, alt, tuple(shapes))


LONGEST = 365
"""Days that the curve of waiting shows."""


def waiting_curve(still_waiting: Sequence[tuple[int, float]], median: int | None, alt: str) -> Drawing:
    """Return the share of remedies still waited for, by days since the decision, as a curve of steps."""
    left, right, top, bottom = 12.0, WIDTH - 6.0, 3.0, 50.0

    def x(day: float) -> float:
        return mm(left + (right - left) * day / LONGEST)

    def y(share: float) -> float:
        return mm(bottom - (bottom - top) * share)

    shapes: list[Shape] = []
    for part in (0, 50, 100):
        shapes += [
            Line(((left, y(part / 100)), (right, y(part / 100))), "grid"),
            Words(left - 2, mm(y(part / 100) + 1), f"{part}%", "end", "soft"),
        ]
    shapes += [Words(x(day), bottom + 5, f"{day} days", "middle", "soft") for day in (0, 90, 180, 270, 360)]
    points, share = [(x(0), y(1.0))], 1.0
    for day, left_over in still_waiting:
        if day > LONGEST:
            break
        points += [(x(day), y(share)), (x(day), y(left_over))]
        share = left_over
    points.append((x(LONGEST), y(share)))
    shapes.append(Line(tuple(points), "rate"))
    if median is not None and median <= LONGEST:
        shapes += [
            Line(((x(median), y(0.5)), (x(median), y(0))), "break"),
            Words(mm(x(median) + 2), mm(y(0.5) - 1.6), f"half after {median:,} days", style="strong"),
        ]
    return Drawing(WIDTH, bottom + 7.0, alt, tuple(shapes))


def percent(rate: Rate) -> float | None:
    """Return a share in percent with one decimal, rounded half up from integers; None for a base of zero."""
    return None if rate.exact is None else int(rate.exact * 10 + Fraction(1, 2)) / 10
