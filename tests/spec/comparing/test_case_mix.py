"""The mix of services"""

from tests.spec.given import given


def test_what_complaints_were_about_is_allowed_for() -> None:
    """Complaints about some services are upheld far more often than about others. So an authority with many complaints
    about them has a higher rate, though it may do no worse in any service. Beside the rate we say how many would have
    been expected: for each service, the number of its cases times the rate of the other similar authorities there. Here
    A has 80% and the others have 52%. But for its services 8.2 of 10 were to be expected, so its 8 are no more than
    that.
    """
    given(
        decisions="""
            how many | council | about                             | outcome
            8        | A       | Education and children’s services | Upheld
            1        | A       | Education and children’s services | Not upheld
            1        | A       | Planning and development          | Not upheld
            45       | B       | Education and children’s services | Upheld
            5        | B       | Education and children’s services | Not upheld
            7        | B       | Planning and development          | Upheld
            43       | B       | Planning and development          | Not upheld
            """,
    ).gives(
        """
        council | measure           | we count | of | we print | average of the others | expected | ratio
        A       | Complaints upheld | 8        | 10 | 80%      | 52%                   | 8.2      | 1.0
        """
    )


def test_a_service_nobody_else_had_cases_about_is_left_out() -> None:
    """Where no similar authority had a case about a service, nothing can be expected there. Such cases are left out of
    the comparison, and we say how many they are. If nothing remains, nothing is expected.
    """
    seen = given(
        decisions="""
            how many | council | about   | outcome
            2        | A       | Housing | Upheld
            2        | A       | Housing | Not upheld
            1        | A       | Other   | Upheld
            5        | B       | Housing | Upheld
            5        | B       | Housing | Not upheld
            """,
    )
    seen.gives(
        """
        council | measure           | we count | of | expected | ratio
        A       | Complaints upheld | 3        | 5  | 2.0      | 1.0
        """
    )
    mix = seen.figures.of("A").measures["upheld-rate"].casemix
    assert mix is not None
    assert (mix.observed, mix.base, mix.left_out) == (2, 4, 1)
    given(decisions="how many | council | outcome\n2 | A | Upheld").gives(
        "council | measure | expected\nA | Complaints upheld | nothing"
    )
