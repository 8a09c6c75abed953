"""What a letter says besides its figures, handed to this room as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import ConfigDict

from upheld.scheme.model import ReviewDates, Scheme
from upheld.writing.markdown import TemplateBlock
from upheld.writing.training import TrainingYear


@dataclass(frozen=True)
class Recipient:
    """Who holds an office of an authority, and from when to when.

    `title` (Mr, Ms, Dr, Councillor) and `name` (a family name, or the whole name) are None where not known.
    """

    role: str
    """`chief_executive`, `leader`, `monitoring_officer`, `scrutiny_chair` or `link_officer`."""
    title: str | None
    name: str | None
    valid_from: date
    valid_to: date | None = None

    def holds_office(self, day: date) -> bool:
        """Whether the office was theirs on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def holders(recipients: Iterable[Recipient], day: date, roles: Iterable[str]) -> tuple[Recipient, ...]:
    """Return everybody who held one of `roles` on `day`, in the order of the roles."""
    there = [r for r in recipients if r.holds_office(day)]
    return tuple(r for role in roles for r in there if r.role == role)


def holder(recipients: Iterable[Recipient], day: date, role: str = "chief_executive") -> Recipient | None:
    """Return who held `role` on `day`: the last to take it up where two overlap; None where nobody is recorded."""
    holders = [r for r in recipients if r.role == role and r.holds_office(day)]
    return max(holders, key=lambda r: r.valid_from, default=None)


def addressed_to(scheme: Scheme, code: str, recipients: Iterable[Recipient], day: date) -> tuple[str, ...]:
    """Return the bodies to which the letter about `code` is addressed on `day`; `recipients` are its own.

    They are the body itself, or those that took over from one that is no more and has nobody to write to.
    """
    last_day = scheme.authority_by_code[code].last_day
    successors = tuple(dict.fromkeys(s.successor for s in scheme.successors(code)))
    if last_day is not None and last_day < day and successors and holder(recipients, day) is None:
        return successors
    return (code,)


@dataclass(frozen=True)
class Course:
    """A course delivered to this authority during the year. `title` is a noun phrase: `complaint handling`."""

    title: str
    held_on: date


@dataclass(frozen=True)
class PublicReport:
    """A report in the public interest about this authority, issued during the year.

    `kind` is `report`, `further_report` or `newspaper_statement`; `address` is where it can be read, if anywhere.
    """

    title: str
    issued_on: date
    kind: str = "report"
    address: str | None = None


@dataclass(frozen=True)
class NotMet:
    """A case in which the authority did not do what it had agreed: only what may be public."""

    reference: str
    category: str
    """The category's id."""
    recorded_on: date


@dataclass(frozen=True)
class Revised:
    """That the letter takes the place of one that was published. `what` says in whole sentences what changed."""

    on: date
    what: str


@dataclass(frozen=True)
class Without:
    """A rule that was switched off for one body, and why."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    rule: str
    reason: str


@dataclass(frozen=True)
class Addition:
    """What the office added to one body's letter; see `upheld.letters.additions`.

    Without blocks only rules were switched off.
    """

    file: str
    author: str
    written_on: date
    without: tuple[Without, ...]
    blocks: tuple[TemplateBlock, ...]
    values: tuple[tuple[str, int | None], ...] = ()
    """The named values of the text, each with its line."""


@dataclass(frozen=True)
class Addresses:
    """Where the letter's links lead: whole web addresses, or addresses relative to the letter's own folder."""

    map: str
    authority: str
    """The authority's own page."""
    method: str
    """How the statistics are made and how to read them."""
    review: str
    """The national review published on the same day."""
    changes: str = ""
    """What was changed after publication."""


@dataclass(frozen=True)
class LetterContext:
    """Everything one letter needs besides the figures."""

    dates: ReviewDates
    addresses: Addresses
    recipient: Recipient | None = None
    copied: tuple[Recipient, ...] = ()
    """Who gets a copy, in the order in which the letter names their offices."""
    training: TrainingYear | None = None
    courses: tuple[Course, ...] = ()
    public_reports: tuple[PublicReport, ...] = ()
    not_met: tuple[NotMet, ...] = ()
    conduct: Mapping[str, int] = field(default_factory=dict)
    """By flag of conduct (`late_reply` …), in how many of the complaints investigated it was seen."""
    improvements: int = 0
    """Changes to services that it agreed to in cases decided in the year."""
    revised: Revised | None = None
    """None while the letter says what it said when it was first published."""
    addition: Addition | None = None
    synthetic: bool = False
    """Whether anything in this context is made up; a letter is synthetic when this or its figures are."""
