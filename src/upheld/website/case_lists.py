"""Lists of cases that have one thing in common, decisions and service improvements alike, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from upheld.website.case_book import AnyCase, CaseBook, Shelf, shelf_path
from upheld.website.case_parts import Part, parts
from upheld.website.case_rows import CaseRow
from upheld.website.pages import Link, Page, authority_path


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of the cases that have one thing in common."""

    counted: str
    body: Link | None
    """The body they are all about, where that is what they have in common."""
    rows: tuple[CaseRow, ...]
    newer: str | None
    older: str | None
    home: Link
    """To the page that leads to all such lists."""
    search: str
    """Where words can be looked for; empty: nowhere."""


@dataclass(frozen=True)
class ListKind(Generic[AnyCase]):
    """What the lists of one kind of case have in common."""

    home: Link
    about: str
    """What a page says of itself to search engines, before the name of the list."""
    size: int
    """Cases a page holds."""
    row: Callable[[CaseBook, AnyCase, bool], CaseRow]
    """Makes the line of a case, with or without its body."""
    counted: Callable[[Sequence[AnyCase]], str]
    search: str = ""

    def pages(self, book: CaseBook, shelves: Mapping[str, Sequence[Shelf[AnyCase]]]) -> Iterator[Page]:
        """Yield the pages of every shelf."""
        for of_facet in shelves.values():
            for shelf in of_facet:
                said = self.counted(shelf.items)
                for part in parts(shelf.items, shelf_path(shelf.facet, shelf.slug, self.home.path[:-1]), self.size):
                    yield self._page(book, shelf, part, said)

    def _page(self, book: CaseBook, shelf: Shelf[AnyCase], part: Part[AnyCase], said: str) -> Page:
        of_body = book.scheme.authority_by_code[shelf.key] if shelf.facet == "body" else None
        number = f", part {part.number}" if part.number else ""
        model = CaseList(
            counted=said,
            body=Link(shelf.name, authority_path(of_body)) if of_body else None,
            rows=tuple([self.row(book, one, of_body is None) for one in part.items]),
            newer=part.newer,
            older=part.older,
            home=self.home,
            search=self.search,
        )
        title, about = f"{self.home.text}: {shelf.name}{number}", f"{self.about}: {shelf.name}{number}."
        return Page(f"{part.path}index.html", "case_list.html", title, about, model, self.home.path)
