"""What carries a mail away, and what it can say of it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from upheld.dispatch.ledger import QUEUED, REFUSED, SENT, UNKNOWN
from upheld.dispatch.mail import Mail


@dataclass(frozen=True)
class Outcome:
    """What came of handing a mail over: one of the ledger's states.

    `queued` where it was certainly not taken and may be taken later; `unknown` where nobody can tell.
    """

    state: str
    said: str
    reference: str | None = None


def taken(said: str, reference: str | None = None) -> Outcome:
    """The carrier has the mail."""
    return Outcome(SENT, said, reference)


def refused(said: str) -> Outcome:
    """The carrier will never take it."""
    return Outcome(REFUSED, said)


def later(said: str) -> Outcome:
    """The carrier did not take it, and may do so another time."""
    return Outcome(QUEUED, said)


def nobody_knows(said: str) -> Outcome:
    """The carrier may have taken it."""
    return Outcome(UNKNOWN, said)


class UnreachableError(Exception):
    """The carrier cannot be reached now: nothing was handed over."""


class Carrier(Protocol):
    """Carries mails. Raises PersonError for what concerns all of them, such as a password that is wrong."""

    def carry(self, mail: Mail, before: Callable[[], None]) -> Outcome:
        """Hand one mail over; `before` is called before the first moment in which it might be taken.

        Raises UnreachableError.
        """

    def ask(self, key: str) -> Outcome | None:
        """Return what the carrier knows of an earlier message of that key; None where it cannot be asked."""

    def close(self) -> None:
        """Say good-bye."""
