"""Mirrors a public folder to any place that fsspec can write to, such as S3: content first, the front page last.

Only what is public already is mirrored, so nothing can leak through here. A mirror has no links: what is current is
copied to its root, and every release to `releases/<year>-<hash>/`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from upheld.errors import PersonError
from upheld.release.publish_folder import CURRENT, LOG, RELEASES

INDEX = "mirror.json"
"""What the mirror holds: each path with its SHA-256. Written when all of it is there."""
FRONT = "index.html"
BATCH = 200
"""Files handed over at a time: the file system may send them side by side."""

StartBar = Callable[[str, int], Callable[[int], None]]


@dataclass(frozen=True)
class Mirrored:
    """What a mirroring did."""

    sent: int
    kept: int
    removed: int


def mirror(public: Path, address: str, *, start: StartBar) -> Mirrored:
    """Make the place at `address` (`s3://bucket/path`) hold what the public folder holds, and nothing of before.

    Stopped at any moment and started again, it goes on. Files that are there already are not sent again. Files that
    Upheld did not put there are left alone. Raises PersonError if the address cannot be used.
    """
    there, root = _open(address)
    wanted = dict(_wanted(public))
    hashes = {name: _sha256(path) for name, path in wanted.items()}
    before = _index(there, root)
    missing = [name for name in wanted if before.get(name) != hashes[name]]
    stale = sorted(before.keys() - wanted.keys())
    # Said first, so that a mirroring that is stopped half-way knows everything that may be there.
    _write_index(there, root, dict.fromkeys(missing, "") | {n: h for n, h in before.items() if n not in missing})
    advance = start("Sending", len(missing))
    for batch in _batches(missing):
        there.put([str(wanted[name]) for name in batch], [f"{root}/{name}" for name in batch])
        advance(len(batch))
    for name in stale:
        if there.exists(f"{root}/{name}"):
            there.rm(f"{root}/{name}")
    _write_index(there, root, hashes)
    return Mirrored(len(missing), len(wanted) - len(missing), len(stale))


def _open(address: str) -> tuple[AbstractFileSystem, str]:
    try:
        there, root = url_to_fs(address, use_listings_cache=False)
    except ImportError as error:
        raise PersonError(f"{address} needs a library that is not here: {error}.", mend="Install it.") from None
    except ValueError as error:
        raise PersonError(f"{address} is no place to publish to: {error}.", mend="Write s3://bucket/path.") from None
    return there, str(root).rstrip("/")


def _wanted(public: Path) -> Iterator[tuple[str, Path]]:
    """Yield the path in the mirror of every file, in the order of sending: releases, then the root, its front last."""
    for release in sorted((public / RELEASES).iterdir()):
        for path in _files(release):
            yield f"{RELEASES}/{release.name}/{path.relative_to(release).as_posix()}", path
    current = (public / CURRENT).resolve()
    # What pages need stands before the pages, and the front page after all others.
    for path in sorted(_files(current), key=lambda p: (p.suffix == ".html", p == current / FRONT, p)):
        name = path.relative_to(current).as_posix()
        if name == FRONT:
            yield LOG, public / LOG
        yield name, path


def _files(release: Path) -> list[Path]:
    """Return the files of one release, its link to all releases not followed."""
    return sorted(p for p in release.rglob("*") if p.is_file() and RELEASES not in p.relative_to(release).parts[:1])


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield names to send side by side. The front page goes alone: all else is there before it."""
    content = [name for name in names if name != FRONT]
    for at in range(0, len(content), BATCH):
        yield content[at : at + BATCH]
    if FRONT in names:
        yield [FRONT]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _index(there: AbstractFileSystem, root: str) -> dict[str, str]:
    try:
        value = json.loads(there.cat_file(f"{root}/{INDEX}"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise PersonError(f"{root}/{INDEX} is damaged.", mend="Take it away; everything is sent again then.") from None
    return dict(value)


def _write_index(there: AbstractFileSystem, root: str, entries: Mapping[str, str]) -> None:
    there.makedirs(root, exist_ok=True)
    there.pipe_file(f"{root}/{INDEX}", (json.dumps(entries, indent=0, sort_keys=True) + "\n").encode())
