"""What must be said against chance, worded here a second time from the numbers of a release."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from upheld.release.check.chance import pools
from upheld.release.check.wording import rate_words
from upheld.release.check.written import (
    WrittenClock,
    WrittenFigures,
    WrittenFunnel,
    WrittenMeasure,
    WrittenMix,
    WrittenRate,
    WrittenRecurrence,
    WrittenTogether,
)
from upheld.scheme.model import Measure, Scheme

Pair = tuple[int, int]


@dataclass(frozen=True)
class Groups:
    """What is known of every group in the year under review."""

    figures: WrittenFigures
    rated: Mapping[tuple[str, str], Sequence[Pair]]
    """By group and measure: (numerator, base) of every body with a rate."""

    @classmethod
    def of(cls, figures: WrittenFigures, scheme: Scheme) -> Groups:
        """Gather the rates of the bodies of each group."""
        rated = {
            (group, measure.id): [
                (rate.numerator, rate.base)
                for year in members.values()
                if (rate := year.measures[measure.id].rate).base
            ]
            for group, members in pools(figures, figures.year, scheme).items()
            for measure in scheme.measures
        }
        return cls(figures, rated)

    def funnel(self, group: str, measure: str) -> WrittenFunnel | None:
        """Return a group's funnel; None where there is none, or nothing to draw in it."""
        place = self.figures.groups.get(group)
        funnel = place.years[self.figures.year].measures[measure].funnel if place else None
        return funnel if funnel is not None and funnel.limits else None


def verdict(measure: Measure, written: WrittenMeasure, plural: str) -> Iterator[str]:
    """Yield the sentence of a verdict with its counts; nothing where there is none."""
    if written.verdict is None or written.interval is None or written.others is None:
        return
    own, others = _of(measure, written.rate), _of(measure, written.others)
    mine = f"{own[0]} ({own[1]}; {written.interval[0]}% to {written.interval[1]}% would fit these cases)"
    theirs = f"the {others[0]} of all other {plural} together ({others[1]})"
    if written.verdict.word == "too few to say":
        yield (
            f"{mine}: too few to say whether this differs from {theirs}. "
            f"With a base of {written.rate.base:,}, chance alone could have brought about any result."
        )
    elif written.verdict.word == "like similar authorities":
        yield f"{mine} is like {theirs}: chance alone could make a difference of this size."
    else:
        word = written.verdict.word
        yield f"{mine} is {word} than {theirs}: chance alone would seldom make a difference of this size."


def _of(measure: Measure, rate: WrittenRate) -> tuple[str, str]:
    return rate_words(measure, rate.numerator, rate.base) or "", f"{rate.numerator:,} of {rate.base:,}"


def funnel(measure: Measure, rate: WrittenRate, base: str, drawn: WrittenFunnel, rated: int) -> Iterator[str]:
    """Yield what a funnel says of one body: whether it lies within the limits, and where they lie at its base."""
    levels = drawn.limits.get(rate.base, {})
    outside = [lv for lv, (low, high) in levels.items() if not low <= rate.numerator / rate.base <= high]
    spread = " and the usual spread between authorities" if drawn.tau2 else ""
    if outside:
        yield f"This authority lies outside the {outside[-1]} limits: chance{spread} would seldom put it there."
    else:
        yield f"This authority lies within the 95% limits: chance{spread} would explain where it lies."
    average = rate_words(measure, drawn.target.numerator, drawn.target.base)
    said = [f"the {level} limits are {_percent(low)}% and {_percent(high)}%" for level, (low, high) in levels.items()]
    yield f"Of the {rated:,} that have a rate, the average is {average}. For {base}, {' and '.join(said)}."


def mix(written: WrittenMix | None) -> Iterator[str]:
    """Yield what is said of observed and expected."""
    if written is None:
        return
    yield (
        f"At the rates of similar authorities in each service area, {_tenths(written.expected)} of these "
        f"{written.base:,} would have been expected; there were {written.observed:,}. That is "
        f"{_tenths(written.observed / written.expected)} times as many ({_tenths(written.low)} to "
        f"{_tenths(written.high)} times would fit these cases)."
    )
    if written.left_out:
        which = "1 case is" if written.left_out == 1 else f"{written.left_out:,} cases are"
        yield f"{which} left out: no similar authority had any in that service area."


def together(written: WrittenTogether | None) -> Iterator[str]:
    """Yield what is said of several years together."""
    if written is None:
        return
    estimate = _percent(written.estimate)
    words = {0: "less than 1%", 100: "more than 99%"}.get(estimate, f"about {estimate}%")
    yield (
        f"From {written.years[0]} to {written.years[-1]} together: {written.rate.numerator:,} of "
        f"{written.rate.base:,} ({written.rate.worded}). Allowing for how much similar authorities differ, the "
        f"underlying rate is most likely {words} ({_percent(written.low)}% to {_percent(written.high)}%)."
    )


def clock(written: WrittenClock, label: str) -> Iterator[str]:
    """Yield what is said of a body's remedy clock."""
    asked = f"{written.asked:,} recommendations" if written.asked != 1 else "1 recommendation"
    if not written.asked:
        yield f"There were no recommendations in cases decided in {label}."
    elif written.median_days is None:
        yield f"Of {asked} in {label}, fewer than half had been carried out by the end of the year."
    else:
        rest = f"{written.waiting:,} not yet carried out counted as waiting still" if written.waiting else None
        days = _days(written.median_days)
        yield f"Half were carried out within {days} of the decision ({asked} in {label}, {rest or 'all carried out'})."
    last, first = written.late, written.late_against_original
    if last.base:
        yield (
            f"Of {last.base:,} carried out in the year, {last.numerator:,} ({last.worded}) came after the date last "
            f"agreed, and {first.numerator:,} ({first.worded}) after the date first agreed."
        )
    if last.base and written.median_days_late is not None:
        yield f"Half of the late ones were at least {_days(written.median_days_late)} late."
    if written.overdue:
        were = "was" if written.overdue == 1 else "were"
        told = f"{written.overdue:,} {were} without an outcome at the end of the year"
        yield f"{told}, though the date agreed had passed."


def clock_cells(written: WrittenClock) -> list[str]:
    """Return the column of a clock, as the table of a page has it."""
    median = "fewer than half yet" if written.asked and written.median_days is None else _days(written.median_days)
    late, first = written.late, written.late_against_original
    return [
        f"{written.asked:,}",
        f"{written.waiting:,}",
        median,
        f"{late.base:,}",
        f"{late.numerator:,} of {late.base:,} ({late.worded})" if late.base else "–",
        f"{first.numerator:,} of {first.base:,} ({first.worded})" if first.base else "–",
        _days(written.median_days_late),
        f"{written.overdue:,}",
    ]


def recurrence(written: WrittenRecurrence | None) -> Iterator[str]:
    """Yield what is said of faults that came back."""
    if written is None:
        return
    cases = "1 case" if written.again.base == 1 else f"{written.again.base:,} cases"
    yield (
        f"In {cases} service improvements were due in {written.due_in}. After {written.again.numerator:,} of them "
        f"({written.again.worded}) another complaint about the same service was upheld within 365 days. Of similar "
        f"authorities in the same days it would be {_tenths(written.expected)}."
    )


def _days(days: int | None) -> str:
    if days is None:
        return "–"
    return f"{days:,} days" if days != 1 else "1 day"


def _percent(share: float) -> int:
    return math.floor(100 * share + 0.5)


def _tenths(value: float) -> str:
    tenths = math.floor(10 * value + 0.5 + 1e-8)
    return f"{tenths // 10:,}.{tenths % 10}"
