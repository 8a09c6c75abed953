"""What somebody can ask to be told about, and whether a piece of news is about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from upheld.dispatch.alerts.news import Item
from upheld.errors import PersonError
from upheld.scheme.model import Scheme

ALL, BODY, CATEGORY, SEARCH = "all", "body", "category", "search"
LONGEST = 100
"""Characters of words to look for."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, order=True)
class Topic:
    """One thing to be told about: everything, a body by its slug, a service area by its id, or some words."""

    kind: str
    value: str = ""

    @property
    def id(self) -> str:
        """The topic as it is kept and typed: `body:leeds-city-council`."""
        return f"{self.kind}:{self.value}" if self.value else self.kind

    def matches(self, item: Item) -> bool:
        """Whether a piece of news is about this topic: words must all stand in it, in whatever order."""
        if self.kind == BODY:
            return item.body == self.value
        if self.kind == CATEGORY:
            return item.category == self.value
        return self.kind == ALL or words_of(self.value) <= words_of(f"{item.title} {item.summary}")

    def worded(self, scheme: Scheme) -> str:
        """Say what the topic is."""
        if self.kind == BODY:
            return next((a.name for a in scheme.authorities if a.slug == self.value), self.value)
        if self.kind == CATEGORY:
            return next((c.name for c in scheme.categories if c.id == self.value), self.value)
        return "Every decision" if self.kind == ALL else f"Decisions with the words “{self.value}”"


def words_of(text: str) -> frozenset[str]:
    """Return the different words of a text, small and capital letters alike."""
    return frozenset(_WORD.findall(text.casefold()))


def read_topic(text: str, scheme: Scheme) -> Topic:
    """Read `all`, `body:SLUG`, `category:ID` or `search:WORDS`. Raises PersonError for anything else."""
    kind, _, value = text.strip().partition(":")
    value = " ".join(value.split())
    if kind == ALL and not value:
        return Topic(ALL)
    if kind == BODY and any(a.slug == value for a in scheme.authorities):
        return Topic(BODY, value)
    if kind == CATEGORY and any(c.id == value for c in scheme.categories):
        return Topic(CATEGORY, value)
    if kind == SEARCH and words_of(value) and len(value) <= LONGEST:
        return Topic(SEARCH, value)
    raise PersonError(
        "That is nothing one can be told about.",
        mend=f"Write all, body:SLUG, category:ID or search:WORDS ({LONGEST} characters at most).",
    )
