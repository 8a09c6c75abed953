"""The counts of every body in every year: equal to what is published, and pooled to the published averages.

Where nothing is published they are drawn at random around what the body could expect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.aims import NESTED, solve_year
from upheld.snapshot.sample.draw import Floats, Ints, choose_among, share_out
from upheld.snapshot.sample.expected import Expected, expect
from upheld.snapshot.sample.facts import BANDS, FREE, Facts
from upheld.snapshot.sample.outcomes import Flow, flow, least_upheld
from upheld.snapshot.sample.profile import Profile
from upheld.snapshot.sample.report import Impossible
from upheld.snapshot.sample.work import Stratum, Work, strata

COMPLIED = 0.995
"""Share of compliance outcomes that satisfy the Ombudsman where no average is published."""

STRETCH = (0.8, 1.25)
"""How far the shares upheld of groups without a published average may be stretched for the country's."""

DECIDED = (*BANDS, "upheld", "satisfactory_remedies")
COMPLIANCE = ("compliance_outcomes", "complied")


@dataclass(frozen=True)
class Totals:
    """Counts by id → [authority, year], and how compliance outcomes flow from one year into the next."""

    counts: Mapping[str, Ints]
    flow: Flow
    impossible: tuple[Impossible, ...]


def make_totals(
    rng: np.random.Generator, scheme: Scheme, years: Sequence[ReviewYear], profile: Profile, facts: Facts
) -> Totals:
    """Solve every year: first what was decided, then what became of the remedies, which runs across years."""
    expected = expect(rng, scheme, years, profile, facts)
    floors = least_upheld(facts.fixed, scheme, years)
    works = [_start(scheme, profile, year, t, facts, floors) for t, year in enumerate(years)]
    impossible = list(facts.contradictions)
    for t, work in enumerate(works):
        impossible += _decided(rng, work, expected, t)
    counts = {c: np.stack([w.found[c] for w in works], axis=1) for c in DECIDED}
    flowing, short = flow(rng, counts, facts.fixed["compliance_outcomes"], scheme, years)
    impossible += short
    for t, work in enumerate(works):
        impossible += _complied(rng, work, flowing.outcomes[:, t])
    counts |= {c: np.stack([w.found[c] for w in works], axis=1) for c in COMPLIANCE}
    counts["complied_late"] = _late(rng, counts, profile, years)
    return Totals(counts, flowing, tuple(impossible))


def _start(scheme: Scheme, profile: Profile, year: ReviewYear, t: int, facts: Facts, floors: Ints) -> Work:
    fixed = {c: grid[:, t] for c, grid in facts.fixed.items()}
    upheld = np.maximum(floors[:, t], fixed["satisfactory_remedies"])
    least = {"investigated": np.maximum(upheld, fixed["upheld"]), "upheld": upheld}
    averages = tuple(a for a in facts.averages if a.year == year)
    return Work(scheme, profile, year, strata(scheme, year), fixed, least, averages, {})


# ---------------------------------------------------------------- what was decided


def _decided(rng: np.random.Generator, work: Work, expected: Expected, t: int) -> list[Impossible]:
    hopes = _hopes(work, expected.investigated[:, t], expected.others[:, t])
    sums, impossible = solve_year(work, DECIDED, hopes, exact={})
    for s, stratum in enumerate(work.strata):
        for count in BANDS:
            weights = (expected.investigated if count == "investigated" else expected.others)[:, t]
            _allot(rng, work, stratum, count, sums[s, DECIDED.index(count)], weights)
        for whole, part in NESTED[:2]:
            _choose(rng, work, stratum, whole, part, sums[s, DECIDED.index(part)])
    return impossible


