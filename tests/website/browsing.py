"""A real Chromium, and a server that has the site at an address of its own below the root, as a public host may."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.website.conftest import BASE
from upheld.release.hosting import headers_of

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

AXE = Path(__file__).parent / "vendor" / "axe.min.js"


def chromium_path() -> str:
    """Return where Chromium is. Its lack fails the tests: skipping them would hide that nobody looked."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail("The browser tests need Chromium, and there is none. Install it with: make system-packages")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        yield browser
        browser.close()


class Elsewhere(SimpleHTTPRequestHandler):
    """Serves a folder as any other site may be served: without a header of ours."""

    def log_message(self, *_: Any) -> None:
        pass


class _BelowTheRoot(Elsewhere):
    """Serves a folder at `BASE` and nothing anywhere else, with the headers of a public host."""

    def translate_path(self, path: str) -> str:
        if not path.startswith(BASE):
            return "/nowhere"
        return super().translate_path("/" + path.removeprefix(BASE))

    def end_headers(self) -> None:
        for name, value in headers_of("/" + self.path.removeprefix(BASE)).items():
            self.send_header(name, value)
        super().end_headers()


@contextmanager
def served(folder: Path, handler: type[Elsewhere] = _BelowTheRoot) -> Iterator[str]:
    """Serve `folder`, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{BASE if handler is _BelowTheRoot else '/'}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Visitor:
    """Somebody with a browser, who notes what the browser complains of and which hosts it asks."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith(self.address):
            self.complaints.append(f"asked for {url}")

    def goes_to(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    @property
    def at(self) -> str:
        """Where the visitor is, below the site's own address."""
        return self.page.url.removeprefix(self.address)

    def focus(self) -> str:
        """Return the text or the id of what has the focus."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

    def tabs_to(self, wanted: str, most: int = 40) -> None:
        """Press Tab until `wanted` has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.focus() == wanted:
                return
        pytest.fail(f"{wanted!r} cannot be reached with {most} presses of Tab")

    def barriers(self) -> list[str]:
        """Return what axe-core finds wrong with the page, by its rules of WCAG 2.2 A and AA and of good practice."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "\n;undefined")
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        # Targets smaller than 24 pixels are looked for only where that is asked.
        options = {"runOnly": {"type": "tag", "values": tags}, "rules": {"target-size": {"enabled": True}}}
        found = self.page.evaluate("options => axe.run(document, options)", options)
        return [f"{v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]
