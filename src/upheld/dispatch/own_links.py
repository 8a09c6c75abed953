"""A link of one's own to a letter: whom it was sent to follows from it, and nobody can make one up.

It names the message by its key in the ledger, which is a hash, and proves that the ledger made it by an HMAC over that
key. Nobody's name or address stands in it, and it is kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import urljoin

PLACE = "letter/"
PROOF = 32
"""Hexadecimal digits of a proof, 128 bits: half of the HMAC, the least that RFC 2104 advises, for a link that fits."""


@dataclass(frozen=True)
class OwnLinks:
    """The links to letters in a reading room at the address `room`, signed with a ledger's `secret`."""

    room: str
    secret: bytes = field(repr=False)

    def of(self, key: str) -> str:
        """Return the link of one message."""
        return urljoin(self.room if self.room.endswith("/") else f"{self.room}/", f"{PLACE}{key}/{self._proof(key)}")

    def holds(self, key: str, proof: str) -> bool:
        """Whether this ledger made a link with this proof."""
        return hmac.compare_digest(self._proof(key).encode(), proof.encode())

    def _proof(self, key: str) -> str:
        return hmac.new(self.secret, f"own link {key}".encode(), hashlib.sha256).hexdigest()[:PROOF]
