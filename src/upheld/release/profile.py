"""What is in a snapshot, as one page: how much of what, what is missing, how it is spread, and what looks odd.

The page holds counts only. Of private columns it says how often they are filled and nothing of what is in them.
"""

# The names in the SQL are those of the declaration, never words from a file.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from upheld.figures.cube import counted_decisions, dated
from upheld.release.engines import case_tables
from upheld.scheme.model import Scheme
from upheld.snapshot import Snapshot
from upheld.snapshot.oddities import Oddity, oddities
from upheld.snapshot.tables import Kind, Table

NAMED = 5
"""So many rows or bodies are named of what is odd in one way."""
_WIDE, _HIGH = 560, 120
"""The view box of a chart."""


@dataclass(frozen=True)
class ColumnProfile:
    """One column: how many cells are blank, how many values differ, and from which to which they reach."""

    name: str
    meaning: str
    blank: int
    blank_share: str
    distinct: str
    reach: str


@dataclass(frozen=True)
class TableProfile:
    """One table: its rows by provenance, and its columns."""

    name: str
    meaning: str
    rows: int
    provenance: tuple[tuple[str, int], ...]
    columns: tuple[ColumnProfile, ...]


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, in the units of its view box."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """A distribution: bars in the order of what they stand for, never by size; told in words as well."""

    title: str
    heading: str
    bars: tuple[Bar, ...]
    description: str

    @classmethod
    def of(cls, title: str, heading: str, counts: Sequence[tuple[str, int]]) -> Chart:
        """Draw counts from left to right."""
        most = max((n for _, n in counts), default=0) or 1
        step = _WIDE / max(len(counts), 1)
        bars = tuple(
            Bar(label, n, round(at * step, 1), round(_HIGH * (1 - n / most), 1), round(step * 0.9, 1),
                round(_HIGH * n / most, 1))
            for at, (label, n) in enumerate(counts)
        )  # fmt: skip
        told = "nothing to draw"
        if counts:
            low, high = min(counts, key=lambda c: c[1]), max(counts, key=lambda c: c[1])
            told = f"{len(counts)} bars, from {low[1]:,} ({low[0]}) to {high[1]:,} ({high[0]})"
        return cls(title, heading, bars, f"{title}: {told}.")


@dataclass(frozen=True)
class Profile:
    """Everything the page says."""

    name: str
    scheme: str
    hash: str
    synthetic: bool
    tables: tuple[TableProfile, ...]
    charts: tuple[Chart, ...]
    years: tuple[str, ...]
    authorities: tuple[tuple[str, tuple[int, ...]], ...]
    """Name, and decisions by year; by name, those without any left out."""
    oddities: tuple[Oddity, ...]
    rejected: tuple[tuple[str, int], ...]


def profile(snapshot: Snapshot, scheme: Scheme) -> Profile:
    """Look through a snapshot."""
    with duckdb.connect() as con:
        for table in snapshot.tables:
            con.read_parquet(str(snapshot.path(table.name))).create_view(table.name)
        years, authorities = _by_authority(snapshot, scheme)
        return Profile(
            name=snapshot.folder.resolve().name,
            scheme=scheme.name,
            hash=snapshot.hash,
            synthetic=snapshot.synthetic,
            tables=tuple(_table(con, table) for table in snapshot.tables),
            charts=tuple(_charts(con, scheme, years, authorities)),
            years=years,
            authorities=tuple((scheme.authority_by_code[code].name, row) for code, row in authorities.items()),
            oddities=tuple(replace(odd, examples=odd.examples[:NAMED]) for odd in oddities(con, scheme)),
            rejected=tuple((name, entry.rows) for name, entry in snapshot.manifest.rejected.items()),
        )


def write_profile(told: Profile, out: Path) -> None:
    """Write the page: one file, no scripts, nothing fetched. The same snapshot gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("upheld.release"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("profile.html").render(told=told, wide=_WIDE, high=_HIGH)
    out.write_text(page, encoding="utf-8")


def _table(con: duckdb.DuckDBPyConnection, table: Table) -> TableProfile:
    told = ["count(*)"]
    for column in table.columns:
        told.append(f"count({column.name})")
        if column.private:
            told += ["NULL", "NULL", "NULL"]
        elif column.kind in (Kind.DATE, Kind.INTEGER):
            told += [f"count(DISTINCT {column.name})", f"min({column.name})", f"max({column.name})"]
        else:
            told += [f"count(DISTINCT {column.name})", "NULL", "NULL"]
    rows, *cells = _one(con, f"SELECT {', '.join(told)} FROM {table.name}")
    columns = []
    for at, column in enumerate(table.columns):
        filled, distinct, low, high = cells[4 * at : 4 * at + 4]
        columns.append(
            ColumnProfile(
                column.name,
                column.meaning,
                rows - filled,
                _share(rows - filled, rows),
                "private" if column.private else f"{distinct:,}",
                "" if low is None else f"{low} to {high}",
            )
        )
    by = con.execute(f"SELECT coalesce(provenance, 'not stated'), count(*) FROM {table.name} GROUP BY 1 ORDER BY 1")
    return TableProfile(table.name.replace("_", " "), table.meaning, rows, tuple(by.fetchall()), tuple(columns))


def _by_authority(snapshot: Snapshot, scheme: Scheme) -> tuple[tuple[str, ...], dict[str, tuple[int, ...]]]:
    """Return the labels of the years, and decisions by year for each authority that has any, by name."""
    with case_tables(snapshot) as tables:
        found = dated(counted_decisions(tables.decisions, scheme), "decided_on", scheme)
        rows = found.group_by("authority", "year").agg(number=found.count()).to_pyarrow().to_pylist()
    if not rows:
        return (), {}
    numbers = range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1)
    counts = {(row["authority"], row["year"]): int(row["number"]) for row in rows}
    codes = sorted({code for code, _ in counts}, key=lambda code: scheme.authority_by_code[code].name)
    labels = tuple(scheme.calendar.year_end.year(number).label for number in numbers)
    return labels, {code: tuple(counts.get((code, number), 0) for number in numbers) for code in codes}


