"""Sentences that only pages need: intervals and pools in plain English. Numbers arrive ready made."""

from __future__ import annotations

from functools import lru_cache

from upheld.figures.funnel import GroupFunnel
from upheld.figures.model import Comparison, MeasureFigure, capitalise
from upheld.figures.rate import Rate
from upheld.scheme.model import Measure
from upheld.writing.phrases import listed

NO_RATE = "no rate"
"""What stands where a base is zero and there is room for two words only."""


@lru_cache(maxsize=8192)
def worded(rate: Rate) -> str:
    """Return a rate as people read it, or `no rate`. Kept, because an average stands on the page of every peer."""
    return rate.worded or NO_RATE


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
    if not figure.rate.base:
        return figure.sentence, "", ""
    words = worded(figure.rate)
    before, _, after = figure.measure.wording.sentence.partition("{rate}")
    return before, words if before else capitalise(words), after


def funnel_limits(funnel: GroupFunnel, figure: MeasureFigure) -> str:
    """Say where the middle of a funnel lies, and its limits at the base of a figure; empty where there are none."""
    at_base = funnel.limits_at(figure.rate.base)
    if not at_base:
        return ""
    limits = listed([f"the {level} limits are {_percent(low)} and {_percent(high)}" for level, low, high in at_base])
    middle = f"Of the {len(funnel.pairs):,} that have a rate, the average is {worded(funnel.shape.target)}."
    return f"{middle} For {figure.base_worded}, {limits}."


def _percent(share: float) -> str:
    return f"{int(100 * share + 0.5)}%"


def pool(measure: Measure, comparison: Comparison) -> str | None:
    """Say how the average was made and what it holds; None where the pool has no base."""
    pooled, bodies = comparison.pooled, comparison.authorities
    if not pooled.base:
        return None
    counts = f"{pooled.numerator:,} {measure.wording.numerator_many} out of {pooled.base:,} {measure.wording.base_many}"
    if bodies == 1:
        return f"This body is the only one of its kind, so the average is its own: {counts}."
    return f"The average pools {bodies:,} {comparison.group.plural}, this one included: {counts}."


def without(comparison: Comparison) -> str | None:
    """Say what the average is when this body is left out of it; None where nothing is left."""
    others = comparison.others
    if not others.base:
        return None
    return f"Without this one it is {worded(others)}: {others.numerator:,} out of {others.base:,}."
