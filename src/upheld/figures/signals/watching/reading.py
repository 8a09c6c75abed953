"""Ways of reading a series that several signals share."""

from __future__ import annotations

from upheld.figures.counts import POPULATION
from upheld.figures.signals.watching.model import Missing, Observed
from upheld.figures.signals.watching.quarters import Quarterly


def share_of(counts: Quarterly, measure: str) -> Observed | Missing:
    """Return the numerator and base of one of the scheme's measures."""
    found = counts.scheme.measure_by_id.get(measure)
    if found is None or found.base == POPULATION:
        return Missing(f"The scheme has no measure {measure}.")
    return Observed(counts.counts[found.numerator], counts.counts[found.base])


def count_of(counts: Quarterly, id_: str) -> Observed | Missing:
    """Return a count that stands by itself."""
    if id_ in counts.missing or id_ not in counts.counts:
        return Missing(counts.missing.get(id_, f"Nothing counts {id_.replace('_', ' ')}."))
    return Observed(counts.counts[id_])
