"""Reading comma- and tab-separated text into a grid, each row with the line on which a person finds it.

There are two ways through. pyarrow reads almost every file, quickly, and the lines are worked out from its answer; the
count of line ends proves them right. A file for which that proof fails, or with a row too long or too short, is read
again by Python's own reader, row by row.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from upheld.errors import PersonError
from upheld.snapshot.grids import Grid, LeftOut, lines
from upheld.snapshot.layout import BLANK, LOOKED_AT, find_header, leave_out_below, score, titles

_CHUNK = 20_000
_END = "\x00end of the file"
"""Set under the last row. A quotation mark that is never closed swallows the rest of the file, and this too."""
_DELIMITERS = (",", ";", "\t")
_SAID = "sep="
"""How a spreadsheet program says in a first line which sign stands between the cells."""


@dataclass(frozen=True)
class _Head:
    """The header of a file: its cells, the line it ends on, the sign between cells, and the rows above it."""

    cells: tuple[str, ...]
    line: int
    delimiter: str
    above: tuple[LeftOut, ...]


def read_delimited(content: bytes, wanted: Collection[str] = ()) -> Grid:
    """Read a CSV or tab-separated file. Raises PersonError when it is not one.

    `wanted` are the keys of the columns by which its header is known.
    """
    content, encoding = as_utf8(content)
    head = _head(content, wanted)
    read = _fast(content, head)
    blank: tuple[LeftOut, ...] = ()
    if read is None:
        read, blank = _careful(content, head)
    rows, left_out = leave_out_below(read, cells_span_lines=True)
    return Grid(encoding, head.cells, head.line, rows, (*head.above, *blank, *left_out))


def as_utf8(content: bytes) -> tuple[bytes, str]:
    """Return `content` as UTF-8 without a mark at its beginning, and the name of the encoding it had.

    What is neither UTF-8 nor UTF-16 is taken for Windows-1252, which spreadsheets still write.
    Raises PersonError for what is not text.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise PersonError("is not text but a spreadsheet.", mend="Give it its own ending, .xlsx, or save it as CSV.")
    if content.startswith(b"PAR1"):
        raise PersonError("is not text but a Parquet file.", mend="Give it its own ending, .parquet.")
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    try:
        if wide := _utf_16(content):
            return content.decode(wide).encode(), "UTF-16"
        try:
            content.decode()
        except UnicodeDecodeError:
            return content.decode("cp1252").encode(), "Windows-1252"
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise PersonError("is not text that can be read.", mend="Save it as CSV in UTF-8.") from None
    return content, "UTF-8"


