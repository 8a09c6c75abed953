"""Figures the Ombudsman printed"""

from tests.spec.given import Given, drawn, given


def differences(seen: Given, text: str) -> None:
    """Hold the discrepancies reported against a drawn table."""
    found = [
        {"what": d.what, "printed": d.printed, "we reckon": d.reckoned, "why": d.why}
        for d in seen.figures.discrepancies
    ]
    lines = drawn(text)
    assert [{heading: row[heading] for heading in lines[0]} for row in found] == lines


def test_both_are_kept_where_print_and_counts_disagree() -> None:
    """Where the Ombudsman itself printed a figure we keep it, unchanged, beside ours. If the percentage printed
    does not follow from the counts printed next to it, we report both. Here 9 of 10 is 90%, but 91% was printed.
    """
    seen = given(
        decisions="""
            how many | outcome
            9        | Upheld
            1        | Not upheld
            """,
        published="""
            council | investigated | upheld | Complaints upheld
            A       | 10           | 9      | 91
            """,
    )
    differences(
        seen,
        """
        what              | printed | we reckon
        Complaints upheld | 91      | 90%
        """,
    )
    beside = seen.figures.of("A").measures["upheld-rate"].published
    assert beside is not None
    assert (beside.value, beside.agrees) == ("91", False)
    assert beside.why_not == "The counts printed beside it (9 of 10) give 90%."


def test_parts_that_do_not_add_up_are_reported() -> None:
    """If the three ways in which complaints end do not add up to the number dealt with, we say so. And if the number
    printed is not the number of cases that we hold, we say that too.
    """
    differences(
        given(
            decisions="""
                how many | outcome
                2        | Advice given
                3        | Closed after initial enquiries
                4        | Upheld
                """,
            published="""
                council | dealt with | not for us | assessed and closed | investigated
                A       | 10         | 2          | 3                   | 4
                """,
        ),
        """
        what       | printed | we reckon | why
        dealt with | 10      | 9         | The parts printed beside it add up to 2 + 3 + 4 = 9.
        dealt with | 10      | 9         | The cases of this snapshot give 9; 10 was printed.
        """,
    )


def test_averages_are_compared_too() -> None:
    """How the printed averages were made is not stated. Ours is pooled: all cases of similar authorities together.
    Where the two differ after rounding, we report it once.
    """
    differences(
        given(
            decisions="""
                how many | council | outcome
                2        | A       | Upheld
                2        | B       | Upheld
                2        | B       | Not upheld
                """,
            averages="""
                kind         | measure           | printed
                metropolitan | Complaints upheld | 75
                england      | Complaints upheld | 67
                """,
        ),
        """
        what                                              | printed | we reckon
        Complaints upheld: average of metropolitan boroughs | 75    | 67%
        """,
    )


def test_residents_are_named_with_their_date() -> None:
    """A rate per 100,000 residents depends on which population figure is used. If ours differs from the one printed, we
    name the date of our population figure.
    """
    seen = given(
        councils="council | kind | residents\nA | county | 400,000",
        decisions="how many | outcome\n10 | Upheld",
        published="""
            council | upheld | Upheld decisions per 100,000 residents
            A       | 10     | 2.6
            """,
    )
    differences(
        seen,
        """
        what                                   | printed | we reckon
        Upheld decisions per 100,000 residents | 2.6     | 2.5
        """,
    )
    assert "400,000 residents (mid-2019)" in seen.figures.discrepancies[0].why
