"""The ledger of what was sent to whom: written before and after every message, so that nobody gets one twice.

A message is `queued`; `sending` from the moment in which a carrier might accept it; then `sent`, or `refused` for good,
or `queued` again. What is still `sending` when nobody sends any more is `unknown`: a person finds out and says.
People's names and addresses stand here and nowhere else, until they are forgotten.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from upheld.dispatch.address import mask, mask_all
from upheld.dispatch.database import Database, opened
from upheld.errors import PersonError
from upheld.release.publish_clock import Clock

QUEUED, SENDING, SENT, REFUSED, UNKNOWN = "queued", "sending", "sent", "refused", "unknown"
BOUNCED, REPLIED, DELIVERED, DELAYED = "bounced", "replied", "delivered", "delayed"
OPENED = "opened"
"""Said of a message whose own link was followed, unless it was answered."""
STATES = (QUEUED, SENDING, SENT, REFUSED, UNKNOWN)
ANSWERS = (DELIVERED, DELAYED, REPLIED, BOUNCED)
"""What can be heard of a message afterwards; a later one in this list is not replaced by an earlier one."""
SAID = 300
"""Characters kept of what a server said."""

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS dispatch_message (key TEXT PRIMARY KEY, release TEXT NOT NULL, year TEXT NOT NULL, "
    "body TEXT NOT NULL, body_name TEXT NOT NULL, role TEXT NOT NULL, form TEXT NOT NULL, letter TEXT NOT NULL, "
    "place INTEGER NOT NULL, address TEXT, name TEXT, state TEXT NOT NULL, attempts INTEGER NOT NULL, "
    "changed_at TEXT NOT NULL, reference TEXT, said TEXT, answer TEXT, answered_at TEXT, answer_said TEXT, "
    f"CHECK (state IN ({', '.join(repr(s) for s in STATES)})), "
    f"CHECK (answer IS NULL OR answer IN ({', '.join(repr(a) for a in ANSWERS)})), "
    f"CHECK (state <> '{SENT}' OR attempts > 0))",
    "CREATE TABLE IF NOT EXISTS dispatch_history (key TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, said TEXT)",
    "CREATE TABLE IF NOT EXISTS dispatch_opened (key TEXT PRIMARY KEY, at TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS dispatch_secret (id INTEGER PRIMARY KEY CHECK (id = 1), secret TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS dispatch_waiting ON dispatch_message (release, state, place)",
)


@dataclass(frozen=True)
class Entry:
    """One message on record. Times are in UTC, as ISO 8601. `address` and `name` are None once they are forgotten."""

    key: str
    release: str
    year: str
    body: str
    body_name: str
    role: str
    form: str
    letter: str
    """Hash of the letter's words."""
    place: int
    """Where it stands in the order of sending."""
    address: str | None
    name: str | None
    state: str = QUEUED
    attempts: int = 0
    changed_at: str = ""
    reference: str | None = None
    """What the carrier calls it."""
    said: str | None = None
    """What the carrier said, addresses masked."""
    answer: str | None = None
    answered_at: str | None = None
    answer_said: str | None = None
    opened_at: str | None = None
    """When the link of its own was followed for the first time."""

    @property
    def masked(self) -> str:
        """The address as it may be shown."""
        return mask(self.address) if self.address else "forgotten"

    @property
    def status(self) -> str:
        """What there is to say of the message: the last that was heard, else what its sending came to."""
        if self.opened_at and self.answer not in (REPLIED, BOUNCED):
            return OPENED
        return self.answer or self.state

    def as_dict(self) -> dict[str, Any]:
        """Return what anybody in the office may read: nothing of a person but the masked address."""
        shown = {k: v for k, v in asdict(self).items() if k not in ("address", "name", "place")}
        return shown | {"address": self.masked, "status": self.status}


_COLUMNS = tuple(field.name for field in fields(Entry) if field.name != "opened_at")
_OPENED = "(SELECT at FROM dispatch_opened WHERE dispatch_opened.key = dispatch_message.key)"
_SELECT = f"SELECT {', '.join(_COLUMNS)}, {_OPENED} FROM dispatch_message"  # noqa: S608 our own names


