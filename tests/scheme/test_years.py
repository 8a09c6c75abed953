"""Review years: how they are written, and which days they hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import PersonError
from upheld.scheme import ReviewYear, YearEnd

MARCH = YearEnd(3, 31)


@pytest.mark.parametrize(
    "written", ["2019-20", "2019-2020", "2019/20", "2019–20", "2019-04-01", "2020-03-31", " 2020-02-29 "]
)
def test_a_year_is_written_2019_20_or_as_any_date_in_it(written: str) -> None:
    assert MARCH.parse(written) == ReviewYear(date(2020, 3, 31))


@pytest.mark.parametrize("written", ["2020", "2019-21", "last year", "2019-13-01", "", "2019-20-21"])
def test_anything_else_is_refused_with_both_ways_to_write_it(written: str) -> None:
    with pytest.raises(PersonError, match="2019-20, or any date"):
        MARCH.parse(written)


def test_the_turn_of_a_century_is_written_with_two_digits() -> None:
    assert MARCH.year(2100).label == "2099-00"
    assert MARCH.parse("2099-00") == MARCH.year(2100)
    assert MARCH.parse("1999-2000") == MARCH.year(2000)


def test_a_year_that_is_the_calendar_year_has_one_number() -> None:
    assert YearEnd(12, 31).year(2020).label == "2020"


def test_a_year_ending_with_february_ends_on_its_last_day() -> None:
    february = YearEnd(2, 28)
    assert february.year(2020).last_day == date(2020, 2, 29)
    assert february.year(2021).first_day == date(2020, 3, 1)


@given(
    st.dates(date(1975, 1, 1), date(2200, 1, 1)),
    st.sampled_from([MARCH, YearEnd(12, 31), YearEnd(2, 28), YearEnd(6, 30)]),
)
def test_every_day_is_in_exactly_one_year(day: date, end: YearEnd) -> None:
    year = end.year_of(day)
    assert day in year
    assert day not in year.previous
    assert day not in year.next
    assert year.previous.last_day + timedelta(days=1) == year.first_day
    assert year.next.previous == year
