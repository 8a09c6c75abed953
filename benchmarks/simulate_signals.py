"""Tries the signals on made-up councils whose truth is known: how often they are false, and how soon they come.

False signals are counted with draws that share nothing with those the lines were made from, on whole councils: five
signals, six directions, all service areas, each council with a level of its own in each, all moving with the times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from upheld.figures.cells import Cells
from upheld.figures.signals.watching import calibrate, thresholds
from upheld.figures.signals.watching.model import RISE
from upheld.figures.signals.watching.quarters import LATE_REPLIES, RECEIVED, Quarterly, quarterly
from upheld.figures.signals.watching.register import all_signals
from upheld.figures.signals.watching.statistic import CUSUM, LEVEL
from upheld.figures.signals.watching.watch import Chart, watch
from upheld.scheme import Scheme, load
from upheld.scheme.model import Break

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

SEED = 20_211_031
"""Not the seed of the lines."""
BODIES, FIRST_YEAR, YEARS = 300, 2011, 11
"""The first year of a series is the level; ten years are watched."""
ROUNDS = 8
SIZES = ((0.15, "small"), (0.6, "middle"), (2.5, "large"))
"""Investigations in a quarter and service area, on average, and what such bodies are called."""
ASSUMED = "and a wobble of a tenth (as assumed)"
UPHELD = np.array([0.65, 0.55, 0.5, 0.85, 0.6, 0.55, 0.7, 0.45, 0.6])
"""The share upheld in each service area."""

Table = tuple[str, str, tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Title, prose, headings, rows."""


def tables() -> Iterator[Table]:
    """Yield the tables of the page: false signals, then delays."""
    yield false_signals()
    yield delays()


@dataclass(frozen=True)
class Tally:
    """False signals that began in the watched years of some bodies, by size of the body, for each direction."""

    begun: Whole
    """Directions × sizes."""
    bodies: Whole
    """Bodies by size."""
    names: tuple[str, ...]

    def each(self) -> Real:
        """Return false signals in ten years for each body, by size."""
        found: Real = self.begun.sum(axis=0) / self.bodies
        return found

    def all(self) -> float:
        """Return false signals in ten years for each body."""
        return float(self.begun.sum() / self.bodies.sum())


@cache
def tallies() -> dict[str, Tally]:
    """Return the false signals of councils in which nothing changes but the times, by what else moves their counts."""
    return {
        "nothing but chance": tally(made_scheme(), 0.0),
        ASSUMED: tally(made_scheme(), calibrate.WOBBLE),
        "and a wobble of a fifth": tally(made_scheme(), 0.2),
        "as assumed, the rules changing every three years": tally(made_scheme(every=3), calibrate.WOBBLE),
    }


def record() -> str:
    """Return the module in which the program keeps what was found, to say it with every signal."""
    assumed = tallies()[ASSUMED]
    return (
        '"""How many false signals there were when they were counted again. Written by `make simulate`."""\n\n'
        f"FALSE_SIGNALS = {assumed.all():.2f}\n"
        '"""In ten years for each authority, over all its series."""\n\n'
        f"AUTHORITIES = {assumed.bodies.sum():_}\n"
        '"""Made-up ones, in which nothing changed."""\n'
    )


def false_signals() -> Table:
    """Return how many signals there are where nothing changes but the times."""
    rows = [(name, *(f"{n:.2f}" for n in (*found.each(), found.all()))) for name, found in tallies().items()]
    assumed = tallies()[ASSUMED]
    for name, begun in zip(assumed.names, assumed.begun, strict=True):
        each = (*(begun / assumed.bodies), begun.sum() / assumed.bodies.sum())
        rows.append((f"as assumed, of these: {name}", *(f"{n:.2f}" for n in each)))
    prose = (
        f"Whole councils ({BODIES} at a time, {ROUNDS} times over) in which nothing changes for eleven years, the "
        "first of which is the level. Levels differ between councils and services; seasons and a trend are shared "
        "by all. The number of signals that begin in ten years, for each council, over all its series together. "
        f"At most {thresholds.BUDGET:g} is allowed. It is less, for many series are too small to have any, and "
        "where a line could be drawn here or there it is drawn where fewer cross it. A wobble is a swing of all "
        "complaints of a council and service from quarter to quarter that lasts no longer, in addition to chance; "
        "that of a fifth is more than the lines are made for."
    )
    headings = ("what moves the counts", *(f"{name} council" for _, name in SIZES), "all")
    return "False signals", prose, headings, tuple(rows)


