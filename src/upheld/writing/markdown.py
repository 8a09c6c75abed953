"""Reads the text of a paragraph: Markdown of four kinds only, with named values in braces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic

from markdown_it import MarkdownIt
from markdown_it.token import Token

from upheld.writing.conditions import F
from upheld.writing.values import Value

VALUE = re.compile(r"\{([^{}]*)\}")
"""A named value in a paragraph's text."""


@dataclass(frozen=True)
class TemplateRun:
    """Text with named values still in braces."""

    text: str
    bold: bool = False
    link: str | None = None


@dataclass(frozen=True)
class TemplateBlock:
    """A paragraph (one item) or a list."""

    items: tuple[tuple[TemplateRun, ...], ...]
    bullets: bool


Tell = Callable[[int | None, str | None, str, str], None]
"""Told of one thing wrong: line, value, rule, mend."""


@dataclass(frozen=True)
class Body(Generic[F]):
    """What the text of a paragraph may use, and who is told of anything else."""

    called: str
    """What the paragraphs make, in the plural: `letters`."""
    links: Sequence[str]
    values: Mapping[str, Value[F]]
    tell: Tell
    use: Callable[[Value[F], int | None], None]
    """Told of each named value in the text, and its line."""

    def read(self, text: str, lines_before: int) -> tuple[TemplateBlock, ...]:
        """Return the blocks of a text that has so many lines before it in its file."""
        if not text.strip():
            self.tell(None, None, "there is no text.", "Write the paragraph under the front matter.")
        return tuple(self._blocks(text, lines_before))

    def _blocks(self, text: str, lines_before: int) -> Iterator[TemplateBlock]:
        items: list[tuple[TemplateRun, ...]] | None = None
        for token in MarkdownIt("commonmark").parse(text):
            line = lines_before + token.map[0] + 1 if token.map else None
            if token.type == "bullet_list_open":
                items = []
            elif token.type == "bullet_list_close":
                yield TemplateBlock(tuple(items or ()), bullets=True)
                items = None
            elif token.type == "inline":
                runs = tuple(self._runs(token, line))
                if items is None:
                    yield TemplateBlock((runs,), bullets=False)
                else:
                    items.append(runs)
            elif token.type not in _PLAIN and token.nesting >= 0:
                self._unused(token, line)

    def _unused(self, token: Token, line: int | None) -> None:
        rule = f"is not used in {self.called}."
        self.tell(line, token.markup or token.type, rule, "Write paragraphs, bold, lists, links.")

    def _runs(self, inline: Token, line: int | None) -> Iterator[TemplateRun]:
        bold, link, at = False, None, line
        for token in inline.children or []:
            if token.type in ("strong_open", "strong_close"):
                bold = token.type == "strong_open"
            elif token.type == "link_open":
                link = str(token.attrs["href"])
                if link not in self.links:
                    self.tell(at, link, "is not a link's name.", f"Write one of {', '.join(self.links)}.")
            elif token.type == "link_close":
                link = None
            elif token.type == "softbreak":
                at = at + 1 if at else None
                yield TemplateRun(" ", bold, link)
            elif token.type == "text":
                self._use_values(token.content, at)
                if token.content:
                    yield TemplateRun(token.content, bold, link)
            else:
                self._unused(token, at)

    def _use_values(self, text: str, line: int | None) -> None:
        for name in VALUE.findall(text):
            value = self.values.get(name)
            if value is None:
                near = ", ".join(get_close_matches(name, self.values, n=3)) or "see the list of values"
                self.tell(line, f"{{{name}}}", "is not a named value.", f"Did you mean: {near}?")
            else:
                self.use(value, line)


_PLAIN = {"paragraph_open", "paragraph_close", "list_item_open", "list_item_close"}
