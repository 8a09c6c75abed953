"""Killed outright at any moment, `upheld send` loses no letter and sends none twice; of a doubt it tells a person.

The server is real, and a bad one: it greylists, refuses, stalls and hangs up, before and after it has taken a mail.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.dispatch.conftest import SENDER
from tests.dispatch.post_office import PostOffice, serving
from tests.dispatch.small_dispatch import COUNCILS, make_release, make_snapshot, recipient, sign
from upheld.dispatch.ledger import QUEUED, REFUSED, SENDING, SENT, UNKNOWN, Entry, Ledger
from upheld.release.publish_clock import now
from upheld.snapshot import Snapshot

KILLS = int(os.environ.get("UPHELD_CRASH_SENDS", "2"))
"""How many kills in all: few here, many with `make crash-send`."""
KILLS_A_CAMPAIGN = 8
BODIES = int(os.environ.get("UPHELD_CRASH_BODIES", "6"))
SEED = int(os.environ.get("UPHELD_CRASH_SEED", "1"))
PATIENCE = os.environ.get("UPHELD_CRASH_PATIENCE", "1.5")
"""Seconds for which the server may keep a run waiting: more where a busy machine makes even a good server slow."""
RUNS = 10
"""Runs after the last kill: a busy machine can let a run give up waiting for the server."""
AT_ANY_MOMENT = 0.2
"""Share of the kills that fall anywhere from the start of the process on; the others while mails are accepted."""
MOODS = (*("fine",) * 9, "greylists", "refuses", "hangs up", "takes and hangs up", "stalls")

DRIVER = """
import sys
import types

from upheld.release.check.model import CheckReport

nothing_wrong = CheckReport("release", None, "2023-24", True, ())
sys.modules["upheld.release.check.run"] = types.SimpleNamespace(check_release=lambda *a, **k: nothing_wrong)
from upheld.cli import main
"""
"""The command itself; only the check of the release, which takes long and is tested elsewhere, finds nothing."""

NURSERY = f"""
import json
import os
{DRIVER}
import css_inline
import upheld.dispatch.letters, upheld.dispatch.smtp, upheld.terminal

for line in sys.stdin:
    if not (run := os.fork()):
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        sys.argv = json.loads(line)
        try:
            main()
        except SystemExit as end:
            os._exit(end.code or 0)
        os._exit(0)
    print(run, flush=True)
    os.waitpid(run, 0)
    print("over", flush=True)
"""
"""Starts one run after another, each a process of its own, without loading the program anew for each."""


class Nursery:
    """Where runs are started."""

    def __init__(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen([sys.executable, "-c", NURSERY], text=True, **pipes)  # type: ignore[call-overload]

    def start(self, arguments: Sequence[object]) -> int:
        """Start a run; return the number of its process."""
        self._process.stdin.write(json.dumps(["upheld", *map(str, arguments)]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self) -> None:
        """Wait until the run is over."""
        assert self._process.stdout.readline() == "over\n"

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=60)


def moody(mood: Callable[[str], str]) -> PostOffice:
    """A server whose mood depends on the recipient; whatever it is, it passes with the first attempt, but a refusal."""

    def recipient_answer(address: str, attempt: int) -> str | None:
        if mood(address) == "refuses":
            return "550 5.1.1 no such user"
        return "451 4.7.1 come back later" if mood(address) == "greylists" and attempt == 1 else None

    def mail_answer(address: str, attempt: int) -> str | None:
        answers = {"hangs up": "drop", "takes and hangs up": "accept and drop", "stalls": "stall"}
        return answers.get(mood(address)) if attempt == 1 else None

    return PostOffice(answer_recipient=recipient_answer, answer_mail=mail_answer, hold=0.004)


class Campaign:
    """One release being sent by one ledger, with as many runs as it takes."""

    def __init__(self, folder: Path, prepared: Path, office: PostOffice, nursery: Nursery) -> None:
        self.nursery = nursery
        self.ledger = folder / "ledger.db"
        self.prepared = prepared
        self.office = office

    def start(self) -> int:
        arguments = ["send", self.prepared / "release", "--snapshot", self.prepared / "snapshot"]
        arguments += ["--keys", self.prepared / "keys", "--ledger", self.ledger, "--from", SENDER]
        arguments += ["--smtp", f"smtp://127.0.0.1:{self.office.port}", "--yes-send", str(2 * BODIES)]
        return self.nursery.start([*arguments, "--first-wait", "0.1", "--patience", PATIENCE])

    def kill_one(self, at: random.Random) -> None:
        """Start a run and kill it."""
        self.office.given.clear()
        run = self.start()
        if at.random() < AT_ANY_MOMENT:
            time.sleep(at.uniform(0, 1))
        else:
            while not self.office.given.wait(timeout=0.02) and alive(run):
                pass
            time.sleep(at.uniform(0, 0.4))
        with suppress(ProcessLookupError):
            os.kill(run, signal.SIGKILL)
        self.nursery.wait()

    def finish(self) -> None:
        """Start a run, and again while anything waits, as a person does who is told so."""
        for _ in range(RUNS):
            self.start()
            self.nursery.wait()
            if not any(e.state == QUEUED for e in self.entries()):
                return

    def entries(self) -> tuple[Entry, ...]:
        with Ledger.opened(str(self.ledger), now) as ledger:
            return ledger.entries()

    def taken(self, entry: Entry) -> int:
        """How often the server took a message."""
        return self.office.counted[f"<{entry.key}@ombudsman.example>"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("send-crash")
    codes = [a.code for a in COUNCILS[:BODIES]]
    rows = [recipient(code, role) for code in codes for role in ("chief_executive", "link_officer")]
    snapshot: Snapshot = make_snapshot(folder, rows)
    sign(make_release(folder / "release", snapshot, codes, pdf=b"%PDF-1.7 " + bytes(60_000)), folder / "keys")
    return folder


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.mark.parametrize("campaign", range((KILLS + KILLS_A_CAMPAIGN - 1) // KILLS_A_CAMPAIGN))
def test_nobody_is_missed_and_nobody_gets_it_twice(
    prepared: Path, nursery: Nursery, tmp_path: Path, campaign: int
) -> None:
    at = random.Random(f"{SEED} {campaign}")
    moods = {r: at.choice(MOODS) for c in COUNCILS[:BODIES] for r in addresses(c.code)}
    kills = min(KILLS_A_CAMPAIGN, KILLS - campaign * KILLS_A_CAMPAIGN)
    with serving(moody(moods.__getitem__)) as office:
        sending = Campaign(tmp_path, prepared, office, nursery)
        for _ in range(kills):
            sending.kill_one(at)
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


def alive(process: int) -> bool:
    """Whether a process is still there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def addresses(code: str) -> list[str]:
    return [recipient(code, role)["email"] for role in ("chief_executive", "link_officer")]
