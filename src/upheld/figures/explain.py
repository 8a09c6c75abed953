"""A figure explained: how it is said, what stands behind it, by which rules, and against whom it is held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from upheld.errors import PersonError
from upheld.figures.counts import COMPLIANCE_OUTCOMES, POPULATION, codes_counted, restricts
from upheld.figures.model import Comparison, Figures, Interval, MeasureFigure
from upheld.figures.rate import Rate
from upheld.figures.trace import CEASED, EARLY, OPEN, REFUSED, WAITING
from upheld.scheme.model import Authority, Break, Count, Measure, Outcome, Scheme
from upheld.scheme.years import ReviewYear

WHY_LEFT_OUT: Mapping[str, str] = {
    REFUSED: "the authority refused the recommendation, so there was nothing to comply with",
    CEASED: "the recommendation ceased: it could no longer be carried out",
    OPEN: "the recommendation is still open: it has no outcome yet",
    WAITING: "another recommendation of the same case is still open, and a case has one outcome",
    EARLY: "an early remedy is recorded, but the complaint was not upheld",
}


@dataclass(frozen=True)
class PoolMember:
    """One of the similar authorities, and what it brings to the average."""

    authority: Authority
    rate: Rate


@dataclass(frozen=True)
class Explanation:
    """Everything needed to check one figure by hand, but for the references (see `trace`)."""

    authority: Authority
    year: ReviewYear
    figure: MeasureFigure
    sentence: str
    question: str
    numerator: str
    """With its noun: `9 upheld decisions`."""
    base: str
    """With its noun: `12 detailed investigations`."""
    interval: str | None
    """In words; None where there is no rate, or where the rate is no share of its base."""
    similar: tuple[str, ...]
    """The average with this authority, and without it, in words; or why there is none."""
    pool: tuple[PoolMember, ...]
    """The similar authorities, this one included, in the scheme's order; empty where there is no comparison."""
    rules: tuple[str, ...]
    """What counts, in words, for this measure and year."""
    why_left_out: Mapping[str, str]
    """In words, by the reasons that `trace.left_out` gives for this measure."""
    breaks: tuple[Break, ...]
    """Breaks of the series within the years shown."""


def explanation(figures: Figures, code: str, measure_id: str, year: ReviewYear | None = None) -> Explanation:
    """Explain one measure of the authority `code` in `year` (default: the year under review).

    Raises PersonError for a measure that the scheme has not, or a year that the figures do not hold.
    """
    scheme = figures.scheme
    measure = scheme.measure_by_id.get(measure_id)
    if measure is None:
        known = ", ".join(scheme.measure_by_id)
        raise PersonError(f"There is no measure {measure_id!r}.", mend=f"The measures are: {known}.")
    year = year or figures.year
    if year not in figures.years:
        held = ", ".join(y.label for y in figures.years)
        raise PersonError(f"These figures hold nothing of {year.label}.", mend=f"They hold {held}.")
    body = figures.authorities[code]
    figure = body.years[year.number].measures[measure_id]
    return Explanation(
        authority=body.authority,
        year=year,
        figure=figure,
        sentence=figure.sentence,
        question=measure.question,
        numerator=figure.numerator_worded,
        base=figure.base_worded,
        interval=None if figure.interval is None else interval_in_words(figure.interval),
        similar=tuple(_similar(figure.comparison, body.authority, year)),
        pool=tuple(_pool(figures, figure, year)),
        rules=tuple(rules_of(measure, scheme, year)),
        why_left_out=reasons(measure, scheme),
        breaks=figures.breaks(measure),
    )


def interval_in_words(interval: Interval) -> str:
    """Say an interval: which underlying rates the cases could have come from."""
    low, high = interval.low_percent, interval.high_percent
    return f"Any underlying rate from {low}% to {high}% would fit these cases (95% Wilson interval)."


