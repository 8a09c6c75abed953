"""Counts by quarter as dense arrays, and the days on which quarters begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from upheld.errors import PersonError
from upheld.figures.cells import Cells
from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear

Whole = NDArray[np.int64]

IN_A_YEAR = 4
RECEIVED, LATE_REPLIES = "received", "late_replies"


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of a review year, 1 to 4, and the day it begins on."""

    year: ReviewYear
    number: int
    first_day: date

    @property
    def label(self) -> str:
        """How people write it: `2019-20 Q2`."""
        return f"{self.year.label} Q{self.number}"


def quarters_of(years: Sequence[ReviewYear]) -> tuple[Quarter, ...]:
    """Return the quarters of review years, in order."""
    numbers = range(1, IN_A_YEAR + 1)
    return tuple(
        Quarter(year, number, _begins(year.first_day, 3 * (number - 1))) for year in years for number in numbers
    )


def _begins(first_day: date, months: int) -> date:
    """Return the day so many months later; a day that its month lacks is the first of the next, as it is counted."""
    ahead, month = divmod(first_day.month - 1 + months, 12)
    try:
        return first_day.replace(year=first_day.year + ahead, month=month + 1)
    except ValueError:
        return date(first_day.year + ahead, month + 2, 1)


@dataclass(frozen=True, eq=False)
class Quarterly:
    """Every count of the scheme by body, service area and quarter, the service areas followed by all together.

    `counts` holds bodies × (service areas + 1) × quarters by the count's id; `missing` says of others why they are not
    there.
    """

    scheme: Scheme
    years: tuple[ReviewYear, ...]
    counts: Mapping[str, Whole]
    missing: Mapping[str, str]

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of all years, earliest first."""
        return quarters_of(self.years)


def quarterly(
    parts: Iterable[Cells], scheme: Scheme, year: ReviewYear, missing: Mapping[str, str] | None = None
) -> Quarterly:
    """Return the counts of all `parts` from the first year with any of the first part to `year`, and no later.

    Raises PersonError if the first part holds nothing of `year`, or any part a body or category that the scheme does
    not know.
    """
    parts = list(parts)
    there = np.unique(parts[0].year)
    if year.number not in there:
        labels = ", ".join(scheme.calendar.year_end.year(int(number)).label for number in there)
        mend = f"There are cases for {labels}." if labels else "The snapshot holds no case at all."
        raise PersonError(f"There is no case of {year.label}, so there is nothing to watch.", mend=mend)
    years = tuple(scheme.calendar.year_end.year(number) for number in range(int(there[0]), year.number + 1))
    counts = {id_: array for part in parts for id_, array in _dense(part, scheme, years).items()}
    return Quarterly(scheme, years, counts, missing or {})


def _dense(cells: Cells, scheme: Scheme, years: tuple[ReviewYear, ...]) -> dict[str, Whole]:
    inside = (cells.year >= years[0].number) & (cells.year <= years[-1].number)
    # Names are wide: they are copied only where some are left out.
    held = slice(None) if inside.all() else np.flatnonzero(inside)
    body = _positions(cells.authority[held], [a.code for a in scheme.authorities])
    area = _positions(cells.category[held], [c.id for c in scheme.categories])
    at = IN_A_YEAR * (cells.year[held] - years[0].number) + cells.quarter[held] - 1
    shape = (len(scheme.authorities), len(scheme.categories) + 1, IN_A_YEAR * len(years))
    place = (body * shape[1] + area) * shape[2] + at
    dense, columns = {}, cells.values[held].T
    for id_, column in zip(cells.counts, columns, strict=True):
        values = np.zeros(shape, dtype=np.int64)
        # Every cell stands once, so that it can be put in its place rather than added.
        values.ravel()[place] = column
        values[:, -1] = values[:, :-1].sum(axis=1)
        dense[id_] = values
    return dense


def _positions(found: NDArray[np.str_], known: Sequence[str]) -> Whole:
    # Cells come sorted: runs of the same name are looked up once.
    begins = np.flatnonzero(np.append(True, found[1:] != found[:-1])) if len(found) else np.zeros(0, dtype=np.int64)
    position = {name: n for n, name in enumerate(known)}
    at = np.array([position.get(name, -1) for name in found[begins].tolist()], dtype=np.int64)
    if (at < 0).any():
        strange = sorted(set(found[begins][at < 0].tolist()))
        raise PersonError(
            f"The snapshot holds codes that the scheme does not know: {', '.join(strange[:8])}.",
            mend="Freeze it again with this scheme.",
        )
    return np.repeat(at, np.diff(np.append(begins, len(found))))
