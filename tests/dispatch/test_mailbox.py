"""What comes back: delivery reports as mail servers write them, answers by machines and people, and all the rest."""

from __future__ import annotations

import mailbox
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.dispatch.conftest import Office
from tests.dispatch.post_office import PostOffice
from upheld.dispatch.ledger import BOUNCED, DELAYED, DELIVERED, REPLIED, Entry
from upheld.dispatch.mailbox import PASSWORD, USER, Answer, answer_in, read_answers
from upheld.errors import PersonError

KEY = "0123456789abcdef0123456789abcdef"
NAMED = f"<{KEY}@ombudsman.example>"


def report(action: str = "failed", named: str = NAMED, kind: str = "message/rfc822") -> bytes:
    """A delivery report, after the example of RFC 3464, appendix E."""
    returned = f"From: annual.review@ombudsman.example\r\nMessage-ID: {named}\r\nSubject: Letter\r\n"
    return (
        "From: <>\r\nTo: annual.review@ombudsman.example\r\nDate: Wed, 17 Jul 2024 10:00:00 +0100\r\n"
        "Subject: Returned mail\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.council.example\r\n\r\n"
        "Final-Recipient: rfc822; chief.executive@council.example\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1\r\n  <chief.executive@council.example> unknown\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{returned}\r\n--b--\r\n"
    ).encode()


def reply(headers: str) -> bytes:
    return (
        f"From: jo@council.example\r\nDate: Wed, 17 Jul 2024 11:00:00 +0100\r\n{headers}\r\n\r\nThank you.\r\n".encode()
    )


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize(
    ("action", "answer"),
    [("failed", BOUNCED), ("Failed", BOUNCED), ("delayed", DELAYED), ("delivered", DELIVERED), ("relayed", DELIVERED)],
)
def test_a_delivery_report_says_what_became_of_which_message(kind: str, action: str, answer: str) -> None:
    found = answer_in(report(action, kind=kind))
    assert found is not None
    assert (found.key, found.answer, found.at.isoformat()) == (KEY, answer, "2024-07-17T10:00:00+01:00")
    assert found.said == "5.1.1 smtp; 550 5.1.1 <chief.executive@council.example> unknown"


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (f"In-Reply-To: {NAMED}", "an answer by a person"),
        (f"References: <first@x.example> {NAMED}\r\nAuto-Submitted: no", "an answer by a person"),
        (f"In-Reply-To: {NAMED}\r\nAuto-Submitted: auto-replied; x", "an automatic answer"),
    ],
)
def test_an_answer_is_known_by_what_it_answers(headers: str, said: str) -> None:
    found = answer_in(reply(headers))
    assert found is not None
    assert (found.key, found.answer, found.said) == (KEY, REPLIED, said)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe nonsense",
        reply("Subject: Re: Letter"),
        reply("In-Reply-To: <something@council.example>"),
        report(named="<something@else.example>"),
        report(action="exploded"),
        report().replace(b"Date: Wed, 17 Jul 2024 10:00:00 +0100", b"Date: soon").replace(KEY.encode(), b"x"),
    ],
)
def test_what_names_no_message_is_left_alone(raw: bytes) -> None:
    assert answer_in(raw) is None


def test_a_day_that_cannot_be_read_spoils_nothing() -> None:
    found = answer_in(report().replace(b"Wed, 17 Jul 2024 10:00:00 +0100", b"soon"))
    assert isinstance(found, Answer)


# ---------------------------------------------------------------- mailboxes


def sent(office: Office, post: PostOffice) -> list[Entry]:
    office.send(post.port)
    with office.ledger() as ledger:
        return list(ledger.entries())


def came_back(entries: list[Entry]) -> list[bytes]:
    """A bounce of the first, an automatic answer to the second, and something that is nobody's."""
    first, second = (f"<{entry.key}@ombudsman.example>" for entry in entries[:2])
    return [
        report(named=first),
        reply(f"In-Reply-To: {second}\r\nAuto-Submitted: auto-replied"),
        reply("Subject: Hello"),
    ]


