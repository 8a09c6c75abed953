"""Compliance with recommendations"""

from tests.spec.given import given


def test_compliance_is_out_of_the_outcomes_of_the_year() -> None:
    """When we find that something went wrong we say what should be done about it. Later we look whether it was
    done. The day we record that, in a case, is the day of its *compliance outcome*. Of the outcomes of the year,
    in how many cases were we satisfied? Doing it late is still doing it: late cases are in the upper number too.
    """
    given(
        decisions="""
            case
            a
            b
            c
            """,
        recommendations="""
            case | due on     | outcome       | outcome on
            a    | 1 Sep 2019 | satisfied     | 20 Aug 2019
            b    | 1 Sep 2019 | satisfied     | 9 Nov 2019
            c    | 1 Sep 2019 | not satisfied | 1 Feb 2020
            """,
    ).gives(
        """
        measure                                   | we count | of | we print
        Compliance with Ombudsman recommendations | 2        | 3  | 67%
        """
    )


def test_the_day_of_the_outcome_decides_and_not_that_of_the_decision() -> None:
    """A complaint upheld in one year often has its compliance outcome in the next. So the number of outcomes of a year
    can be larger than the number of upheld complaints.
    """
    given(
        decisions="""
            case | decided on
            a    | 1 Feb 2019
            b    | 1 Mar 2019
            c    | 1 Jun 2019
            """,
        recommendations="""
            case | due on     | outcome   | outcome on
            a    | 1 May 2019 | satisfied | 1 May 2019
            b    | 1 Jul 2019 | satisfied | 2 Jun 2019
            c    | 1 Sep 2019 | satisfied | 3 Aug 2019
            """,
    ).gives(
        """
        year    | upheld | compliance outcomes
        2018-19 | 2      | 0
        2019-20 | 1      | 3
        """
    )
