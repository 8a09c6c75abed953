"""Counts again from the cases what letters tell besides their figures: replies, improvements, reports and training.

Plain rows and loops; nothing is shared with the code that wrote the letters.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from upheld.figures.oracle import compliance_outcomes
from upheld.release.check.wording import counted
from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot import Snapshot
from upheld.writing.phrases import day, listed

Row = Mapping[str, Any]

CONDUCT = {
    "late_reply": "late-replies",
    "inadequate_reply": "inadequate-replies",
    "not_signposted": "not-signposted",
    "summons_threatened": "summons-threatened",
    "summons_issued": "summons-issued",
}
"""The named value of each flag of conduct."""

OF_A_BODY = (*CONDUCT.values(), "improvements", "reports", "not-complied.cases", "course.here", "courses.here")
OF_ALL = (
    "training.courses",
    "training.people",
    "training.difference",
    "training.provider-courses",
    "seminars.delegates",
    "seminars.authorities",
    "seminars.where",
)

WORDS = {
    **{name: name for name in CONDUCT.values()},
    "improvements-agreed": "improvements",
    "public-report": "reports",
    "training-recorded": "training.courses",
    "seminars-recorded": "seminars.delegates",
}
"""The conditions that ask for no more than whether a value is there."""


@dataclass(frozen=True)
class Told:
    """What letters must tell, as patterns by named value; what is not in it must not be told."""

    of_all: Mapping[str, str] = field(default_factory=dict)
    of_body: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By authority code."""

    def patterns(self, code: str) -> dict[str, str | None]:
        """Return a pattern for every named value; None where nothing of the kind may be told."""
        own = self.of_body.get(code, {})
        return {name: self.of_all.get(name) for name in OF_ALL} | {name: own.get(name) for name in OF_A_BODY}


def read_told(snapshot: Snapshot, scheme: Scheme, year: ReviewYear) -> Told:
    """Count what letters of a review year must tell, by the rows of a snapshot."""
    decisions, asked, moves, reports, events = (
        _rows(snapshot, table)
        for table in ("decisions", "recommendations", "due_dates", "public_reports", "training_events")
    )
    of_body: dict[str, dict[str, str]] = defaultdict(dict)
    for code, name, pattern in (
        *_conduct(decisions, scheme, year),
        *_improvements(decisions, asked, scheme, year),
        *_reports(reports, year),
        *_not_met(decisions, asked, moves, scheme, year),
        *_courses_here(events, year),
    ):
        of_body[code][name] = pattern
    return Told(dict(_training(events, year)), of_body)


def _rows(snapshot: Snapshot, table: str) -> list[Row]:
    rows: list[Row] = pq.read_table(snapshot.path(table)).to_pylist()
    return rows


def _conduct(decisions: Sequence[Row], scheme: Scheme, year: ReviewYear) -> Iterator[tuple[str, str, str]]:
    bands = {outcome.band for outcome in scheme.outcomes if outcome.upheld}
    investigated = {outcome.code for outcome in scheme.outcomes if outcome.band in bands}
    seen: Counter[tuple[str, str]] = Counter()
    for row in decisions:
        if row["conduct"] and row["outcome"] in investigated and _in(year, row["decided_on"]):
            flags = {flag.strip() for flag in row["conduct"].split(";")} & CONDUCT.keys()
            seen.update((row["authority"], CONDUCT[flag]) for flag in flags)
    for (code, name), number in seen.items():
        yield code, name, f"{number:,} complaints" if number > 1 else "one complaint"


def _improvements(
    decisions: Sequence[Row], asked: Sequence[Row], scheme: Scheme, year: ReviewYear
) -> Iterator[tuple[str, str, str]]:
    upheld = {outcome.code for outcome in scheme.outcomes if outcome.upheld}
    of = {
        row["reference"]: row["authority"]
        for row in decisions
        if row["outcome"] in upheld and _in(year, row["decided_on"])
    }
    agreed = Counter(
        of[row["reference"]]
        for row in asked
        if row["kind"] == "service_improvement" and row["answer"] != "refused" and row["reference"] in of
    )
    for code, number in agreed.items():
        yield code, "improvements", counted(number, "improvement to its services", "improvements to its services")


