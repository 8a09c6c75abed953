"""Which year a complaint counts in"""

from tests.spec.given import given


def test_a_complaint_counts_in_the_year_of_its_decision() -> None:
    """A review year runs from 1 April to 31 March. A complaint counts in the year in which we *decided* it. When
    it reached us makes no difference. One day can decide: a decision of 31 March belongs to the old year, a
    decision of 1 April to the new one.
    """
    given(
        decisions="""
            council | decided on
            A       | 31 Mar 2019
            A       | 1 Apr 2019
            A       | 31 Mar 2020
            """,
    ).gives(
        """
        year    | council | dealt with
        2018-19 | A       | 1
        2019-20 | A       | 2
        """
    )


def test_leap_days_are_days() -> None:
    """29 February is a day like any other."""
    given(decisions="decided on\n29 Feb 2020").gives("year | dealt with\n2019-20 | 1")
