"""Killed outright at any moment, `upheld send` loses no letter and sends none twice; of a doubt it tells a person.

The server is real, and a bad one: it greylists, refuses, stalls and hangs up, before and after it has taken a mail.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.dispatch.conftest import SENDER
from tests.dispatch.crashing import MOODS, PATIENCE, Killer, Nursery, moody
from tests.dispatch.post_office import serving
from tests.dispatch.small_dispatch import COUNCILS, make_release, make_snapshot, recipient, sign
from upheld.dispatch.ledger import QUEUED, REFUSED, SENDING, SENT, UNKNOWN, Entry, Ledger
from upheld.release.publish_clock import now
from upheld.snapshot import Snapshot

KILLS = int(os.environ.get("UPHELD_CRASH_SENDS", "2"))
"""How many kills in all: few here, many with `make crash-send`."""
KILLS_A_CAMPAIGN = 8
BODIES = int(os.environ.get("UPHELD_CRASH_BODIES", "6"))
SEED = int(os.environ.get("UPHELD_CRASH_SEED", "1"))


class Campaign:
    """One release being sent by one ledger, with as many runs as it takes."""

    def __init__(self, folder: Path, prepared: Path, killer: Killer) -> None:
        self.ledger = folder / "ledger.db"
        self.prepared = prepared
        self.killer = killer

    @property
    def arguments(self) -> list[object]:
        arguments = ["send", self.prepared / "release", "--snapshot", self.prepared / "snapshot"]
        arguments += ["--keys", self.prepared / "keys", "--ledger", self.ledger, "--from", SENDER]
        arguments += ["--smtp", f"smtp://127.0.0.1:{self.killer.office.port}", "--yes-send", str(2 * BODIES)]
        return [*arguments, "--first-wait", "0.1", "--patience", PATIENCE]

    def kill_one(self) -> None:
        self.killer.kill(self.arguments)

    def finish(self) -> None:
        self.killer.finish(self.arguments, lambda: any(e.state == QUEUED for e in self.entries()))

    def entries(self) -> tuple[Entry, ...]:
        with Ledger.opened(str(self.ledger), now) as ledger:
            return ledger.entries()

    def taken(self, entry: Entry) -> int:
        """How often the server took a message."""
        return self.killer.office.counted[f"<{entry.key}@ombudsman.example>"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("send-crash")
    codes = [a.code for a in COUNCILS[:BODIES]]
    rows = [recipient(code, role) for code in codes for role in ("chief_executive", "link_officer")]
    snapshot: Snapshot = make_snapshot(folder, rows)
    sign(make_release(folder / "release", snapshot, codes, pdf=b"%PDF-1.7 " + bytes(60_000)), folder / "keys")
    return folder


@pytest.mark.parametrize("campaign", range((KILLS + KILLS_A_CAMPAIGN - 1) // KILLS_A_CAMPAIGN))
def test_nobody_is_missed_and_nobody_gets_it_twice(
    prepared: Path, nursery: Nursery, tmp_path: Path, campaign: int
) -> None:
    at = random.Random(f"{SEED} {campaign}")
    moods = {r: at.choice(MOODS) for c in COUNCILS[:BODIES] for r in addresses(c.code)}
    kills = min(KILLS_A_CAMPAIGN, KILLS - campaign * KILLS_A_CAMPAIGN)
    with serving(moody(moods.__getitem__)) as office:
        sending = Campaign(tmp_path, prepared, Killer(nursery, office, at))
        for _ in range(kills):
            sending.kill_one()
        sending.finish()
        entries = sending.entries()

        assert len(entries) == 2 * BODIES, "every message is on record"
        assert {e.state for e in entries} <= {SENT, REFUSED, UNKNOWN}, "nothing waits any more"
        assert all(sending.taken(e) == 1 for e in entries if e.state == SENT)
        assert all(sending.taken(e) == 0 for e in entries if e.state == REFUSED)
        assert all(sending.taken(e) <= 1 for e in entries if e.state == UNKNOWN)
        unknown = [e for e in entries if e.state == UNKNOWN]
        figures = {"kills": kills, "messages": len(entries), "accepted": len(office.accepted)}
        figures |= {"unknown": len(unknown), "of them taken": sum(sending.taken(e) for e in unknown)}

        with Ledger.opened(str(sending.ledger), now) as ledger:
            for entry in unknown:
                ledger.resolve(entry.key, sent=sending.taken(entry) == 1)
        if any(e.state == QUEUED for e in sending.entries()):
            sending.finish()
        settled = {e.address: sending.taken(e) for e in sending.entries()}
        assert settled == {address: int(mood != "refuses") for address, mood in moods.items()}
    assert not {QUEUED, SENDING, UNKNOWN} & {e.state for e in sending.entries()}
    if log := os.environ.get("UPHELD_CRASH_LOG"):
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{campaign} {figures}\n")


def addresses(code: str) -> list[str]:
    return [recipient(code, role)["email"] for role in ("chief_executive", "link_officer")]
