"""The method page: how the figures are reckoned, in words that tests prove, and the definition of each measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from upheld.figures.model import Figures, capitalise
from upheld.scheme.model import Measure, Scheme
from upheld.scheme.years import ReviewYear
from upheld.writing.phrases import day


@dataclass(frozen=True)
class Definition:
    """One measure as the scheme defines it."""

    id: str
    name: str
    question: str
    numerator: str
    base: str
    better: str
    why: str
    author: str
    checker: str
    next_review: str


@dataclass(frozen=True)
class ChangedSeries:
    """A break in the series."""

    year: str
    title: str
    why: str
    measures: str


@dataclass(frozen=True)
class MethodPage:
    """Everything the method page shows."""

    definitions: tuple[Definition, ...]
    endings: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    """Name and meaning of each band, with the outcomes in it."""
    breaks: tuple[ChangedSeries, ...]
    method: Markup
    """HTML of `upheld/figures/how_we_calculate.md`, its headings one level down."""
    contents: tuple[tuple[str, str], ...]
    """Id and text of each of its sections."""
    discrepancies: int


BETTER = {
    "lower": "Lower is better, other things being equal.",
    "higher": "Higher is better, other things being equal.",
    "neither": "Neither higher nor lower is better in itself.",
}


def method_page(figures: Figures, text: str | None = None) -> MethodPage:
    """Return the model of the method page. `text` takes the place of the rules that ship with the figures."""
    scheme = figures.scheme
    html, contents = rendered(method_text() if text is None else text)
    return MethodPage(
        definitions=tuple(_definition(m) for m in scheme.measures),
        endings=tuple(_endings(scheme, figures.year)),
        breaks=tuple(_breaks(scheme)),
        method=html,
        contents=contents,
        discrepancies=len(figures.discrepancies),
    )


def method_text() -> str:
    """Return the text that the specification tests of the figures write."""
    return (resources.files("upheld.figures") / "how_we_calculate.md").read_text(encoding="utf-8")


def _definition(measure: Measure) -> Definition:
    return Definition(
        measure.id,
        measure.name,
        measure.question,
        capitalise(measure.wording.numerator_many),
        capitalise(measure.wording.base_many),
        BETTER[measure.better],
        measure.why,
        measure.author,
        measure.checker,
        day(measure.next_review),
    )


def _endings(scheme: Scheme, year: ReviewYear) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Return the bands with the outcomes in use in `year`."""
    in_use = [
        o
        for o in scheme.outcomes
        if (o.first_day or year.first_day) <= year.last_day and (o.last_day or year.last_day) >= year.first_day
    ]
    return [(b.name, b.meaning, tuple((o.name, o.meaning) for o in in_use if o.band == b.id)) for b in scheme.bands]


def _breaks(scheme: Scheme) -> list[ChangedSeries]:
    year_end = scheme.calendar.year_end
    return [
        ChangedSeries(
            year_end.year(b.first_year).label,
            b.title,
            b.why,
            "; ".join(scheme.measure_by_id[m].name for m in b.measures) or "All measures",
        )
        for b in scheme.breaks
    ]


@lru_cache(maxsize=4)
def rendered(markdown: str) -> tuple[Markup, tuple[tuple[str, str], ...]]:
    """Return Markdown as HTML, and the id and text of each of its sections.

    Its title is left out, since the page has one, and its other headings move one level down. Raw HTML is shown, not
    obeyed. Wide tables and drawings can be scrolled by keyboard; alignment becomes a class, since the site allows no
    `style` attribute. Kept, since a process that writes several sites has the same rules in each.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    for rule in ("fence", "code_block"):
        parser.add_render_rule(rule, _drawing)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    tokens = list(_without_title(parser.parse(markdown)))
    contents: list[tuple[str, str]] = []
    for at, token in enumerate(tokens):
        _tame(token)
        if token.type == "heading_open":
            text = re.sub(r"[*`_]", "", tokens[at + 1].content)
            token.attrSet("id", f"method-{re.sub(r'[^a-z0-9]+', '-', text.lower()).strip('-')}")
            if token.tag == "h3":
                contents.append((str(token.attrGet("id")), text))
    html = parser.renderer.render(tokens, parser.options, {})
    return Markup(html), tuple(contents)  # noqa: S704 made from our own Markdown, with raw HTML switched off


def _without_title(tokens: Sequence[Token]) -> Iterator[Token]:
    within = False
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            if token.tag == "h1":
                within = token.type == "heading_open"
                continue
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if not within:
            yield token


def _tame(token: Token) -> None:
    style = token.attrs.pop("style", None)
    if style is not None:
        token.attrSet("class", str(style).replace("text-align:", "align-"))
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _drawing(_renderer: object, tokens: Sequence[Token], at: int, _options: object, _env: object) -> str:
    return f'<pre tabindex="0" role="group" aria-label="Example"><code>{escape(tokens[at].content)}</code></pre>\n'


def _table_open(*_: object) -> str:
    return '<div class="scroll" role="group" aria-label="Example table" tabindex="0"><table>\n'


def _table_close(*_: object) -> str:
    return "</table></div>\n"
