"""Upheld decisions per 100,000 residents"""

from tests.spec.given import given


def test_upheld_complaints_are_divided_by_residents() -> None:
    """A large council has more residents, and so more complaints. To set this right we divide the upheld
    complaints by the number of people who live there, and multiply by 100,000. We print one decimal, rounded half
    up.
    """
    given(
        councils="""
            council | kind         | residents
            A       | metropolitan | 150,862
            B       | metropolitan | 800,000
            """,
        decisions="""
            how many | council | outcome
            9        | A       | Upheld
            3        | B       | Upheld
            """,
    ).gives(
        """
        council | measure                                  | we count | of      | we print
        A       | Upheld decisions per 100,000 residents   | 9        | 150,862 | 6.0
        B       | Upheld decisions per 100,000 residents   | 3        | 800,000 | 0.4
        """
    )


def test_a_body_without_residents_has_no_such_rate() -> None:
    """Some bodies have no residents of their own, or we do not know how many. They have no such rate, and they are left
    out of the average as well: neither their upheld complaints nor anyone's residents are added for them.
    """
    given(
        councils="""
            council | kind         | residents
            A       | metropolitan | 200,000
            B       | metropolitan | 100,000
            C       | metropolitan |
            """,
        decisions="""
            how many | council | outcome
            3        | A       | Upheld
            3        | B       | Upheld
            7        | C       | Upheld
            """,
    ).gives(
        """
        council | measure                                | we count | of      | we print | average
        A       | Upheld decisions per 100,000 residents | 3        | 200,000 | 1.5      | 2.0
        C       | Upheld decisions per 100,000 residents | 7        | 0       | no rate  | 2.0
        """
    )


def test_counties_and_districts_are_never_added() -> None:
    """People who live in a district also live in its county. If we added the residents of both, everyone there would be
    counted twice. So a county is compared with counties, a district with districts, and for England every resident is
    counted once.
    """
    given(
        councils="""
            council  | kind     | residents
            County   | county   | 300,000
            District | district | 100,000
            Next     | district | 200,000
            """,
        decisions="""
            how many | council  | outcome
            6        | County   | Upheld
            1        | District | Upheld
            2        | Next     | Upheld
            """,
    ).gives(
        """
        council  | measure                                | we count | of      | we print
        County   | Upheld decisions per 100,000 residents | 6        | 300,000 | 2.0
        District | Upheld decisions per 100,000 residents | 1        | 100,000 | 1.0
        England  | Upheld decisions per 100,000 residents | 9        | 300,000 | 3.0
        """
    )
