"""The days of a review year, from the scheme, with a warning for every day that is a bad one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest

from tests.conftest import upheld
from upheld.errors import PersonError
from upheld.release.calendar import ics, warnings, year_calendar
from upheld.scheme import load

SCHEME = load("lgsco")


def on(day: date) -> list[str]:
    return list(warnings(SCHEME.calendar, day))


def test_a_year_with_recorded_days_shows_those() -> None:
    year = year_calendar(SCHEME, "2023-24")
    assert year.published_fact
    assert [(day.id, day.on) for day in year.days] == [
        ("year-begins", date(2023, 4, 1)),
        ("year-ends", date(2024, 3, 31)),
        ("letters", date(2024, 7, 17)),
        ("public", date(2024, 7, 24)),
    ]
    assert year.days[-1].at == datetime(2024, 7, 24, 8, 30, tzinfo=UTC)
    assert year.warnings == 0


def test_a_year_without_them_is_worked_out() -> None:
    year = year_calendar(SCHEME, "2026-27")
    assert not year.published_fact
    assert year.days[-1].on == date(2027, 7, 23)


@pytest.mark.parametrize(
    ("day", "warning"),
    [
        (date(2024, 7, 6), "It is a weekend."),
        (date(2024, 7, 7), "It is a weekend."),
        (date(2024, 8, 26), "Summer Bank Holiday"),
        (date(2021, 12, 27), "Christmas Day"),
        (date(2023, 5, 8), "Coronation"),
        (date(2024, 5, 25), "general election of 4 July 2024"),
        (date(2024, 7, 4), "general election of 4 July 2024"),
    ],
)
def test_a_bad_day_has_its_warning(day: date, warning: str) -> None:
    assert any(warning in told for told in on(day))


@pytest.mark.parametrize("day", [date(2024, 7, 24), date(2024, 5, 24), date(2024, 7, 5), date(2024, 8, 5)])
def test_a_good_day_has_none(day: date) -> None:
    """5 August 2024 was a bank holiday in Scotland only."""
    assert on(day) == []


def test_letters_and_publication_must_follow_the_years_end() -> None:
    early = replace(SCHEME.calendar, publish_after_days=-3)
    year = year_calendar(replace(SCHEME, calendar=early), "2026-27")
    assert any("do not follow one another" in told for told in year.days[-1].warnings)


def test_a_country_without_known_holidays_is_named() -> None:
    nowhere = replace(SCHEME.calendar, holiday_country="XX", holiday_subdivision=None)
    with pytest.raises(PersonError, match="XX are not known"):
        list(warnings(nowhere, date(2024, 7, 24)))


def test_the_file_holds_the_same_days_and_is_the_same_every_time() -> None:
    year = year_calendar(SCHEME, "2023-24")
    made = ics(year, SCHEME)
    assert made == ics(year, SCHEME)
    assert made.startswith(b"BEGIN:VCALENDAR\r\n")
    events = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(year.days)
    assert events[2].decoded("DTSTART") == date(2024, 7, 17)
    assert events[3].decoded("DTSTART") == datetime(2024, 7, 24, 8, 30, tzinfo=UTC)


def test_the_command_says_it_all_and_warns_by_its_status(tmp_path: Path) -> None:
    done = upheld("calendar", "--year", "2023-24", "--json", "--ics", tmp_path / "days.ics")
    assert json.loads(done.stdout)["days"][3]["on"] == "2024-07-24"
    assert (tmp_path / "days.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    page = tmp_path / "days.html"
    # 114 days after the year's end: a Saturday
    weekend = upheld("calendar", "--year", "2021-22", "--html", page, check=False)
    assert weekend.returncode == 1
    assert "It is a weekend" in weekend.stdout
    assert "Saturday, 23 July 2022" in page.read_text(encoding="utf-8")
    assert "It is a weekend." in page.read_text(encoding="utf-8")
