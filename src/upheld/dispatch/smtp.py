"""Carries mails by SMTP (RFC 5321), encrypted, with the user and password from the environment only.

Whether a server took a mail is certain until the last dot is sent, and again once it has answered. Only a connection
that breaks between the two leaves a doubt, so each command is given by itself and the ledger written between them.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from upheld.dispatch.carrier import Outcome, UnreachableError, later, nobody_knows, refused, taken
from upheld.dispatch.mail import Mail
from upheld.errors import PersonError

USER, PASSWORD = "UPHELD_SMTP_USER", "UPHELD_SMTP_PASSWORD"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465}
MAILS_ON_ONE_LINE = 100
"""After so many mails the connection is made anew: many servers want it so."""
PATIENCE = 60.0
"""Seconds a server may take to answer."""


@dataclass(frozen=True)
class SmtpServer:
    """Where a server is. `smtp` turns to TLS by STARTTLS, which it must offer unless it is on this machine."""

    scheme: str
    host: str
    port: int

    @classmethod
    def read(cls, url: str) -> SmtpServer:
        """Read smtp://host:port or smtps://host:port. PersonError for anything else, or if a password is in it."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.username or parts.password:
            raise PersonError(
                "A user or password stands in the address of the server.",
                mend=f"Put them into the environment: {USER} and {PASSWORD}.",
            )
        if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
            raise PersonError(f"{url!r} is no mail server.", mend="Write smtp://HOST:587 or smtps://HOST:465.")
        return cls(parts.scheme, parts.hostname, port or PORTS[parts.scheme])

    @property
    def local(self) -> bool:
        """Whether it runs on this machine, so that nothing goes over a wire."""
        return self.host in LOOPBACK


class SmtpCarrier:
    """Carries mails to one server over one connection at a time. `bounces_to` is where failures are reported to."""

    def __init__(
        self, server: SmtpServer, bounces_to: str, *, context: ssl.SSLContext | None = None, patience: float = PATIENCE
    ) -> None:
        self._server = server
        self._bounces_to = bounces_to
        self._context = context or ssl.create_default_context()
        self._patience = patience
        self._line: smtplib.SMTP | None = None
        self._carried = 0

    def carry(self, mail: Mail, before: Callable[[], None]) -> Outcome:
        """Hand one mail over; see `Carrier`."""
        content = _with_dots(mail.as_bytes())
        line = self._connected()
        try:
            stopped = self._envelope(line, mail.recipient)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._hang_up()
            return later(f"the connection broke before the mail was handed over ({type(error).__name__})")
        if stopped:
            return stopped
        before()
        try:
            line.send(content)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            # The last dot was not sent, and without it no server takes a mail (RFC 5321, 4.1.1.4).
            self._hang_up()
            return later(f"the connection broke while the mail was handed over ({type(error).__name__})")
        try:
            code, said = line.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            return nobody_knows(f"the server did not answer when the mail was handed over ({type(error).__name__})")
        self._carried += 1
        if not 200 <= code < 600:
            self._hang_up()
            return nobody_knows(f"the server’s answer cannot be understood: {_words(code, said)}")
        return self._told(line, code, said)

    def ask(self, key: str) -> Outcome | None:
        """SMTP has no such question: the server's log has it, by Message-ID."""
        return None

    def close(self) -> None:
        """Say good-bye."""
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._line.close()
            self._line = None

    def _envelope(self, line: smtplib.SMTP, recipient: str) -> Outcome | None:
        """Say who sends and who gets the mail; return None when the server waits for it."""
        code, said = line.mail(self._bounces_to)
        if code >= 500:
            raise PersonError(
                f"The mail server does not take mail from this sender: {_words(code, said)}.",
                mend="Check --from and --bounces-to, and that you may send from there.",
            )
        if code == 250:
            code, said = line.rcpt(recipient)
        if code in (250, 251):
            code, said = line.docmd("DATA")
        return None if code == 354 else self._told(line, code, said)

    def _told(self, line: smtplib.SMTP, code: int, said: bytes) -> Outcome:
        """Return what a final answer means, and leave the line as the next mail needs it."""
        words = _words(code, said)
        if 200 <= code < 300:
            found = re.search(rb"(?i)queued as ([\w.-]+)|\bid=([\w.-]+)", said)
            return taken(words, (found[1] or found[2]).decode() if found else None)
        if code == 421 or code < 200:
            self._hang_up()
        else:
            try:
                line.rset()
            except (smtplib.SMTPException, OSError):
                self._hang_up()
        return refused(words) if code >= 500 else later(words)

    def _connected(self) -> smtplib.SMTP:
        if self._line is not None and self._carried >= MAILS_ON_ONE_LINE:
            self.close()
        if self._line is None:
            try:
                self._line = self._connect()
            except smtplib.SMTPNotSupportedError as error:
                raise PersonError(
                    f"The mail server cannot do what is needed: {error}.", mend="Ask its keepers."
                ) from None
            except ssl.SSLCertVerificationError as error:
                raise PersonError(
                    f"The mail server’s certificate is not to be trusted: {error.verify_message}.",
                    mend="Check the name of the server; nothing was sent.",
                ) from None
            except smtplib.SMTPAuthenticationError as error:
                if error.smtp_code < 500:
                    raise UnreachableError(_words(error.smtp_code, error.smtp_error)) from None
                raise PersonError(
                    f"The mail server refuses the user or password: {_words(error.smtp_code, error.smtp_error)}.",
                    mend=f"Check {USER} and {PASSWORD}.",
                ) from None
            except (smtplib.SMTPException, OSError) as error:
                raise UnreachableError(f"{self._server.host} does not answer ({type(error).__name__})") from None
            self._carried = 0
        return self._line

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.scheme == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=self._patience, context=self._context)
        else:
            line = smtplib.SMTP(host, port, timeout=self._patience)
        try:
            self._greet(line)
        except BaseException:
            line.close()
            raise
        return line

    def _greet(self, line: smtplib.SMTP) -> None:
        line.ehlo_or_helo_if_needed()
        if self._server.scheme == "smtp" and (line.has_extn("starttls") or not self._server.local):
            line.starttls(context=self._context)
            line.ehlo()
        if user := os.environ.get(USER):
            line.login(user, os.environ.get(PASSWORD, ""))

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _with_dots(content: bytes) -> bytes:
    """Return a mail as it goes over the wire: dots at the start of lines doubled, and the last dot after it."""
    doubled = (b"." if content.startswith(b".") else b"") + content.replace(b"\n.", b"\n..")
    return doubled + (b"" if doubled.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _words(code: int, said: bytes | str) -> str:
    text = said if isinstance(said, str) else said.decode("utf-8", "replace")
    return f"{code} {' '.join(text.split())}"
