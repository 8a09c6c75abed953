"""Makes the figures of an order from its snapshot, and writes the figures of a release as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from upheld.figures.build import figures_from
from upheld.figures.cube import cube, reduce
from upheld.figures.model import Figures, MeasureFigure, YearFigures
from upheld.figures.rate import Rate
from upheld.release.engines import case_tables
from upheld.release.order import Order


def make_figures(order: Order) -> Figures:
    """Reduce the order's snapshot to counts, and make the figures of its year. PersonError for a year without data."""
    with case_tables(order.snapshot, order.engine) as tables:
        cells = reduce(cube(*tables, order.scheme), order.scheme)
    return figures_from(cells, order.scheme, order.year, synthetic=order.snapshot.synthetic)


def write_figures(folder: Path, figures: Figures) -> None:
    """Write `figures/authorities.json`, `groups.json`, `england.json` and `discrepancies.json`: counts and rates."""
    folder.mkdir(parents=True)
    said = {"review_year": figures.year.label, "synthetic": figures.synthetic}
    _write(folder / "authorities.json", said | {"authorities": _authorities(figures)})
    groups = {group: _years(years) for group, years in figures.groups.items()}
    _write(folder / "groups.json", said | {"groups": groups})
    _write(folder / "england.json", said | {"england": _years(figures.england)})
    _write(folder / "discrepancies.json", said | {"discrepancies": [_discrepancy(d) for d in figures.discrepancies]})


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def _authorities(figures: Figures) -> dict[str, Any]:
    return {
        code: {
            "name": body.authority.name,
            "type": body.authority.type,
            "group": body.group.id if body.group else None,
            "years": _years(body.years),
        }
        for code, body in figures.authorities.items()
        if any(year.any_contact for year in body.years.values()) or body.authority.in_being_during(figures.year)
    }


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
    if figure.published:
        value["published"] = {"value": figure.published.value, "agrees": figure.published.agrees}
    return value


def _rate(rate: Rate) -> dict[str, Any]:
    return {"numerator": rate.numerator, "base": rate.base, "per": rate.per, "rate": rate.worded}


def _discrepancy(discrepancy: Any) -> dict[str, Any]:
    return {
        "authority": discrepancy.authority.code if discrepancy.authority else None,
        "year": discrepancy.year.label,
        "what": discrepancy.what,
        "printed": discrepancy.printed,
        "reckoned": discrepancy.reckoned,
        "why": discrepancy.why,
        "source": discrepancy.source,
    }
