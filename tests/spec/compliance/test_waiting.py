"""How long people wait"""

import ibis

from tests.spec.given import Given, drawn, given
from upheld.figures.clock import clock
from upheld.figures.clock_cases import recommendations_from, recommended

CASES = """
    case | decided on
    a    | 1 Jun 2019
    b    | 1 Jun 2019
    c    | 1 Jun 2019
    d    | 1 Mar 2020
    """


def said(seen: Given, text: str) -> None:
    """Hold the remedy clock of all cases against a drawn line."""
    decisions, recommendations, due_dates = seen.tables()
    day = seen.figures.year.last_day
    table = recommended(
        decisions, recommendations.mutate(kind=ibis.literal("personal_remedy")), due_dates, seen.scheme, day
    )
    found = clock(recommendations_from(table.to_pyarrow()), seen.figures.year)
    told = {
        "recommendations": str(found.asked),
        "not yet carried out": str(found.waiting),
        "half carried out within": f"{found.median_days} days" if found.median_days is not None else "not yet half",
        "carried out in the year": str(found.late.base),
        "after the date last agreed": str(found.late.numerator),
        "after the date first agreed": str(found.late_against_original.numerator),
        "half of the late ones at least": f"{found.median_days_late} days",
        "overdue": str(found.overdue),
    }
    for line in drawn(text):
        assert {heading: told[heading] for heading in line} == line


def test_what_is_still_open_counts_as_waiting() -> None:
    """The clock starts with the decision and stops when we are satisfied. What is still open at the end of the year
    has waited so long already, and how much longer nobody knows. Leaving it out would make the wait look shorter
    than it is. So it counts as waiting as long as it has waited (Kaplan and Meier 1958). What did not satisfy us has
    not been carried out and counts as waiting still. What was refused or ceased is left out.
    """
    said(
        given(
            decisions=CASES,
            recommendations="""
                case | due on      | outcome       | outcome on
                a    | 1 Aug 2019  | satisfied     | 1 Jul 2019
                b    | 1 Aug 2019  | satisfied     | 30 Aug 2019
                c    | 1 Aug 2019  | not satisfied | 1 Sep 2019
                d    | 30 Apr 2020 |               |
                """,
        ),
        """
        recommendations | not yet carried out | half carried out within
        4               | 2                   | 90 days
        """,
    )


def test_nothing_later_than_the_year_is_known() -> None:
    """The clock of a year is read on its last day. What was carried out afterwards was still open then."""
    said(
        given(
            decisions="case | decided on\na | 1 Jun 2019",
            recommendations="case | due on | outcome | outcome on\na | 1 Jul 2019 | satisfied | 1 Apr 2020",
        ),
        """
        recommendations | not yet carried out | half carried out within | overdue
        1               | 1                   | not yet half            | 1
        """,
    )


def test_lateness_in_days_and_against_both_dates() -> None:
    """Of the recommendations carried out in the year we say how many came after the date last agreed, how many after
    the date first agreed, and how late the late ones were. These are recommendations, not cases: a case can have
    several.
    """
    said(
        given(
            decisions="case\na\nb",
            recommendations="""
                recommendation | case | due on     | outcome   | outcome on
                r1             | a    | 1 Jul 2019 | satisfied | 1 Aug 2019
                r2             | a    | 1 Jul 2019 | satisfied | 11 Jul 2019
                r3             | b    | 1 Jul 2019 | satisfied | 15 Jul 2019
                r4             | b    | 1 Jul 2019 | satisfied | 1 Jul 2019
                """,
            due_dates="""
                recommendation | agreed on   | new date
                r3             | 20 Jun 2019 | 31 Jul 2019
                """,
        ),
        """
        carried out in the year | after the date last agreed | after the date first agreed | half of the late ones at least
        4                       | 2                          | 3                           | 10 days
        """,  # noqa: E501 the headings say what is counted
    )
