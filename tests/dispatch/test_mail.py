"""A letter as a mail: the signed words in every form, plain enough for any mail program, the same bytes each time."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.dispatch.conftest import BODIES, ON_THE_DAY, Office
from tests.dispatch.post_office import read
from tests.dispatch.small_dispatch import SCHEME
from tests.letters.by_hand import letter as letter_by_hand
from upheld.dispatch.ledger import Entry
from upheld.dispatch.letters import write_mails
from upheld.errors import PersonError
from upheld.letters.html import page as letter_page
from upheld.letters.mail import mail_form, sent
from upheld.release.further import MAIL, further_path
from upheld.release.manifest import FileEntry

AFTER = datetime(2024, 7, 24, 8, 30, tzinfo=UTC)
NAME = SCHEME.authority_by_code[BODIES[0]].name


def first(office: Office) -> Entry:
    return next(office.letters().entries())


def plain(office: Office) -> str:
    letters = office.letters()
    return " ".join(letters.mail_of(first(office)).content.text.split())


def test_it_holds_the_letter_as_text_as_page_and_as_pdf(office: Office) -> None:
    mail = read(office.letters().mail_of(first(office)).as_bytes())
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
    text, page, pdf = (part.get_content() for part in mail.walk() if not part.is_multipart())
    assert f"{NAME}: the letter itself." in text
    assert "the letter itself — see the" in page
    assert pdf == b"%PDF-1.7 synthetic"
    assert mail["Subject"] == f"{SCHEME.sender.name}: annual review letter 2023-24 for {NAME}"


def test_everybody_sees_who_got_it_and_each_gets_a_copy_of_its_own(office: Office) -> None:
    letters = office.letters()
    chief, link, *_ = (letters.mail_of(entry) for entry in letters.entries())
    one, other = read(chief.as_bytes()), read(link.as_bytes())
    assert (one["To"], one["Cc"]) == (other["To"], other["Cc"]) == (chief.recipient, link.recipient)
    assert one["Message-ID"] == f"<{chief.key}@ombudsman.example>" != other["Message-ID"]
    assert one["From"] == "The Ombudsman <annual.review@ombudsman.example>"


def test_the_same_message_is_the_same_bytes(office: Office) -> None:
    assert office.letters().mail_of(first(office)).as_bytes() == office.letters().mail_of(first(office)).as_bytes()


def test_every_line_is_short_ascii_and_ends_as_mail_does(office: Office) -> None:
    content = office.letters().mail_of(first(office)).as_bytes()
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.count(b"\n") == content.count(b"\r\n")


def test_until_it_is_public_it_says_so(office: Office) -> None:
    assert plain(office).startswith("Under embargo until 09:30 on 24 July 2024:")
    office.time = AFTER
    assert "embargo" not in plain(office)


def test_a_link_stands_in_place_of_the_pdf_and_says_from_when(office: Office) -> None:
    office.link = "https://reviews.example"
    letters = office.letters()
    mail = letters.mail_of(first(office))
    assert mail.content.attachments == ()
    slug = SCHEME.authority_by_code[BODIES[0]].slug
    place = f"https://reviews.example/releases/2023-24-{letters.plan.release[:8]}/letters/2023-24/{slug}.pdf"
    assert f"From 09:30 on 24 July 2024 the letter is at {place};" in plain(office)
    assert 'href="https://reviews.example/releases/2023-24-' in mail.content.html
    office.time = AFTER
    assert f"The letter is at {place};" in plain(office)


def test_nothing_in_a_page_leads_nowhere_and_styles_are_on_the_elements(office: Office) -> None:
    page = office.letters().mail_of(first(office)).content.html
    assert "<svg" not in page
    assert "../" not in page
    assert "map" in page
    assert 'href="https://www.lgo.org.uk/training"' in page
    assert "<link" not in page
    assert "<style" not in page
    assert 'class="letter-small" style="' in page


def test_a_real_letter_keeps_every_word(office: Office) -> None:
    from selectolax.lexbor import LexborHTMLParser

    written = letter_page(letter_by_hand())
    tree, mailed = LexborHTMLParser(written), LexborHTMLParser(sent(mail_form(written), ["A note."], None))
    for drawing in tree.css("svg"):
        drawing.decompose()
    words = [article.text().split() for t in (tree, mailed) for article in t.css("article")]
    assert words[0] == words[1]
    assert len(words[0]) > 400
    assert "75%" in words[0]


def test_markup_in_a_note_stays_words(office: Office) -> None:
    page = sent(
        mail_form('<title>a & <b></title><article class="letter"><p>x</p></article>'), ["1 < 2 & <script>"], None
    )
    assert "1 &lt; 2 &amp; &lt;script&gt;" in page
    assert "<script" not in page


def test_a_name_cannot_bring_a_header_of_its_own(office: Office) -> None:
    letters = office.letters()
    chief = letters.plan.letters[0].to[0]
    evil = replace(chief, name="Jo\r\nBcc: everybody@council.example")
    letter = replace(letters.plan.letters[0], to=(evil,))
    letters = replace(letters, plan=replace(letters.plan, letters=(letter,)))
    mail = read(letters.mail_of(next(letters.entries())).as_bytes())
    assert mail["Bcc"] is None
    assert len(mail["To"].addresses) == 1


def test_a_dry_run_writes_every_message_and_the_same_each_time(office: Office) -> None:
    folder = office.folder / "mails"
    advanced: list[int] = []
    assert write_mails(office.letters(), folder, advanced.append) == 8 == len(advanced)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert folder.stat().st_mode & 0o077 == 0
    office.time = AFTER
    write_mails(office.letters(), folder, advanced.append)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert min(before) == f"0000-{SCHEME.authority_by_code[BODIES[0]].slug}-chief-executive.eml"
    assert read(before[min(before)])["Date"].datetime.date() == ON_THE_DAY.date()


def test_a_dry_run_never_takes_the_place_of_somebody_s_folder(office: Office) -> None:
    folder = office.folder / "mails"
    folder.mkdir()
    (folder / "diary.txt").write_text("private")
    with pytest.raises(PersonError, match="did not write there"):
        write_mails(office.letters(), folder, lambda _: None)
    assert (folder / "diary.txt").read_text() == "private"


def test_what_was_built_for_mail_is_what_is_sent_and_nothing_else(office: Office) -> None:
    letters = office.letters()
    letter = letters.plan.letters[0]
    path = further_path(MAIL, letters.plan.year, letter.slug)
    content = mail_form('<title>x</title><article><p>Built <a href="../../index.html">here</a>.</p></article>').encode()
    (office.release / path).parent.mkdir(parents=True)
    (office.release / path).write_bytes(content)
    entry = FileEntry(hashlib.sha256(content).hexdigest(), len(content))
    manifest = replace(letters.mails.manifest, files={**letters.mails.manifest.files, path: entry})
    mails = replace(letters.mails, manifest=manifest)
    html = mails.content(letter, AFTER).html
    assert "Built here." in html
    assert html.index('class="note"') < html.index("Built here.")
    (office.release / path).write_bytes(content.replace(b"Built", b"Forged"))
    with pytest.raises(PersonError, match="was changed while letters were sent"):
        mails.content(letter, AFTER)
