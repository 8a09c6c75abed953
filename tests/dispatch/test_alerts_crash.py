"""Killed outright at any moment, `upheld alerts send` tells everybody of each piece of news, and nobody of it twice."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.dispatch.conftest import SENDER
from tests.dispatch.crashing import MOODS, PATIENCE, Killer, Nursery, moody
from tests.dispatch.news import DESK, SITE, entry, publish
from tests.dispatch.post_office import serving
from upheld.dispatch.alerts.subscribers import NEWS, Subscribers
from upheld.dispatch.ledger import QUEUED, REFUSED, SENT, UNKNOWN, Entry, Ledger
from upheld.release.publish_clock import now

KILLS = int(os.environ.get("UPHELD_CRASH_ALERTS", "2"))
"""How many kills in all: few here, many with `make crash-send`."""
KILLS_A_CAMPAIGN = 8
READERS = int(os.environ.get("UPHELD_CRASH_READERS", "8"))
SEED = int(os.environ.get("UPHELD_CRASH_SEED", "1"))
TOPIC = "body:knowsley-metropolitan-borough-council"


class Campaign:
    """A folder of what is public, and the people who asked to be told."""

    def __init__(self, folder: Path, killer: Killer) -> None:
        self.public, self.ledger = folder / "public", folder / "alerts.db"
        self.killer = killer
        self.news = [entry(1)]
        publish(self.public, self.news)
        self.run()

    @property
    def arguments(self) -> list[object]:
        arguments = ["alerts", "send", self.public, "--ledger", self.ledger, "--from", SENDER]
        arguments += ["--smtp", f"smtp://127.0.0.1:{self.killer.office.port}", "--site", SITE, "--desk", DESK]
        return [*arguments, "--first-wait", "0.1", "--patience", PATIENCE]

    @contextmanager
    def subscribers(self) -> Iterator[Subscribers]:
        with Ledger.opened(str(self.ledger), now) as ledger:
            yield Subscribers.of(ledger)

    def join(self, address: str) -> None:
        """Ask, and confirm as by the link of a mail that arrived."""
        with self.subscribers() as subscribers:
            subscribers.ask(address, [TOPIC])
            ((token,),) = subscribers.ledger.database.run(
                "SELECT confirm FROM alert_person WHERE address = ?", (address,)
            )
            assert subscribers.confirm(str(token))

    def publish(self, number: int) -> None:
        self.news.insert(0, entry(number))
        publish(self.public, self.news)

    def run(self) -> None:
        self.killer.finish(self.arguments, lambda: any(e.state == QUEUED for e in self.entries()))

    def entries(self) -> list[Entry]:
        with self.subscribers() as subscribers:
            return [e for e in subscribers.ledger.entries() if e.form == NEWS]

    def taken(self, entry: Entry) -> int:
        """How often the server took a message."""
        return self.killer.office.counted[f"<{entry.key}@ombudsman.example>"]

    def resolve(self) -> int:
        """Settle what may or may not have been taken, as a person does; return how many there were."""
        unknown = [e for e in self.entries() if e.state == UNKNOWN]
        with self.subscribers() as subscribers:
            for one in unknown:
                subscribers.ledger.resolve(one.key, sent=self.taken(one) == 1)
        return len(unknown)

    def told(self) -> Counter[tuple[str, int]]:
        """How often each address was told of each decision."""
        pairs = zip(self.killer.office.accepted, self.killer.office.mails, strict=True)
        return Counter(
            (recipient, number)
            for (recipient, _), mail in pairs
            for number in range(1, len(self.news) + 1)
            if f"{SITE}decisions/24-000-{number:03}/" in str(mail.get_body(("plain",)))
        )


@pytest.mark.parametrize("campaign", range((KILLS + KILLS_A_CAMPAIGN - 1) // KILLS_A_CAMPAIGN))
def test_everybody_is_told_of_all_news_and_nobody_of_any_twice(nursery: Nursery, tmp_path: Path, campaign: int) -> None:
    at = random.Random(f"{SEED} alerts {campaign}")
    readers = [f"reader{n}@home.example" for n in range(READERS)]
    moods = {reader: at.choice(MOODS) for reader in readers}
    kills = min(KILLS_A_CAMPAIGN, KILLS - campaign * KILLS_A_CAMPAIGN)
    with serving(moody(moods.__getitem__)) as office:
        sending = Campaign(tmp_path, Killer(nursery, office, at))
        for reader in readers:
            sending.join(reader)
        unknown = 0
        for number in range(2, kills + 2):
            # Now and then more is published while some were not told of the last yet.
            sending.publish(number)
            sending.killer.kill(sending.arguments)
            if at.random() < 0.5:
                sending.killer.kill(sending.arguments)
        sending.run()
        assert {e.state for e in sending.entries()} <= {SENT, REFUSED, UNKNOWN}, "nothing waits any more"
        assert max(office.counted.values(), default=0) <= 1
        while count := sending.resolve():
            unknown += count
            sending.run()
        expected = {(r, n) for r, mood in moods.items() if mood != "refuses" for n in range(2, len(sending.news) + 1)}
        assert sending.told() == Counter(expected)
    if log := os.environ.get("UPHELD_CRASH_LOG"):
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(
                f"alerts {campaign}: {kills} to {2 * kills} kills, {len(expected)} pieces told, {unknown} unknown\n"
            )
