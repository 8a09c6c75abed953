"""Decisions, one by one, whose counts are exactly the totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear, YearEnd
from upheld.snapshot.sample.days import off_weekend
from upheld.snapshot.sample.draw import Bools, Floats, Ints, pick, rank_within
from upheld.snapshot.sample.facts import BANDS
from upheld.snapshot.sample.profile import Profile, SubjectShape
from upheld.snapshot.sample.texts import Words
from upheld.snapshot.sample.totals import Totals

NONE, SAME_YEAR, NEXT_YEAR, STILL_OPEN, CEASED, REFUSED = range(6)
"""What became of a decision's recommendations: it has none; an outcome this year or next; open; ceased; refused."""

OUTCOME_ROOM = 28
"""A decision whose remedies are carried out in the same year is made at least so many days before the year ends."""

AFTER_THE_END = 270
"""Nothing is decided against a body more than so many days after its last, or into the year after it."""

OPEN_SHARE = {0: 0.9, 1: 0.06}
"""Share still open at the end, of what has no outcome, by how many years before the last."""

UNUSUAL = {CEASED: 0.03, REFUSED: 0.015}
NO_SUBJECT = -1


@dataclass(frozen=True)
class Cases:
    """Decisions as columns of equal length, in no particular order of time."""

    authority: Ints
    """Place in the scheme's list."""
    year: Ints
    """Place in the list of years."""
    band: Ints
    upheld: Bools
    early_remedy: Bools
    fate: Ints
    category: Ints
    subject: Ints
    """Place in the category's subcategories; `NO_SUBJECT` where it has none."""
    outcome: Sequence[str]
    decided: Ints
    received: Ints
    reference: Sequence[str]
    conduct: Sequence[str]
    summary: Sequence[str]
    topic: Sequence[str]
    """The subcategory, or the category's id where it has none."""


@dataclass(frozen=True)
class _Subjects:
    """Every category with each of its subcategories, flattened, with weights and log-odds of fault."""

    category: Ints
    subject: Ints
    name: tuple[str, ...]
    weight: Floats
    investigated: Floats
    upheld: Floats


def make_cases(
    rng: np.random.Generator,
    scheme: Scheme,
    years: Sequence[ReviewYear],
    profile: Profile,
    totals: Totals,
    words: Words,
) -> Cases:
    """Write out each decision that the totals count, with everything about it but its recommendations."""
    cell, band = _spread(totals, len(years))
    authority, year = np.divmod(cell, len(years))
    subjects = _subjects(scheme, profile)
    flat = _draw_subjects(rng, scheme, profile, subjects, authority, band)
    investigated = band == BANDS.index("investigated")
    odds = subjects.upheld[flat] + rng.logistic(size=len(cell))
    upheld = _first(cell, odds, investigated, totals.counts["upheld"])
    early = _first(cell, rng.random(len(cell)), upheld, totals.counts["satisfactory_remedies"])
    fate = _fates(rng, cell, year, upheld, early, totals, len(years))
    decided, received = _days(rng, scheme, years, profile, authority, year, band, fate)
    outcome = _outcomes(rng, scheme, profile, band, upheld)
    topics = [subjects.name[s] for s in flat]
    return Cases(
        authority, year, band, upheld, early, fate, subjects.category[flat], subjects.subject[flat],
        outcome, decided, received,
        _references(rng, scheme.calendar.year_end, received),
        _conduct(rng, profile, investigated),
        _summaries(rng, words, topics, outcome, upheld, early, fate),
        topics,
    )  # fmt: skip


def _spread(totals: Totals, years: int) -> tuple[Ints, Ints]:
    """Return one entry a decision: its cell (authority and year together) and its band."""
    cells = np.arange(totals.counts[BANDS[0]].size)
    lengths = [totals.counts[band].ravel() for band in BANDS]
    cell = np.concatenate([np.repeat(cells, n) for n in lengths])
    band = np.concatenate([np.full(int(n.sum()), b) for b, n in enumerate(lengths)])
    order = np.argsort(cell, kind="stable")
    return cell[order], band[order]


def _first(cell: Ints, score: Floats, among: Bools, how_many: Ints) -> Bools:
    """Mark, within each cell and of those `among`, as many as `how_many` says: those of the highest score."""
    chosen = np.zeros(len(cell), bool)
    places = np.flatnonzero(among)
    chosen[places] = rank_within(cell[places], score[places]) < how_many.ravel()[cell[places]]
    return chosen


