"""Draws the documents of the JSON API that tell of single cases, long lists cut into pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from upheld.website import casework
from upheld.website.api import cases_declared as d
from upheld.website.api.declared import About

DECISIONS_A_PAGE, IMPROVEMENTS_A_PAGE = 100, 500

T = TypeVar("T")


def paged(about: About, total: int, size: int, folder: str) -> d.Paged:
    """Return the list of the pages of a long list."""
    pages = tuple(f"{folder}{number}.json" for number in range(1, -(-total // size) + 1))
    return d.Paged(about, total, size, pages)


def _cut(every: Sequence[T], size: int) -> Iterator[tuple[int, Sequence[T]]]:
    for number, start in enumerate(range(0, len(every), size), 1):
        yield number, every[start : start + size]


def decisions(about: About, every: Sequence[casework.Decision]) -> Iterator[d.DecisionsPage]:
    """Yield the pages of the published decisions."""
    for number, some in _cut(every, DECISIONS_A_PAGE):
        yield d.DecisionsPage(about, number, tuple([_decision(one) for one in some]))


def _decision(one: casework.Decision) -> d.Decision:
    return d.Decision(
        reference=one.reference,
        authority=one.authority,
        decided_on=one.decided_on,
        outcome=one.outcome,
        service_area=one.category,
        subject=one.subcategory,
        summary=one.summary,
        statement=one.statement,
        improvements=tuple([improvement.number for improvement in one.improvements]),
        replaces=one.replaces,
    )


def improvements(about: About, every: Sequence[casework.Improvement]) -> Iterator[d.ImprovementsPage]:
    """Yield the pages of the service improvements."""
    for number, some in _cut(every, IMPROVEMENTS_A_PAGE):
        yield d.ImprovementsPage(about, number, tuple([_improvement(one) for one in some]))


def _improvement(one: casework.Improvement) -> d.Improvement:
    return d.Improvement(
        number=one.number,
        reference=one.reference,
        authority=one.authority,
        service_area=one.category,
        text=one.text,
        decided_on=one.decided_on,
        due_on=one.due_on,
        status=one.status.value,
        outcome_on=one.outcome_on,
    )


def withdrawals(about: About, every: Sequence[casework.Withdrawn]) -> d.Withdrawals:
    """Return the decisions that were withdrawn."""
    made = tuple(d.Withdrawn(one.reference, one.authority, one.withdrawn_on, one.replaced_by) for one in every)
    return d.Withdrawals(about, made)


def reports(about: About, every: Sequence[casework.Report]) -> d.Reports:
    """Return the public reports."""
    return d.Reports(about, tuple([_report(one) for one in every]))


def _report(one: casework.Report) -> d.Report:
    return d.Report(
        report=one.report,
        authority=one.authority,
        issued_on=one.issued_on,
        kind=one.kind,
        title=one.title,
        address=one.address,
        reference=one.reference,
        service_area=one.category,
    )
