"""Letters as plain text."""

from __future__ import annotations

from tests.letters import by_hand
from upheld.letters import text


def test_no_line_is_longer_than_the_width_but_for_an_address_that_cannot_be_broken() -> None:
    for name, letter in by_hand.edge_cases().items():
        long = [line for line in text.text(letter).splitlines() if len(line) > text.WIDTH]
        assert all("://" in line or line == "=" * len(line) for line in long), (name, long)


def test_synthetic_stands_at_the_head_before_the_statistics_and_at_the_end() -> None:
    words = text.text(by_hand.edge_cases()["knowsley 2020 synthetic"])
    assert words.startswith("*** Synthetic: built from made-up cases.")
    assert words.count("*** Synthetic: built from made-up cases.") == 3


def test_whole_addresses_are_written_out() -> None:
    assert "<https://www.lgo.org.uk/training>" in text.text(by_hand.letter())


def test_history_and_services_are_told_in_words() -> None:
    words = text.text(by_hand.letter())
    assert "2019–20  Complaints upheld: 75% (9 of 12), similar authorities 67%" in words
    assert "Housing: dealt with 12, not for us 4, assessed and closed 3, investigated 5" in words
