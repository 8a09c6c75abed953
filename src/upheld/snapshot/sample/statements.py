"""The rows of `statements`: for as many decisions in each year, a few of them held back, a few withdrawn since."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from upheld.scheme.model import Publication, Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.cases import NONE, REFUSED, Cases
from upheld.snapshot.sample.days import iso, working_day_by
from upheld.snapshot.sample.draw import Bools, Ints
from upheld.snapshot.sample.facts import BANDS
from upheld.snapshot.sample.remedies import Row
from upheld.snapshot.sample.statement_texts import DRAWS, Told, load_statement_words
from upheld.snapshot.sample.texts import MARK as SUMMARY_MARK

STATEMENTS = 21_000
"""How many statements the sample has, if nobody asks for another number."""

SUPPRESSED, WITHDRAWN = 0.014, 0.007
"""Shares of the statements; every second withdrawal names the decision that took its place, if there is one."""
ABOUT = f"{SUMMARY_MARK} The complaint was about "


def make_statements(
    rng: np.random.Generator, scheme: Scheme, years: Sequence[ReviewYear], cases: Cases, number: int
) -> list[Row]:
    """Return the rows of `statements`, without provenance, for `number` decisions spread evenly over the years.

    A year with fewer decisions of the bands that are published has one for each. None for a scheme without rules.
    """
    if scheme.publication is None:
        return []
    chosen = _choose(rng, scheme.publication, len(years), cases, number)
    luck = rng.random(len(chosen))
    grounds = [ground.id for ground in scheme.publication.grounds] or [""]
    held = dict(zip(chosen[luck < SUPPRESSED].tolist(), np.arange(len(chosen)).tolist(), strict=False))
    suppressed = {place: grounds[n % len(grounds)] for place, n in held.items()}
    withdrawn = _withdrawals(rng, scheme.publication, years, cases, chosen[luck > 1 - WITHDRAWN])
    replaced = _replacements(cases, chosen[(luck >= SUPPRESSED) & (luck <= 1 - WITHDRAWN)], withdrawn)
    texts = _texts(scheme, cases, chosen, rng.integers(0, 1_000_000, (len(chosen), DRAWS)).tolist())
    return [
        (
            cases.reference[place],
            text,
            suppressed.get(place, ""),
            iso(withdrawn[place]) if place in withdrawn else "",
            cases.reference[replaced[place]] if place in replaced else "",
        )
        for place, text in zip(chosen.tolist(), texts, strict=True)
    ]


def _choose(rng: np.random.Generator, publication: Publication, years: int, cases: Cases, number: int) -> Ints:
    published: Bools = np.isin(cases.band, [BANDS.index(band) for band in publication.bands if band in BANDS])
    chosen = []
    for t in range(years):
        possible = np.flatnonzero(published & (cases.year == t))
        wanted = number // years + (t < number % years)
        chosen.append(np.sort(rng.choice(possible, min(wanted, len(possible)), replace=False)))
    return np.concatenate(chosen)


def _withdrawals(
    rng: np.random.Generator, publication: Publication, years: Sequence[ReviewYear], cases: Cases, places: Ints
) -> dict[int, int]:
    """Return the day of withdrawal by place: mostly after the decision had become public, now and then before."""
    last = years[-1].last_day.toordinal()
    wait = 7 * publication.wait_weeks
    days = {}
    for place in places.tolist():
        public = int(cases.decided[place]) + wait
        day = working_day_by(public + int(rng.integers(5, 200)) if rng.random() < 0.8 else public - 9)
        if int(cases.decided[place]) < day <= last:
            days[place] = day
    return days


def _replacements(cases: Cases, others: Ints, withdrawn: dict[int, int]) -> dict[int, int]:
    """Return, for every second withdrawn decision, the first one against the same body since, about the same area."""
    replaced: dict[int, int] = {}
    for place, day in list(withdrawn.items())[::2]:
        same = (cases.authority[others] == cases.authority[place]) & (cases.category[others] == cases.category[place])
        later = others[same & (cases.decided[others] >= day)]
        free = [
            p for p in later[np.argsort(cases.decided[later], kind="stable")].tolist() if p not in replaced.values()
        ]
        if free:
            replaced[place] = free[0]
    return replaced


def _texts(scheme: Scheme, cases: Cases, places: Ints, draws: Sequence[Sequence[int]]) -> list[str]:
    words = load_statement_words()
    ids = [category.id for category in scheme.categories]
    return [
        words.statement(_told(cases, place, ids[cases.category[place]]), numbers)
        for place, numbers in zip(places.tolist(), draws, strict=True)
    ]


def _told(cases: Cases, place: int, category: str) -> Told:
    matter = cases.summary[place].removeprefix(ABOUT).partition(". ")[0].rstrip(".")
    if BANDS[cases.band[place]] != "investigated":
        return Told(category, cases.topic[place], matter, "closed")
    if not cases.upheld[place]:
        return Told(category, cases.topic[place], matter, "not_upheld")
    fate = cases.fate[place]
    return Told(category, cases.topic[place], matter, "upheld", _action(fate))


def _action(fate: int) -> str:
    return "done" if fate == NONE else "refused" if fate == REFUSED else "agreed"
