"""Draws the documents of the JSON API from the same objects as the pages: nothing is reckoned or rounded again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from upheld.figures import model
from upheld.figures.clock import RemedyClock
from upheld.figures.disclosure import Merging, areas, merging
from upheld.figures.rate import Rate
from upheld.figures.verdict import VERDICTS
from upheld.scheme import model as scheme_model
from upheld.scheme.model import ReviewDates
from upheld.tables.subject import subject
from upheld.website.api import declared as d
from upheld.website.casework import Casework
from upheld.website.changes_page import Revision
from upheld.website.pages import EarlierLetters, LetterLinks, LettersByCode, authority_path
from upheld.website.wording import worded

CAUTION = (
    "The number of complaints is not a measure of quality. Nobody is ranked here, and the figures should not be used "
    "to rank."
)


@dataclass(frozen=True)
class Sources:
    """What the documents are drawn from."""

    figures: model.Figures
    dates: ReviewDates
    revisions: Sequence[Revision] = ()
    letters: LettersByCode = field(default_factory=dict)
    earlier_letters: EarlierLetters = field(default_factory=dict)
    casework: Casework | None = None

    @cached_property
    def about(self) -> d.About:
        """What every document says of itself."""
        figures, latest = self.figures, self.revisions[-1] if self.revisions else None
        said, licence = subject(figures), figures.scheme.licence
        return d.About(
            schema_version=d.SCHEMA_VERSION,
            scheme=figures.scheme.id,
            title=said.title,
            review_year=figures.year.label,
            published_on=self.dates.public_on,
            revision=latest.number if latest else 0,
            revised_on=latest.on if latest else None,
            synthetic=figures.synthetic,
            publisher=said.publisher,
            licence=d.Licence(licence.id, licence.name, licence.url, licence.statement),
            attributions=licence.attributions,
            caution=CAUTION,
        )

    @cached_property
    def breaks(self) -> Mapping[tuple[str, int], tuple[str, ...]]:
        """By measure and calendar year: titles of the changes with which the year begins a new series."""
        found: dict[tuple[str, int], tuple[str, ...]] = {}
        for id_, measure in self.figures.scheme.measure_by_id.items():
            for change in self.figures.breaks(measure):
                key = id_, change.first_year
                found[key] = (*found.get(key, ()), change.title)
        return found

    @cached_property
    def merging(self) -> tuple[Merging, Merging]:
        """How counts of decisions and of compliance outcomes may be shown by service area."""
        scheme = self.figures.scheme
        return merging(scheme, "decisions"), merging(scheme, "compliance_outcomes")


def index(of: Sources, documents: tuple[d.Listed, ...]) -> d.Index:
    """Return the document to begin with; `documents` is what it lists."""
    scheme = of.figures.scheme
    return d.Index(
        about=of.about,
        documents=documents,
        years=tuple([year.label for year in of.figures.years]),
        types=tuple([_group(kind) for kind in scheme.types]),
        counts=tuple([d.Named(c.id, c.name, "") for c in scheme.counts]),
        outcomes=tuple([d.Named(o.code, o.name, o.meaning) for o in scheme.outcomes]),
        service_areas=tuple([d.Named(c.id, c.name, "; ".join(c.subcategories)) for c in scheme.categories]),
        verdicts=VERDICTS,
    )


def measures(of: Sources) -> d.Measures:
    """Return the definitions of all measures."""
    return d.Measures(of.about, tuple([_definition(of.figures, measure) for measure in of.figures.scheme.measures]))


def _definition(figures: model.Figures, measure: scheme_model.Measure) -> d.Measure:
    label = figures.scheme.calendar.year_end.year
    breaks = [d.Break(label(b.first_year).label, b.title, b.why) for b in figures.breaks(measure)]
    return d.Measure(
        id=measure.id,
        name=measure.name,
        question=measure.question,
        numerator=measure.numerator,
        base=measure.base,
        per=measure.per,
        decimals=measure.decimals,
        headline=measure.headline,
        better=measure.better,
        why=measure.why,
        author=measure.author,
        checker=measure.checker,
        next_review=measure.next_review,
        breaks=tuple(breaks),
    )


def authorities(of: Sources) -> d.Authorities:
    """Return the list of all bodies."""
    scheme = of.figures.scheme
    return d.Authorities(of.about, tuple([_authority(scheme, body) for body in scheme.authorities]))


def _authority(scheme: scheme_model.Scheme, body: scheme_model.Authority) -> d.Authority:
    group = scheme.group_of(body)
    return d.Authority(
        code=body.code,
        slug=body.slug,
        name=body.name,
        short_name=body.short_name,
        type=body.type,
        group=group.id if group else None,
        region=body.region,
        county=body.county,
        first_day=body.first_day,
        last_day=body.last_day,
        successors=tuple([s.successor for s in scheme.successors(body.code)]),
        predecessors=tuple([s.predecessor for s in scheme.predecessors(body.code)]),
        population=body.population,
        population_vintage=body.population_vintage,
        page=authority_path(body),
    )


def authority(of: Sources, code: str) -> d.AuthorityDocument:
    """Return all figures of one body."""
    body = of.figures.authorities[code]
    clocks = of.figures.clocks
    clock = clocks.authorities.get(code) if clocks else None
    letters = [*([of.letters[code]] if code in of.letters else []), *of.earlier_letters.get(code, ())]
    return d.AuthorityDocument(
        about=of.about,
        authority=_authority(of.figures.scheme, body.authority),
        years=tuple([_year(of, body.years[number]) for number in sorted(body.years)]),
        remedies=_remedies(clock) if clock else None,
        letters=tuple([_letter(links) for links in letters]),
    )


def _letter(links: LetterLinks) -> d.Letter:
    return d.Letter(links.year_label, links.html, links.pdf, links.text or None)


def _year(of: Sources, year: model.YearFigures) -> d.AuthorityYear:
    decisions, outcomes = of.merging
    return d.AuthorityYear(
        year=year.year.label,
        first_day=year.year.first_day,
        last_day=year.year.last_day,
        counts=year.counts,
        decisions_by_service_area=_areas(decisions, year),
        compliance_by_service_area=_areas(outcomes, year),
        measures={id_: _measure(of, f, year.year.number) for id_, f in year.measures.items()},
    )


def _areas(rule: Merging, year: model.YearFigures) -> tuple[d.ServiceArea, ...]:
    if not any(year.counts[id_] for id_ in rule.counts):
        return ()
    return tuple([d.ServiceArea(a.id, a.name, a.categories, a.counts) for a in areas(rule, year)])


def _measure(of: Sources, figure: model.MeasureFigure, year: int) -> d.AuthorityMeasure:
    rate = figure.rate
    return d.AuthorityMeasure(
        numerator=rate.numerator,
        base=rate.base,
        per=rate.per,
        rate=_worded(rate),
        sentence=figure.sentence,
        interval=_interval(figure),
        comparison=_comparison(figure.comparison) if figure.comparison else None,
        verdict=figure.verdict.word if figure.verdict else None,
        verdict_sentence=figure.verdict_sentence,
        published=_published(figure.published) if figure.published else None,
        breaks=of.breaks.get((figure.measure.id, year), ()),
    )


def _interval(figure: model.MeasureFigure) -> d.Interval | None:
    found = figure.interval
    return d.Interval(found.low_percent, found.high_percent) if found else None


def _comparison(found: model.Comparison) -> d.Comparison:
    return d.Comparison(found.group.id, found.authorities, _counted(found.pooled), _counted(found.others))


def _counted(rate: Rate) -> d.Counted:
    return d.Counted(rate.numerator, rate.base, _worded(rate))


def _worded(rate: Rate) -> str | None:
    return worded(rate) if rate.base else None


def _published(found: model.Published) -> d.Published:
    return d.Published(found.value, found.average, found.agrees, found.why_not, found.source)


def _remedies(clock: RemedyClock) -> d.Remedies:
    return d.Remedies(
        asked=clock.asked,
        waiting=clock.waiting,
        median_days=clock.median_days,
        late=_counted(clock.late),
        late_against_original=_counted(clock.late_against_original),
        median_days_late=clock.median_days_late,
        overdue=clock.overdue,
        sentences=clock.sentences,
    )


def england(of: Sources) -> d.England:
    """Return the figures of all bodies together."""
    return d.England(of.about, tuple(_pooled(of, of.figures.england)))


def groups(of: Sources) -> Iterator[d.GroupDocument]:
    """Yield the figures of each group of similar authorities."""
    scheme, year = of.figures.scheme, of.figures.year
    for id_, years in of.figures.groups.items():
        codes = tuple(a.code for a in scheme.authorities if a.type == id_ and a.in_being_during(year))
        yield d.GroupDocument(of.about, _group(scheme.type_by_id[id_]), codes, tuple(_pooled(of, years)))


def _group(kind: scheme_model.AuthorityType) -> d.Group:
    return d.Group(kind.id, kind.name, kind.plural, kind.group)


def _pooled(of: Sources, years: Mapping[int, model.YearFigures]) -> Iterator[d.PooledYear]:
    for number in sorted(years):
        year = years[number]
        yield d.PooledYear(
            year=year.year.label,
            first_day=year.year.first_day,
            last_day=year.year.last_day,
            counts=year.counts,
            measures={id_: _pooled_measure(of, f, number) for id_, f in year.measures.items()},
        )


def _pooled_measure(of: Sources, figure: model.MeasureFigure, year: int) -> d.PooledMeasure:
    rate = figure.rate
    breaks = of.breaks.get((figure.measure.id, year), ())
    return d.PooledMeasure(rate.numerator, rate.base, rate.per, _worded(rate), _interval(figure), breaks)
