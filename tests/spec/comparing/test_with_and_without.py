"""With this authority and without it"""

from tests.spec.given import given


def test_both_averages_are_printed() -> None:
    """The average that we print in letters holds all similar authorities, this one included. But whoever asks “is
    this council different from the others?” must not count it among the others. For that question we use the
    average without it. Which of the two was used is always said.
    """
    given(
        decisions="""
            how many | council | outcome
            9        | A       | Upheld
            1        | A       | Not upheld
            10       | B       | Upheld
            10       | B       | Not upheld
            5        | C       | Upheld
            5        | C       | Not upheld
            """,
    ).gives(
        """
        council | measure           | we count | of | we print | average | average of the others
        A       | Complaints upheld | 9        | 10 | 90%      | 60%     | 50%
        B       | Complaints upheld | 10       | 20 | 50%      | 60%     | 70%
        C       | Complaints upheld | 5        | 10 | 50%      | 60%     | 63%
        """
    )


def test_an_authority_alone_in_its_group_has_no_others() -> None:
    """If there is only one authority of a kind, there is nobody to compare it with."""
    given(
        councils="council | kind\nA | county",
        decisions="how many | outcome\n3 | Upheld",
    ).gives(
        """
        council | measure           | we print | average | average of the others
        A       | Complaints upheld | 100%     | 100%    | no rate
        """
    )
