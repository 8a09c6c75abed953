"""Where the table begins and ends on a sheet: titles above the header, a header in two rows, totals and notes below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from upheld.snapshot.grids import LeftOut

LOOKED_AT = 40
"""How many rows from the top the header is looked for in."""
_TAIL = 60
"""How many rows from the bottom totals and notes are looked for in."""
_ENOUGH = 2
"""Columns by whose names a header is known; a sheet with fewer has its first filled row for a header."""
_TOTALS = re.compile(r"(grand |sub-?|overall )?(totals?|sum|count|number of (rows|records|cases|complaints))\b", re.I)
_HAS_DIGIT = re.compile(r"\d")
TITLE, BLANK, TOTALS, NOTE = "row above the header", "blank row", "row of totals", "row with a note"


@dataclass(frozen=True)
class HeaderAt:
    """A header: its cells, and the first and last of the rows it stands in (from 0)."""

    cells: tuple[str, ...]
    top: int
    bottom: int


@lru_cache(20_000)
def key(name: str) -> str:
    """Return what two spellings of the name of a column have in common: letters and digits, in lower case.

    A name in other letters than those from a to z is taken as it stands.
    """
    return re.sub(r"[^a-z0-9]+", "", name.lower()) or name.strip().lower()


def find_header(rows: Sequence[Sequence[str]], wanted: Collection[str] = ()) -> HeaderAt | None:
    """Find the header among the first rows of a sheet, given the keys of the columns that are looked for.

    Without any, or where fewer than two are met, it is the first filled row, or, with no columns to look for, the
    fullest. A heading that spans several columns stands in a row of its own above their names: such a pair of rows
    is taken together if more names are met that way. Returns None for a sheet with nothing on it.
    """
    filled = [n for n, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        return None
    candidates = [HeaderAt(_stripped(rows[n]), n, n) for n in filled]
    candidates += [HeaderAt(joined, n, n + 1) for n in filled if (joined := _joined(rows, n)) is not None]
    if not wanted:
        return max(candidates, key=lambda one: (_names(one.cells), -one.bottom, one.top))
    best = max(candidates, key=lambda one: (_met(one.cells, wanted), one.top == one.bottom, -one.top))
    return best if _met(best.cells, wanted) >= min(_ENOUGH, len(wanted)) else candidates[0]


def score(rows: Sequence[Sequence[str]], wanted: Collection[str]) -> int:
    """Return how many of the columns looked for are met in the best header of `rows`."""
    found = find_header(rows, wanted)
    return _met(found.cells, wanted) if found else 0


def titles(rows: Sequence[Sequence[str]], header: HeaderAt, lines: Sequence[int]) -> tuple[LeftOut, ...]:
    """Return the filled rows above the header; `lines` are where the rows stand."""
    above = ((line, _stripped(row)) for line, row in zip(lines, rows[: header.top], strict=False))
    return tuple(LeftOut(TITLE, line, next(filter(None, cells))) for line, cells in above if any(cells))


def leave_out_below(rows: pa.Table, *, cells_span_lines: bool = False) -> tuple[pa.Table, tuple[LeftOut, ...]]:
    """Take off what stands below the last row of the table: blank rows, rows of totals, notes set apart by a gap.

    Blank rows between others are taken off as well. `rows` is as in Grid; `cells_span_lines` where a cell with several
    lines takes as many lines of the file.
    """
    rows, blank = _without_blank(rows)
    first = max(rows.num_rows - _TAIL, 0)
    tail = [(row.pop("line"), row.pop("broken"), row) for row in rows.slice(first).to_pylist()]
    below: list[LeftOut] = []
    pending: list[LeftOut] = []
    for place in range(len(tail) - 1, -1, -1):
        line, _, cells = tail[place]
        texts = [text.strip() for text in cells.values() if (text or "").strip()]
        totals = bool(texts and _TOTALS.match(texts[0]))
        if not totals and (len(texts) != 1 or len(cells) == 1):
            break
        pending.append(LeftOut(TOTALS if totals else NOTE, line, texts[0]))
        if totals or _gap_above(tail, place, cells_span_lines=cells_span_lines):
            below += pending
            pending = []
    kept = rows.slice(0, rows.num_rows - len(below)) if below else rows
    return kept, (*(LeftOut(BLANK, line) for line in blank), *sorted(below, key=lambda one: (one.what, one.line)))


def _without_blank(rows: pa.Table) -> tuple[pa.Table, list[int]]:
    """Take off the rows without a single sign; return their lines. A broken row is never blank."""
    blank: pa.ChunkedArray | None = None
    for name in rows.column_names[2:]:
        empty = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(rows[name]), ""), True)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return rows, []
    if blank is None:
        return rows, []
    blank = pc.and_(blank, pc.is_null(rows["broken"]))
    return rows.filter(pc.invert(blank)), rows["line"].filter(blank).to_pylist()


def _gap_above(
    tail: Sequence[tuple[int, object, dict[str, str | None]]], place: int, *, cells_span_lines: bool
) -> bool:
    """Whether a line or more is blank between a row and the one above it; lines within a cell are not blank."""
    if place == 0:
        return False
    line, _, cells = tail[place - 1]
    ends = line + (sum((text or "").count("\n") for text in cells.values()) if cells_span_lines else 0)
    return tail[place][0] > ends + 1


def _stripped(row: Sequence[str]) -> tuple[str, ...]:
    return tuple((cell or "").strip() for cell in row)


def _joined(rows: Sequence[Sequence[str]], top: int) -> tuple[str, ...] | None:
    """Return the header that row `top` and the one below make together; None if they make none.

    A name stands in the lower row, or in the upper one where the lower is blank. The heading above is set before
    a name that more than one column has: *Received · Date*, *Decided · Date*.
    """
    if top + 1 >= len(rows):
        return None
    upper, lower = _stripped(rows[top]), _stripped(rows[top + 1])
    width = max(len(upper), len(lower))
    upper, lower = upper + ("",) * (width - len(upper)), lower + ("",) * (width - len(lower))
    only_above = any(above and not below for above, below in zip(upper, lower, strict=True))
    if not only_above or not any(lower) or any(_HAS_DIGIT.search(cell) for cell in lower):
        return None
    times = Counter(lower)
    cells, heading = [], ""
    for above, below in zip(upper, lower, strict=True):
        heading = above or heading
        cells.append(f"{heading} {below}".strip() if below and times[below] > 1 else below or above)
    return tuple(cells)


def _met(cells: Sequence[str], wanted: Collection[str]) -> int:
    return len({key(cell) for cell in cells} & set(wanted))


def _names(cells: Sequence[str]) -> int:
    """Return how many cells could be names of columns: filled, without digits, and none of them twice."""
    return len({cell for cell in cells if cell and not _HAS_DIGIT.search(cell)})
