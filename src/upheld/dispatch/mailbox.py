"""Reads what came back: delivery reports (RFC 3464) and answers, from a Maildir or an IMAP mailbox.

Every message sent is named by its key in its Message-ID, and whatever answers it repeats that. What names no message of
the ledger is left alone. Nothing in the mailbox is changed or marked.
"""

from __future__ import annotations

import email
import imaplib
import mailbox
import os
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from upheld.dispatch.ledger import BOUNCED, DELAYED, DELIVERED, REPLIED, Ledger
from upheld.errors import PersonError

USER, PASSWORD = "UPHELD_IMAP_USER", "UPHELD_IMAP_PASSWORD"
ACTIONS = {"failed": BOUNCED, "delayed": DELAYED, "delivered": DELIVERED, "relayed": DELIVERED, "expanded": DELIVERED}
"""What a delivery report's action means. Source: RFC 3464, 2.3.3."""
LARGEST = 5_000_000
"""Bytes of an answer that is read: a larger one is no delivery report."""
_KEY = re.compile(r"<([0-9a-f]{32})@[^<>@\s]+>")


@dataclass(frozen=True)
class Answer:
    """What one message in the mailbox says of one that was sent."""

    key: str
    answer: str
    at: datetime
    said: str


@dataclass(frozen=True)
class Heard:
    """What reading a mailbox came to."""

    read: int
    new: int
    """Answers that the ledger did not know."""


def read_answers(place: str, ledger: Ledger) -> Heard:
    """Read every message at `place` (a Maildir or imaps://HOST/FOLDER) and record what answers a message of the ledger.

    Raises PersonError if the mailbox cannot be read.
    """
    read = new = 0
    for raw in _messages(place):
        read += 1
        if found := answer_in(raw):
            new += ledger.answered(found.key, found.answer, found.at, found.said)
    return Heard(read, new)


def answer_in(raw: bytes) -> Answer | None:
    """Return what a message says of one that was sent; None where it names none."""
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    at = _moment(message)
    report = next((p for p in message.walk() if p.get_content_type() == "message/delivery-status"), None)
    if report is not None:
        key = _key_in_report(message)
        action, said = _action(report.as_bytes())
        return Answer(key, ACTIONS[action], at, said) if key and action in ACTIONS else None
    found = _KEY.search(f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}")
    if found is None:
        return None
    automatic = _header(message, "Auto-Submitted").lower().partition(";")[0].strip() not in ("", "no")
    return Answer(found[1], REPLIED, at, "an automatic answer" if automatic else "an answer by a person")


def _key_in_report(message: EmailMessage) -> str | None:
    """Return the key in the Message-ID of the message that a report returns, whole or only its headers."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/global-headers"):
            found = re.search(rb"(?im)^message-id:\s*<([0-9a-f]{32})@", part.as_bytes())
            if found:
                return found[1].decode()
    return None


def _action(report: bytes) -> tuple[str, str]:
    """Return what a report says happened, and the status and words beside it."""
    action = re.search(rb"(?im)^action:\s*([a-z]+)", report)
    status = re.search(rb"(?im)^status:\s*([\d.]+)", report)
    words = re.search(rb"(?im)^diagnostic-code:\s*(.+(?:\r?\n[ \t].+)*)", report)
    said = b" ".join(found[1] for found in (status, words) if found)
    return (action[1].decode().lower() if action else ""), " ".join(said.decode("utf-8", "replace").split())


def _moment(message: EmailMessage) -> datetime:
    try:
        at = parsedate_to_datetime(_header(message, "Date"))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, ""))


# ---------------------------------------------------------------- where messages lie


def _messages(place: str) -> Iterator[bytes]:
    if "://" in place:
        yield from _of_imap(place)
        return
    if not (Path(place) / "cur").is_dir():
        raise PersonError(f"{place} is no Maildir.", mend="Name a Maildir, or imaps://HOST/FOLDER.")
    there = mailbox.Maildir(place, create=False)
    for key in sorted(there.keys()):
        with there.get_file(key) as file:
            content = file.read(LARGEST + 1)
        if len(content) <= LARGEST:
            yield content


def _of_imap(place: str) -> Iterator[bytes]:
    parts = urlsplit(place)
    if parts.scheme not in ("imaps", "imap") or not parts.hostname or parts.username or parts.password:
        raise PersonError(
            "That is no address of a mailbox.", mend=f"Write imaps://HOST/FOLDER; {USER} and {PASSWORD} say who reads."
        )
    try:
        line = _connected(parts.scheme, parts.hostname, parts.port)
        try:
            line.login(os.environ.get(USER, ""), os.environ.get(PASSWORD, ""))
            folder = unquote(parts.path.strip("/")) or "INBOX"
            status, _ = line.select(f'"{folder}"', readonly=True)
            if status != "OK":
                raise PersonError(f"There is no folder {folder} in the mailbox.", mend="Name one: imaps://HOST/FOLDER.")
            _, found = line.uid("SEARCH", "SMALLER", str(LARGEST))
            for number in (found[0] or b"").split():
                _, answer = line.uid("FETCH", number.decode(), "(BODY.PEEK[])")
                yield from (part[1] for part in answer if isinstance(part, tuple))
        finally:
            line.shutdown()
    except imaplib.IMAP4.error as error:
        raise PersonError(f"The mailbox cannot be read: {error}.", mend=f"Check {USER} and {PASSWORD}.") from None
    except ssl.SSLError as error:
        raise PersonError(
            f"The mailbox’s server is not to be trusted: {error.reason}.", mend="Check its name."
        ) from None
    except OSError as error:
        raise PersonError(f"{parts.hostname} does not answer ({type(error).__name__}).", mend="Try again.") from None


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    """Return a line to the server, encrypted unless it runs on this machine."""
    context = ssl.create_default_context()
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=60)
    line = imaplib.IMAP4(host, port or 143, timeout=60)
    if host not in ("localhost", "127.0.0.1", "::1"):
        line.starttls(context)
    return line
