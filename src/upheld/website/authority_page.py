"""The page of one authority: what its template shows, ready made, from the figures alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from upheld.figures.model import AuthorityFigures, Discrepancy, Figures, MeasureFigure, YearFigures
from upheld.letters.finding import Findings
from upheld.scheme.model import Authority, Break, Measure, ReviewDates, Scheme
from upheld.scheme.years import ReviewYear
from upheld.website.case_book import CaseBook
from upheld.website.case_sections import CaseSections, case_sections
from upheld.website.charts import DotPlot, YearChart, dot_plot, year_chart
from upheld.website.compare_page import group_path
from upheld.website.comparing import Compared, compared
from upheld.website.flow import Flows, FlowTable
from upheld.website.funnels import Funnels
from upheld.website.linked_data import linked_authority
from upheld.website.opening import Opening, opening
from upheld.website.pages import LetterLinks, Link, Source, authority_link, authority_path
from upheld.website.rows import Changes, CountRow, YearRow
from upheld.website.taking import Taking, taking
from upheld.website.waiting import Waiting, Waits
from upheld.website.wording import numerator_of_base, parted, pool, short_counts, without, worded
from upheld.writing.phrases import day


@dataclass(frozen=True, slots=True)
class Related:
    """Another measure beside a headline one: the same count over another base, or another count over the same base."""

    name: str
    sentence: str
    counts: str
    average: str | None


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """What the Ombudsman printed for one measure in one year, beside what the counts here give."""

    year: str
    measure: str
    value: str
    average: str
    reckoned: str
    agrees: bool
    why_not: str
    source: Source


@dataclass(frozen=True, slots=True)
class MeasureSection:
    """One headline measure of the year, its averages, its interval, its relatives and its earlier years."""

    id: str
    name: str
    question: str
    why: str
    sentence: tuple[str, str, str]
    """Before, at and after the rate."""
    counts: str | None
    average: str | None
    pool: str | None
    without: str | None
    against: Compared
    dots: DotPlot | None
    related: tuple[Related, ...]
    chart: YearChart | None
    years: tuple[YearRow, ...]
    compared: bool
    """Whether any year has an average, so that the table has a column for it."""


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """Everything the page of one authority shows."""

    linked: Markup
    """The body as search engines want it."""
    name: str
    slug: str
    kind: str
    group: Link | None
    """The table of all it is compared with in the year."""
    region: str
    status: tuple[str, ...]
    """Sentences on being new, abolished, or in no group."""
    predecessors: tuple[Link, ...]
    successors: tuple[Link, ...]
    county: Link | None
    county_was: bool
    """Whether the two no longer share the area: one of them has ended."""
    districts: tuple[Link, ...]
    any_contact: bool
    opening: Opening
    letter: LetterLinks | None
    taking: Taking
    measures: tuple[MeasureSection, ...]
    waiting: Waiting | None
    dealt_with: str
    flow: FlowTable | None
    """None where nothing was dealt with."""
    count_names: tuple[str, ...]
    year_counts: tuple[CountRow, ...]
    categories: tuple[CountRow, ...]
    population: str | None
    published: tuple[PublishedRow, ...]
    discrepancies: tuple[Discrepancy, ...]
    cases: CaseSections | None
    """Single cases, where the site has them."""


SHOWN_COUNTS = 5
"""How many counts of decisions a table of counts shows: the first of the scheme's that have no further condition."""


