"""Every resident of the country is counted once, whoever was abolished, and pools are those of the year."""

from __future__ import annotations

import pytest

from tests.spec.given import small_scheme
from upheld.figures.similar import Bodies, residents
from upheld.scheme import load

COUNCILS = """
    council | kind     | residents | first day  | last day
    Old     | district | 90,000    |            | 31 Mar 2020
    Young   | unitary  | 100,000   | 1 Apr 2020 |
    County  | county   | 500,000   |            |
    Lost    | district |           |            | 31 Mar 2020
    Middle  | district |           | 1 Apr 2020 | 31 Mar 2021
    Last    | unitary  | 40,000    | 1 Apr 2021 |
    """

SUCCESSIONS = """
    before | after  | on
    Old    | Young  | 1 Apr 2020
    Lost   | Middle | 1 Apr 2020
    Middle | Last   | 1 Apr 2021
    Lost   | County | 1 Apr 2020
    Last   | Lost   | 1 Apr 2021
    """
"""Lost has no figure, nor has its successor: the next one's stands for it. And they go in a circle."""


@pytest.mark.parametrize(
    ("year", "everyone"),
    [
        (2020, 90_000 + 40_000),  # Old by its own figure, Lost by that of Last; Young is not yet there
        (2021, 100_000 + 40_000),  # Young, and Middle by that of Last
        (2022, 100_000 + 40_000),
    ],
)
def test_everyone_is_counted_once_by_the_bodies_of_the_last_day(year: int, everyone: int) -> None:
    scheme = small_scheme(COUNCILS, SUCCESSIONS)
    assert residents(scheme, scheme.calendar.year_end.year(year)) == everyone


def test_nobody_in_england_is_lost_or_counted_twice_by_a_reorganisation() -> None:
    """All figures are of one date, so that every year has the same residents, whichever councils there were."""
    lgsco = load("lgsco")
    found = {residents(lgsco, lgsco.calendar.year_end.year(number)) for number in range(2019, 2026)}
    assert len(found) == 1
    assert 56_000_000 < found.pop() < 57_000_000


def test_pools_are_those_of_the_year() -> None:
    scheme = small_scheme(COUNCILS)
    years = tuple(scheme.calendar.year_end.year(number) for number in (2020, 2021, 2022))
    bodies = Bodies(scheme, years)
    pooled = dict(zip((a.code for a in scheme.authorities), bodies.pooled.tolist(), strict=True))
    assert pooled["Old"] == [True, False, False]
    assert pooled["Young"] == [False, True, True]
    assert pooled["Middle"] == [False, True, False]
    assert pooled["County"] == [True, True, True]