@dataclass(frozen=True)
class Ledger:
    """A ledger that is open. Every change is on the disk when its method returns."""

    database: Database
    clock: Clock

    @classmethod
    @contextmanager
    def opened(cls, place: str, clock: Clock) -> Iterator[Ledger]:
        """Open the ledger at `place` (a file or postgresql://…). Raises PersonError if it cannot be opened."""
        with opened(place) as database:
            ledger = cls(database, clock)
            with database.transaction():
                for statement in _SCHEMA:
                    database.run(statement)
            yield ledger

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Send alone; what an earlier run was cut off in the middle of is `unknown` from here on.

        Raises PersonError if another run is sending.
        """
        with self.database.locked():
            with self.database.transaction():
                for (key,) in self.database.run("SELECT key FROM dispatch_message WHERE state = ?", (SENDING,)):
                    self._change(key, UNKNOWN, said="the run was cut off while this message was on its way")
            yield

    # ------------------------------------------------------------ before and after a message

    def queue(self, entries: Sequence[Entry]) -> None:
        """Write down what is to be sent. What is on record already is left as it is."""
        with self.database.transaction():
            self.add(entries)

    def add(self, entries: Sequence[Entry]) -> None:
        """The same within a transaction of the caller's."""
        names = ", ".join(_COLUMNS)
        marks = ", ".join("?" * len(_COLUMNS))
        sql = f"INSERT INTO dispatch_message ({names}) VALUES ({marks}) ON CONFLICT (key) DO NOTHING"  # noqa: S608
        now = self._now()
        rows = [tuple((asdict(e) | {"changed_at": now})[name] for name in _COLUMNS) for e in entries]
        self.database.run_many(sql, rows)

    def give_up(self, body: str, form: str | None = None) -> None:
        """Within a transaction: send nothing more to whom `body` names, and erase their name and address there.

        With a `form`, nothing more of that form.
        """
        for entry in self._entries(f"{_SELECT} WHERE body = ?", (body,)):
            if form not in (None, entry.form):
                continue
            if entry.state == QUEUED:
                self._change(entry.key, REFUSED, said="no longer wanted")
            self.database.run("UPDATE dispatch_message SET address = NULL, name = NULL WHERE key = ?", (entry.key,))

    def waiting(self, release: str) -> tuple[str, ...]:
        """Return the keys of what is still to be sent, in order."""
        sql = "SELECT key FROM dispatch_message WHERE release = ? AND state = ? ORDER BY place, key"
        return tuple(key for (key,) in self.database.run(sql, (release, QUEUED)))

    def sending(self, key: str) -> None:
        """Write down that from now on the carrier may have accepted the message."""
        sql = (
            "UPDATE dispatch_message SET state = ?, attempts = attempts + 1, changed_at = ? WHERE key = ? AND state = ?"
        )
        with self.database.transaction():
            self.database.run(sql, (SENDING, self._now(), key, QUEUED))

    def settled(self, key: str, state: str, said: str | None = None, reference: str | None = None) -> None:
        """Write down what came of it."""
        with self.database.transaction():
            self._change(key, state, said=said, reference=reference)

    # ------------------------------------------------------------ afterwards

    def resolve(self, key: str, *, sent: bool) -> Entry:
        """Record what a person found out of a message set aside: it was `sent`, or it is to be sent again.

        `key` may be shortened. Raises PersonError if no message, or more than one, is named so and set aside.
        """
        pattern = f"{''.join(c for c in key.lower() if c in '0123456789abcdef')}%"
        found = self._entries(f"{_SELECT} WHERE key LIKE ? AND state IN (?, ?)", (pattern, UNKNOWN, REFUSED))
        if len(found) != 1 or len(pattern) < 7:
            raise PersonError(
                f"No message set aside is called {key}." if not found else f"More than one message is called {key}.",
                mend="See their keys with upheld send --status; six digits or more name one.",
            )
        (entry,) = found
        if entry.address is None and not sent:
            raise PersonError("Its address is forgotten.", mend="It cannot be sent again from this ledger.")
        said = "a person found that it was sent" if sent else "a person found that it was not sent"
        with self.database.transaction():
            if sent:
                self.database.run(
                    "UPDATE dispatch_message SET attempts = 1 WHERE key = ? AND attempts = 0", (entry.key,)
                )
            self._change(entry.key, SENT if sent else QUEUED, said=said)
        return self.entry(entry.key)

    def answered(self, key: str, answer: str, at: datetime, said: str) -> bool:
        """Record what was heard of a message; return whether that was new. What is answered was sent."""
        with self.database.transaction():
            found = self._entries(f"{_SELECT} WHERE key = ?", (key,))
            if not found or (found[0].answer and ANSWERS.index(found[0].answer) >= ANSWERS.index(answer)):
                return False
            if found[0].state in (UNKNOWN, SENDING, QUEUED) and found[0].attempts:
                self._change(key, SENT, said="an answer to it came, so it was sent")
            sql = "UPDATE dispatch_message SET answer = ?, answered_at = ?, answer_said = ? WHERE key = ?"
            when = at.astimezone(UTC).isoformat(timespec="seconds")
            self.database.run(sql, (answer, when, mask_all(said)[:SAID], key))
            self._log(key, answer, mask_all(said)[:SAID])
        return True

    def secret(self) -> bytes:
        """Return what links to letters are signed with: random, made once for a ledger, and never shown."""
        if not (found := self.database.run("SELECT secret FROM dispatch_secret")):
            with self.database.transaction():
                sql = "INSERT INTO dispatch_secret (id, secret) VALUES (1, ?) ON CONFLICT (id) DO NOTHING"
                self.database.run(sql, (secrets.token_hex(32),))
            found = self.database.run("SELECT secret FROM dispatch_secret")
        return bytes.fromhex(str(found[0][0]))

    def opened_link(self, key: str) -> None:
        """Record that the link of a message was followed; the first time counts. What was opened was sent."""
        with self.database.transaction():
            (entry,) = self._entries(f"{_SELECT} WHERE key = ?", (key,))
            if entry.opened_at:
                return
            if entry.state in (UNKNOWN, SENDING, QUEUED) and entry.attempts:
                self._change(key, SENT, said="its link was followed, so it was sent")
            sql = "INSERT INTO dispatch_opened (key, at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"
            self.database.run(sql, (key, self._now()))
            self._log(key, OPENED, None)

    def forget(self, keep: timedelta) -> int:
        """Erase the names and addresses of what was settled longer ago than `keep`; return of how many messages.

        What is waiting or set aside is kept: somebody has still to see to it.
        """
        before = (self.clock() - keep).astimezone(UTC).isoformat(timespec="seconds")
        sql = f"{_SELECT} WHERE address IS NOT NULL AND changed_at < ? AND state IN (?, ?)"
        with self.database.transaction():
            gone = self._entries(sql, (before, SENT, REFUSED))
            for entry in gone:
                self.database.run("UPDATE dispatch_message SET address = NULL, name = NULL WHERE key = ?", (entry.key,))
                self._log(entry.key, "forgotten", None)
        self.database.forget_freed()
        return len(gone)

    # ------------------------------------------------------------ reading

    def entry(self, key: str) -> Entry:
        """Return one message. KeyError if it is not on record."""
        found = self._entries(f"{_SELECT} WHERE key = ?", (key,))
        if not found:
            raise KeyError(key)
        return found[0]

    def entries(self, year: str | None = None) -> tuple[Entry, ...]:
        """Return every message of a review year, or of all, in the order of sending."""
        if year is None:
            return self._entries(f"{_SELECT} ORDER BY year, release, place, key", ())
        return self._entries(f"{_SELECT} WHERE year = ? ORDER BY year, release, place, key", (year,))

    def _entries(self, sql: str, values: Sequence[object]) -> tuple[Entry, ...]:
        return tuple(Entry(*row) for row in self.database.run(sql, values))

    def _change(self, key: str, state: str, *, said: str | None = None, reference: str | None = None) -> None:
        told = mask_all(said)[:SAID] if said else None
        sql = (
            "UPDATE dispatch_message SET state = ?, changed_at = ?, said = ?, reference = coalesce(?, reference) "
            "WHERE key = ?"
        )
        self.database.run(sql, (state, self._now(), told, reference, key))
        self._log(key, state, told)

    def _log(self, key: str, what: str, said: str | None) -> None:
        sql = "INSERT INTO dispatch_history (key, at, what, said) VALUES (?, ?, ?, ?)"
        self.database.run(sql, (key, self._now(), what, said))

    def _now(self) -> str:
        return self.clock().astimezone(UTC).isoformat(timespec="seconds")
