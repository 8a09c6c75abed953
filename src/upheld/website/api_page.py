"""The page that explains the JSON API to people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pydantic import TypeAdapter

from upheld.website.api import DESCRIPTION, FOLDER, Resource, Sources, resources_of
from upheld.website.api.declared import SCHEMA_VERSION
from upheld.website.api.documents import authority
from upheld.website.examples import Example, api_examples
from upheld.website.list_pages import with_code
from upheld.website.pages import Page

API = "api/"
"""Where the page lies."""


@dataclass(frozen=True)
class Line:
    """One kind of document in the list."""

    path: str
    """As described: what stands in braces is filled in."""
    there: str
    """Where one of them lies, relative to the root of the site."""
    meaning: Markup
    parameter: Markup


@dataclass(frozen=True)
class ApiPage:
    """What the page shows."""

    version: str
    index: str
    description: str
    lines: tuple[Line, ...]
    examples: tuple[Example, ...]
    sample: str
    """One measure of one body, as its document has it."""
    sample_of: str
    smallest_cell: int
    """The smallest count by service area that is shown; 1 where any is."""
    cases: bool
    caution: str


def api_page(of: Sources) -> Page:
    """Return the page."""
    body, measure = _sample(of)
    rule = of.figures.scheme.disclosure
    model = ApiPage(
        version=SCHEMA_VERSION,
        index=f"{FOLDER}index.json",
        description=DESCRIPTION,
        lines=tuple(_line(of, one) for one in resources_of(of)),
        examples=api_examples(of.figures),
        sample=json.dumps(measure, ensure_ascii=False, indent=2),
        sample_of=body,
        smallest_cell=rule.smallest_cell if rule.of else 1,
        cases=of.casework is not None,
        caution=of.about.caution,
    )
    description = "The figures of every page as JSON: what there is, how to ask for it, what you can rely on."
    return Page(f"{API}index.html", "api.html", "Figures for programs", description, model, "data/")


def _line(of: Sources, one: Resource) -> Line:
    there = next((one.at(value) for value, _ in one.draw(of)), "")
    parameter = one.parameter.meaning if one.parameter else ""
    return Line(one.path, FOLDER + there if there else "", with_code(one.meaning), with_code(parameter))


def _sample(of: Sources) -> tuple[str, dict[str, Any]]:
    """Return name and figure of the first body, in the scheme's order, that has a rate which is compared."""
    measure = next(m.id for m in of.figures.scheme.measures if m.headline)
    codes = list(of.figures.authorities)
    shown = next((c for c in codes if of.figures.of(c).measures[measure].verdict), codes[0])
    document = authority(of, shown)
    figure = document.years[-1].measures[measure]
    held: dict[str, Any] = TypeAdapter(type(figure)).dump_python(figure, mode="json")
    return document.authority.name, held