def tally(scheme: Scheme, wobble: float, rounds: int = ROUNDS) -> Tally:
    """Return the false signals of so many rounds of councils."""
    rng = np.random.default_rng([SEED, round(100 * wobble), len(scheme.breaks)])
    signals = all_signals()
    begun = np.zeros((sum(len(s.directions) for s in signals), len(SIZES)), dtype=np.int64)
    names: tuple[str, ...] = ()
    size = np.arange(BODIES) % len(SIZES)
    for _ in range(rounds):
        watched = watch(unchanging(scheme, rng, size, wobble), signals)
        names = tuple(_name(chart) for chart in watched.charts)
        for row, chart in enumerate(watched.charts):
            np.add.at(begun[row], size, chart.begins.sum(axis=(1, 2)))
    return Tally(begun, rounds * np.bincount(size), names)


def unchanging(scheme: Scheme, rng: np.random.Generator, size: Whole, wobble: float) -> Quarterly:
    """Return synthetic counts of councils in which nothing changes but the times."""
    areas, quarters = len(scheme.categories), 4 * YEARS
    shape = (len(size), areas, quarters)
    level = np.array([mean for mean, _ in SIZES])[size][:, None, None] * rng.gamma(2, 0.5, (len(size), areas, 1))
    times = np.exp(np.cumsum(rng.normal(0, 0.05, (areas, quarters)), axis=1) + rng.normal(0, 0.1, quarters))
    swing = rng.gamma(1 / wobble**2, wobble**2, shape) if wobble else 1.0
    investigated = rng.poisson(level * times * swing)
    trend = np.linspace(-0.4, 0.4, quarters)
    odds = np.log(UPHELD / (1 - UPHELD))[:areas][:, None] + trend + rng.normal(0, 0.4, (len(size), areas, 1))
    upheld = rng.binomial(investigated, 1 / (1 + np.exp(-odds)))
    outcomes = rng.binomial(upheld, 0.6)
    late = rng.binomial(outcomes, np.clip(rng.beta(4, 16, (len(size), areas, 1)) + trend / 8, 0, 1))
    made = {
        "investigated": investigated,
        "upheld": upheld,
        "compliance_outcomes": outcomes,
        "complied": outcomes,
        "complied_late": late,
        RECEIVED: rng.poisson(3 * level * times * (rng.gamma(1 / wobble**2, wobble**2, shape) if wobble else 1.0)),
        LATE_REPLIES: rng.binomial(investigated, rng.beta(3, 20, (len(size), areas, 1))),
    }
    year = scheme.calendar.year_end.year(FIRST_YEAR + YEARS - 1)
    return quarterly([_cells(scheme, made)], scheme, year)


def _cells(scheme: Scheme, made: dict[str, Whole]) -> Cells:
    bodies, areas, quarters = made[RECEIVED].shape
    at = np.indices((bodies, quarters, areas)).reshape(3, -1)
    ids = (*(count.id for count in scheme.counts), RECEIVED, LATE_REPLIES)
    nothing = np.zeros_like(made[RECEIVED])
    return Cells(
        counts=ids,
        authority=np.array([a.code for a in scheme.authorities])[at[0]],
        year=FIRST_YEAR + at[1] // 4,
        quarter=1 + at[1] % 4,
        category=np.array([c.id for c in scheme.categories])[at[2]],
        values=np.stack([made.get(id_, nothing).transpose(0, 2, 1).ravel() for id_ in ids], axis=1),
    )


def made_scheme(every: int = 0) -> Scheme:
    """Return the Ombudsman's scheme with bodies that neither begin nor end, and breaks every so many years, or none."""
    scheme = load()
    grouped = [a for a in scheme.authorities if scheme.group_of(a)]
    bodies = tuple(replace(a, first_day=None, last_day=None) for a in grouped[:BODIES])
    years = range(FIRST_YEAR + every, FIRST_YEAR + YEARS, every) if every else ()
    breaks = tuple(Break(year, "Rules changed", "For the simulation.") for year in years)
    return replace(scheme, authorities=bodies, successions=(), breaks=breaks, published_statistics=())


