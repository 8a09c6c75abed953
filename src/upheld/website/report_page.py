"""Public reports: what was issued about whom, and what the law says came of it."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from upheld.website.case_book import CaseBook
from upheld.website.casework import Report
from upheld.website.pages import Link, Page, authority_link
from upheld.writing.phrases import address, day

REPORTS = "reports/"
KINDS = {"report": "Report", "further_report": "Further report", "newspaper_statement": "Statement in newspapers"}
"""What each kind is called. The law foresees them in this order: sections 30, 31(2A) and 31(2D)."""
FOLLOWED = {
    "report": "Another report",
    "further_report": "A further report",
    "newspaper_statement": "A statement in newspapers",
}
"""What each kind is called where it came after another of the same case."""
MONTHS_TO_ANSWER = 3
"""Section 31(2) of the Local Government Act 1974 gives an authority so long to say what it did after a report."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One public report."""

    title: str
    address: str
    """Where it can be read, or nothing."""
    body: Link
    status: str
    decision: Link | None


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """Every public report, the newest first."""

    size: str
    lines: tuple[ReportLine, ...]
    improvements: str


def reports_page(book: CaseBook) -> Page:
    """Return the page of all public reports."""
    lines = tuple(report_lines(book, book.casework.reports))
    return Page(
        f"{REPORTS}index.html",
        "reports.html",
        "Public reports",
        "Every report issued in the public interest, and what came of it.",
        ReportsPage(f"{len(lines):,}", lines, "improvements/"),
        "improvements/",
    )


def report_lines(book: CaseBook, reports: Sequence[Report]) -> Iterator[ReportLine]:
    """Yield the line of each report, in the order given. All of `reports` of one case are told of one another."""
    followed = _by_case(reports)
    for one in reports:
        yield ReportLine(
            title=one.title,
            address=address(one.address) if one.address else "",
            body=authority_link(book.scheme.authority_by_code[one.authority]),
            status=report_status(one, followed.get((one.authority, one.reference), ()), book.casework.as_at),
            decision=book.decision_link(one.reference),
        )


def report_status(one: Report, of_case: Sequence[Report], as_at: date) -> str:
    """Say when a report was issued, when the answer to it was due, and what was issued after it.

    `of_case` are all reports of its case; those issued before are left out.
    """
    said = [f"{KINDS[one.kind]} issued on {day(one.issued_on)}."]
    if one.kind == "report":
        due = months_after(one.issued_on, MONTHS_TO_ANSWER)
        said.append(f"The answer {'was' if due <= as_at else 'is'} due by {day(due)}, three months after.")
    later = sorted((o for o in of_case if o.issued_on > one.issued_on), key=lambda o: (o.issued_on, o.report))
    said += [f"{FOLLOWED[o.kind]} followed on {day(o.issued_on)}." for o in later]
    return " ".join(said)


def months_after(on: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def _by_case(reports: Sequence[Report]) -> Mapping[tuple[str, str], Sequence[Report]]:
    found: dict[tuple[str, str], list[Report]] = {}
    for one in reports:
        if one.reference:
            found.setdefault((one.authority, one.reference), []).append(one)
    return found
