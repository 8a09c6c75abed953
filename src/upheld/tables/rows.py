"""The rows of the tables, drawn from the figures once for every form in which they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from upheld.figures.disclosure import areas, merging
from upheld.figures.model import Figures, Interval, MeasureFigure, YearFigures
from upheld.figures.rate import Rate
from upheld.scheme.model import Authority, Scheme
from upheld.tables.declared import (
    BREAKS,
    COUNTED,
    DISCREPANCIES,
    FIGURES,
    GROUPS,
    FilledTable,
    OpenTable,
    Row,
    counts_table,
)
from upheld.tables.references import ALL, AUTHORITIES, CATEGORIES, ENGLAND, MEASURES, TYPES, reference_tables

PLACES = 4
"""How many places a decimal number has."""


def filled(figures: Figures) -> tuple[FilledTable, ...]:
    """Return every table of a release with its rows, in the order in which they are written and listed."""
    return (
        FilledTable(FIGURES, list(_figures(figures))),
        *(FilledTable(counts_table(figures.scheme, of), list(_counts(figures, of))) for of in COUNTED),
        FilledTable(GROUPS, list(_groups(figures))),
        FilledTable(BREAKS, list(_breaks(figures))),
        FilledTable(DISCREPANCIES, list(_discrepancies(figures))),
        *reference_tables(figures.scheme),
    )


def tables_of(scheme: Scheme) -> tuple[OpenTable, ...]:
    """Return the declarations of the same tables, in the same order."""
    counts = (counts_table(scheme, of) for of in COUNTED)
    return (FIGURES, *counts, GROUPS, BREAKS, DISCREPANCIES, AUTHORITIES, TYPES, CATEGORIES, MEASURES)


def _figures(figures: Figures) -> Iterator[Row]:
    marks = _marks(figures)
    for each in figures.authorities.values():
        about_it = _authority(each.authority)
        for number in sorted(each.years):
            year = each.years[number]
            for figure in year.measures.values():
                yield [
                    *about_it,
                    year.year.label,
                    *_measured(figure),
                    *_compared(figure),
                    *_published(figure),
                    _note(figure.rate),
                    *marks,
                ]


def _counts(figures: Figures, of: str) -> Iterator[Row]:
    scheme = figures.scheme
    rule, whole = merging(scheme, of), len(scheme.categories)
    ids = rule.counts
    marks = _marks(figures)
    for each in figures.authorities.values():
        about_it = _authority(each.authority)
        for number in sorted(each.years):
            year = each.years[number]
            head: Row = [*about_it, year.year.label]
            yield [*head, ALL, "All service areas", whole, *(year.counts[i] for i in ids), *marks]
            if any(year.counts[i] for i in ids):
                for area in areas(rule, year):
                    named: Row = [area.id, area.name, len(area.categories)]
                    yield [*head, *named, *(area.counts[i] for i in ids), *marks]


def _groups(figures: Figures) -> Iterator[Row]:
    for kind in figures.scheme.types:
        if kind.id in figures.groups:
            yield from _group(figures, kind.id, kind.plural, figures.groups[kind.id].values())
    yield from _group(figures, ENGLAND, "England, all bodies together", figures.england.values())


def _group(figures: Figures, group: str, name: str, years: Iterable[YearFigures]) -> Iterator[Row]:
    for year in sorted(years, key=lambda y: y.year):
        for figure in year.measures.values():
            yield [group, name, year.year.label, *_measured(figure), _note(figure.rate), *_marks(figures)]


def _breaks(figures: Figures) -> Iterator[Row]:
    year_end = figures.scheme.calendar.year_end
    for change in figures.scheme.breaks:
        for measure in change.measures or tuple(figures.scheme.measure_by_id):
            yield [year_end.year(change.first_year).label, measure, change.title, change.why, "scheme"]


def _discrepancies(figures: Figures) -> Iterator[Row]:
    for d in figures.discrepancies:
        code, name = (d.authority.code, d.authority.name) if d.authority else (None, None)
        yield [code, name, d.year.label, d.what, d.printed, d.reckoned, d.why, d.source, _yes_no(figures.synthetic)]


def _authority(authority: Authority) -> Row:
    return [authority.code, authority.name, authority.type]


def _measured(figure: MeasureFigure) -> Row:
    rate, interval = figure.rate, figure.interval
    return [figure.measure.id, rate.numerator, rate.base, *_rate(rate), *_ends(interval)]


def _rate(rate: Rate) -> Row:
    return [rate.worded, None if rate.exact is None else str(rate.exact), decimal(rate)]


def decimal(rate: Rate) -> str | None:
    """Return a rate as a decimal number of four places, rounded half up; None for a base of zero."""
    rounded = Rate(rate.numerator, rate.base, rate.per, PLACES).rounded
    return None if rounded is None else f"{rounded // 10**PLACES}.{rounded % 10**PLACES:0{PLACES}d}"


def _ends(interval: Interval | None) -> Row:
    return [None, None] if interval is None else [interval.low_percent, interval.high_percent]


def _compared(figure: MeasureFigure) -> Row:
    if figure.comparison is None:
        return [None] * 7
    pooled, others = figure.comparison.pooled, figure.comparison.others
    return [
        *(pooled.worded, pooled.numerator, pooled.base),
        *(others.worded, others.numerator, others.base),
        figure.comparison.authorities,
    ]


def _published(figure: MeasureFigure) -> Row:
    p = figure.published
    return [None] * 5 if p is None else [p.value, p.average, _yes_no(p.agrees), p.why_not, p.source]


def _note(rate: Rate) -> str:
    return "" if rate.base else "no rate"


def _marks(figures: Figures) -> Row:
    return [
        _yes_no(figures.synthetic),
        "reckoned from synthetic cases" if figures.synthetic else "reckoned from cases",
    ]


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
