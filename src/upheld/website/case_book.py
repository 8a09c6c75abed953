"""Single cases looked up by what people look for them by: service area, outcome, review year, body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from upheld.scheme.model import Category, Scheme
from upheld.website.casework import Casework, Decision, Improvement, Report
from upheld.website.pages import Link
from upheld.writing.phrases import sort_key


class Case(Protocol):
    """What a decision and a service improvement have in common."""

    @property
    def authority(self) -> str:
        """The code of the body."""

    @property
    def category(self) -> str:
        """The id of the service area."""

    @property
    def decided_on(self) -> date:
        """The day of the decision."""


AnyCase = TypeVar("AnyCase", bound=Case)


@dataclass(frozen=True)
class Shelf(Generic[AnyCase]):
    """Cases that have one thing in common, the newest first."""

    facet: str
    """What they have in common, as addresses say it: `category`, `outcome`, `year` or `body`."""
    key: str
    slug: str
    """What tells the shelf from its neighbours in addresses."""
    name: str
    items: Sequence[AnyCase]


@dataclass(frozen=True, slots=True)
class Facet:
    """The lists that cases are sorted into by one thing."""

    id: str
    name: str
    links: tuple[Link, ...]
    """To each list, with its count."""


@dataclass(frozen=True)
class CaseBook:
    """A site's cases, sorted once for all its pages."""

    scheme: Scheme
    casework: Casework

    @cached_property
    def by_reference(self) -> Mapping[str, Decision]:
        """Published decisions by their reference."""
        return {decision.reference: decision for decision in self.casework.decisions}

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """References of decisions that were public and no longer are."""
        return frozenset(one.reference for one in self.casework.withdrawn)

    @cached_property
    def categories(self) -> Mapping[str, Category]:
        """The scheme's service areas by id."""
        return {category.id: category for category in self.scheme.categories}

    @cached_property
    def decisions(self) -> Mapping[str, Sequence[Shelf[Decision]]]:
        """Decisions by facet, each with the shelves that hold anything, in the order in which people read them."""
        of = self._shelves(self.casework.decisions)
        names = {outcome.code: outcome.name for outcome in self.scheme.outcomes}
        outcomes = _shelved("outcome", names, _grouped(self.casework.decisions, lambda d: d.outcome))
        return {"category": of["category"], "outcome": outcomes, "year": of["year"], "body": of["body"]}

    @cached_property
    def improvements(self) -> Mapping[str, Sequence[Shelf[Improvement]]]:
        """Service improvements by facet: service area, review year and body."""
        return self._shelves(self.casework.improvements)

    @cached_property
    def decisions_of(self) -> Mapping[str, Sequence[Decision]]:
        """Decisions by the code of their body, the newest first."""
        return {shelf.key: shelf.items for shelf in self.decisions["body"]}

    @cached_property
    def improvements_of(self) -> Mapping[str, Sequence[Improvement]]:
        """Service improvements by the code of their body, the newest first."""
        return {shelf.key: shelf.items for shelf in self.improvements["body"]}

    @cached_property
    def reports_of(self) -> Mapping[str, Sequence[Report]]:
        """What was said in public about a body, by its code, the newest first."""
        return _grouped(self.casework.reports, lambda report: report.authority)

    def year_of(self, on: date) -> str:
        """Return the label of the review year that contains a day."""
        label = self._labels.get(on)
        if label is None:
            label = self._labels[on] = self.scheme.calendar.year_end.year_of(on).label
        return label

    @cached_property
    def _labels(self) -> dict[date, str]:
        return {}

    def name(self, code: str) -> str:
        """Return the full name of a body."""
        return self.scheme.authority_by_code[code].name

    def title(self, decision: Decision) -> str:
        """Return what a decision is called: its body and its reference."""
        return f"{self.name(decision.authority)} ({decision.reference})"

    def decision_link(self, reference: str) -> Link | None:
        """Return the link to a decision that has a page, withdrawn or not; None for any other."""
        if reference in self.by_reference or reference in self.withdrawn:
            return Link(f"decision {reference}", decision_path(reference))
        return None

    def _shelves(self, cases: Sequence[AnyCase]) -> Mapping[str, Sequence[Shelf[AnyCase]]]:
        years = _grouped(cases, lambda case: self.year_of(case.decided_on))
        areas = {category.id: category.name for category in self.scheme.categories}
        bodies = sorted(self.scheme.authorities, key=lambda body: sort_key(body.name))
        slugs = {body.code: body.slug for body in bodies}
        of_bodies = _grouped(cases, lambda case: case.authority)
        return {
            "category": _shelved("category", areas, _grouped(cases, lambda case: case.category)),
            "year": _shelved("year", {year: year for year in sorted(years, reverse=True)}, years),
            "body": _shelved("body", {body.code: body.name for body in bodies}, of_bodies, slugs),
        }


def decision_path(reference: str) -> str:
    """Return where the page of a decision lies: `decisions/19-012-345/`."""
    return f"decisions/{reference.replace(' ', '-')}/"


def shelf_path(facet: str, slug: str, room: str = "decisions") -> str:
    """Return where a shelf lies: `decisions/category/housing/`."""
    return f"{room}/{facet}/{slug}/"


def facets(shelves: Mapping[str, Sequence[Shelf[AnyCase]]], names: Mapping[str, str], room: str) -> tuple[Facet, ...]:
    """Return the ways into shelves, by facet, under the names that a page gives them."""
    return tuple(
        Facet(
            facet,
            names[facet],
            tuple([Link(one.name, shelf_path(facet, one.slug, room), f"{len(one.items):,}") for one in of_facet]),
        )
        for facet, of_facet in shelves.items()
    )


def slug_of(key: str) -> str:
    """Return an id of the scheme as the end of an address: `not_upheld` is `not-upheld`."""
    return key.lower().replace("_", "-")


Anything = TypeVar("Anything")


def _grouped(items: Iterable[Anything], key: Callable[[Anything], str]) -> dict[str, list[Anything]]:
    held: dict[str, list[Anything]] = {}
    for item in items:
        held.setdefault(key(item), []).append(item)
    return held


def _shelved(
    facet: str,
    names: Mapping[str, str],
    held: Mapping[str, Sequence[AnyCase]],
    slugs: Mapping[str, str] | None = None,
) -> tuple[Shelf[AnyCase], ...]:
    return tuple(
        Shelf(facet, key, slugs[key] if slugs else slug_of(key), name, held[key])
        for key, name in names.items()
        if key in held
    )
