"""What was published, read from the feed of decisions in the public folder: nothing else can reach an alert.

The feed is Atom (RFC 4287). What no longer fits into it lies in its archive, each part linked from the next newer one
by `prev-archive` (RFC 5005).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from upheld.errors import PersonError
from upheld.release.publish_folder import CURRENT

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FEED = "feeds/decisions.xml"
INDEX = "api/v1/index.json"
_ATOM = "{http://www.w3.org/2005/Atom}"
BODY, CATEGORY = "body", "category"
"""The `scheme` of an entry's categories."""


@dataclass(frozen=True)
class Item:
    """One decision that was published. `path` is where its page lies, from the root of the site."""

    id: str
    title: str
    summary: str
    path: str
    body: str
    """The slug of the body decided against."""
    category: str
    """The id of the service area."""


def published(public: Path) -> Iterator[Item]:
    """Yield what the current release of a public folder publishes, the newest first.

    Raises PersonError if nothing is published there, or the release has no feed of decisions.
    """
    site = _site(public)
    path: str | None = FEED
    if not (site / FEED).is_file():
        raise PersonError(
            f"{public} has no feed of decisions.", mend="Name a public folder in which a release with decisions stands."
        )
    passed: set[str] = set()
    while path is not None and path not in passed:
        passed.add(path)
        items, path = _read(site, path)
        yield from items


def is_synthetic(public: Path) -> bool:
    """Whether the figures of the current release of a public folder are made up. PersonError if it does not say."""
    path = _site(public) / INDEX
    try:
        return bool(json.loads(path.read_bytes())["about"]["synthetic"])
    except (OSError, ValueError, KeyError, TypeError):
        raise PersonError(
            f"{public} does not say whether its figures are synthetic.", mend="Name a public folder with a release."
        ) from None


def _site(public: Path) -> Path:
    return public / CURRENT if (public / CURRENT).is_symlink() else public


def _read(site: Path, path: str) -> tuple[list[Item], str | None]:
    """Return the entries of one document of the feed, and the path of the next older one."""
    from defusedxml import ElementTree  # type: ignore[import-untyped]

    try:
        root = ElementTree.parse(site / path).getroot()
    except (ElementTree.ParseError, OSError):
        raise PersonError(f"{site / path} is no feed.", mend="Publish the release again.") from None
    older = [link.get("href") or "" for link in root.iterfind(f"{_ATOM}link") if link.get("rel") == "prev-archive"]
    items = [_item(entry, path) for entry in root.iterfind(f"{_ATOM}entry")]
    return items, _within(path, older[0]) if older else None


def _item(entry: Element, path: str) -> Item:
    told = {(c.get("scheme") or ""): c.get("term") or "" for c in entry.iterfind(f"{_ATOM}category")}
    href = next((link.get("href") or "" for link in entry.iterfind(f"{_ATOM}link")), "")
    return Item(
        id=entry.findtext(f"{_ATOM}id", ""),
        title=" ".join(entry.findtext(f"{_ATOM}title", "").split()),
        summary=" ".join(entry.findtext(f"{_ATOM}summary", "").split()),
        path=_within(path, href),
        body=told.get(BODY, ""),
        category=told.get(CATEGORY, ""),
    )


def _within(path: str, href: str) -> str:
    """Return where a relative link leads, from the root of the site."""
    place = PurePosixPath(urljoin(f"/{path}", href).lstrip("/")).as_posix()
    return f"{place}/" if href.endswith("/") else place
