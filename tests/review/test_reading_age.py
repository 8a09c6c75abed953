"""The review's paragraphs: right in every year, natural where nothing is recorded, and plain enough for anybody."""

from __future__ import annotations

import re
from pathlib import Path

import frontmatter
import pytest
from selectolax.lexbor import LexborHTMLParser

import upheld.website
from tests.letters import by_hand as letters_by_hand
from tests.review import by_hand
from tests.review.reading_age import WORD, reading_age
from upheld.letters.model import Letter
from upheld.review.model import Review
from upheld.review.paragraphs import CHAPTERS, GRAMMAR, load_paragraphs
from upheld.scheme import load
from upheld.writing.blocks import Bullets, Paragraph

YEARS = (2019, 2020, 2021, 2023, 2024)
FOURTEEN = 14
TEMPLATES = Path(upheld.website.__file__).parent / "templates"
LONG_ENOUGH = 40
"""Words: the formula says nothing about a sentence or two."""


def words_of(review: Review) -> str:
    """Everything said in paragraphs, lists and headings."""
    said: list[str] = []
    for chapter in review.chapters:
        said.append(chapter.title)
        for e in chapter.elements:
            if e.kind == "heading":
                said.append(e.text)
            elif e.kind == "paragraph":
                said.append("".join(run.text for run in e.runs))
            elif e.kind == "bullets":
                said += ["".join(run.text for run in item) for item in e.items]
    return "\n".join(said)


def bodies(folder: str) -> dict[str, str]:
    files: list[Path] = sorted((load("lgsco").folder / folder).glob("*.md"))
    return {f.name: frontmatter.parse(f.read_text(encoding="utf-8"))[1] for f in files}


@pytest.mark.parametrize("folder", ["review", "letter", "questions"])
def test_a_reader_of_fourteen_can_follow_the_text(folder: str) -> None:
    assert reading_age("\n".join(bodies(folder).values())) < FOURTEEN


@pytest.mark.parametrize("folder", ["review", "letter", "questions"])
def test_a_reader_of_fourteen_can_follow_each_paragraph(folder: str) -> None:
    ages = {n: reading_age(t) for n, t in bodies(folder).items() if len(WORD.findall(t)) >= LONG_ENOUGH}
    assert {name: age for name, age in ages.items() if age >= FOURTEEN} == {}
    assert ages


def prose(letter: Letter) -> str:
    """Everything a letter says in sentences. Its authority's name is read as one word: it is known to every reader."""
    said: list[str] = []
    for block in (*letter.body, *letter.statistics, *letter.reading):
        if isinstance(block, Paragraph):
            said.append("".join(run.text for run in block.runs))
        elif isinstance(block, Bullets):
            said += ["".join(run.text for run in item) for item in block.items]
    for panel in letter.panels:
        told = (panel.question, panel.sentence, panel.average_sentence, panel.verdict, *panel.remarks)
        said += [sentence for sentence in (*told, panel.small_print) if sentence]
    return "\n".join(said).replace(letter.authority_name, "Council")


def test_a_reader_of_fourteen_can_follow_every_letter_as_it_is_sent() -> None:
    ages = {name: reading_age(prose(letter)) for name, letter in letters_by_hand.edge_cases().items()}
    assert {name: age for name, age in ages.items() if age >= FOURTEEN} == {}


def standing(template: Path) -> str:
    """The sentences of a page's template, whatever stands in them a short word."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    page = LexborHTMLParser(re.sub(r"\{\{.*?\}\}", "many", text, flags=re.DOTALL))
    said = (" ".join(element.text().split()) for element in page.css("p, li, dd"))
    return "\n".join(words for words in said if len(WORD.findall(words)) >= 8)


def test_a_reader_of_fourteen_can_follow_what_stands_on_every_page_of_the_site() -> None:
    texts = {path.name: standing(path) for path in sorted(TEMPLATES.glob("*.html"))}
    ages = {name: reading_age(text) for name, text in texts.items() if len(WORD.findall(text)) >= LONG_ENOUGH}
    assert {name: age for name, age in ages.items() if age >= FOURTEEN} == {}
    assert {"home.html", "authority.html", "method.html"} <= ages.keys()


def test_the_age_of_a_hard_text_is_seen() -> None:
    hard = "The aforementioned administrative irregularities necessitated retrospective reconsideration of eligibility."
    assert reading_age(hard) > 20


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_every_chapter_and_natural_sentences(year: int, recorded: bool) -> None:
    review = by_hand.review(year, **({} if recorded else by_hand.NOTHING))
    assert [c.id for c in review.chapters] == list(CHAPTERS)
    words = words_of(review)
    assert not re.search(r"\{|\}|None|no rate%", words)
    assert not re.search(r"\b1 (cases|courses|complaints|people|delegates|reports|service improvements)\b", words)
    assert not re.search(r"  |\.\.| ,", words)


def test_each_paragraph_stands_in_some_review() -> None:
    made = [by_hand.review(y, **changes) for y in YEARS for changes in ({}, by_hand.NOTHING)]
    stood = {ruling.rule for review in made for ruling in review.rulings if ruling.stands}
    never = {p.rule for p in load_paragraphs(load("lgsco")).all} - stood
    # These two have tests of their own, in a country where service areas differ.
    assert never == {"services-differ", "glance-services"}


def test_the_files_are_numbered_in_reading_order() -> None:
    paragraphs = load_paragraphs(load("lgsco")).all
    assert [p.file for p in paragraphs if not p.file.startswith(f"{p.order}-")] == []
    assert {p.part for p in paragraphs} == set(GRAMMAR.parts)


def test_nobody_is_quoted_and_no_personal_remedy_is_told() -> None:
    for text in bodies("review").values():
        assert not re.search(r"[“”\"]", text)
        assert not re.search(r"\bI\b|\bmy\b", text)


def test_a_break_is_named_and_last_year_is_not_set_beside_this_one() -> None:
    cards = next(e for c in by_hand.review(2023).chapters for e in c.elements if e.kind == "cards").cards
    upheld = next(card for card in cards if card.id == "upheld-rate")
    complied = next(card for card in cards if card.id == "compliance-rate")
    assert upheld.before == "Not to be compared with the year before: fewer borderline cases investigated."
    assert complied.before is not None
    assert complied.before.startswith("2021–22: ")
