"""A chart is drawn where its numbers are, joins only what can be compared, and says in words what it shows."""

from __future__ import annotations

from importlib import resources

from tests.website import by_hand
from upheld.figures.model import MeasureFigure
from upheld.figures.rate import Rate
from upheld.website.charts import HEIGHTS, WORDS, YearChart, dot_plot, year_chart

UPHELD = by_hand.scheme().measure_by_id["upheld-rate"]


def figure(drawn: str) -> MeasureFigure:
    """Read `9/12` as a figure without interval or comparison."""
    numerator, base = map(int, drawn.split("/"))
    return MeasureFigure(UPHELD, Rate(numerator, base), None, None)


def chart(drawn: str, breaks: dict[int, str] | None = None) -> YearChart:
    """Draw `1/2 3/4 …`, one figure for each year from 2018-19 on; the last is under review."""
    figures = [figure(each) for each in drawn.split()]
    years = [(f"{2018 + n}-{19 + n}", 2019 + n, each) for n, each in enumerate(figures)]
    made = year_chart(years, breaks or {}, 2018 + len(figures))
    assert made is not None
    return made


def ends(path: str) -> list[list[str]]:
    """Return the heights along each stroke of a path of lines."""
    return [[point.split(" ")[1] for point in stroke.split("L")] for stroke in path.split("M")[1:]]


def test_years_that_follow_one_another_are_joined_by_one_line() -> None:
    assert ends(chart("0/4 2/4 4/4").lines) == [["142", "78", "14"]]


def test_no_line_is_drawn_across_a_break() -> None:
    broken = chart("0/4 2/4 4/4 2/4", {2021: "Intake stopped"})
    assert ends(broken.lines) == [["142", "78"], ["14", "78"]]
    assert broken.breaks.count("M") == 1
    assert "The series breaks before 2020-21: Intake stopped." in broken.description


def test_a_break_before_the_first_year_shown_is_not_drawn() -> None:
    assert chart("1/2 1/2", {2019: "Three measures"}).breaks == ""


def test_a_year_without_a_rate_leaves_a_gap_and_no_dot() -> None:
    gap = chart("0/4 0/0 4/4 2/4")
    assert ends(gap.lines) == [["14", "78"]]
    assert gap.dots.count("M") == 3
    assert [mark.worded for mark in gap.marks] == ["0%", "no rate", "100%", "50%"]
    assert "2019-20: no rate" in gap.description


def test_a_single_year_with_a_rate_is_no_series() -> None:
    years = [("2018-19", 2019, figure("1/2")), ("2019-20", 2020, figure("0/0"))]
    assert year_chart(years, {}, 2020) is None
    assert year_chart(years[:1], {}, 2019) is None


def test_a_rate_per_100_000_has_no_chart_of_percentages() -> None:
    per = MeasureFigure(UPHELD, Rate(5, 1000, per=100_000, decimals=1), None, None)
    assert year_chart([("2018-19", 2019, per), ("2019-20", 2020, per)], {}, 2020) is None
    assert dot_plot(per) is None


def test_the_grid_of_the_template_lies_where_the_rates_lie() -> None:
    template = (resources.files("upheld.website") / "templates" / "parts.html").read_text(encoding="utf-8")
    for share in (0, 500, 1000):
        assert f"M34 {HEIGHTS[share]}H352" in template
    assert (HEIGHTS[0], HEIGHTS[500], HEIGHTS[1000]) == ("142", "78", "14")


def test_words_stand_above_a_dot_and_below_one_at_the_top() -> None:
    assert float(WORDS[500]) < float(HEIGHTS[500])
    assert float(WORDS[1000]) > float(HEIGHTS[1000])


def test_a_part_is_not_worded_as_the_whole_in_a_chart_either() -> None:
    assert [mark.worded for mark in chart("999/1000 1/1000").marks] == [">99%", "<1%"]


def test_each_rate_has_its_interval_and_the_average_its_own_line() -> None:
    body = by_hand.figures(2024).authorities["E08000012"]
    years = [(y.year.label, n, y.measures["upheld-rate"]) for n, y in body.years.items()]
    made = year_chart(years, {2021: "a", 2023: "b"}, 2024)
    assert made is not None
    assert made.intervals.count("M") == made.dots.count("M") == 3
    assert len(ends(made.average_lines)) == 1


def test_the_dot_plot_lies_between_nothing_and_everything() -> None:
    plot = dot_plot(by_hand.figures(2020).of("E08000011").measures["upheld-rate"])
    assert plot is not None
    # 8 is 0 % and 352 is 100 %: 75 % is 266; the interval is 46.8 to 91.1 %.
    assert plot.rate == "266"
    assert (plot.low, plot.width) == ("168.9", "152.5")
    assert plot.average == "233.8"
    assert plot.description == (
        "75%, on a scale from 0% to 100%. The 95% interval runs from 47% to 91%. "
        "The average of similar authorities is 66%."
    )
    assert dot_plot(figure("0/0")) is None
