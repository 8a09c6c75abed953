"""Reads pages, texts and PDFs back as a reader meets them: words, numbers, tables, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
"""A number as printed, with its thousands, decimals and percent sign."""


def flat(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


def text_of(path: Path) -> str:
    """Return what a text file says; bytes that are no text stand as `�`, so that nothing can hide behind them."""
    return path.read_bytes().decode("utf-8", errors="replace")


def numbers(text: str) -> set[str]:
    """Return every number printed in a text."""
    return {found.rstrip(",") for found in NUMBER.findall(text)}


def squeezed(text: str) -> str:
    """Return a text without white space and hyphens, so that line ends and hyphenation do not matter."""
    return re.sub(r"[\s\u00ad\u2010\u2011-]+", "", text)


@dataclass(frozen=True)
class Page:
    """A page, opened."""

    path: str
    """Relative to the release."""
    html: str

    @classmethod
    def read(cls, folder: Path, path: str) -> Page:
        """Read a page of the release in `folder`."""
        return cls(path, text_of(folder / path))

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The page, parsed."""
        return LexborHTMLParser(self.html)

    def find(self, selector: str) -> list[LexborNode]:
        """Return the elements a selector names, in the order of the page."""
        return self.tree.css(selector)

    def addresses(self) -> Iterator[str]:
        """Yield every address the page leads to or loads."""
        for element in self.tree.css("[href], [src], [action], [data-path]"):
            for name in ("href", "src", "action", "data-path"):
                if (address := element.attributes.get(name)) is not None:
                    yield address

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the page's elements."""
        return frozenset(str(element.attributes["id"]) for element in self.tree.css("[id]"))

    @cached_property
    def words(self) -> str:
        """All words of the page, those of its head and of its titles included, never touching."""
        return self._text(" ")

    @cached_property
    def pieces(self) -> str:
        """The same with a bar between any two pieces: numbers in neighbouring cells are not one number."""
        return self._text(" | ")

    def _text(self, between: str) -> str:
        root = self.tree.root
        return flat(root.text(separator=between)) if root else ""


def said(element: LexborNode) -> str:
    """Return the words of one element, as they run on."""
    return flat(element.text(separator=""))


def apart(element: LexborNode) -> str:
    """Return the words of an element with a space between any two pieces, so that no two numbers touch."""
    return flat(element.text(separator=" "))


def rows(element: LexborNode) -> Iterator[list[str]]:
    """Yield the cells of every row of the tables within an element."""
    for row in element.css("tr"):
        yield [said(cell) for cell in row.css("th, td")]


def pdf_words(path: Path) -> tuple[str, ...]:
    """Return the words of each page of a PDF, and last what it says of itself: title, author, subject, keywords.

    Raises ValueError if it is none that can be opened.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    with document:
        pages: list[str] = []
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            pages.append(flat(words.get_text_bounded()))
            words.close()
            page.close()
        about = document.get_metadata_dict()
        return (*pages, flat(" ".join(about.get(name, "") for name in ("Title", "Author", "Subject", "Keywords"))))
