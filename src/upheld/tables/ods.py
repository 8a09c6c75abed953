"""Writes the workbook as an OpenDocument spreadsheet with `odfpy`.

`odfpy` makes an object of each cell and checks it against the grammar, which takes a minute for a release. So it makes
everything but the rows of tables; where rows belong it leaves an empty one with a name, and their XML is put there.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from upheld.tables.workbook import CONTENTS, COVER, Sheet, Value, Workbook

LETTER_CM = 0.23
"""How wide a letter is in 12 points."""
STYLES: dict[str, dict[str, dict[str, str]]] = {
    "title": {"text": {"fontsize": "16pt", "fontweight": "bold"}},
    "subtitle": {"text": {"fontsize": "14pt", "fontweight": "bold"}, "cell": {"wrapoption": "wrap"}},
    "sentence": {"text": {"fontsize": "12pt"}},
    "paragraph": {"text": {"fontsize": "12pt"}, "cell": {"wrapoption": "wrap"}},
    "heading": {
        "text": {"fontsize": "12pt", "fontweight": "bold"},
        "cell": {"wrapoption": "wrap", "borderbottom": "0.5pt solid #000000", "verticalalign": "top"},
    },
    "text": {"text": {"fontsize": "12pt"}, "cell": {"wrapoption": "wrap", "verticalalign": "top"}},
    "right": {
        "text": {"fontsize": "12pt"},
        "cell": {"verticalalign": "top", "textalignsource": "fix"},
        "paragraph": {"textalign": "end"},
    },
}
FONT = "Arial"


def write_ods(path: Path, book: Workbook) -> Path:
    """Write the workbook to `path`. The same workbook gives the same bytes."""
    from odf.opendocument import OpenDocumentSpreadsheet

    document = OpenDocumentSpreadsheet()
    _describe(document, book)
    _style(document)
    document.spreadsheet.addElement(_cover(document, book))
    for n, sheet in enumerate(book.sheets):
        document.spreadsheet.addElement(_page(document, sheet, n))
    document.spreadsheet.addElement(_marked(book))
    _freeze(document, book)
    content: str = document.contentxml().decode()
    for n, sheet in enumerate(book.sheets):
        content = content.replace(_place(n), "".join(_rows(sheet)))
    _zip(path, document, content)
    return path


def _describe(document: Any, book: Workbook) -> None:
    from odf import dc, meta

    said = book.subject
    day = datetime.combine(said.issued, time()).isoformat()
    for kind, text in (
        (dc.Title, said.title),
        (dc.Subject, said.description),
        (dc.Description, said.rights),
        (dc.Creator, said.publisher),
        (dc.Language, said.language),
        (dc.Date, day),
        (meta.InitialCreator, said.publisher),
        (meta.CreationDate, day),
        *((meta.Keyword, keyword) for keyword in said.keywords),
    ):
        document.meta.addElement(kind(text=text))


def _style(document: Any) -> None:
    from odf import number, style

    whole = number.NumberStyle(name="whole")
    whole.addElement(number.Number(minintegerdigits="1", decimalplaces="0", grouping="true"))
    places = number.NumberStyle(name="places")
    places.addElement(number.Number(minintegerdigits="1", decimalplaces="4", grouping="true"))
    for one in (whole, places):
        document.automaticstyles.addElement(one)
    default = style.DefaultStyle(family="table-cell")
    default.addElement(style.TextProperties(fontname=FONT, fontfamily=FONT, language="en", country="GB"))
    document.styles.addElement(default)
    data_styles = {"whole": ("right", "whole"), "places": ("right", "places")}
    for name in (*STYLES, *data_styles):
        like, data = data_styles.get(name, (name, None))
        one = style.Style(name=name, family="table-cell", **({"datastylename": data} if data else {}))
        made = STYLES[like]
        one.addElement(style.TextProperties(fontfamily=FONT, **made["text"]))
        if "cell" in made:
            one.addElement(style.TableCellProperties(**made["cell"]))
        if "paragraph" in made:
            one.addElement(style.ParagraphProperties(**made["paragraph"]))
        document.automaticstyles.addElement(one)


def _width(document: Any, letters: int) -> str:
    """Return the name of the style of a column so many letters wide, made if it is not there."""
    from odf import style

    name = f"w{letters}"
    if not any(one.getAttribute("name") == name for one in document.automaticstyles.childNodes):
        one = style.Style(name=name, family="table-column")
        one.addElement(style.TableColumnProperties(columnwidth=f"{letters * LETTER_CM:.2f}cm"))
        document.automaticstyles.addElement(one)
    return name


def _cover(document: Any, book: Workbook) -> Any:
    from odf import table

    page = table.Table(name=COVER)
    page.addElement(table.TableColumn(stylename=_width(document, 85)))
    page.addElement(_line("title", book.subject.title))
    for heading, paragraphs in book.cover.items():
        page.addElement(_line("subtitle", heading))
        for paragraph in paragraphs:
            page.addElement(_line("paragraph", paragraph))
    return page


def _line(style: str, text: str) -> Any:
    """Return a row of one cell. An address becomes a link."""
    from odf import table
    from odf.text import A, P

    row, cell = table.TableRow(), table.TableCell(valuetype="string", stylename=style)
    if text.startswith("https://"):
        paragraph = P()
        paragraph.addElement(A(href=text, type="simple", text=text))
    else:
        paragraph = P(text=text)
    cell.addElement(paragraph)
    row.addElement(cell)
    return row


def _page(document: Any, sheet: Sheet, number: int) -> Any:
    from odf import table
    from odf.text import P

    page = table.Table(name=sheet.name)
    for letters in sheet.widths:
        page.addElement(table.TableColumn(stylename=_width(document, letters)))
    page.addElement(_line("title", sheet.title))
    for sentence in sheet.above:
        page.addElement(_line("sentence", sentence))
    heading, row = table.TableHeaderRows(), table.TableRow()
    for label in sheet.header:
        cell = table.TableCell(valuetype="string", stylename="heading")
        cell.addElement(P(text=label))
        row.addElement(cell)
    heading.addElement(row)
    page.addElement(heading)
    page.addElement(table.TableRow(stylename=f"rows-{number}"))
    return page


def _place(number: int) -> str:
    """Return the XML of the row that stands where the rows of a sheet belong."""
    return f'<table:table-row table:style-name="rows-{number}"/>'


def _rows(sheet: Sheet) -> Iterator[str]:
    right = [any(not isinstance(v, str) for v in column) for column in zip(*sheet.rows, strict=True)]
    texts = ["right" if numbers else "text" for numbers in right]
    numbers = ["places" if n in sheet.decimals else "whole" for n in range(len(sheet.header))]
    for row in sheet.rows:
        cells = list(map(_cell, row, texts, numbers))
        if sheet.name == CONTENTS:
            cells[0] = _linked(str(row[0]))
        yield f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell(value: Value, text: str, number: str) -> str:
    if isinstance(value, str):
        return (
            f'<table:table-cell table:style-name="{text}" office:value-type="string">'
            f"<text:p>{escape(value)}</text:p></table:table-cell>"
        )
    shown = f"{value:,.4f}" if isinstance(value, float) else f"{value:,}"
    return (
        f'<table:table-cell table:style-name="{number}" office:value-type="float" office:value="{value}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def _linked(name: str) -> str:
    return (
        '<table:table-cell table:style-name="text" office:value-type="string"><text:p>'
        f'<text:a xlink:type="simple" xlink:href="#{name}">{name}</text:a></text:p></table:table-cell>'
    )


def _marked(book: Workbook) -> Any:
    """Return the ranges of the tables, each with its name: what marks a table up in this format."""
    from odf import table

    ranges = table.DatabaseRanges()
    for sheet in book.sheets:
        first = f"'{sheet.name}'.A{sheet.header_row + 1}"
        last = f"'{sheet.name}'.{_column(len(sheet.header))}{sheet.header_row + 1 + len(sheet.rows)}"
        ranges.addElement(
            table.DatabaseRange(
                name=f"table_{sheet.name}",
                targetrangeaddress=f"{first}:{last}",
                containsheader="true",
                displayfilterbuttons="false",
            )
        )
    return ranges


def _column(number: int) -> str:
    """Return the letters of a column counted from 1: A, Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _freeze(document: Any, book: Workbook) -> None:
    """Keep the headings in view: the settings of the view, as the office programs write them."""
    from odf import config

    views = config.ConfigItemSet(name="ooo:view-settings")
    views_map = config.ConfigItemMapIndexed(name="Views")
    entry = config.ConfigItemMapEntry()
    tables = config.ConfigItemMapNamed(name="Tables")
    for sheet in book.sheets:
        tables.addElement(_frozen(sheet))
    entry.addElement(config.ConfigItem(name="ActiveTable", type="string", text=COVER))
    entry.addElement(tables)
    views_map.addElement(entry)
    views.addElement(views_map)
    document.settings.addElement(views)


def _frozen(sheet: Sheet) -> Any:
    from odf import config

    one = config.ConfigItemMapEntry(name=sheet.name)
    rows, columns = sheet.header_row + 1, sheet.frozen
    settings: Iterable[tuple[str, str, int]] = (
        ("HorizontalSplitMode", "short", 2 if columns else 0),
        ("VerticalSplitMode", "short", 2),
        ("HorizontalSplitPosition", "int", columns),
        ("VerticalSplitPosition", "int", rows),
        ("ActiveSplitRange", "short", 3 if columns else 2),
        ("PositionRight", "int", columns),
        ("PositionBottom", "int", rows),
    )
    for name, kind, value in settings:
        one.addElement(config.ConfigItem(name=name, type=kind, text=str(value)))
    return one


def _zip(path: Path, document: Any, content: str) -> None:
    """Put the document's parts into a zip file of their own order, all of the same moment."""
    made = io.BytesIO()
    document.write(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(path, "w") as file:
        for part in parts.infolist():
            data = content.encode() if part.filename == "content.xml" else parts.read(part)
            entry = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if part.filename == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(entry, data)
