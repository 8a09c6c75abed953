"""What the tests of sending share: a frozen snapshot of recipients, a signed release, and an office that sends it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.dispatch.crashing import Nursery
from tests.dispatch.post_office import PostOffice, serving
from tests.dispatch.small_dispatch import COUNCILS, SCHEME, make_release, make_snapshot, recipient, sign
from upheld.dispatch.ledger import Ledger
from upheld.dispatch.letter_mail import LetterMail
from upheld.dispatch.letters import Dispatcher, Letters
from upheld.dispatch.mail import addressee
from upheld.dispatch.permission import Permission, refuse_wrong_count
from upheld.dispatch.plan import make_plan
from upheld.dispatch.sender import Pace, Summary
from upheld.dispatch.smtp import SmtpCarrier, SmtpServer
from upheld.release.check.model import Checked, CheckReport, Finding
from upheld.release.manifest import ReleaseManifest
from upheld.scheme.dispatch import load_dispatch
from upheld.snapshot import Snapshot

SENDER = "annual.review@ombudsman.example"
ON_THE_DAY = datetime(2024, 7, 17, 8, tzinfo=UTC)
BODIES = tuple(a.code for a in COUNCILS[:4])
IMPATIENT = Pace(first_wait=0.0, longest_wait=0.0)


def report(wrong: int = 0) -> CheckReport:
    """What a check would say."""
    findings = (Finding("a", "b"),) * wrong
    return CheckReport("release", None, "2023-24", False, (Checked("id", "title", 1, "things", findings),))


@dataclass
class Office:
    """Everything that sending needs, each part to be changed by a test."""

    folder: Path
    snapshot: Snapshot
    release: Path
    time: datetime = ON_THE_DAY
    check: Callable[[], CheckReport] = report
    typed: str | None = None
    """What is typed when the number is asked for; None: the right one."""
    link: str | None = None
    room: str | None = None
    revision: bool = False
    pace: Pace = IMPATIENT
    stop: threading.Event = field(default_factory=threading.Event)
    patience: float = 5.0
    ledger_at: str = ""

    @property
    def ledger_place(self) -> str:
        return self.ledger_at or str(self.folder / "ledger.db")

    def letters(self) -> Letters:
        manifest, dispatch = ReleaseManifest.read(self.release), load_dispatch(SCHEME)
        plan = make_plan(self.release, manifest, SCHEME, dispatch, self.snapshot)
        mails = LetterMail(self.release, manifest, SCHEME, dispatch, self.link, self.revision, self.room)
        return Letters(plan, mails, addressee(SENDER, "The Ombudsman"), lambda: self.time)

    def send(self, port: int) -> Summary:
        letters = self.letters()

        def confirm(plan: Any, waiting: int) -> None:
            refuse_wrong_count(plan, str(plan.messages) if self.typed is None else self.typed)

        with self.ledger() as ledger:
            permission = Permission(
                self.release,
                letters.mails.manifest,
                SCHEME,
                self.folder / "keys",
                lambda: self.check(),
                lambda: self.time,
            )
            server = SmtpServer("smtp", "127.0.0.1", port)
            return Dispatcher(letters, permission, ledger, confirm).send(
                lambda: SmtpCarrier(server, SENDER, patience=self.patience),
                self.pace,
                lambda *_: lambda _: None,
                self.stop,
            )

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        with Ledger.opened(self.ledger_place, lambda: self.time) as ledger:
            yield ledger

    def states(self) -> dict[str, int]:
        """How many messages are in each state."""
        with self.ledger() as ledger:
            entries = ledger.entries()
        return {state: sum(e.state == state for e in entries) for state in sorted({e.state for e in entries})}


@pytest.fixture(scope="session")
def recipients_snapshot(once: Callable[[str, Callable[[Path], object]], Path]) -> Snapshot:
    """Four bodies with a chief executive and a link officer each."""
    rows = [recipient(code, role) for code in BODIES for role in ("chief_executive", "link_officer")]
    folder = once("dispatch", lambda out: make_snapshot(out, rows))
    return Snapshot.open(folder / "snapshot")


@pytest.fixture
def office(tmp_path: Path, recipients_snapshot: Snapshot) -> Office:
    release = make_release(tmp_path / "release", recipients_snapshot, BODIES)
    return Office(tmp_path, recipients_snapshot, sign(release, tmp_path / "keys"))


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with serving() as office:
        yield office


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()
