"""Remedies carried out late"""

from tests.spec.given import given


def test_late_is_out_of_all_compliance_outcomes() -> None:
    """In how many cases did the authority do what it had agreed, but after the agreed day? The base is all the
    compliance outcomes of the year. A case in which it was never done is not *late*: it is *not satisfied*. On
    the day itself is in time.
    """
    given(
        decisions="""
            case
            a
            b
            c
            d
            """,
        recommendations="""
            case | due on     | outcome       | outcome on
            a    | 1 Sep 2019 | satisfied     | 31 Aug 2019
            b    | 1 Sep 2019 | satisfied     | 1 Sep 2019
            c    | 1 Sep 2019 | satisfied     | 2 Sep 2019
            d    | 1 Sep 2019 | not satisfied | 9 Dec 2019
            """,
    ).gives(
        """
        measure                                   | we count | of | we print
        Compliance with Ombudsman recommendations | 3        | 4  | 75%
        Remedies carried out late                 | 1        | 4  | 25%
        """
    )
