"""Nothing to divide by"""

from tests.spec.given import given


def test_without_a_base_there_is_no_rate() -> None:
    """If we investigated nothing, we cannot say how much of it we upheld. It is not 0%, and it is not 100%: there
    is no rate, and we say so in a sentence. Such a council adds nothing to the average of others.
    """
    given(
        decisions="""
            how many | council | outcome
            3        | A       | Advice given
            6        | B       | Upheld
            4        | B       | Not upheld
            """,
    ).gives(
        """
        council | measure                                   | we count | of | we print | average | in words
        A       | Complaints upheld                         | 0        | 0  | no rate  | 60%     | We did not investigate any complaints in this period, so there is no rate.
        A       | Compliance with Ombudsman recommendations | 0        | 0  | no rate  | no rate | No recommendations were due for compliance in this period.
        B       | Complaints upheld                         | 6        | 10 | 60%      | 60%     | 60% of complaints we investigated were upheld.
        """  # noqa: E501 the sentences are the scheme's
    )
