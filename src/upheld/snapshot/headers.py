"""Which cell of a header is which column of the table."""

from __future__ import annotations

import pyarrow.compute as pc
from rapidfuzz import process

from upheld.errors import Problem
from upheld.snapshot.layout import key
from upheld.snapshot.reading import Header
from upheld.snapshot.sources import Source
from upheld.snapshot.tables import Table

__all__ = ["Header", "match_header"]


def match_header(source: Source) -> Header:
    """Match the header of `source` to its table: `Decided on` is the column `decided_on`.

    A source that was read by a mapping has its header from there.
    """
    if source.header is not None:
        return source.header
    names = {key(column.name): column.name for column in source.table.columns}
    cells: dict[str, int] = {}
    problems: list[Problem] = []

    def refuse(column: str | None, rule: str, mend: str) -> None:
        problems.append(Problem(source.file, source.grid.header_line, column, None, rule, mend))

    for number, written in enumerate(source.grid.header):
        name = names.get(key(written))
        if not written.strip():
            if _any_text(source, number):
                refuse(None, f"column {number + 1} holds something and has no name.", "Name it, or take it out.")
        elif name is None:
            shown = written.strip()[:60]
            refuse(
                shown,
                f"is no column of {source.table.name}.",
                f"Did you mean {_nearest(source.table, written)}? Or take it out.",
            )
        elif name in cells:
            refuse(name, "is there twice.", "Keep one of the two columns.")
        else:
            cells[name] = number
    for column in source.table.columns:
        if column.required and column.name not in cells:
            refuse(column.name, "is missing: every row needs it.", f"Add a column {column.name}.")
    return Header(cells, tuple(problems))


def _nearest(table: Table, written: str) -> str:
    names = [column.name for column in table.columns]
    return str(process.extractOne(written[:60].lower(), names)[0])


def _any_text(source: Source, number: int) -> bool:
    lengths = pc.utf8_length(pc.utf8_trim_whitespace(source.grid.rows[f"c{number}"]))
    return bool(pc.max(lengths).as_py())
