"""Where a ledger is kept: an SQLite file or a PostgreSQL database, behind the few words of SQL that both understand.

Every statement is written with `?` for its values. One sender at a time holds the lock; the system lets it go when the
process ends, however it ends.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from upheld.errors import PersonError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock: two senders at once are not kept apart there
    fcntl = None  # type: ignore[assignment]

Row = tuple[Any, ...]
LOCK = 7_041_999_311_207
"""What PostgreSQL's advisory lock is called: any number, but always this one."""


class Database(Protocol):
    """A database that is open. What is done within `transaction` is done whole, or not at all."""

    def run(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows."""

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run one statement for each of many rows."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep what is done in the block when it ends well; forget it when it raises."""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other senders out. Raises PersonError if there is one."""

    def forget_freed(self) -> None:
        """Leave nothing of what was erased on the disk."""


@contextmanager
def opened(place: str) -> Iterator[Database]:
    """Open the database at `place`: `postgresql://…`, or the path of a file, made if it is not there.

    Raises PersonError if it cannot be opened.
    """
    if re.match(r"postgres(ql)?://", place):
        with _postgres(place) as database:
            yield database
    elif "://" in place:
        raise PersonError("There is no such ledger.", mend="Name a file, or postgresql://USER@HOST/DATABASE.")
    else:
        with _sqlite(Path(place)) as database:
            yield database


def _another_sender() -> PersonError:
    return PersonError("Another run is sending from this ledger.", mend="Wait for it, or stop it.")


# ---------------------------------------------------------------- SQLite


class _Sqlite:
    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection

    def run(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(sql, tuple(values)).fetchall()

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def locked(self) -> Iterator[None]:
        opened_lock = os.open(f"{self._path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if fcntl is not None:
                try:
                    fcntl.flock(opened_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    raise _another_sender() from None
            yield
        finally:
            os.close(opened_lock)

    def forget_freed(self) -> None:
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _sqlite(path: Path) -> Iterator[Database]:
    if not path.parent.is_dir():
        raise PersonError(f"There is no folder {path.parent} for the ledger.", mend="Make it, or name another file.")
    # It holds people's addresses: nobody but its owner may read it, from the first moment.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        try:
            # FULL: what is committed survives a power cut; WAL: at the price of one write to the disk.
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.DatabaseError:
            raise PersonError(f"{path} is no ledger.", mend="Name another file; this one was not touched.") from None
        yield _Sqlite(path, connection)
    finally:
        connection.close()


# ---------------------------------------------------------------- PostgreSQL


class _Postgres:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def run(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        cursor = self._connection.execute(sql.replace("?", "%s"), tuple(values))
        return list(cursor.fetchall()) if cursor.description else []

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(sql.replace("?", "%s"), rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._connection.transaction():
            yield

    @contextmanager
    def locked(self) -> Iterator[None]:
        ((held,),) = self.run("SELECT pg_try_advisory_lock(?)", (LOCK,))
        if not held:
            raise _another_sender()
        try:
            yield
        finally:
            if not self._connection.closed:
                self.run("SELECT pg_advisory_unlock(?)", (LOCK,))

    def forget_freed(self) -> None:
        self.run("VACUUM dispatch_message")


@contextmanager
def _postgres(place: str) -> Iterator[Database]:
    try:
        import psycopg
    except ImportError:
        raise PersonError(
            "A ledger in PostgreSQL needs a package that is not installed.",
            mend="Install it with: pip install 'upheld[postgres]'.",
        ) from None
    try:
        connection = psycopg.connect(place, autocommit=True, application_name="upheld send")
    except psycopg.Error:
        # What the server answers can repeat the whole address, password and all.
        raise PersonError(
            "The ledger’s database does not answer.",
            mend="Check the address of --ledger and that the server is running.",
        ) from None
    with connection:
        try:
            yield _Postgres(connection)
        except psycopg.OperationalError:
            raise PersonError(
                "The ledger’s database went away.", mend="What was sent until then is on record: start again."
            ) from None
