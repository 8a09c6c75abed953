"""Sends what is queued, in rounds: what cannot be taken now waits for the next round, and holds up nobody."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt, wait_exponential

from upheld.dispatch.carrier import Carrier, UnreachableError
from upheld.dispatch.ledger import QUEUED, REFUSED, SENT, UNKNOWN, Entry, Ledger
from upheld.dispatch.mail import Mail
from upheld.errors import PersonError

Advance = Callable[[int], None]
REFUSED_IN_A_ROW = 20
"""After so many mails refused for good, one after another, it is not the addresses that are wrong."""


@dataclass(frozen=True)
class Pace:
    """How fast, and how patiently. Seconds, but for `per_minute` (None: as fast as can be) and `rounds`."""

    per_minute: int | None = None
    rounds: int = 6
    first_wait: float = 60.0
    longest_wait: float = 900.0


@dataclass
class Summary:
    """What a run did: how many messages it sent, and how many of the release are not sent, and why."""

    sent: int = 0
    refused: int = 0
    unknown: int = 0
    waiting: int = 0
    stopped: bool = False
    unreachable: str | None = None


@dataclass
class Sender:
    """Sends from a ledger by a carrier. `mail_of` makes the mail of a message; `stop` asks it to stop."""

    ledger: Ledger
    carrier: Carrier
    mail_of: Callable[[Entry], Mail]
    pace: Pace = field(default_factory=Pace)
    advance: Advance = lambda _: None
    stop: threading.Event = field(default_factory=threading.Event)
    summary: Summary = field(default_factory=Summary)

    def send(self, release: str) -> Summary:
        """Send what is queued of a release. Raises PersonError for what concerns all of them.

        Asks the carrier first about what an earlier run left unknown.
        """
        self._ask_about_unknown(release)
        retrying = Retrying(
            retry=retry_if_result(lambda waiting: waiting > 0 and not self.stop.is_set()),
            wait=wait_exponential(self.pace.first_wait, max=self.pace.longest_wait),
            stop=stop_after_attempt(self.pace.rounds),
            sleep=self._nap,
            retry_error_callback=_as_it_stands,
        )
        try:
            self.summary.waiting = retrying(self._round, release)
        finally:
            self.carrier.close()
        states = [entry.state for entry in self.ledger.entries() if entry.release == release]
        self.summary.refused, self.summary.unknown = states.count(REFUSED), states.count(UNKNOWN)
        self.summary.stopped = self.stop.is_set()
        return self.summary

    def _nap(self, seconds: float) -> None:
        self.stop.wait(seconds)

    def _ask_about_unknown(self, release: str) -> None:
        for entry in self.ledger.entries():
            if entry.release == release and entry.state == UNKNOWN and (known := self.carrier.ask(entry.key)):
                self.ledger.settled(entry.key, known.state, known.said, known.reference)

    def _round(self, release: str) -> int:
        """Try every waiting message once; return how many wait still."""
        keys = self.ledger.waiting(release)
        row = 0
        started = time.monotonic()
        for number, key in enumerate(keys):
            self._keep_pace(started, number)
            if self.stop.is_set():
                break
            try:
                state = self._one(key)
            except UnreachableError as error:
                self.summary.unreachable = str(error)
                break
            row = row + 1 if state == REFUSED else 0
            if row == REFUSED_IN_A_ROW:
                raise PersonError(
                    f"The carrier refused {row} messages in a row: {self.ledger.entry(key).said}.",
                    mend="Ask its keepers; then give each another try with --resolve KEY again.",
                )
        return len(self.ledger.waiting(release))

    def _keep_pace(self, started: float, number: int) -> None:
        if self.pace.per_minute:
            self._nap(max(0.0, started + number * 60 / self.pace.per_minute - time.monotonic()))

    def _one(self, key: str) -> str:
        """Send one message, with the ledger written before and after; return its state."""
        entry = self.ledger.entry(key)
        if entry.state != QUEUED:
            return QUEUED  # given up since the round began: the carrier was not asked
        outcome = self.carrier.carry(self.mail_of(entry), lambda: self.ledger.sending(key))
        self.ledger.settled(key, outcome.state, outcome.said, outcome.reference)
        self.summary.sent += outcome.state == SENT
        if outcome.state != QUEUED:
            self.advance(1)
            self.summary.unreachable = None
        return outcome.state


def _as_it_stands(state: RetryCallState) -> int:
    """Return what the last round left: no more rounds are made."""
    assert state.outcome is not None
    waiting: int = state.outcome.result()
    return waiting


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C sets, so that the message on its way is finished first. A second one does not wait."""
    asked = threading.Event()
    wanted = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in wanted}

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    for number in wanted:
        signal.signal(number, ask)
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
