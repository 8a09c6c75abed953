"""How the cells of a person's file become the text that is checked, and how what is wrong is told in the file's words.

Nothing is checked here: what cannot be read as stated is left as it stands, for the rules to refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from upheld.errors import Problem
from upheld.snapshot.days import DEFAULT, STORED, DayFormat, read_day
from upheld.snapshot.tables import Kind, Table
from upheld.snapshot.words import key_of

AROUND = " \t\r\n\u00a0\u200b\ufeff"
"""What is taken off both ends of a cell: spaces of every kind, and marks that cannot be seen."""
ANYTHING = "*"
"""In a condition: the cell is filled, with whatever."""
NOT_A_DAY = "not-a-date"


@dataclass(frozen=True)
class Reading:
    """How a column of a table is read from cells of a file, each step in this order; by default a cell as it stands."""

    cells: tuple[int, ...] = ()
    between: str = " "
    """Set between the cells, where there are several."""
    pattern: str = ""
    """A regular expression (RE2); what matches it becomes `becomes`, in a cell and in what another sheet has for it."""
    becomes: str = ""
    found: Mapping[str, str] | None = None
    """What another sheet has for this text. A text that it does not have becomes blank."""
    values: Mapping[str, str] = field(default_factory=dict)
    """The word for each of the file's own words, by `key_of`; one that is not here stays. `""` stands for blank."""
    days: tuple[DayFormat, ...] = ()
    constant: str = ""
    """Text of every row, where no cell is read."""

    def read(self, rows: pa.Table) -> pa.Array:
        """Return the text of every row of a grid, trimmed."""
        if not self.cells:
            return pa.repeat(pa.scalar(self.constant, pa.string()), rows.num_rows)
        text = pc.utf8_trim(pc.fill_null(_one(rows[f"c{self.cells[0]}"]), ""), AROUND)
        for cell in self.cells[1:]:
            text = pc.binary_join_element_wise(
                text, pc.utf8_trim(pc.fill_null(_one(rows[f"c{cell}"]), ""), AROUND), self.between
            )
        text = self._shaped(text)
        if self.found is not None:
            found = self.found
            text = self._shaped(_each(text, lambda one: found.get(one, "")))
        if self.values:
            text = _each(text, self._word)
        if self.days and _may_need(text, self.days):
            text = _each(text, lambda one: read_day(one, self.days))
        return text

    def _shaped(self, text: pa.Array) -> pa.Array:
        return pc.replace_substring_regex(text, self.pattern, self.becomes) if self.pattern else text

    def _word(self, text: str) -> str:
        if (whole := self.values.get(key_of(text) if text else "")) is not None:
            return whole
        if ";" not in text:
            return text
        return ";".join(self.values.get(key_of(part), part.strip()) for part in text.split(";") if part.strip())


@dataclass(frozen=True)
class Condition:
    """What a row must have in one cell to be read."""

    cell: Reading
    keys: frozenset[str]
    """`key_of` each word that may stand there; `*` for anything, `""` for a blank."""

    def holds(self, rows: pa.Table) -> pa.Array:
        """Return for each row whether it does."""
        packed = self.cell.read(rows).dictionary_encode()
        wanted = [
            bool(word) if ANYTHING in self.keys else key_of(word) in self.keys for word in packed.dictionary.to_pylist()
        ]
        return pc.take(pa.array(wanted, pa.bool_()), packed.indices)


@dataclass(frozen=True)
class NotAmong:
    """That another sheet does not have what a row has in one cell."""

    cell: Reading
    known: frozenset[str]

    def holds(self, rows: pa.Table) -> pa.Array:
        """Return for each row whether it does not."""
        packed = self.cell.read(rows).dictionary_encode()
        wanted = [text not in self.known for text in packed.dictionary.to_pylist()]
        return pc.take(pa.array(wanted, pa.bool_()), packed.indices)


@dataclass(frozen=True)
class Header:
    """Where each column of a table is found in one file or sheet; and everything wrong with the header."""

    cells: Mapping[str, int]
    """The number of the cell, for each column found in a cell; of the first, where it is made of several."""
    problems: tuple[Problem, ...]
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """How a column is read that is not a cell as it stands."""
    written: Mapping[str, str] = field(default_factory=dict)
    """What the file's own header calls a column, where that is not the column's name."""
    where: tuple[Condition | NotAmong, ...] = ()

    def read(self, table: Table, rows: pa.Table) -> pa.Table:
        """Return `line`, `broken` and the text of every column found, for each row that holds something for `table`."""
        for condition in self.where:
            rows = rows.filter(pc.or_(condition.holds(rows), pc.is_valid(rows["broken"])))
        if self.readings:
            rows = _filled(rows, sorted({cell for name in self.cells for cell in self.reading(table, name).cells}))
        names = [*self.cells, *(name for name, reading in self.readings.items() if name not in self.cells)]
        texts = {name: self.reading(table, name).read(rows) for name in names}
        return pa.table({"line": rows["line"], "broken": rows["broken"], **texts})

    def reading(self, table: Table, column: str) -> Reading:
        """Return how a column is read."""
        if column in self.readings:
            return self.readings[column]
        return Reading((self.cells[column],), days=DEFAULT if table.column(column).kind is Kind.DATE else ())

    def told(self, problem: Problem, rule: str) -> Problem:
        """Return `problem`, found by the rule of that id, in the file's own words: its names, its way to write days."""
        if problem.column is None or not (self.written or self.readings):
            return problem
        names = problem.column.split(", ")
        reading = self.readings.get(names[0])
        if rule == NOT_A_DAY and reading and reading.days:
            ways = " or ".join(way.written for way in reading.days if way != STORED)
            problem = replace(
                problem, rule=f"is not a day written {ways}.", mend="Mend it, or name its format in the mapping."
            )
        return replace(problem, column=", ".join(self.written.get(name, name) for name in names))


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _each(text: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """Change every text, looking at each spelling once."""
    packed = text.dictionary_encode()
    return pc.take(pa.array([change(one) for one in packed.dictionary.to_pylist()], pa.string()), packed.indices)


def _may_need(text: pa.Array, days: tuple[DayFormat, ...]) -> bool:
    """Whether some text may be a day in another format than YYYY-MM-DD: to see that none is takes no time."""
    if days != DEFAULT:
        return True
    return bool(pc.any(pc.match_substring(text, "/")).as_py())


def _filled(rows: pa.Table, cells: list[int]) -> pa.Table:
    """Keep the rows with something in one of these cells: what is made of constants alone is no row."""
    filled = pc.is_valid(rows["broken"])
    for cell in cells:
        text = pc.utf8_trim(pc.fill_null(_one(rows[f"c{cell}"]), ""), AROUND)
        filled = pc.or_(filled, pc.not_equal(text, ""))
    return rows.filter(filled)
