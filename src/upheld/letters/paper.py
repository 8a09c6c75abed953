"""The committee paper: an editable Word document with the letter's figures, and questions that members could ask.

It is made from the letter alone. Square brackets stand where an officer fills in what only the authority knows.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from upheld.letters.model import HistoryBreak, HistoryYear, Letter, Panel
from upheld.writing import press
from upheld.writing.blocks import Block, Bullets, Heading, Paragraph

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import Table

TEMPLATE = Path(__file__).parent / "paper.typ"

FONT = "Arial"
"""On every office machine, and easy to read: the document will be edited there."""

NAVY = "17395C"

Rows = Sequence[Sequence[str]]


class PaperPress:
    """Makes committee papers; kept for as many as a process writes."""

    def __init__(self) -> None:
        self._pictures = press.TemplatePress(TEMPLATE)

    def docx(self, letter: Letter) -> bytes:
        """Return the committee paper to a letter as a Word document; the same letter gives the same bytes."""
        # Imported late: no other form of a letter needs it, and it takes half a second.
        from docx import Document

        document = Document()
        _prepare(document, letter)
        _opening(document, letter)
        _figures(document, letter, self._pictures)
        _questions(document, letter)
        _years(document, letter)
        _services(document, letter)
        _reading(document, letter)
        written = io.BytesIO()
        document.save(written)
        return _dated(written.getvalue(), letter.written_on)


def title_of(letter: Letter) -> str:
    """Return the title of the paper."""
    return f"Complaints to the Ombudsman, {letter.year_label.replace('-', '–')}: report to members"


def _prepare(document: Document, letter: Letter) -> None:
    """Set page, fonts, language and what the document says about itself."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    for name, size in (("Normal", 11), ("Title", 24), ("Heading 1", 16), ("Heading 2", 13)):
        style = cast("ParagraphStyle", document.styles[name])
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            # A theme's font would win over the one that is named.
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(NAVY)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), letter.metadata.language)
    about, on = document.core_properties, datetime.combine(letter.written_on, time(), UTC)
    about.title, about.author = f"{title_of(letter)}: {letter.authority_name}", letter.metadata.author
    about.subject, about.keywords = letter.metadata.description, ", ".join(letter.metadata.keywords)
    about.language, about.created, about.modified, about.revision = letter.metadata.language, on, on, 1
    about.comments, about.last_modified_by = "", letter.metadata.author
    if letter.synthetic_notice:
        section.header.paragraphs[0].text = letter.synthetic_notice


def _opening(document: Document, letter: Letter) -> None:
    document.add_heading(title_of(letter), 0)
    document.add_paragraph(letter.authority_name)
    if letter.synthetic_notice:
        document.add_paragraph(letter.synthetic_notice, style="Intense Quote")
    _table(
        document, ("", ""), [["Committee", "[name]"], ["Date", "[date]"], ["Report by", "[officer]"]], heads_shown=False
    )
    document.add_heading("What this paper is about", 1)
    document.add_paragraph(
        f"Each year the {letter.sender} writes to every authority about the complaints it decided. This paper sets out "
        f"the figures in its letter of {letter.date}, and questions that members could ask about them."
    )
    document.add_paragraph("Members are asked to [note the figures, and to decide what should follow].")


def _figures(document: Document, letter: Letter, pictures: press.TemplatePress) -> None:
    document.add_heading("The figures", 1)
    rows = [
        (p.title, p.rate or "no rate", _counts(p), p.chart.average_worded or "–" if p.chart else "–")
        for p in letter.panels
    ]
    _table(document, ("Measure", "This authority", "Counts", "Similar authorities"), rows)
    for panel in letter.panels:
        document.add_heading(panel.title, 2)
        said = (panel.sentence, panel.average_sentence, panel.verdict, *panel.remarks)
        document.add_paragraph(" ".join(sentence for sentence in said if sentence))
        if panel.chart is not None:
            _picture(document, panel, pictures)
        document.add_paragraph(panel.small_print)


