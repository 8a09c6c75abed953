"""What must be printed about one body, reckoned from the figures of a release: sentences, cells and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from upheld.release.check import comparing
from upheld.release.check.comparing import Groups
from upheld.release.check.wording import counted, rate_words, sentence, short
from upheld.release.check.written import WrittenFigures, WrittenFunnel, WrittenMeasure, WrittenPlace, WrittenYear
from upheld.scheme.model import Authority, Measure, Scheme
from upheld.scheme.years import ReviewYear
from upheld.writing.phrases import day, listed


@dataclass(frozen=True)
class Expected:
    """One body in the year under review."""

    scheme: Scheme
    figures: WrittenFigures
    body: WrittenPlace
    groups: Groups

    @property
    def authority(self) -> Authority:
        """The body as the scheme has it."""
        return self.scheme.authority_by_code[self.body.place]

    @property
    def year(self) -> ReviewYear:
        """The year under review."""
        return self.scheme.calendar.year_end.parse(self.figures.year)

    @property
    def period(self) -> str:
        """The year under review in words: `1 April 2019 to 31 March 2020`."""
        return f"{day(self.year.first_day)} to {day(self.year.last_day)}"

    @property
    def now(self) -> WrittenYear:
        """Its figures of the year under review."""
        return self.body.years[self.figures.year]

    @property
    def headline(self) -> tuple[Measure, ...]:
        """The measures of the front page."""
        return tuple(m for m in self.scheme.measures if m.headline)

    @property
    def gets_letter(self) -> bool:
        """Whether it gets a letter: any contact in the year, or in a group and in being in the year."""
        in_group = self.scheme.group_of(self.authority) is not None
        return self.now.any_contact or (in_group and self.authority.in_being_during(self.year))

    def worded(self, measure: Measure, label: str | None = None) -> str | None:
        """Return a rate in words; None for a base of 0."""
        rate = self.body.years[label or self.figures.year].measures[measure.id].rate
        return rate_words(measure, rate.numerator, rate.base)

    def average(self, measure: Measure, label: str | None = None) -> str | None:
        """Return the average of similar authorities in words; None where there is none."""
        average = self.body.years[label or self.figures.year].measures[measure.id].average
        return rate_words(measure, average.numerator, average.base) if average else None

    def sentences(self, measure: Measure) -> Iterator[str]:
        """Yield what letter and page both must say of a measure of the year."""
        written = self.now.measures[measure.id]
        rate, average = written.rate, self.average(measure)
        yield sentence(measure, rate.numerator, rate.base)
        if not rate.base:
            return
        if average:
            yield measure.wording.average.format(average=average)
        if written.verdict:
            yield from comparing.verdict(measure, written, self._plural)
        elif written.interval:
            yield f"between {written.interval[0]}% and {written.interval[1]}%"

    @property
    def _plural(self) -> str:
        group = self.scheme.group_of(self.authority)
        return group.plural if group else ""

    def against_chance(self, measure: Measure) -> Iterator[str]:
        """Yield what a page must say of a measure of the year besides its sentences: funnel, mix, years together."""
        yield from self.funnel_sentences(measure)
        yield from comparing.mix(self.now.measures[measure.id].mix)
        yield from comparing.together(self.now.measures[measure.id].together)

    def funnel_sentences(self, measure: Measure) -> Iterator[str]:
        """Yield what is said beside a funnel: where the body lies, and where the limits lie at its base."""
        funnel, rate = self.funnel(measure), self.now.measures[measure.id].rate
        if funnel is not None:
            rated = len(self.groups.rated[self.authority.type, measure.id])
            yield from comparing.funnel(measure, rate, self.counts(measure)[1], funnel, rated)

    def funnel(self, measure: Measure) -> WrittenFunnel | None:
        """Return the funnel in which the body is marked; None where it is in none."""
        written = self.now.measures[measure.id]
        if written.average is None or not written.rate.base:
            return None
        return self.groups.funnel(self.authority.type, measure.id)

    def counts(self, measure: Measure) -> tuple[str, str]:
        """Return numerator and base of the year, each with its noun."""
        rate, w = self.now.measures[measure.id].rate, measure.wording
        return (
            counted(rate.numerator, w.numerator_one, w.numerator_many),
            counted(rate.base, w.base_one, w.base_many),
        )

    def panel(self, measure: Measure) -> Iterator[str]:
        """Yield what the letter's panel of a headline measure must say."""
        written = self.now.measures[measure.id]
        yield from self.sentences(measure)
        numerator, base = self.counts(measure)
        if written.rate.base:
            yield numerator
            yield f"Based on {base}, {self.period}."
        if written.average and written.average.base:
            yield f"{written.average.numerator:,} of {written.average.base:,}."

    def companions(self, measure: Measure) -> Iterator[str]:
        """Yield what may be said beneath a headline measure about the measures that share its base or numerator."""
        for other in self.scheme.measures:
            if other.base == measure.base or other.numerator == measure.numerator:
                rate = self.now.measures[other.id].rate
                yield from (sentence(other, rate.numerator, rate.base), *self.counts(other))
                yield self.average(other) or ""
                yield from _pair(self.now.measures[other.id])
        for count in self.scheme.counts:
            if count.late_against_original:
                yield f"{self.now.counts[count.id]:,}"

    def history(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the letter's row of every year: its label, and for each headline measure two cells."""
        for label, year in self.body.years.items():
            cells: list[str] = []
            for measure in self.headline:
                rate, words = year.measures[measure.id].rate, self.worded(measure, label)
                cells.append(f"{short(words)} ({rate.numerator:,} of {rate.base:,})" if words else "no rate")
                cells.append(short(self.average(measure, label) or "–"))
            yield label.replace("-", "–"), cells

    def services(self, counts: tuple[str, ...]) -> Iterator[list[str]]:
        """Yield the row of every service area with any of the counts given: its name and the numbers."""
        for category in self.scheme.categories:
            of = self.now.by_category.get(category.id)
            if of is not None and any(of.get(id_, 0) for id_ in counts):
                yield [category.name, *(f"{of.get(id_, 0):,}" for id_ in counts)]

    def values(self) -> Mapping[str, str]:
        """Return the named values of the scheme's paragraphs that follow from the figures, the scheme and its dates."""
        year, authority = self.year, self.authority
        known = {
            "authority.name": authority.name,
            "year.label": year.label.replace("-", "–"),
            "year.first-day": day(year.first_day),
            "year.last-day": day(year.last_day),
            "year.number": str(year.number),
            "sender.name": self.scheme.sender.name,
            "map.title": self.scheme.sender.map_title,
            "review.title": self.scheme.sender.review_title,
            "training.address": self.scheme.sender.training_url,
            "similar.types": listed([kind.plural for kind in self.scheme.types if kind.group]),
            "break.reasons": " ".join(one.why for one in self.scheme.breaks if one.first_year == year.number),
            "worse.measures": self._differing({"higher": "lower", "lower": "higher"}),
            "better.measures": self._differing({"higher": "higher", "lower": "lower"}),
        }
        clock = self.body.clock
        if clock is not None and clock.median_days_late is not None:
            known["late.days"] = counted(clock.median_days_late, "day", "days")
        known |= {count: f"{number:,}" for count, number in self.now.counts.items()}
        for measure in self.scheme.measures:
            written, (numerator, base) = self.now.measures[measure.id], self.counts(measure)
            known[measure.id] = self.worded(measure) or ""
            known[f"{measure.id}.numerator"], known[f"{measure.id}.base"] = numerator, base
            known[f"{measure.id}.shortfall"] = f"{written.rate.base - written.rate.numerator:,}"
            if written.bodies and (group := self.scheme.group_of(authority)):
                known.setdefault("similar.pool", f"{written.bodies:,} {group.plural}")
        return known

    def _differing(self, wanted: Mapping[str, str]) -> str:
        """Return the headline measures with the verdict `wanted` of those that are better higher, or lower."""
        verdicts = ((measure, self.now.measures[measure.id].verdict) for measure in self.headline)
        return listed([f"“{m.name}”" for m, v in verdicts if v is not None and wanted.get(m.better) == v.word])


def _pair(measure: WrittenMeasure) -> Iterator[str]:
    for rate in (measure.rate, measure.average, measure.others):
        if rate is not None:
            yield f"{rate.numerator:,} of {rate.base:,}"
