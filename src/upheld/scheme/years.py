"""Review years: the twelve months an annual review is about, written `2019-20`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from upheld.errors import PersonError

_WRITTEN = re.compile(r"^(\d{4})\s*[-–/]\s*(\d{2}|\d{4})$")


@dataclass(frozen=True, order=True)
class ReviewYear:
    """The twelve months that end on `last_day` (31 March in the model scheme)."""

    last_day: date

    @property
    def first_day(self) -> date:
        """The day after the previous year's last day."""
        return self.previous.last_day + timedelta(days=1)

    @property
    def number(self) -> int:
        """The calendar year in which the review year ends: 2020 for 2019-20."""
        return self.last_day.year

    @property
    def label(self) -> str:
        """How people write it: `2019-20`; `2020` where the review year is the calendar year."""
        if (self.last_day.month, self.last_day.day) == (12, 31):
            return str(self.number)
        return f"{self.number - 1}-{self.number % 100:02d}"

    @property
    def previous(self) -> ReviewYear:
        """The review year before this one."""
        return ReviewYear(_anniversary(self.last_day, self.number - 1))

    @property
    def next(self) -> ReviewYear:
        """The review year after this one."""
        return ReviewYear(_anniversary(self.last_day, self.number + 1))

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class YearEnd:
    """The day of the calendar on which every review year of a scheme ends."""

    month: int
    day: int

    def year(self, number: int) -> ReviewYear:
        """Return the review year that ends in calendar year `number`."""
        return ReviewYear(_anniversary(date(2000, self.month, self.day), number))

    def year_of(self, day: date) -> ReviewYear:
        """Return the review year that contains `day`."""
        year = self.year(day.year)
        return year if day <= year.last_day else year.next

    def parse(self, text: str) -> ReviewYear:
        """Read `2019-20`, `2019-2020`, or any date in the year (`2019-06-30`).

        Raises PersonError for anything else, naming both forms.
        """
        text = text.strip()
        if written := _WRITTEN.match(text):
            first, last = int(written[1]), int(written[2])
            if last in (first + 1, (first + 1) % 100):
                return self.year(first + 1)
        try:
            return self.year_of(date.fromisoformat(text))
        except ValueError:
            raise PersonError(
                f"{text!r} is not a review year.", mend="Write 2019-20, or any date in the year, such as 2019-06-30."
            ) from None


def _anniversary(day: date, number: int) -> date:
    """Return `day` in calendar year `number`; the last day of February stays the last day of February."""
    if (day.month, day.day) in ((2, 28), (2, 29)):
        return date(number, 3, 1) - timedelta(days=1)
    return day.replace(year=number)
