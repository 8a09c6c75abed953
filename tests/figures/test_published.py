"""What the Ombudsman printed is read as it stands, and disagreements are told once, with their reason."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.spec.given import given as given_cases
from upheld.figures.published import as_number, says
from upheld.figures.rate import Rate
from upheld.scheme import load


@pytest.mark.parametrize(
    ("printed", "number"),
    [("67", 67), ("67%", 67), (" 67 % ", 67), ("4.4", Fraction(22, 5)), ("1,234", 1234), ("n/a", None), ("", None)],
)
def test_printed_numbers_are_read(printed: str, number: Fraction | None) -> None:
    assert as_number(printed) == number


@pytest.mark.parametrize(
    ("printed", "rate", "agrees"),
    [
        ("75", Rate(9, 12), True),
        ("13", Rate(5, 40), True),
        ("12", Rate(5, 40), False),
        ("91", Rate(9, 10), False),
        ("100", Rate(199, 200), True),
        ("99", Rate(199, 200), True),
        ("98", Rate(199, 200), False),
        ("0", Rate(1, 201), True),
        ("1", Rate(1, 201), True),
        ("100", Rate(0, 0), False),
        ("6.0", Rate(9, 150_862, 100_000, 1), True),
        ("6", Rate(9, 150_862, 100_000, 1), True),
        ("5.9", Rate(9, 150_862, 100_000, 1), False),
        ("none", Rate(9, 12), False),
    ],
)
def test_print_agrees_with_a_rate_rounded_half_up(printed: str, rate: Rate, agrees: bool) -> None:
    assert says(printed, rate) == agrees


def test_a_rate_printed_without_its_counts_is_held_against_ours() -> None:
    seen = given_cases(
        decisions="how many | outcome\n9 | Upheld\n3 | Not upheld",
        published="council | Complaints upheld\nA | 74",
    ).figures
    (found,) = seen.discrepancies
    assert (found.printed, found.reckoned) == ("74", "75%")
    assert found.why == "The counts behind it were not printed; our cases give 9 of 12, which is 75%."
    beside = seen.of("A").measures["upheld-rate"].published
    assert beside is not None
    assert beside.why_not == "Our cases give 75%."


def test_what_agrees_is_kept_and_not_reported() -> None:
    seen = given_cases(
        decisions="how many | outcome\n9 | Upheld\n3 | Not upheld",
        published="""
            council | investigated | upheld | Complaints upheld | average of: Complaints upheld
            A       | 12           | 9      | 75                | 75
            """,
    ).figures
    assert seen.discrepancies == ()
    beside = seen.of("A").measures["upheld-rate"].published
    assert beside is not None
    assert (beside.value, beside.average, beside.agrees, beside.source) == ("75", "75", True, "drawn")


def test_an_average_repeated_in_many_rows_is_reported_once() -> None:
    seen = given_cases(
        decisions="council | outcome\nA | Upheld\nB | Not upheld",
        published="""
            council | average of: Complaints upheld
            A       | 67
            B       | 67
            C       | 66
            """,
        averages="kind | measure | printed\nmetropolitan | Complaints upheld | 67",
    ).figures
    assert [(d.authority, d.printed, d.reckoned) for d in seen.discrepancies] == [
        (None, "67", "50%"),
        (None, "66", "50%"),
    ]


def test_the_average_comes_from_the_groups_list_where_the_row_has_none() -> None:
    seen = given_cases(
        decisions="council | outcome\nA | Upheld\nB | Not upheld",
        published="council | Complaints upheld\nA | 100",
        averages="kind | measure | printed\nmetropolitan | Complaints upheld | 50\nengland | Complaints upheld | 51",
    ).figures
    beside = seen.of("A").measures["upheld-rate"].published
    assert beside is not None
    assert beside.average == "50"
    of_group = seen.groups["metropolitan"][2020].measures["upheld-rate"].published
    of_england = seen.england[2020].measures["upheld-rate"].published
    assert of_group is not None
    assert of_england is not None
    assert (of_group.value, of_group.agrees, of_england.value, of_england.agrees) == ("50", True, "51", False)
    assert of_england.why_not == "Our cases give 50%."


def test_a_body_without_residents_says_so() -> None:
    seen = given_cases(
        councils="council | kind | residents\nA | county |",
        decisions="outcome\nUpheld",
        published="council | upheld | Upheld decisions per 100,000 residents\nA | 1 | 2.6",
    ).figures
    (found,) = seen.discrepancies
    assert found.why == "We have no population figure for this body."


def test_later_years_are_not_reported() -> None:
    seen = given_cases(
        decisions="decided on\n1 May 2019\n1 May 2020",
        published="council | year | dealt with\nA | 2020-21 | 7",
    ).figures
    assert seen.discrepancies == ()


def test_every_published_column_named_by_the_scheme_exists() -> None:
    scheme = load("lgsco")
    columns = {column for row in scheme.published_statistics for column in row.values}
    named = {column for m in scheme.measures for column in (m.published_as, m.published_average_as) if column}
    assert named <= columns
    assert columns - named <= set(scheme.count_by_id)


def test_a_rate_for_residents_is_held_against_the_count_printed_beside_it() -> None:
    """The printed 9 over our 150,862 residents is 6.0, though our own cases hold only 8."""
    seen = given_cases(
        councils="council | kind | residents\nA | county | 150,862",
        decisions="how many | outcome\n8 | Upheld",
        published="council | upheld | Upheld decisions per 100,000 residents\nA | 9 | 6.0",
    ).figures
    assert [(d.what, d.printed, d.reckoned) for d in seen.discrepancies] == [("upheld", "9", "8")]
