"""How much the cases can tell"""

from tests.spec.given import given


def test_the_fewer_the_cases_the_wider_the_interval() -> None:
    """Behind 9 of 12 there may be an authority that is at fault in half of its cases, or in nine of ten. We print an
    interval beside each percentage: any underlying rate within it would fit the cases. With more cases the interval
    is narrower. It is the 95% interval of Wilson (1927): of a hundred such intervals about 95 hold the true rate. It
    always holds the rate we print.
    """
    given(
        decisions="""
            how many | council | outcome
            9        | A       | Upheld
            3        | A       | Not upheld
            900      | B       | Upheld
            300      | B       | Not upheld
            1        | C       | Upheld
            """,
    ).gives(
        """
        council | measure           | we count | of    | we print | could be
        A       | Complaints upheld | 9        | 12    | 75%      | 47% to 91%
        B       | Complaints upheld | 900      | 1,200 | 75%      | 72% to 77%
        C       | Complaints upheld | 1        | 1     | 100%     | 21% to 100%
        """
    )


def test_no_rate_no_interval() -> None:
    """Where there is no rate there is no interval. There is none for the rate per 100,000 residents either: residents
    are not cases.
    """
    given(
        decisions="how many | outcome\n3 | Advice given",
        councils="council | kind | residents\nA | metropolitan | 200,000",
    ).gives(
        """
        measure                                | we count | of      | we print | could be
        Complaints upheld                      | 0        | 0       | no rate  | no interval
        Upheld, of all complaints dealt with   | 0        | 3       | 0%       | 0% to 56%
        Upheld decisions per 100,000 residents | 0        | 200,000 | 0.0      | no interval
        """
    )
