"""The letter as data: everything that is said in it, once, for PDF, HTML and plain text alike.

All text is plain text: a `*` or a `<` in it is that character and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upheld.writing.blocks import Block, Metadata, Ruling


@dataclass(frozen=True)
class RangeChart:
    """What a panel's chart draws, in percent of 0 to 100 with one decimal; `alt` says the same in words."""

    rate: float
    low: float | None
    high: float | None
    average: float | None
    average_worded: str | None
    alt: str


Places = tuple[tuple[float, float], ...]
"""Points of a funnel: number of cases, and percent with one decimal."""


@dataclass(frozen=True)
class FunnelGround:
    """A group's funnel, the same in the letters of all its authorities."""

    most: int
    """The number of cases at the right end."""
    limits: tuple[Places, ...]
    """Upper and lower 95 % limit, then upper and lower 99.8 % limit."""
    others: Places
    """Every authority of the group, this one included; those that would lie on one another but once."""
    average: float


@dataclass(frozen=True)
class FunnelChart:
    """One authority among its group, by number of cases and rate; `alt` says the same in words."""

    ground: FunnelGround
    most_worded: str
    base: int
    rate: float
    low: float | None
    high: float | None
    """The interval of this authority's rate."""
    unit: str
    """What the cases are: `detailed investigations`."""
    alt: str


@dataclass(frozen=True)
class Panel:
    """One headline measure of the year under review."""

    id: str
    title: str
    question: str
    rate: str | None
    """As people read it: `75%`; None when the base is zero."""
    sentence: str
    average_sentence: str | None
    count: str | None
    """The numerator as a number: `9`; None when the base is zero."""
    count_unit: str | None
    """Its noun: `upheld decisions`."""
    basis: str
    """The small print: what the rate is based on (its own base) and the period."""
    verdict: str | None
    """Whether the rate differs from that of similar authorities by more than chance, or why that is not said; None
    without a rate."""
    chance: str | None
    """How far chance could have moved the rate, in words; None where the verdict says it, or without an interval."""
    comparison_note: str
    """Which authorities the average pools, or why there is none."""
    remarks: tuple[str, ...]
    """Further sentences on what shares the measure's base, such as late compliance."""
    published_note: str | None
    """What the Ombudsman printed, where it is not what its counts give; None otherwise."""
    chart: RangeChart | None
    funnel: FunnelChart | None
    """Drawn in place of the range where the authority has a group to lie in."""

    @property
    def small_print(self) -> str:
        """What the rate rests on, how far chance reaches, what it is compared with, in one paragraph."""
        said = (self.basis, self.chance, self.comparison_note, self.published_note)
        return " ".join(sentence for sentence in said if sentence)


@dataclass(frozen=True)
class HistoryCell:
    """One measure in one year, short: `75%`, `>99%`. `rate` is None for a base of zero."""

    rate: str | None
    of: str
    """The counts behind it: `9 of 12`."""
    average: str | None


@dataclass(frozen=True)
class HistoryYear:
    """One row of the table of earlier years."""

    label: str
    current: bool
    cells: tuple[HistoryCell, ...]
    kind: str = "year"


@dataclass(frozen=True)
class HistoryBreak:
    """A change after which the rows below cannot be compared with the rows above."""

    title: str
    why: str
    concerns: str
    """Which columns it concerns, in words; empty when all."""
    kind: str = "break"


@dataclass(frozen=True)
class TrendPoint:
    """One year of a trend. `percent` has one decimal; None when there is no rate. `after_break`: draw no line to it."""

    label: str
    percent: float | None
    mark: str
    """The rate as it stands beside its dot: `75%`, `>99%`; empty when there is no rate."""
    after_break: bool


@dataclass(frozen=True)
class Trend:
    """One measure over the years, earliest first; `alt` says the same in words."""

    title: str
    points: tuple[TrendPoint, ...]
    alt: str


@dataclass(frozen=True)
class History:
    """The years there are figures for, earliest first."""

    title: str
    note: str | None
    """What a break means; None where there is none."""
    columns: tuple[str, ...]
    rows: tuple[HistoryYear | HistoryBreak, ...]
    trends: tuple[Trend, ...]


@dataclass(frozen=True)
class Services:
    """What the complaints were about: one row for each service area with any complaint, and a total."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What a scrutiny committee could ask, and why it is worth asking."""

    rule: str
    text: str
    why: str
    evidence: tuple[str, ...]
    """What the rule saw, for those who check; never printed."""


@dataclass(frozen=True)
class Letter:
    """One authority's letter. Blocks of the parts stand in reading order."""

    authority: str
    """The authority's code."""
    authority_name: str
    slug: str
    year_label: str
    written_on: date
    public_on: date
    sender: str
    website: str
    date: str
    to: tuple[str, ...]
    salutation: str
    title: str
    body: tuple[Block, ...]
    closing: str
    signatory: tuple[str, ...]
    copied: str | None
    """Which other offices get a copy; None where none does."""
    statistics_title: str
    statistics: tuple[Block, ...]
    panels: tuple[Panel, ...]
    history: History
    services: Services | None
    reading: tuple[Block, ...]
    """How to read the figures: the blocks of the last page."""
    synthetic_notice: str | None
    """What must be said visibly on every page; None when nothing behind the letter is synthetic."""
    metadata: Metadata
    rulings: tuple[Ruling, ...]
    notes: tuple[str, ...]
    """For the office, never printed: what was missing when the letter was composed."""
    questions: tuple[Question, ...] = ()
    """What a scrutiny committee could ask: printed in the paper for it, and nowhere else."""

    @property
    def synthetic(self) -> bool:
        """Whether anything behind the letter is made up."""
        return self.synthetic_notice is not None
