"""The statistics pages of a letter: one panel for each headline measure, the years side by side, the service areas."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from upheld.figures.model import MeasureFigure, YearFigures, capitalise
from upheld.figures.rate import Rate
from upheld.letters.facts import Facts
from upheld.letters.funnels import funnel_chart, group_of
from upheld.letters.model import (
    History,
    HistoryBreak,
    HistoryCell,
    HistoryYear,
    Panel,
    RangeChart,
    Services,
    Trend,
    TrendPoint,
)
from upheld.scheme.model import Count, Measure
from upheld.writing import phrases

LONGEST_HISTORY = 7
"""Years shown side by side, the year under review included: as many as stay legible in three small charts."""


BREAK_NOTE = "At a break in the series (a dashed line in the charts) what is counted changed: do not compare across it."


def panels(facts: Facts) -> tuple[Panel, ...]:
    """Return one panel for each headline measure, in the scheme's order."""
    return tuple(_panel(facts, figure) for figure in facts.headline)


def _panel(facts: Facts, figure: MeasureFigure) -> Panel:
    wording, rate, funnel = figure.measure.wording, figure.rate, group_of(facts, figure)
    return Panel(
        id=figure.measure.id,
        title=figure.measure.name,
        question=figure.measure.question,
        rate=rate.worded,
        sentence=figure.sentence,
        average_sentence=figure.average_sentence if rate.base else None,
        count=f"{rate.numerator:,}" if rate.base else None,
        count_unit=(wording.numerator_one if rate.numerator == 1 else wording.numerator_many) if rate.base else None,
        basis=_basis(facts, figure),
        verdict=figure.verdict_sentence if rate.base and figure.comparison else None,
        chance=figure.chance_sentence,
        comparison_note=_comparison_note(figure),
        remarks=tuple(_companions(facts, figure)),
        published_note=_published_note(facts, figure),
        chart=_range_chart(figure),
        funnel=funnel_chart(funnel, figure) if funnel else None,
    )


def _basis(facts: Facts, figure: MeasureFigure) -> str:
    period = f"{phrases.day(facts.year.first_day)} to {phrases.day(facts.year.last_day)}"
    # The base is the rate's own: a satisfactory remedy rate rests on upheld decisions, not on investigations.
    return f"Based on {figure.base_worded}, {period}." if figure.rate.base else f"Period: {period}."


def _comparison_note(figure: MeasureFigure) -> str:
    comparison = figure.comparison
    if comparison is None:
        return "There is no average of similar authorities to compare with."
    pooled, pool = comparison.pooled, f"{comparison.authorities:,} {comparison.group.plural}"
    if pooled.worded is None:
        return f"None of the {pool} has a rate to compare with."
    counts = f"{pooled.numerator:,} of {pooled.base:,}"
    if not figure.rate.base:
        return f"The average of {pool}, pooled, is {pooled.worded}: {counts}."
    return f"The average is pooled over {pool}, this authority included: {counts}."


def _companions(facts: Facts, figure: MeasureFigure) -> Iterator[str]:
    """Yield what is said beneath a headline measure: the others that share its base, such as late compliance."""
    for other in facts.of_year.measures.values():
        if other.measure.headline or other.measure.base != figure.measure.base or not other.rate.base:
            continue
        average = other.comparison.pooled.worded if other.comparison else None
        beside = f"; in similar authorities {average}" if average else ""
        if other.rate.numerator:
            whole = f"{other.numerator_worded} of {other.base_worded}{beside}"
            yield f"{other.sentence.removesuffix('.')} ({whole}).{_original(facts, other)}"
        else:
            yield f"There were no {other.measure.wording.numerator_many}{beside}."


def _original(facts: Facts, figure: MeasureFigure) -> str:
    """Say how many were late against the date first agreed, where the scheme counts both and they differ."""
    numerator = facts.scheme.count_by_id[figure.measure.numerator]
    if not numerator.late:
        return ""
    original = next(
        (c for c in facts.scheme.counts if c.late_against_original and c.satisfied == numerator.satisfied), None
    )
    if original is None or facts.count(original.id) == figure.rate.numerator:
        return ""
    return f" Measured against the dates first agreed, {facts.count(original.id):,}."


def _published_note(facts: Facts, figure: MeasureFigure) -> str | None:
    """Say what the Ombudsman printed where it is not what its counts give: both are shown, neither is mended."""
    published = figure.published
    if published is None or published.agrees:
        return None
    unit = "%" if figure.measure.per == 100 and not published.value.endswith("%") else ""
    printed = f"{capitalise(facts.scheme.sender.short_name)} printed {published.value}{unit} for this figure."
    return f"{printed} {published.why_not}".strip()


def percent(rate: Rate) -> float | None:
    """Return a share in percent with one decimal, rounded half up from integers; None for a base of zero."""
    return _tenths(rate.exact) if rate.exact is not None else None


