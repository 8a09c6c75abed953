"""Satisfactory remedies"""

from tests.spec.given import given


def test_the_base_is_the_upheld_complaints() -> None:
    """Sometimes an authority has found its own mistake and has offered to put it right before the complaint
    reached us. How often was that so, of the complaints we *upheld*? Here 3 of the 9 upheld complaints are 33%.
    It would be wrong to divide by the 12 complaints investigated, though that number stands nearby: 3 of 12 would
    be 25%. A rate is always printed with its own base and never with that of its neighbour.
    """
    given(
        decisions="""
            how many | outcome    | early remedy
            6        | Upheld     | no
            3        | Upheld     | yes
            3        | Not upheld |
            """,
    ).gives(
        """
        measure                                         | we count | of | we print
        Complaints upheld                               | 9        | 12 | 75%
        Satisfactory remedies provided by the authority | 3        | 9  | 33%
        """
    )


def test_an_early_remedy_counts_only_where_the_complaint_was_upheld() -> None:
    """If we did not uphold the complaint, nothing had gone wrong, and there was nothing to remedy."""
    given(
        decisions="""
            outcome    | early remedy
            Upheld     | yes
            Upheld     | no
            Not upheld | yes
            """,
    ).gives(
        """
        measure                                         | we count | of | we print
        Satisfactory remedies provided by the authority | 1        | 2  | 50%
        """
    )
