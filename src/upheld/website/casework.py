"""What the site shows of single cases: decisions that may be published, and what was learnt from them.

The release fills these from a snapshot by the scheme's rules of publication. Whatever is here is public: a decision
that must not be shown, and everything that belongs to it, is not here at all. Days are calendar days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum


class Status(Enum):
    """What became of a service improvement."""

    OPEN = "open"
    MET = "met in time"
    MET_LATE = "met late"
    NOT_MET = "not met"
    CEASED = "no longer asked for"


@dataclass(frozen=True, slots=True)
class Improvement:
    """A service improvement that an authority agreed to. Its text is public; a personal remedy never is."""

    number: str
    """The recommendation's own number."""
    reference: str
    authority: str
    category: str
    text: str
    decided_on: date
    due_on: date | None
    """The last agreed date."""
    status: Status
    outcome_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A published decision."""

    reference: str
    authority: str
    decided_on: date
    outcome: str
    """Id of the outcome in the scheme."""
    category: str
    subcategory: str
    summary: str
    statement: tuple[str, ...]
    """Its paragraphs. One that begins with `## ` is a heading."""
    improvements: tuple[Improvement, ...] = ()
    replaces: str = ""
    """Reference of the withdrawn decision in whose place it was made, or nothing."""

    @property
    def slug(self) -> str:
        """The reference as the end of an address: `19-012-345`."""
        return self.reference.replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A decision that was public and no longer is: its page says so, and nothing of what it said."""

    reference: str
    authority: str
    withdrawn_on: date
    replaced_by: str = ""
    """Reference of the published decision that took its place, or nothing."""

    @property
    def slug(self) -> str:
        """The reference as the end of an address."""
        return self.reference.replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Report:
    """A public report on an authority."""

    report: str
    authority: str
    issued_on: date
    kind: str
    """`report`, `further_report` or `newspaper_statement`."""
    title: str
    address: str = ""
    reference: str = ""
    """The published decision it arose from, or nothing."""
    category: str = ""


@dataclass(frozen=True)
class Casework:
    """Everything about single cases that may be shown on the day of publication."""

    as_at: date
    """The day of publication: what was not public by then is not here."""
    decisions: Sequence[Decision] = ()
    """The newest first; of one day by reference."""
    withdrawn: Sequence[Withdrawn] = ()
    """By reference."""
    improvements: Sequence[Improvement] = ()
    """Of all decisions that may be published, with a statement or without: newest decision first, then by number."""
    reports: Sequence[Report] = ()
    """The newest first."""
    similar: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By reference: the published decisions most like it, the likest first."""

    @property
    def holds_anything(self) -> bool:
        """Whether there is anything to show."""
        return any((self.decisions, self.withdrawn, self.improvements, self.reports))
