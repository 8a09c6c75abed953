"""Publishes a revision while 1,000 clients read the site from nginx, and counts what they were told.

Run by `make load`. Everything is made by the commands: a release, its revision, keys, signatures, two publications.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table

from benchmarks.runs import upheld
from upheld.release.hosting import nginx

YEAR, PORT, CLIENTS = "2019-20", 8809, 1000
SECONDS = 30
"""How long the clients read; the publication comes in the middle."""
LEAD = 240
"""Seconds given to the check before the publication; the clients come when they are nearly over."""
UPHELD = str(Path(sys.executable).with_name("upheld"))

CONFIGURATION = """\
worker_processes auto; worker_rlimit_nofile 16384; pid {folder}/nginx.pid; error_log {folder}/nginx-errors.log;
events {{ worker_connections 4096; }}
http {{ access_log off; sendfile on; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;
fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
server {{ listen 127.0.0.1:{port} backlog=4096;
{site}
}} }}
"""

SCRIPT = """\
local paths = { %s }
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", paths[n %% #paths + 1])
end
"""


def main() -> None:
    """Prepare, read, publish, and print one table."""
    with tempfile.TemporaryDirectory(prefix="upheld-load-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        _prepare(folder)
        _publish(folder, "first")
        with _nginx(folder):
            before = _front()
            at = datetime.now(UTC) + timedelta(seconds=LEAD)
            with _publishing(folder, "second", at) as process:
                time.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds() - SECONDS / 2))
                waiting = process.poll() is None
                said = _clients(folder)
            after = _front()
    table = Table(title=f"A revision published under {CLIENTS:,} clients, nginx, on this machine", box=None)
    table.add_column("what")
    table.add_column("measured")
    for what, measured in _read(said):
        table.add_row(what, measured)
    table.add_row("the publication came while the clients read", "yes" if waiting and before != after else "NO")
    Console().print(table)


def _prepare(folder: Path) -> None:
    (folder / "note.txt").write_text("A synthetic revision, made to measure a publication.\n")
    upheld("sample", "--out", folder / "extract")
    upheld("freeze", folder / "extract", "--out", folder / "snapshot")
    build = ("build", folder / "snapshot", "--year", YEAR, "--out")
    upheld(*build, folder / "first")
    revision = ("--revises", folder / "first", "--note", folder / "note.txt", "--revised-on", "2020-09-14")
    upheld(*build, folder / "second", *revision)
    for name, role in (("One", "analyst"), ("Two", "ombudsman")):
        upheld("keygen", "--as", name, "--out", folder / "keys", "--no-password")
        for release in ("first", "second"):
            key = folder / "keys" / f"{name}.private.pem"
            upheld("sign", folder / release, "--as", name, "--role", role, "--key", key)


def _publish(folder: Path, release: str) -> None:
    upheld("publish", folder / release, folder / "public", "--keys", folder / "keys", "--synthetic-ok")


@contextmanager
def _publishing(folder: Path, release: str, at: datetime) -> Iterator[subprocess.Popen[bytes]]:
    command = [UPHELD, "publish", str(folder / release), str(folder / "public"), "--keys", str(folder / "keys")]
    process = subprocess.Popen([*command, "--synthetic-ok", "--at", at.isoformat()])
    yield process
    if process.wait(timeout=LEAD):
        raise subprocess.CalledProcessError(process.returncode, command)


@contextmanager
def _nginx(folder: Path) -> Iterator[None]:
    path = folder / "nginx.conf"
    path.write_text(CONFIGURATION.format(folder=folder, port=PORT, site=nginx(str(folder / "public"))))
    process = subprocess.Popen(["nginx", "-c", str(path), "-g", "daemon off;"])
    try:
        time.sleep(1)
        yield
    finally:
        process.terminate()
        process.wait()


def _front() -> bytes:
    with urlopen(f"http://127.0.0.1:{PORT}/changes/index.html", timeout=10) as answer:
        content: bytes = answer.read()
    return content


def _clients(folder: Path) -> str:
    site = folder / "first" / "website"
    pages = sorted(site.glob("authorities/*/index.html"))[::8]
    paths = ["/", *(f"/{page.parent.relative_to(site).as_posix()}/" for page in pages), "/assets/site.css"]
    script = folder / "read.lua"
    script.write_text(SCRIPT % ", ".join(f'"{path}"' for path in paths))
    command = ["wrk", "-t2", f"-c{CLIENTS}", f"-d{SECONDS}s", "--timeout", "10s", "--latency", "-s", str(script)]
    done = subprocess.run([*command, f"http://127.0.0.1:{PORT}"], capture_output=True, text=True, check=True)
    return done.stdout


def _read(said: str) -> Iterator[tuple[str, str]]:
    """Yield what `wrk` found: it names errors only where there are any."""
    requests = re.search(r"(\d+) requests in", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slow = re.search(r"99%\s+(\S+)", said)
    yield "requests", f"{int(requests[1]):,}" if requests else "not known"
    yield "requests a second", f"{float(rate[1]):,.0f}" if rate else "not known"
    yield "99 of 100 answered within", slow[1] if slow else "not known"
    errors = re.findall(r"(Socket errors: .*|Non-2xx or 3xx responses: .*)", said)
    yield "errors", "; ".join(errors) or "0"


if __name__ == "__main__":
    main()
