"""Letters on their way through a real server: taken, put off, refused, in doubt; once each, whatever happens."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.dispatch.conftest import BODIES, SENDER, Office
from tests.dispatch.post_office import PostOffice, free_port, serving
from tests.dispatch.small_dispatch import COUNCILS, SCHEME, make_release, make_snapshot, recipient, sign
from upheld.dispatch.ledger import QUEUED, REFUSED, SENT, UNKNOWN, Ledger
from upheld.dispatch.sender import REFUSED_IN_A_ROW, Pace
from upheld.dispatch.smtp import PASSWORD, USER, SmtpCarrier, SmtpServer
from upheld.errors import PersonError

ONE = recipient(BODIES[0])["email"]
TWO = recipient(BODIES[1])["email"]


def only(address: str, answer: str, attempts: int = 99) -> object:
    """Answer so to one recipient, as often as said; to everybody else as a good server does."""
    return lambda recipient, attempt: answer if recipient == address and attempt <= attempts else None


def once_each(post: PostOffice, but: int = 0) -> bool:
    return len(post.accepted) == 8 - but and set(post.counted.values()) == {1}


def test_everybody_gets_one_and_a_second_run_sends_nothing(office: Office, post: PostOffice) -> None:
    assert office.send(post.port).sent == 8
    again = office.send(post.port)
    assert (again.sent, again.waiting, once_each(post)) == (0, 0, True)
    assert {mail["Return-Path"] or SENDER for mail in post.mails} == {SENDER}


def test_a_greylisted_mail_is_tried_again_and_holds_up_nobody(office: Office, post: PostOffice) -> None:
    post.answer_recipient = only(ONE, "451 4.7.1 come back later", attempts=2)  # type: ignore[assignment]
    assert office.send(post.port).sent == 8
    assert once_each(post)
    assert post.accepted[-1][0] == ONE, "the others did not wait for it"
    assert post.attempts[ONE] == 3


def test_what_is_put_off_for_ever_waits_for_the_next_run(office: Office, post: PostOffice) -> None:
    post.answer_recipient = only(ONE, "451 4.7.1 come back later")  # type: ignore[assignment]
    summary = office.send(post.port)
    assert (summary.sent, summary.waiting) == (7, 1)
    assert post.attempts[ONE] == Pace().rounds
    post.answer_recipient = lambda recipient, attempt: None
    assert office.send(post.port).sent == 1
    assert once_each(post)


@pytest.mark.parametrize("where", ["answer_recipient", "answer_mail"])
def test_a_bad_address_is_set_aside_and_stops_nobody(office: Office, post: PostOffice, where: str) -> None:
    setattr(post, where, only(ONE, f"550 5.1.1 <{ONE}> is nobody"))
    summary = office.send(post.port)
    assert (summary.sent, summary.refused) == (7, 1)
    assert office.send(post.port).refused == 1, "and stays set aside"
    assert once_each(post, but=1)
    with office.ledger() as ledger:
        (entry,) = (e for e in ledger.entries() if e.state == REFUSED)
    assert entry.said is not None
    assert "550 5.1.1 <c…@" in entry.said
    assert ONE not in entry.said


def test_a_mail_whose_answer_is_lost_is_set_aside_and_told(office: Office, post: PostOffice) -> None:
    post.answer_mail = only(ONE, "accept and drop")  # type: ignore[assignment]
    summary = office.send(post.port)
    assert (summary.sent, summary.unknown) == (7, 1)
    assert office.send(post.port).unknown == 1
    assert once_each(post), "it had arrived, and is not sent again"


def test_a_server_that_never_answers_holds_up_one_mail_only(office: Office, post: PostOffice) -> None:
    office.patience = 0.3
    post.answer_mail = only(ONE, "stall")  # type: ignore[assignment]
    summary = office.send(post.port)
    assert (summary.sent, summary.unknown) == (7, 1)


def test_a_connection_that_breaks_before_the_mail_leaves_no_doubt(office: Office, post: PostOffice) -> None:
    post.answer_recipient = only(ONE, "drop", attempts=1)  # type: ignore[assignment]
    summary = office.send(post.port)
    assert (summary.sent, summary.unknown) == (8, 0)
    assert once_each(post)


def test_a_person_settles_a_doubt_either_way(office: Office, post: PostOffice) -> None:
    post.answer_mail = lambda recipient, attempt: {ONE: "accept and drop", TWO: "drop"}.get(recipient)
    office.send(post.port)
    post.answer_mail = lambda recipient, attempt: None
    with office.ledger() as ledger:
        keys = {e.address: e.key for e in ledger.entries() if e.state == UNKNOWN}
        assert ledger.resolve(keys[ONE][:10], sent=True).state == SENT
        assert ledger.resolve(keys[TWO], sent=False).state == QUEUED
    assert office.send(post.port).sent == 1
    assert once_each(post)


def test_a_server_that_is_down_is_named_and_nothing_is_lost(office: Office) -> None:
    summary = office.send(free_port())
    assert (summary.sent, summary.waiting) == (0, 8)
    assert summary.unreachable == "127.0.0.1 does not answer (ConnectionRefusedError)"
    with serving() as post:
        assert office.send(post.port).sent == 8


def test_a_server_that_refuses_the_sender_stops_the_run(office: Office, post: PostOffice) -> None:
    post.answer_sender = "550 5.7.1 not from you"
    with pytest.raises(PersonError, match="does not take mail from this sender: 550"):
        office.send(post.port)
    assert office.states() == {QUEUED: 8}


def test_many_refusals_in_a_row_are_not_the_addresses_fault(tmp_path: Path, post: PostOffice) -> None:
    codes = [a.code for a in COUNCILS[: REFUSED_IN_A_ROW + 4]]
    snapshot = make_snapshot(tmp_path, [recipient(code) for code in codes])
    release = sign(make_release(tmp_path / "release", snapshot, codes), tmp_path / "keys")
    office = Office(tmp_path, snapshot, release)
    post.answer_recipient = lambda recipient, attempt: "554 5.7.1 your address is on a list"
    with pytest.raises(PersonError, match=f"refused {REFUSED_IN_A_ROW} messages in a row: 554"):
        office.send(post.port)
    assert office.states() == {QUEUED: 4, REFUSED: REFUSED_IN_A_ROW}


def test_two_senders_at_once_are_kept_apart(office: Office, post: PostOffice) -> None:
    with office.ledger() as ledger, ledger.locked(), pytest.raises(PersonError, match="Another run is sending"):
        office.send(post.port)
    assert post.accepted == []


def test_it_sends_no_faster_than_asked(office: Office, post: PostOffice) -> None:
    office.pace = Pace(per_minute=600)
    started = time.monotonic()
    office.send(post.port)
    assert time.monotonic() - started >= 0.7


def test_asked_to_stop_it_finishes_the_mail_on_its_way(office: Office, post: PostOffice) -> None:
    post.hold = 0.1
    threading.Thread(target=lambda: (post.given.wait(), office.stop.set())).start()
    summary = office.send(post.port)
    assert summary.stopped
    assert summary.waiting == 8 - len(post.accepted) > 0
    assert set(office.states()) == {QUEUED, SENT}
    office.stop = threading.Event()
    office.send(post.port)
    assert once_each(post)


# ---------------------------------------------------------------- revisions and forms


def test_letters_begun_as_pdf_are_not_sent_again_as_links(office: Office, post: PostOffice) -> None:
    office.send(post.port)
    office.link = "https://reviews.example"
    with pytest.raises(PersonError, match="begun in the form 'pdf'"):
        office.send(post.port)
    assert once_each(post)


def test_a_revision_goes_to_those_whose_letter_has_changed(office: Office, post: PostOffice) -> None:
    office.send(post.port)
    post.accepted.clear()
    office.release = make_release(office.folder / "revised", office.snapshot, BODIES, pdf=b"%PDF-1.7 set anew")
    slug = SCHEME.authority_by_code[BODIES[2]].slug
    changed = make_release(office.folder / "changed", office.snapshot, BODIES[2:3], words="other words")
    for form in ("html", "txt"):
        path = f"letters/2023-24/{slug}.{form}"
        (office.release / path).write_bytes((changed / path).read_bytes())
    office.release = sign(sealed(office.release), office.folder / "keys")
    with pytest.raises(PersonError, match="were sent already, of release"):
        office.send(post.port)
    office.revision = True
    office.typed = "8"
    with pytest.raises(PersonError, match="There are 2 messages in all"):
        office.send(post.port)
    office.typed = None
    assert office.send(post.port).sent == 2
    assert {recipient for recipient, _ in post.accepted} == {
        recipient(BODIES[2], role)["email"] for role in ("chief_executive", "link_officer")
    }
    assert all(mail["Subject"].startswith("Revised: ") for mail in post.mails)
    assert office.send(post.port).sent == 0


def sealed(release: Path) -> Path:
    """Write the manifest of a release again, as a build of these files would have."""
    from dataclasses import replace

    from upheld.release.manifest import ReleaseManifest, hash_tree

    replace(ReleaseManifest.read(release), files=hash_tree(release)).write(release)
    return release


# ---------------------------------------------------------------- the server's address, and who may come in


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://h:x", "smtp://h/inbox"])
def test_what_is_no_server_is_told(url: str) -> None:
    with pytest.raises(PersonError, match="is no mail server"):
        SmtpServer.read(url)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(PersonError) as told:
        SmtpServer.read("smtp://jo:secret@mail.example:587")
    assert "secret" not in str(told.value)
    assert PASSWORD in str(told.value)


def test_ports_follow_from_the_kind() -> None:
    assert SmtpServer.read("smtp://mail.example") == SmtpServer("smtp", "mail.example", 587)
    assert SmtpServer.read("smtps://mail.example") == SmtpServer("smtps", "mail.example", 465)


def test_without_encryption_nothing_leaves_the_machine(
    office: Office, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same server, seen as one that is elsewhere: it offers no STARTTLS."""
    monkeypatch.setattr("upheld.dispatch.smtp.LOOPBACK", ())
    with pytest.raises(PersonError, match="cannot do what is needed: STARTTLS"):
        office.send(post.port)
    assert post.accepted == []


