"""Putting a finished folder in the place of an old one, so that whoever looks sees the old or the new, whole.

The new folder is made beside the target as `NAME.part-XXXXXXXX` and renamed when it is complete and on disk. Where the
system can exchange two names in one step (Linux `renameat2`), the target is never absent, not even for a moment. Where
it cannot, the old folder is first renamed `NAME.old-XXXXXXXX`; if the process dies between the two renames, the next
call of `recover` (everyone who opens or replaces the folder calls it) puts the old folder back.

A folder being made is locked with `flock`, which the kernel lets go when a process ends, however it ends. So a part
that can be locked belongs to nobody any more, and is swept away.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from upheld.errors import PersonError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock: nothing is swept there
    fcntl = None  # type: ignore[assignment]

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CANNOT_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_FEW_FILES = 64


@contextmanager
def replace_folder(target: Path, *, ours: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield a new empty folder that takes the place of `target` when the block ends well.

    When the block raises, the new folder is removed and `target` is as it was. `ours` says whether an existing,
    non-empty `target` is something this program made: nothing else is ever replaced.

    Raises PersonError if `target` is somebody's own folder or a file, cannot be written, or the disk is full.
    """
    target = Path(os.path.realpath(target))
    made = _make_parents(target)
    try:
        recover(target)
        _refuse_foreign(target, ours)
        part, lock = _new_part(target)
        try:
            yield part
            _to_disk(part)
            _refuse_foreign(target, ours)
            _swap(part, target)
        finally:
            _remove(part)
            os.close(lock)
    except BaseException as error:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError) and (told := _told(error, target)):
            raise told from error
        raise


def recover(target: Path) -> None:
    """Put right what a run that was killed left beside `target`: sweep unfinished parts, put a lone old folder back.

    Does nothing while another process is at work on the same target, or where the parent may not be written.
    """
    target = Path(os.path.realpath(target))
    if not target.parent.is_dir():
        return
    busy = False
    for part in _beside(target, "part"):
        lock = _lock(part)
        if lock is None:
            busy = True
        else:
            _remove(part)
            os.close(lock)
    if busy:
        return
    for old in _beside(target, "old"):
        if os.path.lexists(target):
            _remove(old)
        else:
            with suppress(OSError):
                old.rename(target)


def cannot_write(error: OSError, target: Path) -> PersonError:
    """Return what to tell a person when `target` could not be written."""
    if error.errno in NO_ROOM:
        return PersonError(
            f"There is no room left on the disk for {target}.", mend="Free some space, or write to another disk."
        )
    return PersonError(
        f"{target} cannot be written: {os.strerror(error.errno or 0)}.", mend="Write to a folder that you may change."
    )


def _told(error: OSError, target: Path) -> PersonError | None:
    """Return `error` as a PersonError if it is about writing `target`; None if it is about anything else."""
    about = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    ours = any(name == str(target) or name.startswith(f"{target}.part-") for name in about)
    return cannot_write(error, target) if error.errno in NO_ROOM or ours else None


def _refuse_foreign(target: Path, ours: Callable[[Path], bool]) -> None:
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise PersonError(f"{target} is a file.", mend="Name a folder that does not exist yet.")
    if any(target.iterdir()) and not ours(target):
        raise PersonError(
            f"{target} exists and holds something that Upheld did not write there.",
            mend="Name another folder, or move this one away. Nothing in it was touched.",
        )


def _make_parents(target: Path) -> list[Path]:
    """Make the folders above `target`; return those that were missing, innermost first."""
    missing = [folder for folder in target.parents if not os.path.lexists(folder)]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise PersonError(
            f"{target} cannot be made: what should be a folder above it is a file.", mend="Name another folder."
        ) from None
    except OSError as error:
        raise cannot_write(error, target) from error
    return missing


def _new_part(target: Path) -> tuple[Path, int]:
    """Make and lock the folder in which the new version grows."""
    while True:
        part = target.with_name(f"{target.name}.part-{secrets.token_hex(4)}")
        part.mkdir()
        lock = _lock(part)
        # Another process may have swept it away between the two lines above: then try again.
        if lock is not None and part.is_dir():
            return part, lock
        if lock is not None:
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """Return an open file that holds `folder` locked; None if another process holds it or it is gone."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        if fcntl is not None:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened


def _swap(part: Path, target: Path) -> None:
    """Give `part` the name `target`; what had that name before is then found under the name `part`, or is gone."""
    if not os.path.lexists(target):
        part.rename(target)
    elif not exchange(part, target):
        old = target.with_name(f"{target.name}.old-{secrets.token_hex(4)}")
        target.rename(old)
        try:
            part.rename(target)
        except OSError:
            old.rename(target)
            raise
        _remove(old)
    _sync(target.parent)


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two paths in one step; False where the system cannot (see renameat2(2), Linux).

    Raises OSError if it can, but not these two.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def _to_disk(folder: Path) -> None:
    """Wait until everything in `folder` is on the disk: a power cut after the rename must not leave empty files."""
    inside = sorted(folder.rglob("*"))
    if len(inside) > _FEW_FILES and (sync := getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)):
        opened = os.open(folder, os.O_RDONLY)
        try:
            if sync(opened) == 0:
                return
        finally:
            os.close(opened)
    for path in (*inside, folder):
        _sync(path)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _beside(target: Path, kind: str) -> list[Path]:
    """Return the folders beside `target` that `_new_part` (`part`) or `_swap` (`old`) named, sorted."""
    named = re.compile(rf"{re.escape(target.name)}\.{kind}-[0-9a-f]{{8}}")
    try:
        return sorted(path for path in target.parent.iterdir() if named.fullmatch(path.name))
    except OSError:
        return []  # where one may not look there is nothing that one could put right


def link(source: Path, target: Path) -> None:
    """Give a finished file a second name; copy it where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
