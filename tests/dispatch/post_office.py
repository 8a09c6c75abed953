"""A real SMTP server on this machine that keeps what it accepts, and can refuse, stall, greylist and hang up."""

from __future__ import annotations

import asyncio
import email
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class PostOffice:
    """What the server does with each recipient, and what it has accepted. `port` is where it listens."""

    port: int = 0
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    """Recipient and mail, for every mail whose dot was answered, or would have been, with 250."""
    answer_recipient: Callable[[str, int], str | None] = lambda recipient, attempt: None
    """What RCPT TO is answered with, by recipient and attempt from 1; None: accepted."""
    answer_mail: Callable[[str, int], str | None] = lambda recipient, attempt: None
    """What the dot is answered with; None: accepted. `stall`, `drop` and `accept and drop` do not answer."""
    answer_sender: str | None = None
    hold: float = 0.0
    """Seconds that pass before a mail is accepted, and again before that is said."""
    attempts: Counter[str] = field(default_factory=Counter)
    given: threading.Event = field(default_factory=threading.Event)
    """Set with every mail accepted."""

    lines: set[asyncio.BaseTransport] = field(default_factory=set)

    async def hang_up_all(self) -> None:
        """Break every connection: a client that was killed, or gave up waiting, leaves none behind."""
        for line in self.lines:
            assert isinstance(line, asyncio.WriteTransport)
            line.abort()
        await asyncio.sleep(0)

    @property
    def counted(self) -> Counter[str]:
        """How often each message was accepted, by its Message-ID."""
        found = (re.search(rb"(?m)^Message-ID: (\S+)", content) for _, content in self.accepted)
        return Counter(one[1].decode() for one in found if one)

    @property
    def mails(self) -> list[EmailMessage]:
        return [read(content) for _, content in self.accepted]

    async def handle_MAIL(  # noqa: N802 the server's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if server.transport is not None:
            self.lines.add(server.transport)
        if self.answer_sender:
            return self.answer_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts[address] += 1
        answer = self.answer_recipient(address, self.attempts[address])
        if answer == "drop":
            hang_up(server)
            return "421 bye"
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        answer = self.answer_mail(recipient, self.attempts[recipient])
        await asyncio.sleep(self.hold)
        if answer == "drop":
            hang_up(server)
            return "421 bye"
        if answer is None or answer.startswith("accept"):
            content = envelope.content or b""
            self.accepted.append((recipient, content.encode() if isinstance(content, str) else content))
            self.given.set()
        await asyncio.sleep(self.hold)
        if answer == "accept and drop":
            hang_up(server)
        if answer == "stall":
            await asyncio.sleep(3600)
        return answer if answer and answer[0].isdigit() else f"250 OK queued as Q{len(self.accepted)}"


def hang_up(server: SMTP) -> None:
    """Break the connection as a failing network does."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@contextmanager
def serving(office: PostOffice | None = None, **options: Any) -> Iterator[PostOffice]:
    """Serve until the block ends."""
    office = office or PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=0, server_hostname="post.example", **options)
    # The controller tries its own port when it starts, and must be told which one it was given.
    controller.port = office.port = free_port()
    controller.start()
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(office.hang_up_all(), controller.loop).result(timeout=10)
        controller.stop()


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
