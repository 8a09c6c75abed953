"""What the page of a body says of single cases: its newest decisions, what it agreed to change, public reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from upheld.website.browse_pages import decision_row
from upheld.website.case_book import CaseBook, shelf_path
from upheld.website.case_feeds import body_feed
from upheld.website.case_rows import CaseRow
from upheld.website.improvement_pages import counted, improvement_row
from upheld.website.pages import Link
from upheld.website.report_page import ReportLine, report_lines
from upheld.website.rows import CountRow

SHOWN = 5
"""Decisions and improvements shown on the page itself."""


@dataclass(frozen=True, slots=True)
class DecisionsSection:
    """The newest published decisions on a body."""

    newest: tuple[CaseRow, ...]
    all: Link
    feed: str


@dataclass(frozen=True, slots=True)
class ImprovementsSection:
    """The newest service improvements of a body, and how many there are."""

    counted: str
    newest: tuple[CaseRow, ...]
    all: Link
    by_category: tuple[CountRow, ...]
    by_year: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True)
class CaseSections:
    """Each is None, or empty, where there is nothing."""

    decisions: DecisionsSection | None
    improvements: ImprovementsSection | None
    reports: tuple[ReportLine, ...]


def case_sections(book: CaseBook | None, code: str) -> CaseSections | None:
    """Return the sections of one body; None for a site without casework."""
    if book is None:
        return None
    reports = tuple(report_lines(book, book.reports_of.get(code, ())))
    return CaseSections(_decisions(book, code), _improvements(book, code), reports)


def _decisions(book: CaseBook, code: str) -> DecisionsSection | None:
    of_body = book.decisions_of.get(code)
    if not of_body:
        return None
    slug = book.scheme.authority_by_code[code].slug
    newest = tuple(decision_row(book, one, named=False) for one in of_body[:SHOWN])
    link = Link(_all(len(of_body), "decision"), shelf_path("body", slug))
    return DecisionsSection(newest, link, body_feed(slug))


def _improvements(book: CaseBook, code: str) -> ImprovementsSection | None:
    of_body = book.improvements_of.get(code)
    if not of_body:
        return None
    years = Counter(book.year_of(one.decided_on) for one in of_body)
    areas = Counter(one.category for one in of_body)
    slug = book.scheme.authority_by_code[code].slug
    return ImprovementsSection(
        counted=counted(of_body),
        newest=tuple(improvement_row(book, one, named=False) for one in of_body[:SHOWN]),
        all=Link(_all(len(of_body), "service improvement"), shelf_path("body", slug, "improvements")),
        by_category=tuple(CountRow(c.name, [f"{areas[c.id]:,}"]) for c in book.scheme.categories if areas[c.id]),
        by_year=tuple(CountRow(year, [f"{years[year]:,}"]) for year in sorted(years, reverse=True)),
    )


def _all(number: int, noun: str) -> str:
    return f"All {number:,} {noun}s" if number > 1 else f"The one {noun}"
