"""England"""

from tests.spec.given import given


def test_england_is_everyone_together() -> None:
    """The figures of England are those of all bodies added up: those in no group and those abolished too."""
    given(
        councils="""
            council | kind          | last day
            A       | metropolitan  |
            Park    | national-park |
            Old     | district      | 31 Mar 2019
            """,
        decisions="""
            how many | council | outcome
            2        | A       | Not upheld
            1        | Park    | Upheld
            1        | Old     | Upheld
            """,
    ).gives(
        """
        council | measure           | we count | of | we print
        England | Complaints upheld | 2        | 4  | 50%
        """
    )


def test_every_resident_of_england_is_counted_once() -> None:
    """To say how many upheld complaints there were for every 100,000 residents of England, we count each resident once,
    by the councils that were there on the last day of the year. Population figures have a date. A council abolished
    before that date has no figure of its own; then the figure of the council that took over stands for all of its area,
    once.
    """
    given(
        councils="""
            council | kind          | residents | first day  | last day
            North   | district      |           |            | 31 Mar 2020
            South   | district      |           |            | 31 Mar 2020
            Both    | unitary       | 150,000   | 1 Apr 2020 |
            City    | metropolitan  | 350,000   |            |
            Fire    | fire          | 500,000   |            |
            """,
        successions="""
            before | after | on
            North  | Both  | 1 Apr 2020
            South  | Both  | 1 Apr 2020
            """,
        decisions="""
            how many | council | outcome
            4        | North   | Upheld
            6        | City    | Upheld
            """,
    ).gives(
        """
        council | measure                                | we count | of      | we print
        England | Upheld decisions per 100,000 residents | 10       | 500,000 | 2.0
        """
    )
