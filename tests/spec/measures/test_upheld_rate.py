"""Complaints upheld"""

from tests.spec.given import given


def test_upheld_is_out_of_what_we_investigated() -> None:
    """Of the complaints we investigated in detail, how many did we uphold? Complaints that were not for us, or
    that we closed early, are in neither number.
    """
    given(
        decisions="""
            how many | outcome
            9        | Upheld
            3        | Not upheld
            5        | Closed after initial enquiries
            7        | Advice given
            """,
    ).gives(
        """
        measure           | we count | of | we print
        Complaints upheld | 9        | 12 | 75%
        """
    )
