"""The reference letter: to the chief executive of Knowsley, for the year that ended on 31 March 2020."""

from __future__ import annotations

from functools import cache

import pytest

from tests.letters import by_hand
from tests.letters.reading import Page, flat, pdf_pages
from upheld.letters import html, text
from upheld.letters.model import Panel
from upheld.letters.press import Press


@cache
def said(form: str) -> str:
    """Every word of the letter in one of its forms."""
    letter = by_hand.letter()
    if form == "pdf":
        return " ".join(pdf_pages(Press().pdf(letter)))
    return Page(html.page(letter)).words if form == "html" else flat(text.text(letter))


def panel(measure: str) -> Panel:
    return next(p for p in by_hand.letter().panels if p.id == measure)


@pytest.mark.parametrize("form", ["pdf", "html", "text"])
@pytest.mark.parametrize(
    "words",
    [
        "22 July 2020 Mr Harden Chief Executive Knowsley Metropolitan Borough Council Dear Mr Harden",
        "year ending 31 March 2020",
        "We investigated 12 complaints about your authority in detail, and upheld 9 of them.",
        "In 3 of those we upheld, a suitable remedy had been offered before the complaint reached us.",
        "exceptional pressure",
        "An authority with a compliance rate below 100% should look closely at those cases",
        "county councils, district councils, metropolitan boroughs, unitary councils and London boroughs",
        "We will publish these figures on 29 July 2020 on our interactive map, Your council’s performance",
        "Our Review of Local Government Complaints comes out on the same day.",
        "with colleagues and elected members. It can show early warning signs of problems",
        "governance, audit, risk and scrutiny",
        "London, Bristol, Leeds and Birmingham. They were attended by 178 delegates from 143 local authorities",
        "we delivered 118 courses and trained more than 1,400 people. That is 47 more courses than the year before.",
        "We were pleased to deliver a children’s social care complaint handling course to your staff",
        "Yours sincerely Local Government and Social Care Ombudsman Chair, Commission for Local Administration",
        "75% of complaints we investigated were upheld. This compares to an average of 67% in similar authorities.",
        "In 100% of cases we were satisfied the authority had successfully implemented our recommendations. "
        "This compares to an average of 100% in similar authorities.",
        "In 33% of upheld cases we found the authority had provided a satisfactory remedy before the complaint reached "
        "the Ombudsman. This compares to an average of 11% in similar authorities.",
        "Based on 12 detailed investigations, 1 April 2019 to 31 March 2020.",
        "Based on 4 compliance outcomes, 1 April 2019 to 31 March 2020.",
        "Based on 9 upheld decisions, 1 April 2019 to 31 March 2020.",
        "The average is pooled over 36 metropolitan boroughs, this authority included: 70 of 105.",
        "75% (9 of 12; 47% to 91% would fit these cases) is like the 66% of all other metropolitan boroughs together "
        "(61 of 93): chance alone could make a difference of this size.",
    ],
)
def test_the_letter_says(form: str, words: str) -> None:
    assert words in said(form)


def test_the_trap_of_the_published_letter_is_not_repeated() -> None:
    """33% is 3 of the 9 upheld: its small print must not name the 12 investigations."""
    of_remedies = panel("satisfactory-remedy-rate")
    assert "9 upheld decisions" in of_remedies.small_print
    assert "12" not in of_remedies.basis


def test_a_panel_carries_its_counts() -> None:
    counts = [(p.count, p.count_unit) for p in by_hand.letter().panels]
    assert counts == [
        ("9", "upheld decisions"),
        ("4", "cases in which we were satisfied"),
        ("3", "satisfactory remedy decisions"),
    ]


def test_late_compliance_stands_under_the_rate_of_compliance() -> None:
    assert panel("compliance-rate").remarks == ("There were no late remedies; in similar authorities 11%.",)


def test_nothing_is_said_of_a_rate_below_100() -> None:
    assert "The rate of compliance is below 100%" not in said("text")


def test_earlier_years_stand_in_the_letter() -> None:
    first = by_hand.letter().history.rows[0]
    assert (first.label, first.cells[0].rate, first.cells[0].of) == ("2018–19", "62%", "8 of 13")


def test_the_checkers_see_why_each_paragraph_stands_or_does_not() -> None:
    rulings = {r.rule: r for r in by_hand.letter().rulings}
    assert rulings["course-here"].stands
    assert (
        rulings["course-here"].evidence[0]
        == "courses here: children’s social care complaint handling on 8 October 2019"
    )
    assert not rulings["compliance-below-100"].stands
    assert rulings["compliance-below-100"].evidence[0] == "compliance-rate < 100: 100 and 100"
    assert rulings["pandemic"].evidence == ("review years from 2020 to 2020",)
