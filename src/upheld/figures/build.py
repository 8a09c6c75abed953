"""From cells to the figures of a review: every body, every group, England, every year up to the one under review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upheld.errors import PersonError
from upheld.figures.casemix import CaseMix, casemix
from upheld.figures.cells import Cells
from upheld.figures.counts import DECISIONS, POPULATION, check_counts
from upheld.figures.interval import wilson
from upheld.figures.model import (
    AuthorityFigures,
    Comparison,
    Figures,
    Interval,
    MeasureFigure,
    YearFigures,
)
from upheld.figures.published import Printed, discrepancies
from upheld.figures.rate import Rate
from upheld.figures.shrinkage import Steadied, estimates, fit, window
from upheld.figures.similar import Bodies, residents
from upheld.figures.verdict import Verdict, verdicts
from upheld.scheme.model import Measure, Scheme
from upheld.scheme.years import ReviewYear

ENGLAND = "england"


def figures_from(
    cells: Cells, scheme: Scheme, year: ReviewYear, *, synthetic: bool, against_chance: bool = True
) -> Figures:
    """Return the figures of the review of `year`, from the first year with any data to `year` and no later.

    Every body of the scheme has every year, nothing counted included. Without `against_chance` there are no verdicts,
    case mixes or estimates: who asks for one rate does not wait for them. Raises PersonError if `year` has no data
    (naming the years that have), or if the cells hold bodies or categories that the scheme does not know.
    """
    check_counts(scheme)
    years = _years(cells, scheme, year)
    dense = _dense(cells, scheme, years)
    bodies = Bodies(scheme, years)
    printed = Printed.of(scheme)
    of = _of_bodies(dense, bodies, printed, against_chance)
    pools = _of_pools(dense, bodies, printed)
    return Figures(
        scheme=scheme,
        year=year,
        years=years,
        authorities={
            a.code: AuthorityFigures(authority=a, group=scheme.group_of(a), years=of[a.code])
            for a in scheme.authorities
        },
        groups={kind.id: pools[kind.id] for kind in bodies.groups},
        england=pools[ENGLAND],
        discrepancies=tuple(discrepancies(scheme, printed, years, of, pools)),
        synthetic=synthetic,
    )


def _years(cells: Cells, scheme: Scheme, year: ReviewYear) -> tuple[ReviewYear, ...]:
    there = sorted({int(number) for number in np.unique(cells.year)})
    if year.number not in there:
        labels = ", ".join(scheme.calendar.year_end.year(number).label for number in there)
        mend = f"There are cases for {labels}." if labels else "The snapshot holds no case at all."
        raise PersonError(f"There is no case of {year.label}, so no review of it.", mend=mend)
    return tuple(scheme.calendar.year_end.year(number) for number in range(there[0], year.number + 1))


def _dense(cells: Cells, scheme: Scheme, years: tuple[ReviewYear, ...]) -> NDArray[np.int64]:
    """Return the counts as bodies × years × categories × counts, in the scheme's order, quarters added up."""
    held = (cells.year >= years[0].number) & (cells.year <= years[-1].number)
    body = _positions(cells.authority[held], [a.code for a in scheme.authorities], "authorities")
    category = _positions(cells.category[held], [c.id for c in scheme.categories], "categories")
    columns = [cells.counts.index(count.id) for count in scheme.counts]
    shape = (len(scheme.authorities), len(years), len(scheme.categories), len(columns))
    dense = np.zeros(shape, dtype=np.int64)
    np.add.at(dense, (body, cells.year[held] - years[0].number, category), cells.values[held][:, columns])
    return dense


def _positions(found: NDArray[np.str_], known: Sequence[str], what: str) -> NDArray[np.int64]:
    names, inverse = np.unique(found, return_inverse=True)
    position = {name: n for n, name in enumerate(known)}
    if strange := [str(name) for name in names if name not in position]:
        raise PersonError(
            f"The snapshot holds {what} that the scheme does not know: {', '.join(strange[:8])}.",
            mend="Freeze it again with this scheme.",
        )
    return np.array([position[name] for name in names], dtype=np.int64)[inverse]


@dataclass(frozen=True, eq=False)
class _Shares:
    """One measure's numerators and bases, rows × years: bodies, or groups."""

    measure: Measure
    numerators: NDArray[np.int64]
    bases: NDArray[np.int64]

    def rates(self) -> list[list[Rate]]:
        """Return the rates, rows × years."""
        # Equal rates are one object: small bodies share most of theirs, and every object costs the collector time.
        made: dict[tuple[int, int], Rate] = {}
        per, decimals = self.measure.per, self.measure.decimals
        rows: list[list[Rate]] = []
        for xs, ns in zip(self.numerators.tolist(), self.bases.tolist(), strict=True):
            pairs = list(zip(xs, ns, strict=True))
            for pair in pairs:
                if pair not in made:
                    made[pair] = Rate(*pair, per, decimals)
            rows.append([made[pair] for pair in pairs])
        return rows

    def intervals(self) -> list[list[Interval | None]]:
        """Return the intervals, rows × years; none for what is no share of its base."""
        rows, years = self.numerators.shape
        if self.measure.base == POPULATION or self.measure.per != 100:
            return [[None] * years for _ in range(rows)]
        flat = wilson(self.numerators.ravel().tolist(), self.bases.ravel().tolist())
        return [flat[row * years : (row + 1) * years] for row in range(rows)]


