"""Where a frozen row stands in the files it came from.

The snapshot keeps the hash of every file, not their lines: the files are read again as they were, and are known to be
the same by their hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from upheld.errors import PersonError
from upheld.snapshot.headers import match_header
from upheld.snapshot.intake.feeding import read_mapped
from upheld.snapshot.intake.mapping import Mapping
from upheld.snapshot.opening import Snapshot
from upheld.snapshot.sources import Source, read_sources
from upheld.snapshot.tables import Table


@dataclass(frozen=True)
class Place:
    """Where a row stands: in which file (and sheet), on which line, and which table it feeds."""

    table: str
    file: str
    line: int


@dataclass(frozen=True)
class Found:
    """Every place of a case or recommendation, and what a person should know of the files."""

    places: tuple[Place, ...]
    notes: tuple[str, ...]


def where(snapshot: Snapshot, given: str, paths: Sequence[Path], mapping: Mapping | None = None) -> Found:
    """Find the rows of a case reference, or of the number of a recommendation, report or event.

    Raises PersonError if none of the files is one that the snapshot was made from.
    """
    intake = read_mapped(paths, mapping) if mapping else read_sources(paths)
    made_from = {source.sha256: source.file for source in snapshot.manifest.sources}
    mine = [source for source in intake.sources if source.sha256 in made_from]
    if not mine:
        raise PersonError(
            "The snapshot was made from none of these files as they are now.",
            mend=f"Give the files it was made from: {', '.join(sorted(set(made_from.values())))}.",
        )
    others = sorted({source.file for source in intake.sources} - {source.file for source in mine})
    notes = [f"The snapshot was not made from {file} as it is now." for file in others]
    missing = sorted(made_from[one] for one in made_from.keys() - {source.sha256 for source in mine})
    notes += [f"{file}, from which it was made too, is not among these files." for file in missing]
    places = [Place(source.table.name, source.file, line) for source in mine for line in _lines(source, given.strip())]
    return Found(tuple(places), tuple(notes))


def _lines(source: Source, given: str) -> list[int]:
    """Return the lines of a source on which the text stands in a column that names a case or another thing."""
    rows = match_header(source).read(source.table, source.grid.rows)
    lines: dict[int, None] = {}
    for name in _naming(source.table):
        if name in rows.column_names:
            lines |= dict.fromkeys(rows["line"].filter(pc.equal(rows[name], given)).to_pylist())
    return sorted(lines)


def _naming(table: Table) -> list[str]:
    """Return the columns that name a row, or the row of another table that it belongs to."""
    own = [name for name in table.key if table.column(name).refers_to is None and len(table.key) == 1]
    return own + [column.name for column in table.columns if "." in (column.refers_to or "")]
