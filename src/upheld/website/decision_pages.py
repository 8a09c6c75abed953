"""The page of each published decision, and the page that stands where a decision was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from upheld.website.case_book import CaseBook, decision_path, shelf_path, slug_of
from upheld.website.casework import Decision, Improvement, Status, Withdrawn
from upheld.website.linked_data import linked_decision
from upheld.website.pages import Link, Page, authority_path
from upheld.writing.phrases import day

FOLDER = "decisions/"
MOST_SIMILAR = 5
"""How many similar decisions a page leads to."""


@dataclass(frozen=True, slots=True)
class ImprovementLine:
    """What an authority agreed to change, and what became of it."""

    text: str
    status: str


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Everything the page of one decision shows."""

    reference: str
    body: Link
    decided: str
    decided_iso: str
    outcome: Link
    meaning: str
    category: Link
    subcategory: str
    year: Link
    summary: str
    statement: tuple[str, ...]
    """Its paragraphs. One that begins with `## ` is a heading."""
    improvements: tuple[ImprovementLine, ...]
    similar: tuple[Link, ...]
    replaces: Link | None
    citation: str
    linked: Markup
    """What the page says of itself to search engines."""


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    """All that is said of a decision that is no longer public."""

    reference: str
    withdrawn: str
    replaced_by: Link | None


def decision_pages(book: CaseBook, *, synthetic: bool) -> Iterator[Page]:
    """Yield the page of each decision, then one for each that was withdrawn."""
    for decision in book.casework.decisions:
        outcome = book.scheme.outcome_by_code[decision.outcome].name
        yield Page(
            f"{decision_path(decision.reference)}index.html",
            "decision.html",
            book.title(decision),
            f"Decision of {day(decision.decided_on)}: {outcome}. {book.categories[decision.category].name}.",
            decision_page(book, decision, synthetic=synthetic),
            FOLDER,
        )
    for withdrawn in book.casework.withdrawn:
        yield Page(
            f"{decision_path(withdrawn.reference)}index.html",
            "withdrawn.html",
            f"Decision {withdrawn.reference}: withdrawn",
            "This decision was withdrawn.",
            withdrawn_page(book, withdrawn),
            FOLDER,
        )


def decision_page(book: CaseBook, decision: Decision, *, synthetic: bool) -> DecisionPage:
    """Return the model of one decision's page."""
    scheme, category = book.scheme, book.categories[decision.category]
    authority, outcome = scheme.authority_by_code[decision.authority], scheme.outcome_by_code[decision.outcome]
    title = f"{book.title(decision)} (synthetic)" if synthetic else book.title(decision)
    decided, year = day(decision.decided_on), book.year_of(decision.decided_on)
    return DecisionPage(
        reference=decision.reference,
        body=Link(authority.name, authority_path(authority)),
        decided=decided,
        decided_iso=decision.decided_on.isoformat(),
        outcome=Link(outcome.name, shelf_path("outcome", slug_of(outcome.code))),
        meaning=outcome.meaning,
        category=Link(category.name, shelf_path("category", slug_of(category.id))),
        subcategory=decision.subcategory,
        year=Link(year, shelf_path("year", slug_of(year))),
        summary=decision.summary,
        statement=decision.statement,
        improvements=tuple([ImprovementLine(one.text, status_line(one)) for one in decision.improvements]),
        similar=tuple(_similar(book, decision)),
        replaces=book.decision_link(decision.replaces),
        citation=f"{scheme.sender.name}, decision {decision.reference}, {authority.name}, {decided}",
        linked=linked_decision(title, decision, authority, category.name, scheme.sender.name),
    )


def withdrawn_page(book: CaseBook, withdrawn: Withdrawn) -> WithdrawnPage:
    """Return the model of the page of a withdrawn decision. Not even the body is named: it may be what was wrong."""
    return WithdrawnPage(withdrawn.reference, day(withdrawn.withdrawn_on), book.decision_link(withdrawn.replaced_by))


def _similar(book: CaseBook, decision: Decision) -> Iterator[Link]:
    found = (book.by_reference.get(reference) for reference in book.casework.similar.get(decision.reference, ()))
    for other in [one for one in found if one is not None][:MOST_SIMILAR]:
        outcome = book.scheme.outcome_by_code[other.outcome].name
        note = f"{other.subcategory or book.categories[other.category].name}, {outcome.lower()}"
        yield Link(book.title(other), decision_path(other.reference), f"{note}, {day(other.decided_on)}")


def status_line(one: Improvement) -> str:
    """Say what became of a service improvement, with the days that belong to it."""
    due = f" It was due by {day(one.due_on)}." if one.due_on else ""
    on = f" on {day(one.outcome_on)}" if one.outcome_on else ""
    if one.status is Status.OPEN:
        return f"Open: due by {day(one.due_on)}." if one.due_on else "Open."
    if one.status is Status.MET:
        return f"Met in time{on}."
    if one.status is Status.MET_LATE:
        return f"Met late{on}.{due}"
    if one.status is Status.NOT_MET:
        return f"Not met.{due}"
    return "No longer asked for."
