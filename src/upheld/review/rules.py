"""The named conditions under which a paragraph of the review stands; see `upheld.writing.conditions` for the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from upheld.review import standing_out
from upheld.review.facts import Facts
from upheld.writing.conditions import Finding, Word


def _training(facts: Facts) -> Finding:
    number = facts.context.training.courses if facts.context.training else 0
    return Finding(number > 0, f"courses recorded: {number}")


def _seminars(facts: Facts) -> Finding:
    seminars = facts.context.training.seminars if facts.context.training else None
    return Finding(seminars is not None, f"delegates recorded: {seminars.delegates if seminars else 'none'}")


def _courses_compared(facts: Facts) -> Finding:
    before = facts.context.training.courses_last_year if facts.context.training else None
    return Finding(before is not None, f"courses the year before: {before if before is not None else 'not recorded'}")


def _new_series(facts: Facts) -> Finding:
    titles = ", ".join(b.title for b in facts.breaks_this_year) or "none"
    return Finding(bool(facts.breaks_this_year), f"breaks that begin this year: {titles}")


def _recorded(what: Callable[[Facts], object], name: str) -> Callable[[Facts], Finding]:
    def find(facts: Facts) -> Finding:
        found = what(facts)
        return Finding(bool(found), f"{name}: {'yes' if found else 'nothing on record'}")

    return find


def _discrepancies(facts: Facts) -> Finding:
    number = len(facts.figures.discrepancies)
    return Finding(number > 0, f"printed figures that do not agree: {number}")


def _improvements(facts: Facts) -> int:
    return facts.context.improvements.number if facts.context.improvements else 0


def _asked(facts: Facts) -> int:
    return facts.figures.clocks.everyone.asked if facts.figures.clocks else 0


_NAMED: tuple[tuple[str, str, Callable[[Facts], object]], ...] = (
    ("followed-up", "What became of upheld complaints is recorded.", lambda f: f.context.became),
    ("received-recorded", "When complaints were received is recorded.", lambda f: f.context.received),
    ("improvements-recorded", "Service improvements are recorded.", _improvements),
    ("public-reports", "Public reports were issued.", lambda f: f.context.reports),
    ("conduct-recorded", "How authorities answered is recorded.", lambda f: f.context.conduct),
    ("waiting-recorded", "Recommendations are recorded with their days.", _asked),
    ("services-differ", "Fault is found more often in some service areas than in others.", standing_out.differ),
    ("recurrence-recorded", "What came after improvements is known.", lambda f: f.figures.recurrences),
)

WORDS: Mapping[str, Word[Facts]] = {
    word.id: word
    for word in (
        Word("training-recorded", "Courses of the year are recorded.", _training),
        Word("courses-compared", "Courses of the year before are recorded, too.", _courses_compared),
        Word("seminars-recorded", "Link officer seminars of the year are recorded.", _seminars),
        Word("new-series", "A break of the series begins with this year.", _new_series),
        Word("discrepancies", "Printed figures do not agree with counts.", _discrepancies),
        *(Word(id_, meaning, _recorded(what, id_)) for id_, meaning, what in _NAMED),
    )
}
"""Every named condition, by its id."""
