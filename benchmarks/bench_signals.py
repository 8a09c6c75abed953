"""Measures the signals: every series of 400 bodies, 12 years by quarter and 10 service areas, from their counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.bench_comparison import BODIES, FIRST_YEAR, LAST_YEAR, SEED, made_scheme
from benchmarks.bench_figures import best
from upheld.figures.cells import Cells
from upheld.figures.signals.watching.quarters import LATE_REPLIES, RECEIVED, quarterly
from upheld.figures.signals.watching.register import all_signals
from upheld.figures.signals.watching.told import found
from upheld.figures.signals.watching.watch import watch
from upheld.scheme import Scheme


def rows() -> list[tuple[str, str, str]]:
    """Return what was measured, the measurement, and the promise, as words."""
    scheme = signals_scheme()
    cells = made_cells(scheme)
    year = scheme.calendar.year_end.year(LAST_YEAR)
    told = list(found(watch(quarterly([cells], scheme, year), all_signals())))
    seconds = best(lambda: list(found(watch(quarterly([cells], scheme, year), all_signals()))))
    what = f"signals: {BODIES} bodies × 48 quarters × {len(scheme.categories)} service areas, {len(told)} found"
    return [(what, f"{seconds:.2f} s", "with the figures under 1.5 s")]


def signals_scheme() -> Scheme:
    """Return the scheme of the comparison with only the successions among its bodies."""
    scheme = made_scheme()
    there = {authority.code for authority in scheme.authorities}
    kept = tuple(s for s in scheme.successions if {s.predecessor, s.successor} <= there)
    return replace(scheme, successions=kept)


def made_cells(scheme: Scheme) -> Cells:
    """Return synthetic cells of every body, quarter and service area, many of them small."""
    rng = np.random.default_rng(SEED)
    years, areas = LAST_YEAR - FIRST_YEAR + 1, len(scheme.categories)
    at = np.indices((BODIES, years, 4, areas)).reshape(4, -1)
    investigated = rng.poisson(rng.gamma(1.2, 0.5, BODIES)[at[0]])
    upheld = rng.binomial(investigated, 0.7)
    outcomes = rng.binomial(upheld, 0.6)
    made = {
        "investigated": investigated,
        "upheld": upheld,
        "compliance_outcomes": outcomes,
        "complied_late": rng.binomial(outcomes, 0.2),
        RECEIVED: investigated + rng.poisson(1, len(investigated)),
        LATE_REPLIES: rng.binomial(investigated, 0.13),
    }
    return Cells(
        counts=tuple(made),
        authority=np.array([a.code for a in scheme.authorities])[at[0]],
        year=FIRST_YEAR + at[1],
        quarter=1 + at[2],
        category=np.array([c.id for c in scheme.categories])[at[3]],
        values=np.stack(list(made.values()), axis=1),
    )


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="\t")
