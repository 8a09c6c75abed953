"""Whether the figures of a release add up: bands to the whole, service areas to bodies, bodies to groups and England.

Every rate, interval and average is reckoned again from the counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from upheld.figures.similar import residents
from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.wording import interval, rate_words
from upheld.release.check.written import WrittenFigures, WrittenMeasure, WrittenPlace, WrittenRate, WrittenYear
from upheld.scheme.model import Authority, Count, Measure, Scheme
from upheld.scheme.years import ReviewYear

POPULATION = "population"
Pair = tuple[int, int]


def check_sums(figures: WrittenFigures, scheme: Scheme) -> Checked:
    """Check every sum and every rate of every year."""
    findings = list(unknown(figures, scheme))
    if not findings:
        for place in figures.places():
            for year in place.years.values():
                findings += _within(place, year, scheme)
        for label in figures.year_labels:
            findings += _across(figures, label, scheme)
        findings += _printed(figures, scheme)
    examined = sum(len(year.counts) + len(year.measures) for p in figures.places() for year in p.years.values())
    return checked("sums", "Everything adds up", examined, "figures", findings)


def whole_count(scheme: Scheme) -> Count:
    """Return the count of all decisions, without any condition."""
    return next(c for c in scheme.counts if c.of == "decisions" and not c.bands and c.upheld is None)


def unknown(figures: WrittenFigures, scheme: Scheme) -> Iterator[Finding]:
    """Yield what the figures name and the scheme does not, or lack altogether: nothing else can be checked then."""
    counts, measures = set(scheme.count_by_id), set(scheme.measure_by_id)
    for code, body in figures.bodies.items():
        if code not in scheme.authority_by_code:
            yield Finding(code, "is a body that the scheme does not know.")
        elif body.type != scheme.authority_by_code[code].type:
            yield Finding(body.name, f"is written as {body.type}, not as the scheme has it.")
    labels = {*figures.year_labels, figures.year}
    for place in figures.places():
        if set(place.years) != labels:
            yield Finding(place.name, f"has figures of {', '.join(place.years)}, not of {', '.join(sorted(labels))}.")
        for year in place.years.values():
            if set(year.counts) != counts or set(year.measures) != measures:
                yield Finding(place.name, f"{year.label}: other counts or measures than the scheme's are written.")


def _printed(figures: WrittenFigures, scheme: Scheme) -> Iterator[Finding]:
    """Yield every figure that is said to have been printed by the Ombudsman and is not what the scheme's record has."""
    printed: dict[tuple[str, str, str], str] = {}
    for row in scheme.published_statistics:
        label = scheme.calendar.year_end.year_of(row.year_ending).label
        for measure in scheme.measures:
            if measure.published_as and (value := row.values.get(measure.published_as)):
                printed[row.authority, label, measure.id] = value
    for code, body in figures.bodies.items():
        for label, year in body.years.items():
            for id_, written in year.measures.items():
                due = printed.get((code, label, id_))
                if written.published != due:
                    where = f"{body.name}, {label}"
                    yield Finding(where, f"{id_}: {written.published} is said to have been printed, not {due}.")


def _within(place: WrittenPlace, year: WrittenYear, scheme: Scheme) -> Iterator[Finding]:
    where = f"{place.name}, {year.label}"
    whole = whole_count(scheme)
    decisions = [c for c in scheme.counts if c.of == "decisions"]
    bands = [c for c in decisions if c.bands and c.upheld is None and c.early_remedy is None]
    added = sum(year.counts[c.id] for c in bands)
    if {b for c in bands for b in c.bands} == {b.id for b in scheme.bands} and added != year.counts[whole.id]:
        yield Finding(where, f"the bands add up to {added:,}, but {year.counts[whole.id]:,} were {whole.name}.")
    for id_, number in year.counts.items():
        areas = sum(counts.get(id_, 0) for counts in year.by_category.values())
        if areas != number:
            yield Finding(where, f"{id_}: the service areas add up to {areas:,}, not {number:,}.")
    for measure in scheme.measures:
        yield from _measure(where, year, measure)


def _measure(where: str, year: WrittenYear, measure: Measure) -> Iterator[Finding]:
    written = year.measures[measure.id]
    # A group's rate per resident leaves out bodies without a population; `_across` reckons it.
    if measure.base != POPULATION:
        expected = (year.counts[measure.numerator], year.counts[measure.base])
        if (written.rate.numerator, written.rate.base) != expected:
            yield Finding(
                where, f"{measure.id} is {written.rate}, but its counts are {expected[0]:,} and {expected[1]:,}."
            )
    for rate in (written.rate, written.average, written.others):
        if rate is not None:
            yield from _worded(where, measure, rate)
    if measure.base != POPULATION and measure.per == 100 and written.rate.base:
        if written.rate.numerator > written.rate.base:
            yield Finding(where, f"{measure.id}: {written.rate.numerator:,} is more than all {written.rate.base:,}.")
        elif written.interval != interval(written.rate.numerator, written.rate.base):
            yield Finding(where, f"{measure.id}: the interval {written.interval} does not follow from {written.rate}.")