def test_a_maildir_is_read_and_left_as_it_was(office: Office, post: PostOffice) -> None:
    box = mailbox.Maildir(office.folder / "box")
    for raw in came_back(sent(office, post)):
        box.add(raw)
    before = sorted(path.relative_to(office.folder) for path in (office.folder / "box").rglob("*"))
    with office.ledger() as ledger:
        heard = read_answers(str(office.folder / "box"), ledger)
        assert (heard.read, heard.new) == (3, 2)
        assert read_answers(str(office.folder / "box"), ledger).new == 0
        first, second, third, *_ = ledger.entries()
    assert [e.status for e in (first, second, third)] == [BOUNCED, REPLIED, "sent"]
    assert first.answer_said is not None
    assert "<c…@council.example> unknown" in first.answer_said
    assert sorted(path.relative_to(office.folder) for path in (office.folder / "box").rglob("*")) == before


def test_what_is_no_maildir_is_told(office: Office, tmp_path: Path) -> None:
    with office.ledger() as ledger, pytest.raises(PersonError, match="is no Maildir"):
        read_answers(str(tmp_path), ledger)


def test_an_imap_mailbox_is_read(office: Office, post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(USER, "jo")
    monkeypatch.setenv(PASSWORD, "secret")
    with imap_server(came_back(sent(office, post))) as port, office.ledger() as ledger:
        heard = read_answers(f"imap://127.0.0.1:{port}/Bounces", ledger)
        assert (heard.read, heard.new) == (3, 2)
        with pytest.raises(PersonError, match="no folder Other"):
            read_answers(f"imap://127.0.0.1:{port}/Other", ledger)
        monkeypatch.setenv(PASSWORD, "wrong")
        with pytest.raises(PersonError, match="cannot be read") as told:
            read_answers(f"imap://127.0.0.1:{port}/Bounces", ledger)
    assert "wrong" not in str(told.value)


@pytest.mark.parametrize("place", ["imaps://jo:secret@host/INBOX", "pop3://host", "imaps://"])
def test_another_kind_of_mailbox_is_refused(office: Office, place: str) -> None:
    with office.ledger() as ledger, pytest.raises(PersonError, match="no address of a mailbox") as told:
        read_answers(place, ledger)
    assert "secret" not in str(told.value)


class Imap(socketserver.StreamRequestHandler):
    """As much of IMAP4rev1 (RFC 3501) as reading a mailbox without marking anything takes."""

    mails: tuple[bytes, ...] = ()

    def handle(self) -> None:
        self.say(b"* OK ready")
        for line in self.rfile:
            tag, _, command = line.strip().partition(b" ")
            word = command.split(b" ")[0].upper()
            if word == b"LOGIN":
                self.say(tag + (b" OK in" if command.endswith(b'jo "secret"') else b" NO who are you"))
            elif word == b"EXAMINE":
                self.say(tag + (b" OK [READ-ONLY] open" if b"Bounces" in command else b" NO no such folder"))
            elif command.upper().startswith(b"UID SEARCH"):
                self.say(b"* SEARCH " + b" ".join(b"%d" % n for n in range(1, len(self.mails) + 1)))
                self.say(tag + b" OK found")
            elif command.upper().startswith(b"UID FETCH"):
                assert b"BODY.PEEK" in command, "reading marks nothing"
                number = int(command.split()[2])
                mail = self.mails[number - 1]
                self.say(b"* %d FETCH (UID %d BODY[] {%d}\r\n%b)" % (number, number, len(mail), mail))
                self.say(tag + b" OK fetched")
            elif word == b"CAPABILITY":
                self.say(b"* CAPABILITY IMAP4rev1")
                self.say(tag + b" OK that is all")
            else:
                self.say(tag + b" BAD")

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def imap_server(mails: list[bytes]) -> Iterator[int]:
    handler = type("Server", (Imap,), {"mails": tuple(mails)})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
