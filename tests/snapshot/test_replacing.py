"""A folder is replaced whole or not at all: whatever happens on the way, the old one or the new one is there."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.snapshot.extracts import decision, write_extract
from upheld import atomic
from upheld.atomic import recover, replace_folder
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze

SCHEME = load("lgsco")


def ours(folder: Path) -> bool:
    return (folder / "mark").is_file()


def write(target: Path, text: str) -> None:
    with replace_folder(target, ours=ours) as folder:
        (folder / "mark").write_text(text, encoding="utf-8")


def beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir() if path != target)


@pytest.fixture(params=["exchange", "two renames"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A target on a system that can exchange names, and on one that cannot."""
    if request.param == "two renames":
        monkeypatch.setattr(atomic, "exchange", lambda one, other: False)
    return tmp_path / "folder"


# ------------------------------------------------------------------ replacing


def test_a_folder_is_made_and_replaced_and_nothing_is_left_beside(target: Path) -> None:
    for text in ("old", "new"):
        write(target, text)
        assert (target / "mark").read_text(encoding="utf-8") == text
        assert beside(target) == []


def test_folders_above_are_made_too_and_taken_away_again_on_failure(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "folder"
    with pytest.raises(KeyboardInterrupt), replace_folder(target, ours=ours):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    write(target, "new")
    assert (target / "mark").is_file()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_when_making_fails_the_old_folder_stays_and_nothing_else(target: Path, error: type[BaseException]) -> None:
    write(target, "old")

    def fail_half_way() -> None:
        with replace_folder(target, ours=ours) as folder:
            (folder / "mark").write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(error):
        fail_half_way()
    assert (target / "mark").read_text(encoding="utf-8") == "old"
    assert beside(target) == []


def test_an_empty_folder_is_filled_and_a_folder_of_somebody_else_is_never_touched(target: Path) -> None:
    target.mkdir()
    write(target, "new")
    (target / "mark").rename(target / "thesis.doc")
    with pytest.raises(PersonError, match="holds something that Upheld did not write"):
        write(target, "newer")
    assert (target / "thesis.doc").read_text(encoding="utf-8") == "new"
    assert beside(target) == []


def test_what_somebody_puts_there_meanwhile_is_not_touched_either(target: Path) -> None:
    def write_slowly() -> None:
        with replace_folder(target, ours=ours) as folder:
            (folder / "mark").write_text("new", encoding="utf-8")
            target.mkdir()
            (target / "thesis.doc").write_text("mine", encoding="utf-8")

    with pytest.raises(PersonError):
        write_slowly()
    assert [path.name for path in target.iterdir()] == ["thesis.doc"]


def test_a_file_is_not_replaced_by_a_folder(target: Path) -> None:
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(PersonError, match="is a file"):
        write(target, "new")
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_link_stays_a_link_and_what_it_points_to_is_replaced(target: Path) -> None:
    real = target.with_name("real")
    write(real, "old")
    target.symlink_to(real)
    write(target, "new")
    assert target.is_symlink()
    assert (real / "mark").read_text(encoding="utf-8") == "new"


def test_a_folder_of_very_many_files_is_put_on_the_disk_too(target: Path) -> None:
    with replace_folder(target, ours=ours) as folder:
        for n in range(100):
            (folder / str(n)).write_text("page", encoding="utf-8")
    assert len(list(target.iterdir())) == 100


def test_when_the_second_of_two_renames_fails_the_first_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "folder"
    write(target, "old")
    monkeypatch.setattr(atomic, "exchange", lambda one, other: False)
    rename = Path.rename

    def fail_for_the_new_one(path: Path, to: Path) -> Path:
        if ".part-" in path.name:
            raise OSError(errno.EIO, "the disk is dying", str(path))
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", fail_for_the_new_one)
    with pytest.raises(PersonError, match="cannot be written: Input/output error"):
        write(target, "new")
    assert (target / "mark").read_text(encoding="utf-8") == "old"
    assert beside(target) == []


def test_an_exchange_of_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic.exchange(tmp_path / "one", tmp_path / "other")


def test_others_may_read_the_folder(target: Path) -> None:
    before = os.umask(0o022)
    try:
        write(target, "new")
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o755


# ------------------------------------------------------------------ not being able to write


def test_a_place_that_cannot_be_written_is_told_to_the_person(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for below in ("folder", "deeper/folder"):
        with pytest.raises(PersonError, match="what should be a folder above it is a file"):
            write(tmp_path / "file" / below, "new")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_write_permission_is_told_to_the_person(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PersonError, match="cannot be written: Permission denied"):
            write(tmp_path / "folder", "new")
    finally:
        tmp_path.chmod(0o700)


def test_an_error_about_some_other_file_is_not_dressed_up(target: Path) -> None:
    with pytest.raises(FileNotFoundError), replace_folder(target, ours=ours):
        (target.parent / "elsewhere" / "letter.md").read_text(encoding="utf-8")


FREEZE_WITH_LIMIT = """
import resource, sys
from pathlib import Path
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import freeze
scheme = load("lgsco")
if sys.argv[3] != "none":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    freeze([Path(sys.argv[1])], Path(sys.argv[2]), scheme)
except PersonError as error:
    print(error)
    sys.exit(2)
"""


def freeze_elsewhere(source: Path, out: Path, limit: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", FREEZE_WITH_LIMIT, source, out, limit], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("limit", ["100", "3000"])
def test_no_room_for_a_file_leaves_the_old_snapshot_and_nothing_half_made(tmp_path: Path, limit: str) -> None:
    rows = [decision(reference=f"19 000 {n:03d}", summary=f"{n * n}") for n in range(500)]
    source = write_extract(tmp_path / "in", rows)
    old = freeze([write_extract(tmp_path / "old", [decision()])], tmp_path / "out", SCHEME)
    done = freeze_elsewhere(source, tmp_path / "out", limit)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        f"There is no room left on the disk for {tmp_path / 'out'}. Free some space, or write to another disk.\n",
        "",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "old", "out"]
    assert Snapshot.open(tmp_path / "out").hash == old.hash


@contextmanager
def disk(folder: Path, options: str) -> Iterator[Path]:
    """Mount a disk of its own, which only the superuser may do, and only as Linux does it."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk_leaves_nothing_half_made(tmp_path: Path) -> None:
    rows = [decision(reference=f"19 {n:03d} 000", summary=os.urandom(100).hex()) for n in range(900)]
    source = write_extract(tmp_path / "in", rows)
    with disk(tmp_path / "disk", "size=64k") as small:
        with pytest.raises(PersonError, match="There is no room left on the disk"):
            freeze([source], small / "out", SCHEME)
        assert list(small.iterdir()) == []


def test_a_disk_that_can_only_be_read(tmp_path: Path) -> None:
    source = write_extract(tmp_path / "in")
    with disk(tmp_path / "disk", "ro") as read_only:
        with pytest.raises(PersonError, match="cannot be written: Read-only file system") as caught:
            freeze([source], read_only / "above" / "out", SCHEME)
        assert caught.value.mend == "Write to a folder that you may change."


# ------------------------------------------------------------------ dying on the way

REPLACE_FOR_EVER = """
import sys
from pathlib import Path
from upheld import atomic
if sys.argv[2] == "two renames":
    atomic.exchange = lambda one, other: False
for n in range(1, 10**9):
    with atomic.replace_folder(Path(sys.argv[1]), ours=lambda folder: True) as folder:
        for name in "abcd":
            (folder / name).write_text(str(n))
    print(n, flush=True)
"""


@pytest.mark.parametrize("way", ["exchange", "two renames"])
def test_killed_at_any_moment_the_folder_is_whole(tmp_path: Path, way: str) -> None:
    chance = random.Random(way)
    target = tmp_path / "folder"
    for _ in range(10):
        process = subprocess.Popen([sys.executable, "-c", REPLACE_FOR_EVER, target, way], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(chance.random() / 20)
        if way == "exchange":
            assert target.is_dir(), "the folder is never absent"
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        recover(target)
        assert len({path.read_text(encoding="utf-8") for path in target.iterdir()}) == 1
        assert sorted(path.name for path in target.iterdir()) == list("abcd")
        assert beside(target) == []


def test_a_run_that_died_between_the_two_renames_is_put_right_by_whoever_opens(tmp_path: Path) -> None:
    snapshot = freeze([write_extract(tmp_path / "in")], tmp_path / "out", SCHEME)
    (tmp_path / "out").rename(tmp_path / "out.old-0123abcd")
    (tmp_path / "out.part-0123abcd").mkdir()
    assert Snapshot.open(tmp_path / "out").hash == snapshot.hash
    assert beside(tmp_path / "out") == ["in"]


def test_the_unfinished_part_of_a_dead_run_is_swept_and_that_of_a_living_one_is_not(target: Path) -> None:
    write(target, "old")
    dead = target.with_name("folder.part-00000000")
    dead.mkdir()
    with replace_folder(target, ours=ours) as folder:
        assert not dead.exists()
        recover(target)
        assert folder.is_dir()
        (folder / "mark").write_text("new", encoding="utf-8")
    assert (target / "mark").read_text(encoding="utf-8") == "new"


def test_nothing_is_put_back_while_another_run_is_at_work(target: Path) -> None:
    old = target.with_name("folder.old-00000000")
    with replace_folder(target, ours=ours) as folder:
        (folder / "mark").write_text("new", encoding="utf-8")
        old.mkdir()
        recover(target)
        assert not target.exists()
    recover(target)
    assert beside(target) == []


def test_folders_that_only_look_alike_are_left_alone(target: Path) -> None:
    others = [
        target.with_name(name) for name in ("folder.part-two", "folder.old", "folder.old-2019", "folderXpart-00000000")
    ]
    for other in others:
        other.mkdir()
    write(target, "new")
    recover(target)
    assert all(other.is_dir() for other in others)


# ------------------------------------------------------------------ snapshots


def test_a_snapshot_takes_the_place_of_a_snapshot(tmp_path: Path) -> None:
    first = freeze([write_extract(tmp_path / "in")], tmp_path / "out", SCHEME)
    second = freeze([write_extract(tmp_path / "in", [decision(outcome="not_upheld")])], tmp_path / "out", SCHEME)
    assert Snapshot.open(tmp_path / "out").hash == second.hash != first.hash


def test_a_refused_extract_leaves_the_old_snapshot(tmp_path: Path) -> None:
    first = freeze([write_extract(tmp_path / "in")], tmp_path / "out", SCHEME)
    with pytest.raises(PersonError):
        freeze([write_extract(tmp_path / "in", [decision(outcome="?")])], tmp_path / "out", SCHEME)
    assert Snapshot.open(tmp_path / "out").hash == first.hash


def test_a_snapshot_with_a_file_of_somebody_in_it_is_not_replaced(tmp_path: Path) -> None:
    freeze([write_extract(tmp_path / "in")], tmp_path / "out", SCHEME)
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PersonError, match="did not write"):
        freeze([tmp_path / "in"], tmp_path / "out", SCHEME)
    assert (tmp_path / "out" / "notes.txt").is_file()


def test_the_folder_of_the_extract_itself_is_not_replaced(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in")
    with pytest.raises(PersonError, match="did not write"):
        freeze([folder], folder, SCHEME)
    assert (folder / "decisions.csv").is_file()