def _worded(where: str, measure: Measure, rate: WrittenRate) -> Iterator[Finding]:
    expected = rate_words(measure, rate.numerator, rate.base)
    if rate.worded != expected or rate.per != measure.per:
        yield Finding(where, f"{measure.id}: {rate} should be worded {expected or 'as no rate'}.")


def _across(figures: WrittenFigures, label: str, scheme: Scheme) -> Iterator[Finding]:
    year = scheme.calendar.year_end.parse(label)
    bodies = {code: body.years[label] for code, body in figures.bodies.items() if label in body.years}
    yield from _total(figures.england, label, bodies.values())
    pools: dict[str, dict[str, WrittenYear]] = {}
    for code, written in bodies.items():
        authority = scheme.authority_by_code[code]
        if scheme.group_of(authority) and authority.in_being_during(year):
            pools.setdefault(authority.type, {})[code] = written
    for group, place in figures.groups.items():
        yield from _total(place, label, pools.get(group, {}).values())
    for measure in scheme.measures:
        yield from _pooled(figures, year, measure, bodies, pools, scheme)


def _total(place: WrittenPlace, label: str, parts: Iterable[WrittenYear]) -> Iterator[Finding]:
    there = list(parts)
    for id_, number in place.years[label].counts.items():
        added = sum(part.counts[id_] for part in there)
        if added != number:
            yield Finding(f"{place.name}, {label}", f"{id_}: the bodies add up to {added:,}, not {number:,}.")
    for category, counts in place.years[label].by_category.items():
        for id_, number in counts.items():
            added = sum(part.by_category.get(category, {}).get(id_, 0) for part in there)
            if added != number:
                where = f"{place.name}, {label}, {category}"
                yield Finding(where, f"{id_}: the bodies add up to {added:,}, not {number:,}.")


def _pooled(
    figures: WrittenFigures,
    year: ReviewYear,
    measure: Measure,
    bodies: Mapping[str, WrittenYear],
    pools: Mapping[str, Mapping[str, WrittenYear]],
    scheme: Scheme,
) -> Iterator[Finding]:
    """Reckon each pool of one measure again, and hold every body's average, with and without it, against that."""
    own = _own(measure, scheme)
    everyone = {code: own(code, written) for code, written in bodies.items()}
    for group, members in pools.items():
        brings = {code: everyone[code] for code in members if measure.base != POPULATION or everyone[code][1]}
        pool = (sum(x for x, _ in brings.values()), sum(n for _, n in brings.values()))
        if group in figures.groups:
            yield from _same(group, year, measure, figures.groups[group].years[year.label].measures, pool)
        for code, written in members.items():
            where = f"{figures.bodies[code].name}, {year.label}"
            mine = brings.get(code, (0, 0))
            yield from _compared(where, measure.id, written.measures[measure.id], pool, mine, len(brings))
    if measure.base == POPULATION:
        total = (sum(w.counts[measure.numerator] for w in bodies.values()), residents(scheme, year))
        yield from _same("England", year, measure, figures.england.years[year.label].measures, total)
    for code, written in bodies.items():
        rate = written.measures[measure.id].rate
        if (rate.numerator, rate.base) != everyone[code]:
            yield Finding(f"{figures.bodies[code].name}, {year.label}", f"{measure.id} is {rate}: not its own counts.")


def _own(measure: Measure, scheme: Scheme) -> Callable[[str, WrittenYear], Pair]:
    def of(code: str, written: WrittenYear) -> Pair:
        authority: Authority = scheme.authority_by_code[code]
        base = (authority.population or 0) if measure.base == POPULATION else written.counts[measure.base]
        return written.counts[measure.numerator], base

    return of


def _same(
    name: str, year: ReviewYear, measure: Measure, measures: Mapping[str, WrittenMeasure], expected: Pair
) -> Iterator[Finding]:
    rate = measures[measure.id].rate
    if (rate.numerator, rate.base) != expected:
        yield Finding(f"{name}, {year.label}", f"{measure.id} is {rate}, but the bodies give {expected}.")


def _compared(where: str, id_: str, written: WrittenMeasure, pool: Pair, mine: Pair, bodies: int) -> Iterator[Finding]:
    if written.average is None or written.others is None:
        yield Finding(where, f"{id_} has no average of similar authorities.")
        return
    if (written.average.numerator, written.average.base) != pool or written.bodies != bodies:
        yield Finding(where, f"{id_}: the average is {written.average}, but the bodies give {pool} over {bodies}.")
    if (written.others.numerator, written.others.base) != (pool[0] - mine[0], pool[1] - mine[1]):
        yield Finding(where, f"{id_}: the average without this body is {written.others}, which is not the rest.")
