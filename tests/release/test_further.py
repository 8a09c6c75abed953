"""Further forms of letters: made where they are asked for, counted with no letter, and told of on its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.letters import by_hand
from upheld.errors import PersonError
from upheld.release.further import FURTHER, FurtherJob, further_of, further_path, read_forms
from upheld.release.presses import Job, Presses


@pytest.mark.parametrize(
    ("typed", "forms"),
    [(None, ()), ("", ()), ("docx", ("docx",)), (" large.pdf , DOCX", ("docx", "large.pdf")), (".docx", ("docx",))],
)
def test_forms_are_read_as_people_type_them(typed: str | None, forms: tuple[str, ...]) -> None:
    assert read_forms(typed) == forms


def test_an_unknown_form_is_answered_with_those_there_are() -> None:
    with pytest.raises(PersonError, match=r"There is no further form odt, pdf\. They are docx, large\.pdf, email\."):
        read_forms("pdf,odt")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("k.docx", "docx"),
        ("k.large.pdf", "large.pdf"),
        ("K.LARGE.PDF", "large.pdf"),
        ("k.email.html", "email"),
        ("k.html", None),
    ],
)
def test_a_form_is_known_by_the_end_of_a_name(name: str, form: str | None) -> None:
    assert further_of(name) == form


def test_each_form_is_written_beside_the_others_and_only_the_letter_is_counted(tmp_path: Path) -> None:
    letter, counted = by_hand.letter(), []
    presses = Presses(None)
    presses.hand_in(Job(letter, tmp_path / "knowsley"))
    presses.hand_in(FurtherJob(letter, {form: tmp_path / f"knowsley.{form}" for form in FURTHER}))
    presses.finish(counted.append)
    assert sum(counted) == 1
    written = {path.name.partition(".")[2]: path.read_bytes()[:4] for path in tmp_path.iterdir()}
    assert sorted(written) == ["docx", "email", "html", "large.pdf", "pdf", "txt"]
    assert (written["docx"], written["large.pdf"]) == (b"PK\x03\x04", b"%PDF")
    assert written["email"] == b"<!DO"


def test_the_mail_stands_apart_from_what_the_site_links() -> None:
    assert further_path("email", "2019-20", "x") == "mail/2019-20/x.html"
    assert further_path("large.pdf", "2019-20", "x") == "forms/2019-20/x.large.pdf"
