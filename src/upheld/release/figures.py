"""Makes the figures of an order from its snapshot, and writes the figures of a release as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from upheld.figures.build import figures_from
from upheld.figures.casemix import CaseMix
from upheld.figures.clock import RemedyClock
from upheld.figures.clock_cases import with_clocks
from upheld.figures.cube import cube, reduce
from upheld.figures.funnel import GroupFunnel, group_funnel
from upheld.figures.model import AuthorityFigures, Discrepancy, Figures, MeasureFigure, YearFigures
from upheld.figures.rate import Rate
from upheld.figures.recurrence import Recurrence
from upheld.figures.shrinkage import Steadied
from upheld.figures.verdict import Verdict
from upheld.release.engines import case_tables
from upheld.release.order import Order


def make_figures(order: Order) -> Figures:
    """Reduce the order's snapshot to counts, and make the figures of its year. PersonError for a year without data."""
    with case_tables(order.snapshot, order.engine) as tables:
        cells = reduce(cube(*tables, order.scheme), order.scheme)
        figures = figures_from(cells, order.scheme, order.year, synthetic=order.snapshot.synthetic)
        return with_clocks(figures, *tables)


def write_figures(folder: Path, figures: Figures) -> None:
    """Write `figures/authorities.json`, `groups.json`, `england.json` and `discrepancies.json`: counts and rates.

    What is said against chance stands with the counts it rests on. Real numbers are written with nine digits.
    """
    folder.mkdir(parents=True)
    said = {"review_year": figures.year.label, "synthetic": figures.synthetic}
    _write(folder / "authorities.json", said | {"authorities": _authorities(figures)})
    _write(folder / "groups.json", said | {"groups": _groups(figures)})
    _write(folder / "england.json", said | {"england": _years(figures.england)} | _everyone(figures))
    _write(folder / "discrepancies.json", said | {"discrepancies": [_discrepancy(d) for d in figures.discrepancies]})


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def _authorities(figures: Figures) -> dict[str, Any]:
    return {
        code: _authority(figures, code, body)
        for code, body in figures.authorities.items()
        if any(year.any_contact for year in body.years.values()) or body.authority.in_being_during(figures.year)
    }


def _authority(figures: Figures, code: str, body: AuthorityFigures) -> dict[str, Any]:
    value: dict[str, Any] = {
        "name": body.authority.name,
        "type": body.authority.type,
        "group": body.group.id if body.group else None,
        "years": _years(body.years),
    }
    if figures.clocks and (clock := figures.clocks.authorities.get(code)):
        value["remedy_clock"] = _clock(clock)
    if recurrence := figures.recurrences.get(code):
        value["recurrence"] = _recurrence(recurrence)
    return value


def _groups(figures: Figures) -> dict[str, Any]:
    """Return the groups by year, with the funnels and the clock of the year under review."""
    groups: dict[str, Any] = {}
    for kind in figures.scheme.types:
        if kind.id not in figures.groups:
            continue
        groups[kind.id] = _years(figures.groups[kind.id])
        this_year = groups[kind.id][figures.year.label]
        for id_, figure in figures.groups[kind.id][figures.year.number].measures.items():
            if figure.measure.per == 100 and figure.rate.base:
                funnel = group_funnel(figures, kind, figure.measure, figures.year)
                this_year["measures"][id_]["funnel"] = _funnel(funnel)
        if figures.clocks:
            this_year["remedy_clock"] = _clock(figures.clocks.groups[kind.id])
    return groups


def _everyone(figures: Figures) -> dict[str, Any]:
    return {"remedy_clock": _clock(figures.clocks.everyone)} if figures.clocks else {}


def _years(years: Mapping[int, YearFigures]) -> dict[str, Any]:
    return {
        year.year.label: {
            "counts": dict(year.counts),
            "by_category": {category: dict(counts) for category, counts in year.by_category.items()},
            "measures": {id_: _measure(figure) for id_, figure in year.measures.items()},
        }
        for year in years.values()
    }


def _measure(figure: MeasureFigure) -> dict[str, Any]:
    value: dict[str, Any] = _rate(figure.rate)
    if figure.interval:
        value["interval_percent"] = [figure.interval.low_percent, figure.interval.high_percent]
    if figure.comparison:
        value["similar_authorities"] = {
            "group": figure.comparison.group.id,
            "authorities": figure.comparison.authorities,
            "with_this_one": _rate(figure.comparison.pooled),
            "without_this_one": _rate(figure.comparison.others),
        }
    if figure.verdict:
        value["verdict"] = _verdict(figure.verdict)
    if figure.casemix:
        value["case_mix"] = _case_mix(figure.casemix)
    if figure.steadied:
        value["years_together"] = _steadied(figure.steadied)
    if figure.published:
        value["published"] = {"value": figure.published.value, "agrees": figure.published.agrees}
    return value


def _rate(rate: Rate) -> dict[str, Any]:
    return {"numerator": rate.numerator, "base": rate.base, "per": rate.per, "rate": rate.worded}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    p, adjusted = _real(verdict.p), _real(verdict.adjusted)
    return {"verdict": verdict.word, "p": p, "adjusted_p": adjusted, "tested": verdict.tested}


def _case_mix(mix: CaseMix) -> dict[str, Any]:
    return {
        "observed": mix.observed,
        "base": mix.base,
        "expected": _real(mix.expected),
        "ratio_interval": [_real(mix.low), _real(mix.high)],
        "left_out": mix.left_out,
    }


def _steadied(steadied: Steadied) -> dict[str, Any]:
    return {
        "years": [year.label for year in steadied.years],
        **_rate(steadied.raw),
        "estimate": _real(steadied.estimate),
        "interval": [_real(steadied.low), _real(steadied.high)],
    }


def _funnel(funnel: GroupFunnel) -> dict[str, Any]:
    """Return a funnel's parameters, and its limits at each base that occurs: the lower and the upper, by level."""
    bases = sorted({base for _, base in funnel.pairs})
    return {
        "target": _rate(funnel.shape.target),
        "phi": _real(funnel.shape.phi),
        "tau2": _real(funnel.shape.tau2),
        "limits": {
            str(base): {level: [_real(low), _real(high)] for level, low, high in funnel.limits_at(base)}
            for base in (bases if funnel.shape.limits else ())
        },
    }


def _clock(clock: RemedyClock) -> dict[str, Any]:
    return {
        "asked": clock.asked,
        "waiting": clock.waiting,
        "median_days": clock.median_days,
        "late": _rate(clock.late),
        "late_against_original": _rate(clock.late_against_original),
        "median_days_late": clock.median_days_late,
        "overdue": clock.overdue,
    }


def _recurrence(recurrence: Recurrence) -> dict[str, Any]:
    again = _rate(recurrence.again)
    return {"due_in": recurrence.due_in.label, **again, "expected": _real(recurrence.expected)}


def _real(value: float) -> float:
    """Return a real number with nine digits: the rest is the machine's."""
    return float(f"{value:.9g}")


def _discrepancy(discrepancy: Discrepancy) -> dict[str, Any]:
    return {
        "authority": discrepancy.authority.code if discrepancy.authority else None,
        "year": discrepancy.year.label,
        "what": discrepancy.what,
        "printed": discrepancy.printed,
        "reckoned": discrepancy.reckoned,
        "why": discrepancy.why,
        "source": discrepancy.source,
    }
