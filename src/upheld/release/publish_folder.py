"""A public folder: every release ever published at its permanent address, and the one that readers see first."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from upheld.errors import PersonError
from upheld.release.manifest import ReleaseManifest

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock: two publications at once are not kept apart there
    fcntl = None  # type: ignore[assignment]

CURRENT, RELEASES, LOG = "current", "releases", "published.json"


@dataclass(frozen=True)
class Entry:
    """One publication. Everything in it is public."""

    name: str
    year: str
    manifest: str
    at: str
    note: str | None = None
    """What a revision changes, in the words of those who answer for it."""


@dataclass(frozen=True)
class Log:
    """What happened in a public folder. `stack` is what was current, in order; the last is current now."""

    published: tuple[Entry, ...] = ()
    stack: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


_LOG = TypeAdapter(Log)


def folder_name(manifest: ReleaseManifest) -> str:
    """Return the last part of a release's permanent address: its year and the first digits of its hash."""
    return f"{manifest.year}-{manifest.hash[:8]}"


@dataclass
class PublicFolder:
    """A public folder in the hands of one process; see `locked`."""

    root: Path
    log: Log = field(default_factory=Log)

    @classmethod
    @contextmanager
    def locked(cls, root: Path, *, make: bool = True) -> Iterator[PublicFolder]:
        """Open a public folder for one process at a time, and put right what a killed one left.

        Raises PersonError if it is somebody else's folder, or another process is publishing there.
        """
        if make:
            root.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(root)
        opened = os.open(root, os.O_RDONLY)
        try:
            if fcntl is not None:
                try:
                    fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    raise PersonError(f"Another publication to {root} is under way.", mend="Wait for it.") from None
            folder = cls(root, _read(root / LOG))
            folder._recover()
            yield folder
        finally:
            os.close(opened)

    @property
    def current(self) -> str | None:
        """The name of the release that readers see."""
        link = self.root / CURRENT
        return link.readlink().name if link.is_symlink() else None

    def latest_of(self, year: str) -> Entry | None:
        """Return the latest publication of a review year that was not withdrawn."""
        there = [e for e in self.log.published if e.year == year and e.name not in self.log.withdrawn]
        return there[-1] if there else None

    def stands(self, manifest: str) -> bool:
        """Whether the release of that hash is what readers see."""
        return any(e.manifest == manifest and e.name == self.current for e in self.log.published)

    def bring_in(self, staged: Path, entry: Entry) -> bool:
        """Move a finished copy in and show it; return whether it is current now.

        The move is one step, and so is the change of what is current: a reader finds a release whole or not at all. A
        revision of an earlier year than the current one does not become current.
        """
        target = self.root / RELEASES / entry.name
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            staged.rename(target)
        published = (*self.log.published, entry)
        shown = {e.name: e.year for e in published}
        if self.current is not None and shown.get(self.current, "") > entry.year:
            self._write(Log(published, self.log.stack, self._present(entry.name)))
            return False
        stack = (*(name for name in self.log.stack if name != entry.name), entry.name)
        self._write(Log(published, stack, self._present(entry.name)))
        self._show(entry.name)
        return True

    def _present(self, name: str) -> tuple[str, ...]:
        return tuple(gone for gone in self.log.withdrawn if gone != name)

    def roll_back(self, *, withdraw: bool) -> tuple[str, str]:
        """Show again what was current before; return the names of what was and what is current.

        With `withdraw` the release that was current also loses its permanent address. PersonError where nothing was
        current before.
        """
        if len(self.log.stack) < 2:
            raise PersonError(f"Nothing was published in {self.root} before.", mend="There is nothing to go back to.")
        *stack, before, gone = self.log.stack
        withdrawn = (*self.log.withdrawn, gone) if withdraw else self.log.withdrawn
        self._write(Log(self.log.published, (*stack, before), withdrawn))
        self._show(before)
        self._sweep()
        return gone, before

    def _recover(self) -> None:
        """Finish what a killed process began: the log is written first, so it says what should be seen."""
        if self.log.stack and self.current != self.log.stack[-1]:
            self._show(self.log.stack[-1])
        self._sweep()

    def _sweep(self) -> None:
        for name in self.log.withdrawn:
            shutil.rmtree(self.root / RELEASES / name, ignore_errors=True)
        for left in (self.root / f".{CURRENT}.part", self.root / f".{LOG}.part"):
            left.unlink(missing_ok=True)

    def _show(self, name: str) -> None:
        part = self.root / f".{CURRENT}.part"
        part.unlink(missing_ok=True)
        part.symlink_to(f"{RELEASES}/{name}")
        part.replace(self.root / CURRENT)

    def _write(self, log: Log) -> None:
        part = self.root / f".{LOG}.part"
        part.write_text(json.dumps(asdict(log), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(self.root / LOG)
        self.log = log


def _refuse_foreign(root: Path) -> None:
    if not root.is_dir():
        raise PersonError(f"{root} is not a folder.", mend="Name the public folder.")
    others = [path.name for path in root.iterdir() if path.name not in (RELEASES, f".{CURRENT}.part", f".{LOG}.part")]
    if others and not (root / LOG).is_file():
        raise PersonError(
            f"{root} holds something that Upheld did not publish there.",
            mend="Name an empty folder. Nothing in it was touched.",
        )


def _read(path: Path) -> Log:
    if not path.is_file():
        return Log()
    try:
        return _LOG.validate_json(path.read_bytes())
    except ValueError:
        raise PersonError(f"{path} is damaged.", mend="Restore it from a copy; it says what was published.") from None
