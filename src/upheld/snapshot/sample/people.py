"""Recipients by role. Nobody is made up: but for published facts the offices have no name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from upheld.scheme.model import Authority, Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.remedies import Row

ROLES = {"chief_executive": "chief.executive", "link_officer": "link.officer"}
"""Role → the part of its e-mail address before the @."""
OF_COUNCILS = {"leader": "leader", "monitoring_officer": "monitoring.officer", "scrutiny_chair": "scrutiny.chair"}
"""The same of offices that only councils have: bodies that are compared with each other."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Seen:
    """That a person was known to hold an office on a day. That day is all that is known."""

    authority: str
    role: str
    title: str
    name: str
    on: date


def make_recipients(scheme: Scheme, first_year: ReviewYear) -> list[Row]:
    """Return the rows of `recipients`, provenance last: `published` for a person seen in office, on that day only."""
    seen = list(_published(scheme))
    rows: list[Row] = []
    for authority in scheme.authorities:
        for role, mailbox in (ROLES | OF_COUNCILS if scheme.group_of(authority) else ROLES).items():
            here = sorted((s for s in seen if (s.authority, s.role) == (authority.code, role)), key=lambda s: s.on)
            rows += _office(authority, role, mailbox, here, first_year)
    return rows


def _published(scheme: Scheme) -> Iterator[_Seen]:
    path = scheme.folder / "published" / "recipients.csv"
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                on = date.fromisoformat(row["seen_on"])
                yield _Seen(row["authority"], row["role"], row["title"], row["family_name"], on)


def _office(authority: Authority, role: str, mailbox: str, seen: list[_Seen], first_year: ReviewYear) -> Iterator[Row]:
    """Yield an office's rows from the sample's or body's first day to the body's last, nameless but for those seen."""
    start = max(authority.first_day or first_year.first_day, first_year.first_day)
    email = f"{mailbox}@{authority.slug}.example"
    for one in seen:
        if start < one.on:
            yield authority.code, role, "", "", email, str(start), str(one.on - ONE_DAY), "synthetic"
        yield authority.code, role, one.title, one.name, "", str(one.on), str(one.on), "published"
        start = one.on + ONE_DAY
    last = "" if authority.last_day is None else str(authority.last_day)
    if not last or str(start) <= last:
        yield authority.code, role, "", "", email, str(start), last, "synthetic"