def _utf_16(content: bytes) -> str | None:
    """Return the kind of UTF-16 that `content` is in: marked so, or with every other byte of its beginning zero."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    beginning = content[: min(len(content) // 2 * 2, 400)]
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    mostly = 0.9 * (len(beginning) // 2)
    if not beginning or max(even, odd) < mostly or min(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _lines(content: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")


def _head(content: bytes, wanted: Collection[str]) -> _Head:
    """Find the header, and by it the sign between cells: the one with which most of its columns are met."""
    csv.field_size_limit(sys.maxsize)
    first = next((line for line in _lines(content) if line.strip()), "")
    said = first.strip().lower()
    likely = sorted(_DELIMITERS, key=first.count, reverse=True)
    if said.startswith(_SAID) and len(said) == len(_SAID) + 1 and said[-1] in _DELIMITERS:
        likely = [said[-1]]
    rows = {delimiter: _first_rows(content, delimiter) for delimiter in likely}
    delimiter = max(likely, key=lambda one: score([row for _, _, row in rows[one]], wanted)) if wanted else likely[0]
    header = find_header([row for _, _, row in rows[delimiter]], wanted)
    if header is None:
        raise PersonError("is empty.", mend="Give it a header and rows, or take the file out.")
    begins = [line for line, _, _ in rows[delimiter]]
    above = titles([row for _, _, row in rows[delimiter]], header, begins)
    if said.startswith(_SAID):
        above = above[1:]
    return _Head(header.cells, rows[delimiter][header.bottom][1], delimiter, above)


def _first_rows(content: bytes, delimiter: str) -> list[tuple[int, int, list[str]]]:
    """Return the first rows, each with the lines on which it begins and ends."""
    reader = csv.reader(_lines(content), delimiter=delimiter)
    found, begins = [], 1
    filled = 0
    for row in reader:
        found.append((begins, reader.line_num, row))
        begins = reader.line_num + 1
        filled += any(cell.strip() for cell in row)
        if filled >= LOOKED_AT:
            break
    return found


def _fast(content: bytes, head: _Head) -> pa.Table | None:
    """Read quickly; None unless it is certain that every row is whole and stands on the line worked out for it."""
    width = len(head.cells)
    content = content.rstrip(b"\r\n")
    if content.count(b"\r") != content.count(b"\r\n"):
        return None
    begins = 0
    for _ in range(head.line):
        begins = content.find(b"\n", begins) + 1
        if not begins:
            return None
    newlines = content.count(b"\n", begins) + 1
    last = _END + head.delimiter * (width - 1)
    content = b"".join((memoryview(content)[begins:], f"\n{last}".encode()))
    names = [f"c{n}" for n in range(width)]
    try:
        cells = pyarrow.csv.read_csv(
            pa.BufferReader(content),
            pyarrow.csv.ReadOptions(column_names=names, block_size=8 << 20),
            pyarrow.csv.ParseOptions(delimiter=head.delimiter, newlines_in_values=True, ignore_empty_lines=False),
            pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    if not cells.num_rows or cells["c0"][-1].as_py() != _END:
        return None
    cells = cells.slice(0, cells.num_rows - 1).combine_chunks()
    line = lines(np.arange(head.line + 1, head.line + cells.num_rows + 1))
    if newlines != cells.num_rows:
        inside = reduce(pc.add, (pc.count_substring(column, "\n") for column in cells.columns))
        if newlines != cells.num_rows + (pc.sum(inside).as_py() or 0):
            return None
        line = pc.add(line, pc.subtract(pc.cumulative_sum(inside), inside))
    broken = pa.nulls(cells.num_rows, pa.string())
    return pa.table({"line": line, "broken": broken, **_columns(cells)})


def _columns(cells: pa.Table) -> dict[str, pa.ChunkedArray]:
    return dict(zip(cells.column_names, cells.columns, strict=True))


def _careful(content: bytes, head: _Head) -> tuple[pa.Table, tuple[LeftOut, ...]]:
    """Read row by row, keeping the line of each, and saying of a row with more or fewer cells what is wrong.

    Returns the blank rows apart.
    """
    csv.field_size_limit(sys.maxsize)
    width = len(head.cells)
    schema = pa.schema([("line", pa.int32()), ("broken", pa.string()), *((f"c{n}", pa.string()) for n in range(width))])
    chunks: list[pa.Table] = []
    rows: list[list[int | str | None]] = []
    blank: list[LeftOut] = []
    for line, cells in _numbered(content, head):
        if not any(cell.strip() for cell in cells):
            blank.append(LeftOut(BLANK, line))
            continue
        broken = None
        if len(cells) != width:
            broken = f"the row has {_cells(len(cells))} where the header has {width}."
            cells = (cells + [""] * width)[:width]
        rows.append([line, broken, *cells])
        if len(rows) == _CHUNK:
            chunks.append(_table(rows, schema))
            rows = []
    chunks.append(_table(rows, schema))
    return pa.concat_tables(chunks), tuple(blank)


def _numbered(content: bytes, head: _Head) -> Iterator[tuple[int, list[str]]]:
    """Yield each row under the header, blank ones too, with the line it begins on."""

    def physical_lines() -> Iterator[str]:
        whole = _lines(content)
        for line in whole:
            yield line if line.endswith(("\n", "\r")) else line + "\n"
        yield _END

    reader = csv.reader(physical_lines(), delimiter=head.delimiter)
    begins = 1
    for row in reader:
        if row == [_END]:
            return
        if row and row[-1].endswith(_END):
            raise PersonError(
                f"has a cell on line {begins} that begins with a quotation mark and does not end.",
                mend='Close it, or write a quotation mark inside a cell twice: "".',
            )
        if begins > head.line:
            yield begins, row
        begins = reader.line_num + 1


def _table(rows: list[list[int | str | None]], schema: pa.Schema) -> pa.Table:
    if not rows:
        return schema.empty_table()
    columns = zip(*rows, strict=True)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"
