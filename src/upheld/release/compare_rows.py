"""Which rows were added, changed or withdrawn between two snapshots, by table and by authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from upheld.scheme.years import YearEnd
from upheld.snapshot import Snapshot
from upheld.snapshot.changes import moved_decisions
from upheld.snapshot.manifest import Moved
from upheld.snapshot.tables import TABLE_BY_NAME

COUNTED = ("decisions", "recommendations", "due_dates")
"""The tables that figures are counted from."""
NAMED = 3
"""So many decisions that moved from one year to another are named."""

_AUTHORITY = {
    "decisions": "t.authority",
    "recommendations": "(SELECT authority FROM {side}_decisions d WHERE d.reference = t.reference)",
    "due_dates": "(SELECT d.authority FROM {side}_recommendations r JOIN {side}_decisions d USING (reference) "
    "WHERE r.recommendation = t.recommendation)",
}
"""Whose figures a row goes into."""


@dataclass(frozen=True)
class RowNumbers:
    """How many rows came, changed and went."""

    added: int
    changed: int
    withdrawn: int

    def __str__(self) -> str:
        pairs = ((self.added, "added"), (self.changed, "changed"), (self.withdrawn, "withdrawn"))
        return ", ".join(f"{number:,} {what}" for number, what in pairs if number)


@dataclass(frozen=True)
class RowChanges:
    """The changes of one table. A row that moves from one authority to another counts as changed for both."""

    table: str
    total: RowNumbers
    by_authority: Mapping[str, RowNumbers]
    moved: tuple[Moved, ...] = ()
    """Of the decisions that changed: those that count in another year than they did."""

    def told(self, authority: str | None, year: str | None = None) -> str:
        """Say what changed for one authority, or for all (None); empty where nothing did.

        Of the decisions that moved from one year to another, those are named that left `year` or came to it.
        """
        numbers = self.total if authority is None else self.by_authority.get(authority)
        if not numbers or not str(numbers):
            return ""
        mine = [one for one in self.moved if authority in (None, one.authority) and year in (None, *one.years)]
        named = [str(one) for one in mine[:NAMED]] + ([f"{len(mine) - NAMED:,} more moved"] if mine[NAMED:] else [])
        return f"{self.table.replace('_', ' ')}: {numbers}" + (f" ({'; '.join(named)})" if named else "")


def row_changes(before: Path, after: Path, year_end: YearEnd) -> tuple[RowChanges, ...]:
    """Return the row changes of every table that figures are counted from."""
    with duckdb.connect() as con:
        for side, folder in (("before", before), ("after", after)):
            snapshot = Snapshot.open(folder)
            for table in COUNTED:
                con.read_parquet(str(snapshot.path(table))).create_view(f"{side}_{table}")
        moved = moved_decisions(con, year_end)
        found = (_changes(con, table) for table in COUNTED)
        return tuple(replace(each, moved=moved) if each.table == "decisions" else each for each in found)


def _changes(con: duckdb.DuckDBPyConnection, table: str) -> RowChanges:
    declared = TABLE_BY_NAME[table]
    keys = ", ".join(declared.key)
    same = " AND ".join(f"o.{c.name} IS NOT DISTINCT FROM n.{c.name}" for c in declared.columns)
    sides = [
        f"SELECT {keys}, {_AUTHORITY[table].format(side=side)} AS whose FROM {side}_{table} t"  # noqa: S608
        for side in ("before", "after")
    ]
    rows = con.execute(
        f"""
        WITH what AS (
            SELECT {keys}, CASE WHEN any_value(o.there) IS NULL THEN 'added'
                                WHEN any_value(n.there) IS NULL THEN 'withdrawn' ELSE 'changed' END AS what
            FROM (SELECT *, 1 AS there FROM before_{table}) o
            FULL JOIN (SELECT *, 1 AS there FROM after_{table}) n USING ({keys})
            WHERE NOT ({same}) OR o.there IS NULL OR n.there IS NULL
            GROUP BY {keys}
        ), whose AS ({" UNION ".join(sides)})
        SELECT whose, what, count(*) FROM what JOIN whose USING ({keys}) WHERE whose IS NOT NULL GROUP BY whose, what
        UNION ALL SELECT NULL, what, count(*) FROM what GROUP BY what
        """  # noqa: S608 names of declared tables and columns, nothing given from outside
    ).fetchall()
    found: dict[str | None, dict[str, int]] = {}
    for whose, what, number in rows:
        found.setdefault(whose, {})[what] = number
    numbers = {
        whose: RowNumbers(n.get("added", 0), n.get("changed", 0), n.get("withdrawn", 0)) for whose, n in found.items()
    }
    total = numbers.pop(None, RowNumbers(0, 0, 0))
    return RowChanges(table, total, {code: numbers[code] for code in sorted(c for c in numbers if c is not None)})
