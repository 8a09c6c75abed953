"""Reads an Atom feed by the rules of RFC 4287, and says which it breaks. Section numbers are those of the RFC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE_IN_FEED = ("id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights")
ONCE_IN_ENTRY = ("id", "title", "updated", "published", "content", "source", "summary", "rights")
MUST = ("id", "title", "updated")
MANY_IN_FEED = ("author", "category", "contributor", "link", "entry")
MANY_IN_ENTRY = ("author", "category", "contributor", "link")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def mistakes(feed: bytes) -> list[str]:
    """Return what a feed does wrong; raises `lxml.etree.XMLSyntaxError` where it is no XML."""
    root = etree.fromstring(feed)
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}, not a feed (2)"]
    found = list(_element(root, "feed", ONCE_IN_FEED, MANY_IN_FEED))
    entries = root.findall(f"{ATOM}entry")
    for number, entry in enumerate(entries, 1):
        found += _element(entry, f"entry {number}", ONCE_IN_ENTRY, MANY_IN_ENTRY)
        links = [link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")]
        if "alternate" not in links and entry.find(f"{ATOM}content") is None:
            found.append(f"entry {number} has neither content nor an alternate link (4.1.2)")
        if root.find(f"{ATOM}author") is None and entry.find(f"{ATOM}author") is None:
            found.append(f"entry {number} has no author, and the feed neither (4.1.1)")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    found += [f"two entries have the id {one} (4.1.1)" for one in sorted({str(i) for i in ids if ids.count(i) > 1})]
    if "self" not in [link.get("rel") for link in root.findall(f"{ATOM}link")]:
        found.append("the feed does not say where it is itself (4.1.1)")
    newest = max((str(entry.findtext(f"{ATOM}updated")) for entry in entries), default="")
    if newest > str(root.findtext(f"{ATOM}updated")):
        found.append("the feed says it is older than an entry in it (4.2.15)")
    return found


def _element(element: etree._Element, name: str, once: tuple[str, ...], many: tuple[str, ...]) -> Iterator[str]:
    # Elements of other vocabularies may stand anywhere (6.4).
    tags = [str(child.tag).removeprefix(ATOM) for child in element if str(child.tag).startswith(ATOM)]
    for tag in sorted(set(tags)):
        if tag not in (*once, *many):
            yield f"{name} has {tag}, which is not of it (4.1)"
    for tag in once:
        if tags.count(tag) > 1 or (tag in MUST and tag not in tags):
            yield f"{name} has {tags.count(tag)} of {tag} (4.1)"
    for child in element:
        yield from _text(child, name)


def _text(child: etree._Element, name: str) -> Iterator[str]:
    tag, text = str(child.tag).removeprefix(ATOM), (child.text or "").strip()
    if tag in ("updated", "published") and not (MOMENT.fullmatch(text) and datetime.fromisoformat(text)):
        yield f"{name}: {tag} is {text!r}, which is no moment (3.3)"
    if tag == "id" and not urlsplit(text).scheme:
        yield f"{name}: its id {text!r} is no whole address (4.2.6)"
    if tag == "author" and not child.findtext(f"{ATOM}name"):
        yield f"{name}: an author has no name (3.2.1)"
    if tag == "link" and not child.get("href"):
        yield f"{name}: a link leads nowhere (4.2.7)"
    if tag == "title" and not text:
        yield f"{name} has an empty title"