def _name(chart: Chart) -> str:
    if len(chart.signal.directions) == 1:
        return chart.signal.name.lower()
    return f"{chart.signal.counts}: {'more' if chart.direction == RISE else 'fewer'}"


BEFORE, AFTER = 12, 20
"""Quarters before a change, and after it begins."""
SERIES = 2_000
BASES = (1.0, 4.0, 16.0)
"""Cases counted in a quarter."""


def delays() -> Table:
    """Return how soon a change is found, for an authority as a whole and for one of nine service areas."""
    rng, rows = np.random.default_rng([SEED, 1]), []
    number = sum(len(signal.directions) for signal in all_signals())
    area, whole = thresholds.budgets(number, 9)
    for name, share, sign in _KINDS:
        for expected in BASES:
            for change, shape in _CHANGES:
                counted, exposure = _changed(rng, expected, share, sign, shape)
                told = [found for budget in (whole, area) for found in _found(counted, exposure, share, sign, budget)]
                rows.append((name, f"{expected:g}", change, *told))
    prose = (
        "One series of a council, three years without a change, then a change. The share in which a signal has "
        "come within one year and within three years of its beginning, and the middle delay in quarters, if that "
        f"is within five years. {SERIES:,} series each. Of a fall, the changes are a third less, a half less, a "
        "sixth less each year. A service area has a higher line than a council as a whole, for there are more of "
        "them. With one case a quarter next to nothing is found in time: no signal must not be read as no change. "
        "Of shares, the odds change: 20% becomes 27% (half as much again) or 33% (twice); of the greater share "
        "upheld, 80% becomes 86% or 89%, and the cases counted are those not upheld."
    )
    headings = ("signal", "cases a quarter", "change", *(f"{of}: {what}" for of in ("whole", "area") for what in _WHAT))
    return "Delay of signals", prose, headings, tuple(rows)


_WHAT = ("in 1 year", "in 3 years", "quarters")
_KINDS = (
    ("more upheld, more received", 0.0, 1),
    ("fewer received", 0.0, -1),
    ("greater share upheld", 0.2, -1),
    ("remedies late, replies late", 0.2, 1),
)
_CHANGES = (
    ("half as much again", np.full(AFTER, 1.5)),
    ("twice as much", np.full(AFTER, 2.0)),
    ("a fifth more each year", 1.2 ** (np.arange(1, AFTER + 1) / 4)),
)


def _changed(rng: np.random.Generator, expected: float, share: float, sign: int, change: Real) -> tuple[Real, Real]:
    shape, times = (SERIES, BEFORE + AFTER), np.append(np.ones(BEFORE), change**sign)
    around = rng.gamma(1 / calibrate.TIMES**2, calibrate.TIMES**2, shape)
    if not share:
        swing = rng.gamma(1 / calibrate.WOBBLE**2, calibrate.WOBBLE**2, shape)
        return rng.poisson(expected * around * swing * times).astype(np.float64), around
    base = rng.poisson(expected / share * around).astype(np.int64)
    odds = share / (1 - share) * times
    return rng.binomial(base, odds / (1 + odds)).astype(np.float64), (base * share).astype(np.float64)


def _found(counted: Real, exposure: Real, share: float, sign: int, budget: float) -> tuple[str, str, str]:
    first, signs = np.zeros((1, 1), dtype=np.int64), np.full((1, 1), sign)
    least = thresholds.least(budget, np.array([share]), signs[0])
    score = CUSUM.track(counted, exposure, first, signs, least).score
    level = np.cumsum(counted, axis=1) / np.arange(1, counted.shape[1] + 1)
    part = np.full(counted.shape, share)
    lines = CUSUM.lines(level.ravel(), part.ravel(), np.full(counted.size, sign), budget).reshape(counted.shape)
    above = (score > lines)[:, BEFORE:]
    delay = np.where(above.any(axis=1), above.argmax(axis=1) + 1, AFTER + 1)
    # Those never found stand last.
    middle = f"{int(np.median(delay))}" if np.median(delay) <= AFTER else "–"
    return f"{100 * (delay <= LEVEL).mean():.0f}%", f"{100 * (delay <= 3 * LEVEL).mean():.0f}%", middle
