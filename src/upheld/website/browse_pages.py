"""The ways to published decisions: one page that leads to all, lists by one thing in common, and the search page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from upheld.figures.model import counted
from upheld.website.case_book import CaseBook, Facet, Shelf, facets, shelf_path
from upheld.website.case_feeds import DECISIONS as FEED
from upheld.website.case_parts import Part, parts
from upheld.website.case_rows import CaseRow
from upheld.website.casework import Decision
from upheld.website.decision_pages import FOLDER
from upheld.website.pages import Link, Page, authority_path
from upheld.writing.phrases import day

SEARCH = "search/"
NEWEST = 20
"""Decisions that the first page shows."""
PAGE_SIZE = 100
EVERY, COMMON = 10, 40
_WORD = re.compile(r"[^\W\d_]{2,}")
FACETS = {
    "category": "By service area",
    "outcome": "By outcome",
    "year": "By year",
    "body": "By council or other body",
}
NARROWED = {"category": "Service area", "outcome": "Outcome", "year": "Year", "body": "Council or other body"}
"""The same as the search page names them."""


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """The way to every decision."""

    counted: str
    wait: str
    facets: tuple[Facet, ...]
    newest: tuple[CaseRow, ...]
    feed: str
    search: str


@dataclass(frozen=True, slots=True)
class DecisionList:
    """One page of the decisions that have one thing in common."""

    counted: str
    body: Link | None
    """The body they are all about, where that is what they have in common."""
    rows: tuple[CaseRow, ...]
    newer: str | None
    older: str | None
    home: str
    search: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Where words are looked for."""

    counted: str
    facets: tuple[Facet, ...]
    home: str
    common: str
    """Words that stand in so many decisions that looking for them alone would find nearly all, slowly."""


def browse_pages(book: CaseBook) -> Iterator[Page]:
    """Yield the page that leads to all decisions, the search page, then the pages of each list."""
    every = book.casework.decisions
    weeks = book.scheme.publication.wait_weeks if book.scheme.publication else 0
    number = counted(len(every), "decision", "decisions")
    newest = tuple(decision_row(book, one) for one in every[:NEWEST])
    yield Page(
        f"{FOLDER}index.html",
        "decisions.html",
        "Decisions",
        "What was decided about complaints, by service area, outcome, year and body.",
        DecisionsPage(
            number, counted(weeks, "week", "weeks"), facets(book.decisions, FACETS, "decisions"), newest, FEED, SEARCH
        ),
        FOLDER,
    )
    yield Page(
        f"{SEARCH}index.html",
        "search.html",
        "Search the decisions",
        "Find decisions by the words in them.",
        SearchPage(number, facets(book.decisions, NARROWED, "decisions"), FOLDER, " ".join(common_words(book))),
        FOLDER,
        compiles=True,
    )
    for shelves in book.decisions.values():
        for shelf in shelves:
            for part in parts(shelf.items, shelf_path(shelf.facet, shelf.slug), PAGE_SIZE):
                yield _list(book, shelf, part)


def decision_row(book: CaseBook, one: Decision, *, named: bool = True) -> CaseRow:
    """Return the line of a decision. Not `named`: without the body, for its own page."""
    name = book.title(one) if named else f"Decision {one.reference}"
    outcome = book.scheme.outcome_by_code[one.outcome].name
    facts = (outcome, one.subcategory or book.categories[one.category].name, day(one.decided_on))
    return CaseRow(f"{FOLDER}{one.slug}/", name, facts, one.summary)


def common_words(book: CaseBook) -> list[str]:
    """Return the words that more than `COMMON` in a hundred decisions hold, in order, told from one in ten of them."""
    asked = book.casework.decisions[::EVERY]
    held: Counter[str] = Counter()
    for one in asked:
        held.update(set(_WORD.findall(" ".join((book.name(one.authority), one.summary, *one.statement)).casefold())))
    return sorted(word for word, number in held.items() if 100 * number > COMMON * len(asked))


def _list(book: CaseBook, shelf: Shelf[Decision], part: Part[Decision]) -> Page:
    of_body = book.scheme.authority_by_code[shelf.key] if shelf.facet == "body" else None
    model = DecisionList(
        counted=counted(len(shelf.items), "decision", "decisions"),
        body=Link(shelf.name, authority_path(of_body)) if of_body else None,
        rows=tuple([decision_row(book, one, named=of_body is None) for one in part.items]),
        newer=part.newer,
        older=part.older,
        home=FOLDER,
        search=SEARCH,
    )
    number = f", part {part.number}" if part.number else ""
    return Page(
        f"{part.path}index.html",
        "decision_list.html",
        f"Decisions: {shelf.name}{number}",
        f"What was decided about complaints: {shelf.name}{number}.",
        model,
        FOLDER,
    )
