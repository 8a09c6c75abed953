"""Similar authorities"""

from tests.spec.given import given


def test_similar_authorities_are_those_of_the_same_kind() -> None:
    """Counties are compared with counties, districts with districts, and so on, because they do different work.
    The average is worked out from all their cases together. It is not an average of rates: in an average of rates
    a council with one case would weigh as much as one with a hundred.
    """
    given(
        councils="""
            council | kind
            A       | metropolitan
            B       | metropolitan
            C       | county
            """,
        decisions="""
            how many | council | outcome
            1        | A       | Upheld
            30       | B       | Upheld
            69       | B       | Not upheld
            50       | C       | Upheld
            """,
    ).gives(
        """
        council | measure           | we count | of | we print | average
        A       | Complaints upheld | 1        | 1  | 100%     | 31%
        B       | Complaints upheld | 30       | 99 | 30%      | 31%
        C       | Complaints upheld | 50       | 50 | 100%     | 100%
        """
    )


def test_a_body_of_a_kind_of_its_own_has_no_average() -> None:
    """National parks, fire authorities and some others are in no group. They have figures and no average."""
    given(
        councils="""
            council | kind
            A       | metropolitan
            Park    | national-park
            """,
        decisions="""
            council | outcome
            A       | Upheld
            Park    | Not upheld
            """,
    ).gives(
        """
        council | measure           | we print | average
        A       | Complaints upheld | 100%     | 100%
        Park    | Complaints upheld | 0%       | no average
        """
    )


def test_the_group_is_that_of_the_year() -> None:
    """A council is in the average of every year in which it existed, if only for one day. After it was abolished late
    decisions can still arrive: they count for that council and for England, but in no average.
    """
    given(
        councils="""
            council | kind     | last day
            Old     | district | 31 Mar 2019
            A       | district |
            """,
        decisions="""
            council | decided on  | outcome
            Old     | 1 Feb 2019  | Upheld
            A       | 1 Feb 2019  | Not upheld
            Old     | 1 May 2019  | Upheld
            A       | 1 May 2019  | Not upheld
            """,
    ).gives(
        """
        year    | council | measure           | we print | average
        2018-19 | Old     | Complaints upheld | 100%     | 50%
        2018-19 | A       | Complaints upheld | 0%       | 50%
        2019-20 | Old     | Complaints upheld | 100%     | no average
        2019-20 | A       | Complaints upheld | 0%       | 0%
        2019-20 | England | Complaints upheld | 50%      | no average
        """
    )
