"""Explains a figure down to its cases: the sentence, the base, and the reference of every case it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import ibis.expr.types as ir

from upheld.errors import PersonError
from upheld.figures.average import AverageExplanation, average_explanation, group_name
from upheld.figures.build import ENGLAND, figures_from
from upheld.figures.cube import cube, reduce
from upheld.figures.explain import Explanation, explanation
from upheld.figures.model import Figures
from upheld.figures.narrow import known_measure, narrowed, of_group, one_measure, similar
from upheld.figures.recut import Recut, recut
from upheld.figures.trace import behind, left_out
from upheld.release.engines import CaseTables, case_tables
from upheld.release.order import Order
from upheld.scheme.model import Measure, Scheme
from upheld.scheme.years import ReviewYear
from upheld.writing import phrases


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

    Only what the figure and its comparison need is counted: the cases of the similar authorities in the year.
    Raises PersonError for a measure the scheme has not, or a year without data.
    """
    if order.authority is None:
        raise PersonError("No authority was named.", mend="Name one by code or name.")
    scheme, code = order.scheme, order.authority.code
    measure = known_measure(scheme, measure_id)
    with case_tables(order.snapshot, order.engine) as tables:
        near = narrowed(*tables, scheme, measure=measure, authorities=similar(scheme, order.authority), year=order.year)
        figures = _figures(order, measure, tables, near)
        told = explanation(figures, code, measure_id)
        return _with_cases(told, tables, near, scheme, (code,))


def explain_on_latest_map(order: Order, measure_id: str) -> Explained:
    """Explain one measure of the order's authority and year as if the latest map the scheme knows had held then.

    Cases of bodies that passed whole to another are counted for it, and its peers are those of that map. What cannot be
    moved is said among the rules. Raises PersonError as `explain_figure` does, and for a body that is no more.
    """
    if order.authority is None:
        raise PersonError("No authority was named.", mend="Name one by code or name.")
    measure, code = known_measure(order.scheme, measure_id), order.authority.code
    day = max((s.on for s in order.scheme.successions), default=order.year.last_day)
    with case_tables(order.snapshot, order.engine) as tables:
        near = narrowed(*tables, order.scheme, measure=measure, authorities=None, year=order.year)
        scheme = one_measure(order.scheme, measure)
        made = recut(reduce(cube(*near, scheme), scheme), scheme, day)
        if code in made.moved:
            heir = scheme.authority_by_code[made.moved[code]].name
            raise PersonError(
                f"{order.authority.name} is not on the map of {phrases.day(day)}: its cases are counted for {heir}.",
                mend=f"Ask for {heir}, or leave out --map.",
            )
        figures = figures_from(
            made.cells, made.scheme, order.year, synthetic=order.snapshot.synthetic, against_chance=False
        )
        told = explanation(figures, code, measure_id)
        told = replace(told, rules=(*told.rules, *_of_map(made, scheme, code, day)))
        before = sorted(former for former, heir in made.moved.items() if heir == code)
        return _with_cases(told, tables, near, order.scheme, (code, *before))


def _of_map(made: Recut, scheme: Scheme, code: str, day: date) -> Iterator[str]:
    """Yield in words what a re-cut changed for one body, and what it could not."""
    yield f"Counted as on the map of {phrases.day(day)}, the latest that the scheme knows, and so are the peers."
    before = [scheme.authority_by_code[former].name for former, heir in sorted(made.moved.items()) if heir == code]
    if before:
        yield f"Cases decided against {phrases.listed(before)} are counted for it."
    for refusal in made.refused:
        if refusal.predecessor.code == code:
            yield f"Its cases stay with it: {refusal.why}"
    for refusal in made.incomplete(code):
        yield f"Not complete: {refusal.why}"


def _with_cases(
    told: Explanation,
    tables: CaseTables,
    near: tuple[ir.Table, ir.Table, ir.Table],
    scheme: Scheme,
    codes: Sequence[str],
) -> Explained:
    """Return an explanation with the cases of all the bodies it counts."""
    rows: list[dict[str, Any]] = []
    out: list[dict[str, Any]] = []
    for code in codes:
        which = _Which(told.figure.measure, code, told.year)._asdict()
        rows += behind(*near, scheme, **which).to_pyarrow().to_pylist()
        out += left_out(tables.decisions, tables.recommendations, scheme, **which).to_pyarrow().to_pylist()
    # Sorted here and not by the engine: engines collate text differently.
    rows.sort(key=lambda row: (row["counted_on"], row["reference"]))
    out.sort(key=lambda row: (row["day"], row["reference"], row["recommendation"] or ""))
    return Explained(
        told,
        tuple(Case(*(row[name] for name in Case.__dataclass_fields__)) for row in rows),
        tuple(LeftOut(r["reference"], r["recommendation"], r["day"], told.why_left_out[r["reason"]]) for r in out),
    )


def explain_average(order: Order, group: str, measure_id: str) -> AverageExplanation:
    """Explain the average of a group (an authority type, or `england`) in the order's year.

    Raises PersonError for a group or a measure the scheme has not, or a year without data.
    """
    scheme = order.scheme
    measure = known_measure(scheme, measure_id)
    group_name(scheme, group)
    codes = None if group == ENGLAND else of_group(scheme, group)
    with case_tables(order.snapshot, order.engine) as tables:
        near = narrowed(*tables, scheme, measure=measure, authorities=codes, year=order.year)
        figures = _figures(order, measure, tables, near)
    return average_explanation(figures, group, measure_id)


def average_as_dict(told: AverageExplanation) -> dict[str, Any]:
    """Return an average, explained, for a program to read."""
    rate = told.figure.rate
    return {
        "group": told.group,
        "name": told.name,
        "year": told.year.label,
        "measure": told.figure.measure.id,
        "question": told.question,
        "rate": rate.worded,
        "numerator": rate.numerator,
        "base": rate.base,
        "authorities": [
            {
                "authority": m.authority.code,
                "name": m.authority.name,
                "numerator": m.rate.numerator,
                "base": m.rate.base,
                "rate": m.rate.worded,
            }
            for m in told.members
        ],
        "left_out": [{"authority": a.code, "name": a.name, "why": why} for a, why in told.left_out],
        "rules": list(told.rules),
    }


def _figures(order: Order, measure: Measure, tables: CaseTables, near: tuple[ir.Table, ir.Table, ir.Table]) -> Figures:
    """Return figures that hold one measure, of one group and year; of everything if the group has no case at all."""
    scheme = one_measure(order.scheme, measure)
    cells = reduce(cube(*near, scheme), scheme)
    if order.year.number not in cells.year:
        cells = reduce(cube(*tables, scheme), scheme)
    return figures_from(cells, scheme, order.year, synthetic=order.snapshot.synthetic, against_chance=False)
