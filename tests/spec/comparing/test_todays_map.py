"""On today’s map, or as at the time"""

from datetime import date

from tests.spec.given import drawn, given
from upheld.figures.recut import recut


def test_cases_of_bodies_that_are_no_more_can_be_counted_for_those_that_took_over() -> None:
    """A figure belongs to the council that the decision was against. Whoever wants to compare the councils of today
    can have the cases of former ones counted for those that took over all of their work. Nothing is lost and
    nothing counted twice. Where only a part passed, or the parts went to several, nobody can say from the counts which
    case belongs where: then the former council stays as it was, and we say so.
    """
    seen = given(
        councils="""
            council | kind    | first day  | last day
            North   | district |            | 31 Mar 2019
            South   | district |            | 31 Mar 2019
            Both    | unitary  | 1 Apr 2019 |
            City    | unitary  |            |
            """,
        successions="""
            before | after | on
            North  | Both  | 1 Apr 2019
            South  | Both  | 1 Apr 2019
            """,
        decisions="""
            how many | council | decided on | outcome
            1        | North   | 1 Jun 2018 | Upheld
            2        | South   | 1 Jun 2018 | Upheld
            3        | City    | 1 Jun 2018 | Upheld
            4        | Both    | 1 Jun 2019 | Upheld
            """,
    )
    made = recut(seen.cells, seen.scheme, date(2020, 3, 31))
    upheld = [{"council": key[0], "year": str(key[1]), "upheld": str(row["upheld"])} for key, row in made.cells.rows()]
    assert [u | {"year": f"{int(u['year']) - 1}-{u['year'][2:]}"} for u in upheld] == drawn(
        """
        council | year    | upheld
        Both    | 2018-19 | 3
        Both    | 2019-20 | 4
        City    | 2018-19 | 3
        """
    )
    assert made.refused == ()
