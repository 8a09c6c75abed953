"""What the paragraphs of the review can say: the files `review/*.md` of the scheme; see `upheld.writing.paragraphs`."""

from __future__ import annotations

from collections.abc import Mapping

from upheld.review.facts import Facts
from upheld.review.rules import WORDS
from upheld.review.values import vocabulary
from upheld.scheme.model import Scheme
from upheld.writing.paragraphs import Grammar, Paragraphs, read_paragraphs

CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "foreword": ("foreword",),
    "glance": ("glance", "volume"),
    "flow": ("flow",),
    "services": ("services",),
    "types": ("types",),
    "compliance": ("compliance", "waiting", "conduct"),
    "remedies": ("remedies",),
    "improvements": ("improvements", "recurrence", "reports"),
    "training": ("training",),
    "years": ("years",),
    "method": ("method", "quality", "revisions", "breaks"),
    "bodies": ("bodies", "bodies-why"),
}
"""The parts of each chapter, in reading order: beneath the paragraphs of a part stands what is reckoned for it."""

TABLES = "tables"
"""The part above the tables with a row for every body."""

GRAMMAR: Grammar[Facts] = Grammar(
    folder="review",
    called="reviews",
    parts=(*(part for parts in CHAPTERS.values() for part in parts), TABLES),
    usual="foreword",
    required=(*CHAPTERS, TABLES),
    links=("home", "authorities", "method", "discrepancies", "data", "training", "website"),
    words=WORDS,
    values=vocabulary,
)
"""The first heading of a chapter is its title."""


def load_paragraphs(scheme: Scheme) -> Paragraphs[Facts]:
    """Read the `review` folder of a scheme. Raises PersonError with one Problem for each thing wrong in it."""
    return read_paragraphs(scheme, GRAMMAR)
