"""A frozen snapshot: opened, looked into and verified."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from upheld import atomic
from upheld.errors import PersonError, Problem
from upheld.snapshot.manifest import FILE, Manifest, read_manifest
from upheld.snapshot.tables import TABLE_BY_NAME, TABLES, Table

REJECTED = "rejected"
"""The folder of a snapshot that holds the refused rows."""
CHANGES = "changes.csv"
"""The file of a snapshot that lists every row in which it differs from an earlier one."""


@dataclass(frozen=True)
class Snapshot:
    """A folder with a Parquet file for every declared table, and the manifest that describes them."""

    folder: Path
    manifest: Manifest

    @classmethod
    def open(cls, folder: Path) -> Snapshot:
        """Open the snapshot in `folder`. Raises PersonError if it is none, or of a newer version."""
        atomic.recover(folder)
        return cls(folder, read_manifest(folder))

    @property
    def synthetic(self) -> bool:
        """Whether any row is made up: then everything built from the snapshot must say so."""
        return self.manifest.synthetic

    @property
    def hash(self) -> str:
        """SHA-256 that changes with any row, the scheme, or the version that froze it."""
        return self.manifest.hash

    @property
    def tables(self) -> tuple[Table, ...]:
        """The declared tables that it has; one frozen by an earlier version has not all of today's."""
        return tuple(table for table in TABLES if table.name in self.manifest.tables)

    def path(self, table: str) -> Path:
        """Return the Parquet file of a declared table, which is there if `tables` says so. KeyError for others."""
        return self.folder / f"{TABLE_BY_NAME[table].name}.parquet"

    def verify(self) -> None:
        """Hash every file again. Raises PersonError that names each file which is not as it was frozen."""
        wrong = list(self._changed())
        if wrong:
            raise PersonError(f"{self.folder} is not as it was frozen.", mend="Freeze the files again.", problems=wrong)

    def _changed(self) -> Iterator[Problem]:
        expected = {f"{name}.parquet": entry.sha256 for name, entry in self.manifest.tables.items()}
        expected |= {f"{REJECTED}/{name}.csv": entry.sha256 for name, entry in self.manifest.rejected.items()}
        expected |= {CHANGES: self.manifest.changes.sha256} if self.manifest.changes else {}
        if self.manifest.sealed().hash != self.manifest.hash:
            yield Problem(FILE, None, None, None, "has been changed.", "Freeze the files again.")
        for name, sha256 in expected.items():
            path = self.folder / name
            if not path.is_file():
                yield Problem(name, None, None, None, "is missing.", "Freeze the files again.")
            elif file_sha256(path) != sha256:
                yield Problem(name, None, None, None, "has been changed.", "Freeze the files again.")


def is_snapshot(folder: Path) -> bool:
    """Whether `folder` holds a snapshot and nothing else, so that replacing it destroys nobody's own files."""
    try:
        manifest = read_manifest(folder)
    except PersonError:
        return False
    own = {FILE, REJECTED, *(f"{name}.parquet" for name in manifest.tables)}
    own |= {f"{name}.csv" for name in manifest.rejected} | ({CHANGES} if manifest.changes else set())
    return all(path.name in own for path in folder.rglob("*"))


def hash_of(folder: Path) -> str | None:
    """Return the hash of the snapshot in `folder`, None if there is none or it is not as it was frozen."""
    try:
        snapshot = Snapshot.open(folder)
        snapshot.verify()
    except PersonError:
        return None
    return snapshot.hash


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
