"""What a snapshot says of itself: what it was made from, what is in it, and what was left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from upheld.errors import PersonError
from upheld.snapshot.oddities import Oddity

KIND = "upheld-snapshot"
FORMAT = 1
"""Raised when a snapshot can no longer be read by an older version of this program."""
FILE = "manifest.json"


@dataclass(frozen=True)
class TableEntry:
    """One Parquet table of the snapshot."""

    rows: int
    sha256: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class SourceEntry:
    """One file or sheet that rows came from; `rows` are those it held, whatever became of them."""

    file: str
    sheet: str | None
    table: str
    rows: int
    encoding: str
    sha256: str


@dataclass(frozen=True)
class Reason:
    """How many rows one rule refused. A row refused for two reasons is counted under both."""

    column: str | None
    rule: str
    rows: int


@dataclass(frozen=True)
class Rejected:
    """The refused rows of one table, kept in `rejected/<table>.csv`."""

    rows: int
    sha256: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class RowChange:
    """What became of one row since the earlier snapshot."""

    key: str
    """The cells of the table's key, with ` · ` between them."""
    what: str
    """`added`, `changed` or `withdrawn`."""
    columns: tuple[str, ...]
    """Those in which a changed row differs."""


@dataclass(frozen=True)
class TableChanges:
    """What became of the rows of one table."""

    added: int
    changed: int
    withdrawn: int
    columns: Mapping[str, int]
    """How many changed rows differ in a column."""
    rows: tuple[RowChange, ...]
    """The first of them; `changes.csv` lists them all."""

    def __str__(self) -> str:
        numbers = ((self.added, "added"), (self.changed, "changed"), (self.withdrawn, "withdrawn"))
        return ", ".join(f"{number:,} {what}" for number, what in numbers if number)


@dataclass(frozen=True)
class Moved:
    """A decision that counts in another review year than it did, because its day has changed."""

    reference: str
    authority: str
    year_before: str
    year_after: str
    anew: bool
    """Whether the day is a later one: the decision was withdrawn and made anew. Else the day was put right."""

    @property
    def years(self) -> tuple[str, str]:
        """The year it left and the one it came to."""
        return self.year_before, self.year_after

    def __str__(self) -> str:
        why = "withdrawn and made anew" if self.anew else "its day was put right"
        return f"{self.reference}: {why}, and moves from {self.year_before} to {self.year_after}"


@dataclass(frozen=True)
class Changes:
    """What a snapshot changes of an earlier one. `changes.csv`, of this SHA-256, lists every row."""

    previous: str
    """The hash of the earlier snapshot."""
    partial: bool
    """Whether the files held only what is new, so that rows they do not have were kept."""
    tables: Mapping[str, TableChanges]
    """Those in which anything changed."""
    moved: tuple[Moved, ...]
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Everything a snapshot says of itself. `hash` is the SHA-256 of all the rest, and so of every row."""

    kind: str
    format: int
    upheld: str
    scheme: Mapping[str, str]
    """`id`, `version` and `hash` of the scheme by which the rows were checked."""
    synthetic: bool
    first_decision: date | None
    last_decision: date | None
    tables: Mapping[str, TableEntry]
    sources: tuple[SourceEntry, ...]
    rejected: Mapping[str, Rejected]
    notes: tuple[str, ...]
    warnings: tuple[Oddity, ...] = ()
    """What is odd but possible."""
    changes: Changes | None = None
    """What differs from the earlier snapshot, where one was named."""
    hash: str = ""

    def sealed(self) -> Manifest:
        """Return the manifest with its hash."""
        content = self.as_dict()
        del content["hash"]
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return replace(self, hash=hashlib.sha256(canonical.encode()).hexdigest())

    def to_json(self) -> str:
        """Return the manifest as it is written to the file."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest as JSON knows it: days as YYYY-MM-DD.

        What a snapshot of an earlier version could not say is left out where there is nothing to say, so that its hash
        stays what it was.
        """
        content = asdict(self)
        for later in ("warnings", "changes"):
            if not content[later]:
                del content[later]
        for day in ("first_decision", "last_decision"):
            content[day] = content[day] and content[day].isoformat()
        return content


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the snapshot in `folder`.

    Raises PersonError if the folder is no snapshot, or one of a newer version of this program.
    """
    mend = "Make one with: upheld freeze FOLDER --out SNAPSHOT."
    if not folder.is_dir():
        raise PersonError(f"There is no snapshot {folder}.", mend=mend)
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise PersonError(f"{folder} is not a snapshot: it has no {FILE}.", mend=mend) from None
    except OSError as error:
        raise PersonError(
            f"{folder / FILE} cannot be read: {error.strerror}.", mend="Make it readable for you."
        ) from None
    except ValueError:
        raise PersonError(f"{folder / FILE} is damaged.", mend=mend) from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise PersonError(f"{folder} is not a snapshot.", mend=mend)
    if content.get("format") != FORMAT:
        raise PersonError(
            f"{folder} is a snapshot of format {content.get('format')}; this version of Upheld reads format {FORMAT}.",
            mend="Use the version of Upheld that made it, or freeze the files again.",
        )
    try:
        return TypeAdapter(Manifest).validate_python(content)
    except ValidationError:
        raise PersonError(f"{folder / FILE} is damaged.", mend=mend) from None
