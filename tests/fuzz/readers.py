"""Feeding the readers damaged and made-up files: nothing but an error for people may come of one, and soon.

`python -m tests.fuzz.readers MINUTES` reads in a process of its own, which is watched: one that dies or does not
answer is a finding like an exception. Each finding is told with its number; `--only NUMBER` reads that one again.
"""

from __future__ import annotations

import argparse
import resource
import select
import shutil
import subprocess
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.fuzz.inputs import Input, make
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import freeze
from upheld.snapshot.headers import match_header
from upheld.snapshot.intake import load_mapping
from upheld.snapshot.intake.feeding import read_mapped
from upheld.snapshot.intake.guess import guess
from upheld.snapshot.sources import read_sources

LONGEST, AT_MOST = 20.0, 300.0
"""Seconds of work, and seconds by the clock, after which a file that is not read yet hangs.

A usual one takes a hundredth of a second of work, but on a busy machine nobody knows how long by the clock.
"""
MEMORY = 6 << 30
"""Bytes the reading process may take."""
FREEZE_EVERY, MAP_EVERY, GUESS_EVERY = 20, 4, 10


def examine(given: Input, folder: Path) -> str:
    """Read a file as `upheld freeze` does; return what came of it. Raises whatever is not an error for people.

    Raises AssertionError if a snapshot is left behind where the file was refused.
    """
    scheme = load("lgsco")
    path, out = folder / given.name, folder / "snapshot"
    path.write_bytes(given.content)
    try:
        if given.number % FREEZE_EVERY == 0:
            freeze([path], out, scheme, accept_rejects=given.number % 3 == 0).verify()
            return "frozen"
        if given.number % GUESS_EVERY == 1:
            guess([path], scheme)
        mapped = given.number % MAP_EVERY == 1
        mapping = load_mapping("three-sheets" if given.number % 3 == 0 else "own-tables", scheme)
        intake = read_mapped([path], mapping) if mapped else read_sources([path])
        for source in intake.sources:
            match_header(source).read(source.table, source.grid.rows)
    except PersonError:
        assert not out.exists(), "a snapshot is left though the file was refused"
        return "refused"
    else:
        return "read" if intake.sources else "refused" if intake.problems else "left alone"
    finally:
        path.unlink()
        shutil.rmtree(out, ignore_errors=True)
        left = sorted(one.name for one in folder.iterdir())
        assert not left, f"left behind: {left}"


def work(first: int) -> None:
    """Read one input after the other, saying before each which it is and after each what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    number = first
    with TemporaryDirectory() as folder:
        while True:
            print(f"{number} begun", flush=True)
            given = make(number)
            try:
                result = examine(given, Path(folder))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, it is a finding
                last = traceback.extract_tb(error.__traceback__)[-1]
                place = f"{Path(last.filename).name}:{last.lineno}"
                result = f"FOUND {type(error).__name__} at {place}: {str(error)[:120]!r} ({given.made})"
            print(f"{number} {result}".replace("\n", " "), flush=True)
            number += 1


def watch(minutes: float, first: int) -> list[str]:
    """Read for so long, print how many inputs were read, and return what was found."""
    ends, counts, found, number = time.monotonic() + minutes * 60, Counter[str](), list[str](), first
    while time.monotonic() < ends:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.readers", "--work", str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # or lines would wait here, and a hang be blamed on an earlier file
        )
        begun = number
        while time.monotonic() < ends:
            line = _answer(process)
            if not line:
                died = process.poll()
                found.append(f"{begun} FOUND {'a hang' if died is None else f'death: {died}'} ({make(begun).made})")
                number = begun + 1
                break
            said, _, result = line.strip().partition(" ")
            begun = int(said)
            if result.startswith("FOUND"):
                found.append(line.strip())
            if result != "begun":
                counts["found" if result.startswith("FOUND") else result] += 1
                number = begun + 1
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    told = ", ".join(f"{times:,} {result}" for result, times in sorted(counts.items()))
    print(f"{number - first:,} inputs in {minutes:g} minutes: {told}")
    return found


def _answer(process: subprocess.Popen[bytes]) -> str:
    """Return the next line that the process says; `""` if it has died, or has worked too long without one."""
    assert process.stdout is not None
    watched, begun = psutil.Process(process.pid), time.monotonic()
    worked = _worked(watched)
    while time.monotonic() - begun < AT_MOST and _worked(watched) - worked < LONGEST:
        if select.select([process.stdout], [], [], 1.0)[0]:
            line = process.stdout.readline().decode()
            if not line:
                process.wait()
            return line
    return ""


def _worked(process: psutil.Process) -> float:
    """Return the seconds of work of a process."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def main() -> None:
    """Read for as long as asked, or one input alone."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("minutes", nargs="?", type=float, default=30)
    arguments.add_argument("--first", type=int, default=0, help="number of the first input")
    arguments.add_argument("--only", type=int, help="read this input alone, and show what is wrong")
    arguments.add_argument("--work", type=int, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.work is not None:
        work(asked.work)
    elif asked.only is not None:
        given = make(asked.only)
        print(given.name, given.made, f"{len(given.content):,} bytes")
        with TemporaryDirectory() as folder:
            print(examine(given, Path(folder)))
    else:
        found = watch(asked.minutes, asked.first)
        for line in found:
            print(line)
        sys.exit(bool(found))


if __name__ == "__main__":
    main()
