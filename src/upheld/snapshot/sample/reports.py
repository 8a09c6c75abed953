"""Public reports: a few a year, each from an upheld case of the sample."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.cases import Cases
from upheld.snapshot.sample.days import iso, off_weekend
from upheld.snapshot.sample.remedies import Row
from upheld.snapshot.sample.texts import Words, one, topic

A_YEAR = 6
FURTHER = (("further_report", 210), ("newspaper_statement", 330))
"""Steps after a report whose recommendations are not met, and how many days after the report."""


def make_reports(
    rng: np.random.Generator, scheme: Scheme, years: Sequence[ReviewYear], cases: Cases, words: Words
) -> list[Row]:
    """Return the rows of `public_reports`, without provenance: `A_YEAR` reports, and what followed two of them."""
    issued: list[tuple[int, int, str]] = []
    last = years[-1].last_day.toordinal()
    for t in range(len(years)):
        possible = np.flatnonzero(cases.upheld & ~cases.early_remedy & (cases.year == t))
        chosen = rng.choice(possible, min(A_YEAR, len(possible)), replace=False)
        days = cases.decided[chosen] + rng.integers(5, 40, len(chosen))
        days = off_weekend(rng, np.minimum(days, last), cases.decided[chosen], 0.0)
        issued += [(int(day), int(place), "report") for day, place in zip(days, chosen, strict=True)]
    for (kind, later), (day, place, _) in zip(FURTHER, issued[A_YEAR::A_YEAR], strict=False):
        issued += [(day + wait, place, step) for step, wait in FURTHER if wait <= later and day + wait <= last and kind]
    rows: list[Row] = []
    for number, (day, place, kind) in enumerate(sorted(issued), 1):
        title = one(words.reports["titles"], int(rng.integers(100))).format(topic=topic(cases.topic[place]))
        authority = scheme.authorities[cases.authority[place]].code
        reference = cases.reference[place]
        rows.append((f"SYNTHETIC-{number:03d}", authority, reference, iso(day), kind, f"Synthetic report: {title}", ""))
    return rows
