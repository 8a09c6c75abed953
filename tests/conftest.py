"""What the whole suite shares: the sample, frozen, and two releases of it, each made once by the real command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

UPHELD = Path(sys.executable).with_name("upheld")


def upheld(*arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person does."""
    done = subprocess.run([UPHELD, *map(str, arguments)], capture_output=True, text=True, check=False)
    if check:
        assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Make a named folder once for all test processes: whoever comes first makes it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if base.name.startswith("popen-") else base) / "shared"
    shared.mkdir(exist_ok=True)

    def make(name: str, maker: Callable[[Path], object]) -> Path:
        folder = shared / name
        with FileLock(shared / f"{name}.lock"):
            if not folder.exists():
                maker(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def extract(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The synthetic extract of seven years, with fewer statements than people get: their pages take long to check."""
    return once("extract", lambda out: upheld("sample", "--statements", "2100", "--out", out))


@pytest.fixture(scope="session")
def snapshot(once: Callable[[str, Callable[[Path], object]], Path], extract: Path) -> Path:
    """The extract, frozen."""
    return once("snapshot", lambda out: upheld("freeze", extract, "--out", out))


@pytest.fixture(scope="session")
def release_2020(once: Callable[[str, Callable[[Path], object]], Path], snapshot: Path) -> Path:
    """The release of 2019-20."""
    return once("release-2019-20", lambda out: upheld("build", snapshot, "--year", "2019-20", "--out", out))


@pytest.fixture(scope="session")
def release_2024(once: Callable[[str, Callable[[Path], object]], Path], snapshot: Path, release_2020: Path) -> Path:
    """The release of 2023-24, which carries the letters of 2019-20."""
    arguments = ("build", snapshot, "--year", "2023-24", "--earlier", release_2020, "--out")
    return once("release-2023-24", lambda out: upheld(*arguments, out))
