"""Whether the estimates over several years follow from the counts of these years, and never reach across a break."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from upheld.release.check.model import Finding
from upheld.release.check.sums import POPULATION
from upheld.release.check.wording import rate_words
from upheld.release.check.written import WrittenFigures, WrittenTogether
from upheld.scheme.model import Measure, Scheme

FEWEST, MOST_YEARS = 5, 3
CLOSE = 0.002
"""How far two ways of fitting may lie apart, as a share: a fifth of what one printed percent is."""

Pair = tuple[int, int]


def check_together(figures: WrittenFigures, scheme: Scheme) -> Iterator[Finding]:
    """Yield every estimate that is not what the counts of its years and of its group give."""
    for measure in scheme.measures:
        years = together(figures, measure, scheme)
        due = measure.per == 100 and measure.base != POPULATION and len(years) > 1
        for group, codes in _members(figures, scheme).items():
            summed = {code: _summed(figures, code, measure, years) for code in codes} if due else {}
            held = {code: pair for code, pair in summed.items() if pair[1]}
            numerator, base = sum(x for x, _ in held.values()), sum(n for _, n in held.values())
            if len(held) < FEWEST or numerator in (0, base):
                held = {}
            written = {c: figures.bodies[c].years[figures.year].measures[measure.id].together for c in codes}
            yield from _missing(f"{group}, {measure.id}", written, held)
            yield from _differing(measure, years, written, held)


def together(figures: WrittenFigures, measure: Measure, scheme: Scheme) -> tuple[str, ...]:
    """Return the last years, three at most, that no break parts from the year under review."""
    labels = figures.year_labels[: figures.year_labels.index(figures.year) + 1]
    last = scheme.calendar.year_end.parse(figures.year).number
    starts = [b.first_year for b in scheme.breaks if not b.measures or measure.id in b.measures]
    since = max((year for year in starts if year <= last), default=0)
    return tuple(label for label in labels[-MOST_YEARS:] if scheme.calendar.year_end.parse(label).number >= since)


def _members(figures: WrittenFigures, scheme: Scheme) -> dict[str, list[str]]:
    year = scheme.calendar.year_end.parse(figures.year)
    found: dict[str, list[str]] = {}
    for code in figures.bodies:
        authority = scheme.authority_by_code[code]
        if scheme.group_of(authority) and authority.in_being_during(year):
            found.setdefault(authority.type, []).append(code)
    return found


def _summed(figures: WrittenFigures, code: str, measure: Measure, years: Sequence[str]) -> Pair:
    rates = [figures.bodies[code].years[label].measures[measure.id].rate for label in years]
    return sum(rate.numerator for rate in rates), sum(rate.base for rate in rates)


def _missing(where: str, written: Mapping[str, WrittenTogether | None], held: Mapping[str, Pair]) -> Iterator[Finding]:
    there = {code for code, one in written.items() if one is not None}
    for code in sorted(there ^ set(held)):
        yield Finding(f"{where}, {code}", "has an estimate over several years and should have none, or the reverse.")


def _differing(
    measure: Measure,
    years: Sequence[str],
    written: Mapping[str, WrittenTogether | None],
    held: Mapping[str, Pair],
) -> Iterator[Finding]:
    if not held:
        return
    for code, due in zip(held, estimates(list(held.values())), strict=True):
        found, (numerator, base) = written[code], held[code]
        if found is None:
            continue
        where = f"{code}, {measure.id}"
        words = rate_words(measure, numerator, base)
        counts = (found.rate.numerator, found.rate.base, found.rate.worded)
        if found.years != tuple(years) or counts != (numerator, base, words):
            yield Finding(where, f"{', '.join(found.years)} are said to give {found.rate}, not {numerator} of {base}.")
        if any(abs(a - b) > CLOSE for a, b in zip((found.estimate, found.low, found.high), due, strict=True)):
            said = f"{found.estimate:.4f} ({found.low:.4f} to {found.high:.4f})"
            yield Finding(where, f"the estimate is {said}, not {due[0]:.4f} ({due[1]:.4f} to {due[2]:.4f}).")


def estimates(pairs: Sequence[Pair]) -> list[tuple[float, float, float]]:
    """Return estimate and interval of each body by empirical Bayes, the group fitted by a search over its likelihood.

    For each of many degrees to which bodies could differ the group's mean is sought; what is believed of a body is the
    average over these degrees, each weighted by its likelihood, as a beta distribution of the same mean and variance.
    """
    import numpy as np
    from scipy.special import betainccinv, betaincinv

    x, n = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    fits = [_fitted(x, n, precision) for precision in np.geomspace(0.5, 5000, 33)]
    best = max(fit[3] for fit in fits)
    weights = np.array([math.exp(fit[3] - best) for fit in fits])
    weights /= weights.sum()
    found = []
    for one, of in zip(x, n, strict=True):
        means, variances = [], []
        for precision, mean, uncertain, _ in fits:
            a, b = precision * mean + one, precision * (1 - mean) + of - one
            means.append(a / (a + b))
            own = a * b / ((a + b) ** 2 * (a + b + 1))
            variances.append(own + (precision / (precision + of)) ** 2 * uncertain)
        centre = float(weights @ means)
        spread = float(weights @ variances + weights @ (np.array(means) - centre) ** 2)
        both = max(centre * (1 - centre) / spread - 1, 1e-6)
        a, b = centre * both, (1 - centre) * both
        found.append((centre, float(betaincinv(a, b, 0.025)), float(betainccinv(a, b, 0.025))))
    return found


def _fitted(x: object, n: object, precision: float) -> tuple[float, float, float, float]:
    """Return precision, fitted mean, its variance, and the logarithm of the weight (the flat prior included)."""
    import numpy as np
    from scipy.optimize import minimize_scalar
    from scipy.special import betaln

    with_it, whole = np.asarray(x, dtype=float), np.asarray(n, dtype=float)

    def surprise(mean: float) -> float:
        a, b = precision * mean, precision * (1 - mean)
        return float(-(betaln(a + with_it, b + whole - with_it) - betaln(a, b)).sum())

    mean = float(minimize_scalar(surprise, bounds=(1e-9, 1 - 1e-9), method="bounded", options={"xatol": 1e-9}).x)
    step = min(1e-4, mean / 4, (1 - mean) / 4)
    bend = (surprise(mean + step) - 2 * surprise(mean) + surprise(mean - step)) / step**2
    prior = math.log(precision) - 2 * math.log(precision + 1)
    return precision, mean, 1 / bend, -surprise(mean) + prior
