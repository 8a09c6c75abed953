"""A link of one's own: only its reader finds the letter, only the button opens it, and only opening it is on record."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from tests.dispatch.conftest import ON_THE_DAY, Office
from tests.dispatch.post_office import PostOffice
from tests.dispatch.small_dispatch import SCHEME
from upheld.dispatch.ledger import BOUNCED, DELIVERED, OPENED, REPLIED, SENT
from upheld.dispatch.letter_mail import LetterMail
from upheld.dispatch.letters import write_mails
from upheld.dispatch.own_links import OwnLinks
from upheld.dispatch.reading_room import ReadingRoom
from upheld.dispatch.status import status_csv, status_page
from upheld.errors import PersonError
from upheld.release.manifest import ReleaseManifest
from upheld.scheme.dispatch import load_dispatch

ROOM = "https://letters.ombudsman.example/room/"


@pytest.fixture
def sent(office: Office, post: PostOffice) -> Office:
    """An office that has sent its letters with links."""
    office.room = ROOM
    office.send(post.port)
    return office


def client(office: Office, at: datetime = ON_THE_DAY) -> Client:
    mails = LetterMail(office.release, ReleaseManifest.read(office.release), SCHEME, load_dispatch(SCHEME))
    return Client(ReadingRoom(ROOM, [mails], office.ledger, lambda: at), TestResponse)


def links(mails: list[EmailMessage]) -> list[str]:
    """The path, in the room, of the link in each mail."""
    found = []
    for mail in mails:
        part = mail.get_body(("plain",))
        assert part is not None
        (link,) = set(re.findall(rf"{re.escape(ROOM)}(letter/[0-9a-f]+/[0-9a-f]+)", part.get_content()))
        found.append(f"/{link}")
    return found


def test_each_person_gets_a_link_of_their_own_and_no_attachment(sent: Office, post: PostOffice) -> None:
    assert len(set(links(post.mails))) == len(post.mails) == 8
    assert not [part for mail in post.mails for part in mail.iter_attachments()]
    html = post.mails[0].get_body(("html",))
    assert html is not None
    assert f'<a href="{ROOM}letter/' in html.get_content(), "a mail program shows it as a link"
    for mail, link in zip(post.mails, links(post.mails), strict=True):
        assert str(mail["To"]).split("@")[0].strip("<") not in link


def test_looking_at_the_link_opens_nothing_and_the_button_does(sent: Office, post: PostOffice) -> None:
    (link, *_), browser = links(post.mails), client(sent)
    for method in (browser.get, browser.head):
        assert method(link).status_code == 200
    assert sent.states() == {SENT: 8}
    with sent.ledger() as ledger:
        assert {entry.status for entry in ledger.entries()} == {SENT}
    opened = browser.post(link)
    assert (opened.status_code, opened.mimetype) == (200, "application/pdf")
    assert opened.data.startswith(b"%PDF-1.7 synthetic")
    with sent.ledger() as ledger:
        (entry,) = (e for e in ledger.entries() if e.status == OPENED)
        assert link.split("/")[2] == entry.key
        assert entry.opened_at == ON_THE_DAY.isoformat(timespec="seconds")
        assert OPENED in status_csv(ledger.entries())
        assert OPENED in status_page(ledger.entries())


def test_the_first_opening_counts_and_an_answer_says_more(sent: Office, post: PostOffice) -> None:
    (link, *_), browser = links(post.mails), client(sent)
    browser.post(link)
    sent.time += timedelta(days=1)
    assert browser.post(link).status_code == 200, "a letter can be read again"
    key = link.split("/")[2]
    with sent.ledger() as ledger:
        assert ledger.entry(key).opened_at == ON_THE_DAY.isoformat(timespec="seconds")
        for answer, status in ((DELIVERED, OPENED), (REPLIED, REPLIED), (BOUNCED, BOUNCED)):
            ledger.answered(key, answer, sent.time, "")
            assert ledger.entry(key).status == status


def test_what_was_opened_was_sent_even_if_nobody_could_tell(sent: Office, post: PostOffice) -> None:
    (link, *_), browser = links(post.mails), client(sent)
    key = link.split("/")[2]
    with sent.ledger() as ledger, ledger.database.transaction():
        ledger.database.run("UPDATE dispatch_message SET state = 'unknown' WHERE key = ?", (key,))
    browser.post(link)
    assert sent.states() == {SENT: 8}


def test_nobody_else_finds_a_letter(sent: Office, post: PostOffice) -> None:
    (mine, yours, *_), browser = links(post.mails), client(sent)
    (_, place, key, proof), (*_, other_key, other_proof) = mine.split("/"), yours.split("/")
    wrong = [f"/{place}/{key}/{other_proof}", f"/{place}/{other_key}/{proof}", f"/{place}/{key}/{'0' * 32}"]
    wrong += [f"/{place}/{'0' * 32}/{proof}", f"/{place}/{key}/", "/", f"/{place}/{key}/é"]
    for link in wrong:
        for method in (browser.get, browser.post):
            answer = method(link)
            assert answer.status_code == 404
            assert "no letter at this address" in answer.text
    assert sent.states() == {SENT: 8}
    with sent.ledger() as ledger:
        assert not [entry for entry in ledger.entries() if entry.opened_at]


def test_a_ledger_does_not_open_what_another_sent(sent: Office, post: PostOffice, tmp_path: Path) -> None:
    sent.ledger_at = str(tmp_path / "another.db")
    assert client(sent).get(links(post.mails)[0]).status_code == 404


def test_a_letter_of_a_release_that_is_not_in_the_room_is_not_found(sent: Office, post: PostOffice) -> None:
    with sent.ledger() as ledger, ledger.database.transaction():
        ledger.database.run("UPDATE dispatch_message SET release = 'another'")
    assert client(sent).get(links(post.mails)[0]).status_code == 404


def test_who_is_forgotten_has_no_link_any_more(sent: Office, post: PostOffice) -> None:
    sent.time += timedelta(days=400)
    with sent.ledger() as ledger:
        assert ledger.forget(timedelta(days=365)) == 8
    assert client(sent).post(links(post.mails)[0]).status_code == 404


def test_a_letter_that_is_not_as_it_was_signed_is_not_shown(sent: Office, post: PostOffice) -> None:
    for path in (sent.release / "letters").rglob("*.pdf"):
        path.write_bytes(b"%PDF another")
    answer = client(sent).post(links(post.mails)[0])
    assert answer.status_code == 503
    assert str(sent.release) not in answer.text
    with sent.ledger() as ledger:
        assert not [entry for entry in ledger.entries() if entry.opened_at]


def test_the_page_says_what_it_is_and_that_it_is_not_public_yet(sent: Office, post: PostOffice) -> None:
    link = links(post.mails)[0]
    page = client(sent).get(link)
    assert "Under embargo until" in page.text
    assert "Synthetic data" in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "embargo" not in client(sent, ON_THE_DAY + timedelta(days=30)).get(link).text.lower()


def test_what_is_only_shown_has_links_that_lead_nowhere(office: Office, tmp_path: Path) -> None:
    office.room = ROOM
    write_mails(office.letters(), tmp_path / "mails", lambda _: None)
    shown = next((tmp_path / "mails").iterdir()).read_text(encoding="utf-8")
    assert ROOM in shown.replace("=\n", "")


def test_letters_begun_in_one_form_go_on_in_it(sent: Office, post: PostOffice) -> None:
    sent.room = None
    with pytest.raises(PersonError, match="own link"):
        sent.send(post.port)


@given(st.text(alphabet="0123456789abcdef", min_size=0, max_size=64), st.binary(min_size=32, max_size=32))
def test_a_proof_that_was_made_up_does_not_hold(proof: str, secret: bytes) -> None:
    links_of = OwnLinks(ROOM, secret)
    made = links_of.of("ab").rsplit("/", 1)[1]
    assert links_of.holds("ab", made)
    assert links_of.holds("ab", proof) is (proof == made)
    assert not OwnLinks(ROOM, secret[::-1] + b"x").holds("ab", made)
    assert secret.hex() not in repr(links_of)