@dataclass(frozen=True)
class AuthorityPages:
    """What the pages of all authorities share, gathered once."""

    figures: Figures
    letters: Mapping[str, LetterLinks]
    earlier_letters: Mapping[str, Sequence[LetterLinks]]
    districts: Mapping[str, tuple[Link, ...]]
    breaks: Mapping[str, Mapping[int, Changes]]
    """By measure and first calendar year of the new series: those within the years shown."""
    break_titles: Mapping[str, Mapping[int, str]]
    """The same, the titles of one year joined."""
    discrepancies: Mapping[str, tuple[Discrepancy, ...]]
    labels: Mapping[int, str]
    """Of each year shown, earliest first, by the calendar year in which it ends."""
    count_ids: tuple[str, ...]
    findings: Findings
    flows: Flows
    funnels: Funnels
    waits: Waits
    edition: tuple[str, ...]
    """What a citation says of the release."""
    book: CaseBook | None

    @classmethod
    def gather(
        cls,
        figures: Figures,
        dates: ReviewDates,
        letters: Mapping[str, LetterLinks],
        earlier_letters: Mapping[str, Sequence[LetterLinks]],
        edition: tuple[str, ...] = (),
        book: CaseBook | None = None,
    ) -> AuthorityPages:
        """Sort what is about one authority under its code."""
        districts: dict[str, list[Link]] = {}
        for authority in figures.scheme.authorities:
            if authority.county and authority.in_being_during(figures.year):
                districts.setdefault(authority.county, []).append(authority_link(authority))
        discrepancies: dict[str, list[Discrepancy]] = {}
        for discrepancy in figures.discrepancies:
            if discrepancy.authority:
                discrepancies.setdefault(discrepancy.authority.code, []).append(discrepancy)
        scheme = figures.scheme
        breaks = {m.id: _changes(figures.breaks(m)) for m in scheme.measures}
        titles = {id_: {n: " and ".join(t for t, _ in of) for n, of in by.items()} for id_, by in breaks.items()}
        return cls(
            figures=figures,
            letters=letters,
            earlier_letters=earlier_letters,
            districts={code: tuple(links) for code, links in districts.items()},
            breaks=breaks,
            break_titles=titles,
            discrepancies={code: tuple(found) for code, found in discrepancies.items()},
            labels={year.number: year.label for year in figures.years},
            count_ids=shown_counts(scheme),
            findings=Findings.gather(figures, dates),
            flows=Flows(scheme),
            funnels=Funnels(figures),
            waits=Waits(figures),
            edition=edition,
            book=book,
        )

    def page(self, code: str) -> AuthorityPage:
        """Return the model of one authority's page."""
        figures, body = self.figures, self.figures.authorities[code]
        authority, scheme = body.authority, self.figures.scheme
        now, letter = figures.of(code), self.letters.get(code)
        letters = (*((letter,) if letter else ()), *self.earlier_letters.get(code, ()))
        return AuthorityPage(
            linked=linked_authority(authority),
            name=authority.name,
            slug=authority.slug,
            group=self._group(now),
            kind=scheme.type_by_id[authority.type].name,
            region=authority.region,
            status=tuple(_status(scheme, authority, figures.year)),
            predecessors=_inherited(scheme, authority),
            successors=_passed_on(scheme, authority),
            county=_county(scheme, authority),
            county_was=_county_was(figures, authority),
            districts=self.districts.get(code, ()),
            any_contact=now.any_contact,
            opening=opening(self.findings.of(code), now.headline),
            letter=letter,
            taking=taking(figures, authority, letters, self.edition),
            measures=tuple(self._section(body, figure) for figure in now.headline),
            waiting=self.waits.of(code),
            dealt_with=f"{now.counts[_whole(scheme)]:,}",
            flow=self.flows.of(now, authority.population),
            count_names=tuple(scheme.count_by_id[i].name for i in self.count_ids),
            year_counts=self._year_counts(body),
            categories=self._categories(now),
            population=_population(authority),
            published=tuple(_published(body)),
            discrepancies=self.discrepancies.get(code, ()),
            cases=case_sections(self.book, code),
        )

    def _group(self, now: YearFigures) -> Link | None:
        group = next((figure.comparison.group for figure in now.headline if figure.comparison), None)
        return Link(f"all {group.plural}", group_path(group.id)) if group else None

    def _section(self, body: AuthorityFigures, figure: MeasureFigure) -> MeasureSection:
        measure, comparison, number = figure.measure, figure.comparison, self.figures.year.number
        years = [(label, n, body.years[n].measures[measure.id]) for n, label in self.labels.items()]
        breaks = self.breaks[measure.id]
        return MeasureSection(
            id=measure.id,
            name=measure.name,
            question=measure.question,
            why=measure.why,
            sentence=parted(figure),
            counts=numerator_of_base(figure) if figure.rate.base else None,
            average=figure.average_sentence,
            pool=pool(measure, comparison) if comparison else None,
            # A verdict says it already.
            without=without(comparison) if comparison and not figure.verdict else None,
            against=compared(self.figures, figure, self.funnels),
            dots=dot_plot(figure),
            related=tuple([_related(other) for other in _relatives(body.years[number], measure)]),
            chart=year_chart(years, self.break_titles[measure.id], number),
            years=tuple([_year_row(label, f, breaks.get(n, ()), n == number) for label, n, f in years]),
            compared=any(f.comparison for _, _, f in years),
        )

    def _year_counts(self, body: AuthorityFigures) -> tuple[CountRow, ...]:
        now = self.figures.year.number
        return tuple(
            CountRow(label, _numbers(body.years[n].counts, self.count_ids), n == now)
            for n, label in self.labels.items()
        )

    def _categories(self, now: YearFigures) -> tuple[CountRow, ...]:
        """Return the service areas with anything decided in the year, in the scheme's order."""
        whole = _whole(self.figures.scheme)
        return tuple(
            CountRow(c.name, _numbers(counts, self.count_ids))
            for c in self.figures.scheme.categories
            if (counts := now.by_category.get(c.id)) is not None and counts.get(whole, 0)
        )


def _numbers(counts: Mapping[str, int], ids: Sequence[str]) -> list[str]:
    return [f"{counts.get(i, 0):,}" for i in ids]


