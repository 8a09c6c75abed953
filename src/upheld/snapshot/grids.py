"""A grid of text: what a file or a sheet holds, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from upheld.errors import shorten

_LINES_NAMED = 3


@dataclass(frozen=True)
class LeftOut:
    """A row of a file that is no row of a table: a title, a blank row, a row of totals, a note beneath."""

    what: str
    line: int
    text: str = ""


@dataclass(frozen=True)
class Grid:
    """What one file or sheet holds, before anything is checked: all text.

    `rows` has the columns `line` (int32), `broken` (string, NULL when the row can be read, else what is wrong) and
    `c0`, `c1`, … (string), one for each cell of the header.
    """

    encoding: str
    header: tuple[str, ...]
    header_line: int
    rows: pa.Table
    left_out: tuple[LeftOut, ...] = ()
    hidden: bool = False
    """Whether the sheet is hidden in the spreadsheet, so that whoever sent it may not know of it."""


def lines(numbers: npt.NDArray[np.int64]) -> pa.Array:
    """Return line numbers as a column.

    `pa.array` would import pandas to see whether it was given a series, which takes longer than reading most files.
    """
    return pa.Array.from_buffers(pa.int32(), len(numbers), [None, pa.py_buffer(numbers.astype(np.int32))])


def told(left_out: Iterable[LeftOut]) -> str:
    """Return the rows that were left out as people are told of them, `""` if there are none."""
    parts = []
    for what, found in groupby(left_out, key=lambda one: one.what):
        rows = list(found)
        many = f"1 {what}" if len(rows) == 1 else f"{len(rows):,} {what.replace('row', 'rows', 1)}"
        named = ", ".join(str(row.line) for row in rows[:_LINES_NAMED]) + (" …" if len(rows) > _LINES_NAMED else "")
        text = next((f": {shorten(row.text, 40)}" for row in rows if row.text), "")
        parts.append(f"{many} (line {named}{text})" if len(rows) == 1 else f"{many} (lines {named})")
    return " and ".join(([", ".join(parts[:-1])] if parts[1:] else []) + parts[-1:])
