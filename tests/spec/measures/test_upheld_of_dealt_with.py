"""Upheld, of all complaints dealt with"""

from tests.spec.given import given


def test_the_base_is_everything_we_dealt_with() -> None:
    """Most complaints are never investigated in detail. This rate shows how small a part of all complaints the
    upheld ones are. It has the same upper number as *Complaints upheld* and a larger base.
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
        measure                              | we count | of | we print
        Complaints upheld                    | 9        | 12 | 75%
        Upheld, of all complaints dealt with | 9        | 24 | 38%
        """
    )
