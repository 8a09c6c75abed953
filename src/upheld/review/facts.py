"""Everything known about the review before a word of it is chosen: conditions and named values read only this."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from upheld.figures.model import Figures, YearFigures
from upheld.review.context import ReviewContext
from upheld.scheme.model import Authority, Break, Measure, Scheme
from upheld.scheme.years import ReviewYear
from upheld.writing import phrases


@dataclass(frozen=True)
class Facts:
    """The figures of one review year, and the review's context."""

    figures: Figures
    context: ReviewContext

    @property
    def scheme(self) -> Scheme:
        """The scheme the review follows."""
        return self.figures.scheme

    @property
    def year(self) -> ReviewYear:
        """The year under review."""
        return self.figures.year

    @property
    def of_year(self) -> YearFigures:
        """Every body together, in the year under review."""
        return self.figures.england[self.year.number]

    @property
    def before(self) -> YearFigures | None:
        """Every body together in the year before; None where there are no figures of it."""
        return self.figures.england.get(self.year.number - 1)

    @cached_property
    def breaks_this_year(self) -> tuple[Break, ...]:
        """Breaks of the series that begin with the year under review."""
        return tuple(b for b in self.scheme.breaks if b.first_year == self.year.number)

    def break_before(self, measure: Measure) -> Break | None:
        """Return the break that parts a measure of this year from that of the year before, if there is one."""
        found = self.scheme.breaks_between(measure.id, self.year.number - 1, self.year.number)
        return found[0] if found else None

    @cached_property
    def bodies(self) -> tuple[Authority, ...]:
        """The bodies with a row in the tables, A to Z: any contact in the year, or in being on some day of it."""
        shown = [
            body.authority
            for body in self.figures.authorities.values()
            if body.years[self.year.number].any_contact or body.authority.in_being_during(self.year)
        ]
        return tuple(sorted(shown, key=lambda a: (phrases.sort_key(a.short_name), a.code)))

    def count(self, id: str) -> int:  # noqa: A002 the scheme's own word
        """Return one of the year's counts of all bodies together, by its id in the scheme."""
        return self.of_year.counts[id]

    @property
    def synthetic(self) -> bool:
        """Whether anything behind the review is made up."""
        return self.figures.synthetic or self.context.synthetic
