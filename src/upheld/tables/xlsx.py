"""Writes the workbook as XLSX with `gptables`, in the look of the government statisticians' good practice.

`gptables` puts each table through pandas, cell by cell: 1.4 s for the figures of one year. So it writes the cover and
gives the look; the rows are written straight with XlsxWriter, on which it stands, in 0.5 s.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from pathlib import Path
from textwrap import wrap
from typing import Any

from upheld.tables.workbook import CONTENTS, COVER, Sheet, Workbook

PLAIN = {"strings_to_urls": False, "strings_to_numbers": False, "strings_to_formulas": False}
"""Text stays text: a name that begins with = is no formula."""
LINE = 16.5
"""Points of a line of the theme's text."""
COVER_WIDTH = 82
"""Letters in a line of the cover, at least."""
NARROW = 1.2
"""How much narrower than a digit, in which widths are counted, a letter is on average."""
LETTER = 1.15
"""How much wider a letter is in the theme's 12 points than in the 11 in which Excel counts widths."""


def write_xlsx(path: Path, book: Workbook) -> Path:
    """Write the workbook to `path`. The same workbook gives the same bytes."""
    with warnings.catch_warnings():
        # It leaves the file of its theme for the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        from gptables.core.cover import Cover
        from gptables.core.wrappers import GPWorkbook

    said = book.subject
    file = GPWorkbook(str(path), PLAIN)
    # Without this the file would hold the moment of writing, here and in its zip entries.
    made = datetime.combine(said.issued, time())
    file.set_properties(
        {
            "title": said.title,
            "subject": said.description,
            "author": said.publisher,
            "keywords": ", ".join(said.keywords),
            "comments": said.rights,
            "created": made,
        }
    )
    file.set_custom_property("Language", said.language)
    intro, about, contact = (list(lines) for lines in book.cover.values())
    linked = [f"[{line}]({line})" if line.startswith("https://") else line for line in contact]
    cover = file.add_worksheet(COVER)
    cover.write_cover(Cover(said.title, intro=intro, about=about, contact=linked, cover_label=COVER))
    _heighten(cover, enumerate(_cover_lines(book)), COVER_WIDTH)
    cover.fit_to_pages(1, 0)
    # The title is larger.
    cover.set_row(0, 1.5 * LINE * len(wrap(said.title, COVER_WIDTH * 2 // 3)))
    for sheet in book.sheets:
        _write(file, sheet)
    file.close()
    return path


def _cover_lines(book: Workbook) -> Iterator[str]:
    """Yield the rows of the cover as they are written: the title, then each heading and its paragraphs."""
    yield book.subject.title
    for heading, lines in book.cover.items():
        yield heading
        yield from lines


def _heighten(page: Any, lines: Iterable[tuple[int, str]], width: int) -> None:
    """Make room for every line that is wrapped: some programs show only the first of it, or the next over it."""
    for row, line in lines:
        needed = len(wrap(line, width))
        if needed > 1:
            page.set_row(row, LINE * needed)


def _write(file: Any, sheet: Sheet) -> None:
    page, theme = file.add_worksheet(sheet.name), file.theme
    page.write_string(0, 0, sheet.title, file.add_format(theme.title_format))
    for n, sentence in enumerate(sheet.above, 1):
        page.write_string(n, 0, sentence, file.add_format(theme.instructions_format))
    heading = file.add_format(theme.column_heading_format)
    _rows(file, page, sheet)
    if sheet.name == CONTENTS:
        link = file.add_format({**theme.data_format, "underline": True, "font_color": "blue", "valign": "top"})
        for n, row in enumerate(sheet.rows, sheet.header_row + 1):
            page.write_url(n, 0, f"internal:'{row[0]}'!A1", link, str(row[0]))
    last = sheet.header_row + len(sheet.rows)
    page.add_table(
        sheet.header_row,
        0,
        last,
        len(sheet.header) - 1,
        {
            "name": f"table_{sheet.name}",
            "autofilter": False,
            "style": None,
            "columns": [{"header": h, "header_format": heading} for h in sheet.header],
        },
    )
    for n, width in enumerate(sheet.widths):
        page.set_column(n, n, width * LETTER)
    page.freeze_panes(sheet.header_row + 1, sheet.frozen)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(sheet.header_row)


def _rows(file: Any, page: Any, sheet: Sheet) -> None:
    theme = file.theme
    text = file.add_format({**theme.data_format, "align": "left", "valign": "top"})
    symbol = file.add_format({**theme.data_format, "align": "right", "valign": "top"})
    whole = file.add_format({**theme.data_format, "align": "right", "valign": "top", "num_format": "#,##0"})
    decimal = file.add_format({**theme.data_format, "align": "right", "valign": "top", "num_format": "#,##0.0000"})
    number, string = page.write_number, page.write_string
    numbers = [decimal if n in sheet.decimals else whole for n in range(len(sheet.header))]
    texts = [
        symbol if any(not isinstance(v, str) for v in column) else text for column in zip(*sheet.rows, strict=True)
    ]
    for y, row in enumerate(sheet.rows, sheet.header_row + 1):
        for x, value in enumerate(row):
            if isinstance(value, str):
                string(y, x, value, texts[x])
                if len(value) > sheet.widths[x] * NARROW:
                    _heighten(page, [(y, value)], int(sheet.widths[x] * NARROW))
            else:
                number(y, x, value, numbers[x])
