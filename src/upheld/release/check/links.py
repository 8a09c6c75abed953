"""Whether every link of every page leads somewhere, and every place on a page it leads to is there."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.reading import Page

NOT_FOUND = "404.html"
"""Served for any address, so its links begin at the root of the host."""


def check_links(release: Path, advance: Callable[[int], None]) -> Checked:
    """Check the links of every page of the site, the letters' pages included. Links to other sites are not followed."""
    root = release / "website"
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    ids: dict[str, frozenset[str]] = {}
    found: dict[str, list[str]] = {}
    for name in sorted(name for name in files if name.endswith(".html")):
        page = Page.read(root, name)
        ids[name], found[name] = page.ids, sorted(set(page.addresses()))
        advance(1)
    findings: list[Finding] = []
    examined = 0
    for name, addresses in found.items():
        examined += len(addresses)
        findings += (Finding(f"website/{name}", what) for what in _broken(name, addresses, files, ids))
    return checked("links", "Every link leads somewhere", examined, "links", findings)


def _broken(name: str, addresses: list[str], files: set[str], ids: dict[str, frozenset[str]]) -> Iterator[str]:
    for address in addresses:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "mailto", "data"):
            continue
        if parts.scheme or parts.netloc:
            yield f"“{address}” is no address a reader could follow."
            continue
        target = _target(name, unquote(parts.path))
        if target not in files:
            yield f"“{address}” leads nowhere."
        elif parts.fragment and target in ids and unquote(parts.fragment) not in ids[target]:
            yield f"“{address}” leads to no place on that page."


def _target(name: str, path: str) -> str:
    """Return the file an address on the page `name` leads to, relative to the root of the site."""
    if not path:
        return name
    base = "" if name == NOT_FOUND else posixpath.dirname(name)
    target = posixpath.normpath(posixpath.join(base, path.lstrip("/") if name == NOT_FOUND else path))
    if path.endswith("/") or target == ".":
        target = posixpath.join("" if target == "." else target, "index.html")
    return target
