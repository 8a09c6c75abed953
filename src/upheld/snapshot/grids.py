"""A grid of text: what a file or a sheet holds, whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
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


def lines(numbers: npt.NDArray[np.int64]) -> pa.Array:
    """Return line numbers as a column.

    `pa.array` would import pandas to see whether it was given a series, which takes longer than reading most files.
    """
    return pa.Array.from_buffers(pa.int32(), len(numbers), [None, pa.py_buffer(numbers.astype(np.int32))])
