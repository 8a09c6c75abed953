"""A build that is stopped, or killed outright, leaves the old release or the new one: never a mixture."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import UPHELD, upheld
from upheld.release.manifest import ReleaseManifest

MOMENTS = int(os.environ.get("UPHELD_CRASH_MOMENTS", "1"))
"""How many random moments to try: few here, many with `make crash`."""
PARTS = os.environ.get("UPHELD_CRASH_PARTS", "figures,tables,website")
"""What is built: without letters here, since they take long; everything with `make crash`."""
SEED = int(os.environ.get("UPHELD_CRASH_SEED", "1"))


@pytest.fixture(scope="module")
def old_and_new(tmp_path_factory: pytest.TempPathFactory, snapshot: Path) -> tuple[Path, set[str], float]:
    """A small release of 2018-19, the hashes that may be found afterwards, and how long the new build takes."""
    folder = tmp_path_factory.mktemp("crash")
    old, new = folder / "old", folder / "new"
    upheld("build", snapshot, "--year", "2018-19", "--only", PARTS, "--out", old)
    started = time.monotonic()
    upheld("build", snapshot, "--year", "2019-20", "--only", PARTS, "--out", new)
    seconds = time.monotonic() - started
    return old, {ReleaseManifest.read(old).hash, ReleaseManifest.read(new).hash}, seconds


@pytest.mark.parametrize("moment", range(MOMENTS))
@pytest.mark.parametrize(
    "how",
    [
        signal.SIGKILL,
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
    ],
)
def test_the_old_release_or_the_new_one_is_there_whole(
    old_and_new: tuple[Path, set[str], float], snapshot: Path, tmp_path: Path, how: signal.Signals, moment: int
) -> None:
    old, allowed, seconds = old_and_new
    out = tmp_path / "release"
    shutil.copytree(old, out)
    arguments = ["build", snapshot, "--year", "2019-20", "--only", PARTS, "--out", out]
    process = subprocess.Popen([UPHELD, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.Random(f"{SEED} {how} {moment}").uniform(0, seconds * 1.1))
    process.send_signal(how)
    process.wait(timeout=60)
    if how is not signal.SIGKILL:
        assert [p.name for p in tmp_path.iterdir()] == ["release"], "a stopped build cleans up after itself"

    manifest = ReleaseManifest.read(out)
    assert manifest.hash in allowed
    assert manifest.altered(out) == []

    upheld(*arguments)
    assert [p.name for p in tmp_path.iterdir()] == ["release"], "the next build sweeps up what a killed one left"
    assert ReleaseManifest.read(out).altered(out) == []
