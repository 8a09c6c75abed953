"""The committee paper: an editable Word document with the letter's figures, and questions that members could ask.

It is made from the letter alone. Square brackets stand where an officer fills in what only the authority knows.

What is the same in every paper (styles, numbering, page, fonts) is made once by python-docx. The text of each is
written straight into it: python-docx would search all styles anew for every paragraph, and take longer over one paper
than ten letters take to set.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from upheld.letters.drawing import printed
from upheld.letters.model import HistoryBreak, HistoryYear, Letter, Panel
from upheld.writing import press
from upheld.writing.blocks import Block, Bullets, Heading, Paragraph

if TYPE_CHECKING:
    from docx.document import Document
    from docx.parts.image import ImagePart
    from docx.styles.style import ParagraphStyle

HERE = Path(__file__).parent

PICTURES = HERE / "paper.typ"

TEXT = "paper.xml"
"""The template of a paper's text."""

FONT = "Arial"
"""On every office machine, and easy to read: the document will be edited there."""

NAVY = "17395C"

DOTS_PER_INCH = 140
"""Enough for print at this size; the time a picture takes grows with the number of its dots."""

EMU_PER_MM = 36_000

FUNNELS_EXPLAINED = (
    "In the pictures each dot is an authority of the same type, by its number of cases and its rate. The diamond is "
    "this authority, and the bar through it the likely range of its rate. The line across is the average. 95% of "
    "authorities are expected between the dashed lines, and 99.8% between the solid ones."
)

BODY, CORE = "word/document.xml", "docProps/core.xml"


@dataclass(frozen=True)
class Words:
    """A paragraph in one of the document's styles.

    `lead` stands before it in bold, on a line of its own; `keep`: on the page of what follows.
    """

    style: str
    text: str
    lead: str = ""
    keep: bool = False
    kind: str = "words"


@dataclass(frozen=True)
class Row:
    """A row of a table; one cell alone reaches across it."""

    cells: tuple[str, ...]
    head: bool = False


@dataclass(frozen=True)
class Table:
    """A table; `widths` are the shares of its columns in the width of the text, in thousandths."""

    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    kind: str = "table"


@dataclass(frozen=True)
class Picture:
    """A picture by its number in the document, from 1. Width and height are in English metric units."""

    number: int
    alt: str
    width: int
    height: int
    kind: str = "picture"


Element = Words | Table | Picture


class PaperPress:
    """Makes committee papers; kept for as many as a process writes."""

    def __init__(self) -> None:
        self._pictures = press.TemplatePress(PICTURES)
        self._blanks: dict[tuple[object, ...], _Blank] = {}

    def docx(self, letter: Letter) -> bytes:
        """Return the committee paper to a letter as a Word document; the same letter gives the same bytes."""
        pictures = self._drawn(letter)
        return self._blank(letter, len(pictures)).filled(letter, tuple(_elements(letter)), pictures)

    def _blank(self, letter: Letter, pictures: int) -> _Blank:
        key = (letter.synthetic_notice, letter.metadata.language, letter.written_on, pictures)
        if key not in self._blanks:
            self._blanks[key] = _Blank(letter, pictures)
        return self._blanks[key]

    def _drawn(self, letter: Letter) -> Sequence[bytes]:
        charts = [_chart(panel) for panel in letter.panels if panel.chart]
        return self._pictures.pictures({"charts": json.dumps(charts)}, DOTS_PER_INCH) if charts else ()


def _chart(panel: Panel) -> object:
    if panel.funnel:
        return {"drawn": printed(panel.funnel), "most": panel.funnel.most_worded, "unit": panel.funnel.unit}
    return press.as_fields(panel.chart) | {"worded": panel.rate or ""}


def title_of(letter: Letter) -> str:
    """Return the title of the paper."""
    return f"Complaints to the Ombudsman, {letter.year_label.replace('-', '–')}: report to members"


# ---------------------------------------------------------------- what it says


