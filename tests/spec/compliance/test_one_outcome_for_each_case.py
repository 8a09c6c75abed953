"""One outcome for each case"""

from tests.spec.given import given


def test_a_case_complies_when_everything_was_done() -> None:
    """A case counts once, however many recommendations it has. We are satisfied with the case if we are satisfied
    with all of them. It counts on the day of the last one.
    """
    given(
        decisions="""
            case
            a
            b
            """,
        recommendations="""
            case | due on     | outcome       | outcome on
            a    | 1 Apr 2019 | satisfied     | 1 Mar 2019
            a    | 1 Jun 2019 | satisfied     | 9 May 2019
            b    | 1 Jul 2019 | satisfied     | 1 Jun 2019
            b    | 1 Jul 2019 | not satisfied | 1 Aug 2019
            """,
    ).gives(
        """
        year    | compliance outcomes | compliance outcomes that satisfied us
        2019-20 | 2                   | 1
        """
    )


def test_a_case_with_something_still_open_is_not_counted_yet() -> None:
    """While one recommendation has no outcome the case has none either. It will count in the year in which the last one
    is settled.
    """
    given(
        decisions="case\na",
        recommendations="""
            case | due on     | outcome   | outcome on
            a    | 1 Jul 2019 | satisfied | 1 Jun 2019
            a    | 1 May 2020 |           |
            """,
    ).gives("compliance outcomes\n0")
