"""Opens a snapshot's case tables on the engine that a person names: DuckDB, PostgreSQL or Apache Spark.

The expression of the figures is the same on each (see `figures.cube`) and gives the same whole numbers; only where it
runs differs. DuckDB reads the Parquet files where they lie, PostgreSQL is given the columns needed in tables that are
gone when the connection ends, and Spark reads the Parquet files from wherever all its workers can.
"""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from upheld.errors import PersonError

if TYPE_CHECKING:
    import ibis

    from upheld.snapshot import Snapshot

DUCKDB = "duckdb"
NEEDED = {
    "decisions": ("reference", "authority", "decided_on", "outcome", "category", "early_remedy"),
    "recommendations": ("recommendation", "reference", "answer", "due_on", "outcome", "outcome_on"),
    "due_dates": ("recommendation", "agreed_on", "due_on"),
}
"""The columns that the figures need of each table: nothing else, and nothing private, is carried to another engine."""

_POSTGRES_TYPES = {"string": "text", "date32[day]": "date", "bool": "boolean"}
_BATCH = 65_536
_PATIENCE = 5
"""Seconds."""


class CaseTables(NamedTuple):
    """The three tables that the figures are reckoned from, as Ibis tables on one engine."""

    decisions: ibis.Table
    recommendations: ibis.Table
    due_dates: ibis.Table


@contextmanager
def case_tables(snapshot: Snapshot, engine: str = DUCKDB) -> Iterator[CaseTables]:
    """Open decisions, recommendations and due_dates of `snapshot` on `engine` while the block runs.

    `engine` is `duckdb`, `postgresql://USER@HOST/DATABASE` or `spark://HOST:PORT` (`local[N]` after `spark://` runs
    Spark in this process). Raises PersonError for any other, for a package or Java that is missing, and for a server
    that does not answer, each with its mend.
    """
    opening = _opening(engine)
    paths = {name: snapshot.path(name) for name in NEEDED}
    with opening(engine, paths) as tables:
        yield tables


def check_engine(engine: str) -> str:
    """Return `engine` if it is one of the three kinds; else raise PersonError that names them."""
    _opening(engine)
    return engine


def _opening(engine: str) -> Callable[[str, dict[str, Path]], Any]:
    kinds = {"duckdb": _on_duckdb, "postgresql": _on_postgres, "postgres": _on_postgres, "spark": _on_spark}
    kind, _, rest = engine.partition("://")
    if kind not in kinds or (kind == DUCKDB) != (not rest):
        raise PersonError(
            f"There is no engine {_without_password(engine)!r}.",
            mend="Name duckdb, postgresql://USER@HOST/DATABASE or spark://HOST:PORT.",
        )
    return kinds[kind]


@contextmanager
def _on_duckdb(engine: str, paths: dict[str, Path]) -> Iterator[CaseTables]:
    import ibis

    con = ibis.duckdb.connect()
    try:
        yield CaseTables(*(con.read_parquet(str(path), table_name=name) for name, path in paths.items()))
    finally:
        con.disconnect()


@contextmanager
def _on_postgres(engine: str, paths: dict[str, Path]) -> Iterator[CaseTables]:
    try:
        import ibis
        import psycopg
    except ImportError:
        raise PersonError(
            "The engine PostgreSQL needs a package that is not installed.",
            mend="Install it with: pip install 'upheld[postgres]'.",
        ) from None
    try:
        connection = psycopg.connect(engine)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise PersonError(
            f"PostgreSQL at {_without_password(engine)} does not answer: {_without_password(reason)}",
            mend="Check the address, and that the server is running.",
        ) from None
    with connection:
        for name, path in paths.items():
            _copy(connection, name, path)
        con = ibis.postgres.from_connection(connection)
        yield CaseTables(*(con.table(name) for name in paths))
        connection.rollback()


def _copy(connection: Any, name: str, path: Path) -> None:
    """Make a temporary table of the columns needed and fill it by COPY. It is dropped with the connection."""
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
        kinds = [_POSTGRES_TYPES[str(schema.field(column).type)] for column in NEEDED[name]]
        declared = ", ".join(f"{column} {kind}" for column, kind in zip(NEEDED[name], kinds, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {name} ({declared})")
            with cursor.copy(f"COPY {name} ({', '.join(NEEDED[name])}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(kinds)
                for batch in file.iter_batches(_BATCH, columns=list(NEEDED[name])):
                    for row in zip(*(batch.column(column).to_pylist() for column in NEEDED[name]), strict=True):
                        copy.write_row(row)
            cursor.execute(f"ANALYZE {name}")


@contextmanager
def _on_spark(engine: str, paths: dict[str, Path]) -> Iterator[CaseTables]:
    import ibis

    session = _spark_session(engine)
    try:
        con = ibis.pyspark.connect(session)
        frames = {name: con.read_parquet(str(path.resolve()), table_name=name) for name, path in paths.items()}
        yield CaseTables(*frames.values())
    finally:
        session.stop()


def _spark_session(engine: str) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise PersonError(
            "The engine Spark needs a package that is not installed.",
            mend="Install it with: pip install 'upheld[spark]'.",
        ) from None
    if shutil.which("java") is None:
        raise PersonError(
            "The engine Spark needs Java, and there is none on this machine.",
            mend="Install Java 17 or 21 (on Debian and Ubuntu: apt install openjdk-17-jre-headless).",
        )
    master = engine.removeprefix("spark://")
    if not master.startswith("local"):
        _check_spark_answers(master)
        master = engine
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.log.level": "OFF",
    }
    builder = SparkSession.builder.master(master).appName("upheld")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _check_spark_answers(masters: str) -> None:
    """Ask before Spark does: it would try for a minute, and then fail with a page of Java."""
    for address in masters.split(","):
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=_PATIENCE):
                return
        except (OSError, ValueError):
            continue
    raise PersonError(
        f"Spark at spark://{masters} does not answer.",
        mend="Check the address (HOST:PORT), and that the master is running.",
    )


def _without_password(text: str) -> str:
    return re.sub(r"(://[^:@/\s]*):[^@/\s]*@", r"\1:…@", text)
