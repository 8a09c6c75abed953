"""Does the fault come back?"""

import ibis

from tests.spec.given import Given, drawn, given
from upheld.figures.clock_cases import SERVICE_IMPROVEMENT, dated_from, improvements_due, recommended, upheld_on
from upheld.figures.recurrence import recurrences


def comes_back(seen: Given, text: str) -> None:
    """Hold what came after service improvements against a drawn table."""
    decisions, recommendations, due_dates = seen.tables()
    year = seen.figures.year
    asked = recommendations.mutate(kind=ibis.literal(SERVICE_IMPROVEMENT))
    table = recommended(decisions, asked, due_dates, seen.scheme, year.last_day)
    found = recurrences(
        dated_from(improvements_due(table).to_pyarrow()),
        dated_from(upheld_on(decisions, seen.scheme, year.last_day).to_pyarrow()),
        seen.scheme,
        year,
    )
    assert [
        {
            "council": code,
            "improvements due": str(one.again.base),
            "upheld again": str(one.again.numerator),
            "expected": f"{one.expected:.1f}",
        }
        for code, one in found.items()
    ] == drawn(text)


def test_the_year_after_a_service_improvement_was_due() -> None:
    """A service improvement is recommended so that a fault does not happen again. For cases whose improvements were due
    in the year before, we look at the 365 days that followed: was another complaint about the same service upheld?
    Beside it stands what happened to others: the share of the other similar authorities of which a complaint about
    that service was upheld in the same days. Complaints about other services do not count. The new complaint may be
    about something older, and larger authorities have more complaints of every kind: this is a reason to look,
    no finding.
    """
    comes_back(
        given(
            decisions="""
                case | council | about   | decided on  | outcome
                a    | A       | Housing | 1 May 2018  | Upheld
                b    | A       | Housing | 1 Mar 2019  | Upheld
                c    | A       | Housing | 3 Sep 2019  | Upheld
                d    | B       | Housing | 2 Sep 2019  | Upheld
                e    | C       | Other   | 1 Mar 2019  | Upheld
                f    | B       | Housing | 1 Mar 2019  | Not upheld
                """,
            recommendations="""
                case | due on     | outcome   | outcome on
                a    | 2 Sep 2018 | satisfied | 1 Sep 2018
                c    | 2 Dec 2019 |           |
                """,
        ),
        """
        council | improvements due | upheld again | expected
        A       | 1                | 1            | 0.5
        """,
    )
    comes_back(
        given(
            decisions="""
                case | council | about   | decided on  | outcome
                a    | A       | Housing | 1 May 2018  | Upheld
                b    | A       | Housing | 3 Sep 2019  | Upheld
                """,
            recommendations="case | due on | outcome | outcome on\na | 2 Sep 2018 | satisfied | 1 Sep 2018",
        ),
        """
        council | improvements due | upheld again | expected
        A       | 1                | 0            | 0.0
        """,
    )
