"""An authority's year as a workbook, row by row, for it to hold against its own log.

Nothing about a complainant and nothing of what was recommended is in it: references, dates, subjects and outcomes only.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from upheld.errors import PersonError
from upheld.figures.build import figures_from
from upheld.figures.counts import COMPLIANCE_OUTCOMES, DECISIONS, POPULATION
from upheld.figures.cube import cube, reduce
from upheld.figures.model import YearFigures
from upheld.figures.trace import counted_rows, within
from upheld.release.engines import CaseTables, case_tables
from upheld.release.order import Order
from upheld.scheme.model import Authority, Scheme
from upheld.scheme.years import ReviewYear

_NO_CASE = "Nothing to list."


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, what to know, and one table; the columns in `totals` are added up beneath it."""

    name: str
    title: str
    notes: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    totals: tuple[str, ...] = ()

    @property
    def sums(self) -> dict[str, int]:
        """The total of each column that is added up."""
        return {name: sum(row[self.headings.index(name)] for row in self.rows) for name in self.totals}


@dataclass(frozen=True)
class Reconciliation:
    """An authority's year: every complaint received or decided, every compliance outcome, and what the letter says."""

    authority: Authority
    year: ReviewYear
    synthetic: bool
    letters_on: date
    figures: YearFigures
    received: Sheet
    decided: Sheet
    compliance: Sheet
    letter: Sheet = field(repr=False)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """In the order of the workbook."""
        return (self.letter, self.received, self.decided, self.compliance)


def reconcile(order: Order) -> Reconciliation:
    """Gather the rows behind everything the letter counts for the order's authority and year.

    Raises PersonError for a year without data.
    """
    if order.authority is None:
        raise PersonError("No authority was named.", mend="Name one by code or name.")
    with case_tables(order.snapshot) as tables:
        own = tables._replace(decisions=tables.decisions.filter(tables.decisions.authority == order.authority.code))
        figures = _figures(order, own, tables)
        rows = {of: _rows(own, order, of) for of in (DECISIONS, COMPLIANCE_OUTCOMES)}
        received = _received_rows(own, order.year)
        subjects = _subjects(own, {row["reference"] for of in rows for row in rows[of]})
    scheme = order.scheme
    decided = _decided(rows[DECISIONS], subjects, scheme, order.year)
    compliance = _compliance(rows[COMPLIANCE_OUTCOMES], scheme, order.year)
    return Reconciliation(
        authority=order.authority,
        year=order.year,
        synthetic=order.snapshot.synthetic,
        letters_on=order.dates.letters_on,
        figures=figures,
        received=_received(received, scheme, order.year),
        decided=decided,
        compliance=compliance,
        letter=_letter(order.authority, order.year, figures, scheme, {**decided.sums, **compliance.sums}),
    )


def write_workbook(told: Reconciliation, out: Path) -> None:
    """Write the workbook: one table a sheet, headings first, no merged cells, properties set. Same rows, same bytes."""
    if out.suffix.lower() != ".xlsx":
        raise PersonError(f"{out.name} is no workbook.", mend="Give it a name that ends in .xlsx.")
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, {"in_memory": True})
    title = f"{told.authority.name}, {told.year.label}: what the annual letter counts"
    made = datetime.combine(told.letters_on, datetime.min.time())
    said = "Synthetic: made-up cases." if told.synthetic else ""
    book.set_properties({"title": title, "subject": "Reconciliation", "comments": said, "created": made})
    for sheet in told.sheets:
        _write(book, sheet, synthetic=told.synthetic)
    book.close()
    out.write_bytes(whole.getvalue())


