"""Whether everything said against chance follows from the counts: verdicts, funnels, case mixes, years together.

Reckoned a second time by other ways: SciPy's own distributions one table at a time, loops over the bodies, a general
search in place of a formula. Nothing is shared with the code that wrote the release.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.sums import POPULATION
from upheld.release.check.together import check_together
from upheld.release.check.wording import rate_words
from upheld.release.check.written import WrittenFigures, WrittenFunnel, WrittenMeasure, WrittenYear
from upheld.scheme.model import Measure, Scheme

LEVEL = 0.05
TAILS = {"95%": 0.025, "99.8%": 0.001}
"""The share of chance results beyond each of a pair of limits."""

CLOSE = 1e-6
"""How far two ways of reckoning one real number may lie apart, as a share of it: far below what is printed."""

Pair = tuple[int, int]


def check_chance(figures: WrittenFigures, scheme: Scheme) -> Checked:
    """Check every verdict of every year, and the funnels, case mixes and years together of the year under review."""
    findings: list[Finding] = []
    examined = 0
    for measure in scheme.measures:
        shares = measure.per == 100 and measure.base != POPULATION
        for label in figures.year_labels:
            for group, members in pools(figures, label, scheme).items():
                own = {c: year.measures[measure.id] for c, year in members.items()}
                examined += sum(written.verdict is not None for written in own.values())
                findings += _verdicts(f"{group}, {label}, {measure.id}", own, tested=shares)
                findings += _mixes(measure, members, scheme)
                if shares and label == figures.year:
                    findings += _funnel(f"{group}, {measure.id}", figures, group, measure, own)
        findings += _alone(figures, measure, scheme)
    findings += check_together(figures, scheme)
    findings += _worded(figures, scheme)
    return checked("chance", "What is said against chance follows from the counts", examined, "verdicts", findings)


def pools(figures: WrittenFigures, label: str, scheme: Scheme) -> dict[str, dict[str, WrittenYear]]:
    """Return by type the bodies that are compared in a year: in a group, and in being on some day of it."""
    year = scheme.calendar.year_end.parse(label)
    found: dict[str, dict[str, WrittenYear]] = {}
    for code, body in figures.bodies.items():
        authority = scheme.authority_by_code[code]
        if scheme.group_of(authority) and authority.in_being_during(year) and label in body.years:
            found.setdefault(authority.type, {})[code] = body.years[label]
    return found


def _alone(figures: WrittenFigures, measure: Measure, scheme: Scheme) -> Iterator[Finding]:
    """Yield what is said against chance of bodies that are compared with nobody."""
    for label in figures.year_labels:
        compared = {code for members in pools(figures, label, scheme).values() for code in members}
        for code, body in figures.bodies.items():
            written = body.years[label].measures[measure.id]
            if code not in compared and (written.verdict or written.mix or written.together):
                yield Finding(
                    f"{body.name}, {label}", f"{measure.id} is compared, and there is nobody to compare with."
                )


def _worded(figures: WrittenFigures, scheme: Scheme) -> Iterator[Finding]:
    """Yield the rates of clocks and recurrences that are not worded as a percentage of their counts is."""
    percentage = next(m for m in scheme.measures if m.per == 100)
    for place in figures.places():
        rates = [place.clock.late, place.clock.late_against_original] if place.clock else []
        rates += [place.recurrence.again] if place.recurrence else []
        for rate in rates:
            words = rate_words(percentage, rate.numerator, rate.base)
            if rate.worded != words:
                yield Finding(place.name, f"{rate} should be worded {words or 'as no rate'}.")


def _verdicts(where: str, own: Mapping[str, WrittenMeasure], *, tested: bool) -> Iterator[Finding]:
    pairs = {c: (w.rate.numerator, w.rate.base) for c, w in own.items()}
    all_x, all_n = sum(x for x, _ in pairs.values()), sum(n for _, n in pairs.values())
    held = [c for c, (_, n) in pairs.items() if tested and n and all_n > n]
    ps = fisher([(*pairs[c], all_x, all_n) for c in held])
    adjusted = adjust(ps)
    rest = {c: (all_x - pairs[c][0], pairs[c][1]) for c in held}
    nobody = fisher([(0, n, others_x, all_n) for others_x, n in rest.values()])
    everybody = fisher([(n, n, others_x + n, all_n) for others_x, n in rest.values()])
    due = {
        c: _word(pairs[c], (all_x, all_n), min(least), together)
        for c, together, *least in zip(held, adjusted, nobody, everybody, strict=True)
    }
    for code, written in own.items():
        verdict = written.verdict
        if (verdict is None) != (code not in due):
            yield Finding(f"{where}, {code}", "has a verdict and should have none, or has none and should.")
        elif verdict is not None:
            at = held.index(code)
            same = _near(verdict.p, ps[at]) and _near(verdict.adjusted, adjusted[at]) and verdict.tested == len(held)
            if not same or verdict.word != due[code]:
                found = f"{due[code]} (p {ps[at]:.4g}, adjusted {adjusted[at]:.4g}, {len(held)} tested)"
                yield Finding(f"{where}, {code}", f"is said to be “{verdict.word}”, and is found to be {found}.")


def fisher(tables: Sequence[tuple[int, int, int, int]]) -> list[float]:
    """Return Fisher's exact p-value, the smaller tail doubled, for each (numerator, base, both of all together)."""
    import numpy as np
    from scipy.stats import hypergeom

    if not tables:
        return []
    x, n, all_x, all_n = np.array(tables).T
    below, above = hypergeom.cdf(x, all_n, all_x, n), hypergeom.sf(x - 1, all_n, all_x, n)
    return [float(p) for p in np.minimum(1, 2 * np.minimum(below, above))]


