"""Conditions: words, their negation, and comparisons, each with the evidence it saw."""

from __future__ import annotations

import pytest

from tests.letters import by_hand
from upheld.letters.facts import Facts
from upheld.letters.rules import WORDS, condition
from upheld.scheme import load


def find(text: str, code: str = by_hand.KNOWSLEY, year: int = 2020, **changes: object) -> tuple[bool, str]:
    facts = Facts(by_hand.figures(year), code, by_hand.context(year, **changes))
    finding = condition(text, load("lgsco")).find(facts)
    return finding.holds, finding.evidence


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("investigated = 12", True),
        ("investigated > 12", False),
        ("investigated >= 12", True),
        ("investigated <= 11", False),
        ("upheld < investigated", True),
        ("upheld = investigated", False),
        ("upheld-rate = 75", True),
        ("upheld-rate > 74", True),
        ("satisfactory-remedy-rate = 33", False),  # 3 of 9 is a third, not 33 %
        ("satisfactory-remedy-rate > 33", True),
        ("compliance-rate < 100", False),
        ("compliance-rate = 100", True),
    ],
)
def test_counts_and_measures_are_compared_exactly(text: str, holds: bool) -> None:
    assert find(text)[0] is holds


@pytest.mark.parametrize("text", ["upheld-rate < 100", "upheld-rate >= 0", "upheld-rate = 0"])
def test_a_measure_without_a_rate_satisfies_no_comparison(text: str) -> None:
    assert find(text, by_hand.CHRISTCHURCH) == (False, f"{text}: there is no rate")


def test_more_than_99_percent_is_still_below_100() -> None:
    assert find("compliance-rate < 100", by_hand.LIVERPOOL, 2024) == (
        True,
        "compliance-rate < 100: 29800/299 and 100",
    )


@pytest.mark.parametrize("word", WORDS)
def test_a_word_and_its_negation_never_agree_and_rest_on_the_same_evidence(word: str) -> None:
    for code in (by_hand.KNOWSLEY, by_hand.BROADS, by_hand.CUMBRIA):
        yes, no = find(word, code, 2024), find(f"not {word}", code, 2024)
        assert yes[0] is not no[0]
        assert yes[1] == no[1]


@pytest.mark.parametrize(
    ("text", "code", "year", "evidence"),
    [
        ("compared", by_hand.KNOWSLEY, 2020, "compared with 36 metropolitan boroughs"),
        ("abolished", by_hand.CUMBRIA, 2024, "last day: 31 March 2023"),
        ("succeeded", by_hand.CUMBRIA, 2024, "successors: Cumberland Council and Westmorland and Furness Council"),
        ("created-this-year", by_hand.CUMBERLAND, 2024, "first day: 1 April 2023"),
        ("new-series", by_hand.KNOWSLEY, 2021, "breaks that begin this year: Intake stopped for three months"),
        ("seminars-recorded", by_hand.KNOWSLEY, 2020, "delegates recorded: 178"),
        ("more-courses", by_hand.KNOWSLEY, 2020, "courses: 118, the year before 71"),
        ("any-contact", by_hand.KNOWSLEY, 2020, "anything counted in the year"),
    ],
)
def test_words_hold_with_their_evidence(text: str, code: str, year: int, evidence: str) -> None:
    assert find(text, code, year) == (True, evidence)


def test_a_body_that_ends_after_the_letter_is_not_yet_abolished() -> None:
    assert find("abolished", by_hand.CUMBRIA, 2020)[0] is False


@pytest.mark.parametrize(
    "text", ["upheld > -1", "upheld>1", "upheld == 9", "upheld > 1 or 1", "not upheld", "", "1 < 2 < 3"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a condition"):
        condition(text, load("lgsco"))