def _charts(
    con: duckdb.DuckDBPyConnection, scheme: Scheme, years: Sequence[str], authorities: dict[str, tuple[int, ...]]
) -> Iterator[Chart]:
    sums = [sum(row[at] for row in authorities.values()) for at in range(len(years))]
    yield Chart.of("Decisions by review year", "Year", list(zip(years, sums, strict=True)))
    by = _counts(con, "SELECT category, count(*) FROM decisions GROUP BY 1")
    yield Chart.of("Decisions by service area", "Service area", [(c.name, by.get(c.id, 0)) for c in scheme.categories])
    by = _counts(con, "SELECT outcome, count(*) FROM decisions GROUP BY 1")
    met = [(o.name, by[o.code]) for o in scheme.outcomes if o.code in by]
    yield Chart.of("Decisions by outcome", "Outcome", met)
    by = _counts(con, "SELECT isodow(decided_on), count(*) FROM decisions GROUP BY 1")
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    yield Chart.of("Decisions by day of the week", "Day", [(d, by.get(n, 0)) for n, d in enumerate(days, start=1)])
    sql = "SELECT least((decided_on - received_on) // 30, 24), count(*) FROM decisions WHERE received_on IS NOT NULL"
    by = _counts(con, f"{sql} GROUP BY 1")
    spans = [(f"{30 * n}–{30 * n + 29} days" if n < 24 else "720 days or more", by.get(n, 0)) for n in range(25)]
    yield Chart.of("From receipt to decision", "Days", spans if by else [])
    sql = "SELECT n, count(*) FROM (SELECT least(count(*), 8) AS n FROM recommendations GROUP BY reference) GROUP BY 1"
    by = _counts(con, sql)
    asked = [(f"{n}" if n < 8 else "8 or more", by.get(n, 0)) for n in range(1, 9)]
    yield Chart.of("Recommendations for each case that has any", "Recommendations", asked if by else [])


def _counts(con: duckdb.DuckDBPyConnection, sql: str) -> dict[Any, int]:
    return dict(con.execute(sql).fetchall())


def _one(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    (row,) = con.execute(sql).fetchall()
    return tuple(row)


def _share(part: int, whole: int) -> str:
    """Return a whole percentage; nothing is called 0 % or 100 % that is not."""
    if not whole:
        return "no rows"
    if 0 < 100 * part < whole:
        return "fewer than 1%"
    if whole > part and 100 * (whole - part) < whole:
        return "more than 99%"
    return f"{(200 * part + whole) // (2 * whole)}%"
