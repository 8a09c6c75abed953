"""Checking every row of every table against its declaration, and telling everything that is wrong at once.

For each table t this makes `wrong_t` beside the `checked_t` of `loading`: a row for each thing wrong, with `row`,
`rule` (its place in `TableCheck.rules`) and `mend`.
"""

# The names in the SQL are those of the declaration, never words from a file.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from upheld.errors import Problem
from upheld.scheme import Scheme
from upheld.snapshot import rules
from upheld.snapshot.headers import Header
from upheld.snapshot.loading import connect, load
from upheld.snapshot.opening import Snapshot
from upheld.snapshot.rules import Rule, literal
from upheld.snapshot.sources import Source
from upheld.snapshot.tables import Column, Kind, Table

DAY_OF_OUTCOME = "decided_on"
"""The column that dates a row whose outcome is one of the scheme's."""
PRIVATE = "(private)"
EARLIER = "the earlier snapshot"
"""How people are told of rows that were carried over."""
_LONGEST_SHOWN = 200


@dataclass
class TableCheck:
    """What has been found out about one table."""

    table: Table
    sources: tuple[int, ...]
    unsure: bool
    """Whether columns or all rows are missing, so that rows of other tables cannot be blamed for naming none of it."""
    rules: list[Rule] = field(default_factory=list)
    doubles: int = 0
    """Rows that were given again word for word, and are kept once."""


@dataclass(frozen=True)
class Found:
    """One thing found wrong, and where: the number of its row and source, and of the cells of the grid at fault."""

    row: int
    source: int
    cells: tuple[int, ...]
    problem: Problem


