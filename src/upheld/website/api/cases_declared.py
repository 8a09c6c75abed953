"""What the documents of the JSON API hold that tell of single cases: only what the site itself shows of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upheld.website.api.declared import DESCRIBED, About


@dataclass(frozen=True, slots=True)
class Improvement:
    """A service improvement that an authority agreed to."""

    __pydantic_config__ = DESCRIBED
    number: str
    """The recommendation's own number."""
    reference: str
    """Of the decision it belongs to, which need not have a statement."""
    authority: str
    """Code of the body."""
    service_area: str
    text: str
    decided_on: date
    due_on: date | None
    """The last agreed date."""
    status: str
    """`open`, `met in time`, `met late`, `not met` or `no longer asked for`."""
    outcome_on: date | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A published decision. It names no person."""

    __pydantic_config__ = DESCRIBED
    reference: str
    authority: str
    """Code of the body."""
    decided_on: date
    outcome: str
    """Id of the outcome; see `index.json`."""
    service_area: str
    subject: str
    """The narrower subject; empty where there is none."""
    summary: str
    statement: tuple[str, ...]
    """Its paragraphs. One that begins with `## ` is a heading."""
    improvements: tuple[str, ...]
    """Numbers of the service improvements agreed."""
    replaces: str
    """Reference of the withdrawn decision in whose place it was made; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A decision that was public and no longer is."""

    __pydantic_config__ = DESCRIBED
    reference: str
    authority: str
    withdrawn_on: date
    replaced_by: str
    """Reference of the published decision that took its place; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Report:
    """A public report on a body."""

    __pydantic_config__ = DESCRIBED
    report: str
    authority: str
    issued_on: date
    kind: str
    title: str
    address: str
    """Where it can be read; empty where we know no address."""
    reference: str
    """Of the published decision it arose from; empty where there is none."""
    service_area: str


@dataclass(frozen=True, slots=True)
class Paged:
    """A long list, cut into pages."""

    __pydantic_config__ = DESCRIBED
    about: About
    total: int
    """How many there are in all."""
    page_size: int
    """How many a page holds, but for the last."""
    pages: tuple[str, ...]
    """Paths of the pages, relative to `api/v1/`."""


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """One page of the published decisions, the newest first."""

    __pydantic_config__ = DESCRIBED
    about: About
    page: int
    """1 for the first."""
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class ImprovementsPage:
    """One page of the service improvements, those of the newest decisions first."""

    __pydantic_config__ = DESCRIBED
    about: About
    page: int
    """1 for the first."""
    improvements: tuple[Improvement, ...]


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """Decisions that were withdrawn."""

    __pydantic_config__ = DESCRIBED
    about: About
    withdrawn: tuple[Withdrawn, ...]


@dataclass(frozen=True, slots=True)
class Reports:
    """Public reports, the newest first."""

    __pydantic_config__ = DESCRIBED
    about: About
    reports: tuple[Report, ...]
