"""The ways to published decisions: one page that leads to all, lists by one thing in common, and the search page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from upheld.figures.model import counted
from upheld.website.case_book import CaseBook, Facet, facets
from upheld.website.case_feeds import DECISIONS as FEED
from upheld.website.case_lists import ListKind
from upheld.website.case_rows import CaseRow
from upheld.website.casework import Decision
from upheld.website.decision_pages import FOLDER
from upheld.website.pages import Link, Page
from upheld.writing.phrases import day

SEARCH = "search/"
NEWEST = 20
"""Decisions that the first page shows."""
PAGE_SIZE = 100
EVERY, COMMON = 10, 40
"""One decision in so many is asked which words are common, and in how many of a hundred a word must be to be so."""
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
    yield from LISTS.pages(book, book.decisions)


def decision_row(book: CaseBook, one: Decision, named: bool = True) -> CaseRow:
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


LISTS = ListKind(
    home=Link("Decisions", FOLDER),
    about="What was decided about complaints",
    size=PAGE_SIZE,
    row=decision_row,
    counted=lambda items: counted(len(items), "decision", "decisions"),
    search=SEARCH,
)
