"""Copies of people's files with the cells at fault coloured, each with a comment that says what is wrong with it.

A spreadsheet is copied as it stands, with its other sheets and its looks. What is no spreadsheet, or is too large
to be copied so, becomes a plain one. The person's own file is only read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from upheld.atomic import replace_folder
from upheld.errors import Problem
from upheld.snapshot.checking import Found
from upheld.snapshot.error_report import shown_file
from upheld.snapshot.sources import Source

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Marks = dict[tuple[int, int], list[str]]
"""By line and number of the cell: what is wrong there. Both as in the grid: lines from 1, cells from 0."""

COLOUR = "FFC7CE"
"""The light red in which spreadsheet programs themselves show what is bad."""
AUTHOR = "Upheld"
COMMENTS = 1_000
"""So many cells with one cause have a comment; all are coloured. With a hundred thousand, programs take minutes."""
LARGEST = 30_000
"""Of a file with more rows only the rows with a comment are copied, with their lines: nobody mends more by hand."""
_CELLS_KEPT_AS_THEY_ARE = 300_000
_LONGEST = 32_767
"""So many characters a cell of a spreadsheet holds."""
_SAME_EVERY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def write_copies(folder: Path, sources: Sequence[Source], of_files: Sequence[Problem], found: Sequence[Found]) -> None:
    """Write a copy of each file with something wrong into `folder`, which must be new or empty.

    A file that cannot be read at all cannot be copied either.
    """
    marks = _marks(sources, of_files, found)
    if not marks:
        return
    with replace_folder(folder, ours=lambda _: False) as made:
        for name, numbers in _by_file(sources, marks).items():
            mine = {n: marks[n] for n in numbers}
            first = sources[numbers[0]]
            path = made / f"{name.replace('/', '-')}.marked.xlsx"
            if first.path.suffix.lower() in (".xlsx", ".xlsm") and _small(sources, numbers):
                _mark_spreadsheet(first.path, path, sources, mine)
            else:
                _write_plain(path, sources, mine)


def _marks(sources: Sequence[Source], of_files: Sequence[Problem], found: Sequence[Found]) -> dict[int, Marks]:
    """Return the marks of each source that has any."""
    told: dict[int, Marks] = {}
    commented: Counter[tuple[str, str | None]] = Counter()

    def mark(source: int, line: int, cell: int, problem: Problem) -> None:
        commented[problem.rule, problem.column] += 1
        texts = told.setdefault(source, {}).setdefault((line, cell), [])
        if commented[problem.rule, problem.column] <= COMMENTS:
            texts.append(" ".join(part for part in (problem.column, problem.rule, problem.mend) if part))

    for problem in of_files:
        for number, source in enumerate(sources):
            if source.file == problem.file:
                header = [cell.strip() for cell in source.grid.header]
                at = header.index(problem.column) if problem.column in header else 0
                mark(number, problem.line or source.grid.header_line, at, problem)
    for one in found:
        for cell in one.cells or (0,):
            if one.source < len(sources):
                mark(one.source, one.problem.line or 1, cell, one.problem)
    return told


def _by_file(sources: Sequence[Source], marks: Mapping[int, Marks]) -> dict[str, list[int]]:
    files: dict[str, list[int]] = {}
    for number in sorted(marks):
        files.setdefault(shown_file(sources[number]), []).append(number)
    return files


def _small(sources: Sequence[Source], numbers: Sequence[int]) -> bool:
    """Whether the cells are few enough to be copied with their looks, which takes some 20 seconds a million."""
    grids = [sources[n].grid for n in numbers]
    cells = sum(grid.rows.num_rows * len(grid.header) for grid in grids)
    return bool(cells <= _CELLS_KEPT_AS_THEY_ARE)


def _mark_spreadsheet(original: Path, path: Path, sources: Sequence[Source], marks: Mapping[int, Marks]) -> None:
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book: Workbook = load_workbook(original)
    fill = PatternFill("solid", start_color=COLOUR, end_color=COLOUR)
    for number, mine in marks.items():
        source = sources[number]
        page: Worksheet = book[source.sheet or book.sheetnames[0]]
        right = _shift(page, source)
        for (line, at), texts in mine.items():
            cell = page.cell(line, at + 1 + right)
            if type(cell).__name__ == "MergedCell":
                cell = page.cell(*_top_left(page, cell.coordinate))
            cell.fill = fill
            if texts:
                earlier = f"{cell.comment.text}\n" if cell.comment else ""
                cell.comment = Comment(earlier + "\n".join(texts), AUTHOR, height=120, width=320)
    book.save(path)


def _shift(page: Worksheet, source: Source) -> int:
    """Return how many columns are blank before the first one that was read."""
    for column in range(1, page.max_column + 1):
        if any(page.cell(row, column).value is not None for row in range(1, page.max_row + 1)):
            return column - 1
    return 0


def _top_left(page: Worksheet, coordinate: str) -> tuple[int, int]:
    """Return the one cell of a merged area that can be coloured."""
    area = next(area for area in page.merged_cells.ranges if coordinate in area)
    return area.min_row, area.min_col


def _write_plain(path: Path, sources: Sequence[Source], marks: Mapping[int, Marks]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": _SAME_EVERY_TIME, "comments": "A copy with what is wrong coloured."})
        bad = book.add_format({"bg_color": f"#{COLOUR}"})
        for number, mine in marks.items():
            source = sources[number]
            page = book.add_worksheet(source.sheet)
            page.set_comments_author(AUTHOR)
            if source.grid.rows.num_rows <= LARGEST:
                _write_whole(page, source, mine, bad)
            else:
                _write_commented(page, source, mine, bad)


def _write_whole(page: Any, source: Source, marks: Marks, bad: Any) -> None:
    """Write every row on the line it has in the file."""
    rows: dict[int, Sequence[str | None]] = {one.line: (one.text,) for one in source.grid.left_out}
    rows[source.grid.header_line] = source.grid.header
    rows.update(_lines(source))
    by_line = _by_line(marks)
    for line in sorted(rows):
        _write_row(page, line - 1, 0, rows[line], by_line.get(line, {}), bad)
    page.freeze_panes(source.grid.header_line, 0)


def _write_commented(page: Any, source: Source, marks: Marks, bad: Any) -> None:
    """Write the rows that have a comment, one under another, with the line of each in the first column."""
    by_line = _by_line({place: texts for place, texts in marks.items() if texts})
    header = by_line.pop(source.grid.header_line, {})
    page.write_string(0, 0, "line")
    _write_row(page, 0, 1, source.grid.header, header, bad)
    down = 0
    for line, cells in _lines(source):
        if line in by_line:
            down += 1
            page.write_number(down, 0, line)
            _write_row(page, down, 1, cells, by_line[line], bad)
    page.freeze_panes(1, 1)


def _by_line(marks: Marks) -> dict[int, dict[int, list[str]]]:
    lines: dict[int, dict[int, list[str]]] = {}
    for (line, at), texts in marks.items():
        lines.setdefault(line, {})[at] = texts
    return lines


def _write_row(
    page: Any, down: int, right: int, cells: Sequence[str | None], marks: Mapping[int, list[str]], bad: Any
) -> None:
    for at, text in enumerate(cells):
        form = bad if at in marks else None
        if text:
            page.write_string(down, at + right, text[:_LONGEST], form)
        elif form:
            page.write_blank(down, at + right, None, form)
        if marks.get(at):
            page.write_comment(down, at + right, "\n".join(marks[at])[:_LONGEST], {"x_scale": 2.5, "y_scale": 1.5})


def _lines(source: Source) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    rows = source.grid.rows
    columns = [rows[f"c{n}"].to_pylist() for n in range(len(source.grid.header))]
    yield from zip(rows["line"].to_pylist(), zip(*columns, strict=True), strict=True)