def _tenths(exact: Fraction) -> float:
    return (20 * exact.numerator + exact.denominator) // (2 * exact.denominator) / 10


def _range_chart(figure: MeasureFigure) -> RangeChart | None:
    rate = percent(figure.rate)
    if rate is None or figure.rate.per != 100:
        return None
    average = figure.comparison.pooled if figure.comparison else None
    interval = figure.interval
    low, high = (interval.low_percent, interval.high_percent) if interval else (None, None)
    alt = f"{figure.measure.name} on a scale from 0% to 100%: this authority {figure.rate.worded}"
    alt += f", likely range {low}% to {high}%" if interval else ""
    alt += f"; average of similar authorities {average.worded}." if average and average.worded else "."
    return RangeChart(
        rate=rate,
        low=low,
        high=high,
        average=percent(average) if average else None,
        average_worded=average.worded if average else None,
        alt=alt,
    )


def history(facts: Facts) -> History:
    """Return the years there are figures for, with the breaks between them, earliest first."""
    years = [year for year in facts.body.years.values() if _worth_showing(facts, year)][-LONGEST_HISTORY:]
    measures = [figure.measure for figure in facts.headline]
    rows: list[HistoryYear | HistoryBreak] = []
    for before, year in zip([None, *years], years, strict=False):
        rows += _breaks(facts, measures, before, year) if before else []
        current = year.year == facts.year
        cells = tuple(_history_cell(year.measures[m.id]) for m in measures)
        rows.append(HistoryYear(year.year.label.replace("-", "–"), current, cells))
    trends = tuple(_trend(facts, years, m) for m in measures)
    return History(
        title="Year by year",
        note=BREAK_NOTE if any(isinstance(row, HistoryBreak) for row in rows) else None,
        columns=("Year", *(m.name for m in measures)),
        rows=tuple(rows),
        trends=trends if any(sum(p.percent is not None for p in t.points) > 1 for t in trends) else (),
    )


def _worth_showing(facts: Facts, year: YearFigures) -> bool:
    """Whether a year belongs in the table: not one before the body was created, nor one after its end with no case."""
    return year.any_contact or year.year == facts.year or facts.authority.in_being_during(year.year)


def _history_cell(figure: MeasureFigure) -> HistoryCell:
    rate, comparison = figure.rate, figure.comparison
    return HistoryCell(
        rate=_mark(rate) or None,
        of=f"{rate.numerator:,} of {rate.base:,}" if rate.base else "",
        average=(_mark(comparison.pooled) or None) if comparison else None,
    )


def _breaks(facts: Facts, measures: list[Measure], before: YearFigures, year: YearFigures) -> list[HistoryBreak]:
    found: list[HistoryBreak] = []
    for one in facts.scheme.breaks:
        if not before.year.number < one.first_year <= year.year.number:
            continue
        concerned = [m for m in measures if not one.measures or m.id in one.measures]
        if concerned:
            concerns = "" if len(concerned) == len(measures) else phrases.listed([m.name for m in concerned])
            found.append(HistoryBreak(one.title, one.why, concerns))
    return found


def _trend(facts: Facts, years: list[YearFigures], measure: Measure) -> Trend:
    points: list[TrendPoint] = []
    said: list[str] = []
    for before, year in zip([None, *years], years, strict=False):
        rate = year.measures[measure.id].rate
        broken = bool(before and facts.scheme.breaks_between(measure.id, before.year.number, year.year.number))
        label = f"{year.year.number - 1}–{year.year.number % 100:02d}" if "-" in year.year.label else year.year.label
        points.append(TrendPoint(label, percent(rate), _mark(rate), broken))
        said += ["a break in the series"] if broken else []
        said.append(f"{label}: {rate.worded or 'no rate'}")
    return Trend(measure.name, tuple(points), f"{measure.name} by year. {'; '.join(said)}.")


def _mark(rate: Rate) -> str:
    """Return a rate as it is written where there is no room for words: `75%`, `>99%`, `<1%`; empty for no rate."""
    worded = rate.worded or ""
    return worded.replace("more than ", ">").replace("fewer than ", "<")


def services(facts: Facts) -> Services | None:
    """Return what the complaints were about; None when none was decided in the year."""
    counts = [c for c in facts.scheme.counts if _by_service(c)]
    areas = facts.of_year.by_category
    if not areas:
        return None
    rows = tuple(
        (category.name, *(f"{areas[category.id].get(c.id, 0):,}" for c in counts))
        for category in facts.scheme.categories
        if category.id in areas and any(areas[category.id].get(c.id, 0) for c in counts)
    )
    if not rows:
        return None
    return Services(
        title="What the complaints were about",
        columns=("Service area", *(capitalise(c.name) for c in counts)),
        rows=rows,
        total=("All complaints decided", *(f"{facts.count(c.id):,}" for c in counts)),
    )


def _by_service(count: Count) -> bool:
    return count.of == "decisions" and count.early_remedy is None
