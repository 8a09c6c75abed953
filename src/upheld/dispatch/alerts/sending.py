"""Tells subscribers what was published since they were last told: each piece of news once, to each person once.

What is new is written down in one step together with every alert about it; then the alerts are sent as letters are,
with the ledger written before and after each. Killed at any moment and started again, nobody is told twice and nobody
is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from pathlib import Path

from upheld.dispatch.address import is_nobodys, mask
from upheld.dispatch.alerts.alert_mail import AUTOMATIC, AlertMail
from upheld.dispatch.alerts.news import Item, published
from upheld.dispatch.alerts.subscribers import ALERTS, CONFIRM, NEWS, Subscriber, Subscribers
from upheld.dispatch.alerts.topics import Topic, read_topic
from upheld.dispatch.ledger import Entry
from upheld.dispatch.mail import Content, Mail, addressee
from upheld.errors import PersonError

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Found:
    """What a run found before it sent anything."""

    new: int
    """Pieces of news."""
    alerts: int
    """People who are told of any."""
    first: bool
    """Whether it is the first run: then everything published until now counts as known."""
    erased: int
    """People erased: they never confirmed, or cannot be reached."""


@dataclass(frozen=True)
class Telling:
    """Everything that telling subscribers needs."""

    subscribers: Subscribers
    mails: AlertMail
    sender: Address
    reply_to: Address | None = None

    def prepare(self, public: Path) -> Found:
        """Queue an alert for everybody whom any news concerns. Raises PersonError if nothing is published."""
        items = list(published(public))
        erased = self.subscribers.erase_unconfirmed(self.mails.alerts.confirm_days)
        erased += self.subscribers.erase_unreachable()
        people = self.subscribers.confirmed()
        self._refuse_real(people)
        database = self.subscribers.ledger.database
        with database.transaction():
            known = {item for (item,) in database.run("SELECT item FROM alert_seen")}
            new = [item for item in items if item.id not in known]
            database.run_many("INSERT INTO alert_seen (item) VALUES (?)", [(item.id,) for item in _once(new)])
            first = not known
            told = [] if first else [(one, news) for one in people if (news := self._news(one, new))]
            run = hashlib.sha256("\n".join(sorted(item.id for item in new)).encode()).hexdigest()
            for subscriber, news in told:
                key = hashlib.sha256(f"{run} {subscriber.person}".encode()).hexdigest()[:32]
                self.subscribers.queue_news(key, subscriber, news)
        return Found(len(new), len(told), first, erased)

    def _news(self, subscriber: Subscriber, items: Sequence[Item]) -> list[tuple[str, str, str]]:
        """Return the news of one person, under the first of their topics that each piece is about."""
        topics = [(topic, _topic(topic, self.mails)) for topic in subscriber.confirmed]
        found = [
            (next((text for text, topic in topics if topic and topic.matches(item)), None), item.title, item.path)
            for item in items
        ]
        return sorted([(t, title, path) for t, title, path in found if t is not None], key=lambda one: one[0])

    def _refuse_real(self, people: Sequence[Subscriber]) -> None:
        """Raise PersonError if news that was made up would reach anybody."""
        real = [one.address for one in people if not is_nobodys(one.address)] if self.mails.synthetic else []
        if real:
            raise PersonError(
                f"The site holds synthetic figures, and {len(real):,} addresses can be real ({mask(real[0])}).",
                mend="Synthetic news goes to .example, .test or .invalid only.",
            )

    def mail_of(self, entry: Entry) -> Mail:
        """Return the mail of one message on record."""
        subscriber = self.subscribers.by_person(entry.body)
        if subscriber is None or entry.address is None:
            raise PersonError(f"Whom message {entry.key} is for is forgotten.", mend="Resolve it as sent.")
        if entry.form == CONFIRM:
            content: Content = self.mails.confirmation(subscriber)
            extra: Headers = AUTOMATIC
        else:
            content = self.mails.news(subscriber, self.subscribers.news(entry.key))
            extra = self.mails.headers(subscriber)
        return Mail(
            key=entry.key,
            sender=self.sender,
            reply_to=self.reply_to,
            recipient=entry.address,
            to=(addressee(entry.address, None),),
            cc=(),
            at=self.subscribers.ledger.clock(),
            content=content,
            extra=extra,
        )

    def waiting(self) -> int:
        """How many messages wait to be sent."""
        return len(self.subscribers.ledger.waiting(ALERTS))


def forget_news(subscribers: Subscribers) -> None:
    """Erase who was told of what, of alerts that are settled: it says what a person is interested in."""
    sql = (
        "DELETE FROM alert_news WHERE key IN (SELECT key FROM dispatch_message WHERE release = ? AND form = ? "
        "AND state IN ('sent', 'refused'))"
    )
    with subscribers.ledger.database.transaction():
        subscribers.ledger.database.run(sql, (ALERTS, NEWS))


def _once(items: Iterable[Item]) -> list[Item]:
    return list({item.id: item for item in items}.values())


def _topic(text: str, mails: AlertMail) -> Topic | None:
    """Return a topic; None where the scheme no longer has that body or service area."""
    try:
        return read_topic(text, mails.scheme)
    except PersonError:
        return None