def _changes(breaks: Sequence[Break]) -> Mapping[int, Changes]:
    changes: dict[int, Changes] = {}
    for b in breaks:
        changes[b.first_year] = (*changes.get(b.first_year, ()), (b.title, b.why))
    return changes


def shown_counts(scheme: Scheme) -> tuple[str, ...]:
    """Return the ids of the counts that tables of counts show: of decisions, without a condition on remedies."""
    return tuple(c.id for c in scheme.counts if c.of == "decisions" and c.early_remedy is None)[:SHOWN_COUNTS]


def _whole(scheme: Scheme) -> str:
    return next(c.id for c in scheme.counts if c.of == "decisions" and not c.bands and c.upheld is None)


def _status(scheme: Scheme, authority: Authority, year: ReviewYear) -> list[str]:
    said: list[str] = []
    first, last, ends = authority.first_day, authority.last_day, year.last_day
    if first is not None and first > ends:
        said.append(f"This body did not yet exist in {year.label}. It began its work on {day(first)}.")
    elif first is not None and first.year >= ends.year - 1 and first in year:
        said.append(f"This body began its work on {day(first)}.")
    if last is not None:
        after = " It can still receive decisions about what it did before." if last < ends else ""
        said.append(f"This body ended on {day(last)}.{after}")
    if last is not None and last < year.first_day and scheme.group_of(authority):
        said.append("Figures of a body that has ended are not compared with those of others.")
    if scheme.group_of(authority) is None:
        said.append("It belongs to no group of similar authorities, so its figures stand alone.")
    return said


def _inherited(scheme: Scheme, authority: Authority) -> tuple[Link, ...]:
    return tuple(
        authority_link(scheme.authority_by_code[s.predecessor], _part(s.part, s.on.year))
        for s in scheme.predecessors(authority.code)
    )


def _passed_on(scheme: Scheme, authority: Authority) -> tuple[Link, ...]:
    return tuple(
        authority_link(scheme.authority_by_code[s.successor], _part(s.part, s.on.year))
        for s in scheme.successors(authority.code)
    )


def _part(part: str, year: int) -> str:
    return f"in part, {year}" if part == "part" else str(year)


def _county(scheme: Scheme, authority: Authority) -> Link | None:
    return authority_link(scheme.authority_by_code[authority.county]) if authority.county else None


def _county_was(figures: Figures, authority: Authority) -> bool:
    county = figures.scheme.authority_by_code[authority.county] if authority.county else None
    last_day = figures.year.last_day
    return any(body is not None and not body.in_being(last_day) for body in (authority, county))


def _relatives(now: YearFigures, measure: Measure) -> list[MeasureFigure]:
    """Return the further measures that share a count with a headline one: its numerator, or else its base."""
    further = [f for f in now.measures.values() if not f.measure.headline]
    taken = {m.measure.numerator for m in now.headline}
    return [
        f
        for f in further
        if f.measure.numerator == measure.numerator
        or (f.measure.base == measure.base and f.measure.numerator not in taken)
    ]


def _related(figure: MeasureFigure) -> Related:
    counts = numerator_of_base(figure) if figure.rate.base else ""
    average = worded(figure.comparison.pooled) if figure.comparison and figure.comparison.pooled.base else None
    return Related(figure.measure.name, figure.sentence, counts, average)


def _year_row(label: str, figure: MeasureFigure, changes: Changes, current: bool) -> YearRow:
    return YearRow(
        label=label,
        rate=worded(figure.rate),
        counts=short_counts(figure),
        average=worded(figure.comparison.pooled) if figure.comparison else "–",
        current=current,
        changes=changes,
    )


def _population(authority: Authority) -> str | None:
    if authority.population is None:
        return None
    return f"{authority.population:,} residents ({authority.population_vintage})"


def _published(body: AuthorityFigures) -> list[PublishedRow]:
    """Return what the Ombudsman printed about this body, latest year first."""
    return [
        PublishedRow(
            year=body.years[number].year.label,
            measure=figure.measure.name,
            value=_unit(figure, figure.published.value),
            average=_unit(figure, figure.published.average) if figure.published.average else "–",
            reckoned=worded(figure.rate),
            agrees=figure.published.agrees,
            why_not=figure.published.why_not,
            source=Source.of(figure.published.source),
        )
        for number in sorted(body.years, reverse=True)
        for figure in body.years[number].measures.values()
        if figure.published
    ]


def _unit(figure: MeasureFigure, printed: str) -> str:
    """Return a printed value with the unit it was printed under."""
    return f"{printed}%" if figure.rate.per == 100 and not printed.endswith("%") else printed


def path_of(authority: Authority) -> str:
    """Return the file of an authority's page."""
    return f"{authority_path(authority)}index.html"
