"""Everything known about the review before a word of it is chosen: conditions and named values read only this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from upheld.figures.model import Figures, YearFigures
from upheld.review.context import ReviewContext
from upheld.scheme.model import Authority, AuthorityType, Break, Category, Measure, Scheme
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

    @cached_property
    def by_type(self) -> tuple[tuple[AuthorityType, Mapping[str, int]], ...]:
        """The counts of each type of which anything was counted: the sum over its bodies, those abolished included."""
        sums = {kind.id: dict.fromkeys(self.of_year.counts, 0) for kind in self.scheme.types}
        for body in self.figures.authorities.values():
            of_type = sums[body.authority.type]
            for id_, number in body.years[self.year.number].counts.items():
                of_type[id_] += number
        return tuple((kind, sums[kind.id]) for kind in self.scheme.types if any(sums[kind.id].values()))

    @cached_property
    def services(self) -> tuple[tuple[Category, Mapping[str, int]], ...]:
        """The counts of each service area of which anything was counted, in the scheme's order."""
        areas = self.of_year.by_category
        return tuple((category, areas[category.id]) for category in self.scheme.categories if category.id in areas)

    def count(self, id: str) -> int:  # noqa: A002 the scheme's own word
        """Return one of the year's counts of all bodies together, by its id in the scheme."""
        return self.of_year.counts[id]

    @property
    def synthetic(self) -> bool:
        """Whether anything behind the review is made up."""
        return self.figures.synthetic or self.context.synthetic
