"""Small pieces of English."""

from __future__ import annotations

from datetime import date

import pytest

from upheld.writing import phrases


def test_a_day_is_written_as_in_a_letter() -> None:
    assert phrases.day(date(2020, 7, 2)) == "2 July 2020"


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_within_a_sentence(items: list[str], said: str) -> None:
    assert phrases.listed(items) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(1437, "more than 1,400"), (1400, "1,400"), (1401, "more than 1,400"), (1399, "more than 1,300"),
     (99, "99"), (100, "100"), (101, "more than 100"), (0, "0")],
)  # fmt: skip
def test_a_large_number_is_rounded_down_and_never_up(number: int, said: str) -> None:
    assert phrases.at_least(number) == said


def test_the_article_follows_the_first_letter() -> None:
    assert phrases.with_article("adult social care course") == "an adult social care course"
    assert phrases.with_article("housing course") == "a housing course"


def test_an_address_becomes_a_link() -> None:
    assert phrases.address("www.example.org/a") == "https://www.example.org/a"
    assert phrases.address("http://example.org") == "http://example.org"
