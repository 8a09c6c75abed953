"""Runs a command and measures it: seconds, and the most memory it and its children held together."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 0.05


@dataclass(frozen=True)
class Run:
    """What one run took. `memory` is in bytes, shared pages counted once for each process that maps them."""

    seconds: float
    memory: int


def upheld(*arguments: str | Path) -> Run:
    """Run the `upheld` command line. Raises CalledProcessError if it fails."""
    command = [str(Path(sys.executable).with_name("upheld")), *map(str, arguments)]
    return measured(command)


def measured(command: Sequence[str]) -> Run:
    """Run any command and measure it. Raises CalledProcessError if it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watched = psutil.Process(process.pid)
    most = 0
    while process.poll() is None:
        most = max(most, _memory(watched))
        time.sleep(EVERY)
    seconds = time.perf_counter() - started
    said = process.stderr.read() if process.stderr else b""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    return Run(seconds, most)


def _memory(watched: psutil.Process) -> int:
    total = 0
    try:
        for process in (watched, *watched.children(recursive=True)):
            total += process.memory_full_info().pss
    except psutil.Error:
        pass
    return total
