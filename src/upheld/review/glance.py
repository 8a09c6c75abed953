"""The first page: the figures that matter most, each with what it is based on and what it was a year ago."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.figures.counts import total_count
from upheld.figures.model import MeasureFigure, counted
from upheld.review.facts import Facts
from upheld.review.model import Card, Cards
from upheld.scheme.model import Break


def cards(facts: Facts) -> Iterator[Cards]:
    """Yield the cards: complaints decided, every measure of the front page and late remedies, and the wait."""
    yield Cards((*_volume(facts), *_measures(facts), *_waiting(facts)))


def _volume(facts: Facts) -> Iterator[Card]:
    whole = total_count(facts.scheme)
    if whole is None:
        return
    number, before = facts.count(whole.id), facts.before
    told = counted(before.counts[whole.id], "complaint", "complaints") if before else None
    yield Card(
        whole.id,
        "Complaints decided",
        f"{number:,}",
        f"We decided {counted(number, 'complaint', 'complaints')} in the year.",
        None,
        _before(facts, told, _break_of_all(facts)),
    )


def _break_of_all(facts: Facts) -> Break | None:
    """Return the break of this year that concerns everything that is counted."""
    return next((b for b in facts.breaks_this_year if not b.measures), None)


def _measures(facts: Facts) -> Iterator[Card]:
    for figure in facts.of_year.measures.values():
        if figure.measure.per != 100 or not (
            figure.measure.headline or facts.scheme.count_by_id[figure.measure.numerator].late
        ):
            continue
        yield Card(
            figure.measure.id,
            figure.measure.name,
            figure.rate.worded or "no rate",
            figure.sentence,
            f"{figure.numerator_worded} out of {figure.base_worded}" if figure.rate.base else None,
            _before(facts, _worded_before(facts, figure), facts.break_before(figure.measure)),
        )


def _worded_before(facts: Facts, figure: MeasureFigure) -> str | None:
    rate = facts.before.measures[figure.measure.id].rate if facts.before else None
    return f"{rate.worded} ({rate.numerator:,} of {rate.base:,})" if rate and rate.base else None


def _before(facts: Facts, told: str | None, parted: Break | None) -> str | None:
    """Return last year's figure in words, or why it must not be set beside this one."""
    if parted is not None:
        return f"Not to be compared with the year before: {parted.title[:1].lower()}{parted.title[1:]}."
    return f"{facts.year.previous.label.replace('-', '–')}: {told}" if told else None


def _waiting(facts: Facts) -> Iterator[Card]:
    clock = facts.figures.clocks.everyone if facts.figures.clocks else None
    if clock is None or clock.median_days is None:
        return
    days = counted(clock.median_days, "day", "days")
    yield Card(
        "median-days",
        "The wait for a remedy",
        days,
        f"Half of the recommendations were carried out within {days} of the decision.",
        f"{counted(clock.asked, 'recommendation', 'recommendations')} in cases decided in the year",
        None,
    )
