"""Whose complaint it is"""

from tests.spec.given import given

REORGANISED = """
    council | kind     | last day
    Old     | district | 31 Mar 2019
    New     | unitary  |
    """


def test_a_decision_belongs_to_the_body_it_is_about() -> None:
    """A decision counts for the body it is about, for ever. When a council is abolished its cases do not move to the
    council that took over. So a council can have figures for a year in which it was no longer there.
    """
    given(
        councils=REORGANISED,
        decisions="""
            council | decided on  | outcome
            Old     | 1 Feb 2019  | Upheld
            Old     | 20 May 2019 | Upheld
            New     | 20 May 2019 | Not upheld
            """,
    ).gives(
        """
        year    | council | dealt with | upheld
        2018-19 | Old     | 1          | 1
        2019-20 | Old     | 1          | 1
        2019-20 | New     | 1          | 0
        """
    )
