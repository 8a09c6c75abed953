"""The codebook: every table, column and identifier of the open data, written from the declarations and the scheme.

`python -m upheld.tables.codebook [FILE]` writes docs/codebook.md again. A release carries the same in `about.txt`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from upheld.scheme import Scheme, load
from upheld.tables.declared import FilledTable, OpenTable
from upheld.tables.references import AUTHORITIES, IDENTIFIERS, reference_tables
from upheld.tables.rows import tables_of

PAGE = Path("docs/codebook.md")
_INTRODUCTION = """\
# Codebook of the open data

This page is written by `python -m upheld.tables.codebook` from the declarations that write the tables. Do not edit it.

The folder `tables/` of a release, and `data/` of its website, hold each table below as CSV and as Parquet, and all of
them in one spreadsheet as XLSX and as ODS. `csv-metadata.json` (CSV on the Web), `datapackage.json` (Data Package) and
`dataset.jsonld` (DCAT and schema.org) say what is said here in words for programs.

- CSV is as RFC 4180 has it: UTF-8, comma, double quotes, one header line. An empty cell is a value that is not there;
  whether it does not apply or is not known stands with each column. Spreadsheets say `[z]` and `[x]` in its place.
- In the spreadsheets the longest tables hold the review year alone, and a column that says the same in every row is
  said once above the table.
- A base of 0 has no rate: neither 0% nor 100%. The number of complaints is not a measure of quality, and the order of
  the tables is the scheme's, which ranks nobody.
"""


def codebook(scheme: Scheme) -> str:
    """Return the codebook as Markdown."""
    parts = [_INTRODUCTION, _identifiers(), _small_cells(scheme), _licence(scheme)]
    parts += [_table(table) for table in tables_of(scheme)]
    parts += [_listed(filled) for filled in reference_tables(scheme) if filled.table is not AUTHORITIES]
    return "\n".join(part for part in parts if part)


def _identifiers() -> str:
    return "\n".join(["## Identifiers", "", *(f"- {line}" for line in IDENTIFIERS), ""])


def _small_cells(scheme: Scheme) -> str:
    rule = scheme.disclosure
    if not rule.of or rule.smallest_cell <= 1:
        return ""
    return (
        "## Small cells\n\n"
        f"No service area stands by itself with a count of {', '.join(of.replace('_', ' ') for of in rule.of)} below "
        f"{rule.smallest_cell} other than 0, and none such can be reckoned from totals: those areas are merged with "
        f"others. {rule.why}\n"
    )


def _licence(scheme: Scheme) -> str:
    licence = scheme.licence
    lines = ["## Licence", "", licence.statement, *([f"<{licence.url}>"] if licence.url else [])]
    return "\n".join([*lines, *licence.attributions, ""])


def _table(table: OpenTable) -> str:
    lines = [f"## {table.name}", "", f"{table.title}. {table.meaning}", ""]
    if table.key:
        lines += [f"Key: {', '.join(f'`{name}`' for name in table.key)}.", ""]
    rows = ((f"`{c.name}`", c.holds, c.refers_to, c.meaning) for c in table.columns)
    return "\n".join([*lines, *_grid(("Column", "Holds", "Listed in", "Meaning"), rows), ""])


def _listed(filled: FilledTable) -> str:
    """Return the ids of a listing with their names: its first two columns."""
    rows = ((f"`{row[0]}`", str(row[1])) for row in filled.rows)
    heads = (filled.table.columns[0].label, filled.table.columns[1].label)
    return "\n".join([f"## Ids: {filled.table.title.lower()}", "", *_grid(heads, rows), ""])


def _grid(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def main(arguments: list[str]) -> None:
    """Write the page again."""
    page = Path(arguments[0]) if arguments else PAGE
    page.write_text(codebook(load()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