def _counts(panel: Panel) -> str:
    return f"{panel.count} {panel.count_unit}. {panel.basis}" if panel.count else panel.basis


def _picture(document: Document, panel: Panel, pictures: press.TemplatePress) -> None:
    from docx.shared import Mm

    assert panel.chart is not None
    drawn = pictures.png({"chart": press.as_json(panel.chart), "worded": panel.rate or ""})
    shape = document.add_picture(io.BytesIO(drawn), width=Mm(160))
    shape._inline.docPr.set("descr", panel.chart.alt)


def _questions(document: Document, letter: Letter) -> None:
    if not letter.questions:
        return
    document.add_heading("Questions that members could ask", 1)
    document.add_paragraph("They follow from the figures by fixed rules. Members will have better ones of their own.")
    for question in letter.questions:
        asked = document.add_paragraph(style="List Number")
        asked.add_run(question.text).bold = True
        if question.why:
            asked.add_run().add_break()
            asked.add_run(question.why)


def _years(document: Document, letter: Letter) -> None:
    history = letter.history
    document.add_heading(history.title, 1)
    if history.note:
        document.add_paragraph(history.note)
    heads = [history.columns[0], *(cell for name in history.columns[1:] for cell in (name, "Average"))]
    table = _table(document, heads, [_year(row) for row in history.rows if isinstance(row, HistoryYear)])
    at = 0
    for row in history.rows:
        if isinstance(row, HistoryYear):
            at += 1
        elif at:
            _break_after(table, at, row)
            at += 1


def _year(row: HistoryYear) -> list[str]:
    cells = [row.label]
    for cell in row.cells:
        cells += [f"{cell.rate} ({cell.of})" if cell.rate else "no rate", cell.average or "–"]
    return cells


def _break_after(table: Table, at: int, one: HistoryBreak) -> None:
    """Put a break of the series into the table, across its whole width, beneath the row `at`."""
    row = table.rows[at]
    row._tr.addnext(deepcopy(row._tr))
    added = table.rows[at + 1]
    for cell in added.cells[1:]:
        cell.text = ""
    whole = added.cells[0].merge(added.cells[-1])
    concerns = f" Concerns: {one.concerns}." if one.concerns else ""
    whole.text = f"{one.title}. {one.why}{concerns}"


def _services(document: Document, letter: Letter) -> None:
    if letter.services is None:
        return
    document.add_heading(letter.services.title, 1)
    _table(document, letter.services.columns, [*letter.services.rows, letter.services.total])


def _reading(document: Document, letter: Letter) -> None:
    for block in letter.reading:
        for style, words in _plain(block):
            document.add_paragraph(words, style=style)
    document.add_paragraph(f"Source: the letter of the {letter.sender}, {letter.date}. Published on {letter.website}.")


def _plain(block: Block) -> Iterator[tuple[str, str]]:
    """Yield the style and the words of each paragraph of a block."""
    match block:
        case Heading():
            yield "Heading 1", block.text
        case Bullets():
            for item in block.items:
                yield "List Bullet", "".join(run.text for run in item)
        case Paragraph():
            yield "Normal", "".join(run.text for run in block.runs)


def _table(document: Document, heads: Sequence[str], rows: Rows, *, heads_shown: bool = True) -> Table:
    """Add a table whose head is repeated on every page it reaches and read aloud as such."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    table: Table = document.add_table(rows=len(rows) + heads_shown, cols=len(heads), style="Table Grid")
    for number, (row, cells) in enumerate(zip(table.rows, [heads, *rows] if heads_shown else rows, strict=True)):
        for cell, words in zip(row.cells, cells, strict=True):
            run = cell.paragraphs[0].add_run(words)
            run.font.size = Pt(9.5)
            run.bold = heads_shown and number == 0
        if heads_shown and number == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()
    return table


def _dated(document: bytes, on: date) -> bytes:
    """Return the same document with the letter's date on every file within it, so that equal papers are equal bytes."""
    dated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as read, zipfile.ZipFile(dated, "w") as written:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, (max(on.year, 1980), on.month, on.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, read.read(name))
    return dated.getvalue()
