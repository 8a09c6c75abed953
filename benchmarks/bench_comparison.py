"""Measures the comparison: all that is said against chance, for 400 bodies, 12 years and 10 service areas."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from upheld.figures.build import figures_from
from upheld.figures.cells import Cells, Key
from upheld.figures.funnel import funnel, shape
from upheld.figures.model import Figures
from upheld.scheme import Scheme, load
from upheld.scheme.model import Category

BODIES, FIRST_YEAR, LAST_YEAR, CATEGORIES = 400, 2013, 2024, 10
SEED = 20_200_331


def rows() -> list[tuple[str, str, str]]:
    """Return what was measured, the measurement, and the promise, as words."""
    scheme = made_scheme()
    cells = made_cells(scheme)
    year = scheme.calendar.year_end.year(LAST_YEAR)
    seconds = []
    for _ in range(4):
        shape.cache_clear()
        started = time.perf_counter()
        _funnels(figures_from(cells, scheme, year, synthetic=True))
        seconds.append(time.perf_counter() - started)
    what = f"figures, verdicts, case mix, estimates, funnels: {BODIES} bodies × 12 years × {CATEGORIES} service areas"
    return [(what, f"{min(seconds):.2f} s", "under 1.5 s")]


def made_scheme() -> Scheme:
    """Return the Ombudsman's scheme with 400 of its bodies that have a group, and ten service areas."""
    scheme = load()
    grouped = [a for a in scheme.authorities if scheme.group_of(a)]
    others = [a for a in scheme.authorities if not scheme.group_of(a)]
    more = tuple(Category(f"more-{n}", f"More {n}") for n in range(CATEGORIES - len(scheme.categories)))
    return replace(
        scheme,
        authorities=tuple([*grouped, *others][:BODIES]),
        categories=(*scheme.categories, *more),
        published_statistics=(),
    )


def made_cells(scheme: Scheme) -> Cells:
    """Return synthetic cells: every body, year and service area, many of them small."""
    rng = np.random.default_rng(SEED)
    size = rng.gamma(1.2, 2.0, len(scheme.authorities))
    made: dict[Key, dict[str, int]] = {}
    for mean, authority in zip(size, scheme.authorities, strict=True):
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            for category in scheme.categories:
                investigated = rng.poisson(mean)
                upheld = rng.binomial(investigated, 0.7)
                outcomes = rng.binomial(upheld, 0.6)
                complied = rng.binomial(outcomes, 0.99)
                made[(authority.code, year, 1, category.id)] = {
                    "dealt_with": int(investigated + rng.poisson(3)),
                    "investigated": int(investigated),
                    "upheld": int(upheld),
                    "satisfactory_remedies": int(rng.binomial(upheld, 0.12)),
                    "compliance_outcomes": int(outcomes),
                    "complied": int(complied),
                    "complied_late": int(rng.binomial(complied, 0.2)),
                }
    return Cells.of(tuple(count.id for count in scheme.counts), made)


def _funnels(figures: Figures) -> None:
    """Make every group's funnel of every measure and year, by way of one of its bodies."""
    for year in figures.years:
        for kind in figures.groups:
            for measure in figures.scheme.measures:
                for code, body in figures.authorities.items():
                    if body.authority.type == kind and funnel(figures, code, measure.id, year):
                        break


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="\t")
