"""Finding in one sheet what a row of another needs, by what both have: the day a complaint came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from upheld.errors import Problem
from upheld.snapshot.checking import PRIVATE
from upheld.snapshot.days import STORED, DayFormat
from upheld.snapshot.grids import Grid
from upheld.snapshot.reading import Reading


@dataclass
class LookUp:
    """What a sheet has in one column, by what it has in another."""

    by: str
    private: bool = False
    """Whether what is looked up must not be shown."""
    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The file and line that each text was found in."""
    used: set[str] = field(default_factory=set)

    def use(self, keys: pa.Array) -> None:
        """Remember which texts were looked for."""
        self.used.update(keys.dictionary_encode().dictionary.to_pylist())

    def unused(self) -> Iterator[str]:
        """Yield for each file how many of its rows nobody looked for."""
        counts: dict[str, list[int]] = {}
        for text, (file, line) in self.places.items():
            if text not in self.used:
                counts.setdefault(file, []).append(line)
        for file, lines in counts.items():
            many = "1 row is" if len(lines) == 1 else f"{len(lines):,} rows are"
            yield f"{file}: {many} named by no row of the other sheets and left out (the first on line {lines[0]})."


def look_up(
    made: LookUp, file: str, grid: Grid, by: Reading, take: int, days: tuple[DayFormat, ...]
) -> Iterator[Problem]:
    """Add the rows of a grid to `made`; yield what is wrong with them. `take` is the number of a cell."""
    keys = by.read(grid.rows).to_pylist()
    given = Reading((take,)).read(grid.rows).to_pylist()
    read = Reading((take,), days=days).read(grid.rows).to_pylist()
    name, ways = grid.header[take], " or ".join(way.written for way in days if way != STORED)
    for line, text, cell, value in zip(grid.rows["line"].to_pylist(), keys, given, read, strict=True):
        if not text or not value:
            continue
        shown = PRIVATE if made.private else cell
        if days and STORED.read(value) is None:
            yield Problem(
                file, line, name, shown, f"is not a day written {ways}.", "Mend it, or name its format in the mapping."
            )
        elif made.values.setdefault(text, value) != value:
            there, other = made.places[text]
            yield Problem(
                file, line, name, shown, f"is not what is said elsewhere for the same {made.by}.",
                f"Compare it with {there}, line {other}, and keep one.",
            )  # fmt: skip
        else:
            made.places.setdefault(text, (file, line))
