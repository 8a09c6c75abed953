"""What is learned: service improvements, public reports, and the years side by side."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.review.charts import YearPoint, year_line
from upheld.review.context import Improvement
from upheld.review.endings import short, worded_with_counts
from upheld.review.facts import Facts
from upheld.review.model import Chart, Column, Element, Table
from upheld.scheme.model import Break, Measure
from upheld.writing.blocks import Bullets, Heading, Run
from upheld.writing.phrases import day

KINDS = {
    "report": "report",
    "further_report": "further report",
    "newspaper_statement": "statement in newspapers",
}
"""How the kinds of public reports are written."""

LONGEST_HISTORY = 10
"""Years shown side by side, the year under review included."""


def improvements(facts: Facts) -> Iterator[Element]:
    """Yield the service improvements by service area, and examples in their own words."""
    agreed = facts.context.improvements
    if agreed is None or not agreed.number:
        return
    names = {category.id: category.name for category in facts.scheme.categories}
    rows = tuple((names[id_], f"{agreed.by_category[id_]:,}") for id_ in names if id_ in agreed.by_category)
    columns = (Column("Service area", 3.0, False), Column("Service improvements"))
    yield Table("Service improvements agreed, by service area", columns, rows, ("All", f"{agreed.number:,}"))
    if agreed.examples:
        yield Heading("Some of what councils agreed to change")
        yield Bullets(tuple(_example(facts, example, names[example.category]) for example in agreed.examples))


def _example(facts: Facts, example: Improvement, area: str) -> tuple[Run, ...]:
    name = facts.scheme.authority_by_code[example.authority].name
    return (Run(f"{area}.", bold=True), Run(f" {example.text} ({name})"))


def reports(facts: Facts) -> Iterator[Element]:
    """Yield the public reports of the year, in the order in which they were issued."""
    found = facts.context.reports
    if not found:
        return
    rows = tuple(
        (day(r.issued_on), facts.scheme.authority_by_code[r.authority].name, f"{r.title} ({KINDS[r.kind]})")
        for r in found
    )
    columns = (Column("Issued", 1.1, False), Column("About", 2.0, False), Column("Title", 3.0, False))
    yield Table("Public reports issued in the year", columns, rows)


def years(facts: Facts) -> Iterator[Element]:
    """Yield each measure of the front page over the years, and the table of all of them."""
    shown = facts.figures.years[-LONGEST_HISTORY:]
    measures = [figure.measure for figure in facts.of_year.headline]
    for measure in measures:
        points = tuple(_points(facts, measure))
        if sum(bool(point.mark) for point in points) > 1:
            yield Chart(f"{measure.name}, all bodies together", year_line(points, _said(measure, points)))
    columns = (Column("Year", 0.8, False), *(Column(m.name, 2.0) for m in measures))
    rows = tuple(
        (
            year.label.replace("-", "–"),
            *(worded_with_counts(facts.figures.england[year.number].measures[m.id].rate) for m in measures),
        )
        for year in shown
    )
    yield Table("The measures by year, all bodies together", columns, rows, None, _breaks(facts))


def _points(facts: Facts, measure: Measure) -> Iterator[YearPoint]:
    before = None
    for year in facts.figures.years[-LONGEST_HISTORY:]:
        rate = facts.figures.england[year.number].measures[measure.id].rate
        parted = before is not None and bool(facts.scheme.breaks_between(measure.id, before, year.number))
        yield YearPoint(year.label.replace("-", "–"), rate, short(rate) if rate.base else "", parted)
        before = year.number


def _said(measure: Measure, points: tuple[YearPoint, ...]) -> str:
    said = []
    for point in points:
        said += ["a break in the series"] if point.after_break else []
        said.append(f"{point.label} {point.mark or 'no rate'}")
    return f"{measure.name} by year, all bodies together: {'; '.join(said)}."


def _breaks(facts: Facts) -> str | None:
    first, last = facts.figures.years[0].number, facts.year.number
    found = [b for b in facts.scheme.breaks if first < b.first_year <= last]
    if not found:
        return None
    label = facts.scheme.calendar.year_end.year
    told = "; ".join(
        f"{label(b.first_year).label.replace('-', '–')}, {b.title[:1].lower()}{b.title[1:]}" for b in found
    )
    return f"Breaks in the series, by the first year after each: {told}. Do not compare across them."


def _label(facts: Facts, one: Break) -> str:
    return facts.scheme.calendar.year_end.year(one.first_year).label.replace("-", "–")
