"""When is it late?"""

from tests.spec.given import given


def test_late_is_after_the_last_day_agreed() -> None:
    """A date moves only if we agree. We measure against the date last agreed *before* the thing was done. A date
    agreed afterwards cannot make it punctual. A case is late as soon as one of its recommendations is.
    """
    given(
        decisions="""
            case
            a
            b
            c
            """,
        recommendations="""
            recommendation | case | due on     | outcome   | outcome on
            r1             | a    | 1 Jul 2019 | satisfied | 1 Aug 2019
            r2             | b    | 1 Jul 2019 | satisfied | 1 Aug 2019
            r3             | c    | 1 Jul 2019 | satisfied | 1 Aug 2019
            r4             | c    | 1 Sep 2019 | satisfied | 1 Aug 2019
            """,
        due_dates="""
            recommendation | agreed on   | new date
            r1             | 20 Jun 2019 | 15 Jul 2019
            r1             | 10 Jul 2019 | 5 Aug 2019
            r2             | 9 Aug 2019  | 1 Sep 2019
            """,
    ).gives(
        """
        compliance outcomes that satisfied us | compliance outcomes that satisfied us, but late
        3                                     | 2
        """
    )


def test_we_also_count_against_the_first_day_agreed() -> None:
    """Moving a date can hide how long people waited. So we also count the cases that came after the date *first*
    agreed, whatever was agreed later.
    """
    given(
        decisions="case\na",
        recommendations="""
            recommendation | case | due on     | outcome   | outcome on
            r1             | a    | 1 Jul 2019 | satisfied | 1 Aug 2019
            """,
        due_dates="""
            recommendation | agreed on   | new date
            r1             | 20 Jun 2019 | 5 Aug 2019
            """,
    ).gives(
        """
        compliance outcomes that satisfied us, but late | compliance outcomes that satisfied us after the date first agreed
        0                                               | 1
        """  # noqa: E501 the headings are the scheme's
    )
