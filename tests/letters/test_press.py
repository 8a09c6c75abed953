"""Letters as PDF: accessible, the same bytes every time, and true to the figures when read back."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import page
import pytest
import typst

from tests.letters import by_hand
from tests.letters.reading import pdf_metadata, pdf_pages
from upheld.letters.press import Press, data, engine_hash
from upheld.writing.press import FONTS

PRESSED = (
    "knowsley 2020",
    "knowsley 2024",
    "knowsley 2020 synthetic",
    "one case upheld, nothing complied with",
    "abolished, two successors",
    "no case: National park authority",
    "copied, with a free paragraph",
    "the longest",
)


@cache
def pdf(name: str) -> bytes:
    return press().pdf(by_hand.edge_cases()[name])


@cache
def press() -> Press:
    return Press()


@pytest.mark.parametrize("name", PRESSED)
def test_a_letter_passes_pdf_ua_1(name: str) -> None:
    report = page.validate_pdf_bytes(pdf(name), profile=page.ValidationProfile.PDF_UA_1)
    assert [(f.rule_id, f.message) for f in report.failures] == []
    assert report.rules.total > 100


@pytest.mark.parametrize("name", PRESSED)
def test_a_letter_has_four_pages_with_the_statistics_on_the_third(name: str) -> None:
    pages = pdf_pages(pdf(name))
    letter = by_hand.edge_cases()[name]
    assert len(pages) == 4
    assert letter.closing in pages[0] + pages[1]
    for panel in letter.panels:
        assert panel.title in pages[2]
        assert panel.small_print in pages[2]
    assert letter.history.title in pages[3]


@pytest.mark.parametrize("name", PRESSED)
def test_the_numbers_read_back_are_the_figures(name: str) -> None:
    words = " ".join(pdf_pages(pdf(name)))
    letter = by_hand.edge_cases()[name]
    figures = by_hand.busiest_figures() if name == "the longest" else by_hand.figures(letter.written_on.year)
    for figure in figures.of(letter.authority).headline:
        assert figure.sentence in words
        if figure.rate.base:
            assert f"Based on {figure.base_worded}," in words
        if figure.average_sentence and figure.rate.base:
            assert figure.average_sentence in words
    for row in letter.services.rows if letter.services else ():
        assert " ".join(row) in words


def test_the_same_letter_gives_the_same_bytes_from_another_press() -> None:
    letter = by_hand.edge_cases()["knowsley 2020"]
    again = Press()
    again.pdf(by_hand.edge_cases()["knowsley 2024"])
    assert again.pdf(letter) == pdf("knowsley 2020")


def test_a_letter_is_dated_by_itself_and_not_by_the_clock() -> None:
    metadata = pdf_metadata(pdf("knowsley 2020"))
    assert metadata["CreationDate"].startswith("D:20200722")
    assert metadata["Title"] == "Annual review letter 2020: Knowsley Metropolitan Borough Council"
    assert metadata["Author"] == "Local Government and Social Care Ombudsman"


def test_synthetic_stands_on_every_page_and_in_the_metadata() -> None:
    assert all("Synthetic: built from made-up cases." in words for words in pdf_pages(pdf("knowsley 2020 synthetic")))
    assert "synthetic" in pdf_metadata(pdf("knowsley 2020 synthetic"))["Keywords"]
    assert not any("ynthetic" in words for words in pdf_pages(pdf("knowsley 2020")))


NAMES = (
    "Council #panic() *of* _the_ $x$ @ref <b>Bold</b>",
    '"]; #sys.inputs \\ `raw` // comment',
    "= Heading\n- item {investigated} &amp; {{ 7 * 7 }}",
)


@pytest.mark.parametrize("name", NAMES)
def test_markup_in_a_name_is_no_more_than_its_characters(name: str) -> None:
    letter = replace(by_hand.letter(), authority_name=name, to=(name,), salutation=f"Dear {name}")
    words = " ".join(pdf_pages(press().pdf(letter)))
    assert re.sub(r"\s", "", f"Dear {name}") in re.sub(r"\s", "", words)


def test_what_is_for_the_office_alone_is_not_in_the_data_of_the_document() -> None:
    assert "rulings" not in data(by_hand.letter(recipient=None))
    assert "No recipient" not in data(by_hand.letter(recipient=None))


def test_fonts_are_the_bundled_ones_with_their_licences() -> None:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    assert fonts.families() == ["Newsreader", "Public Sans"]
    for licence in FONTS.glob("*-OFL.txt"):
        text = licence.read_text(encoding="utf-8")
        assert "SIL Open Font License, Version 1.1" in text
        assert "Reserved Font Name" not in text.split("-----")[0]
    assert {f.name.split("-OFL")[0] for f in FONTS.glob("*-OFL.txt")} == {"newsreader", "public-sans"}


def test_welsh_letters_can_be_written() -> None:
    letter = replace(by_hand.letter(), to=("Ŵ ŵ Ŷ ŷ",))
    assert "Ŵ ŵ Ŷ ŷ" in pdf_pages(press().pdf(letter))[0]


def test_the_engine_hash_is_a_hash_and_stays_the_same() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", engine_hash())
    assert engine_hash() == engine_hash.__wrapped__()
