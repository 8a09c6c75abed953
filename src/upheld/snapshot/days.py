"""Days as people write them: reading a text in a stated format as YYYY-MM-DD."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

_TOKEN = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh|h|ss|\s+", re.I)
_PARTS = {
    "yyyy": r"(?P<year>[0-9]{4})",
    "yy": r"(?P<year>[0-9]{2})",
    "mmmm": r"(?P<name>[A-Za-z]{3,9})",
    "mmm": r"(?P<name>[A-Za-z]{3,4})",
    "mm": r"(?P<month>[0-9]{2})",
    "m": r"(?P<month>[0-9]{1,2})",
    "dd": r"(?P<day>[0-9]{2})",
    "d": r"(?P<day>[0-9]{1,2})",
    "hh": "[0-9]{1,2}",
    "h": "[0-9]{1,2}",
    "ss": "[0-9]{2}(?:[.][0-9]+)?",
}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SERIALS = {"excel-1900": date(1899, 12, 30), "excel-1904": date(1904, 1, 1)}
"""Day 0 of a spreadsheet's serial numbers. In the 1900 system it is a day too early, for it has a 29 February 1900."""
_BEFORE_THAT_LEAP_DAY = 61
_LAST_SERIAL = 73_050
_CENTURY_TURNS = 69
"""Of two digits 69 to 99 are 1969 to 1999, the others 2000 to 2068, as POSIX has it."""
_STORED = "as stored"
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]+)?)?(?:Z|[+-][0-9:]+)?)?"
)


@dataclass(frozen=True)
class DayFormat:
    """One way to write a day, as `dd/mm/yyyy hh:mm`, `d mmm yy`, `excel-1900` or `excel-1904`. The hour is dropped."""

    written: str

    def __post_init__(self) -> None:
        """Raises ValueError for a format without exactly one year, month and day."""
        if self.written not in (*_SERIALS, _STORED):
            _ = self._pattern

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        tokens = list(_TOKEN.finditer(self.written))
        parts, at, hours = [], 0, False
        for token in tokens:
            parts.append(re.escape(self.written[at : token.start()]))
            name = token[0].lower()
            minutes = hours and name == "mm"
            parts.append("[0-9]{2}" if minutes else r"\s+" if name.isspace() else _PARTS[name])
            hours = hours or name in ("h", "hh")
            at = token.end()
        parts.append(re.escape(self.written[at:]))
        try:
            pattern = re.compile("".join(parts))
        except re.error:
            raise ValueError(self.written) from None
        found = set(pattern.groupindex)
        if found not in ({"year", "month", "day"}, {"year", "name", "day"}):
            raise ValueError(self.written)
        return pattern

    def read(self, text: str) -> str | None:
        """Return the day as YYYY-MM-DD, None if `text` is not written so or no such day is."""
        if self.written in _SERIALS:
            return _serial(text, self.written)
        if self.written == _STORED:
            stored = _ISO.fullmatch(text)
            return stored[1] if stored else None
        found = self._pattern.fullmatch(text)
        if found is None:
            return None
        parts = found.groupdict()
        year = int(parts["year"])
        if len(parts["year"]) == 2:
            year += 1900 if year >= _CENTURY_TURNS else 2000
        month = int(parts["month"]) if parts.get("month") else _month(parts["name"])
        try:
            return date(year, month, int(parts["day"])).isoformat()
        except ValueError:
            return None


def _month(name: str) -> int:
    """Return the number of a month, 0 for what is no name of one."""
    short = name.lower()
    return next((n for n, full in enumerate(_MONTHS, 1) if full.startswith(short) or (short == "sept" and n == 9)), 0)


def _serial(text: str, system: str) -> str | None:
    """Return the day of a spreadsheet's serial number; the hours behind its point are dropped."""
    if not re.fullmatch(r"[0-9]{1,6}([.][0-9]+)?", text):
        return None
    number = int(text.partition(".")[0])
    if number > _LAST_SERIAL or (system == "excel-1900" and number < _BEFORE_THAT_LEAP_DAY):
        return None
    return (_SERIALS[system] + timedelta(days=number)).isoformat()


def read_day(text: str, formats: tuple[DayFormat, ...]) -> str:
    """Return the day that `text` names in the first format that fits, else `text` as it stands."""
    return next((day for way in formats if (day := way.read(text)) is not None), text)


ISO = DayFormat("yyyy-mm-dd")
BRITISH = DayFormat("dd/mm/yyyy")
DEFAULT = (ISO, BRITISH)
"""Read where no mapping states another format."""
STORED = DayFormat(_STORED)
"""A day that a spreadsheet or a database stored as such: YYYY-MM-DD with or without a time."""