def _hopes(work: Work, investigated: Floats, others: Floats) -> Floats:
    """Return what would be wanted of each stratum for each of `DECIDED`.

    A published average is wanted at the middle of what rounds to it; where a group has none, its share upheld is raised
    or lowered with the others' so that the country comes to its own.
    """
    country = work.profile.years[work.year.number].upheld
    shapes = [work.profile.of_type(stratum.kind) for stratum in work.strata]
    told = np.array([work.average(stratum, "upheld-rate", np.nan) for stratum in work.strata])
    share = np.where(np.isnan(told), [min(max(country + s.upheld, 0.2), 0.95) for s in shapes], told)
    here = np.array([investigated[stratum.members].sum() for stratum in work.strata])
    for s, stratum in enumerate(work.strata):
        if (per_resident := work.average(stratum, "upheld-per-100k", 0)) and stratum.populated:
            here[s] = per_resident * work.residents(stratum) / share[s]
    free = np.isnan(told) & (here > 0)
    if (expected := (here * share)[free].sum()) > 0:
        left = country * here.sum() - (here * share)[~free].sum()
        share[free] = np.minimum(share[free] * np.clip(left / expected, *STRETCH), 0.95)
    early = [work.average(s, "satisfactory-remedy-rate", shape.early_remedy)
             for s, shape in zip(work.strata, shapes, strict=True)]  # fmt: skip
    before = np.array([others[stratum.members].sum() for stratum in work.strata])
    return np.stack([before * 0.53, before * 0.47, here, here * share, here * share * early], axis=1)


# ---------------------------------------------------------------- what became of the remedies


def _complied(rng: np.random.Generator, work: Work, outcomes: Ints) -> list[Impossible]:
    work.found["compliance_outcomes"] = outcomes
    work.fixed["compliance_outcomes"] = outcomes
    work.fixed["complied"] = np.minimum(work.fixed["complied"], outcomes)
    hopes = np.array([_complied_hope(work, stratum, outcomes) for stratum in work.strata])
    sums, impossible = solve_year(work, COMPLIANCE, hopes, exact={"compliance_outcomes": outcomes})
    for s, stratum in enumerate(work.strata):
        _choose(rng, work, stratum, "compliance_outcomes", "complied", sums[s, 1])
    return impossible


def _complied_hope(work: Work, stratum: Stratum, outcomes: Ints) -> tuple[float, float]:
    """Return outcomes and those complied with.

    An average printed as 100 is taken for all of them: short of all would have to be worded *more than 99%*.
    """
    total = float(outcomes[stratum.members].sum())
    return total, total * work.average(stratum, "compliance-rate", COMPLIED)


def _late(rng: np.random.Generator, counts: Mapping[str, Ints], profile: Profile, years: Sequence[ReviewYear]) -> Ints:
    late = np.zeros_like(counts["complied"])
    habit = rng.normal(0, 0.6, len(late))
    for t, year in enumerate(years):
        total = round(profile.years[year.number].late * int(counts["compliance_outcomes"][:, t].sum()))
        complied = counts["complied"][:, t]
        late[:, t] = choose_among(rng, min(total, int(complied.sum())), complied, habit)
    return late


# ---------------------------------------------------------------- from a stratum to its bodies


def _allot(rng: np.random.Generator, work: Work, stratum: Stratum, count: str, total: int, weights: Floats) -> None:
    """Give the bodies of a stratum their share of `total`: as published, else at random in proportion to `weights`."""
    found = work.found.setdefault(count, np.zeros(len(work.scheme.authorities), np.int64))
    held = work.fixed[count][stratum.members]
    free = held == FREE
    least = np.where(free, work.floor(count)[stratum.members], held)
    rest = share_out(rng, int(total - least.sum()), np.where(free, weights[stratum.members], 0.0))
    found[stratum.members] = least + rest


def _choose(rng: np.random.Generator, work: Work, stratum: Stratum, whole: str, part: str, total: int) -> None:
    """Choose which cases of the whole belong to the part: as many as published, else at random; `total` altogether."""
    found = work.found.setdefault(part, np.zeros(len(work.scheme.authorities), np.int64))
    outer = work.found[whole][stratum.members]
    held = work.fixed[part][stratum.members]
    free = held == FREE
    least = np.where(free, np.minimum(work.floor(part)[stratum.members], outer), held)
    slots = np.where(free, outer - least, 0)
    habit = rng.normal(0, 0.35, len(slots))
    found[stratum.members] = least + choose_among(rng, int(total - least.sum()), slots, habit)
