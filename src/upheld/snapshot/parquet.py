"""Reading a Parquet file into a grid of text: days as YYYY-MM-DD, yes and no as words."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from upheld.errors import PersonError
from upheld.snapshot.grids import Grid, lines
from upheld.snapshot.layout import leave_out_below

_MEND = "Write it again, with one plain column for each thing."
_LARGEST = 4 << 30
"""Bytes the columns may unpack to: a small file can be made to unpack to more than any memory."""


def read_parquet(content: bytes) -> Grid:
    """Read a Parquet file. Raises PersonError when it is none, or holds lists or records in a cell.

    Lines are counted as if the names of the columns stood on line 1.
    """
    try:
        file = pyarrow.parquet.ParquetFile(pa.BufferReader(content))
        groups = (file.metadata.row_group(n) for n in range(file.metadata.num_row_groups))
        if sum(max(group.total_byte_size, 0) for group in groups) > _LARGEST:
            raise PersonError("unpacks to more than 4 GB.", mend="Give it in several files.")
        cells = file.read()
        # Nothing makes sure that the text in a damaged file is text, until somebody looks at it.
        cells.validate(full=True)
        columns = [_text(cells.column(n), name) for n, name in enumerate(cells.column_names)]
    except (pa.ArrowException, OSError, UnicodeError):
        raise PersonError("is not a whole Parquet file.", mend=_MEND) from None
    names = tuple(cells.column_names)
    if not names:
        raise PersonError("is empty.", mend="Give it columns and rows, or take the file out.")
    found = {f"c{n}": column for n, column in enumerate(columns)}
    numbers = lines(np.arange(2, cells.num_rows + 2))
    rows, left_out = leave_out_below(
        pa.table({"line": numbers, "broken": pa.nulls(len(numbers), pa.string()), **found})
    )
    return Grid("Parquet", names, 1, rows, left_out)


def _text(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise PersonError(f"has a column {name} that holds no plain text, number or day ({kind}).", mend=_MEND)
    if pa.types.is_floating(kind):
        whole = column.cast(pa.int64(), safe=False)
        column = whole if whole.cast(kind).equals(column) else column
    return column.cast(pa.string())
