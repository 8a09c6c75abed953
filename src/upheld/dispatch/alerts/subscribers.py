"""Who asked for what, kept beside the ledger: an address stands there only while its owner wants it to.

A person is `asked` until they confirm, by a link that only their mailbox has. Tokens are random, 256 bits, and no
address and no topic can be made out of one.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from upheld.dispatch.address import why_unusable
from upheld.dispatch.ledger import QUEUED, Entry, Ledger
from upheld.errors import PersonError

ALERTS = "alerts"
"""What stands in the ledger as the release of an alert and of a mail that asks to confirm."""
NEWS, CONFIRM = "news", "confirm"
"""The forms of their messages."""
MOST_TOPICS = 50
QUIET = timedelta(hours=1)
"""Nobody gets more than one mail that asks to confirm within this time, whoever types their address."""

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS alert_person (person TEXT PRIMARY KEY, address TEXT NOT NULL, folded TEXT NOT NULL "
    "UNIQUE, stop TEXT NOT NULL UNIQUE, confirm TEXT UNIQUE, mailed_at TEXT)",
    "CREATE TABLE IF NOT EXISTS alert_topic (person TEXT NOT NULL, topic TEXT NOT NULL, asked_at TEXT NOT NULL, "
    "confirmed_at TEXT, PRIMARY KEY (person, topic))",
    "CREATE TABLE IF NOT EXISTS alert_seen (item TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS alert_news (key TEXT NOT NULL, place INTEGER NOT NULL, topic TEXT NOT NULL, "
    "title TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (key, place))",
)


@dataclass(frozen=True)
class Subscriber:
    """Somebody who asked for alerts. Topics are kept as they were typed: `body:leeds-city-council`."""

    person: str
    address: str
    stop: str
    """The token of the link that ends it all."""
    confirm: str | None
    """The token of the link that confirms, while anything waits for it."""
    confirmed: tuple[str, ...]
    asked: tuple[str, ...]
    """Topics that wait to be confirmed."""


@dataclass(frozen=True)
class Subscribers:
    """The subscribers in an open ledger. Every change is on the disk when its method returns."""

    ledger: Ledger

    @classmethod
    def of(cls, ledger: Ledger) -> Subscribers:
        """Return the subscribers of a ledger; their tables are made if they are not there."""
        with ledger.database.transaction():
            for statement in _SCHEMA:
                ledger.database.run(statement)
        return cls(ledger)

    # ------------------------------------------------------------ asking, confirming, stopping

    def ask(self, address: str, topics: Sequence[str]) -> None:
        """Keep what somebody asked for, and queue the mail that asks its owner to confirm.

        It does the same for every usable address, so that nobody learns who is subscribed; topics confirmed already
        need no mail. Raises PersonError for an address that cannot be written to, and for no topic or too many.
        """
        if not topics:
            raise PersonError("Nothing was chosen.", mend="Choose a body or a service area, or write some words.")
        address = address.strip()
        if why := why_unusable(address):
            raise PersonError(f"The address {why}.", mend="Write it as name@example.org.")
        database = self.ledger.database
        with database.transaction():
            person = self._person(address)
            rows = database.run("SELECT topic, confirmed_at FROM alert_topic WHERE person = ?", (person,))
            known: dict[str, str | None] = {str(topic): at for topic, at in rows}
            new = [topic for topic in dict.fromkeys(topics) if known.get(topic) is None]
            if len(known) + len(set(new) - set(known)) > MOST_TOPICS:
                raise PersonError(f"Nobody can ask for more than {MOST_TOPICS} things.", mend="Stop one of them first.")
            for topic in new:
                database.run(
                    "INSERT INTO alert_topic (person, topic, asked_at) VALUES (?, ?, ?) "
                    "ON CONFLICT (person, topic) DO NOTHING",
                    (person, topic, self._now()),
                )
            if new:
                self._queue_confirmation(person)

    def _person(self, address: str) -> str:
        """Return who has an address; somebody new where nobody has it yet."""
        database = self.ledger.database
        found = database.run("SELECT person FROM alert_person WHERE folded = ?", (address.casefold(),))
        if found:
            return str(found[0][0])
        person = secrets.token_hex(16)
        database.run(
            "INSERT INTO alert_person (person, address, folded, stop) VALUES (?, ?, ?, ?)",
            (person, address, address.casefold(), secrets.token_urlsafe(32)),
        )
        return person

    def _queue_confirmation(self, person: str) -> None:
        database = self.ledger.database
        ((address, mailed_at),) = database.run(
            "SELECT address, mailed_at FROM alert_person WHERE person = ?", (person,)
        )
        if mailed_at and datetime.fromisoformat(mailed_at) + QUIET > self.ledger.clock():
            return  # the link of the mail they have confirms this as well
        database.run(
            "UPDATE alert_person SET confirm = coalesce(confirm, ?), mailed_at = ? WHERE person = ?",
            (secrets.token_urlsafe(32), self._now(), person),
        )
        self.ledger.add([self._message(secrets.token_hex(16), person, address, CONFIRM)])

    def _message(self, key: str, person: str, address: str, form: str) -> Entry:
        return Entry(key, ALERTS, "", person, ALERTS, "subscriber", form, "", 0, address, None, QUEUED)

    def queue_news(self, key: str, subscriber: Subscriber, news: Sequence[tuple[str, str, str]]) -> None:
        """Within a transaction: queue an alert, with the topic, title and path of each piece of news."""
        rows = [(key, place, *one) for place, one in enumerate(news)]
        sql = "INSERT INTO alert_news (key, place, topic, title, path) VALUES (?, ?, ?, ?, ?)"
        self.ledger.database.run_many(sql, rows)
        self.ledger.add([self._message(key, subscriber.person, subscriber.address, NEWS)])

    def confirm(self, token: str) -> Subscriber | None:
        """Confirm what waits for the link with `token`; return whose it is, or None if it is none (any more)."""
        found = self._found("confirm", token)
        if found is None:
            return None
        with self.ledger.database.transaction():
            sql = "UPDATE alert_topic SET confirmed_at = ? WHERE person = ? AND confirmed_at IS NULL"
            self.ledger.database.run(sql, (self._now(), found.person))
            self.ledger.database.run("UPDATE alert_person SET confirm = NULL WHERE person = ?", (found.person,))
            self.ledger.give_up(found.person, CONFIRM)
        return self._found("person", found.person)

    def stop_topic(self, token: str, topic: str) -> bool:
        """End one topic of the person whose stop link it is; of the last one, everything. Return whether it is one."""
        found = self._found("stop", token)
        if found is None:
            return False
        with self.ledger.database.transaction():
            self.ledger.database.run("DELETE FROM alert_topic WHERE person = ? AND topic = ?", (found.person, topic))
        if not {*found.confirmed, *found.asked} - {topic}:
            self._erase([found.person])
        return True

    def stop(self, token: str) -> bool:
        """End everything of the person whose stop link it is, and erase them. Return whether it is one."""
        found = self._found("stop", token)
        if found is not None:
            self._erase([found.person])
        return found is not None

    def stop_address(self, address: str) -> bool:
        """End everything for an address, and erase it. Return whether it was there."""
        found = self._found("folded", address.strip().casefold())
        if found is not None:
            self._erase([found.person])
        return found is not None

    # ------------------------------------------------------------ reading

    def by_stop(self, token: str) -> Subscriber | None:
        """Return whose stop link it is."""
        return self._found("stop", token)

    def by_confirm(self, token: str) -> Subscriber | None:
        """Return whose confirmation it is."""
        return self._found("confirm", token)

    def by_person(self, person: str) -> Subscriber | None:
        """Return the subscriber a message of the ledger was for; None if they are erased."""
        return self._found("person", person)

    def confirmed(self) -> tuple[Subscriber, ...]:
        """Return everybody who confirmed anything, in a fixed order."""
        sql = "SELECT DISTINCT person FROM alert_topic WHERE confirmed_at IS NOT NULL ORDER BY person"
        found = (self._found("person", person) for (person,) in self.ledger.database.run(sql))
        return tuple(one for one in found if one is not None)

    def counts(self) -> dict[str, int]:
        """How many people confirmed something, and how many only asked."""
        ((people,),) = self.ledger.database.run("SELECT count(*) FROM alert_person")
        confirmed = len(self.confirmed())
        return {"confirmed": confirmed, "asked only": people - confirmed}

    def news(self, key: str) -> list[tuple[str, str, str]]:
        """Return topic, title and path of what an alert tells."""
        sql = "SELECT topic, title, path FROM alert_news WHERE key = ? ORDER BY place"
        return [(str(t), str(title), str(path)) for t, title, path in self.ledger.database.run(sql, (key,))]

    def _found(self, column: str, value: str) -> Subscriber | None:
        sql = f"SELECT person, address, stop, confirm FROM alert_person WHERE {column} = ?"  # noqa: S608 our own names
        for person, address, stop, confirm in self.ledger.database.run(sql, (value,)):
            topics = self.ledger.database.run(
                "SELECT topic, confirmed_at FROM alert_topic WHERE person = ? ORDER BY topic", (person,)
            )
            confirmed = tuple(topic for topic, at in topics if at is not None)
            return Subscriber(
                person, address, stop, confirm, confirmed, tuple(topic for topic, at in topics if at is None)
            )
        return None

    # ------------------------------------------------------------ erasing

    def erase_unconfirmed(self, days: int) -> int:
        """Erase what was asked for more than `days` ago and never confirmed; return of how many people.

        Who confirmed something else keeps that.
        """
        before = (self.ledger.clock() - timedelta(days=days)).astimezone(UTC).isoformat(timespec="seconds")
        database = self.ledger.database
        with database.transaction():
            database.run("DELETE FROM alert_topic WHERE confirmed_at IS NULL AND asked_at < ?", (before,))
        sql = "SELECT person FROM alert_person WHERE person NOT IN (SELECT person FROM alert_topic)"
        return self._erase([str(person) for (person,) in database.run(sql)])

    def erase_unreachable(self) -> int:
        """Erase everybody whose mail came back or was refused for good; return how many."""
        sql = (
            "SELECT DISTINCT p.person FROM alert_person p JOIN dispatch_message m ON m.body = p.person "
            "WHERE m.release = ? AND m.address IS NOT NULL AND (m.state = 'refused' OR m.answer = 'bounced')"
        )
        return self._erase([str(person) for (person,) in self.ledger.database.run(sql, (ALERTS,))])

    def _erase(self, people: Sequence[str]) -> int:
        for person in people:
            with self.ledger.database.transaction():
                self.ledger.give_up(person)
                for table in ("alert_topic", "alert_person"):
                    self.ledger.database.run(f"DELETE FROM {table} WHERE person = ?", (person,))  # noqa: S608
        if people:
            self.ledger.database.forget_freed()
        return len(people)

    def _now(self) -> str:
        return self.ledger.clock().astimezone(UTC).isoformat(timespec="seconds")