class Checks:
    """The tables of one extract. They must be checked in the order in which they refer to one another."""

    def __init__(
        self,
        scheme: Scheme,
        sources: Sequence[Source],
        headers: Sequence[Header],
        lost: Collection[str] = (),
        onto: Snapshot | None = None,
    ) -> None:
        """Prepare to check `sources`; `lost` are the tables that may have rows in files which cannot be read.

        The rows of the snapshot `onto` are carried over, where the sources have none of the same key.
        """
        self.lost = lost
        self.onto = onto
        self.scheme = scheme
        self.sources = sources
        self.headers = headers
        self.done: dict[str, TableCheck] = {}
        self.database: duckdb.DuckDBPyConnection = connect()
        self.database.execute("CREATE TABLE files (source INTEGER, file VARCHAR)")
        if sources:
            names = [(number, source.file) for number, source in enumerate(sources)]
            self.database.executemany("INSERT INTO files VALUES (?, ?)", names)
        self.database.execute("INSERT INTO files VALUES (?, ?)", [len(sources), EARLIER])

    def check(self, table: Table) -> TableCheck:
        """Read and check the rows of `table`."""
        mine = tuple(n for n, source in enumerate(self.sources) if source.table is table)
        absent = table.required and not mine and not self.onto
        unsure = table.name in self.lost or any(self.headers[n].problems for n in mine) or absent
        done = TableCheck(table, mine, unsure)
        self.done[table.name] = done
        self.database.execute(f"CREATE TABLE wrong_{table.name} (row BIGINT, rule INTEGER, mend VARCHAR)")
        done.doubles = load(self.database, table, self.scheme, {n: (self.sources[n], self.headers[n]) for n in mine})
        if self.onto and table in self.onto.tables:
            self._carry_over(self.onto, table)
        if mine:
            self._check_all(done)
        elif self.onto:
            self._check_references(done)
        return done

    def _carry_over(self, onto: Snapshot, table: Table) -> None:
        """Add the rows of an earlier snapshot that none of the files has, by their key. They were checked then."""
        names = [column.name for column in table.columns]
        values = ", ".join(f"{name} := {name}::VARCHAR" for name in names)
        there = self.database.table(f"checked_{table.name}").columns
        outcomes = [name for name in there if name not in names and name.startswith("outcome_")]
        described = ", ".join([*names, *(f"o.{name.removeprefix('outcome_')} AS {name}" for name in outcomes)])
        joined = "LEFT JOIN scheme_outcomes AS o ON o.code = outcome" if outcomes else ""
        number = len(self.sources)
        earlier = f"(SELECT *, row_number() OVER () AS line FROM read_parquet({literal(str(onto.path(table.name)))}))"
        self.database.execute(
            f"INSERT INTO checked_{table.name} BY NAME SELECT {number}::BIGINT << 32 | line AS row, "
            f"{number} AS source, line::INTEGER AS line, struct_pack({values}) AS given, {described} "
            f"FROM {earlier} AS earlier ANTI JOIN checked_{table.name} USING ({', '.join(table.key)}) {joined}"
        )

    def _check_all(self, done: TableCheck) -> None:
        self._find(done, rules.BROKEN, "broken IS NOT NULL")
        for column in done.table.columns:
            self._check_cells(done, column)
        self._check_rows(done)
        self._check_key(done)
        self._check_references(done)

    def _check_references(self, done: TableCheck) -> None:
        for column in done.table.columns:
            self._check_reference(done, column)

    def problems(self, *, following: bool = False) -> list[Problem]:
        """Return everything wrong, by table, file and line.

        With `following`, also that a row goes because it belongs to a refused one: mending that one mends both.
        """
        return [one.problem for one in self.everything(following=following)]

    def everything(self, *, following: bool = False) -> list[Found]:
        """Return everything wrong, as `problems` does, with where it stands."""
        return [one for done in self.done.values() for one in self.found(done, following=following)]

    def found(self, done: TableCheck, *, following: bool) -> list[Found]:
        """Return everything wrong with one table, by file, line and column."""
        place = {column.name: n for n, column in enumerate(done.table.columns)}
        found: list[tuple[int, Found]] = []
        met = self.database.execute(f"SELECT DISTINCT rule FROM wrong_{done.table.name} ORDER BY rule").fetchall()
        for (number,) in met:
            rule = done.rules[number]
            if rule.follows and not following:
                continue
            column = rule.column.split(", ")[0] if rule.column else ""
            for row, source, line, broken, mend, shown in self._told(done.table, number, column):
                text = broken if rule is rules.BROKEN else rule.rule
                file = self.sources[source].file if source < len(self.sources) else EARLIER
                problem = Problem(file, line, rule.column, shown, text, mend)
                found.append((place.get(column, -1), self._where(row, source, problem, rule)))
        found.sort(key=lambda each: (each[1].row, each[0]))
        return [one for _, one in found]

    def _where(self, row: int, source: int, problem: Problem, rule: Rule) -> Found:
        """Say where something is wrong, in the words of the file it stands in."""
        if problem.file == EARLIER:
            return Found(row, source, (), problem)
        header = self.headers[source]
        cells = tuple(header.cells[name] for name in (rule.column or "").split(", ") if name in header.cells)
        return Found(row, source, cells, header.told(problem, rule.id))

    def _told(self, table: Table, number: int, column: str) -> list[tuple[int, int, int, str, str, str | None]]:
        shown = f"left(given.{column}, {_LONGEST_SHOWN})" if column else "NULL"
        if column and table.column(column).private:
            shown = f"CASE WHEN given.{column} IS NOT NULL THEN {literal(PRIVATE)} END"
        return self.database.execute(
            f"SELECT row, source, line, broken, mend, {shown} "
            f"FROM wrong_{table.name} JOIN checked_{table.name} USING (row) WHERE rule = {number}"
        ).fetchall()

    def _find(self, done: TableCheck, rule: Rule, wrong: str, mend: str = "", source: str = "") -> None:
        """Keep every row for which the SQL condition `wrong` is true; `mend` is SQL too, else the rule's own."""
        done.rules.append(rule)
        self.database.execute(
            f"INSERT INTO wrong_{done.table.name} SELECT row, {len(done.rules) - 1}, {mend or literal(rule.mend)} "
            f"FROM {source or f'checked_{done.table.name}'} WHERE {wrong}"
        )

    def _check_cells(self, done: TableCheck, column: Column) -> None:
        """Of one cell tell only the weightiest thing that is wrong with it."""
        absent = [n for n in done.sources if column.name not in self.headers[n].cells]
        found = rules.column_rules(column, absent)
        first = len(done.rules)
        done.rules += found
        numbered = {first + n: rule for n, rule in enumerate(found)}
        if column.allowed or column.refers_to in rules.NOUNS:
            self._check_words(done.table, column, numbered)
        else:
            self._check_texts(done.table, column, numbered)

    def _check_words(self, table: Table, column: Column, found: Mapping[int, Rule]) -> None:
        """Find what is wrong with each spelling once, and only then the rows that have it."""
        of_rows = {number: rule for number, rule in found.items() if rule.id == rules.REQUIRED}
        of_words = {number: rule for number, rule in found.items() if number not in of_rows}
        if of_rows:
            self._keep(table, of_rows, "broken IS NULL")
        words = (
            f"(SELECT word, struct_pack({column.name} := word) AS given, code AS {column.name}, mend, shared "
            f"FROM words_{table.name}_{column.name}) AS words"
        )
        wrong = self.database.execute(
            f"CREATE OR REPLACE TEMP TABLE wrong_words AS SELECT word, rule, CASE rule {_mends(of_words)} ELSE mend "
            f"END AS mend FROM (SELECT word, mend, CASE {_cases(of_words)} END AS rule FROM {words}) "
            f"WHERE rule IS NOT NULL"
        ).fetchall()
        if wrong[0][0]:
            self.database.execute(
                f"INSERT INTO wrong_{table.name} SELECT row, rule, mend FROM checked_{table.name} "
                f"JOIN wrong_words ON word = given.{column.name} WHERE broken IS NULL"
            )

    def _check_texts(self, table: Table, column: Column, found: Mapping[int, Rule]) -> None:
        """Look at the cells themselves; one that has been read as a day, a number or a yes is right already."""
        unread = "broken IS NULL" if column.kind is Kind.TEXT else f"broken IS NULL AND {column.name} IS NULL"
        self._keep(table, found, unread)

    def _keep(self, table: Table, found: Mapping[int, Rule], which: str) -> None:
        self.database.execute(
            f"INSERT INTO wrong_{table.name} SELECT row, rule, CASE rule {_mends(found)} END FROM "
            f"(SELECT row, CASE {_cases(found)} END AS rule FROM checked_{table.name} WHERE {which}) "
            f"WHERE rule IS NOT NULL"
        )

    def _check_rows(self, done: TableCheck) -> None:
        """Check what must hold within a row, unless the cell that would be blamed is already found wrong."""
        own = [Rule(r.id, r.column, r.rule, r.mend, r.wrong) for r in done.table.rules]
        own += [
            rules.out_of_use_rule(column, DAY_OF_OUTCOME)
            for column in done.table.columns
            if column.refers_to == "outcome"
        ]
        for rule in own:
            self._find(done, rule, f"broken IS NULL AND ({rule.wrong}) AND {self._sound(done, rule.column or '')}")

    def _sound(self, done: TableCheck, column: str) -> str:
        """Return the SQL that holds for a row whose cell in `column` has not been found wrong so far."""
        numbers = [n for n, rule in enumerate(done.rules) if rule.column == column]
        return f"row NOT IN (SELECT row FROM wrong_{done.table.name} WHERE rule IN {(-1, -2, *numbers)})"

    def _check_key(self, done: TableCheck) -> None:
        """Refuse all rows that share a key: which of them is right, only a person can tell. Each names another."""
        key = ", ".join(done.table.key)
        filled = " AND ".join(f"{name} IS NOT NULL" for name in done.table.key)
        checked = f"checked_{done.table.name}"
        shared = (
            f"(SELECT row, list(row ORDER BY row) OVER (PARTITION BY {key}) AS rows FROM {checked} "
            f"WHERE broken IS NULL AND {filled} AND ({key}) IN "
            f"(SELECT ({key}) FROM {checked} WHERE broken IS NULL GROUP BY {key} HAVING count(*) > 1))"
        )
        pairs = (
            f"(SELECT row, CASE WHEN row = rows[1] THEN rows[2] ELSE rows[1] END AS other FROM {shared}) "
            f"JOIN (SELECT row AS other, line, file FROM {checked} JOIN files USING (source)) USING (other)"
        )
        mend = "'Compare it with ' || file || ', line ' || line || ', and keep one.'"
        self._find(done, rules.duplicate_rule(done.table.key), "true", mend, pairs)

    def _check_reference(self, done: TableCheck, column: Column) -> None:
        """Refuse a row that names a row of another table which is not there, or is refused itself."""
        if "." not in (column.refers_to or ""):
            return
        table, target = (column.refers_to or "").split(".")
        if self.done[table].unsure:
            return
        there = (
            f"(SELECT mine.row AS row, bool_or(theirs.row IS NOT NULL) AS there, bool_or(theirs.row IS NOT NULL AND "
            f"theirs.row NOT IN (SELECT row FROM wrong_{table})) AS kept FROM checked_{done.table.name} AS mine "
            f"LEFT JOIN checked_{table} AS theirs ON theirs.{target} = mine.{column.name} "
            f"WHERE mine.{column.name} IS NOT NULL AND mine.broken IS NULL GROUP BY mine.row)"
        )
        sound = self._sound(done, column.name)
        unknown, refused = rules.reference_rules(column)
        self._find(done, unknown, f"NOT there AND {sound}", source=there)
        self._find(done, refused, f"there AND NOT kept AND {sound}", source=there)


def kept(table: str) -> str:
    """Return the SQL of the rows of a table that have not been found wrong."""
    return f"(FROM checked_{table} ANTI JOIN wrong_{table} USING (row))"


def _cases(found: Mapping[int, Rule]) -> str:
    """Return the branches of the SQL that gives the number of the first rule broken."""
    return " ".join(f"WHEN {rule.wrong} THEN {number}" for number, rule in found.items())


def _mends(found: Mapping[int, Rule]) -> str:
    return " ".join(f"WHEN {number} THEN {literal(rule.mend)}" for number, rule in found.items() if rule.mend)
