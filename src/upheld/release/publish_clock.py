"""When an embargo ends: a wall-clock time in a time zone, summer time and winter time told apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as clock_time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from upheld.errors import PersonError
from upheld.scheme.model import Calendar

Clock = Callable[[], datetime]
"""Says what time it is, with its zone. Handed in, so that tests need not wait."""

LONGEST_NAP = 20.0
"""Seconds after which a waiting publication looks at the clock again: a clock can be set right while it waits."""


def now() -> datetime:
    """Return the time by the machine's clock, in UTC."""
    return datetime.now(UTC)


def embargo_end(calendar: Calendar, public_on: date) -> datetime:
    """Return the moment from which what becomes public on `public_on` may be public, in UTC.

    A time that the clocks show twice that night counts the second time, one that they skip counts an hour later: where
    there is a doubt, it is never too early. PersonError if the scheme's time or zone is none.
    """
    try:
        at, zone = clock_time.fromisoformat(calendar.public_at), ZoneInfo(calendar.time_zone)
    except (ValueError, ZoneInfoNotFoundError):
        raise PersonError(
            f"{calendar.public_at} in {calendar.time_zone} is no time of day.",
            mend="Write public_at as 09:30 and time_zone as Europe/London in scheme.toml.",
        ) from None
    moments = (datetime.combine(public_on, at.replace(fold=fold), tzinfo=zone).astimezone(UTC) for fold in (0, 1))
    return max(moments)


def read_moment(text: str, calendar: Calendar) -> datetime:
    """Read a day and time as people write it (`2024-07-24 09:30`), by the scheme's clock unless it names a zone.

    Raises PersonError for anything else.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise PersonError(f"{text!r} is not a day and time.", mend="Write it as 2024-07-24T09:30.") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(calendar.time_zone))
    return moment.astimezone(UTC)


def told(moment: datetime, calendar: Calendar) -> str:
    """Return a moment as the scheme's clocks show it: `2024-07-24 09:30 BST`."""
    return f"{moment.astimezone(ZoneInfo(calendar.time_zone)):%Y-%m-%d %H:%M %Z}"


def wait_until(moment: datetime, clock: Clock, nap: Callable[[float], None] = time.sleep) -> None:
    """Return when the clock shows `moment` or later, and not before."""
    while (left := (moment - clock()).total_seconds()) > 0:
        nap(min(left, LONGEST_NAP))
