"""Runs of the command that are killed outright, and the bad server they meet."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tests.dispatch.post_office import PostOffice

PATIENCE = os.environ.get("UPHELD_CRASH_PATIENCE", "1.5")
"""Seconds for which the server may keep a run waiting: more where a busy machine makes even a good server slow."""
RUNS = 10
"""Runs after the last kill: a busy machine can let a run give up waiting for the server."""
AT_ANY_MOMENT = 0.2
"""Share of the kills that fall anywhere from the start of the process on; the others while mails are accepted."""
MOODS = (*("fine",) * 9, "greylists", "refuses", "hangs up", "takes and hangs up", "stalls")

DRIVER = """
import sys
import types

from upheld.release.check.model import CheckReport

nothing_wrong = CheckReport("release", None, "2023-24", True, ())
sys.modules["upheld.release.check.run"] = types.SimpleNamespace(check_release=lambda *a, **k: nothing_wrong)
from upheld.cli import main
"""
"""The command itself; only the check of the release, which takes long and is tested elsewhere, finds nothing."""

NURSERY = f"""
import json
import os
{DRIVER}
import css_inline
import upheld.dispatch.letters, upheld.dispatch.smtp, upheld.terminal

for line in sys.stdin:
    if not (run := os.fork()):
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        sys.argv = json.loads(line)
        try:
            main()
        except SystemExit as end:
            os._exit(end.code or 0)
        os._exit(0)
    print(run, flush=True)
    os.waitpid(run, 0)
    print("over", flush=True)
"""
"""Starts one run after another, each a process of its own, without loading the program anew for each."""


class Nursery:
    """Where runs are started."""

    def __init__(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen([sys.executable, "-c", NURSERY], text=True, **pipes)  # type: ignore[call-overload]

    def start(self, arguments: Sequence[object]) -> int:
        """Start a run; return the number of its process."""
        self._process.stdin.write(json.dumps(["upheld", *map(str, arguments)]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self) -> None:
        """Wait until the run is over."""
        assert self._process.stdout.readline() == "over\n"

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=60)


@dataclass(frozen=True)
class Killer:
    """Starts runs and kills them, at moments drawn from `at`."""

    nursery: Nursery
    office: PostOffice
    at: random.Random

    def kill(self, arguments: Sequence[object]) -> None:
        """Start a run and kill it: some anywhere from its start on, the others while mails are accepted."""
        self.office.given.clear()
        run = self.nursery.start(arguments)
        if self.at.random() < AT_ANY_MOMENT:
            time.sleep(self.at.uniform(0, 1))
        else:
            while not self.office.given.wait(timeout=0.02) and alive(run):
                pass
            time.sleep(self.at.uniform(0, 0.4))
        with suppress(ProcessLookupError):
            os.kill(run, signal.SIGKILL)
        self.nursery.wait()

    def finish(self, arguments: Sequence[object], waiting: Callable[[], bool]) -> None:
        """Start a run, and again while anything waits, as a person does who is told so."""
        for _ in range(RUNS):
            self.nursery.start(arguments)
            self.nursery.wait()
            if not waiting():
                return


def moody(mood: Callable[[str], str]) -> PostOffice:
    """A server whose mood depends on the recipient; whatever it is, it passes with the first attempt, but a refusal."""

    def recipient_answer(address: str, attempt: int) -> str | None:
        if mood(address) == "refuses":
            return "550 5.1.1 no such user"
        return "451 4.7.1 come back later" if mood(address) == "greylists" and attempt == 1 else None

    def mail_answer(address: str, attempt: int) -> str | None:
        answers = {"hangs up": "drop", "takes and hangs up": "accept and drop", "stalls": "stall"}
        return answers.get(mood(address)) if attempt == 1 else None

    return PostOffice(answer_recipient=recipient_answer, answer_mail=mail_answer, hold=0.004)


def alive(process: int) -> bool:
    """Whether a process is still there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
