"""The committee paper: a Word document that can be edited, with the letter's figures and questions chosen by rules."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import docx
import pytest

from tests.letters import by_hand
from upheld.letters.facts import Facts
from upheld.letters.paper import PaperPress, title_of
from upheld.letters.questions import GRAMMAR
from upheld.scheme import load
from upheld.writing.paragraphs import read_paragraphs

if TYPE_CHECKING:
    from docx.document import Document


@cache
def paper(name: str) -> Document:
    return docx.Document(io.BytesIO(made(name)))


@cache
def made(name: str) -> bytes:
    return press().docx(by_hand.edge_cases()[name])


@cache
def press() -> PaperPress:
    return PaperPress()


def words(name: str) -> str:
    cells = (cell.text for table in paper(name).tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in paper(name).paragraphs), *cells])


def asked(name: str) -> list[str]:
    return [question.rule for question in by_hand.edge_cases()[name].questions]


def test_the_figures_of_the_letter_stand_in_the_paper_with_their_bases() -> None:
    letter, said = by_hand.edge_cases()["knowsley 2020"], words("knowsley 2020")
    for panel in letter.panels:
        assert panel.sentence in said
        assert panel.small_print in said
        assert f"{panel.count} {panel.count_unit}. {panel.basis}" in said
    for row in letter.services.rows if letter.services else ():
        assert all(cell in said for cell in row)


def test_a_break_stands_between_the_years_that_it_parts() -> None:
    letter = by_hand.edge_cases()["knowsley 2024"]
    years = next(t for t in paper("knowsley 2024").tables if t.rows[0].cells[0].text == "Year")
    first = [row.cells[0].text.split(".")[0] for row in years.rows[1:]]
    assert first == [row.label if row.kind == "year" else row.title for row in letter.history.rows]


def test_every_picture_says_what_it_shows_and_every_table_has_a_head() -> None:
    document = paper("knowsley 2020")
    letter = by_hand.edge_cases()["knowsley 2020"]
    said = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert said == [(panel.funnel or panel.chart).alt for panel in letter.panels if panel.funnel or panel.chart]
    heads = ["tblHeader" in table.rows[0]._tr.xml for table in document.tables]
    assert heads == [False, True, True, True]


def test_headings_stand_in_order_and_the_language_is_british() -> None:
    levels = [int(p.style.name[-1]) for p in paper("knowsley 2020").paragraphs if p.style.name.startswith("Heading")]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    assert paper("knowsley 2020").core_properties.language == "en-GB"
    assert 'w:val="en-GB"' in paper("knowsley 2020").styles.element.xml


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert PaperPress().docx(by_hand.edge_cases()["knowsley 2020"]) == made("knowsley 2020")


def test_synthetic_is_said_on_every_page_and_in_what_the_document_says_of_itself() -> None:
    document = paper("knowsley 2020 synthetic")
    assert "Synthetic" in document.sections[0].header.paragraphs[0].text
    assert "synthetic" in document.core_properties.keywords
    assert "ynthetic" not in words("knowsley 2020")


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("knowsley 2020", {"what-went-wrong", "remedies", "training-used", "follow-up"}),
        ("knowsley 2019", {"not-done", "late"}),
        ("one case upheld, nothing complied with", {"what-went-wrong-once", "not-done-once"}),
        ("none investigated", {"can-people-complain"}),
        ("no case: District council", {"can-people-complain", "own-complaints", "follow-up"}),
        ("a public report", {"report"}),
    ],
)
def test_questions_follow_from_the_figures(name: str, rules: set[str]) -> None:
    assert rules <= set(asked(name))
    assert not {"what-went-wrong", "what-went-wrong-once", "can-people-complain"} <= set(asked(name))


def test_every_question_says_why_and_keeps_the_evidence_of_its_rule() -> None:
    for letter in by_hand.edge_cases().values():
        assert 2 <= len(letter.questions) <= 12
        assert all(q.text.endswith("?") and q.why.endswith(".") for q in letter.questions)
        assert not re.search(
            r"\{|\b1 (cases|complaints|remedies)\b", " ".join(q.text + q.why for q in letter.questions)
        )
    late = next(q for q in by_hand.edge_cases()["knowsley 2019"].questions if q.rule == "late")
    assert late.evidence == ("complied_late > 0: 1 and 0", "late-compliance-rate > 0: 50/3 and 0")


def test_each_question_is_asked_of_somebody() -> None:
    every = {p.rule for p in read_paragraphs(load("lgsco"), GRAMMAR).all}
    assert every == {rule for name in by_hand.edge_cases() for rule in asked(name)}


def test_a_letter_itself_prints_no_question() -> None:
    from upheld.letters.press import data
    from upheld.letters.text import text

    letter = by_hand.edge_cases()["knowsley 2020"]
    assert all(q.text not in data(letter) and q.text not in text(letter) for q in letter.questions)
    assert Facts(by_hand.figures(), letter.authority, by_hand.context()).count("upheld") == 9
    assert "report to members" in title_of(letter)


def test_no_word_of_the_letter_is_markup() -> None:
    letter = replace(by_hand.edge_cases()["knowsley 2020"], authority_name="A & <B>", sender="\"C\" & 'D' </w:t>")
    said = [p.text for p in docx.Document(io.BytesIO(press().docx(letter))).paragraphs]
    assert "A & <B>" in said
    assert any(letter.sender in line for line in said)
