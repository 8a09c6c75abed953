"""The data dictionary: what every table and column of an extract means, written from the declaration and the scheme.

`python -m upheld.snapshot.dictionary [FILE]` writes docs/data-dictionary.md again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from upheld.scheme import Scheme, load
from upheld.scheme.model import Publication
from upheld.snapshot.rules import NO, YES
from upheld.snapshot.tables import TABLES, Column, Kind, Table

PAGE = Path("docs/data-dictionary.md")

_INTRODUCTION = """\
# Data dictionary

This page is written by `python -m upheld.snapshot.dictionary` from the declarations that check rows. Do not edit it.

An extract is a folder of files, one for each table below; only **decisions** must be there. A file is CSV or TSV
(comma, semicolon or tab between cells), a spreadsheet (`.xlsx`, `.xls`, `.ods`) or Parquet. Its name, or the name of
the sheet, begins with the name of the table: `decisions.csv`, `Decisions 2019.xlsx`, a sheet *Due dates*. Several files
or sheets for one table are read as one. Columns may stand in any order; *Decided on* is `decided_on`. A column that is
not required may be left out. What is wrong in any row of any file is told at once, with file, line, column and how to
mend it. Files of any other shape are read by a mapping: see [bring your own data](bring-your-own-data.md).

- Days are written YYYY-MM-DD or DD/MM/YYYY. In a spreadsheet a cell that holds a date is read as one.
- Yes is {yes}; no is {no}. Capital letters make no difference.
- Where a column takes certain words, capital letters, hyphens and underscores make no difference.
- Text is read as UTF-8 or UTF-16, and otherwise as Windows-1252.
- Spaces around a cell are dropped. A blank cell means *not known* or *does not apply*.
- A row given twice, word for word, is kept once. Two rows with one key and different content are both refused.
- *Private* columns never leave the snapshot for a release, and their values are never shown in a list of errors.
"""


def dictionary(scheme: Scheme, tables: Sequence[Table] = TABLES) -> str:
    """Return the data dictionary as Markdown."""
    parts = [_INTRODUCTION.format(yes=_either(YES), no=_either(NO))]
    parts += [_table(table) for table in tables]
    parts.append(_outcomes(scheme))
    parts.append(_categories(scheme))
    parts.append(_authorities(scheme))
    if scheme.publication:
        parts.append(_grounds(scheme.publication))
    return "\n".join(parts)


def _table(table: Table) -> str:
    lines = [f"## {table.name}", "", table.meaning, "", f"Key: {_codes(table.key, ' + ')}.", ""]
    rows = [(f"`{c.name}`", c.kind.value, _flags(c), f"{c.meaning}{_takes(c)}") for c in table.columns]
    lines += _grid(("Column", "Kind", "", "Meaning"), rows)
    if table.rules:
        lines += ["", "A row is refused if", ""]
        lines += [f"- `{rule.column}`: {rule.rule} {rule.mend}" for rule in table.rules]
    return "\n".join(lines) + "\n"


def _flags(column: Column) -> str:
    return ", ".join(word for word, holds in (("required", column.required), ("private", column.private)) if holds)


def _takes(column: Column) -> str:
    """Return the sentences that say what a cell may hold beyond its kind."""
    said = []
    if column.allowed:
        said.append(f"Takes {_codes(column.allowed)}.")
    if column.refers_to == "authority":
        said.append("A code or a name: see [authorities](#authorities).")
    elif column.refers_to == "outcome":
        said.append("A code or a name: see [outcomes](#outcomes).")
    elif column.refers_to == "category":
        said.append("An id or a name: see [categories](#categories).")
    elif column.refers_to == "ground":
        said.append("An id or a name: see [grounds](#grounds).")
    elif column.refers_to:
        said.append(f"Must be a `{column.refers_to}`.")
    if column.pattern:
        said.append(f"Looks like `{column.pattern_example}`.")
    if column.kind is Kind.TEXT and not column.allowed and not column.refers_to and not column.pattern:
        said.append(f"At most {column.longest:,} characters.")
    return "".join(f" {sentence}" for sentence in said)


def _outcomes(scheme: Scheme) -> str:
    bands = {band.id: band.name for band in scheme.bands}
    rows = []
    for o in scheme.outcomes:
        first = f"from {o.first_day}" if o.first_day else ""
        last = f"until {o.last_day}" if o.last_day else ""
        in_use = " ".join(part for part in (first, last) if part)
        rows.append((f"`{o.code}`", o.name, bands[o.band], "yes" if o.upheld else "no", in_use, "; ".join(o.also)))
    head = ("Code", "Name", "Band", "Upheld", "In use", "Also written")
    return "\n".join(["## Outcomes", "", *_grid(head, rows)]) + "\n"


def _categories(scheme: Scheme) -> str:
    rows = [(f"`{c.id}`", c.name, "; ".join(c.subcategories)) for c in scheme.categories]
    return "\n".join(["## Categories", "", *_grid(("Id", "Name", "Subcategories met"), rows)]) + "\n"


def _authorities(scheme: Scheme) -> str:
    rows = [(f"`{kind.id}`", kind.name, "yes" if kind.group else "no") for kind in scheme.types]
    return (
        "\n".join(
            [
                "## Authorities",
                "",
                "A body is named by its code, by its short name in addresses, by its present or a former statistical",
                "(GSS) code, or by any of its names: all stand in the scheme's `authorities.csv`. A name that two",
                "share, as a council and the one that took its place may, is refused, and both codes are told.",
                "",
                *_grid(("Type", "Name", "Compared with one another"), rows),
            ]
        )
        + "\n"
    )


def _grounds(publication: Publication) -> str:
    rows = [(f"`{ground.id}`", ground.name) for ground in publication.grounds]
    said = ["Why a decision is never published.", ""]
    return "\n".join(["## Grounds", "", *said, *_grid(("Id", "Name"), rows)]) + "\n"


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(head)
    yield _line(["---"] * len(head))
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _codes(words: Sequence[str], between: str = ", ") -> str:
    return between.join(f"`{word}`" for word in words)


def _either(words: Sequence[str]) -> str:
    return " or ".join(f"`{word}`" for word in words)


if __name__ == "__main__":
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    page.write_text(dictionary(load()), encoding="utf-8")