def test_encrypted_with_a_password_from_the_environment(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ssl

    from aiosmtpd.smtp import AuthResult, LoginPassword

    from tests.dispatch.certificate import write_certificate

    certificate, key = write_certificate(tmp_path)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate, key)

    def authenticate(*of_whom: Any) -> AuthResult:
        data: LoginPassword = of_whom[-1]
        return AuthResult(success=(data.login, data.password) == (b"jo", b"secret"), handled=False)

    trusted = ssl.create_default_context(cafile=str(certificate))
    mail = office.letters().mail_of(next(office.letters().entries()))
    with serving(authenticator=authenticate, auth_required=True, tls_context=server, require_starttls=True) as post:
        at = SmtpServer("smtp", "localhost", post.port)
        monkeypatch.setenv(USER, "jo")
        monkeypatch.setenv(PASSWORD, "wrong")
        with pytest.raises(PersonError, match="refuses the user or password"):
            SmtpCarrier(at, SENDER, context=trusted).carry(mail, lambda: None)
        monkeypatch.setenv(PASSWORD, "secret")
        with pytest.raises(PersonError, match="certificate is not to be trusted"):
            SmtpCarrier(at, SENDER).carry(mail, lambda: None)
        carrier = SmtpCarrier(at, SENDER, context=trusted)
        assert carrier.carry(mail, lambda: None).state == SENT
        carrier.close()
    assert len(post.accepted) == 1


def test_a_ledger_that_is_something_else_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("private" * 500)
    with pytest.raises(PersonError, match="is no ledger"), Ledger.opened(str(path), lambda: None):  # type: ignore[arg-type, return-value]
        pass
    assert path.read_text() == "private" * 500
