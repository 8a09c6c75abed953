"""Measures pages of a built site with Lighthouse, served by nginx as `docs/hosting` says, and demands 98 of 100.

    python tools/quality/lighthouse.py RELEASE/website

Each page is measured three times, on Lighthouse's simulated slow telephone, and the median run counts. A machine that
others use too makes a page wait, and Lighthouse takes the waiting for work. So the time of each task of the browser is
taken from the trace as the processor's time for it, not as the clock's; what the clock says stands beside it (`clock`).

Pages of synthetic figures ask search engines not to list them, as they must; the one audit that asks whether a page may
be listed (`is-crawlable`) is left out for them, and the result says so.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from upheld.release.hosting import nginx

LIGHTHOUSE = Path("build/quality/node_modules/lighthouse/cli/index.js")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 98
GOOD = 0.9
"""An audit that gets less is named."""
RUNS = 3
CHROME = "--headless --no-sandbox --disable-gpu"


@dataclass(frozen=True)
class Scores:
    """What one page got in the median run, of 100 in each category, and what weighed it down."""

    page: str
    of: dict[str, int]
    clock: int
    """Its performance when waiting is taken for work."""
    kilobytes: int
    """All it fetched, compressed."""
    failed: tuple[str, ...]


def pages(site: Path) -> dict[str, str]:
    """Return the pages to measure: what each is, and its path. One that the site has not is left out."""
    first = next(iter(sorted(p.parent for p in (site / "decisions").glob("*-*-*/index.html"))), None)
    wanted = {
        "home": "",
        "map": "map/",
        "authority": "authorities/birmingham-city-council/",
        "decision": f"decisions/{first.name}/" if first else None,
        "search": next((p for p in ("search/", "decisions/search/") if (site / p).is_dir()), None),
    }
    return {name: path for name, path in wanted.items() if path is not None and (site / path / "index.html").is_file()}


@contextmanager
def served(site: Path, log: Path | None = None) -> Iterator[str]:
    """Serve `site` by nginx as the example for hosts says, compressed, and give its address.

    `log` gets a line for each answer: the bytes of its body, and the path.
    """
    with tempfile.TemporaryDirectory() as name, socket.socket() as taken:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "current").symlink_to(site.resolve())
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.close()
        said = f"log_format sent '$body_bytes_sent $uri'; access_log {log} sent;" if log else "access_log off;"
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
            f"http {{ {said} server {{ listen 127.0.0.1:{port};\n{nginx(str(folder))} }} }}\n"
        )
        server = subprocess.Popen(["nginx", "-p", name, "-c", folder / "nginx.conf"])  # noqa: S603, S607
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("nginx does not answer.")


def measured(address: str, page: str, *, synthetic: bool) -> Scores:
    """Measure one page `RUNS` times and return the run of median performance. Raises NotMeasuredError."""
    runs = sorted((_tried_again(address, synthetic=synthetic) for _ in range(RUNS)), key=lambda run: _score(run[0]))
    report, by_the_clock = runs[len(runs) // 2]
    audits: dict[str, Any] = report["audits"]
    failed = tuple(
        f"{audit['id']}: {audit.get('displayValue', '')}".rstrip(": ")
        for category in CATEGORIES
        for ref in report["categories"][category]["auditRefs"]
        if ref["weight"] and (audit := audits[ref["id"]])["score"] is not None and audit["score"] < GOOD
    )
    of = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    kilobytes = round(audits["total-byte-weight"]["numericValue"] / 1000)
    return Scores(page, of, round(100 * _score(by_the_clock)), kilobytes, failed)


def _score(report: dict[str, Any]) -> float:
    return float(report["categories"]["performance"]["score"])


class NotMeasuredError(Exception):
    """Lighthouse gave up on a page, as it does where a busy machine keeps the browser waiting too long."""


def _tried_again(address: str, *, synthetic: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Load a page, once more if Lighthouse gives up on it; raises NotMeasuredError if it gives up again."""
    try:
        return _run(address, synthetic=synthetic)
    except NotMeasuredError as why:
        print(f"    once more, since Lighthouse gave up: {why}", flush=True)
        return _run(address, synthetic=synthetic)


def _run(address: str, *, synthetic: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Load a page once, and return what Lighthouse says of it by the processor's time and by the clock."""
    with tempfile.TemporaryDirectory() as gathered:
        _lighthouse(address, f"--gather-mode={gathered}", synthetic=synthetic)
        by_the_clock = _lighthouse(address, f"--audit-mode={gathered}", synthetic=synthetic)
        for trace in Path(gathered).glob("*.trace.json"):
            trace.write_text(_worked(trace.read_text(encoding="utf-8")), encoding="utf-8")
        return _lighthouse(address, f"--audit-mode={gathered}", synthetic=synthetic), by_the_clock


def _worked(trace: str) -> str:
    """Return a trace in which each task lasts as long as the processor worked on it."""
    value = json.loads(trace)
    for event in value["traceEvents"]:
        if "tdur" in event and "dur" in event:
            event["dur"] = max(1, min(event["dur"], event["tdur"])) if event["dur"] else 0
    return json.dumps(value)


def _lighthouse(address: str, mode: str, *, synthetic: bool) -> dict[str, Any]:
    command: list[str | Path] = ["node", LIGHTHOUSE, address, mode, "--output=json", "--quiet"]
    command += [f"--chrome-flags={CHROME}", f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting"]
    command += ["--skip-audits=is-crawlable"] if synthetic else []
    browser = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    environment = {**os.environ, "CHROME_PATH": browser}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    if done.returncode:
        raise NotMeasuredError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no reason given")
    report: dict[str, Any] = json.loads(done.stdout or "{}")
    return report


def main(site: Path) -> int:
    """Measure, print a line for each page, and return 1 if any score is too low."""
    synthetic = 'name="robots" content="noindex"' in (site / "index.html").read_text(encoding="utf-8")
    low = 0
    print(f"{'page':<12}{'perf':>6}{'a11y':>6}{'best':>6}{'seo':>6}{'clock':>8}{'kB':>6}")
    with served(site) as address:
        for name, path in pages(site).items():
            scores = measured(address + path, name, synthetic=synthetic)
            of = scores.of
            print(f"{name:<12}" + "".join(f"{of[c]:>6}" for c in CATEGORIES), end="")
            print(f"{scores.clock:>8}{scores.kilobytes:>6}", flush=True)
            for line in scores.failed:
                print(f"    {line}")
            low += min(of.values()) < LEAST
    if synthetic:
        print("The pages are synthetic and ask not to be listed, so the audit is-crawlable is left out.")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
