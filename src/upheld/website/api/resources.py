"""The kinds of documents there are: where each lies, what it holds, what it is drawn from. Everything else follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from upheld.website.api import cases, cases_declared, declared, documents
from upheld.website.api.documents import Sources

FOLDER = "api/v1/"


@dataclass(frozen=True)
class Parameter:
    """What stands in braces in a path."""

    name: str
    meaning: str
    pattern: str = ""
    """A regular expression of what it can be; empty for a whole number from 1."""


@dataclass(frozen=True)
class Resource:
    """One kind of document."""

    path: str
    """Relative to `api/v1/`, with its parameter in braces."""
    title: str
    kind: type[Any]
    draw: Callable[[Sources], Iterator[tuple[str, Any]]]
    """Yields the parameter's value (empty where there is none) and the document."""
    parameter: Parameter | None = None
    of_cases: bool = False
    """Whether it is there only where the site shows single cases."""

    @property
    def meaning(self) -> str:
        """What it holds, as its class says."""
        return " ".join((self.kind.__doc__ or "").split())

    @property
    def name(self) -> str:
        """A lasting name of the operation: `authorities_slug`."""
        kept = self.path.removesuffix(".json").replace("{", "").replace("}", "")
        return kept.replace("/", "_").replace("-", "_")

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """What writes such documents and knows their schema. Making one costs more than using it."""
        return TypeAdapter(self.kind)

    def at(self, value: str) -> str:
        """Return the path for one value of the parameter."""
        return self.path.replace(f"{{{self.parameter.name}}}", value) if self.parameter else self.path


def resources_of(of: Sources) -> tuple[Resource, ...]:
    """Return the kinds of documents of a release, in the order in which they are explained."""
    return tuple(one for one in EVERY if of.casework is not None or not one.of_cases)


def api_documents(of: Sources) -> Iterator[tuple[Resource, str, bytes]]:
    """Yield kind, path relative to the root of the site, and content of every document."""
    for resource in resources_of(of):
        for value, document in resource.draw(of):
            yield resource, FOLDER + resource.at(value), resource.adapter.dump_json(document) + b"\n"


def _one(draw: Callable[[Sources], Any]) -> Callable[[Sources], Iterator[tuple[str, Any]]]:
    def drawn(of: Sources) -> Iterator[tuple[str, Any]]:
        yield "", draw(of)

    return drawn


def _index(of: Sources) -> declared.Index:
    return documents.index(of, tuple(declared.Listed(one.path, one.title, one.meaning) for one in resources_of(of)))


def _authorities(of: Sources) -> Iterator[tuple[str, Any]]:
    for code, body in of.figures.authorities.items():
        yield body.authority.slug, documents.authority(of, code)


def _groups(of: Sources) -> Iterator[tuple[str, Any]]:
    for group in documents.groups(of):
        yield group.group.id, group


DECISIONS, IMPROVEMENTS = "decisions/pages/", "improvements/pages/"


def _decision_pages(of: Sources) -> Iterator[tuple[str, Any]]:
    assert of.casework is not None
    for page in cases.decisions(of.about, of.casework.decisions):
        yield str(page.page), page


def _improvement_pages(of: Sources) -> Iterator[tuple[str, Any]]:
    assert of.casework is not None
    for page in cases.improvements(of.about, of.casework.improvements):
        yield str(page.page), page


def _decision_list(of: Sources) -> cases_declared.Paged:
    assert of.casework is not None
    return cases.paged(of.about, len(of.casework.decisions), cases.DECISIONS_A_PAGE, DECISIONS)


def _improvement_list(of: Sources) -> cases_declared.Paged:
    assert of.casework is not None
    return cases.paged(of.about, len(of.casework.improvements), cases.IMPROVEMENTS_A_PAGE, IMPROVEMENTS)


def _withdrawals(of: Sources) -> cases_declared.Withdrawals:
    assert of.casework is not None
    return cases.withdrawals(of.about, of.casework.withdrawn)


def _reports(of: Sources) -> cases_declared.Reports:
    assert of.casework is not None
    return cases.reports(of.about, of.casework.reports)


_SLUG = Parameter("slug", "The `slug` of a body in `authorities.json`.", "^[a-z0-9]+(-[a-z0-9]+)*$")
_GROUP = Parameter("group", "The `id` of a type in `index.json` that is `similar`.", "^[a-z0-9]+(-[a-z0-9]+)*$")
_PAGE = Parameter("page", "The number of a page; the list says how many there are.")

EVERY = (
    Resource("index.json", "Where to begin", declared.Index, _one(_index)),
    Resource("measures.json", "Measures", declared.Measures, _one(documents.measures)),
    Resource("authorities.json", "Bodies", declared.Authorities, _one(documents.authorities)),
    Resource("authorities/{slug}.json", "One body", declared.AuthorityDocument, _authorities, _SLUG),
    Resource("groups/{group}.json", "One group of similar authorities", declared.GroupDocument, _groups, _GROUP),
    Resource("england.json", "All bodies together", declared.England, _one(documents.england)),
    Resource("decisions/index.json", "Decisions: the pages", cases_declared.Paged, _one(_decision_list), of_cases=True),
    Resource(
        f"{DECISIONS}{{page}}.json",
        "Decisions: one page",
        cases_declared.DecisionsPage,
        _decision_pages,
        _PAGE,
        of_cases=True,
    ),
    Resource(
        "decisions/withdrawn.json",
        "Withdrawn decisions",
        cases_declared.Withdrawals,
        _one(_withdrawals),
        of_cases=True,
    ),
    Resource(
        "improvements/index.json",
        "Service improvements: the pages",
        cases_declared.Paged,
        _one(_improvement_list),
        of_cases=True,
    ),
    Resource(
        f"{IMPROVEMENTS}{{page}}.json",
        "Service improvements: one page",
        cases_declared.ImprovementsPage,
        _improvement_pages,
        _PAGE,
        of_cases=True,
    ),
    Resource("reports.json", "Public reports", cases_declared.Reports, _one(_reports), of_cases=True),
)
"""Every kind of document, in the order in which they are explained."""
