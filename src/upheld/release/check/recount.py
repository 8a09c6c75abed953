"""Counts the cases of a snapshot again, slowly and obviously, and holds every figure of the release against that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow.parquet as pq

from upheld.figures.oracle import Cells, cells
from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.written import WrittenFigures
from upheld.scheme.model import Scheme
from upheld.snapshot import Snapshot

TITLE = "A second count of the cases gives the same"


def check_recount(figures: WrittenFigures, scheme: Scheme, snapshot: Snapshot | None) -> Checked:
    """Count again by the oracle, which shares no code with what counted first. Not done without the snapshot."""
    if snapshot is None:
        return Checked("recount", TITLE, 0, "counts", not_done="Name the snapshot with --snapshot to have it counted.")
    decisions, recommendations, due_dates = (
        _rows(snapshot, table) for table in ("decisions", "recommendations", "due_dates")
    )
    counted = _totals(cells(decisions, recommendations, due_dates, scheme), scheme)
    findings = list(_differing(figures, counted))
    examined = sum(
        len(counts)
        for body in figures.bodies.values()
        for year in body.years.values()
        for counts in (year.counts, *year.by_category.values())
    )
    return checked("recount", TITLE, examined, "counts", findings)


def _rows(snapshot: Snapshot, table: str) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = pq.read_table(snapshot.path(table)).to_pylist()
    return rows


def _totals(counted: Cells, scheme: Scheme) -> dict[tuple[str, str], dict[str, dict[str, int]]]:
    """Return (authority, year) → category → counts, quarters added up."""
    totals: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
    for (code, number, _quarter, category), counts in counted.items():
        of = totals.setdefault((code, scheme.calendar.year_end.year(number).label), {}).setdefault(category, {})
        for id_, value in counts.items():
            of[id_] = of.get(id_, 0) + value
    return totals


def _differing(
    figures: WrittenFigures, counted: Mapping[tuple[str, str], Mapping[str, Mapping[str, int]]]
) -> Iterator[Finding]:
    for key in sorted(counted):
        code, label = key
        if label in figures.year_labels and code not in figures.bodies:
            yield Finding(code, f"has cases of {label} and no figures.")
    for code, body in figures.bodies.items():
        for label, year in body.years.items():
            again = counted.get((code, label), {})
            for category in sorted(year.by_category.keys() | again.keys()):
                for id_ in year.counts:
                    said = year.by_category.get(category, {}).get(id_, 0)
                    found = again.get(category, {}).get(id_, 0)
                    if said != found:
                        yield Finding(
                            f"{body.name}, {label}, {category}", f"{id_} is {said:,}, but {found:,} are found."
                        )
