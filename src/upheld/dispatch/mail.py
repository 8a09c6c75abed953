"""A mail: what it says, shared by everybody who gets it, and the copy of one person, as bytes for the wire."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property

POLICY = policy.SMTP.clone(cte_type="7bit")
"""Lines that every mail server takes, however old."""


@dataclass(frozen=True)
class Attachment:
    """A PDF sent with a mail."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Content:
    """What a mail says, in both forms, with what is attached."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()

    @cached_property
    def mime(self) -> bytes:
        """The body and its own headers as bytes, the same every time."""
        message = EmailMessage(POLICY)
        message.set_content(self.text)
        message.add_alternative(self.html, subtype="html")
        for attached in self.attachments:
            message.add_attachment(attached.content, maintype="application", subtype="pdf", filename=attached.name)
        mark = hashlib.sha256(self.html.encode()).hexdigest()[:24]
        for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
            part.set_boundary(f"=_upheld_{number}_{mark}")
        return message.as_bytes()


@dataclass(frozen=True)
class Mail:
    """One person's copy. `to` and `cc` name everybody who gets the letter; only `recipient` gets this copy."""

    key: str
    sender: Address
    reply_to: Address | None
    recipient: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    at: datetime
    content: Content
    extra: tuple[tuple[str, str], ...] = ()
    """Further headers."""

    @property
    def message_id(self) -> str:
        """What names this copy in every log and every answer to it."""
        return message_id(self.key, self.sender.domain)

    def as_bytes(self) -> bytes:
        """Return the mail as it goes over the wire, with CRLF."""
        headers = EmailMessage(POLICY)
        headers["From"] = self.sender
        headers["To"] = self.to
        if self.cc:
            headers["Cc"] = self.cc
        if self.reply_to:
            headers["Reply-To"] = self.reply_to
        headers["Subject"] = " ".join(self.content.subject.split())
        headers["Date"] = format_datetime(self.at)
        headers["Message-ID"] = self.message_id
        for name, value in self.extra:
            headers[name] = value
        # An empty body ends the headers with an empty line, which the content brings itself.
        return headers.as_bytes().removesuffix(b"\r\n") + self.content.mime


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of the message `key`."""
    return f"<{key}@{domain.lower()}>"


def addressee(address: str, name: str | None) -> Address:
    """Return an address with the name shown beside it."""
    return Address(display_name=" ".join((name or "").split()), addr_spec=address)


def addressees(people: Sequence[tuple[str, str | None]]) -> tuple[Address, ...]:
    """Return several addresses with the names shown beside them."""
    return tuple(addressee(address, name) for address, name in people)
