"""Tries the statistics on made-up councils whose truth is known, and writes what came out to docs/simulation.md.

Run `python -m benchmarks.simulate`. Everything is drawn from one seed, so the page comes out the same each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from benchmarks import simulate_signals
from upheld.figures.casemix import interval
from upheld.figures.funnel import shape
from upheld.figures.interval import wilson
from upheld.figures.shrinkage import estimates, fit
from upheld.figures.signals import watching
from upheld.figures.verdict import HIGHER, LOWER, TOO_FEW, Verdict, verdicts

SEED = 20_200_331
PAGE = Path(__file__).parents[1] / "docs" / "simulation.md"
RECORD = Path(watching.__file__).with_name("achieved.py")
"""What the program says of false signals, wherever it shows any."""

BASES = (5, 10, 20, 50, 100, 200)
TRUTHS = np.arange(0.02, 0.99, 0.01)
"""Underlying rates that each base is tried with."""

GROUPS = ((27, "27, as counties"), (36, "36, as metropolitan boroughs"), (180, "180, as districts"))
RATES = (0.5, 0.7, 0.9, 0.99)
MEAN_BASES = (4, 12, 40)
ROUNDS = 400
"""Groups drawn for each cell of a table."""

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Told:
    """One table of the page."""

    title: str
    prose: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def main() -> None:
    """Print the page and write it."""
    text = page()
    print(text)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    RECORD.write_text(simulate_signals.record(), encoding="utf-8", newline="\n")


def page() -> str:
    """Return the page as Markdown."""
    parts = ["# What the statistics do when the truth is known\n", INTRODUCTION]
    tables = (wilson_coverage(), casemix_coverage(), steadied_coverage(), false_verdicts(), power(), funnels())
    for told in (*tables, *(Told(*table) for table in simulate_signals.tables())):
        parts += [f"## {told.title}\n", f"{told.prose}\n", _table(told)]
    return "\n".join(parts)


INTRODUCTION = f"""Councils are made up (synthetic), with an underlying rate that we choose; cases are drawn from it by
chance; then the program judges them. So we can count how often it is right. Written by `make simulate`, from the seed
{SEED}. Shares of {ROUNDS} groups are exact to about two points, those of intervals to a few tenths of a point.
"""


def wilson_coverage() -> Told:
    """Return how often the interval holds the true rate: no drawing, every result is weighed by its chance."""
    rows, every = [], []
    for base in BASES:
        found = [i for i in wilson(list(range(base + 1)), [base] * (base + 1)) if i]
        low, high = np.array([i.low for i in found]), np.array([i.high for i in found])
        chance = binom.pmf(np.arange(base + 1)[:, None], base, TRUTHS)
        held = ((low[:, None] <= TRUTHS) & (high[:, None] >= TRUTHS), chance)
        covered = (held[0] * held[1]).sum(axis=0)
        every.append(covered.mean())
        rows.append((str(base), _percent(covered.mean()), _percent(covered.min()), f"{TRUTHS[covered.argmin()]:.2f}"))
    rows.append(("all", _percent(float(np.mean(every))), "", ""))
    prose = (
        "The share of 95% intervals that hold the true rate, reckoned exactly, over rates from 2% to 98%. "
        "Discrete counts cannot give 95% at each rate: the average is near it, single rates lie above and below, "
        "and for small bases with a rate close to 0% or 100% well below."
    )
    return Told("Interval of a rate (Wilson)", prose, ("base", "average", "lowest", "at a true rate of"), tuple(rows))


def casemix_coverage() -> Told:
    """Return how often the interval of observed to expected holds the true ratio."""
    rng, rows = np.random.default_rng([SEED, 1]), []
    services = np.array([0.45, 0.6, 0.7, 0.8, 0.92])
    for base in (5, 12, 40, 120):
        for odds in (0.5, 1.0, 2.0):
            n = rng.multinomial(base, [0.3, 0.2, 0.2, 0.1, 0.2], size=20_000)
            truth = services * odds / (1 - services + services * odds)
            x = rng.binomial(n, truth).sum(axis=1)
            shares = np.broadcast_to(services, n.shape)
            expected = (n * services).sum(axis=1)
            low, high = interval(x, n, shares, expected)
            ratio = (n * truth).sum(axis=1) / expected
            held = (low <= ratio + 1e-9) & (ratio <= high + 1e-9)
            rows.append((str(base), f"{odds:g}", _percent(held.mean())))
    rows.append(("all", "", _percent(float(np.mean([float(r[2].rstrip("%")) for r in rows])) / 100)))
    prose = (
        "Five services of which 45% to 92% are upheld elsewhere; the authority’s odds are those of the others times a "
        "factor. The share of 95% intervals of observed to expected that hold the true ratio."
    )
    return Told("Interval of observed to expected", prose, ("cases", "odds times", "held"), tuple(rows))


def steadied_coverage() -> Told:
    """Return how often the interval of three years together holds the true rate of a body."""
    rng, rows, every = np.random.default_rng([SEED, 2]), [], []
    for bodies, name in GROUPS:
        for mean_base in MEAN_BASES:
            for a, b, spread in ((140.0, 60.0, "3 points"), (14.0, 6.0, "10 points"), (5.0, 2.1, "16 points")):
                held = []
                for _ in range(120):
                    n = 1 + rng.poisson(3 * mean_base - 1, bodies)
                    truth = rng.beta(a, b, bodies)
                    x = rng.binomial(n, truth)
                    fitted = fit(x, n)
                    if fitted is not None:
                        _, low, high = estimates(x, n, fitted)
                        held.append(((low <= truth) & (truth <= high)).mean())
                every.append(np.mean(held))
                rows.append((name, str(mean_base), spread, _percent(float(np.mean(held)))))
    rows.append(("all", "", "", _percent(float(np.mean(every)))))
    prose = (
        "Underlying rates of about 70% that differ between the bodies of a group by a standard deviation of so many "
        "points. The share of 95% intervals that hold the body’s true rate, over all bodies of 120 groups."
    )
    headings = ("bodies in the group", "cases a year", "they differ by", "held")
    return Told("Interval of three years together", prose, headings, tuple(rows))


def false_verdicts() -> Told:
    """Return how often a group in which nobody differs shows a difference."""
    rng, rows, shown, bodies_shown, all_bodies = np.random.default_rng([SEED, 3]), [], 0, 0, 0
    for bodies, name in GROUPS:
        for rate in RATES:
            for mean_base in MEAN_BASES:
                wrong, few = 0, 0
                for found in _judged_groups(rng, bodies, rate, mean_base):
                    words = [v.word for v in found if v]
                    different = sum(word in (HIGHER, LOWER) for word in words)
                    wrong += different > 0
                    bodies_shown += different
                    all_bodies += len(words)
                    few += words.count(TOO_FEW)
                shown += wrong
                rows.append(
                    (name, f"{rate:.0%}", str(mean_base), _percent(wrong / ROUNDS), _percent(few / ROUNDS / bodies))
                )
    cells = len(rows)
    rows.append(("all", "", "", _percent(shown / ROUNDS / cells), ""))
    prose = (
        "All bodies of a group have the same underlying rate; bases differ widely (a geometric distribution). The "
        "share of groups in which anybody at all was called higher or lower, which should be at most 5%, and the "
        "share of bodies of which there was too little to say. Of single bodies "
        f"{_percent(bodies_shown / all_bodies, 2)} were called different."
    )
    headings = ("bodies in the group", "underlying rate", "mean base", "groups with a false verdict", "too few to say")
    return Told("False verdicts where nobody differs", prose, headings, tuple(rows))


def _judged_groups(
    rng: np.random.Generator, bodies: int, rate: float, mean_base: int
) -> Iterator[list[Verdict | None]]:
    """Yield the verdicts of many groups in which nobody differs."""
    n = rng.geometric(1 / mean_base, (ROUNDS, bodies))
    x = rng.binomial(n, rate)
    family = np.zeros(bodies, dtype=np.int64)
    for group in range(ROUNDS):
        own_x, own_n = x[group], n[group]
        yield verdicts(own_x, own_n, own_x.sum() - own_x, own_n.sum() - own_n, family)


def power() -> Told:
    """Return how often one body that does differ is called so, alone among peers that do not."""
    rng, rows = np.random.default_rng([SEED, 4]), []
    for base in (10, 50, 200):
        for points in (10, 20, 30):
            told = []
            for sign, word in ((1, HIGHER), (-1, LOWER)):
                found = 0
                for _ in range(ROUNDS):
                    n = np.full(36, base)
                    x = rng.binomial(n, np.where(np.arange(36) == 0, 0.6 + sign * points / 100, 0.6))
                    verdict = verdicts(x, n, x.sum() - x, n.sum() - n, np.zeros(36, dtype=np.int64))[0]
                    found += verdict is not None and verdict.word == word
                told.append(_percent(found / ROUNDS))
            rows.append((str(base), f"{points} points", *told))
    prose = (
        "One body of 36 differs from an underlying rate of 60% by so many points; all have the same base. The share of "
        "groups in which it was called higher, or lower. With ten cases a verdict finds next to nothing, and *like "
        "similar authorities* must not be read as *the same*."
    )
    return Told(
        "Differences that are found", prose, ("base", "true difference", "called higher", "called lower"), tuple(rows)
    )


def funnels() -> Told:
    """Return how often bodies that do not stand out lie outside the limits."""
    rng, rows = np.random.default_rng([SEED, 5]), []
    for precision, name in ((np.inf, "by chance alone"), (60.0, "by 6 points more"), (20.0, "by 10 points more")):
        for mean_base in (12, 40):
            outside, bodies = np.zeros(2), 0
            for _ in range(ROUNDS // 4):
                n = rng.geometric(1 / mean_base, 60)
                truth = np.full(60, 0.7) if np.isinf(precision) else rng.beta(0.7 * precision, 0.3 * precision, 60)
                x = rng.binomial(n, truth)
                made = shape(tuple(zip(x.tolist(), n.tolist(), strict=True)))
                bodies += 60
                for level, limit in enumerate(made.limits):
                    at = np.searchsorted(limit.bases, n)
                    low, high = np.array(limit.low)[at], np.array(limit.high)[at]
                    outside[level] += ((x / n < low) | (x / n > high)).sum()
            rows.append((name, str(mean_base), *(_percent(share, 2) for share in outside / bodies)))
    prose = (
        "The share of 60 bodies outside the limits of a funnel plot where none stands out from the spread of all. By "
        "chance alone it should be at most 5% and 0.2%; a small base often has no result that could lie outside. Where "
        "bodies differ it is more: the most extreme tenth at either end is drawn in before the spread is estimated."
    )
    headings = ("bodies differ", "mean base", "outside 95%", "outside 99.8%")
    return Told("Funnel limits", prose, headings, tuple(rows))


def _percent(share: float, decimals: int = 1) -> str:
    return f"{100 * share:.{decimals}f}%"


def _table(told: Told) -> str:
    rows = [told.headings, ("---",) * len(told.headings), *told.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


if __name__ == "__main__":
    main()