def _shares(measure: Measure, totals: NDArray[np.int64], bodies: Bodies) -> _Shares:
    """Return a measure's numerators and bases for bodies, from their totals (bodies × years × counts)."""
    order = [count.id for count in bodies.scheme.counts]
    numerators = totals[:, :, order.index(measure.numerator)]
    if measure.base == POPULATION:
        return _Shares(measure, numerators, np.broadcast_to(bodies.population[:, None], numerators.shape))
    return _Shares(measure, numerators, totals[:, :, order.index(measure.base)])


def _in_pool(own: _Shares) -> _Shares:
    """Return what each body brings to a pool: nothing at all where it has no population to divide by."""
    if own.measure.base != POPULATION:
        return own
    return _Shares(own.measure, own.numerators * (own.bases > 0), own.bases)


def _of_bodies(
    dense: NDArray[np.int64], bodies: Bodies, printed: Printed, against_chance: bool
) -> dict[str, dict[int, YearFigures]]:
    scheme, years = bodies.scheme, bodies.years
    totals = dense.sum(axis=2)
    figures: list[list[dict[str, MeasureFigure]]] = [[{} for _ in years] for _ in scheme.authorities]
    for measure in scheme.measures:
        own = _shares(measure, totals, bodies)
        compared = _comparisons(_in_pool(own), bodies)
        rates, intervals = own.rates(), own.intervals()
        chance = _against_chance(measure, dense, own, bodies) if against_chance else _not_tested(own)
        for row, authority in enumerate(scheme.authorities):
            for column, year in enumerate(years):
                rate = rates[row][column]
                beside = printed.beside(authority.code, authority.type, year.number, measure, rate)
                figures[row][column][measure.id] = MeasureFigure(
                    measure, rate, intervals[row][column], compared[row][column], beside, *chance.of(row, column)
                )
    whole, parts = totals.tolist(), dense.tolist()
    return {
        a.code: {
            year.number: _year_figures(scheme, year, whole[row][column], parts[row][column], figures[row][column])
            for column, year in enumerate(years)
        }
        for row, a in enumerate(scheme.authorities)
    }


def _comparisons(own: _Shares, bodies: Bodies) -> list[list[Comparison | None]]:
    """Return bodies × years: the pool with and without each body; None for a body in no pool that year."""
    pool = _Shares(own.measure, bodies.sum_by_group(own.numerators), bodies.sum_by_group(own.bases))
    others = _Shares(
        own.measure,
        np.where(bodies.pooled, pool.numerators[bodies.group] - own.numerators, 0),
        np.where(bodies.pooled, pool.bases[bodies.group] - own.bases, 0),
    ).rates()
    rates = pool.rates()
    brings = (own.bases > 0) if own.measure.base == POPULATION else np.ones_like(own.bases, dtype=bool)
    sizes = bodies.sum_by_group(brings.astype(np.int64)).tolist()
    compared: list[list[Comparison | None]] = []
    for row, (group, held) in enumerate(zip(bodies.group.tolist(), bodies.pooled.tolist(), strict=True)):
        compared.append(
            [
                Comparison(bodies.groups[group], rates[group][column], others[row][column], sizes[group][column])
                if inside
                else None
                for column, inside in enumerate(held)
            ]
        )
    return compared


@dataclass(frozen=True, eq=False)
class _AgainstChance:
    """What is said of a measure against chance, bodies × years in one row; the years together by body."""

    years: int
    verdicts: list[Verdict | None]
    mixes: list[CaseMix | None]
    steadied: list[Steadied | None]

    def of(self, row: int, column: int) -> tuple[Verdict | None, CaseMix | None, Steadied | None]:
        at = row * self.years + column
        last = column == self.years - 1
        return self.verdicts[at], self.mixes[at], self.steadied[row] if last else None


def _against_chance(measure: Measure, dense: NDArray[np.int64], own: _Shares, bodies: Bodies) -> _AgainstChance:
    """Return verdicts, case mixes and steadied estimates of a share; nothing for what is no share of its base."""
    if measure.base == POPULATION or measure.per != 100:
        return _not_tested(own)
    years = own.numerators.shape[1]
    family = np.where(bodies.pooled, bodies.group[:, None] * years + np.arange(years), -1)
    others = [_others(part, bodies) for part in (own.numerators, own.bases)]
    tested = verdicts(*(part.ravel() for part in (own.numerators, own.bases, *others, family)))
    return _AgainstChance(years, tested, _mixes(measure, dense, bodies), _steadied(measure, own, bodies))


def _not_tested(own: _Shares) -> _AgainstChance:
    rows, years = own.numerators.shape
    return _AgainstChance(years, [None] * (rows * years), [None] * (rows * years), [None] * rows)