def adjust(ps: Sequence[float]) -> list[float]:
    """Return p-values adjusted by Benjamini and Hochberg's rule: least over all larger ones of p × number / place."""
    order = sorted(range(len(ps)), key=lambda at: ps[at])
    adjusted, least = [1.0] * len(ps), 1.0
    for place in range(len(ps), 0, -1):
        at = order[place - 1]
        least = min(least, ps[at] * len(ps) / place)
        adjusted[at] = least
    return adjusted


def _word(own: Pair, everyone: Pair, least: float, adjusted: float) -> str:
    if least > LEVEL:
        return "too few to say"
    if adjusted > LEVEL:
        return "like similar authorities"
    higher = own[0] * (everyone[1] - own[1]) > (everyone[0] - own[0]) * own[1]
    return "higher" if higher else "lower"


def _funnel(
    where: str, figures: WrittenFigures, group: str, measure: Measure, own: Mapping[str, WrittenMeasure]
) -> Iterator[Finding]:
    pairs = [(w.rate.numerator, w.rate.base) for w in own.values() if w.rate.base]
    place = figures.groups.get(group)
    written = place.years[figures.year].measures[measure.id].funnel if place else None
    if written is None:
        if pairs:
            yield Finding(where, "has no funnel.")
        return
    target = (sum(x for x, _ in pairs), sum(n for _, n in pairs))
    if (written.target.numerator, written.target.base) != target:
        yield Finding(where, f"the funnel’s middle is {written.target}, not {target}.")
        return
    if target[0] in (0, target[1]):
        if written.limits:
            yield Finding(where, "limits are drawn where chance has no room.")
        return
    phi, tau2 = spread(pairs)
    if not (_near(written.phi, phi) and _near(written.tau2, tau2)):
        yield Finding(where, f"the spread is φ {written.phi:.6g}, τ² {written.tau2:.6g}, not {phi:.6g} and {tau2:.6g}.")
    yield from _limits(where, written, {n for _, n in pairs}, target[0] / target[1], tau2)


def _limits(where: str, written: WrittenFunnel, bases: set[int], share: float, tau2: float) -> Iterator[Finding]:
    if set(written.limits) != bases:
        yield Finding(where, "limits are not written for each base there is.")
    for base, levels in written.limits.items():
        for level, tail in TAILS.items():
            low, high = limits(base, share, tail, tau2)
            found = levels.get(level, (math.nan, math.nan))
            if not (_near(found[0], low) and _near(found[1], high)):
                said = f"are {found[0]:.6g} and {found[1]:.6g}, not {low:.6g} and {high:.6g}"
                yield Finding(where, f"the {level} limits at a base of {base} {said}.")


