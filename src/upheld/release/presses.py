"""Sets letters in several processes, which load nothing but what a press needs.

They are started before there is anything to set: while this process counts cases, they load their fonts.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from upheld.letters.html import page
from upheld.letters.model import Letter
from upheld.letters.press import Press
from upheld.letters.text import text

FORMS = ("pdf", "html", "txt")
STYLESHEET = "letter.css"
ICON = "../../assets/icon.svg"
"""The site's icon, seen from a letter of the site."""
CHUNK = 16
"""Letters handed to a process at a time: small enough to keep the processes evenly busy."""


def form_of(letter: Letter, form: str, press: Press, css: str, icon: str | None = None) -> bytes:
    """Return the letter in one of `FORMS`."""
    if form == "pdf":
        return press.pdf(letter)
    if form == "html":
        return page(letter, stylesheet=css, icon=icon).encode()
    return text(letter).encode()


@dataclass(frozen=True)
class Job:
    """A letter to set, and where: its file without the ending."""

    letters: ClassVar[int] = 1
    letter: Letter
    stem: Path

    def done_by(self, press: Press) -> None:
        """Write the letter in every form."""
        for form in FORMS:
            target = self.stem.with_suffix(f".{form}")
            target.write_bytes(form_of(self.letter, form, press, f"../{STYLESHEET}", ICON))


class AnyJob(Protocol):
    """What a press can do."""

    letters: ClassVar[int]
    """How many letters it sets: 1, or 0 where it makes something besides."""

    def done_by(self, press: Press) -> None:
        """Do it."""


class Presses:
    """Where letters are handed in to be set, a chunk at a time; `finish` waits for all of them."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool
        self._waiting: list[AnyJob] = []
        self._handed: list[Future[int]] = []

    def hand_in(self, job: AnyJob) -> None:
        """Hand in a letter: it is set as soon as a process is free, or by `finish` where there is no other process."""
        self._waiting.append(job)
        if self._pool is not None and len(self._waiting) == CHUNK:
            self._handed.append(self._pool.submit(_set, self._waiting))
            self._waiting = []

    def finish(self, advance: Callable[[int], None]) -> None:
        """Wait until every letter is set; `advance` is told how many were, time after time."""
        press = Press() if self._pool is None else None
        if press:
            for job in self._waiting:
                job.done_by(press)
                advance(job.letters)
        elif self._pool is not None and self._waiting:
            self._handed.append(self._pool.submit(_set, self._waiting))
        self._waiting = []
        for future in as_completed(self._handed):
            advance(future.result())
        self._handed = []


@contextmanager
def presses(processes: int) -> Iterator[Presses]:
    """Start as many processes, unless it is one: then this process sets the letters itself.

    When the work is given up the processes stop at once: no letter is set that nobody will read.
    """
    if processes == 1:
        yield Presses(None)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start)
    try:
        for _ in range(processes):
            pool.submit(_set, ())
        yield Presses(pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


# ---------------------------------------------------------------- one process

_press: Press | None = None


def _start() -> None:
    """Prepare a process: one press each, deaf to Ctrl-C (the parent answers it), and gone when the parent is."""
    global _press
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow_parent, daemon=True).start()
    _press = Press()


def _follow_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _set(jobs: Sequence[AnyJob]) -> int:
    if _press is None:
        raise RuntimeError("the process was not prepared")
    for job in jobs:
        job.done_by(_press)
    return sum(job.letters for job in jobs)
