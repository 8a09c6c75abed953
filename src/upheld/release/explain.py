"""Explains a figure down to its cases: the sentence, the base, and the reference of every case it counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from upheld.errors import PersonError
from upheld.figures.build import figures_from
from upheld.figures.cube import cube, reduce
from upheld.figures.explain import Explanation, explanation
from upheld.figures.trace import behind, left_out
from upheld.release.figures import case_tables
from upheld.release.order import Order
from upheld.scheme.model import Measure
from upheld.scheme.years import ReviewYear


@dataclass(frozen=True)
class Case:
    """One case behind a figure."""

    reference: str
    counted_on: date
    category: str
    outcome: str
    in_numerator: bool


@dataclass(frozen=True)
class LeftOut:
    """Something that might be looked for in the base and is not in it, with the reason in words."""

    reference: str
    recommendation: str | None
    day: date
    why: str


@dataclass(frozen=True)
class Explained:
    """A figure, explained, with its cases."""

    told: Explanation
    cases: tuple[Case, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def left_out_by_reason(self) -> dict[str, int]:
        """How many were left out for each reason, in words, most first."""
        return dict(Counter(one.why for one in self.left_out).most_common())

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation for a program to read."""
        told = self.told
        rate = told.figure.rate
        return {
            "authority": told.authority.code,
            "name": told.authority.name,
            "year": told.year.label,
            "measure": told.figure.measure.id,
            "question": told.question,
            "sentence": told.sentence,
            "rate": rate.worded,
            "numerator": rate.numerator,
            "base": rate.base,
            "interval": told.interval,
            "similar_authorities": list(told.similar),
            "pool": [
                {"authority": m.authority.code, "numerator": m.rate.numerator, "base": m.rate.base} for m in told.pool
            ],
            "rules": list(told.rules),
            "numerator_references": [case.reference for case in self.cases if case.in_numerator],
            "base_references": [case.reference for case in self.cases],
            "left_out": [
                {"reference": o.reference, "recommendation": o.recommendation, "day": o.day.isoformat(), "why": o.why}
                for o in self.left_out
            ],
        }


class _Which(NamedTuple):
    """Which figure is asked about, as the trace wants it."""

    measure: Measure
    authority: str
    year: ReviewYear


def explain_figure(order: Order, measure_id: str) -> Explained:
    """Explain one measure of the order's authority and year.

    Raises PersonError for a measure the scheme has not, or a year without data.
    """
    if order.authority is None:
        raise PersonError("No authority was named.", mend="Name one by code or name.")
    decisions, recommendations, due_dates = case_tables(order.snapshot)
    scheme = order.scheme
    cells = reduce(cube(decisions, recommendations, due_dates, scheme), scheme)
    figures = figures_from(cells, scheme, order.year, synthetic=order.snapshot.synthetic)
    told = explanation(figures, order.authority.code, measure_id)
    which = _Which(told.figure.measure, order.authority.code, order.year)
    rows = behind(decisions, recommendations, due_dates, scheme, **which._asdict()).to_pyarrow().to_pylist()
    out = left_out(decisions, recommendations, scheme, **which._asdict()).to_pyarrow().to_pylist()
    return Explained(
        told,
        tuple(Case(*(row[name] for name in Case.__dataclass_fields__)) for row in rows),
        tuple(LeftOut(r["reference"], r["recommendation"], r["day"], told.why_left_out[r["reason"]]) for r in out),
    )
