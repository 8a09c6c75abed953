"""Atom feeds (RFC 4287) of published decisions: of all, of each body, of each service area.

The feed of all has the whole history behind it, as archives (RFC 5005) numbered from the oldest: one that is there
keeps its number and its decisions, unless a decision in it is withdrawn. A reader who was away for long, or a program
that writes to people, misses nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from upheld.website.case_book import CaseBook, Shelf, decision_path
from upheld.website.case_parts import parts
from upheld.website.casework import Decision
from upheld.website.pages import authority_path
from upheld.website.render import feed
from upheld.writing.phrases import address

FOLDER = "feeds/"
DECISIONS = f"{FOLDER}decisions.xml"
ARCHIVES = f"{FOLDER}decisions/"
ARCHIVE_SIZE = 100
"""Decisions of an archive. The feed of all holds what no archive does: at least as many, where there are so many."""
NEWEST = 50
"""Decisions in the feed of one body or service area."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link of a feed as a whole, `href` relative to the feed."""

    rel: str
    type: str
    href: str


@dataclass(frozen=True, slots=True)
class FeedCategory:
    """What an entry is about, for programs. Both are the same in every release."""

    scheme: str
    """`body` or `category`."""
    term: str
    """The slug of a body, or the id of a service area."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One decision in a feed, `path` relative to the feed."""

    id: str
    title: str
    updated: str
    summary: str
    path: str
    categories: tuple[FeedCategory, ...]


def body_feed(slug: str) -> str:
    """Return where the feed of a body lies, which is there if any decision on it is published."""
    return f"{FOLDER}bodies/{slug}.xml"


def category_feed(id_: str) -> str:
    """Return where the feed of a service area lies, which is there if any decision in it is published."""
    return f"{FOLDER}categories/{id_}.xml"


def feed_files(book: CaseBook, *, synthetic: bool) -> Iterator[tuple[str, str]]:
    """Yield path and text of every feed of decisions; the newest of all first, then its archives, latest first."""
    drawn = _Feeds(book, " (synthetic data)" if synthetic else "")
    yield from drawn.all()
    for shelf in book.decisions["body"]:
        authority = book.scheme.authority_by_code[shelf.key]
        yield drawn.shelf(body_feed(shelf.slug), "bodies", shelf, authority_path(authority))
    for shelf in book.decisions["category"]:
        yield drawn.shelf(category_feed(shelf.key), "categories", shelf, None)


@dataclass(frozen=True)
class _Feeds:
    book: CaseBook
    said: str
    """What stands behind every title."""

    def all(self) -> Iterator[tuple[str, str]]:
        for part in parts(self.book.casework.decisions, ARCHIVES, ARCHIVE_SIZE):
            path = DECISIONS if part.number is None else _archive(f"{ARCHIVES}{part.number}/")
            # A link to the next newer one would change an archive that is full.
            links = [_to_feed("prev-archive", path, _archive(part.older))] if part.older else []
            if part.number is not None:
                links.append(_to_feed("current", path, DECISIONS))
            archive = part.number is not None
            yield path, self._drawn(path, "decisions", "All decisions", part.items, links, archive=archive)

    def shelf(self, path: str, what: str, shelf: Shelf[Decision], page: str | None) -> tuple[str, str]:
        links = [FeedLink("alternate", "text/html", f"{'../' * path.count('/')}{page}")] if page else []
        key = f"{what}/{shelf.slug if what == 'bodies' else shelf.key}"
        return path, self._drawn(path, key, f"{shelf.name}: decisions", shelf.items[:NEWEST], links)

    def _drawn(
        self,
        path: str,
        key: str,
        title: str,
        decisions: Sequence[Decision],
        links: Sequence[FeedLink],
        *,
        archive: bool = False,
    ) -> str:
        root = "../" * path.count("/")
        newest = max((one.decided_on for one in decisions), default=self.book.casework.as_at)
        return feed(
            {
                "title": f"{title}{self.said}",
                "author": self.book.scheme.sender.name,
                "id": self._id(f"feeds/{key}"),
                "updated": _moment(newest),
                "path": path.rpartition("/")[2],
                "links": links,
                "archive": archive,
                "entries": [self._entry(one, root) for one in decisions],
            }
        )

    def _entry(self, one: Decision, root: str) -> FeedEntry:
        scheme = self.book.scheme
        outcome, area = scheme.outcome_by_code[one.outcome].name, self.book.categories[one.category].name
        return FeedEntry(
            id=self._id(f"decisions/{one.slug}"),
            title=f"{self.book.title(one)}: {outcome.lower()}{self.said}",
            updated=_moment(one.decided_on),
            summary=one.summary or f"{area}: {outcome.lower()}.",
            path=f"{root}{decision_path(one.reference)}",
            categories=(
                FeedCategory("body", scheme.authority_by_code[one.authority].slug),
                FeedCategory("category", one.category),
            ),
        )

    def _id(self, what: str) -> str:
        """Return a tag (RFC 4151), which stays the same for ever, wherever the site is served."""
        return f"tag:{urlsplit(address(self.book.scheme.sender.website)).hostname},2020:upheld/{what}"


def _archive(folder: str) -> str:
    return f"{folder.removesuffix('/')}.xml"


def _to_feed(rel: str, path: str, target: str) -> FeedLink:
    """Return the link from one feed of the site to another."""
    return FeedLink(rel, "application/atom+xml", posixpath.relpath(target, posixpath.dirname(path)))


def _moment(on: date) -> str:
    return f"{on.isoformat()}T00:00:00Z"
