"""The days of a review year: from the scheme, each looked at for what makes it a bad day, and as a calendar file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import holidays
from icalendar import Calendar as IcsCalendar
from icalendar import Event
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from upheld.errors import PersonError
from upheld.release.publish_clock import embargo_end
from upheld.scheme.loader import review_dates
from upheld.scheme.model import Calendar, Scheme
from upheld.scheme.years import ReviewYear
from upheld.writing.phrases import day as worded

SATURDAY = 5
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""Written here because the standard library's names follow the machine's language."""


@dataclass(frozen=True)
class CalendarDay:
    """One day that matters, and why it may be a bad one."""

    id: str
    what: str
    on: date
    at: datetime | None
    """The moment in UTC, where it is one."""
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class YearCalendar:
    """The days of one review year, in order."""

    year: str
    published_fact: bool
    """Whether the days of letters and publication are recorded in the scheme; otherwise they were worked out."""
    days: tuple[CalendarDay, ...]

    @property
    def warnings(self) -> int:
        """How many warnings there are in all."""
        return sum(len(day.warnings) for day in self.days)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON knows it: days as YYYY-MM-DD, moments in UTC."""
        return {
            "year": self.year,
            "published_fact": self.published_fact,
            "days": [
                {
                    "id": day.id,
                    "what": day.what,
                    "on": day.on.isoformat(),
                    "at": day.at.isoformat() if day.at else None,
                    "warnings": list(day.warnings),
                }
                for day in self.days
            ],
        }


def year_calendar(scheme: Scheme, text: str) -> YearCalendar:
    """Return the days of the review year that `text` names. Raises PersonError for what is no review year."""
    calendar = scheme.calendar
    year = calendar.year_end.parse(text)
    dates = review_dates(calendar, year.number)
    end = embargo_end(calendar, dates.public_on)
    days = (
        CalendarDay("year-begins", f"The review year {year.label} begins.", year.first_day, None, ()),
        CalendarDay("year-ends", f"The review year {year.label} ends.", year.last_day, None, ()),
        CalendarDay(
            "letters",
            f"The letters of {year.label} are dated and sent, under embargo.",
            dates.letters_on,
            None,
            tuple(warnings(calendar, dates.letters_on)),
        ),
        CalendarDay(
            "public",
            f"Everything about {year.label} becomes public at {calendar.public_at} ({calendar.time_zone}).",
            dates.public_on,
            end,
            (*warnings(calendar, dates.public_on), *_order(year, dates.letters_on, dates.public_on)),
        ),
    )
    return YearCalendar(year.label, dates.published_fact, days)


def warnings(calendar: Calendar, day: date) -> Iterator[str]:
    """Yield why a day is a bad one to send or publish on: no working day, or before an election."""
    if day.weekday() >= SATURDAY:
        yield "It is a weekend."
    if (name := _holiday(calendar, day)) is not None:
        yield f"It is a public holiday: {name}."
    for period in calendar.pre_election:
        if period.first_day <= day <= period.last_day:
            yield f"It lies in the period before the {period.election}."


def _order(year: ReviewYear, letters_on: date, public_on: date) -> Iterator[str]:
    if not year.last_day < letters_on <= public_on:
        yield "The year’s end, the letters and the publication do not follow one another."


def _holiday(calendar: Calendar, day: date) -> str | None:
    if calendar.holiday_country is None:
        return None
    try:
        found = holidays.country_holidays(
            calendar.holiday_country, subdiv=calendar.holiday_subdivision, years=day.year, observed=True
        )
    except NotImplementedError:
        where = f"{calendar.holiday_country} {calendar.holiday_subdivision or ''}".strip()
        raise PersonError(
            f"The public holidays of {where} are not known.",
            mend="Mend holiday_country and holiday_subdivision in scheme.toml.",
        ) from None
    name: str | None = found.get(day)
    return name


def calendar_page(year: YearCalendar, scheme: Scheme) -> str:
    """Return the days as one page that needs nothing else."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    sender = scheme.sender
    told = {"calendar": year, "review": sender.review_title, "sender": sender.name}
    return environment.get_template("calendar.html").render(told, weekdays=WEEKDAYS, worded=worded)


def ics(year: YearCalendar, scheme: Scheme) -> bytes:
    """Return the days as an iCalendar file (RFC 5545), the same bytes every time."""
    made = IcsCalendar()
    made.add("prodid", f"-//Upheld//{scheme.id}//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{scheme.sender.review_title}, {year.year}")
    # RFC 5545 wants to know when an entry was made. A fixed moment keeps the file the same: the start of the year told.
    stamp = datetime.combine(year.days[0].on, datetime.min.time(), tzinfo=UTC)
    for day in year.days:
        event = Event()
        event.add("uid", f"{scheme.id}-{year.year}-{day.id}@upheld")
        event.add("dtstamp", stamp)
        event.add("summary", day.what)
        if day.at is not None:
            event.add("dtstart", day.at)
            event.add("dtend", day.at + timedelta(minutes=30))
        else:
            event.add("dtstart", day.on)
            event.add("dtend", day.on + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        if day.warnings:
            event.add("description", " ".join(("Look again.", *day.warnings)))
        made.add_component(event)
    written: bytes = made.to_ical()
    return written
