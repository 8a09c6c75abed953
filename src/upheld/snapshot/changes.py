"""What became of the rows of an earlier snapshot: which were added, changed or withdrawn, by reference and column."""

# The names in the SQL are those of the declaration, never words from a file.
# ruff: noqa: S608

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb

from upheld.scheme.years import YearEnd
from upheld.snapshot.manifest import Changes, Moved, RowChange, TableChanges
from upheld.snapshot.opening import CHANGES, Snapshot, file_sha256
from upheld.snapshot.tables import TABLES, Table

LISTED = 1_000
"""So many rows of a table the manifest lists itself."""
HEADER = ("table", "key", "change", "columns", "year_before", "year_after")


def write_changes(previous: Snapshot, folder: Path, year_end: YearEnd, *, partial: bool) -> Changes:
    """Compare the tables in `folder` with those of `previous`, write `changes.csv` there, and return what it says."""
    with duckdb.connect() as con:
        for table in TABLES:
            after = con.read_parquet(str(folder / f"{table.name}.parquet"))
            after.create_view(f"after_{table.name}")
            known = table in previous.tables
            before = con.read_parquet(str(previous.path(table.name))) if known else after.filter("false")
            before.create_view(f"before_{table.name}")
        moved = moved_decisions(con, year_end)
        rows = {table.name: list(_changed(con, table)) for table in TABLES if _differs(previous, folder, table)}
    years = {("decisions", one.reference): (one.year_before, one.year_after) for one in moved}
    with (folder / CHANGES).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for name, found in rows.items():
            for row in found:
                writer.writerow(
                    [name, row.key, row.what, "; ".join(row.columns), *years.get((name, row.key), ("", ""))]
                )
    return Changes(
        previous=previous.hash,
        partial=partial,
        tables={name: _summed(found) for name, found in rows.items() if found},
        moved=moved[:LISTED],
        sha256=file_sha256(folder / CHANGES),
    )


def moved_decisions(con: duckdb.DuckDBPyConnection, year_end: YearEnd) -> tuple[Moved, ...]:
    """Return the decisions that count in another review year, of the views `before_decisions` and `after_decisions`."""
    rows = con.execute(
        "SELECT reference, n.authority, o.decided_on, n.decided_on FROM before_decisions AS o "
        "JOIN after_decisions AS n USING (reference) WHERE o.decided_on <> n.decided_on ORDER BY reference"
    ).fetchall()
    dated = ((row, year_end.year_of(row[2]).label, year_end.year_of(row[3]).label) for row in rows)
    return tuple(
        Moved(reference, authority, before, after, anew=new > old)
        for (reference, authority, old, new), before, after in dated
        if before != after
    )


def _differs(previous: Snapshot, folder: Path, table: Table) -> bool:
    before = previous.manifest.tables.get(table.name)
    return before is None or before.sha256 != file_sha256(folder / f"{table.name}.parquet")


def _changed(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[RowChange]:
    """Yield every row that is not as it was, in the order of the key."""
    key = ", ".join(table.key)
    both = "o.row IS NOT NULL AND n.row IS NOT NULL"
    names = [column.name for column in table.columns if column.name not in table.key]
    differing = [f"CASE WHEN {both} AND o.{name} IS DISTINCT FROM n.{name} THEN '{name}' END" for name in names]
    rows = con.execute(
        f"SELECT concat_ws(' · ', {key}), o.row IS NULL, n.row IS NULL, columns FROM (SELECT {key}, o, n, "
        f"list_filter([{', '.join(differing)}], lambda name: name IS NOT NULL) AS columns "
        f"FROM (SELECT *, 1 AS row FROM before_{table.name}) AS o "
        f"FULL JOIN (SELECT *, 1 AS row FROM after_{table.name}) AS n USING ({key})) "
        f"WHERE o.row IS NULL OR n.row IS NULL OR len(columns) > 0 ORDER BY {key}"
    ).fetchall()
    for name, added, withdrawn, columns in rows:
        yield RowChange(name, "added" if added else "withdrawn" if withdrawn else "changed", tuple(columns))


def _summed(rows: list[RowChange]) -> TableChanges:
    number = Counter(row.what for row in rows)
    columns = Counter(column for row in rows for column in row.columns)
    return TableChanges(
        number["added"], number["changed"], number["withdrawn"], dict(sorted(columns.items())), tuple(rows[:LISTED])
    )
