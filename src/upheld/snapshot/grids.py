"""A grid of text: what a file or a sheet holds, whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


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
