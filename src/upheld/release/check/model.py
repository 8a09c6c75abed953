"""What a check of a release found, ready to be shown on a screen, as JSON or as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. `where` is a file or a body; `what` is a sentence for people."""

    where: str
    what: str
    wrong: bool = True
    """False for what is not wrong in itself and only wants a person's eyes."""


@dataclass(frozen=True)
class Checked:
    """One kind of check, carried out or not."""

    id: str
    title: str
    examined: int
    """How many things were looked at: a check that looked at nothing found nothing."""
    unit: str
    findings: tuple[Finding, ...] = ()
    not_done: str | None = None
    """Why the check could not be carried out, in words; None where it was."""

    @property
    def wrong(self) -> int:
        """How many findings are wrong."""
        return sum(finding.wrong for finding in self.findings)

    @property
    def to_look_at(self) -> int:
        """How many findings only want a person's eyes."""
        return len(self.findings) - self.wrong


@dataclass(frozen=True)
class CheckReport:
    """Every check of one release."""

    release: str
    hash: str | None
    """The manifest's hash; None where the manifest cannot be believed."""
    year: str
    synthetic: bool
    checks: tuple[Checked, ...]

    @property
    def wrong(self) -> int:
        """How many things are wrong."""
        return sum(check.wrong for check in self.checks)

    @property
    def to_look_at(self) -> int:
        """How many things a person should look at."""
        return sum(check.to_look_at for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON knows it."""
        return {"wrong": self.wrong, "to_look_at": self.to_look_at} | asdict(self)


def checked(id_: str, title: str, examined: int, unit: str, findings: Sequence[Finding]) -> Checked:
    """Return a check that was carried out."""
    return Checked(id_, title, examined, unit, tuple(findings))
