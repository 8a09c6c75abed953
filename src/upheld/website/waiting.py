"""What a page says of remedies: how long they took, how late they came, and whether the same fault came back."""

from __future__ import annotations

from dataclasses import dataclass, field

from upheld.figures.clock import RemedyClock
from upheld.figures.model import Figures
from upheld.figures.rate import Rate
from upheld.website.rows import CountRow

NONE = "–"
"""What stands where nothing occurred that could be timed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The section on remedies of one page."""

    sentences: tuple[str, ...]
    rows: tuple[CountRow, ...]
    """This body's cell, and that of its group if it is in one; empty where there is nothing to put in a table."""
    group: str
    """Heading of the second column; empty for a body in no group."""
    recurrence: str


NAMES = (
    "Recommendations in cases decided in the year",
    "Of these, not carried out by the end of the year",
    "Half were carried out within",
    "Carried out in the year",
    "Of these, after the date last agreed",
    "Of these, after the date first agreed",
    "Half of the late ones were late by at least",
    "Overdue at the end of the year, without an outcome",
)


@dataclass(frozen=True)
class Waits:
    """The sections on remedies, the cells of each group made once."""

    figures: Figures
    _of_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, code: str) -> Waiting | None:
        """Return the section of one body; None where the figures were made from counts alone."""
        clocks = self.figures.clocks
        if clocks is None:
            return None
        clock = clocks.authorities.get(code)
        kind = self._group(code)
        if clock is None:
            said = f"There were no recommendations in cases decided in {self.figures.year.label}, and none was pending."
            return Waiting((said,), (), "", self._recurrence(code))
        columns = (_cells(clock), self._cells(kind)) if kind else (_cells(clock),)
        rows = tuple(CountRow(name, cells) for name, *cells in zip(NAMES, *columns, strict=True))
        heading = f"All {self.figures.scheme.type_by_id[kind].plural}" if kind else ""
        return Waiting(clock.sentences, rows, heading, self._recurrence(code))

    def _group(self, code: str) -> str | None:
        """Return the group that the body is compared with in the year; None where it is in none."""
        compared = next(iter(self.figures.of(code).measures.values())).comparison
        return compared.group.id if compared else None

    def _cells(self, kind: str) -> tuple[str, ...]:
        if kind not in self._of_groups:
            assert self.figures.clocks is not None
            self._of_groups[kind] = _cells(self.figures.clocks.groups[kind])
        return self._of_groups[kind]

    def _recurrence(self, code: str) -> str:
        recurrence = self.figures.recurrences.get(code)
        if recurrence:
            return recurrence.sentence
        if not self._group(code):
            return "For a body that is compared with nobody this is not followed."
        return f"No service improvements were due in {self.figures.year.previous.label}, so there is nothing to follow."


def _cells(clock: RemedyClock) -> tuple[str, ...]:
    return (
        f"{clock.asked:,}",
        f"{clock.waiting:,}",
        _days(clock.median_days) if clock.median_days is not None or not clock.asked else "fewer than half yet",
        f"{clock.late.base:,}",
        _of(clock.late),
        _of(clock.late_against_original),
        _days(clock.median_days_late),
        f"{clock.overdue:,}",
    )


def _days(days: int | None) -> str:
    return NONE if days is None else f"{days:,} days" if days != 1 else "1 day"


def _of(rate: Rate) -> str:
    return f"{rate.numerator:,} of {rate.base:,} ({rate.worded})" if rate.base else NONE
