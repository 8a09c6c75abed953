"""Reading comma- and tab-separated text into a grid, each row with the line on which a person finds it.

There are two ways through. pyarrow reads almost every file, quickly, and the lines are worked out from its answer; the
count of line ends proves them right. A file for which that proof fails, or with a row too long or too short, is read
again by Python's own reader, row by row.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from upheld.errors import PersonError
from upheld.snapshot.grids import Grid, lines

_CHUNK = 20_000
_END = "\x00end of the file"
"""Set under the last row. A quotation mark that is never closed swallows the rest of the file, and this too."""


def read_delimited(content: bytes) -> Grid:
    """Read a CSV or tab-separated file. Raises PersonError when it is not one."""
    content, encoding = as_utf8(content)
    header, header_line, delimiter = _header(content)
    fast = _fast(content, len(header), delimiter) if header_line == 1 else None
    return Grid(encoding, header, header_line, fast if fast is not None else _careful(content, len(header), delimiter))


def as_utf8(content: bytes) -> tuple[bytes, str]:
    """Return `content` as UTF-8 without a mark at its beginning, and the name of the encoding it had.

    What is neither UTF-8 nor marked as UTF-16 is taken for Windows-1252, which spreadsheets still write.
    Raises PersonError for what is not text.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise PersonError("is not text but a spreadsheet.", mend="Give it its own ending, .xlsx, or save it as CSV.")
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16").encode(), "UTF-16"
        try:
            content.decode()
        except UnicodeDecodeError:
            return content.decode("cp1252").encode(), "Windows-1252"
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise PersonError("is not text that can be read.", mend="Save it as CSV in UTF-8.") from None
    return content, "UTF-8"


def _lines(content: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")


def _header(content: bytes) -> tuple[tuple[str, ...], int, str]:
    """Return the cells of the header, the line it ends on, and the sign between cells."""
    csv.field_size_limit(sys.maxsize)
    first = next((line for line in _lines(content) if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(_lines(content), delimiter=delimiter)
    for row in reader:
        if any(cell.strip() for cell in row):
            return tuple(row), reader.line_num, delimiter
    raise PersonError("is empty.", mend="Give it a header and rows, or take the file out.")


def _fast(content: bytes, width: int, delimiter: str) -> pa.Table | None:
    """Read quickly; None unless it is certain that every row is whole and stands on the line worked out for it."""
    content = content.rstrip(b"\r\n")
    newlines = content.count(b"\n")
    if content.count(b"\r") != content.count(b"\r\n"):
        return None
    last = _END + delimiter * (width - 1)
    content += f"\n{last}".encode()
    names = [f"c{n}" for n in range(width)]
    try:
        cells = pyarrow.csv.read_csv(
            pa.BufferReader(content),
            pyarrow.csv.ReadOptions(column_names=names, skip_rows=1, block_size=8 << 20),
            pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False),
            pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    if not cells.num_rows or cells["c0"][-1].as_py() != _END:
        return None
    cells = cells.slice(0, cells.num_rows - 1).combine_chunks()
    line = lines(np.arange(2, cells.num_rows + 2))
    if newlines != cells.num_rows:
        inside = reduce(pc.add, (pc.count_substring(column, "\n") for column in cells.columns))
        if newlines != cells.num_rows + (pc.sum(inside).as_py() or 0):
            return None
        line = pc.add(line, pc.subtract(pc.cumulative_sum(inside), inside))
    broken = pa.nulls(cells.num_rows, pa.string())
    return pa.table({"line": line, "broken": broken, **_columns(cells)})


def _columns(cells: pa.Table) -> dict[str, pa.ChunkedArray]:
    return dict(zip(cells.column_names, cells.columns, strict=True))


def _careful(content: bytes, width: int, delimiter: str) -> pa.Table:
    """Read row by row, keeping the line of each, and saying of a row with more or fewer cells what is wrong."""
    csv.field_size_limit(sys.maxsize)
    schema = pa.schema([("line", pa.int32()), ("broken", pa.string()), *((f"c{n}", pa.string()) for n in range(width))])
    chunks: list[pa.Table] = []
    rows: list[list[int | str | None]] = []
    for line, cells in _numbered(content, delimiter):
        broken = None
        if len(cells) != width:
            broken = f"the row has {_cells(len(cells))} where the header has {width}."
            cells = (cells + [""] * width)[:width]
        rows.append([line, broken, *cells])
        if len(rows) == _CHUNK:
            chunks.append(_table(rows, schema))
            rows = []
    chunks.append(_table(rows, schema))
    return pa.concat_tables(chunks)


def _numbered(content: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row under the header that is not blank, with the line it begins on."""

    def physical_lines() -> Iterator[str]:
        whole = _lines(content)
        for line in whole:
            yield line if line.endswith(("\n", "\r")) else line + "\n"
        yield _END

    reader = csv.reader(physical_lines(), delimiter=delimiter)
    header_seen = False
    begins = 1
    for row in reader:
        if row == [_END]:
            return
        if any(cell.strip() for cell in row):
            if row[-1].endswith(_END):
                raise PersonError(
                    f"has a cell on line {begins} that begins with a quotation mark and does not end.",
                    mend='Close it, or write a quotation mark inside a cell twice: "".',
                )
            if header_seen:
                yield begins, row
            header_seen = True
        begins = reader.line_num + 1


def _table(rows: list[list[int | str | None]], schema: pa.Schema) -> pa.Table:
    if not rows:
        return schema.empty_table()
    columns = zip(*rows, strict=True)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"
