"""Sentences that only pages need: intervals and pools in plain English. Numbers arrive ready made."""

from __future__ import annotations

from upheld.figures.model import Comparison, MeasureFigure, capitalise
from upheld.scheme.model import Measure


def numerator_of_base(figure: MeasureFigure) -> str:
    """Return the counts behind a rate, each with its noun: `9 upheld decisions out of 12 detailed investigations`."""
    return f"{figure.numerator_worded} out of {figure.base_worded}"


def short_counts(figure: MeasureFigure) -> str:
    """Return the counts behind a rate for a narrow column: `9 of 12`."""
    return f"{figure.rate.numerator:,} of {figure.rate.base:,}"


def parted(figure: MeasureFigure) -> tuple[str, str, str]:
    """Return the sentence before, at and after its rate, so that the rate can be set in bold.

    Where there is no rate the whole sentence is the first part.
    """
    worded = figure.rate.worded
    if worded is None:
        return figure.sentence, "", ""
    before, _, after = figure.measure.wording.sentence.partition("{rate}")
    return before, worded if before else capitalise(worded), after


def chance(figure: MeasureFigure) -> str | None:
    """Say how far chance alone could have moved a rate, in words; None where there is no interval."""
    interval = figure.interval
    if interval is None:
        return None
    return (
        f"Based on {figure.base_worded}, so chance plays a part: allowing for it, the rate is likely to lie between "
        f"{interval.low_percent}% and {interval.high_percent}% (a 95% interval)."
    )


def pool(measure: Measure, comparison: Comparison) -> str | None:
    """Say how the average was made and what it holds; None where the pool has no base."""
    pooled, bodies = comparison.pooled, comparison.authorities
    if pooled.worded is None:
        return None
    counts = f"{pooled.numerator:,} {measure.wording.numerator_many} out of {pooled.base:,} {measure.wording.base_many}"
    if bodies == 1:
        return f"This body is the only one of its kind, so the average is its own: {counts}."
    return f"The average pools {bodies:,} {comparison.group.plural}, this one included: {counts}."


def without(comparison: Comparison) -> str | None:
    """Say what the average is when this body is left out of it; None where nothing is left."""
    others = comparison.others
    if others.worded is None:
        return None
    return f"Without this one it is {others.worded}: {others.numerator:,} out of {others.base:,}."
