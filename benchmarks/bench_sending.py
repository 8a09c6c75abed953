"""1,500 mails with a PDF each through a real mail server on this machine, the ledger written before and after each."""

from __future__ import annotations

import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.dispatch.conftest import SENDER
from tests.dispatch.crashing import DRIVER
from tests.dispatch.small_dispatch import SCHEME, make_release, make_snapshot, recipient, sign

MESSAGES = 1500
ROLES = ("chief_executive", "leader", "monitoring_officer", "scrutiny_chair", "link_officer")
PDF = b"%PDF-1.7 " + bytes(range(256)) * 340
"""As large as a letter's, 87 kB."""
WORDS = "A letter is as long as this when it is repeated as often as letters are long. " * 90

MEASURED = f"""
import atexit, os
from pathlib import Path

def say():
    # Not ru_maxrss: a process inherits that from the one that started it. This peak begins with the program.
    held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    print(held.split()[1], sum(os.times()[:2]))

atexit.register(say)
{DRIVER}
main()
"""
"""The command, which at its end says how many kB it held at the most and how many seconds it reckoned."""


class Sink(socketserver.StreamRequestHandler):
    """A server that takes whatever it is given: aiosmtpd takes 60 ms for a letter, and would be what is measured."""

    taken: set[bytes] = set()  # noqa: RUF012 counted over all connections

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                mail = iter(self.rfile.readline, b".\r\n")
                self.taken.update(one for one in mail if one.startswith(b"Message-ID:"))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 OK\r\n")
            if word == b"QUIT":
                return


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what was measured beside what was promised."""
    with tempfile.TemporaryDirectory(prefix="upheld-bench-") as folder:
        few, _, _ = _send(Path(folder) / "few", MESSAGES // 10)
        many, reckoned, seconds = _send(Path(folder) / "many", MESSAGES)
    yield (
        f"upheld send, {MESSAGES:,} messages with a PDF",
        f"{seconds:.1f} s, of which it reckoned {reckoned:.1f} s; {many / 1e6:.0f} MB",
        "under 60 s",
    )
    yield (f"its memory, {MESSAGES:,} messages to {MESSAGES // 10}", f"{many / few:.2f} times", "flat")


def _send(folder: Path, messages: int) -> tuple[int, float, float]:
    """Send as many messages; return the most bytes the process held, the seconds it reckoned and those it took."""
    codes = [a.code for a in SCHEME.authorities if a.last_day is None][: messages // len(ROLES)]
    folder.mkdir()
    snapshot = make_snapshot(folder, [recipient(code, role) for code in codes for role in ROLES])
    release = sign(make_release(folder / "release", snapshot, codes, words=WORDS, pdf=PDF), folder / "keys")
    Sink.taken.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = ["--snapshot", folder / "snapshot", "--keys", folder / "keys", "--ledger", folder / "ledger.db"]
        options += ["--from", SENDER, "--smtp", f"smtp://127.0.0.1:{server.server_address[1]}", "--yes-send", messages]
        command = [sys.executable, "-c", MEASURED, "send", release, *options]
        started = time.perf_counter()
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - started
        server.shutdown()
    assert len(Sink.taken) == messages, done.stderr
    held, reckoned = done.stdout.split()[-2:]
    return int(held) * 1024, float(reckoned), seconds
