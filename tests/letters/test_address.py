"""To whom a letter is addressed, and how they are greeted."""

from __future__ import annotations

from datetime import date

from tests.letters import by_hand
from upheld.letters.context import Recipient, holder

CASES = by_hand.edge_cases()


def chief(name: str | None, first: str, last: str | None = None) -> Recipient:
    ends = date.fromisoformat(last) if last else None
    return Recipient("chief_executive", "Ms" if name else None, name, date.fromisoformat(first), ends)


def test_somebody_known_by_name_is_greeted_by_name() -> None:
    letter = CASES["knowsley 2020"]
    assert letter.to == ("Mr Harden", "Chief Executive", "Knowsley Metropolitan Borough Council")
    assert letter.salutation == "Dear Mr Harden"
    assert letter.notes == ()


def test_a_name_without_a_title_stands_as_it_is() -> None:
    letter = by_hand.letter(recipient=Recipient("chief_executive", None, "Alex Example", date(2018, 1, 1)))
    assert (letter.to[0], letter.salutation) == ("Alex Example", "Dear Alex Example")


def test_an_office_whose_holder_has_no_name_is_greeted_as_the_office() -> None:
    letter = CASES["nameless recipient"]
    assert letter.to == ("Chief Executive", "Knowsley Metropolitan Borough Council")
    assert letter.salutation == "Dear Chief Executive"
    assert letter.notes == ()


def test_where_nobody_is_recorded_the_letter_goes_to_the_office_and_says_so_to_its_senders() -> None:
    letter = CASES["no recipient"]
    assert letter.to == ("Chief Executive", "Knowsley Metropolitan Borough Council")
    assert letter.notes == (
        "No recipient is recorded for Knowsley Metropolitan Borough Council: "
        "the letter is addressed to the chief executive.",
    )


def test_the_letter_about_a_body_that_is_no_more_goes_to_those_that_took_over() -> None:
    letter = CASES["abolished, two successors"]
    assert letter.to == (
        "Chief Executives",
        "Cumberland Council",
        "Westmorland and Furness Council",
        "for the former Cumbria County Council",
    )
    assert letter.salutation == "Dear Chief Executives"


def test_the_holder_of_an_office_is_found_by_the_day() -> None:
    people = (chief("Early", "2016-01-01", "2019-12-31"), chief("Late", "2020-01-01"))
    assert holder(people, date(2019, 12, 31)) == people[0]
    assert holder(people, date(2020, 1, 1)) == people[1]
    assert holder(people, date(2015, 1, 1)) is None
    assert holder(people, date(2020, 1, 1), role="leader") is None


def test_of_two_who_overlap_the_later_one_is_addressed() -> None:
    people = (chief("Acting", "2020-02-01"), chief("Early", "2016-01-01"))
    assert holder(people, date(2020, 7, 22)) == people[0]
