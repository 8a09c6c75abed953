"""Every paragraph for every type of body and every odd year: what is said stays natural English."""

from __future__ import annotations

import re

import pytest

from tests.letters import by_hand
from tests.letters.reading import Page, flat
from upheld.letters import html, text
from upheld.letters.model import Letter
from upheld.letters.paragraphs import load_paragraphs
from upheld.scheme import load

CASES = by_hand.edge_cases()

UNNATURAL = (
    r"[{}]",  # a value that was not filled in
    r"\bNone\b(?! of)",
    r"\b1 (complaints|courses|cases|delegates|authorities|decisions|outcomes|investigations|remedies)\b",
    r"\b0 (complaints|courses|delegates)\b",
    r"\b1 of 1\b(?!\.|;| *\))",
    r"  |\s[.,;:]|\.\.|,,",
    r"\bin \.|\bthe the\b|\ba [aeiou]\w+ course",
)


@pytest.mark.parametrize("name", CASES)
def test_the_wording_is_natural(name: str) -> None:
    words = Page(html.article(CASES[name])).words
    for pattern in UNNATURAL:
        assert not re.search(pattern, words), re.search(f".{{30}}(?:{pattern}).{{30}}", words)


@pytest.mark.parametrize("name", CASES)
def test_html_and_text_say_the_same(name: str) -> None:
    page, plain = Page(html.article(CASES[name])).words, flat(text.text(CASES[name]))
    for sentence in _sentences(CASES[name]):
        assert sentence in page
        assert sentence in plain


def _sentences(letter: Letter) -> list[str]:
    of_panels = [s for p in letter.panels for s in (p.sentence, p.small_print, p.average_sentence, *p.remarks) if s]
    return [letter.title, letter.salutation, letter.closing, *of_panels]


def test_every_paragraph_stands_in_some_letter_and_only_those_without_condition_in_all() -> None:
    always = {p.rule for p in load_paragraphs(load("lgsco")).all if not p.when and not str(p.years)}
    standing = {r.rule for letter in CASES.values() for r in letter.rulings if r.stands}
    missing = {r.rule for letter in CASES.values() for r in letter.rulings if not r.stands}
    # What the office adds to a letter is no paragraph of the scheme.
    every = {r.rule for letter in CASES.values() for r in letter.rulings} - {"added"}
    assert every - standing == set()
    assert every - missing == always


def test_exactly_one_finding_opens_every_letter() -> None:
    first = [r"finding-no-contact", "finding-none-investigated", "finding-one-upheld", "finding-one-not-upheld",
             "finding-none-upheld", "finding-all-upheld", "finding"]  # fmt: skip
    for name, letter in CASES.items():
        assert sum(r.stands for r in letter.rulings if r.rule in first) == 1, name


def test_a_base_of_zero_has_no_rate() -> None:
    for panel in CASES["no case: Metropolitan borough"].panels:
        assert (panel.rate, panel.count, panel.chart, panel.average_sentence) == (None, None, None, None)
        assert not re.search(r"\d%", panel.sentence)


def test_where_there_is_no_rate_the_average_is_still_told() -> None:
    upheld = CASES["no case: Metropolitan borough"].panels[0]
    assert upheld.sentence == "We did not investigate any complaints in this period, so there is no rate."
    assert upheld.comparison_note == "The average of 36 metropolitan boroughs, pooled, is 67%: 70 of 105."


def test_a_body_in_no_group_is_compared_with_nobody() -> None:
    letter = CASES["one case, not upheld, in no group"]
    assert "Broads Authority belongs to none of these groups" in flat(text.text(letter))
    assert {p.comparison_note for p in letter.panels} == {"There is no average of similar authorities to compare with."}
    assert all(cell.average is None for row in letter.history.rows if row.kind == "year" for cell in row.cells)


def test_a_rate_of_compliance_below_100_gets_its_paragraph_and_the_cases() -> None:
    words = flat(text.text(CASES["knowsley 2023"]))
    assert "The rate of compliance is below 100%. In 1 of 2 compliance outcomes we were not satisfied" in words
    assert "This concerns case 22 001 002." in words


def test_late_remedies_are_told_against_both_dates() -> None:
    remark = CASES["knowsley 2024"].panels[1].remarks[0]
    assert remark == (
        "In 33% of cases the authority did what it had agreed, but late (2 late remedies of 6 compliance outcomes; in "
        "similar authorities 2%). Measured against the dates first agreed, 3."
    )


def test_what_was_printed_differently_is_told_beside_ours() -> None:
    note = CASES["abolished, two successors"].panels[0].published_note
    assert note == "The Ombudsman printed 91% for this figure. The counts printed beside it (9 of 10) give 90%."


def test_a_break_stands_between_the_years_it_divides() -> None:
    rows = CASES["knowsley 2024"].history.rows
    shown = [row.label if row.kind == "year" else f"| {row.title}" for row in rows]
    assert shown == [
        "2018–19",
        "2019–20",
        "| Intake stopped for three months",
        "2020–21",
        "2021–22",
        "| Fewer borderline cases investigated",
        "2022–23",
        "2023–24",
    ]
    assert rows[5].concerns == "Complaints upheld and Satisfactory remedies provided by the authority"


def test_no_line_is_drawn_across_a_break() -> None:
    upheld, compliance, _ = CASES["knowsley 2024"].history.trends
    assert [p.after_break for p in upheld.points] == [False, False, True, False, True, False]
    assert [p.after_break for p in compliance.points] == [False, False, True, False, False, False]
    assert "2019–20: 75%; a break in the series; 2020–21: 67%" in upheld.alt


def test_a_young_body_shows_no_years_before_it_was_created() -> None:
    assert [row.label for row in CASES["one case upheld, nothing complied with"].history.rows] == ["2023–24"]


def test_a_year_that_begins_a_new_series_says_so() -> None:
    assert "Take care when comparing this year with earlier ones. Casework stopped" in flat(
        text.text(CASES["knowsley 2021"])
    )


def test_nobody_is_ranked() -> None:
    for letter in CASES.values():
        assert not re.search(r"\b(league|best|worst|top|bottom|\d+(st|nd|rd|th)) ", text.text(letter).lower())
