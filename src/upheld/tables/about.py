"""The notes that go with the tables, in plain text: what they are, how to use them, what every column means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import fill

from upheld.figures.disclosure import MERGED
from upheld.figures.model import Figures
from upheld.scheme.years import ReviewYear
from upheld.tables.declared import FilledTable
from upheld.tables.references import IDENTIFIERS
from upheld.tables.subject import SAY_SYNTHETIC

WIDTH = 120


def about(figures: Figures, tables: Sequence[FilledTable]) -> str:
    """Return the notes: title, how to read the tables, what was merged, licence, and every column of every table."""
    parts = [_opening(figures), _reading(figures.year), *_merged(figures, tables), _licence(figures), _identifiers()]
    for table in (filled.table for filled in tables):
        lines = [f"{table.file}: {table.title}", fill(table.meaning, WIDTH), ""]
        lines += [f"  {column.name}: {column.meaning} ({column.holds}.)" for column in table.columns]
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
        f"The tables hold every review year there is data for, up to {year.label}, and none after it. In the\n"
        "spreadsheets the longest tables hold the review year alone.\n"
        "The number of complaints is not a measure of quality: it follows from how many people live in an area, what\n"
        "services a body runs, and how well it tells people that they may complain. The tables are in the order of\n"
        "the scheme, which ranks nobody; please do not rank bodies with them.\n"
        "Files ending in .csv are CSV as RFC 4180 has it: UTF-8, comma, double quotes, one header line, CR LF at the\n"
        "end of each line. csv-metadata.json describes them as CSV on the Web, datapackage.json as a Data Package,\n"
        "dataset.jsonld as a data set for catalogues. Files ending in .parquet hold the same, typed."
    )


def _merged(figures: Figures, tables: Sequence[FilledTable]) -> Iterator[str]:
    """Say how many service areas were merged so that no small cell is shown."""
    rule = figures.scheme.disclosure
    if not rule.of or rule.smallest_cell <= 1:
        return
    lines = [
        "Small cells",
        f"Service areas with a count below {rule.smallest_cell} are merged with others in these tables. {rule.why}",
    ]
    for filled in tables:
        header = filled.table.header
        if "categories_added" not in header:
            continue
        year, category = header.index("year"), header.index("category")
        merged = Counter(row[year] for row in filled.rows if row[category] == MERGED)
        lines += [
            f"  {filled.table.file}, {label}: service areas are merged for {number:,} authorities."
            for label, number in sorted(merged.items(), key=str)
        ]
    yield "\n".join(fill(line, WIDTH) for line in lines)


def _identifiers() -> str:
    return "\n".join(["Identifiers", *(fill(line, WIDTH) for line in IDENTIFIERS)])


def _licence(figures: Figures) -> str:
    licence = figures.scheme.licence
    lines = ["Licence", licence.statement, *([licence.url] if licence.url else []), *licence.attributions]
    if figures.synthetic:
        lines.append(SAY_SYNTHETIC)
    return "\n".join(lines)
