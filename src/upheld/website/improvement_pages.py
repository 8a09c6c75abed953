"""What authorities agreed to change: one page that leads to all of it, and lists by service area, year and body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from upheld.website.case_book import CaseBook, Facet, facets
from upheld.website.case_feeds import DECISIONS as FEED
from upheld.website.case_lists import ListKind
from upheld.website.case_rows import CaseRow
from upheld.website.casework import Improvement, Status
from upheld.website.decision_pages import status_line
from upheld.website.pages import Link, Page
from upheld.website.report_page import REPORTS
from upheld.writing.phrases import day

IMPROVEMENTS = "improvements/"
NEWEST = 20
"""Improvements that the first page shows."""
PAGE_SIZE = 50
FACETS = {"category": "By service area", "year": "By year of the decision", "body": "By council or other body"}


@dataclass(frozen=True, slots=True)
class ImprovementsPage:
    """The way to every service improvement."""

    counted: str
    as_at: str
    """The day on which what became of them was as it is told."""
    facets: tuple[Facet, ...]
    bodies: Facet
    newest: tuple[CaseRow, ...]
    feed: str
    reports: str


def improvement_pages(book: CaseBook) -> Iterator[Page]:
    """Yield the page that leads to all, then the pages of each list."""
    every = book.casework.improvements
    newest = tuple(improvement_row(book, one) for one in every[:NEWEST])
    *ways, bodies = facets(book.improvements, FACETS, "improvements")
    model = ImprovementsPage(counted(every), day(book.casework.as_at), tuple(ways), bodies, newest, FEED, REPORTS)
    yield Page(
        f"{IMPROVEMENTS}index.html",
        "improvements.html",
        "Service improvements",
        "What councils and other bodies agreed to change, and whether they did.",
        model,
        IMPROVEMENTS,
    )
    yield from LISTS.pages(book, book.improvements)


def improvement_row(book: CaseBook, one: Improvement, named: bool = True) -> CaseRow:
    """Return the line of a service improvement, which leads to its decision if that has a page.

    Not `named`: without the body, for its own page.
    """
    link = book.decision_link(one.reference)
    name = f"{book.name(one.authority)} ({one.reference})" if named else f"Decision {one.reference}"
    facts = (book.categories[one.category].name, f"decided {day(one.decided_on)}")
    return CaseRow(link.path if link else "", name, facts, one.text, status_line(one))


def counted(improvements: Sequence[Improvement]) -> str:
    """Say what became of improvements: `3 service improvements: 2 met in time, 1 open`."""
    held = Counter(one.status for one in improvements)
    of_each = ", ".join(f"{held[status]:,} {status.value}" for status in Status if held[status])
    size = f"{len(improvements):,} service improvement{'' if len(improvements) == 1 else 's'}"
    return f"{size}: {of_each}" if improvements else size


LISTS = ListKind(
    home=Link("Service improvements", IMPROVEMENTS),
    about="What was agreed to be changed, and whether it was",
    size=PAGE_SIZE,
    row=improvement_row,
    counted=counted,
)