def rules_of(measure: Measure, scheme: Scheme, year: ReviewYear) -> Iterator[str]:
    """Yield in words what the numerator and the base of a measure count in a year."""
    numerator = scheme.count_by_id[measure.numerator]
    yield f"Above the line: {describe(numerator, scheme, year)}, {dated_by(numerator, year)}."
    if measure.base == POPULATION:
        yield "Below the line: the people who live in the area, by the population figure the scheme holds."
    else:
        base = scheme.count_by_id[measure.base]
        yield f"Below the line: {describe(base, scheme, year)}, {dated_by(base, year)}."
    counts = [numerator] if measure.base == POPULATION else [numerator, scheme.count_by_id[measure.base]]
    if any(count.of == COMPLIANCE_OUTCOMES for count in counts):
        yield "A case has one compliance outcome, on the day of its last recommendation's outcome."
        yield "Recommendations that were refused or ceased are left out; a case with one still open is not counted yet."
    if any(count.late for count in counts):
        yield "Late means after the date last agreed before the outcome."
    if any(count.late_against_original for count in counts):
        yield "Late means after the date first agreed, whatever was agreed later."
    if any(count.early_remedy for count in counts):
        yield "An early remedy counts only where the complaint was upheld."
    yield "Rounded once, half up, from whole numbers."


def describe(count: Count, scheme: Scheme, year: ReviewYear) -> str:
    """Say what a count counts: `decisions that ended as Not upheld or Upheld`, of the outcomes in use in `year`."""
    of = "compliance outcomes" if count.of == COMPLIANCE_OUTCOMES else "decisions"
    told: list[str] = []
    if restricts(count, scheme):
        outcomes = (scheme.outcome_by_code[code] for code in codes_counted(count, scheme))
        told.append(f"that ended as {' or '.join(o.name for o in outcomes if _in_use(o, year))}")
    if count.early_remedy is not None:
        told.append(
            f"{'with' if count.early_remedy else 'without'} a satisfactory remedy before the complaint reached us"
        )
    if count.satisfied is not None:
        told.append("that satisfied us" if count.satisfied else "that did not satisfy us")
    if count.late is not None:
        told.append("late" if count.late else "in time")
    if count.late_against_original is not None:
        told.append("after the date first agreed" if count.late_against_original else "by the date first agreed")
    return " ".join([f"all {of}" if not told else of, *told])


def _in_use(outcome: Outcome, year: ReviewYear) -> bool:
    began = outcome.first_day is None or outcome.first_day <= year.last_day
    return began and (outcome.last_day is None or outcome.last_day >= year.first_day)


def dated_by(count: Count, year: ReviewYear) -> str:
    """Say which day puts a case into the year."""
    day = "the outcome" if count.of == COMPLIANCE_OUTCOMES else "the decision"
    return f"by the day of {day}, {_day(year.first_day)} to {_day(year.last_day)}"


def reasons(measure: Measure, scheme: Scheme) -> dict[str, str]:
    """Return in words every reason that `trace.left_out` can give for a measure."""
    numerator = scheme.count_by_id[measure.numerator]
    base = numerator if measure.base == POPULATION else scheme.count_by_id[measure.base]
    if base.of == COMPLIANCE_OUTCOMES:
        return {reason: WHY_LEFT_OUT[reason] for reason in (REFUSED, CEASED, OPEN, WAITING)}
    inside = set(codes_counted(base, scheme))
    bands = {band.id: band.name for band in scheme.bands}
    words = {o.code: f"{o.name} ({bands[o.band].lower()})" for o in scheme.outcomes if o.code not in inside}
    if base.early_remedy is not None:
        words |= dict.fromkeys(inside, "not by its early remedy")
    return words | ({EARLY: WHY_LEFT_OUT[EARLY]} if numerator.early_remedy else {})


def _similar(comparison: Comparison | None, authority: Authority, year: ReviewYear) -> Iterator[str]:
    if comparison is None:
        yield f"{authority.name} has no similar authorities in {year.label}, so there is no average."
        return
    of = f"{comparison.authorities} {comparison.group.plural}"
    yield f"All {of} together, this one included: {_said(comparison.pooled)}."
    yield f"The others alone, without this one: {_said(comparison.others)}."


def _said(rate: Rate) -> str:
    return f"{rate.worded} ({rate.numerator:,} of {rate.base:,})" if rate.worded else "no rate, for want of a base"


def _pool(figures: Figures, figure: MeasureFigure, year: ReviewYear) -> Iterator[PoolMember]:
    if figure.comparison is None:
        return
    for member in figures.authorities.values():
        in_it = member.group == figure.comparison.group and member.authority.in_being_during(year)
        rate = member.years[year.number].measures[figure.measure.id].rate
        if in_it and (figure.measure.base != POPULATION or rate.base):
            yield PoolMember(member.authority, rate)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
