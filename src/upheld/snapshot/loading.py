"""Carrying the rows of the sources into DuckDB and reading each cell as its column is declared.

For each table t this makes `checked_t`, with a row for each row of the sources: `row` (its number, made of source and
line), `source`, `line`, `broken` (why the row cannot be read at all, else NULL), `given` (the text of every column,
NULL where blank) and each column under its own name as read, NULL where it cannot be. Each column of words has
`words_t_x` as well, with what each spelling in it means.
"""

# The names in the SQL are those of the declaration, never words from a file.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from upheld.scheme import Scheme
from upheld.snapshot.reading import Header
from upheld.snapshot.rules import NOUNS, value
from upheld.snapshot.sources import Source
from upheld.snapshot.tables import Column, Kind, Table
from upheld.snapshot.words import is_list, vocabulary

_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.FLAGS: "VARCHAR",
    Kind.DATE: "DATE",
    Kind.INTEGER: "INTEGER",
    Kind.YES_NO: "BOOLEAN",
}


def connect() -> duckdb.DuckDBPyConnection:
    """Open a database in memory that neither spills to the disk nor fetches anything."""
    return duckdb.connect(
        config={
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )


def load(
    database: duckdb.DuckDBPyConnection, table: Table, scheme: Scheme, sources: Mapping[int, tuple[Source, Header]]
) -> int:
    """Make `checked_t` for `table` from its sources by their number; return how many doubles were dropped."""
    place = "row BIGINT, source INTEGER, line INTEGER, broken VARCHAR"
    given = f"given STRUCT({', '.join(f'{column.name} VARCHAR' for column in table.columns)})"
    if not sources:
        values = ", ".join(f"{column.name} {_TYPES[column.kind]}" for column in table.columns)
        database.execute(f"CREATE TABLE checked_{table.name} ({place}, {given}, {values})")
        return 0
    database.execute(f"CREATE TABLE given_{table.name} ({place}, {given})")
    _load_cells(database, table, sources)
    for column in table.columns:
        _look_up_words(database, table, column, scheme)
    _read_values(database, table)
    database.execute(f"DROP TABLE given_{table.name}")
    return _drop_doubles(database, table)


def _load_cells(
    database: duckdb.DuckDBPyConnection, table: Table, sources: Mapping[int, tuple[Source, Header]]
) -> None:
    """Carry the text of all sources over at once: to do it one by one takes longer where there are hundreds."""
    names = [column.name for column in table.columns]
    schema = pa.schema(
        [("source", pa.int32()), ("line", pa.int32()), *((name, pa.string()) for name in ("broken", *names))]
    )
    parts = [
        _part(schema, number, header.read(table, source.grid.rows))
        for number, (source, header) in sources.items()
        if header.cells
    ]
    packed = ", ".join(f"{name} := nullif({name}, '')" for name in names)
    anything = " OR ".join(f"given.{name} IS NOT NULL" for name in names)
    database.register("grid", pa.concat_tables(parts) if parts else schema.empty_table())
    database.execute(
        f"INSERT INTO given_{table.name} SELECT source::BIGINT << 32 | line, source, line, broken, given "
        f"FROM (SELECT source, line, broken, struct_pack({packed}) AS given FROM grid) WHERE {anything}"
    )
    database.unregister("grid")


def _part(schema: pa.Schema, number: int, cells: pa.Table) -> pa.Table:
    """Return the cells of one source with every column of the table, NULL where the source has none."""
    columns = {name: cells[name] for name in cells.column_names}
    columns["source"] = pa.repeat(pa.scalar(number, pa.int32()), cells.num_rows)
    return pa.table([columns.get(f.name, pa.nulls(cells.num_rows, f.type)) for f in schema], schema=schema)


def _look_up_words(database: duckdb.DuckDBPyConnection, table: Table, column: Column, scheme: Scheme) -> None:
    """Make `words_t_x`, in which every spelling met in column x is looked up once."""
    known = vocabulary(column, scheme)
    if known is None:
        return
    met = database.execute(
        f"SELECT given.{column.name} AS word FROM given_{table.name} WHERE word IS NOT NULL "
        f"GROUP BY word ORDER BY min(row)"
    ).fetchall()
    words = known.read((word for (word,) in met), many=is_list(column))
    database.execute(
        f"CREATE TABLE words_{table.name}_{column.name} AS SELECT unnest($1::VARCHAR[]) AS word, "
        f"unnest($2::VARCHAR[]) AS code, unnest($3::VARCHAR[]) AS mend, unnest($4::BOOLEAN[]) AS shared",
        [[w.given for w in words], [w.code for w in words], [w.mend for w in words], [w.shared for w in words]],
    )
    if column.refers_to == "outcome":
        _describe_outcomes(database, scheme)


def _describe_outcomes(database: duckdb.DuckDBPyConnection, scheme: Scheme) -> None:
    known = scheme.outcomes
    database.execute(
        "CREATE TABLE IF NOT EXISTS scheme_outcomes AS SELECT unnest($1::VARCHAR[]) AS code, "
        "unnest($2::BOOLEAN[]) AS upheld, unnest($3::DATE[]) AS first_day, unnest($4::DATE[]) AS last_day",
        [[o.code for o in known], [o.upheld for o in known], [o.first_day for o in known], [o.last_day for o in known]],
    )


def _read_values(database: duckdb.DuckDBPyConnection, table: Table) -> None:
    values, joins = [], []
    for column in table.columns:
        if column.refers_to in NOUNS or column.allowed:
            words = f"words_{table.name}_{column.name}"
            values.append(f"{words}.code AS {column.name}")
            joins.append(f"LEFT JOIN {words} ON {words}.word = given.{column.name}")
        else:
            values.append(f"CAST({value(column)} AS {_TYPES[column.kind]}) AS {column.name}")
        if column.refers_to == "outcome":
            values += [
                f"scheme_outcomes.{what} AS {column.name}_{what}" for what in ("upheld", "first_day", "last_day")
            ]
            joins.append(f"LEFT JOIN scheme_outcomes ON scheme_outcomes.code = {words}.code")
    database.execute(
        f"CREATE TABLE checked_{table.name} AS SELECT row, source, line, broken, given, {', '.join(values)} "
        f"FROM given_{table.name} {' '.join(joins)}"
    )


def _drop_doubles(database: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Keep one of the rows that are the same in every column; return how many were dropped.

    Only rows that share a key are compared, for that is quickly found.
    """
    key = ", ".join(table.key)
    content = ", ".join(f"coalesce({c.name}::VARCHAR, given.{c.name})" for c in table.columns)
    [(dropped,)] = database.execute(
        f"DELETE FROM checked_{table.name} WHERE row IN (SELECT row FROM (SELECT row, "
        f"row_number() OVER (PARTITION BY {key}, [{content}] ORDER BY row) AS time FROM checked_{table.name} "
        f"WHERE broken IS NULL AND ({key}) IN (SELECT ({key}) FROM checked_{table.name} WHERE broken IS NULL "
        f"GROUP BY {key} HAVING count(*) > 1)) WHERE time > 1)"
    ).fetchall()
    return int(dropped)
