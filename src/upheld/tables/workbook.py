"""What stands in the spreadsheets: cover, contents, notes and a sheet for each table, the same in XLSX and in ODS.

Laid out as the United Kingdom's government statisticians ask (Analysis Function, *Releasing statistics in
spreadsheets* and *Symbols in tables*): one table a sheet, beginning in the first column under its title and what must
be known to read it; no merged cells, no empty cells within a table, no meaning by colour alone; `[z]` where a value
does not apply and `[x]` where it is not known, explained on every sheet that has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from upheld.figures.model import Figures
from upheld.tables.declared import BLANKS, Cell, FilledTable, OpenColumn
from upheld.tables.subject import NOT_QUALITY, Subject

COVER, CONTENTS, NOTES, COLUMNS = "Cover", "Contents", "Notes", "Columns"
NARROWEST, WIDEST = 9, 60
"""Widths of columns in characters; longer text is wrapped."""
ONE_TABLE = "This worksheet contains one table."
SAID_ONCE = ("year", "synthetic", "provenance")
"""Columns that are left out where every row says the same in them: it is said above the table."""

Value = str | int | float


@dataclass(frozen=True)
class Sheet:
    """One table and what stands above it."""

    name: str
    title: str
    above: tuple[str, ...]
    """Sentences between title and table, each in a row of its own."""
    header: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    widths: tuple[int, ...]
    """In characters, one for each column."""
    decimals: frozenset[int] = frozenset()
    """The places of the columns that hold decimal numbers."""
    frozen: int = 0
    """How many columns stay in view when the others are scrolled; the headings always do."""

    @property
    def header_row(self) -> int:
        """The row of the headings, counted from 0: after the title and the sentences."""
        return 1 + len(self.above)


@dataclass(frozen=True)
class Workbook:
    """One spreadsheet file."""

    subject: Subject
    cover: Mapping[str, Sequence[str]]
    """Heading → paragraphs."""
    sheets: tuple[Sheet, ...]
    """Every sheet after the cover: contents, notes, columns, and the tables."""


def workbook(tables: Iterable[FilledTable], figures: Figures, subject: Subject) -> Workbook:
    """Return the workbook of a release; its longest tables are cut to the year under review, empty ones left out."""
    there = [filled for filled in tables if filled.rows]
    sheets = [_sheet(filled, figures.year.label) for filled in there]
    notes = _listed(NOTES, "Notes", ("Note", "Text"), list(enumerate(_notes(figures), 1)))
    columns = _listed(COLUMNS, "What the columns mean", ("Sheet", "Column", "Meaning", "Unit"), list(_columns(there)))
    named = [(sheet.name, sheet.title) for sheet in (notes, columns, *sheets)]
    contents = _listed(CONTENTS, "Contents", ("Sheet", "What is in it"), named)
    return Workbook(subject, _cover(figures, subject), (contents, notes, columns, *sheets))


def _cover(figures: Figures, subject: Subject) -> Mapping[str, Sequence[str]]:
    synthetic = ["These are synthetic data: every figure was reckoned from cases made up by a program."]
    first, last = figures.year.first_day, figures.year.last_day
    return {
        "Introductory information": [
            *(synthetic if subject.synthetic else []),
            f"Published by the {subject.publisher} on {subject.issued.day} {subject.issued:%B %Y}.",
            f"The sheets of authorities and service areas hold the review year {figures.year.label}, {first.day} "
            f"{first:%B %Y} to {last.day} {last:%B %Y}. Earlier years are in the CSV and Parquet files.",
            NOT_QUALITY,
        ],
        "About these data": [subject.rights, *([subject.licence.url] if subject.licence.url else [])],
        "Contact": [subject.site],
    }


def _notes(figures: Figures) -> Iterator[str]:
    yield "A rate is a numerator divided by its own base, rounded half up. Where the base is 0 there is no rate."
    yield (
        "Where rounding would show a part as the whole or as nothing, a rate is worded “more than 99%” or "
        "“fewer than 1%”."
    )
    yield "Averages of similar authorities divide the sum of the numerators by the sum of the bases."
    yield "An interval is a 95% Wilson interval. With few cases it is wide, and a rate says little."
    yield "A change between years can come from a break in the series: see the sheet “breaks”."
    rule = figures.scheme.disclosure
    if rule.of and rule.smallest_cell > 1:
        yield f"In the sheet “compliance” service areas with figures below {rule.smallest_cell} are merged. {rule.why}"
    yield "Bodies stand in the order of the scheme, which ranks nobody."


def _columns(tables: Iterable[FilledTable]) -> Iterator[tuple[Value, ...]]:
    for filled in tables:
        for column in filled.table.columns:
            yield (filled.table.name, column.label, quoted(column.meaning), column.unit or "[z]")


def _listed(name: str, title: str, header: tuple[str, ...], rows: Sequence[tuple[Value, ...]]) -> Sheet:
    above = (ONE_TABLE, *(_explained("z") for _ in range(any("[z]" in row for row in rows))))
    return Sheet(name, title, above, header, rows, _widths(header, rows))


def _sheet(filled: FilledTable, year: str) -> Sheet:
    table, rows = filled.table, filled.rows
    title = table.title
    if table.of_the_year:
        at = table.header.index("year")
        rows, title = [row for row in rows if row[at] == year], f"{title}, {year}"
    cells = dict(zip(table.columns, zip(*rows, strict=True), strict=True))
    once = {column: str(column_[0]) for column, column_ in cells.items() if _said_once(column, column_)}
    columns = [column for column in table.columns if column not in once]
    values = list(zip(*(_values(column, cells[column]) for column in columns), strict=True))
    header = tuple(column.label for column in columns)
    said = [f"{column.label} is “{value}” in every row." for column, value in once.items()]
    return Sheet(
        name=table.name,
        title=title,
        above=(*_sentences(table.meaning), *said, ONE_TABLE, *_symbols(columns, values)),
        header=header,
        rows=values,
        widths=_widths(header, values),
        decimals=frozenset(n for n, column in enumerate(columns) if column.kind == "decimal"),
        frozen=2 if table.header[:2] == ["authority_code", "authority_name"] else 0,
    )


def _said_once(column: OpenColumn, cells: Sequence[Cell]) -> bool:
    return column.name in SAID_ONCE and len(set(cells)) == 1


def _values(column: OpenColumn, cells: Sequence[Cell]) -> list[Value]:
    if not column.blank:
        return [cell for cell in cells if cell is not None]
    symbol = f"[{column.blank}]"
    if column.kind == "decimal":
        return [float(cell) if cell else symbol for cell in cells]
    return [symbol if cell is None or cell == "" else cell for cell in cells]


def _symbols(columns: Sequence[OpenColumn], values: Sequence[Sequence[Value]]) -> Iterator[str]:
    for symbol in BLANKS:
        places = [n for n, column in enumerate(columns) if column.blank == symbol]
        if any(row[n] == f"[{symbol}]" for row in values for n in places):
            yield _explained(symbol)


def _explained(symbol: str) -> str:
    return f"[{symbol}] stands where a value {BLANKS[symbol]}."


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text: a long line above a table is hard to read."""
    return re.split(r"(?<=[.]) (?=[A-Z])", quoted(text))


def quoted(text: str) -> str:
    """Return a text in which what stood between backticks stands in quotation marks."""
    return "".join(f"“{part}”" if n % 2 else part for n, part in enumerate(text.split("`")))


def _widths(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> tuple[int, ...]:
    longest = [max(map(len, map(str, column)), default=0) for column in zip(*rows, strict=True)] or [0] * len(header)
    # A heading may be wrapped between its words.
    words = [max(map(len, heading.split())) for heading in header]
    return tuple(min(WIDEST, max(NARROWEST, n + 3, w + 3)) for n, w in zip(longest, words, strict=True))
