"""Adds the sample up again from its rows alone, and holds the sums against what is published.

It shares nothing with the code that made the rows but the published facts, so that what the sample says of itself has
been checked and not only intended.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.facts import COUNTED, FREE, Average, Facts, residents
from upheld.snapshot.sample.report import Impossible

Rows = Sequence[Mapping[str, str]]
Counts = Mapping[tuple[str, int], Counter[str]]
"""(authority code, calendar year of the review year's end) → counts."""


@dataclass(frozen=True)
class Reckoned:
    """What of the published figures the rows add up to."""

    decisions: Mapping[str, int]
    statistics_equal: int
    statistics: int
    averages_equal: int
    averages: int
    missed: tuple[Impossible, ...]


def count(scheme: Scheme, decisions: Rows, recommendations: Rows) -> Counts:
    """Count decisions by day of decision and compliance outcomes by day of outcome."""
    year_of = cache(lambda day: scheme.calendar.year_end.year_of(date.fromisoformat(day)).number)
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    authority = {}
    for row in decisions:
        authority[row["reference"]] = row["authority"]
        outcome = scheme.outcome_by_code[row["outcome"]]
        cell = counts[row["authority"], year_of(row["decided_on"])]
        cell["dealt_with"] += 1
        cell[outcome.band] += 1
        cell["upheld"] += outcome.upheld
        cell["satisfactory_remedies"] += outcome.upheld and row["early_remedy"] == "yes"
    cases: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in recommendations:
        if row["outcome"] != "ceased" and row["answer"] != "refused":
            cases[row["reference"]].append(row)
    for reference, counted in cases.items():
        if all(row["outcome"] for row in counted):
            cell = counts[authority[reference], year_of(max(row["outcome_on"] for row in counted))]
            cell["compliance_outcomes"] += 1
            cell["complied"] += all(row["outcome"] == "satisfied" for row in counted)
    return counts


def reckon(
    scheme: Scheme, years: Sequence[ReviewYear], facts: Facts, decisions: Rows, recommendations: Rows
) -> Reckoned:
    """Hold what the rows add up to against every published count and average about `years`."""
    counts = count(scheme, decisions, recommendations)
    missed: list[Impossible] = []
    statistics = 0
    for i, authority in enumerate(scheme.authorities):
        for t, year in enumerate(years):
            published = {c: int(facts.fixed[c][i, t]) for c in COUNTED if facts.fixed[c][i, t] != FREE}
            statistics += bool(published)
            got = counts.get((authority.code, year.number), Counter())
            for what in (c for c, value in published.items() if got[c] != value):
                where = f"{authority.name}, {year.label}"
                missed.append(Impossible(where, f"{published[what]} {what}", f"the cases add up to {got[what]}"))
    unequal = len({m.where for m in missed})
    beside = [m for average in facts.averages if (m := _beside(scheme, counts, average))]
    totals = {y.label: sum(c["dealt_with"] for (_, n), c in counts.items() if n == y.number) for y in years}
    held = len(facts.averages) - len(beside)
    return Reckoned(totals, statistics - unequal, statistics, held, len(facts.averages), (*missed, *beside))


def _beside(scheme: Scheme, counts: Counts, average: Average) -> Impossible | None:
    """Return what is amiss with an average, or None if the pool rounds to it."""
    measure, year = average.measure, average.year
    numerator = 0
    base = residents(scheme, average) if measure.base == "population" else 0
    for authority in scheme.authorities:
        if average.group != "england" and (authority.type != average.group or not authority.in_being_during(year)):
            continue
        got = counts.get((authority.code, year.number), Counter())
        if measure.base != "population":
            numerator, base = numerator + got[measure.numerator], base + got[measure.base]
        elif authority.population is not None or average.group == "england":
            numerator += got[measure.numerator]
    if average.holds(numerator, base):
        return None
    what = f"{measure.id} averages {average.text}"
    return Impossible(f"{average.group}, {year.label}", what, f"the cases pool to {numerator} of {base}")
