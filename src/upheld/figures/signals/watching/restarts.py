"""Where a series restarts, and why: nothing is ever compared across such a place.

The rules of the scheme change (breaks.csv); a body is created, or takes over another, or gives a part away; a body
ends. A quarter in which that happened in its midst belongs to neither side and is not watched.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from upheld.figures.recut import WHOLE
from upheld.figures.signals.watching.quarters import Quarter
from upheld.scheme.model import Authority, Scheme, Succession

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Restart:
    """That a series ends before quarter `stops` and begins anew with quarter `begins`, both by position.

    `begins` is the number of quarters where it does not begin again.
    """

    stops: int
    begins: int
    why: str


def restarts(scheme: Scheme, measure: str | None, authority: Authority, quarters: Sequence[Quarter]) -> list[Restart]:
    """Return where the series of `authority` restart, earliest first, in figures to which breaks of `measure` apply."""
    found = [*_breaks(scheme, measure, quarters), *_of_body(scheme, authority, quarters)]
    return _sorted(found, quarters)


def _sorted(found: Sequence[Restart], quarters: Sequence[Quarter]) -> list[Restart]:
    inside = (r for r in found if r.begins > 0 and r.stops < len(quarters))
    return sorted(inside, key=lambda r: (r.begins, r.why))


def stretches(found: Sequence[Restart], quarters: int) -> Whole:
    """Return, for each quarter, the position of the first quarter of its stretch; -1 where nothing is watched."""
    first = np.zeros(quarters, dtype=np.int64)
    for restart in found:
        first[restart.begins :] = np.maximum(first[restart.begins :], restart.begins)
    for restart in found:
        first[max(restart.stops, 0) : restart.begins] = -1
    return first


def all_stretches(scheme: Scheme, measure: str | None, quarters: Sequence[Quarter]) -> Whole:
    """Return `stretches` of every body: bodies × quarters."""
    breaks = list(_breaks(scheme, measure, quarters))
    first = np.tile(stretches(breaks, len(quarters)), (len(scheme.authorities), 1))
    passed = {code for s in scheme.successions for code in (s.predecessor, s.successor)}
    began, ended = quarters[0].first_day, quarters[-1].year.last_day
    for row, authority in enumerate(scheme.authorities):
        new = authority.first_day is not None and authority.first_day > began
        old = authority.last_day is not None and authority.last_day < ended
        if new or old or authority.code in passed:
            first[row] = stretches(_sorted([*breaks, *_of_body(scheme, authority, quarters)], quarters), len(quarters))
    return first


def _breaks(scheme: Scheme, measure: str | None, quarters: Sequence[Quarter]) -> Iterator[Restart]:
    first, last = quarters[0].year.number, quarters[-1].year.number
    for found in scheme.breaks_between(measure or "", first, last):
        at = next(n for n, quarter in enumerate(quarters) if quarter.year.number == found.first_year)
        yield Restart(at, at, f"{found.title}. {found.why}")


def _of_body(scheme: Scheme, authority: Authority, quarters: Sequence[Quarter]) -> Iterator[Restart]:
    came, went = scheme.predecessors(authority.code), scheme.successors(authority.code)
    if authority.first_day is not None:
        by = _names(scheme, [s for s in came if s.on == authority.first_day])
        yield Restart(0, _from(authority.first_day, quarters), f"Created on {_day(authority.first_day)}{by}.")
    for succession in came:
        if authority.first_day is None or succession.on > authority.first_day:
            taken = _names(scheme, [succession]).removeprefix(" in place of ")
            yield _within(succession.on, quarters, f"Took over {taken} on {_day(succession.on)}.")
    for succession in went:
        if authority.last_day is None or succession.on <= authority.last_day:
            to = scheme.authority_by_code[succession.successor].name
            yield _within(succession.on, quarters, f"A part passed to {to} on {_day(succession.on)}.")
    if authority.last_day is not None:
        heirs = ", ".join(scheme.authority_by_code[s.successor].name for s in went if s.on > authority.last_day)
        why = f"Ended on {_day(authority.last_day)}" + (f"; {heirs} took over." if heirs else ".")
        yield Restart(_in(authority.last_day, quarters), len(quarters), why)


def _within(day: date, quarters: Sequence[Quarter], why: str) -> Restart:
    begins = _from(day, quarters)
    whole = begins == len(quarters) or quarters[begins].first_day == day
    return Restart(begins if whole else begins - 1, begins, why)


def _from(day: date, quarters: Sequence[Quarter]) -> int:
    """Return the position of the first quarter that begins on `day` or later."""
    return bisect_left(quarters, day, key=_first_day)


def _in(last_day: date, quarters: Sequence[Quarter]) -> int:
    """Return the position of the first quarter that is not over by `last_day`."""
    after = last_day + timedelta(days=1)
    if quarters[-1].year.last_day <= last_day:
        return len(quarters)
    return bisect_right(quarters, after, key=_first_day) - 1


def _first_day(quarter: Quarter) -> date:
    return quarter.first_day


def _names(scheme: Scheme, passed: Sequence[Succession]) -> str:
    parts = ("" if s.part == WHOLE else "a part of " for s in passed)
    names = [part + scheme.authority_by_code[s.predecessor].name for part, s in zip(parts, passed, strict=True)]
    return f" in place of {', '.join(names)}" if names else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
