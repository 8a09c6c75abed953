"""What is left out"""

from tests.spec.given import given


def test_what_was_refused_or_became_impossible_is_left_out() -> None:
    """An authority can refuse a recommendation: then it has agreed to nothing that it could fail to do. And
    sometimes a thing can no longer be done, for example because the person has moved away: then the
    recommendation *ceased*. Both are left out. If nothing else remains, the case has no compliance outcome.
    """
    given(
        decisions="""
            case
            a
            b
            c
            """,
        recommendations="""
            case | answer          | due on     | outcome   | outcome on
            a    | accepted        | 1 Jul 2019 | satisfied | 1 Jun 2019
            a    | refused         | 1 Jul 2019 |           |
            b    | accepted        | 1 Jul 2019 | ceased    | 1 Jun 2019
            c    | partly accepted | 1 Jul 2019 | satisfied | 1 Jun 2019
            c    | accepted        | 1 Jul 2019 | ceased    | 1 Jan 2020
            """,
    ).gives(
        """
        compliance outcomes | compliance outcomes that satisfied us
        2                   | 2
        """
    )