def _write(book: Any, sheet: Sheet, *, synthetic: bool) -> None:
    page = book.add_worksheet(sheet.name)
    heading, plain = book.add_format({"bold": True, "font_size": 14}), book.add_format({"text_wrap": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_string(0, 0, sheet.title, heading)
    marks = ("Synthetic: these cases are made up.",) if synthetic else ()
    notes = (*marks, *sheet.notes, *(() if sheet.rows else (_NO_CASE,)))
    for line, text in enumerate(notes, start=1):
        page.write_string(line, 0, text, plain)
    if not sheet.rows:
        return
    top = len(notes) + 2
    bottom = top + len(sheet.rows) + (1 if sheet.totals else 0)
    sums = sheet.sums
    columns: list[dict[str, Any]] = [{"header": name} for name in sheet.headings]
    for column, name in zip(columns, sheet.headings, strict=True):
        if name in sums:
            column |= {"total_function": "sum", "total_value": sums[name]}
    if sheet.totals:
        columns[0]["total_string"] = "Total"
    page.add_table(
        top, 0, bottom, len(columns) - 1,
        {"name": sheet.name.replace(" ", "_"), "columns": columns, "total_row": bool(sheet.totals),
         "style": "Table Style Light 1"},
    )  # fmt: skip
    for down, row in enumerate(sheet.rows, start=top + 1):
        for across, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(down, across, datetime.combine(value, datetime.min.time()), day)
            elif isinstance(value, int):
                page.write_number(down, across, value)
            else:
                page.write_string(down, across, value or "")
    page.freeze_panes(top + 1, 1)
    page.autofit(400)
    page.set_landscape()
    page.repeat_rows(top)


def _figures(order: Order, own: CaseTables, tables: CaseTables) -> YearFigures:
    cells = reduce(cube(*own, order.scheme), order.scheme)
    if order.year.number not in cells.year:
        cells = reduce(cube(*tables, order.scheme), order.scheme)
    figures = figures_from(cells, order.scheme, order.year, synthetic=order.snapshot.synthetic)
    assert order.authority is not None
    return figures.of(order.authority.code)


def _rows(own: CaseTables, order: Order, of: str) -> list[dict[str, Any]]:
    assert order.authority is not None
    found = counted_rows(*own, order.scheme, of=of, authority=order.authority.code, year=order.year)
    return sorted(found.to_pyarrow().to_pylist(), key=lambda row: (row["counted_on"], row["reference"]))


def _received_rows(own: CaseTables, year: ReviewYear) -> list[dict[str, Any]]:
    columns = ("reference", "received_on", "category", "subcategory", "decided_on", "outcome")
    found = own.decisions.filter(*within(own.decisions.received_on, year)).select(*columns)
    return sorted(found.to_pyarrow().to_pylist(), key=lambda row: (row["received_on"], row["reference"]))


def _subjects(own: CaseTables, references: set[str]) -> dict[str, dict[str, Any]]:
    rows = own.decisions.select("reference", "received_on", "subcategory").to_pyarrow().to_pylist()
    return {row["reference"]: row for row in rows if row["reference"] in references}


def _received(rows: Sequence[dict[str, Any]], scheme: Scheme, year: ReviewYear) -> Sheet:
    names = _Names.of(scheme)
    return Sheet(
        "Received",
        f"Complaints received, {year.label}",
        (
            "No figure of the letter goes by the day a complaint came in: each counts in the year of its decision.",
            "Complaints not yet decided are not in this list.",
        ),
        ("Reference", "Received on", "Service area", "Subject", "Decided on", "Outcome", "Counts in"),
        tuple(
            (
                row["reference"],
                row["received_on"],
                names.category(row["category"]),
                row["subcategory"],
                row["decided_on"],
                names.outcome(row["outcome"]),
                scheme.calendar.year_end.year_of(row["decided_on"]).label if row["decided_on"] else "",
            )
            for row in rows
        ),
    )


def _decided(
    rows: Sequence[dict[str, Any]], subjects: dict[str, dict[str, Any]], scheme: Scheme, year: ReviewYear
) -> Sheet:
    names, counts = _Names.of(scheme), [c for c in scheme.counts if c.of == DECISIONS]
    return Sheet(
        "Decided",
        f"Complaints decided, {year.label}",
        ("Under each count, 1 where the decision is counted. The totals are the letter's.",),
        (
            "Reference", "Received on", "Decided on", "Service area", "Subject", "Outcome",
            "Remedy offered early", "Feeds", *(c.name for c in counts),
        ),
        tuple(
            (
                row["reference"],
                subjects[row["reference"]]["received_on"],
                row["counted_on"],
                names.category(row["category"]),
                subjects[row["reference"]]["subcategory"],
                names.outcome(row["outcome"]),
                "yes" if row["early_remedy"] else "",
                "; ".join(_feeds(row, scheme)),
                *(row[c.id] for c in counts),
            )
            for row in rows
        ),
        tuple(c.name for c in counts),
    )  # fmt: skip


def _compliance(rows: Sequence[dict[str, Any]], scheme: Scheme, year: ReviewYear) -> Sheet:
    names, counts = _Names.of(scheme), [c for c in scheme.counts if c.of == COMPLIANCE_OUTCOMES]
    return Sheet(
        "Compliance",
        f"Compliance outcomes recorded, {year.label}",
        (
            "A case has one outcome, on the day of its last recommendation's outcome, whenever it was decided.",
            "Recommendations refused or ceased are left out; a case with one still open is not counted yet.",
        ),
        ("Reference", "Outcome on", "Service area", "Satisfied", "Late", "Feeds", *(c.name for c in counts)),
        tuple(
            (
                row["reference"],
                row["counted_on"],
                names.category(row["category"]),
                "yes" if row["satisfied"] else "no",
                "yes" if row["late"] else "",
                "; ".join(_feeds(row, scheme)),
                *(row[c.id] for c in counts),
            )
            for row in rows
        ),
        tuple(c.name for c in counts),
    )


def _letter(
    authority: Authority, year: ReviewYear, figures: YearFigures, scheme: Scheme, sums: dict[str, int]
) -> Sheet:
    rows = []
    for figure in figures.measures.values():
        measure, numerator = figure.measure, scheme.count_by_id[figure.measure.numerator]
        base = "residents" if measure.base == POPULATION else scheme.count_by_id[measure.base].name
        found = figure.rate.base if measure.base == POPULATION else sums.get(base, 0)
        worded = figure.rate.worded or "no rate"
        rows.append((measure.name, worded, numerator.name, sums.get(numerator.name, 0), base, found, figure.sentence))
    headings = ("Measure", "In the letter", "Counted above", "Rows above", "Out of", "Rows below", "Sentence")
    notes = (
        "Each number of rows is the total of that column in the sheets Decided and Compliance.",
        "If a row is not yours, is missing, or has a wrong date, tell us its reference and which of these it is.",
    )
    return Sheet("Letter", f"{authority.name}, {year.label}: what the letter says", notes, headings, tuple(rows))


def _feeds(row: dict[str, Any], scheme: Scheme) -> Iterator[str]:
    """Yield the measures that a row feeds, and where in them it stands."""
    for measure in scheme.measures:
        if row.get(measure.numerator):
            yield (
                f"{measure.name} (above the line)" if measure.base == POPULATION else f"{measure.name} (above and base)"
            )
        elif row.get(measure.base):
            yield f"{measure.name} (base)"


@dataclass(frozen=True)
class _Names:
    """What the scheme calls categories and outcomes."""

    categories: dict[str, str]
    outcomes: dict[str, str]

    @classmethod
    def of(cls, scheme: Scheme) -> _Names:
        return cls({c.id: c.name for c in scheme.categories}, {o.code: o.name for o in scheme.outcomes})

    def category(self, id_: str | None) -> str:
        return self.categories.get(id_ or "", id_ or "")

    def outcome(self, code: str | None) -> str:
        return self.outcomes.get(code or "", code or "")
