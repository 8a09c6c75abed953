"""The drawing of one measure over the years: lines stop at a break, and figures stand where there is room for them."""

from __future__ import annotations

import re

from upheld.letters.drawing import trend
from upheld.letters.model import TrendPoint


def point(percent: float | None, *, after_break: bool = False) -> TrendPoint:
    return TrendPoint("2019–20", percent, f"{percent:g}%" if percent is not None else "", after_break)


def lines(drawn: str) -> list[str]:
    (path,) = re.findall(r'stroke-width="\.459" d="([^"]*)"', drawn)
    return re.findall(r"M[^M]+", path)


def test_years_are_joined_but_not_across_a_break_or_a_year_without_a_rate() -> None:
    made = trend([point(50), point(60), point(70, after_break=True), point(None), point(100)])
    assert lines(made.drawn) == ["M5.00 12.50L15.00 11.20"]
    assert 'd="M20.00 6V19"' in made.drawn, "a break is drawn half way between the years"
    assert made.drawn.count("<circle") == 4
    assert [words for _, _, words in made.marks] == ["50%", "60%", "70%", "100%"]


def test_a_figure_stands_over_its_dot_but_under_it_where_lines_come_down_from_both_sides() -> None:
    over, under = -4.6, 1.7
    for percents, places in (
        ((80, 40, 90), (over, under, over)),
        ((80, 10, 90), (over, over, over)),
        ((40,), (over,)),
    ):
        made = trend([point(percent) for percent in percents])
        dots = [float(y) for y in re.findall(r'cy="([\d.]+)"', made.drawn)]
        assert [round(y - dot, 1) for (_, y, _), dot in zip(made.marks, dots, strict=True)] == list(places)