def _elements(letter: Letter) -> Iterator[Element]:
    yield from _opening(letter)
    yield from _figures(letter)
    yield from _questions(letter)
    yield from _years(letter)
    if letter.services:
        yield Words("Heading1", letter.services.title)
        counts = len(letter.services.columns) - 1
        rows = (*map(Row, letter.services.rows), Row(letter.services.total))
        yield Table((300, *[700 // counts] * counts), (Row(letter.services.columns, head=True), *rows))
    for block in letter.reading:
        yield from _plain(block)
    yield Words("Normal", f"Source: the letter of the {letter.sender}, {letter.date}. Published on {letter.website}.")


def _opening(letter: Letter) -> Iterator[Element]:
    yield Words("Title", title_of(letter))
    yield Words("Normal", letter.authority_name)
    if letter.synthetic_notice:
        yield Words("IntenseQuote", letter.synthetic_notice)
    fields = (("Committee", "[name]"), ("Date", "[date]"), ("Report by", "[officer]"))
    yield Table((250, 750), tuple(map(Row, fields)))
    yield Words("Heading1", "What this paper is about")
    yield Words(
        "Normal",
        f"Each year the {letter.sender} writes to every authority about the complaints it decided. This paper sets out "
        f"the figures in its letter of {letter.date}, and questions that members could ask about them.",
    )
    yield Words("Normal", "Members are asked to [note the figures, and to decide what should follow].")


def _figures(letter: Letter) -> Iterator[Element]:
    yield Words("Heading1", "The figures")
    head = Row(("Measure", "This authority", "Counts", "Similar authorities"), head=True)
    rows = (Row((p.title, p.rate or "no rate", _counts(p), _average(p))) for p in letter.panels)
    yield Table((270, 170, 390, 170), (head, *rows))
    if any(panel.funnel for panel in letter.panels):
        yield Words("Normal", FUNNELS_EXPLAINED)
    numbers = count(1)
    for panel in letter.panels:
        yield Words("Heading2", panel.title)
        said = (panel.sentence, panel.average_sentence, panel.verdict, *panel.remarks)
        yield Words("Normal", " ".join(sentence for sentence in said if sentence), keep=panel.chart is not None)
        if panel.funnel:
            yield Picture(next(numbers), panel.funnel.alt, 72 * EMU_PER_MM, 5616 * EMU_PER_MM // 100)
        elif panel.chart:
            yield Picture(next(numbers), panel.chart.alt, 160 * EMU_PER_MM, 22 * EMU_PER_MM)
        yield Words("Normal", panel.small_print)


def _counts(panel: Panel) -> str:
    return f"{panel.count} {panel.count_unit}. {panel.basis}" if panel.count else panel.basis


def _average(panel: Panel) -> str:
    return panel.chart.average_worded or "–" if panel.chart else "–"


def _questions(letter: Letter) -> Iterator[Element]:
    if letter.questions:
        yield Words("Heading1", "Questions that members could ask")
        yield Words("Normal", "They follow from the figures by fixed rules. Members will have better ones.")
    for question in letter.questions:
        yield Words("ListNumber", question.why, lead=question.text)


def _years(letter: Letter) -> Iterator[Element]:
    history = letter.history
    yield Words("Heading1", history.title)
    if history.note:
        yield Words("Normal", history.note)
    names = history.columns[1:]
    head = Row((history.columns[0], *(cell for name in names for cell in (name, "Average"))), head=True)
    each = 900 // len(names)
    average = each * 9 // 25
    yield Table((100, *(each - average, average) * len(names)), (head, *map(_year, history.rows)))


def _year(row: HistoryYear | HistoryBreak) -> Row:
    if isinstance(row, HistoryBreak):
        concerns = f" Concerns: {row.concerns}." if row.concerns else ""
        return Row((f"{row.title}. {row.why}{concerns}",))
    cells = [row.label]
    for cell in row.cells:
        cells += [f"{cell.rate} ({cell.of})" if cell.rate else "no rate", cell.average or "–"]
    return Row(tuple(cells))


def _plain(block: Block) -> Iterator[Words]:
    """Yield each paragraph of a block without its manner."""
    match block:
        case Heading():
            yield Words("Heading1", block.text)
        case Bullets():
            for item in block.items:
                yield Words("ListBullet", "".join(run.text for run in item))
        case Paragraph():
            yield Words("Normal", "".join(run.text for run in block.runs))


# ---------------------------------------------------------------- the document


class _Blank:
    """A document without its text: everything that papers of one day with as many pictures have in common."""

    def __init__(self, letter: Letter, pictures: int) -> None:
        # Imported late: no other form of a letter needs it, and it takes half a second.
        from docx import Document
        from docx.opc.constants import RELATIONSHIP_TYPE

        self._document = Document()
        self._on = letter.written_on
        _prepare(self._document, letter)
        named = [_picture_part(number + 1) for number in range(pictures)]
        relate = self._document.part.relate_to
        self._relations = [relate(part, RELATIONSHIP_TYPE.IMAGE) for part in named]
        self._names = [part.partname.lstrip("/") for part in named]
        written = io.BytesIO()
        self._document.save(written)
        whole = zipfile.ZipFile(written)
        body = whole.read(BODY).decode("utf-8")
        middle = body.index("<w:sectPr")
        self._before, self._after = body[:middle], body[middle:]
        self._kept = io.BytesIO()
        with zipfile.ZipFile(self._kept, "w") as kept:
            for name in whole.namelist():
                if name not in (BODY, CORE, *self._names):
                    kept.writestr(self._entry(name), whole.read(name))

    def filled(self, letter: Letter, elements: Sequence[Element], pictures: Sequence[bytes]) -> bytes:
        """Return the document of one letter."""
        _describe(self._document, letter)
        core = self._document.part.package.part_related_by(_CORE_RELATION).blob
        text = _template().render(elements=elements, relations=self._relations)
        written = io.BytesIO(self._kept.getvalue())
        with zipfile.ZipFile(written, "a") as document:
            document.writestr(self._entry(BODY), f"{self._before}{text}{self._after}")
            document.writestr(self._entry(CORE), core)
            for name, picture in zip(self._names, pictures, strict=True):
                document.writestr(self._entry(name, zipfile.ZIP_STORED), picture)
        return written.getvalue()

    def _entry(self, name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
        """Return a file's entry with the letter's date, so that equal papers are equal bytes."""
        entry = zipfile.ZipInfo(name, (max(self._on.year, 1980), self._on.month, self._on.day, 0, 0, 0))
        entry.compress_type = compression
        return entry


_CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def _picture_part(number: int) -> ImagePart:
    from docx.opc.constants import CONTENT_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.image import ImagePart

    return ImagePart(PackURI(f"/word/media/picture{number}.png"), CONTENT_TYPE.PNG, b"")


def _prepare(document: Document, letter: Letter) -> None:
    """Set page, fonts, language, and what stands at the head of every page."""
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
    if letter.synthetic_notice:
        section.header.paragraphs[0].text = letter.synthetic_notice
        section.top_margin = Mm(30)


def _describe(document: Document, letter: Letter) -> None:
    """Set what the document says about itself."""
    about, on = document.core_properties, datetime.combine(letter.written_on, time(), UTC)
    about.title, about.author = f"{title_of(letter)}: {letter.authority_name}", letter.metadata.author
    about.subject, about.keywords = letter.metadata.description, ", ".join(letter.metadata.keywords)
    about.language, about.created, about.modified, about.revision = letter.metadata.language, on, on, 1
    about.comments, about.last_modified_by = "", letter.metadata.author


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEXT)
