"""The review as data: everything that is said and drawn in it, once, for PDF and pages alike.

All text is plain text: a `*` or a `<` in it is that character and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upheld.review.drawing import Drawing
from upheld.writing.blocks import Block, Metadata, Ruling


@dataclass(frozen=True)
class Column:
    """A column of a table. `share` is its part of the width, as against the other columns'."""

    name: str
    share: float = 1.0
    number: bool = True
    """Whether it holds numbers, which stand to the right."""


@dataclass(frozen=True)
class Table:
    """A table. The first cell of a row says what the row is about."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    note: str | None = None
    kind: str = "table"


@dataclass(frozen=True)
class Chart:
    """A drawing with its title, and a key in words; the drawing says in words what it draws."""

    title: str
    drawing: Drawing
    key: str | None = None
    kind: str = "chart"


@dataclass(frozen=True)
class Card:
    """One figure of the first page."""

    id: str
    name: str
    value: str
    sentence: str
    counts: str | None
    before: str | None
    """The year before, or why it is not set beside this one."""


@dataclass(frozen=True)
class Cards:
    """The figures of the first page together."""

    cards: tuple[Card, ...]
    kind: str = "cards"


Element = Block | Table | Chart | Cards


@dataclass(frozen=True)
class Chapter:
    """One chapter, in reading order. Headings among its elements are one level below its title."""

    id: str
    title: str
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class BodyTable:
    """A table with a row for every body, in the order of the alphabet: never in that of a rate."""

    id: str
    table: Table
    slugs: tuple[str, ...]
    """Of each row, the name of the body in addresses."""


@dataclass(frozen=True)
class Review:
    """The national review of one year."""

    title: str
    year_label: str
    """With a hyphen, as in addresses: `2023-24`."""
    year_worded: str
    period: str
    sender: str
    website: str
    public_on: date
    published: str
    """The day of publication in words."""
    chapters: tuple[Chapter, ...]
    tables_title: str
    tables_intro: tuple[Block, ...]
    tables: tuple[BodyTable, ...]
    synthetic_notice: str | None
    """What must be said visibly on every page; None when nothing behind the review is synthetic."""
    metadata: Metadata
    rulings: tuple[Ruling, ...]

    @property
    def synthetic(self) -> bool:
        """Whether anything behind the review is made up."""
        return self.synthetic_notice is not None
