"""The figures of one annual review: the single object from which every letter, page and table is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from upheld.figures.casemix import CaseMix
from upheld.figures.clock import RemedyClocks
from upheld.figures.rate import Rate
from upheld.figures.recurrence import Recurrence
from upheld.figures.shrinkage import Steadied
from upheld.figures.verdict import Verdict, in_words
from upheld.scheme.model import Authority, AuthorityType, Break, Category, Measure, Scheme
from upheld.scheme.years import ReviewYear


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % Wilson interval of a share.

    `low` and `high` are shares between 0 and 1; `low_percent` and `high_percent` the same as whole percents, rounded
    half up as the rate is, so that the interval printed always holds the rate printed.
    """

    low: float
    high: float
    low_percent: int
    high_percent: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The average of similar authorities, with this authority (the headline) and without it (for any verdict)."""

    group: AuthorityType
    pooled: Rate
    others: Rate
    authorities: int
    """How many bodies the pool holds, this one included."""


@dataclass(frozen=True, slots=True)
class Published:
    """What the Ombudsman itself printed for this figure, kept beside ours, never mended."""

    value: str
    average: str | None
    source: str
    agrees: bool
    """Whether the printed value is the half-up rounding of the counts printed beside it."""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class MeasureFigure:
    """One measure of one body in one year."""

    measure: Measure
    rate: Rate
    interval: Interval | None
    comparison: Comparison | None
    published: Published | None = None
    verdict: Verdict | None = None
    """Against the peers without this authority; None where nothing can be compared: `why_no_verdict` says why."""
    casemix: CaseMix | None = None
    """Observed against expected with this authority's mix of services."""
    steadied: Steadied | None = None
    """Up to three years together; only in the year under review."""

    @property
    def verdict_sentence(self) -> str:
        """Whether the rate differs from that of similar authorities by more than chance, or why that is not said."""
        if self.verdict is None or self.interval is None or self.comparison is None:
            return self.why_no_verdict
        fits = f"{self.interval.low_percent}% to {self.interval.high_percent}%"
        plural = self.comparison.group.plural
        return in_words(self.verdict.word, _printed(self.rate), _printed(self.comparison.others), plural, fits)

    @property
    def why_no_verdict(self) -> str:
        """Why no verdict is given; empty where one is."""
        if self.verdict is not None:
            return ""
        if self.measure.per != 100:
            return "Residents are not cases, so this rate is not tested against chance."
        if self.comparison is None:
            return "There are no similar authorities in this year to compare with."
        if not self.rate.base:
            return "There is no rate, so there is nothing to compare."
        return f"No other of the {self.comparison.group.plural} has a rate, so there is nothing to compare with."

    @property
    def chance_sentence(self) -> str | None:
        """How far chance alone could have moved the rate; None where a verdict says it, or there is no interval."""
        if self.verdict is not None or self.interval is None:
            return None
        ends = f"between {self.interval.low_percent}% and {self.interval.high_percent}%"
        return f"Allowing for chance, the rate behind this one is likely to lie {ends}."

    @property
    def sentence(self) -> str:
        """The figure as the scheme words it, or the scheme's sentence for a base of zero."""
        worded = self.rate.worded
        if worded is None:
            return self.measure.wording.no_rate
        return capitalise(self.measure.wording.sentence.format(rate=worded))

    @property
    def average_sentence(self) -> str | None:
        """The average of similar authorities in words; None for a body in no group or a pool with no base."""
        if self.comparison is None or self.comparison.pooled.worded is None:
            return None
        return self.measure.wording.average.format(average=self.comparison.pooled.worded)

    @property
    def numerator_worded(self) -> str:
        """The numerator with its noun: `9 upheld decisions`, `1 upheld decision`."""
        w = self.measure.wording
        return counted(self.rate.numerator, w.numerator_one, w.numerator_many)

    @property
    def base_worded(self) -> str:
        """The base with its noun: `12 detailed investigations`. The base is the rate's own, never a neighbour's."""
        return counted(self.rate.base, self.measure.wording.base_one, self.measure.wording.base_many)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Everything counted and measured for one body, or one group, or England, in one review year."""

    year: ReviewYear
    counts: Mapping[str, int]
    """By the id of the scheme's Count; every count is present."""
    by_category: Mapping[str, Mapping[str, int]]
    """Category id → counts; only categories with any count."""
    measures: Mapping[str, MeasureFigure]
    """By measure id, in the scheme's order."""

    @property
    def any_contact(self) -> bool:
        """Whether anything at all was counted."""
        return any(self.counts.values())

    @property
    def headline(self) -> tuple[MeasureFigure, ...]:
        """The measures of the front page, in the scheme's order."""
        return tuple(f for f in self.measures.values() if f.measure.headline)


@dataclass(frozen=True)
class AuthorityFigures:
    """One body's figures, every year there is data for, earliest first."""

    authority: Authority
    group: AuthorityType | None
    years: Mapping[int, YearFigures]
    """By the calendar year in which the review year ends."""


@dataclass(frozen=True)
class Discrepancy:
    """A figure the Ombudsman printed that does not agree with counts: its own, or ours."""

    authority: Authority | None
    year: ReviewYear
    what: str
    printed: str
    reckoned: str
    why: str
    source: str


@dataclass(frozen=True)
class Figures:
    """The figures of a review: years up to and including the year under review, never later ones."""

    scheme: Scheme
    year: ReviewYear
    years: tuple[ReviewYear, ...]
    authorities: Mapping[str, AuthorityFigures]
    """By authority code, in the scheme's order; every body of the scheme is present."""
    groups: Mapping[str, Mapping[int, YearFigures]]
    """Type id → calendar year → figures of the pooled group."""
    england: Mapping[int, YearFigures]
    """Calendar year → figures of all bodies together, those in no group and those abolished included."""
    discrepancies: tuple[Discrepancy, ...]
    synthetic: bool
    """Whether any row behind the figures is synthetic: everything written from them must then say so."""
    clocks: RemedyClocks | None = None
    """How long people waited, in the year under review; None where only counts were given."""
    recurrences: Mapping[str, Recurrence] = field(default_factory=dict)
    """By authority code: what came after service improvements; only bodies that had any due the year before."""

    def of(self, code: str) -> YearFigures:
        """The year under review of one body."""
        return self.authorities[code].years[self.year.number]

    def breaks(self, measure: Measure) -> tuple[Break, ...]:
        """The breaks of a measure that lie within the years shown."""
        return self.scheme.breaks_between(measure.id, self.years[0].number, self.year.number)

    def category(self, id: str) -> Category:  # noqa: A002 the scheme's own word
        """Return a category by id."""
        return {c.id: c for c in self.scheme.categories}[id]


def _printed(rate: Rate) -> tuple[str, str, str]:
    return rate.worded or "", f"{rate.numerator:,}", f"{rate.base:,}"


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun, thousands separated: `1 upheld decision`, `1,234 upheld decisions`."""
    return f"{number:,} {one if number == 1 else many}"


def capitalise(sentence: str) -> str:
    """Return the sentence with its first letter upper case; the rest untouched."""
    return sentence[:1].upper() + sentence[1:]
