"""The letter in large print: the same words, no letter smaller than 18 points, and accessible as the usual one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import page
import pypdfium2
import pytest
from pypdfium2 import raw

from tests.letters import by_hand
from tests.letters.reading import flat, pdf_metadata, pdf_pages
from upheld.letters.press import LARGE, Press

SET = ("knowsley 2024", "knowsley 2020 synthetic", "the longest", "no case: National park authority")


@cache
def press() -> Press:
    return Press(LARGE)


@cache
def pdf(name: str) -> bytes:
    return press().pdf(by_hand.edge_cases()[name])


@cache
def words(name: str) -> str:
    """The letter's own words, as if it stood on one long page."""
    notice = by_hand.edge_cases()[name].synthetic_notice or ""
    return flat(" ".join(re.sub(r"Page \d+ of \d+", "", said.replace(notice, "")) for said in pdf_pages(pdf(name))))


def sizes(name: str) -> Iterator[float]:
    """How high each letter of the PDF is set, in points."""
    with pypdfium2.PdfDocument(pdf(name)) as document:
        for number in range(len(document)):
            text = document[number].get_textpage()
            for at in range(text.count_chars()):
                if not raw.FPDFText_IsGenerated(text, at):
                    yield raw.FPDFText_GetFontSize(text, at)
            text.close()


@pytest.mark.parametrize("name", SET[1:])
def test_it_passes_pdf_ua_1(name: str) -> None:
    report = page.validate_pdf_bytes(pdf(name), profile=page.ValidationProfile.PDF_UA_1)
    assert [(f.rule_id, f.message) for f in report.failures] == []


@pytest.mark.parametrize("name", SET)
def test_nothing_is_smaller_than_18_points(name: str) -> None:
    assert min(sizes(name)) >= 18


@pytest.mark.parametrize("name", SET)
def test_it_says_what_the_letter_says(name: str) -> None:
    letter = by_hand.edge_cases()[name]
    for panel in letter.panels:
        for said in (panel.sentence, panel.average_sentence, panel.verdict, *panel.remarks, panel.small_print):
            assert said is None or said in words(name)
    for row in letter.history.rows:
        if row.kind == "year":
            assert all(f"{cell.rate} ({cell.of})" in words(name) for cell in row.cells if cell.rate)
        else:
            assert row.why in words(name)
    for row in letter.services.rows if letter.services else ():
        assert all(
            f"{name_}: {number}" in words(name)
            for name_, number in zip(letter.services.columns[1:], row[1:], strict=True)
        )
    assert letter.closing in words(name)


def test_it_is_the_same_every_time_and_says_what_it_is() -> None:
    assert Press(LARGE).pdf(by_hand.edge_cases()["knowsley 2024"]) == pdf("knowsley 2024")
    assert pdf_metadata(pdf("knowsley 2024"))["Title"].startswith("Annual review letter 2024")
    assert all("Synthetic: built from made-up cases." in said for said in pdf_pages(pdf("knowsley 2020 synthetic")))
