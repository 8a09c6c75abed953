"""An average explained: which authorities it is made of, and what each one brings to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.errors import PersonError
from upheld.figures.build import ENGLAND
from upheld.figures.counts import POPULATION
from upheld.figures.explain import PoolMember, rules_of
from upheld.figures.model import AuthorityFigures, Figures, MeasureFigure
from upheld.figures.narrow import known_measure
from upheld.scheme.model import Authority, Scheme
from upheld.scheme.years import ReviewYear


@dataclass(frozen=True)
class AverageExplanation:
    """Everything needed to add an average up by hand."""

    group: str
    """Id of an authority type, or `england`."""
    name: str
    year: ReviewYear
    figure: MeasureFigure
    members: tuple[PoolMember, ...]
    """In the scheme's order. They add up to the average; of England per head only their numerators do."""
    left_out: tuple[tuple[Authority, str], ...]
    """Bodies of the group that are not in its average, each with the reason."""
    rules: tuple[str, ...]

    @property
    def question(self) -> str:
        """The measure as a question in plain language."""
        return self.figure.measure.question


def average_explanation(figures: Figures, group: str, measure_id: str) -> AverageExplanation:
    """Explain the average of a group, or of England, in the year under review.

    Raises PersonError for a group or a measure that the scheme has not.
    """
    scheme, year = figures.scheme, figures.year
    measure = known_measure(scheme, measure_id)
    name = group_name(scheme, group)
    pool = figures.england if group == ENGLAND else figures.groups[group]
    members: list[PoolMember] = []
    left_out: list[tuple[Authority, str]] = []
    for body in figures.authorities.values():
        if group not in (ENGLAND, body.group.id if body.group else None):
            continue
        rate = body.years[year.number].measures[measure.id].rate
        why = None if group == ENGLAND else _why_not(body, year, by_head=measure.base == POPULATION)
        if why:
            left_out.append((body.authority, why))
        elif group != ENGLAND or rate.base or rate.numerator:
            members.append(PoolMember(body.authority, rate))
    return AverageExplanation(
        group=group,
        name=name,
        year=year,
        figure=pool[year.number].measures[measure.id],
        members=tuple(members),
        left_out=tuple(left_out),
        rules=(*rules_of(measure, scheme, year), *_rules(group, measure.base == POPULATION)),
    )


def group_name(scheme: Scheme, group: str) -> str:
    """Return what a group is called. Raises PersonError that names the groups there are."""
    names = {kind.id: kind.plural for kind in scheme.types if kind.group} | {ENGLAND: "all authorities"}
    if group not in names:
        raise PersonError(f"There is no group {group!r}.", mend=f"The groups are: {', '.join(names)}.")
    return names[group]


def _why_not(body: AuthorityFigures, year: ReviewYear, *, by_head: bool) -> str | None:
    authority = body.authority
    if not authority.in_being_during(year):
        counted = body.years[year.number].any_contact
        return "not in being during the year" + (", though cases were still decided" if counted else "")
    if by_head and not authority.population:
        return "no population figure, so there is nothing to divide by"
    return None


def _rules(group: str, by_head: bool) -> Iterator[str]:
    yield "The average is the sum of all numerators out of the sum of all bases: every case weighs the same."
    if group == ENGLAND:
        yield "All bodies count, those without similar authorities and those since abolished included."
        if by_head:
            yield "Residents are counted once each, by the bodies in being on the last day of the year."
    else:
        yield "Only bodies in being on some day of the year count."
