"""Writes the open-data tables of a release: CSV as RFC 4180 has it, in UTF-8, the same bytes every time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from upheld.figures.model import Figures, Interval, MeasureFigure, YearFigures
from upheld.figures.rate import Rate
from upheld.scheme.model import Authority
from upheld.scheme.years import ReviewYear
from upheld.tables.declared import BREAKS, DISCREPANCIES, FIGURES, GROUPS, OpenTable, counts_table

Cell = str | int | None
Row = list[Cell]

NOTES = "about.txt"
"""The file that explains the others."""


def write_tables(folder: Path, figures: Figures) -> list[Path]:
    """Write every open-data table and `about.txt` into `folder`; return what was written, in the order of writing.

    The folder is made if it is not there. Files of the same name are replaced. Raises OSError where it cannot be
    written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write(folder, table, rows) for table, rows in _contents(figures)]
    notes = folder / NOTES
    notes.write_text(about(figures), encoding="utf-8", newline="\n")
    return [*written, notes]


def declared(figures: Figures) -> tuple[OpenTable, ...]:
    """Return the tables of these figures, in the order in which they are written."""
    return tuple(table for table, _ in _contents(figures))


def _contents(figures: Figures) -> tuple[tuple[OpenTable, Iterator[Row]], ...]:
    counts = counts_table(tuple((count.id, count.name) for count in figures.scheme.counts))
    return (
        (FIGURES, _figures_rows(figures)),
        (counts, _counts_rows(figures)),
        (GROUPS, _groups_rows(figures)),
        (BREAKS, _breaks_rows(figures)),
        (DISCREPANCIES, _discrepancies_rows(figures)),
    )


def _write(folder: Path, table: OpenTable, rows: Iterable[Row]) -> Path:
    path = folder / table.file
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.header)
        writer.writerows(rows)
    return path


def _figures_rows(figures: Figures) -> Iterator[Row]:
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
                    *_marks(figures),
                ]


def _counts_rows(figures: Figures) -> Iterator[Row]:
    ids = [count.id for count in figures.scheme.counts]
    categories = [(category.id, category.name) for category in figures.scheme.categories]
    for each in figures.authorities.values():
        about_it = _authority(each.authority)
        for number in sorted(each.years):
            year = each.years[number]
            head: Row = [*about_it, year.year.label]
            yield [*head, "all", "All service areas", *(year.counts[i] for i in ids), *_marks(figures)]
            for category, name in categories:
                if (counts := year.by_category.get(category)) is not None:
                    yield [*head, category, name, *(counts.get(i, 0) for i in ids), *_marks(figures)]


def _groups_rows(figures: Figures) -> Iterator[Row]:
    for kind in figures.scheme.types:
        if kind.id in figures.groups:
            yield from _group_rows(figures, kind.id, kind.plural, figures.groups[kind.id].values())
    yield from _group_rows(figures, "england", "England, all bodies together", figures.england.values())


def _group_rows(figures: Figures, group: str, name: str, years: Iterable[YearFigures]) -> Iterator[Row]:
    for year in sorted(years, key=lambda y: y.year):
        for figure in year.measures.values():
            yield [group, name, year.year.label, *_measured(figure), _note(figure.rate), *_marks(figures)]


def _breaks_rows(figures: Figures) -> Iterator[Row]:
    year_end = figures.scheme.calendar.year_end
    for change in figures.scheme.breaks:
        for measure in change.measures or tuple(figures.scheme.measure_by_id):
            yield [year_end.year(change.first_year).label, measure, change.title, change.why, "scheme"]


def _discrepancies_rows(figures: Figures) -> Iterator[Row]:
    for d in figures.discrepancies:
        code, name = (d.authority.code, d.authority.name) if d.authority else (None, None)
        yield [code, name, d.year.label, d.what, d.printed, d.reckoned, d.why, d.source, _yes_no(figures.synthetic)]


def _authority(authority: Authority) -> Row:
    return [authority.code, authority.name, authority.type]


def _measured(figure: MeasureFigure) -> Row:
    rate, interval = figure.rate, figure.interval
    return [figure.measure.id, rate.numerator, rate.base, *_rate(rate), *_ends(interval)]


def _rate(rate: Rate) -> Row:
    return [rate.worded, None if rate.exact is None else str(rate.exact)]


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


def about(figures: Figures) -> str:
    """Return the notes that go with the tables: what they are, their licence, and what every column means."""
    parts = [_opening(figures), _reading(figures.year), _licence(figures)]
    for table in declared(figures):
        lines = [f"{table.file}: {table.title}", table.meaning, ""]
        lines += [f"  {column.name}: {column.meaning}" for column in table.columns]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _opening(figures: Figures) -> str:
    title = f"{figures.scheme.name}, {figures.year.label}"
    if not figures.synthetic:
        return title
    return (
        f"{title}: SYNTHETIC DATA\n\n"
        "Every figure in these tables was reckoned from synthetic cases: rows made up by a program so that they add\n"
        "up to the figures the Ombudsman published, where it published any. No row is about a real complaint. Only\n"
        "the columns whose names begin with `published_`, and the column `printed` of discrepancies.csv, are the\n"
        "Ombudsman's own figures."
    )


def _reading(year: ReviewYear) -> str:
    return (
        f"The tables hold every review year there is data for, up to {year.label}, and none after it.\n"
        "The number of complaints is not a measure of quality: it follows from how many people live in an area, what\n"
        "services a body runs, and how well it tells people that they may complain. The tables are in the order of\n"
        "the scheme, which ranks nobody; please do not rank bodies with them.\n"
        "Files are CSV as RFC 4180 has it: UTF-8, comma, double quotes, one header line, CR LF at the end of each line."
    )


def _licence(figures: Figures) -> str:
    lines = [
        "Licence",
        "The tables may be used under the same licence as Upheld itself, MIT: freely, with its notice.",
        "Published figures are the Ombudsman's own; the column with their source says where each was printed.",
    ]
    if figures.synthetic:
        lines.append("Wherever synthetic figures are shown, say that they are synthetic.")
    return "\n".join(lines)
