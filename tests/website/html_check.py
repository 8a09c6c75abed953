"""Reads a page strictly: what is open must be closed, ids are unique, and every link and piece of text is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_SHOWN = {"head", "script", "style", "datalist"}


@dataclass
class Document:
    """What a page holds."""

    links: list[str] = field(default_factory=list)
    """Every address a page leads to or loads."""
    forms: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    """Ids that an attribute refers to."""
    headings: list[tuple[int, str]] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    """The words of the page, as a reader meets them, spaces joined."""
    title: str = ""
    mistakes: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        document = self.document
        if len(given) != len(attrs):
            document.mistakes.append(f"<{tag}> has an attribute twice")
        document.elements.append((tag, given))
        document.links += [given[a] for a in ("href", "src") if a in given]
        document.ids += [given["id"]] if "id" in given else []
        document.forms += [given["action"]] if "action" in given else []
        for name in ("aria-labelledby", "aria-describedby", "for", "list"):
            document.references += given.get(name, "").split()
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            document.headings.append((int(tag[1]), ""))
        if tag in ("p", "h1", "h2", "h3", "ul", "ol", "dl", "table", "div", "section") and "p" in self.open:
            document.mistakes.append(f"<{tag}> inside <p>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.document.mistakes.append(f"</{tag}> closes {self.open[-1:]}")
        elif self.open:
            self.open.pop()
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if "title" in self.open and "svg" not in self.open:
            self.document.title += data
        if not NOT_SHOWN & set(self.open):
            self.words.append(data)
        if self.open and self.open[-1][0] == "h" and self.document.headings and self.open[-1][1:].isdigit():
            level, text = self.document.headings[-1]
            self.document.headings[-1] = (level, text + data)


def read(html: str) -> Document:
    """Return what a page holds, with everything found wrong in `mistakes`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    document = reader.document
    document.text = " ".join("".join(reader.words).split())
    document.mistakes += [f"<{tag}> is never closed" for tag in reader.open]
    document.mistakes += [f"id {i!r} twice" for i in sorted({i for i in document.ids if document.ids.count(i) > 1})]
    document.mistakes += [f"no id {i!r}" for i in sorted(set(document.references) - set(document.ids))]
    levels = [level for level, _ in document.headings]
    if levels[:1] != [1] or levels.count(1) != 1:
        document.mistakes.append(f"one h1, first, is wanted: {levels}")
    document.mistakes += [f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1]
    return document
