"""Measures what a search costs a reader: bytes over the line and seconds until ten decisions stand on the page.

    python -m tools.quality.searching RELEASE/website

Each query is the first of a reader who was never there before: the page, the script, the engine, the index and the
decisions shown are all fetched, by a real Chromium from nginx as `docs/hosting` says. Then it is asked once more on the
same page, as by somebody who changes a word. Ordinary queries are what people look for; the hardest are the words that
stand in most decisions and are still searched for.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.website.browsing import ARGUMENTS, chromium_path
from tools.quality.lighthouse import served

ORDINARY = (
    "damp",
    "missed bin",
    "blue badge",
    "school transport",
    "parking fine",
    "council tax",
    "homeless",
    "care home fees",
    "special educational needs",
    "planning permission",
)
HARD = ("complaint", "delay", "failed", "mr", "councils")
MOST_KB, MOST_SECONDS = 250, 1.5
WAIT = 30_000
"""Milliseconds."""


@dataclass(frozen=True)
class Cost:
    """What one query cost: kB fetched and seconds, and how much was found."""

    query: str
    kilobytes: float
    seconds: float
    said: str


def cost(browser: Browser, address: str, log: Path, query: str) -> Cost:
    """Ask one query as a reader who was never there before."""
    context = browser.new_context()
    page = context.new_page()
    log.write_text("")
    started = time.perf_counter()
    page.goto(f"{address}search/?q={quote_plus(query)}")
    said = _answered(page)
    seconds = time.perf_counter() - started
    context.close()
    # By the server's own log: a browser does not tell what its workers fetch.
    sent = sum(int(line.split(" ")[0]) for line in log.read_text(encoding="utf-8").splitlines())
    return Cost(query, sent / 1e3, seconds, said)


def again(browser: Browser, address: str, query: str) -> float:
    """Return the seconds that a query takes where the engine is loaded already."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}search/?q=kerb")
    _answered(page)
    page.fill("input[name=q]", "")
    expect(page.locator("[data-found] li")).to_have_count(0, timeout=WAIT)
    started = time.perf_counter()
    page.fill("input[name=q]", query)
    page.keyboard.press("Enter")
    _answered(page)
    seconds = time.perf_counter() - started
    context.close()
    return seconds


def _answered(page: Page) -> str:
    """Wait until the answer stands on the page; return what is said of it."""
    said = page.locator("[data-said]")
    expect(said).to_have_text(re.compile(r"found\.$|nearly every"), timeout=WAIT)
    if not (told := said.inner_text()).startswith(("0 ", "These")):
        page.locator("[data-found] li").first.wait_for(timeout=WAIT)
    return told


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        yield browser
        browser.close()


def main(site: Path) -> int:
    """Print a line for each query, and return 1 if one costs too much."""
    heavy = slow = 0
    print(f"{'query':<28}{'kB':>7}{'seconds':>9}{'again':>7}  answer")
    with TemporaryDirectory() as folder, served(site, log := Path(folder) / "sent") as address, _browser() as browser:
        cost(browser, address, log, "kerb")
        for queries in (ORDINARY, HARD):
            for query in queries:
                first, second = cost(browser, address, log, query), again(browser, address, query)
                print(
                    f"{query:<28}{first.kilobytes:>7.0f}{first.seconds:>9.2f}{second:>7.2f}  {first.said}", flush=True
                )
                heavy += queries is ORDINARY and first.kilobytes > MOST_KB
                slow += second > MOST_SECONDS
    print(
        f"Promised: an ordinary query {MOST_KB} kB, the hardest {MOST_SECONDS} s. Too heavy {heavy}, too slow {slow}."
    )
    return 1 if heavy or slow else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
