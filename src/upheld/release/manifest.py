"""What a release says of itself: every file's hash, what it was made from, and by which rules and software."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from upheld.errors import PersonError

FORMAT = 1
NAME = "manifest.json"
SIGNATURES = "signatures.json"
"""Who signed the manifest: kept beside it, and so no part of what is signed."""

AT_ONCE = 256
"""How many files a thread is handed at a time."""


@dataclass(frozen=True)
class FileEntry:
    """One file of a release."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class ReleaseManifest:
    """The manifest of a release. `key` names its inputs; `hash` names its content."""

    key: str
    upheld: str
    """Version of the software."""
    software: str
    """SHA-256 over the program's own files and the versions of what sets the pages and letters."""
    scheme: Mapping[str, str]
    """`id`, `version` and `hash` of the scheme: the rules."""
    snapshot: str
    """Hash of the snapshot that every figure was computed from."""
    year: str
    letters_on: str
    public_on: str
    synthetic: bool
    partial: bool
    """Whether only some parts or some bodies were built: never to be published."""
    earlier: Mapping[str, str]
    """Year → hash of each earlier release whose letters are carried."""
    notes: tuple[str, ...]
    """What a person should look at: bodies without a known chief executive, and the like."""
    files: Mapping[str, FileEntry] = field(repr=False)
    revises: str = ""
    """Hash of the published release that this one takes the place of; empty if it is the first of its year."""
    format: int = FORMAT

    @property
    def hash(self) -> str:
        """SHA-256 of the manifest in its canonical form."""
        return canonical_hash(self._as_dict())

    def write(self, folder: Path) -> None:
        """Write `manifest.json` into `folder`."""
        text = json.dumps(self._as_dict() | {"hash": self.hash}, indent=1, ensure_ascii=False)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")

    def _as_dict(self) -> dict[str, Any]:
        whole = vars(self) | {"files": {path: vars(entry) for path, entry in self.files.items()}}
        # What is not said by the first release of a year is not in its hash either.
        return whole if self.revises else {name: value for name, value in whole.items() if name != "revises"}

    @classmethod
    def read(cls, folder: Path) -> ReleaseManifest:
        """Read the manifest of a release; PersonError if `folder` is not one, or its manifest was touched."""
        try:
            given = json.loads((folder / NAME).read_text(encoding="utf-8"))
            said = given.pop("hash")
            files = {path: FileEntry(**entry) for path, entry in given.pop("files").items()}
            manifest = cls(files=files, **(given | {"notes": tuple(given["notes"])}))
        except (OSError, ValueError, KeyError, TypeError):
            raise PersonError(
                f"{folder} is not a release.", mend="Build one: upheld build SNAPSHOT --year 2023-24 --out RELEASE."
            ) from None
        if said != manifest.hash:
            raise PersonError(f"The manifest of {folder} was changed after it was built.", mend="Build it again.")
        return manifest

    def altered(self, folder: Path) -> list[str]:
        """Return the paths whose content differs from the manifest, are missing, or are not in it."""
        found = hash_tree(folder)
        return sorted(path for path in found.keys() | self.files.keys() if found.get(path) != self.files.get(path))


def canonical_hash(value: object) -> str:
    """Return the SHA-256 of `value` as JSON with sorted keys and no spare spaces."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hash_tree(folder: Path, *, leave_out: Iterable[str] = (NAME, SIGNATURES)) -> dict[str, FileEntry]:
    """Return the hash and size of every file below `folder` by its relative path, sorted.

    A file linked into several places is read once.
    """
    left_out = set(leave_out)
    inodes: dict[str, tuple[int, int]] = {}
    first: dict[tuple[int, int], str] = {}
    # Plain texts and not paths: a release has forty thousand files, and the making of a path takes longer than a look.
    for name in sorted(_files(str(folder)), key=lambda name: name.split("/")):
        if name not in left_out:
            status = os.stat(f"{folder}/{name}")  # noqa: PTH116
            inodes[name] = (status.st_dev, status.st_ino)
            first.setdefault(inodes[name], name)
    seen: dict[tuple[int, int], FileEntry] = {}
    with ThreadPoolExecutor() as threads:
        unlike = list(first.items())
        some = (unlike[at : at + AT_ONCE] for at in range(0, len(unlike), AT_ONCE))
        for entries in threads.map(lambda names: _entries(folder, names), some):
            seen |= entries
    return {name: seen[inode] for name, inode in inodes.items()}


def _files(folder: str, within: str = "") -> Iterator[str]:
    """Yield the path of every file below a folder, relative to it; links to folders are not followed."""
    with os.scandir(f"{folder}/{within}") as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(folder, f"{within}{entry.name}/")
            elif entry.is_file():
                yield within + entry.name


def _entries(folder: Path, names: Sequence[tuple[tuple[int, int], str]]) -> dict[tuple[int, int], FileEntry]:
    return {inode: _entry(f"{folder}/{name}") for inode, name in names}


def _entry(path: str) -> FileEntry:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        content = file.read()
    return FileEntry(hashlib.sha256(content).hexdigest(), len(content))
