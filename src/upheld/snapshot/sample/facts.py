"""What the Ombudsman published, as fixed whole numbers and as averages to reach, with what contradicts itself.

The counts used here are those the scheme must declare under these ids: see `COUNTED`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from upheld.scheme.model import Authority, Measure, PublishedStatistics, Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.draw import Ints
from upheld.snapshot.sample.report import Impossible

BANDS = ("not_for_us", "assessed_and_closed", "investigated")
COUNTED = (*BANDS, "upheld", "satisfactory_remedies", "compliance_outcomes", "complied")
FREE = -1
"""Marks a count that nothing published fixes."""


@dataclass(frozen=True)
class Average:
    """An average to reach: `printed` units of the last decimal, by rounding half up."""

    year: ReviewYear
    group: str
    """An authority type's id, or `england`."""
    measure: Measure
    text: str

    @property
    def printed(self) -> int:
        """The average in units of its last decimal: 44 for 4.4 per 100,000, 67 for 67 %."""
        return int(Decimal(self.text) * int(10**self.measure.decimals))

    @property
    def middle(self) -> float:
        """The printed value as a share of the base; the middle of everything that rounds to it."""
        return float(Decimal(self.text) / self.measure.per)

    def holds(self, numerator: int, base: int) -> bool:
        """Whether these sums round half up to what was printed. A base of zero has no rate, so it does not."""
        return base > 0 and rounded(self.measure, numerator, base) == self.printed


def rounded(measure: Measure, numerator: int, base: int) -> int:
    """Round numerator over base half up, in units of the measure's last decimal. `base` above 0."""
    scaled: int = measure.per * 10**measure.decimals * numerator
    return (2 * scaled + base) // (2 * base)


def residents(scheme: Scheme, average: Average) -> int:
    """Return the residents an average is reckoned against, everybody counted once.

    For a group: of its bodies in being on some day of the year. For the country: of the bodies in being on the last day
    of the year whose residents add up.
    """
    return sum(a.population or 0 for a in scheme.authorities if _counts_residents(scheme, a, average))


def _counts_residents(scheme: Scheme, authority: Authority, average: Average) -> bool:
    if average.group == "england":
        adds_up = scheme.type_by_id[authority.type].residents_add_up
        return adds_up and authority.in_being(average.year.last_day)
    return authority.type == average.group and authority.in_being_during(average.year)


@dataclass(frozen=True)
class Facts:
    """Everything published about the years of the sample."""

    fixed: Mapping[str, Ints]
    """Count id → [authority, year]; `FREE` where nothing is published."""
    averages: tuple[Average, ...]
    contradictions: tuple[Impossible, ...]


def read_facts(scheme: Scheme, years: Sequence[ReviewYear]) -> Facts:
    """Gather what `scheme` carries as published about `years`."""
    place = {a.code: i for i, a in enumerate(scheme.authorities)}
    when = {year.last_day: t for t, year in enumerate(years)}
    fixed = {count: np.full((len(place), len(years)), FREE, np.int64) for count in COUNTED}
    wrong: list[Impossible] = []
    for row in scheme.published_statistics:
        if row.year_ending in when:
            t = when[row.year_ending]
            where = f"{scheme.authority_by_code[row.authority].name}, {years[t].label}"
            for count, value in fixed_counts(row, scheme, where, wrong).items():
                fixed[count][place[row.authority], t] = value
    averages = tuple(_averages(scheme, years, wrong))
    return Facts(fixed, averages, tuple(wrong))


def fixed_counts(row: PublishedStatistics, scheme: Scheme, where: str, wrong: list[Impossible]) -> dict[str, int]:
    """Return the counts a published row fixes; what contradicts itself in it is added to `wrong`.

    The number of outcomes complied with is not printed: it is the whole number whose share of the compliance outcomes
    rounds to the printed rate, the nearest to it where several do.
    """
    counts = {c: int(v) for c in COUNTED if (v := row.values.get(c)) is not None}
    dealt_with = row.values.get("dealt_with")
    if dealt_with is not None and all(b in counts for b in BANDS):
        parts = sum(counts[b] for b in BANDS)
        if parts != int(dealt_with):
            wrong.append(Impossible(where, f"{dealt_with} dealt with", f"the three ways to end add up to {parts}"))
    if counts.get("investigated") == 0:
        counts.setdefault("upheld", 0)
    if counts.get("upheld") == 0:
        counts.setdefault("satisfactory_remedies", 0)
    for whole, part in (("investigated", "upheld"), ("upheld", "satisfactory_remedies")):
        if whole in counts and part in counts and counts[part] > counts[whole]:
            wrong.append(Impossible(where, f"{counts[part]} {part}", f"there are only {counts[whole]} {whole}"))
            del counts[part]
    rate = row.values.get("compliance_rate_percent")
    if rate is not None and "compliance_outcomes" in counts:
        counts["complied"] = _nearest_share(Fraction(rate) / 100, counts["compliance_outcomes"])
    wrong.extend(_misprints(row, scheme, counts, where))
    return counts


def _nearest_share(share: Fraction, base: int) -> int:
    return min(range(base + 1), key=lambda x: (abs(Fraction(x) - share * base), x))


def _misprints(row: PublishedStatistics, scheme: Scheme, counts: Mapping[str, int], where: str) -> Iterator[Impossible]:
    for measure in scheme.measures:
        printed = row.values.get(measure.published_as or "")
        numerator, base = counts.get(measure.numerator), counts.get(measure.base)
        if printed is None or numerator is None or base is None:
            continue
        if base == 0:
            if Decimal(printed) != 0:
                yield Impossible(where, f"{measure.id} printed as {printed}", "its base is 0")
        elif (found := rounded(measure, numerator, base)) != Decimal(printed).scaleb(measure.decimals):
            yield Impossible(
                where, f"{measure.id} printed as {printed}", f"{numerator} of {base} printed beside it is {found}"
            )


def _averages(scheme: Scheme, years: Sequence[ReviewYear], wrong: list[Impossible]) -> Iterator[Average]:
    """Yield the averages published for `years`, those printed in the statistics' own rows included."""
    when = {year.last_day: year for year in years}
    seen: dict[tuple[ReviewYear, str, str], str] = {}
    for p in scheme.published_averages:
        if p.year_ending in when:
            seen[when[p.year_ending], p.group, p.measure] = p.average
    for row in scheme.published_statistics:
        for measure in scheme.measures:
            printed = row.values.get(measure.published_average_as or "")
            if row.year_ending not in when or printed is None:
                continue
            authority, year = scheme.authority_by_code[row.authority], when[row.year_ending]
            other = seen.setdefault((year, authority.type, measure.id), printed)
            if Decimal(other) != Decimal(printed):
                where, what = f"{authority.name}, {year.label}", f"average {measure.id} printed as {printed}"
                wrong.append(Impossible(where, what, f"it is printed as {other} elsewhere"))
    for (year, group, name), text in sorted(seen.items()):
        yield Average(year, group, scheme.measure_by_id[name], text)
