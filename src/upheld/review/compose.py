"""Composes the review: the scheme's paragraphs, and beneath them what is reckoned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from upheld.figures.model import Figures, capitalise
from upheld.review import endings, glance, learning, method, righting
from upheld.review.context import ReviewContext
from upheld.review.facts import Facts
from upheld.review.model import Chapter, Element, Review
from upheld.review.paragraphs import CHAPTERS, TABLES, load_paragraphs
from upheld.review.tables import body_tables
from upheld.writing import phrases
from upheld.writing.blocks import Heading, Metadata
from upheld.writing.compose import Composer

E = TypeVar("E", bound=Element)

_BENEATH: Mapping[str, Callable[[Facts], Iterable[Element]]] = {
    "glance": glance.cards,
    "flow": endings.flow_elements,
    "services": endings.services,
    "types": endings.types,
    "compliance": righting.compliance,
    "waiting": righting.waiting,
    "conduct": righting.conduct,
    "remedies": righting.remedies,
    "improvements": learning.improvements,
    "reports": learning.reports,
    "years": learning.years,
    "method": method.measures,
    "breaks": method.breaks,
    "bodies": method.bodies,
}
"""What is reckoned for a part, beneath its paragraphs."""


def compose(figures: Figures, context: ReviewContext) -> Review:
    """Return the review of the year under review. Raises PersonError when the scheme's paragraphs are in the wrong."""
    facts = Facts(figures, context)
    composer = Composer(facts, load_paragraphs(figures.scheme), _links(facts))
    sender = facts.scheme.sender
    tables_title, tables_intro = _titled(composer.blocks(TABLES), TABLES)
    return Review(
        title=sender.review_title,
        year_label=facts.year.label,
        year_worded=facts.year.label.replace("-", "–"),
        period=f"{phrases.day(facts.year.first_day)} to {phrases.day(facts.year.last_day)}",
        sender=sender.name,
        website=sender.website,
        public_on=context.dates.public_on,
        published=phrases.day(context.dates.public_on),
        chapters=tuple(_chapter(facts, composer, id_) for id_ in CHAPTERS),
        tables_title=tables_title,
        tables_intro=tables_intro,
        tables=body_tables(facts),
        synthetic_notice=_synthetic_notice(facts),
        metadata=_metadata(facts),
        rulings=tuple(composer.rulings),
    )


def _chapter(facts: Facts, composer: Composer[Facts], id_: str) -> Chapter:
    elements: list[Element] = []
    for part in CHAPTERS[id_]:
        elements += composer.blocks(part)
        elements += _BENEATH[part](facts) if part in _BENEATH else ()
    title, rest = _titled(elements, id_)
    return Chapter(id_, title, rest)


def _titled(elements: Sequence[E], id_: str) -> tuple[str, tuple[E, ...]]:
    """Part the first heading from what stands under it; without one the chapter is called by its id."""
    first = elements[0] if elements else None
    if isinstance(first, Heading):
        return first.text, tuple(elements[1:])
    return capitalise(id_), tuple(elements)


def _links(facts: Facts) -> dict[str, str]:
    addresses, sender = facts.context.addresses, facts.scheme.sender
    return {
        "home": addresses.home,
        "authorities": addresses.authorities,
        "method": addresses.method,
        "discrepancies": addresses.discrepancies,
        "data": addresses.data,
        "training": phrases.address(sender.training_url),
        "website": phrases.address(sender.website),
    }


def _synthetic_notice(facts: Facts) -> str | None:
    if not facts.synthetic:
        return None
    return f"Synthetic: built from made-up cases. Not a review by the {facts.scheme.sender.name}."


def _metadata(facts: Facts) -> Metadata:
    label, sender = facts.year.label, facts.scheme.sender
    said = f"How complaints about councils and other bodies ended in {label}, with figures of each."
    return Metadata(
        title=f"{sender.review_title} {label.replace('-', '–')}",
        author=sender.name,
        description=f"{said} Synthetic: built from made-up cases." if facts.synthetic else said,
        keywords=("annual review", "complaints", label, *(["synthetic"] if facts.synthetic else [])),
        language="en-GB",
    )
