"""Whether the documents of the JSON API say what the figures and the tables say, and hide what the tables hide."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.wording import rate_words
from upheld.release.check.written import WrittenFigures, WrittenMeasure, WrittenPlace, WrittenRate
from upheld.scheme.model import Measure, Scheme

FOLDER = "website/api/v1/"
ALL = "all"
TABLES = {"counts.csv": "decisions_by_service_area", "compliance.csv": "compliance_by_service_area"}
"""Each table by service area, and where a document says the same."""

Areas = Mapping[tuple[str, str], Mapping[str, Mapping[str, str]]]
"""By body and year: the rows of a table, by service area."""


def check_api(release: Path, figures: WrittenFigures, scheme: Scheme) -> Checked:
    """Check the document of every body and group, and that of England, against `figures/` and `tables/`."""
    tables = {key: _areas(release / "tables" / name) for name, key in TABLES.items()}
    documents = {
        f"authorities/{scheme.authority_by_code[code].slug}.json": place
        for code, place in figures.bodies.items()
        if code in scheme.authority_by_code
    }
    documents |= {f"groups/{id_}.json": place for id_, place in figures.groups.items()}
    documents |= {"england.json": figures.england}
    findings: list[Finding] = []
    for name, place in documents.items():
        try:
            document = json.loads((release / FOLDER / name).read_bytes())
            wrong = list(_document(document, place, figures, scheme, tables))
        except FileNotFoundError:
            wrong = ["is missing."]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            wrong = [f"is not what it should be: {type(error).__name__} {error}."]
        findings += [Finding(f"{FOLDER}{name}", what) for what in wrong]
    return checked("api", "Every document of the API says what the figures say", len(documents), "documents", findings)


def _areas(path: Path) -> Areas:
    found: dict[tuple[str, str], dict[str, Mapping[str, str]]] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["category"] != ALL:
                    found.setdefault((row["authority_code"], row["year"]), {})[row["category"]] = row
    return found


def _document(
    document: Any, place: WrittenPlace, figures: WrittenFigures, scheme: Scheme, tables: Mapping[str, Areas]
) -> Iterator[str]:
    about = document["about"]
    if (about["synthetic"], about["review_year"]) != (figures.synthetic, figures.year):
        yield "names another year than the figures, or is silent on synthetic."
    years = {year["year"]: year for year in document["years"]}
    if set(years) != set(place.years):
        yield f"has the years {', '.join(sorted(years))}, not {', '.join(sorted(place.years))}."
    for label in sorted(years.keys() & place.years.keys()):
        said, written = years[label], place.years[label]
        if said["counts"] != dict(written.counts):
            yield f"{label}: its counts are not those of the figures."
        for id_, measure in written.measures.items():
            yield from (f"{label}, {id_}: {what}." for what in _measure(said["measures"][id_], measure, scheme, id_))
        if place.place in figures.bodies:
            yield from (f"{label}: {what}." for what in _by_area(said, tables, (place.place, label)))


def _measure(said: Any, written: WrittenMeasure, scheme: Scheme, id_: str) -> Iterator[str]:
    measure = scheme.measure_by_id[id_]
    yield from _rate(said, measure, written.rate, "the figure")
    interval = said["interval"] and (said["interval"]["low_percent"], said["interval"]["high_percent"])
    if interval != written.interval:
        yield f"the interval is {interval}, not {written.interval}"
    if written.average and written.others:
        yield from _rate(said["comparison"]["with_this_one"], measure, written.average, "the average")
        yield from _rate(said["comparison"]["without_this_one"], measure, written.others, "the average of the others")
    word = written.verdict.word if written.verdict else None
    if said.get("verdict") != word:
        yield f"the verdict is {said.get('verdict')!r}, not {word!r}"


def _rate(said: Any, measure: Measure, due: WrittenRate, what: str) -> Iterator[str]:
    found = said["numerator"], said["base"], said["rate"]
    wanted = due.numerator, due.base, rate_words(measure, due.numerator, due.base)
    if found != wanted:
        yield f"{what} is {found}, not {wanted}"


def _by_area(said: Any, tables: Mapping[str, Areas], key: tuple[str, str]) -> Iterator[str]:
    """Yield what differs from the tables, which are held to the rule of small cells by a check of their own."""
    for name, table in tables.items():
        shown = {area["id"]: area for area in said[name]}
        rows = table.get(key, {})
        if set(shown) != set(rows):
            yield f"{name} shows {', '.join(sorted(shown))}, and the table {', '.join(sorted(rows))}"
            continue
        for id_, area in shown.items():
            if any(str(number) != rows[id_][count] for count, number in area["counts"].items()):
                yield f"{name}: {id_} is not what the table says"
