"""Everything known about one letter before a word of it is chosen: the conditions and named values read only this."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from upheld.figures.clock import RemedyClock
from upheld.figures.model import AuthorityFigures, Comparison, Figures, MeasureFigure, YearFigures
from upheld.letters.context import LetterContext
from upheld.scheme.model import Authority, AuthorityType, Break, Scheme
from upheld.scheme.years import ReviewYear


@dataclass(frozen=True)
class Facts:
    """One authority's figures in one review, and the letter's context."""

    figures: Figures
    code: str
    context: LetterContext

    @property
    def scheme(self) -> Scheme:
        """The scheme the review follows."""
        return self.figures.scheme

    @property
    def year(self) -> ReviewYear:
        """The year under review."""
        return self.figures.year

    @property
    def body(self) -> AuthorityFigures:
        """The authority with its figures of every year."""
        return self.figures.authorities[self.code]

    @property
    def authority(self) -> Authority:
        """The authority itself."""
        return self.body.authority

    @property
    def group(self) -> AuthorityType | None:
        """The type whose bodies are similar authorities; None for a body in no group."""
        return self.body.group

    @cached_property
    def of_year(self) -> YearFigures:
        """The year under review."""
        return self.figures.of(self.code)

    @property
    def headline(self) -> tuple[MeasureFigure, ...]:
        """The measures shown as panels."""
        return self.of_year.headline

    @cached_property
    def comparison(self) -> Comparison | None:
        """Any comparison with similar authorities; None where no measure has one."""
        return next((f.comparison for f in self.headline if f.comparison), None)

    @cached_property
    def abolished(self) -> bool:
        """Whether the authority had ceased to exist when the letter was written."""
        last_day = self.authority.last_day
        return last_day is not None and last_day < self.context.dates.letters_on

    @cached_property
    def created_this_year(self) -> bool:
        """Whether the authority's first day lies in the year under review."""
        first_day = self.authority.first_day
        return first_day is not None and first_day in self.year

    @cached_property
    def successors(self) -> tuple[Authority, ...]:
        """The bodies that took over, in the order of the scheme's file."""
        codes = dict.fromkeys(s.successor for s in self.scheme.successors(self.code))
        return tuple(self.scheme.authority_by_code[code] for code in codes)

    @cached_property
    def breaks_this_year(self) -> tuple[Break, ...]:
        """Breaks of the series that begin with the year under review."""
        return tuple(b for b in self.scheme.breaks if b.first_year == self.year.number)

    @property
    def clock(self) -> RemedyClock | None:
        """How long people waited for its remedies in the year; None where nothing is to be said of it."""
        clocks = self.figures.clocks
        return clocks.authorities.get(self.code) if clocks else None

    @property
    def synthetic(self) -> bool:
        """Whether anything behind the letter is made up."""
        return self.figures.synthetic or self.context.synthetic

    def count(self, id: str) -> int:  # noqa: A002 the scheme's own word
        """Return one of the year's counts by its id in the scheme."""
        return self.of_year.counts[id]