def spread(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Return φ and τ² of a group's (numerator, base), the z-scores drawn in to their 10 % and 90 % points."""
    target = math.asin(math.sqrt(sum(x for x, _ in pairs) / sum(n for _, n in pairs)))
    scores = [2 * math.sqrt(n) * (math.asin(math.sqrt(x / n)) - target) for x, n in pairs]
    low, high = _quantile(scores, 0.1), _quantile(scores, 0.9)
    phi = sum(min(max(z, low), high) ** 2 for z in scores) / len(scores)
    weights = [4 * n for _, n in pairs]
    room = sum(weights) - sum(w * w for w in weights) / sum(weights)
    if room <= 0:
        return phi, 0.0
    return phi, max(0.0, (len(pairs) * phi - (len(pairs) - 1)) / room)


def _quantile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


def limits(base: int, share: float, tail: float, tau2: float) -> tuple[float, float]:
    """Return the lower and upper limit of a share at one base, `tail` beyond each, widened where τ² is above 0."""
    from scipy.stats import norm

    low, high = _exact(base, share, tail), 1 - _exact(base, 1 - share, tail)
    if tau2:
        middle, reach = math.asin(math.sqrt(share)), norm.isf(tail) * math.sqrt(1 / (4 * base) + tau2)
        low = min(low, math.sin(max(middle - reach, 0.0)) ** 2)
        high = max(high, math.sin(min(middle + reach, math.pi / 2)) ** 2)
    return low, high


def _exact(base: int, share: float, tail: float) -> float:
    """Return the interpolated lower quantile: Spiegelhalter (2005), appendix A.1.1."""
    from scipy.stats import binom

    least = int(binom.ppf(tail, base, share))
    excess = (binom.cdf(least, base, share) - tail) / binom.pmf(least, base, share)
    return min(1.0, max(0.0, float(least - excess) / base))


def _mixes(measure: Measure, members: Mapping[str, WrittenYear], scheme: Scheme) -> Iterator[Finding]:
    if not measure.headline or measure.base == POPULATION or scheme.count_by_id[measure.base].of != "decisions":
        for code, year in members.items():
            if year.measures[measure.id].mix is not None:
                yield Finding(f"{code}, {year.label}", f"{measure.id} has a case mix, which it cannot have.")
        return
    whole: dict[str, list[int]] = {}
    for year in members.values():
        for area, counts in year.by_category.items():
            sums = whole.setdefault(area, [0, 0])
            sums[0] += counts.get(measure.numerator, 0)
            sums[1] += counts.get(measure.base, 0)
    for code, year in members.items():
        yield from _mix(f"{code}, {year.label}, {measure.id}", measure, year, whole)


def _mix(where: str, measure: Measure, year: WrittenYear, whole: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    mix = year.measures[measure.id].mix
    areas = []
    left_out = 0
    for area, counts in year.by_category.items():
        x, n = counts.get(measure.numerator, 0), counts.get(measure.base, 0)
        others = (whole[area][0] - x, whole[area][1] - n)
        if others[1]:
            areas.append((x, n, *others))
        left_out += 0 if others[1] else n
    expected = math.fsum(n * others_x / others_n for _, n, others_x, others_n in areas)
    if (mix is None) != (expected == 0):
        yield Finding(where, "the case mix is there and should not be, or should be and is not.")
    if mix is None or expected == 0:
        return
    counted = (sum(x for x, *_ in areas), sum(n for _, n, *_ in areas), left_out)
    if (mix.observed, mix.base, mix.left_out) != counted or not _near(mix.expected, expected):
        said = f"{mix.observed} of {mix.base} against {mix.expected:.6g}"
        yield Finding(where, f"the case mix is {said}, not {counted[0]} of {counted[1]} against {expected:.6g}.")
        return
    low, high = _mix_interval(counted[0], areas, expected)
    if abs(mix.low - low) > 1e-4 or abs(mix.high - high) > 1e-4:
        said = f"{mix.low:.4f} to {mix.high:.4f}"
        yield Finding(where, f"the interval of the case mix is {said}, not {low:.4f} to {high:.4f}.")


@dataclass(frozen=True)
class _Score:
    """How many standard deviations the observed number lies above what is expected with the odds moved."""

    observed: int
    shares: Sequence[tuple[int, float]]

    def moved(self, move: float) -> tuple[float, float]:
        """Return the number expected and its variance with every case's odds multiplied by e to the power `move`."""
        factor = math.exp(move)
        chances = [(n, p * factor / (1 - p + p * factor)) for n, p in self.shares]
        return math.fsum(n * c for n, c in chances), math.fsum(n * c * (1 - c) for n, c in chances)

    def at(self, move: float) -> float:
        expected, variance = self.moved(move)
        return (self.observed - expected) / math.sqrt(variance)


def _mix_interval(observed: int, areas: Sequence[tuple[int, int, int, int]], expected: float) -> tuple[float, float]:
    from scipy.optimize import brentq

    z = 1.959963984540054
    most = sum(n for _, n, *_ in areas)
    shares = []
    for _, n, others_x, others_n in areas:
        room = 0.5 / (others_n + 1)
        shares.append((n, min(max(others_x / others_n, room), 1 - room)))
    score = _Score(observed, [(n, p) for n, p in shares if n])
    low, high = 0.0, most / expected
    if observed:
        low = score.moved(brentq(lambda move: score.at(move) - z, -20, 20))[0] / expected
    if observed < most:
        high = score.moved(brentq(lambda move: score.at(move) + z, -20, 20))[0] / expected
    return low, high


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=CLOSE, abs_tol=1e-8)
