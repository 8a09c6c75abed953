"""A publication killed outright at any moment leaves readers the old site or the new one, whole, and nothing else."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.release.small_release import small_release
from upheld.release.publish_folder import PublicFolder
from upheld.release.sign import make_key, sign_release
from upheld.scheme import load

MOMENTS = int(os.environ.get("UPHELD_CRASH_MOMENTS", "3"))
SEED = int(os.environ.get("UPHELD_CRASH_SEED", "1"))
PAGES = 300

SCHEME = load("lgsco")

DRIVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from upheld.release.check.model import CheckReport
from upheld.release.publish import Publisher, Wishes
from upheld.scheme import load

release, public, keys = map(Path, sys.argv[1:])
report = CheckReport("release", None, "2023-24", False, ())
wishes = Wishes(keys=keys)
publisher = Publisher(release, public, load("lgsco"), wishes, lambda: report, lambda: datetime(2025, 1, 1, tzinfo=UTC))
print("ready", flush=True)
publisher.publish()
"""


def signed(folder: Path, keys: Path, words: str, revises: Path | None = None) -> Path:
    for number in range(PAGES):
        page = folder / "website" / "pages" / f"{number}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<p>{words}</p>")
    release = small_release(folder, words=words, revises=revises)
    for person, role in zip(("One", "Two"), SCHEME.signoff.roles, strict=True):
        sign_release(release, SCHEME, name=person, role=role, key=keys / f"{person}.private.pem")
    return release


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """Keys, an old release, published, and a new one; and how long publishing the new one takes."""
    folder = tmp_path_factory.mktemp("publish-crash")
    for person in ("One", "Two"):
        make_key(folder / "keys", person, None)
    old = signed(folder / "old", folder / "keys", "old")
    signed(folder / "new", folder / "keys", "new", revises=old)
    assert publish(folder / "old", folder / "public", folder / "keys").wait() == 0
    shutil.copytree(folder / "public", folder / "trial", symlinks=True)
    process = publish(folder / "new", folder / "trial", folder / "keys")
    started = time.monotonic()
    assert process.wait() == 0
    return folder, time.monotonic() - started


def publish(release: Path, public: Path, keys: Path) -> subprocess.Popen[str]:
    """Start a publication in a process of its own; return when it begins."""
    process = subprocess.Popen([sys.executable, "-c", DRIVER, release, public, keys], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as said:
        assert said.readline() == "ready\n"
    return process


def front(public: Path) -> set[str]:
    return {path.read_text() for path in sorted((public / "current").resolve().rglob("*.html"))}


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_killed_publication_leaves_the_old_site_or_the_new_one(
    prepared: tuple[Path, float], tmp_path: Path, moment: int
) -> None:
    folder, seconds = prepared
    public = tmp_path / "public"
    shutil.copytree(folder / "public", public, symlinks=True)
    process = publish(folder / "new", public, folder / "keys")
    time.sleep(random.Random(f"{SEED} {moment}").uniform(0, seconds * 1.1))
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)

    assert front(public) in ({"<p>old</p>"}, {"<p>new</p>"})
    for release in (public / "releases").iterdir():
        assert len(list(release.rglob("*.html"))) == PAGES + 3, "a release is there whole or not at all"

    again = publish(folder / "new", public, folder / "keys")
    assert again.wait(timeout=60) == 0
    assert front(public) == {"<p>new</p>"}
    assert len(list((public / "releases").iterdir())) == 2
    assert sorted(p.name for p in public.iterdir()) == ["current", "published.json", "releases"]
    assert list((tmp_path / ".public.staging").iterdir()) == [], "what the killed one left is swept away"
    with PublicFolder.locked(public) as opened:
        assert opened.log.stack[-1] == opened.current
