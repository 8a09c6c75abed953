"""The check of further forms: it finds nothing in those that were made, and whatever is changed in one afterwards."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest

from tests.letters import by_hand
from upheld.letters.press import Press
from upheld.release.check.further import check_further
from upheld.release.check.reading import pdf_words
from upheld.release.further import FURTHER, FurtherJob, further_path
from upheld.release.presses import Job

YEAR = "2019-20"
LETTER = by_hand.letter()


@cache
def _press() -> Press:
    return Press()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    for room in ("letters", "forms", "mail"):
        (folder / room / YEAR).mkdir(parents=True)
    Job(LETTER, folder / "letters" / YEAR / LETTER.slug).done_by(_press())
    FurtherJob(LETTER, {form: folder / further_path(form, YEAR, LETTER.slug) for form in FURTHER}).done_by(_press())
    return folder


def told(release: Path, pdfs: dict[str, Sequence[str]] | None = None) -> list[str]:
    large = further_path("large.pdf", YEAR, LETTER.slug)
    checked = check_further(release, YEAR, pdfs or {large: pdf_words(release / large)})
    assert checked is not None
    return [finding.what for finding in checked.findings]


def test_where_none_was_made_there_is_nothing_to_check(tmp_path: Path) -> None:
    assert check_further(tmp_path, YEAR, {}) is None


def test_nothing_is_wrong_with_forms_as_they_were_made(made: Path) -> None:
    assert told(made) == []


def test_a_number_changed_in_the_mail_is_found(made: Path, tmp_path: Path) -> None:
    release = copytree(made, tmp_path / "release")
    path = release / further_path("email", YEAR, LETTER.slug)
    path.write_text(path.read_text(encoding="utf-8").replace(">75% of complaints", ">57% of complaints"))
    assert told(release) == [
        "does not say “75% of complaints we investigated were upheld.”.",
        "57% is nowhere in the letter’s page.",
    ]


def test_a_number_changed_in_a_committee_paper_is_found(made: Path, tmp_path: Path) -> None:
    release = copytree(made, tmp_path / "release")
    path = release / further_path("docx", YEAR, LETTER.slug)
    with zipfile.ZipFile(path) as document:
        parts = {name: document.read(name) for name in document.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"12 detailed", b"4,711 detailed")
    with zipfile.ZipFile(path, "w") as document:
        for name, part in parts.items():
            document.writestr(name, part)
    assert told(release) == ["4,711 is nowhere in the letter’s page."]


def test_a_number_in_large_print_that_the_letter_has_not_is_found(made: Path) -> None:
    large = further_path("large.pdf", YEAR, LETTER.slug)
    pages = pdf_words(made / large)
    assert told(made, {large: (*pages[:-1], f"{pages[-1]} 4,711")}) == ["4,711 is nowhere in the letter’s page."]


def test_a_form_that_cannot_be_read_or_belongs_to_no_letter_is_told(made: Path, tmp_path: Path) -> None:
    release = copytree(made, tmp_path / "release")
    (release / further_path("docx", YEAR, LETTER.slug)).write_bytes(b"PK")
    (release / further_path("email", YEAR, "nobody")).write_text("<article>x</article>", encoding="utf-8")
    assert told(release) == ["cannot be read.", "is a form of no letter."]
