"""What is said first of a body to others is what its letter says first to it."""

from __future__ import annotations

import pytest

from tests.letters import by_hand
from upheld.letters.finding import Findings
from upheld.scheme import review_dates
from upheld.writing.blocks import Paragraph


def finding(code: str, year: int) -> str:
    figures = by_hand.figures(year)
    findings = Findings.gather(figures, review_dates(figures.scheme.calendar, year))
    return "".join(run.text for run in findings.of(code))


def opening(code: str, year: int) -> str:
    """The paragraphs of the letter itself, as plain words."""
    blocks = by_hand.letter(code, year).body
    return "\n".join("".join(run.text for run in block.runs) for block in blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize(
    ("code", "year"),
    [
        (by_hand.KNOWSLEY, 2020),
        (by_hand.KNOWSLEY, 2024),
        (by_hand.BROADS, 2024),
        (by_hand.SEFTON, 2024),
        (by_hand.ST_HELENS, 2024),
        (by_hand.WIRRAL, 2024),
    ],
)
def test_the_letter_says_the_same_to_the_body_itself(code: str, year: int) -> None:
    said = finding(code, year)
    assert "this authority" in said
    assert said.replace("this authority", "your authority") in opening(code, year)


def test_the_finding_of_a_body_that_has_ended_is_said_like_any_other() -> None:
    assert "about this authority" in finding(by_hand.CUMBRIA, 2024)
    assert "the former" not in finding(by_hand.CUMBRIA, 2024)


def test_each_number_is_the_bodys_own() -> None:
    assert finding(by_hand.KNOWSLEY, 2020).startswith("We investigated 12 complaints about this authority in detail")
    assert "upheld none of them" in finding(by_hand.ST_HELENS, 2024)
    assert "upheld every one" in finding(by_hand.SEFTON, 2024)