# ---------------------------------------------------------------- what about, and how it ended


def _subjects(scheme: Scheme, profile: Profile) -> _Subjects:
    rows = []
    for c, category in enumerate(scheme.categories):
        area = profile.categories.get(category.id, SubjectShape())
        narrow = [profile.subcategories.get(s, SubjectShape()) for s in category.subcategories]
        total = sum(n.weight for n in narrow)
        rows += [
            (c, s, name, n.weight / total, area.investigated, area.upheld + n.upheld)
            for s, (name, n) in enumerate(zip(category.subcategories, narrow, strict=True))
        ]
        if not narrow:
            rows.append((c, NO_SUBJECT, category.id, 1.0, area.investigated, area.upheld))
    category_, subject, name_, weight, investigated, upheld = zip(*rows, strict=True)
    return _Subjects(
        np.array(category_), np.array(subject), name_,
        np.array(weight), np.array(investigated), np.array(upheld),
    )  # fmt: skip


def _draw_subjects(
    rng: np.random.Generator, scheme: Scheme, profile: Profile, subjects: _Subjects, authority: Ints, band: Ints
) -> Ints:
    """Draw what each case is about, from the mix of its kind of body and band."""
    kinds = [t.id for t in scheme.types]
    kind = np.array([kinds.index(a.type) for a in scheme.authorities])[authority]
    flat = np.zeros(len(authority), np.int64)
    for k, name in enumerate(kinds):
        mix = profile.of_type(name).categories
        of_category = np.array([mix.get(c.id, 0.0) for c in scheme.categories])
        for b, band_name in enumerate(BANDS):
            weights = of_category[subjects.category] * subjects.weight
            if band_name == "investigated":
                weights = weights * subjects.investigated
            here = np.flatnonzero((kind == k) & (band == b))
            if len(here):
                flat[here] = pick(rng, len(here), weights)
    return flat


def _outcomes(rng: np.random.Generator, scheme: Scheme, profile: Profile, band: Ints, upheld: Bools) -> Sequence[str]:
    """Draw each case's outcome code among those in force of its band."""
    codes = np.empty(len(band), object)
    in_force = [o for o in scheme.outcomes if o.last_day is None]
    for b, name in enumerate(BANDS):
        for found in (False, True):
            here = np.flatnonzero((band == b) & (upheld == found))
            choices = [o.code for o in in_force if o.band == name and o.upheld == found]
            weights = np.array([profile.outcomes.get(code, 1.0) for code in choices])
            if len(here):
                codes[here] = np.array(choices, object)[pick(rng, len(here), weights)]
    return list(codes)


def _fates(
    rng: np.random.Generator, cell: Ints, year: Ints, upheld: Bools, early: Bools, totals: Totals, years: int
) -> Ints:
    """Say what became of each upheld decision's recommendations; those with an early remedy mostly have none."""
    fate = np.full(len(cell), NONE)
    score = rng.random(len(cell)) - 10.0 * early
    now = _first(cell, score, upheld, totals.flow.same_year)
    after = np.zeros_like(totals.flow.from_before)
    after[:, :-1] = totals.flow.from_before[:, 1:]
    later = _first(cell, score, upheld & ~now, after)
    fate[now], fate[later] = SAME_YEAR, NEXT_YEAR
    rest = upheld & ~now & ~later & ~early
    luck = rng.random(len(cell))
    left = np.array([OPEN_SHARE.get(years - 1 - t, 0.0) for t in range(years)])[year]
    fate[rest & (luck < left)] = STILL_OPEN
    above = rest & (luck >= left)
    fate[above & (luck > 1 - UNUSUAL[CEASED])] = CEASED
    fate[above & (luck > 1 - UNUSUAL[REFUSED])] = REFUSED
    return fate


# ---------------------------------------------------------------- when


