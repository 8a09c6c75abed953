"""Reading letters back: the words of a PDF, of a page, of a text, with every run of white space as one space."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pypdfium2


def flat(text: str) -> str:
    """The text with every run of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()


def pdf_pages(pdf: bytes) -> list[str]:
    """The words of each page of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = []
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            pages.append(flat(words.get_text_bounded()))
            words.close()
            page.close()
        return pages


def pdf_metadata(pdf: bytes) -> dict[str, str]:
    """What a PDF says about itself."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document.get_metadata_dict()


class Page(HTMLParser):
    """A page's words, and its elements with their attributes in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        # The words of two blocks never touch; those of two runs within a sentence may.
        if tag not in ("a", "strong", "b", "span"):
            self._words.append(" ")

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    @property
    def words(self) -> str:
        return flat("".join(self._words))

    def tags(self, *names: str) -> list[str]:
        """Names of the elements that are among `names`, in order."""
        return [tag for tag, _ in self.elements if tag in names]
