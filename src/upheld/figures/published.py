"""What the Ombudsman itself printed, kept beside our figures, and where the two disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from upheld.figures.counts import POPULATION, band_counts, total_count
from upheld.figures.model import Discrepancy, Published, YearFigures
from upheld.figures.rate import Rate
from upheld.scheme.model import (
    Authority,
    Measure,
    PublishedAverage,
    PublishedStatistics,
    Scheme,
)
from upheld.scheme.years import ReviewYear


@dataclass(frozen=True)
class Printed:
    """Everything printed, found by body and year, and by group and year."""

    statistics: Mapping[tuple[str, int], PublishedStatistics]
    averages: Mapping[tuple[str, int, str], PublishedAverage]
    """By group id (or `england`), calendar year, measure id."""

    @classmethod
    def of(cls, scheme: Scheme) -> Printed:
        """Gather what the scheme holds; where a row was given twice the first stands."""
        statistics: dict[tuple[str, int], PublishedStatistics] = {}
        for row in scheme.published_statistics:
            statistics.setdefault((row.authority, row.year_ending.year), row)
        averages: dict[tuple[str, int, str], PublishedAverage] = {}
        for average in scheme.published_averages:
            averages.setdefault((average.group, average.year_ending.year, average.measure), average)
        return cls(statistics, averages)

    def beside(self, code: str, group: str | None, year: int, measure: Measure, rate: Rate) -> Published | None:
        """Return what was printed for one figure; None if nothing was."""
        row = self.statistics.get((code, year))
        value = row.values.get(measure.published_as or "") if row else None
        if row is None or value is None:
            return None
        average = row.values.get(measure.published_average_as or "")
        if average is None and (of_group := self.averages.get((group or "", year, measure.id))):
            average = of_group.average
        why = why_not(value, row, measure, rate)
        return Published(value=value, average=average, source=row.source, agrees=not why, why_not=why)

    def beside_average(self, group: str, year: int, measure: Measure, rate: Rate) -> Published | None:
        """Return what was printed as the average of a group or of England; None if nothing was."""
        average = self.averages.get((group, year, measure.id))
        if average is None:
            return None
        why = "" if says(average.average, rate) else f"Our cases give {_worded(rate)}."
        return Published(value=average.average, average=None, source=average.source, agrees=not why, why_not=why)


def says(printed: str, rate: Rate) -> bool:
    """Whether `printed` is the rate, rounded half up; or its *more than 99 %* / *fewer than 1 %*."""
    number = as_number(printed)
    if rate.rounded is None or number is None:
        return False
    allowed = {Fraction(rate.rounded, 10**rate.decimals)}
    if rate.bound == "more than ":
        allowed.add(100 - Fraction(1, 10**rate.decimals))
    if rate.bound == "fewer than ":
        allowed.add(Fraction(1, 10**rate.decimals))
    return number in allowed


def as_number(printed: str) -> Fraction | None:
    """Read a printed number (`67`, `67%`, `4.4`, `1,234`); None if it is none."""
    try:
        return Fraction(printed.strip().rstrip("%").replace(",", "").strip())
    except ValueError:
        return None


def printed_rate(row: PublishedStatistics, measure: Measure, ours: Rate) -> Rate | None:
    """Return the rate by the counts printed in the same row; None unless both numerator and base were printed.

    No population was ever printed: where a measure divides by one, the base is ours.
    """
    x = _whole(row.values.get(measure.numerator))
    n = ours.base if measure.base == POPULATION else _whole(row.values.get(measure.base))
    if x is None or n is None or (measure.per == 100 and x > n):
        return None
    return Rate(x, n, measure.per, measure.decimals)


def why_not(value: str, row: PublishedStatistics, measure: Measure, ours: Rate) -> str:
    """Return in words why the printed value is no rounding of its own counts, or else of ours; empty if it is."""
    own = printed_rate(row, measure, ours)
    if says(value, own or ours):
        return ""
    if own is None:
        return f"Our cases give {_worded(ours)}."
    if measure.base == POPULATION:
        return f"With our population figure it is {_worded(own)}."
    return f"The counts printed beside it ({own.numerator} of {own.base}) give {_worded(own)}."


def discrepancies(
    scheme: Scheme,
    printed: Printed,
    years: tuple[ReviewYear, ...],
    of: Mapping[str, Mapping[int, YearFigures]],
    pools: Mapping[str, Mapping[int, YearFigures]],
) -> Iterator[Discrepancy]:
    """Yield every disagreement in the years shown: by year, bodies in the scheme's order, then the averages.

    `of` holds bodies' figures by code, `pools` those of groups and `england` by id.
    """
    for year in years:
        said: set[tuple[str, str, str]] = set()
        for authority in scheme.authorities:
            row = printed.statistics.get((authority.code, year.number))
            if row is not None:
                figures = of[authority.code][year.number]
                yield from _of_rates(authority, year, row, figures)
                yield from _of_counts(scheme, authority, year, row, figures)
        yield from _of_averages(scheme, printed, year, pools, said)


def _of_rates(
    authority: Authority, year: ReviewYear, row: PublishedStatistics, figures: YearFigures
) -> Iterator[Discrepancy]:
    for figure in figures.measures.values():
        beside, measure = figure.published, figure.measure
        if beside is None or beside.agrees:
            continue
        own = printed_rate(row, measure, figure.rate)
        if measure.base == POPULATION:
            why = _population_why(authority, own or figure.rate)
        elif own is not None:
            why = f"{own.numerator} of {own.base}, both printed beside it, is {_worded(own)}."
        else:
            why = f"The counts behind it were not printed; our cases give {_parts(figure.rate)}."
        yield Discrepancy(authority, year, measure.name, beside.value, _worded(own or figure.rate), why, row.source)


def _population_why(authority: Authority, rate: Rate) -> str:
    if authority.population is None:
        return "We have no population figure for this body."
    vintage = authority.population_vintage or "an unstated date"
    return (
        f"We divide {rate.numerator:,} by {authority.population:,} residents ({vintage}); "
        "which population was used in print is not stated."
    )


def _of_counts(
    scheme: Scheme, authority: Authority, year: ReviewYear, row: PublishedStatistics, figures: YearFigures
) -> Iterator[Discrepancy]:
    whole, bands = total_count(scheme), band_counts(scheme)
    parts = [_whole(row.values.get(count.id)) for count in bands.values()]
    total = _whole(row.values.get(whole.id)) if whole else None
    if whole and total is not None and len(bands) == len(scheme.bands):
        known = [p for p in parts if p is not None]
        if len(known) == len(parts) and sum(known) != total:
            added = " + ".join(str(p) for p in known)
            yield Discrepancy(
                authority, year, whole.name, str(total), str(sum(known)),
                f"The parts printed beside it add up to {added} = {sum(known)}.", row.source,
            )  # fmt: skip
    for count in scheme.counts:
        number = _whole(row.values.get(count.id))
        if number is not None and number != figures.counts[count.id]:
            ours = figures.counts[count.id]
            yield Discrepancy(
                authority, year, count.name, str(number), str(ours),
                f"The cases of this snapshot give {ours:,}; {number:,} was printed.", row.source,
            )  # fmt: skip


def _of_averages(
    scheme: Scheme,
    printed: Printed,
    year: ReviewYear,
    pools: Mapping[str, Mapping[int, YearFigures]],
    said: set[tuple[str, str, str]],
) -> Iterator[Discrepancy]:
    """Yield each printed average that is not ours: once, however many bodies' rows repeat it."""
    for group, measure, value, source in _averages_printed(scheme, printed, year):
        rate = pools[group][year.number].measures[measure.id].rate
        if (group, measure.id, value) in said or says(value, rate):
            continue
        said.add((group, measure.id, value))
        name = "England" if group == "england" else scheme.type_by_id[group].plural
        yield Discrepancy(
            None, year, f"{measure.name}: average of {name}", value, _worded(rate),
            f"Our cases of all {name} together give {_parts(rate)}. How the printed average was made is not stated.",
            source,
        )  # fmt: skip


def _averages_printed(scheme: Scheme, printed: Printed, year: ReviewYear) -> Iterator[tuple[str, Measure, str, str]]:
    for (group, number, measure_id), average in printed.averages.items():
        if number == year.number:
            yield group, scheme.measure_by_id[measure_id], average.average, average.source
    for authority in scheme.authorities:
        row, kind = printed.statistics.get((authority.code, year.number)), scheme.group_of(authority)
        for measure in scheme.measures if row and kind and authority.in_being_during(year) else ():
            if row and kind and (value := row.values.get(measure.published_average_as or "")):
                yield kind.id, measure, value, row.source


def _worded(rate: Rate) -> str:
    return rate.worded or "no rate"


def _parts(rate: Rate) -> str:
    return f"{rate.numerator:,} of {rate.base:,}, which is {_worded(rate)}" if rate.base else "no rate"


def _whole(printed: str | None) -> int | None:
    number = as_number(printed) if printed else None
    return int(number) if number is not None and number.denominator == 1 else None
