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
        """Return the manifest as JSON knows it: days as YYYY-MM-DD."""
        content = asdict(self)
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
