"""The embargo ends at a time on a wall, summer or winter; never a second early, whatever the zone of the machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from upheld.errors import PersonError
from upheld.release.publish_clock import embargo_end, read_moment, told, wait_until
from upheld.scheme import load

CALENDAR = load("lgsco").calendar
LONDON = ZoneInfo("Europe/London")
CHANGES = [
    date(2020, 3, 29), date(2020, 10, 25), date(2024, 3, 31), date(2024, 10, 27), date(2026, 3, 29), date(2026, 10, 25),
]  # fmt: skip
"""Nights on which Britain's clocks go forward or back."""

days = st.dates(date(1996, 1, 1), date(2037, 12, 31)) | st.sampled_from(CHANGES)
minutes = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def end(on: date, at: str) -> datetime:
    return embargo_end(replace(CALENDAR, public_at=at), on)


@pytest.mark.parametrize(
    ("on", "at", "utc"),
    [
        (date(2024, 7, 24), "09:30", "2024-07-24T08:30"),  # summer time
        (date(2024, 1, 24), "09:30", "2024-01-24T09:30"),  # winter time
        (date(2024, 3, 31), "00:30", "2024-03-31T00:30"),  # before the clocks go forward
        (date(2024, 3, 31), "01:30", "2024-03-31T01:30"),  # a time that no clock shows: an hour later
        (date(2024, 3, 31), "02:30", "2024-03-31T01:30"),
        (date(2024, 10, 27), "00:30", "2024-10-26T23:30"),
        (date(2024, 10, 27), "01:30", "2024-10-27T01:30"),  # a time shown twice: the second one
        (date(2024, 10, 27), "02:30", "2024-10-27T02:30"),
    ],
)
def test_the_embargo_ends_by_the_clocks_of_that_day(on: date, at: str, utc: str) -> None:
    assert end(on, at) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@settings(deadline=None)
@given(days, minutes)
def test_no_clock_on_a_wall_shows_an_earlier_time_when_the_embargo_ends(on: date, at: time) -> None:
    wall = end(on, f"{at:%H:%M}").astimezone(LONDON).replace(tzinfo=None)
    assert timedelta(0) <= wall - datetime.combine(on, at) <= timedelta(hours=1)


@settings(deadline=None)
@given(days, minutes)
def test_at_every_moment_afterwards_the_wall_has_shown_that_time(on: date, at: time) -> None:
    """From the end on, clocks never again show an earlier time of that day."""
    moment = end(on, f"{at:%H:%M}")
    for later in range(0, 180, 10):
        wall = (moment + timedelta(minutes=later)).astimezone(LONDON).replace(tzinfo=None)
        assert wall >= datetime.combine(on, at)


@settings(deadline=None)
@given(days, minutes)
@example(date(2020, 10, 25), time(1, 0))  # the very minute at which the clocks go back
def test_the_end_is_the_first_such_moment(on: date, at: time) -> None:
    """A minute earlier the clocks show an earlier time, or have yet to show this one again, or skipped it."""
    moment = end(on, f"{at:%H:%M}")
    before = moment - timedelta(minutes=1)
    wall = before.astimezone(LONDON).replace(tzinfo=None)
    offsets = {one.astimezone(LONDON).utcoffset() for one in (moment, before, before - timedelta(hours=2))}
    assert wall < datetime.combine(on, at) or len(offsets) == 2


@settings(deadline=None)
@given(days, minutes, st.sampled_from(["Pacific/Kiritimati", "America/Los_Angeles", "Europe/London", "Asia/Kolkata"]))
def test_the_zone_of_the_machine_does_not_matter(on: date, at: time, zone: str) -> None:
    moment = end(on, f"{at:%H:%M}")
    # As seconds: Python never calls a time that is shown twice equal to one in another zone (PEP 495).
    assert moment.timestamp() == moment.astimezone(ZoneInfo(zone)).timestamp()
    assert moment.utcoffset() == timedelta(0)


@settings(deadline=None)
@given(days, minutes)
def test_a_moment_read_back_is_the_same(on: date, at: time) -> None:
    zoned = datetime.combine(on, at, tzinfo=UTC)
    assert read_moment(zoned.isoformat(), CALENDAR) == zoned


def test_a_time_without_a_zone_is_by_the_schemes_clock() -> None:
    assert read_moment("2024-07-24T09:30", CALENDAR) == datetime(2024, 7, 24, 8, 30, tzinfo=UTC)
    assert read_moment(" 2024-01-24 09:30 ", CALENDAR) == datetime(2024, 1, 24, 9, 30, tzinfo=UTC)
    assert told(datetime(2024, 7, 24, 8, 30, tzinfo=UTC), CALENDAR) == "2024-07-24 09:30 BST"


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(PersonError, match="2024-07-24T09:30"):
        read_moment("tomorrow", CALENDAR)


@settings(deadline=None)
@given(st.floats(0.001, 100_000), st.floats(0.2, 1.5))
def test_waiting_ends_at_the_moment_and_never_before_it(seconds: float, drift: float) -> None:
    """Naps can be cut short or oversleep; the clock alone decides."""
    shown = [datetime(2024, 7, 24, tzinfo=UTC)]
    until = shown[0] + timedelta(seconds=seconds)
    naps = 0

    def nap(length: float) -> None:
        nonlocal naps
        naps += 1
        shown[0] += timedelta(seconds=max(length * drift, 0.001))

    wait_until(until, lambda: shown[0], nap)
    assert shown[0] >= until
    assert naps >= 1


@pytest.mark.parametrize("wrong", [{"public_at": "half past nine"}, {"time_zone": "Europe/Narnia"}])
def test_a_scheme_whose_time_is_none_is_told_so(wrong: dict[str, str]) -> None:
    with pytest.raises(PersonError, match="is no time of day"):
        embargo_end(replace(CALENDAR, **wrong), date(2024, 7, 24))