def _others(values: NDArray[np.int64], bodies: Bodies) -> NDArray[np.int64]:
    """Return for each body what its group's pool holds without it: bodies × years × …; 0 for a body in no pool."""
    inside = bodies.pooled.reshape(bodies.pooled.shape + (1,) * (values.ndim - 2))
    return np.where(inside, bodies.sum_by_group(values)[bodies.group] - values, 0)


def _mixes(measure: Measure, dense: NDArray[np.int64], bodies: Bodies) -> list[CaseMix | None]:
    """Return observed against expected, bodies × years in one row, for the front page's measures of decisions."""
    scheme = bodies.scheme
    rows, years = bodies.pooled.shape
    if not measure.headline or scheme.count_by_id[measure.base].of != DECISIONS:
        return [None] * (rows * years)
    order = [count.id for count in scheme.counts]
    x, n = (dense[:, :, :, order.index(count)] for count in (measure.numerator, measure.base))
    others = [_others(part, bodies) for part in (x, n)]
    x, n, others_x, others_n = (part.reshape(rows * years, -1) for part in (x, n, *others))
    return casemix(x, n, others_x, others_n, bodies.pooled.ravel())


def _steadied(measure: Measure, own: _Shares, bodies: Bodies) -> list[Steadied | None]:
    """Return each body's estimate for the last years together; None outside a group, and where there is but one."""
    found: list[Steadied | None] = [None] * len(own.numerators)
    together = window(bodies.scheme, measure, bodies.years)
    if len(together) < 2:
        return found
    x, n = (values[:, -len(together) :].sum(axis=1) for values in (own.numerators, own.bases))
    for group in range(len(bodies.groups)):
        rows = np.flatnonzero((bodies.group == group) & bodies.pooled[:, -1] & (n > 0))
        fitted = fit(x[rows], n[rows])
        if fitted is None:
            continue
        values = zip(
            *(column.tolist() for column in (rows, x[rows], n[rows], *estimates(x[rows], n[rows], fitted))), strict=True
        )
        for row, numerator, base, *believed in values:
            raw = Rate(numerator, base, measure.per, measure.decimals)
            found[row] = Steadied(together, raw, *believed)
    return found


def _of_pools(dense: NDArray[np.int64], bodies: Bodies, printed: Printed) -> dict[str, dict[int, YearFigures]]:
    """Return the figures of each group's pool and of England, by id and year."""
    scheme, years = bodies.scheme, bodies.years
    added = np.concatenate([bodies.sum_by_group(dense), dense.sum(axis=0, keepdims=True)])
    totals = added.sum(axis=2)
    ids = [*(kind.id for kind in bodies.groups), ENGLAND]
    figures: list[list[dict[str, MeasureFigure]]] = [[{} for _ in years] for _ in ids]
    order = [count.id for count in scheme.counts]
    for measure in scheme.measures:
        if measure.base == POPULATION:
            pool = _pools_of_residents(measure, dense.sum(axis=2), bodies)
        else:
            pool = _Shares(
                measure, totals[:, :, order.index(measure.numerator)], totals[:, :, order.index(measure.base)]
            )
        rates, intervals = pool.rates(), pool.intervals()
        for row, id_ in enumerate(ids):
            for column, year in enumerate(years):
                rate = rates[row][column]
                beside = printed.beside_average(id_, year.number, measure, rate)
                figures[row][column][measure.id] = MeasureFigure(measure, rate, intervals[row][column], None, beside)
    whole, parts = totals.tolist(), added.tolist()
    return {
        id_: {
            year.number: _year_figures(scheme, year, whole[row][column], parts[row][column], figures[row][column])
            for column, year in enumerate(years)
        }
        for row, id_ in enumerate(ids)
    }


def _pools_of_residents(measure: Measure, totals: NDArray[np.int64], bodies: Bodies) -> _Shares:
    """Return groups, then England, × years: for England every body's numerator over every resident once."""
    own = _in_pool(_shares(measure, totals, bodies))
    everywhere = totals[:, :, [count.id for count in bodies.scheme.counts].index(measure.numerator)].sum(axis=0)
    everyone = np.array([residents(bodies.scheme, year) for year in bodies.years], dtype=np.int64)
    return _Shares(
        measure,
        np.vstack([bodies.sum_by_group(own.numerators), everywhere]),
        np.vstack([bodies.sum_by_group(own.bases), everyone]),
    )


def _year_figures(
    scheme: Scheme,
    year: ReviewYear,
    totals: Sequence[int],
    by_category: Sequence[Sequence[int]],
    measures: Mapping[str, MeasureFigure],
) -> YearFigures:
    ids = [count.id for count in scheme.counts]
    return YearFigures(
        year=year,
        counts=dict(zip(ids, totals, strict=True)),
        by_category={
            category.id: dict(zip(ids, row, strict=True))
            for category, row in zip(scheme.categories, by_category, strict=True)
            if any(row)
        },
        measures=measures,
    )
