"""Whether every cell of the open-data tables is what the figures give."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path

from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.wording import half_up, rate_words
from upheld.release.check.written import ENGLAND, WrittenFigures, WrittenMeasure, WrittenRate, WrittenYear
from upheld.scheme.model import Measure, Scheme

Row = Mapping[str, str]
ALL, MERGED = "all", "merged"


def check_tables(release: Path, figures: WrittenFigures, scheme: Scheme) -> Checked:
    """Check `figures.csv`, `counts.csv`, `compliance.csv` and `groups.csv` row by row, and the copies on the site."""
    findings: list[Finding] = []
    examined = 0
    held = {"figures.csv": _figures, "groups.csv": _groups}
    held |= {"counts.csv": partial(_counts, "decisions"), "compliance.csv": partial(_counts, "compliance_outcomes")}
    for name, hold in held.items():
        path = release / "tables" / name
        if not path.is_file():
            findings.append(Finding(f"tables/{name}", "is missing."))
            continue
        with path.open(encoding="utf-8", newline="") as file:
            table = list(csv.DictReader(file))
        examined += sum(len(row) for row in table)
        try:
            findings += [Finding(f"tables/{name}", what) for what in hold(table, figures, scheme)]
        except KeyError as missing:
            findings.append(Finding(f"tables/{name}", f"has no column or row {missing}."))
    for path in sorted((release / "tables").glob("*")):
        copy = release / "website" / "data" / path.name
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            findings.append(Finding(f"website/data/{path.name}", "is not the table itself."))
    return checked("tables", "Every cell of every table equals the figures", examined, "cells", findings)


def _differing(row: Row, due: Mapping[str, object]) -> Iterator[str]:
    for column, value in due.items():
        text = "" if value is None else str(value)
        if row[column] != text:
            yield f"{column} is {row[column]!r}, not {text!r}"


def _rate(measure: Measure, rate: WrittenRate) -> dict[str, object]:
    exact = Fraction(measure.per * rate.numerator, rate.base) if rate.base else None
    return {
        "numerator": rate.numerator,
        "base": rate.base,
        "rate": rate_words(measure, rate.numerator, rate.base),
        "rate_exact": exact,
        "rate_decimal": None if exact is None else _places(exact),
        "note": "" if rate.base else "no rate",
    }


def _places(exact: Fraction) -> str:
    tenthousandths = half_up(exact * 10_000)
    return f"{tenthousandths // 10_000}.{tenthousandths % 10_000:04d}"


def _measured(measure: Measure, written: WrittenMeasure) -> dict[str, object]:
    low, high = written.interval or (None, None)
    return _rate(measure, written.rate) | {"interval_low_percent": low, "interval_high_percent": high}


def _compared(measure: Measure, written: WrittenMeasure) -> dict[str, object]:
    due: dict[str, object] = {"authorities_in_average": written.bodies}
    for name, rate in (("average", written.average), ("average_without", written.others)):
        due[name] = rate_words(measure, rate.numerator, rate.base) if rate else None
        due[f"{name}_numerator"] = rate.numerator if rate else None
        due[f"{name}_base"] = rate.base if rate else None
    return due


def _figures(table: Sequence[Row], figures: WrittenFigures, scheme: Scheme) -> Iterator[str]:
    seen: set[tuple[str, str, str]] = set()
    for row in table:
        key = (row["authority_code"], row["year"], row["measure"])
        body = figures.bodies.get(key[0])
        if body is None:
            # A body without any contact in any year has no figures, and its rows say so.
            if row["numerator"] != "0":
                yield f"{key}: {row['numerator']} is counted for a body without figures."
            continue
        seen.add(key)
        written = body.years[key[1]].measures[key[2]]
        measure = scheme.measure_by_id[key[2]]
        due = _measured(measure, written) | _compared(measure, written) | {"published_value": written.published}
        due |= {"authority_name": body.name, "synthetic": _yes_no(figures.synthetic)}
        yield from (f"{key}: {what}." for what in _differing(row, due))
    due_rows = {(c, y, m) for c, b in figures.bodies.items() for y, year in b.years.items() for m in year.measures}
    yield from (f"{key}: there is no such row." for key in sorted(due_rows - seen))


def _groups(table: Sequence[Row], figures: WrittenFigures, scheme: Scheme) -> Iterator[str]:
    places = dict(figures.groups) | {ENGLAND: figures.england}
    seen: set[tuple[str, str, str]] = set()
    for row in table:
        key = (row["group"], row["year"], row["measure"])
        seen.add(key)
        due = _measured(scheme.measure_by_id[key[2]], places[key[0]].years[key[1]].measures[key[2]])
        yield from (f"{key}: {what}." for what in _differing(row, due))
    due_rows = {(p, y, m) for p, place in places.items() for y, year in place.years.items() for m in year.measures}
    yield from (f"{key}: there is no such row." for key in sorted(due_rows - seen))


def _counts(of: str, table: Sequence[Row], figures: WrittenFigures, scheme: Scheme) -> Iterator[str]:
    """Yield what is wrong with a table by service area: numbers, small cells shown, areas that are nowhere."""
    counts = [count.id for count in scheme.counts if count.of == of]
    small = scheme.disclosure.smallest_cell if of in scheme.disclosure.of else 1
    by_year: dict[tuple[str, str], dict[str, Row]] = {}
    for row in table:
        by_year.setdefault((row["authority_code"], row["year"]), {})[row["category"]] = row
    for key, rows in by_year.items():
        body = figures.bodies.get(key[0])
        year = body.years[key[1]] if body else WrittenYear(key[1], {}, {}, {})
        for category, due in _due(year, rows, counts, scheme).items():
            if category not in rows:
                yield f"{(*key, category)}: there is no such row."
                continue
            yield from (f"{(*key, category)}: {what}." for what in _differing(rows[category], due))
            if category not in (ALL, MERGED) and _small(due, counts, small):
                yield f"{(*key, category)}: a count below {small} can be read or reckoned from it."
    labels = {(code, label) for code, body in figures.bodies.items() for label in body.years}
    yield from (f"{key}: there is no such row." for key in sorted(labels - by_year.keys()))


def _due(
    year: WrittenYear, rows: Mapping[str, Row], counts: Sequence[str], scheme: Scheme
) -> dict[str, dict[str, object]]:
    """Return what must stand in the rows of one body and year, those shown taken as given."""
    areas = {c.id: {id_: year.by_category.get(c.id, {}).get(id_, 0) for id_ in counts} for c in scheme.categories}
    whole = {id_: sum(area[id_] for area in areas.values()) for id_ in counts}
    due: dict[str, dict[str, object]] = {ALL: {**whole, "categories_added": len(areas)}}
    if MERGED not in rows:
        shown = [id_ for id_, area in areas.items() if any(area.values())]
    else:
        shown = [id_ for id_ in areas if id_ in rows]
        hidden = [area for id_, area in areas.items() if id_ not in shown]
        # One area alone is no merging: the sum would be its own count.
        due[MERGED] = {id_: sum(area[id_] for area in hidden) for id_ in counts}
        due[MERGED]["categories_added"] = len(hidden) if len(hidden) > 1 else "more than one"
    return due | {id_: {**areas[id_], "categories_added": 1} for id_ in shown}


def _small(due: Mapping[str, object], counts: Sequence[str], smallest: int) -> bool:
    """Whether a count, or the difference of two, lies between 0 and the smallest cell that may be shown."""
    cells = [int(str(due[id_])) for id_ in counts]
    return any(0 < cell < smallest for cell in cells) or any(0 < max(cells) - cell < smallest for cell in cells)


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
