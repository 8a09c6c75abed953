"""What pages say of themselves to search engines and catalogues: schema.org in JSON-LD.

It stands in an inert block: a browser runs nothing in it, so the strict Content-Security-Policy has nothing to refuse.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from upheld.figures.model import Figures
from upheld.scheme.model import Authority
from upheld.tables.described import dataset
from upheld.tables.subject import subject
from upheld.website.casework import Decision

SCHEMA = "https://schema.org/"


def block(value: Mapping[str, Any]) -> Markup:
    """Return linked data as an element. No character in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup('<script type="application/ld+json">' + text + "</script>")  # noqa: S704 it holds no "<"


def linked_dataset(figures: Figures, tables: Sequence[Path]) -> Markup:
    """Return the tables as a data set, for the page beside which they lie: addresses are relative to it."""
    if not tables:
        return Markup("")
    described = {".json", ".jsonld"}
    return block(dataset(subject(figures), [path for path in tables if path.suffix not in described]))


def linked_authority(authority: Authority) -> Markup:
    """Return a body, and the way to its page. Nothing of its figures: search engines would show them bare."""
    body: dict[str, Any] = {
        "@type": "GovernmentOrganization",
        "@id": "#body",
        "name": authority.name,
        "alternateName": [authority.short_name, *authority.alternative_names],
        "identifier": authority.code,
        "areaServed": authority.region,
        "foundingDate": authority.first_day.isoformat() if authority.first_day else None,
        "dissolutionDate": authority.last_day.isoformat() if authority.last_day else None,
    }
    said = {key: value for key, value in body.items() if value}
    return block({"@context": SCHEMA, "@graph": [said, trail(("Councils A to Z", "../"), (authority.name, ""))]})


def linked_decision(title: str, decision: Decision, authority: Authority, about: str, publisher: str) -> Markup:
    """Return a published decision, and the way to its page. `title` says that it is synthetic where it is."""
    work: dict[str, Any] = {
        "@type": "CreativeWork",
        "@id": "#decision",
        "name": title,
        "identifier": decision.reference,
        "dateCreated": decision.decided_on.isoformat(),
        "abstract": decision.summary,
        "about": [{"@type": "Thing", "name": about}, {"@type": "GovernmentOrganization", "name": authority.name}],
        "publisher": {"@type": "Organization", "name": publisher},
        "inLanguage": "en-GB",
    }
    said = {key: value for key, value in work.items() if value}
    return block({"@context": SCHEMA, "@graph": [said, trail(("Decisions", "../"), (title, ""))]})


def trail(*steps: tuple[str, str]) -> dict[str, Any]:
    """Return the way to a page: name and address of each step, relative to the page, which comes last without one."""
    items = [
        {"@type": "ListItem", "position": n, "name": name} | ({"item": address} if address else {})
        for n, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
