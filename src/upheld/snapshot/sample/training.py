"""Courses and link-officer seminars, whose totals are the published ones where there are any."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from upheld.scheme.model import Authority, Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.days import iso, off_weekend
from upheld.snapshot.sample.draw import share_out
from upheld.snapshot.sample.profile import Profile, Seminars
from upheld.snapshot.sample.remedies import Row
from upheld.snapshot.sample.texts import Words, one

AUDIENCES = {"authority": 0.45, "care_provider": 0.43, "open": 0.12}
FEWEST_PEOPLE = 5
MORE_THAN = 13
"""A published *more than 1,400* is taken for so many more."""


@dataclass(frozen=True)
class Plan:
    """The training of one year: its totals, and the courses known to have been given to a body."""

    courses: int
    people: int
    online: bool
    seminars: Seminars | None
    known: tuple[tuple[str, str], ...] = ()
    """(authority code, title)"""


@dataclass
class _Published:
    """The published facts of one review year."""

    numbers: dict[str, int] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    known: list[tuple[str, str]] = field(default_factory=list)


def plans(scheme: Scheme, years: Sequence[ReviewYear], profile: Profile) -> Mapping[int, Plan]:
    """Return each year's plan: the scheme's `published/training.csv` where it speaks, else the profile."""
    published = {year.number: _Published() for year in years}
    path = scheme.folder / "published" / "training.csv"
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                _read(published, row)
    for year in years:
        more = published[year.number].numbers.get("courses_more_than_previous_year")
        before = published.get(year.number - 1)
        if more is not None and before is not None and "courses" in published[year.number].numbers:
            before.numbers.setdefault("courses", published[year.number].numbers["courses"] - more)
    return {number: _plan(facts, number, profile) for number, facts in published.items()}


def _read(published: Mapping[int, _Published], row: Mapping[str, str]) -> None:
    facts = published.get(date.fromisoformat(row["year_ending"]).year)
    if facts is None:
        return
    if row["fact"] == "course":
        facts.known.append((row["authority"], row["value"]))
    elif row["fact"] == "seminar_place":
        facts.places.append(row["value"])
    else:
        facts.numbers[row["fact"]] = int(row["value"]) + (MORE_THAN if row["qualifier"] == "more than" else 0)


def _plan(facts: _Published, number: int, profile: Profile) -> Plan:
    shape = profile.years[number]
    courses = facts.numbers.get("courses", shape.courses)
    seminars = shape.seminars
    if facts.places and "seminar_authorities" in facts.numbers and "seminar_delegates" in facts.numbers:
        seminars = Seminars(
            tuple(facts.places), facts.numbers["seminar_authorities"], facts.numbers["seminar_delegates"]
        )
    people = facts.numbers.get("people", courses * shape.people_per_course)
    return Plan(courses, people, shape.online, seminars, tuple(facts.known))


def make_training(
    rng: np.random.Generator, scheme: Scheme, years: Sequence[ReviewYear], profile: Profile, words: Words
) -> list[Row]:
    """Return the rows of `training_events`, without provenance, in order of day."""
    events: list[tuple[int, Row]] = []
    for year in years:
        plan = plans(scheme, years, profile)[year.number]
        bodies = [a for a in scheme.authorities if scheme.group_of(a) and _all_year(a, year)]
        events += _courses(rng, plan, year, bodies, words)
        if plan.seminars is not None:
            events += _seminars(rng, plan.seminars, year, bodies, profile, words)
    ordered = sorted(events, key=lambda e: (e[0], e[1]))
    return [(f"T{number:05d}", iso(day), *row) for number, (day, row) in enumerate(ordered, 1)]


def _all_year(authority: Authority, year: ReviewYear) -> bool:
    return authority.in_being(year.first_day) and authority.in_being(year.last_day)


def _courses(
    rng: np.random.Generator, plan: Plan, year: ReviewYear, bodies: Sequence[Authority], words: Words
) -> list[tuple[int, Row]]:
    n = plan.courses
    people = FEWEST_PEOPLE + share_out(rng, plan.people - FEWEST_PEOPLE * n, rng.gamma(4, 1, n))
    first = np.full(n, year.first_day.toordinal())
    days = off_weekend(rng, first + rng.integers(0, 365, n), first, 0.0)
    # A body whose courses are known gets no others: what a letter says of them must stay true.
    told = {code for code, _ in plan.known}
    weights = np.array([0 if a.code in told else a.population or 0 for a in bodies], float)
    made: list[tuple[int, Row]] = []
    for i in range(n):
        if i < len(plan.known):
            (code, title), audience = plan.known[i], "authority"
        else:
            audience = str(rng.choice(list(AUDIENCES), p=list(AUDIENCES.values())))
            chosen = bodies[int(rng.choice(len(bodies), p=weights / weights.sum()))]
            code = chosen.code if audience == "authority" else ""
            title = one(words.courses[audience], int(rng.integers(100)))
        place = "Online" if plan.online else ""
        made.append((int(days[i]), ("course", title, code, audience, place, str(people[i]))))
    return made


def _seminars(
    rng: np.random.Generator,
    seminars: Seminars,
    year: ReviewYear,
    bodies: Sequence[Authority],
    profile: Profile,
    words: Words,
) -> list[tuple[int, Row]]:
    """Return one row for each authority that sent people; seminars are held in the last three months of the year."""
    last = year.last_day.toordinal()
    offsets = rng.integers(10, 85, len(seminars.places))
    days = off_weekend(rng, last - offsets, np.full(len(offsets), last - 100), 0.0)
    chosen = rng.choice(len(bodies), seminars.authorities, replace=False)
    extra = share_out(rng, seminars.delegates - seminars.authorities, np.ones(seminars.authorities))
    made: list[tuple[int, Row]] = []
    for place_of, more in zip(np.sort(chosen), extra, strict=True):
        authority = bodies[place_of]
        near = [p for p in seminars.places if authority.region in profile.seminar_regions.get(p, ())]
        place = one(near or seminars.places, int(rng.integers(100)))
        day = int(days[seminars.places.index(place)])
        title = words.seminars["titles"][0]
        made.append((day, ("seminar", title, authority.code, "authority", place, str(1 + more))))
    return made
