"""To whom a letter is addressed, and how they are greeted."""

from __future__ import annotations

from datetime import date

import pytest

from tests.letters import by_hand
from upheld.letters.context import Recipient, addressed_to, holder, holders
from upheld.letters.html import page
from upheld.letters.press import data
from upheld.letters.text import text
from upheld.scheme import load

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


@pytest.mark.parametrize(
    ("title", "name", "line", "greeted"),
    [
        ("Mr", "Harden", "Mr Harden", "Dear Mr Harden"),
        ("Dr", "Example", "Dr Example", "Dear Dr Example"),
        ("Cllr", "Example", "Cllr Example", "Dear Councillor Example"),
        ("Prof.", "Example", "Prof. Example", "Dear Professor Example"),
        ("Sir", "Alex Example", "Sir Alex Example", "Dear Sir Alex"),
        ("Dame", "Alex Example", "Dame Alex Example", "Dear Dame Alex"),
        ("Lord", "Example", "Lord Example", "Dear Lord Example"),
        (None, "Alex Example", "Alex Example", "Dear Alex Example"),
    ],
)
def test_each_title_has_its_greeting(title: str | None, name: str, line: str, greeted: str) -> None:
    letter = by_hand.letter(recipient=Recipient("chief_executive", title, name, date(2018, 1, 1)))
    assert (letter.to[0], letter.salutation, letter.notes) == (line, greeted, ())


def test_a_knight_without_a_first_name_is_greeted_by_the_office_and_reported() -> None:
    letter = by_hand.letter(recipient=Recipient("chief_executive", "Sir", "Example", date(2018, 1, 1)))
    assert (letter.to[0], letter.salutation) == ("Sir Example", "Dear Chief Executive")
    assert letter.notes[0].startswith("The first name of Sir Example is not recorded for Knowsley")


OFFICES = ("leader", "monitoring_officer", "scrutiny_chair", "link_officer")


def held(*roles: str) -> tuple[Recipient, ...]:
    return tuple(Recipient(role, "Ms", "Secret", date(2018, 1, 1)) for role in roles)


def test_copies_are_named_by_office_and_nobody_by_name() -> None:
    letter = by_hand.letter(copied=held(*OFFICES))
    said = "Copied to: the Leader of the Council; the Monitoring Officer; the Chair of Scrutiny; the Link Officer"
    assert letter.copied == said
    for form in (page(letter), text(letter).replace("\n", " "), data(letter)):
        assert said in form
        assert "Secret" not in form


def test_an_office_with_several_holders_is_named_once_and_nobody_has_no_line() -> None:
    assert by_hand.letter(copied=held("link_officer", "link_officer")).copied == "Copied to: the Link Officers"
    assert by_hand.letter(by_hand.BROADS, 2024, copied=held("leader")).copied == "Copied to: the Leader"
    assert by_hand.letter().copied is None
    assert "Copied to" not in page(by_hand.letter())


def test_copies_go_to_those_in_office_on_the_day_in_the_order_of_the_roles() -> None:
    day = date(2020, 7, 22)
    gone = Recipient("leader", None, "Gone", date(2016, 1, 1), date(2020, 7, 21))
    here = Recipient("leader", None, "Here", day)
    link = Recipient("link_officer", None, "Link", date(2016, 1, 1))
    assert holders((link, gone, here), day, OFFICES) == (here, link)


def test_a_letter_about_a_body_that_is_no_more_goes_to_its_own_people_if_there_are_any() -> None:
    scheme, day = load("lgsco"), date(2023, 7, 19)
    own = chief("Late", "2018-01-01")
    assert len(addressed_to(scheme, by_hand.CUMBRIA, (), day)) == 2
    assert addressed_to(scheme, by_hand.CUMBRIA, (own,), day) == (by_hand.CUMBRIA,)
    assert addressed_to(scheme, by_hand.CUMBRIA, (), date(2023, 3, 31)) == (by_hand.CUMBRIA,)