def _days(
    rng: np.random.Generator,
    scheme: Scheme,
    years: Sequence[ReviewYear],
    profile: Profile,
    authority: Ints,
    year: Ints,
    band: Ints,
    fate: Ints,
) -> tuple[Ints, Ints]:
    """Draw the days of decision, within the year and the body's life or soon after it, and of receipt before them."""
    born = np.array([a.first_day.toordinal() if a.first_day else 1 for a in scheme.authorities])[authority]
    ended = np.array([a.last_day.toordinal() if a.last_day else 10**7 for a in scheme.authorities])[authority]
    first = np.maximum(np.array([y.first_day.toordinal() for y in years])[year], born)
    last = np.array([y.last_day.toordinal() for y in years])[year] - np.where(fate == SAME_YEAR, OUTCOME_ROOM, 0)
    last = np.minimum(last, np.maximum(ended, first) + AFTER_THE_END)
    share = rng.random(len(first))
    share = np.where(fate == SAME_YEAR, rng.beta(1, 1.4, len(first)), share)
    share = np.where(fate == NEXT_YEAR, rng.beta(1.8, 1, len(first)), share)
    share = np.where((born == first) & (band == BANDS.index("investigated")), 0.4 + 0.6 * share, share)
    share = np.where(ended < first, 0.6 * share, share)
    decided = first + np.floor(share * (last - first + 1)).astype(np.int64)
    quiet_first, quiet_last = profile.quiet.first_day.toordinal(), profile.quiet.last_day.toordinal()
    moved = (decided >= quiet_first) & (decided <= quiet_last) & (rng.random(len(first)) >= profile.quiet.kept)
    moved &= last > quiet_last
    decided = np.where(moved, quiet_last + 1 + np.floor(rng.random(len(first)) * (last - quiet_last)), decided)
    decided = off_weekend(rng, decided.astype(np.int64), first, 0.015)
    received = _received(rng, profile, band, decided, born, ended)
    return decided, received


def _received(rng: np.random.Generator, profile: Profile, band: Ints, decided: Ints, born: Ints, ended: Ints) -> Ints:
    """Draw the day of receipt: before the decision by a time usual for the band, while the body was in being."""
    shapes = [profile.days[b] for b in BANDS]
    median, spread, most = (
        np.array(v)[band] for v in zip(*((d.median, d.spread, d.most) for d in shapes), strict=True)
    )
    took = np.minimum(np.round(median * np.exp(rng.normal(0, 1, len(band)) * spread)), most).astype(np.int64)
    received = np.minimum(decided - np.maximum(took, 1), ended)
    quiet_first, quiet_last = profile.quiet.first_day.toordinal(), profile.quiet.last_day.toordinal()
    in_quiet = (received >= quiet_first) & (received <= quiet_last) & (rng.random(len(band)) >= profile.quiet.kept)
    received = np.where(in_quiet, quiet_first - 1 - np.floor(90 * rng.random(len(band)) ** 2), received)
    early = received < born
    received = np.where(early, born + np.floor(rng.random(len(band)) * 0.3 * (decided - born)), received)
    return np.minimum(off_weekend(rng, received.astype(np.int64), born, 0.15), decided)


def _references(rng: np.random.Generator, year_end: YearEnd, received: Ints) -> Sequence[str]:
    """Number the cases in the order of receipt, `YY NNN NNN`, YY the calendar year in which the review year began."""
    numbered: list[str] = [""] * len(received)
    order = np.lexsort((rng.random(len(received)), received))
    steps = rng.integers(1, 4, len(received))
    year_of = {int(d): year_end.year_of(date.fromordinal(int(d))).number - 1 for d in np.unique(received)}
    serial, current = 0, -1
    for place, step in zip(order, steps, strict=True):
        began = year_of[int(received[place])]
        serial = int(step) if began != current else serial + int(step)
        current = began
        numbered[place] = f"{began % 100:02d} {serial // 1000:03d} {serial % 1000:03d}"
    return numbered


# ---------------------------------------------------------------- how it is told


def _conduct(rng: np.random.Generator, profile: Profile, investigated: Bools) -> Sequence[str]:
    """Mark a few investigated cases with how the authority behaved."""
    marks = [""] * len(investigated)
    for flag, share in profile.conduct.items():
        for place in np.flatnonzero(investigated & (rng.random(len(investigated)) < share)):
            marks[place] = f"{marks[place]};{flag}" if marks[place] else flag
    return marks


def _summaries(
    rng: np.random.Generator,
    words: Words,
    topics: Sequence[str],
    outcome: Sequence[str],
    upheld: Bools,
    early: Bools,
    fate: Ints,
) -> Sequence[str]:
    remedies = np.where(fate == NONE, "no_remedy", np.where(fate == REFUSED, "refused", "remedy"))
    remedies = np.where(early & (fate == NONE), "early_remedy", remedies)
    remedies = np.where(upheld, remedies, "")
    draws = rng.integers(0, 1_000_000, (len(topics), 4)).tolist()
    return [words.summary(*case) for case in zip(topics, outcome, remedies.tolist(), draws, strict=True)]