def _reports(reports: Sequence[Row], year: ReviewYear) -> Iterator[tuple[str, str, str]]:
    of: dict[str, list[str]] = defaultdict(list)
    for row in sorted(reports, key=lambda row: (row["issued_on"], row["report"])):
        if _in(year, row["issued_on"]):
            of[row["authority"]].append(f"“{row['title']}” ({day(row['issued_on'])})")
    for code, told in of.items():
        yield code, "reports", re.escape(listed(told))


def _not_met(
    decisions: Sequence[Row], asked: Sequence[Row], moves: Sequence[Row], scheme: Scheme, year: ReviewYear
) -> Iterator[tuple[str, str, str]]:
    codes = {outcome.code for outcome in scheme.outcomes}
    known = [row for row in decisions if row["authority"] and row["category"] and row["outcome"] in codes]
    missed = [one for one in compliance_outcomes(known, asked, moves) if not one.satisfied and _in(year, one.on)]
    of: dict[str, list[str]] = defaultdict(list)
    for one in sorted(missed, key=lambda one: (one.on, one.decision["reference"])):
        of[one.decision["authority"]].append(one.decision["reference"])
    for code, references in of.items():
        cases = "case" if len(references) == 1 else "cases"
        yield code, "not-complied.cases", re.escape(f"{cases} {listed(references)}")


def _courses_here(events: Sequence[Row], year: ReviewYear) -> Iterator[tuple[str, str, str]]:
    of: dict[str, list[str]] = defaultdict(list)
    for row in events:
        if row["kind"] == "course" and row["authority"] and _in(year, row["held_on"]):
            of[row["authority"]].append(row["title"])
    for code, titles in of.items():
        if len(titles) == 1:
            yield code, "course.here", rf"an? {re.escape(titles[0])} course"
        else:
            each = "".join(rf"(?=.*{re.escape(title)})" for title in dict.fromkeys(titles))
            yield code, "courses.here", rf"{len(titles)} courses{each}.*?"


def _training(events: Sequence[Row], year: ReviewYear) -> Iterator[tuple[str, str]]:
    of_year = [row for row in events if _in(year, row["held_on"])]
    courses = [row for row in of_year if row["kind"] == "course"]
    if courses:
        before = sum(1 for row in events if row["kind"] == "course" and _in(year.previous, row["held_on"]))
        yield "training.courses", counted(len(courses), "course", "courses")
        yield "training.people", f"{_at_least(sum(row['people'] or 0 for row in courses))} people"
        yield "training.difference", f"{abs(len(courses) - before):,}"
        providers = sum(1 for row in courses if row["audience"] == "care_provider")
        yield "training.provider-courses", f"{providers:,}"
    seminars = [row for row in of_year if row["kind"] == "seminar"]
    if delegates := sum(row["people"] or 0 for row in seminars):
        bodies = len({row["authority"] for row in seminars if row["authority"]})
        yield "seminars.delegates", counted(delegates, "delegate", "delegates")
        yield "seminars.authorities", counted(bodies, "local authority", "local authorities")
        towns = {row["place"] for row in seminars if row["place"] and row["place"].casefold() != "online"}
        yield "seminars.where", "".join(rf"(?=.*\b{re.escape(town)}\b)" for town in sorted(towns)) + "[^.]*?"


def _at_least(people: int) -> str:
    """Return a number as people say it: rounded down to the hundred, exact below 100."""
    if people < 100 or people % 100 == 0:
        return f"{people:,}"
    return f"more than {people - people % 100:,}"


def _in(year: ReviewYear, on: date | None) -> bool:
    return on is not None and on in year
