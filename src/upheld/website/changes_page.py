"""What was corrected after it was published: the page of changes, the same for programs, and an Atom feed of it.

Every revision of a review stays listed, the latest first, with every figure that changed and every letter that was
written anew.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby

from upheld.figures.model import Figures
from upheld.scheme.model import ReviewDates
from upheld.website.pages import LettersByCode, Link, authority_path
from upheld.website.render import feed
from upheld.writing.phrases import day

FOLDER = "changes/"
LIST, FEED = f"{FOLDER}changes.json", f"{FOLDER}feed.atom"
LONG = 40
"""More changes than these of one revision are folded away until somebody asks for them."""


@dataclass(frozen=True)
class Change:
    """One figure that is not what it was; `before` or `after` is None where it is in one release only."""

    place: str
    """The code of a body, the id of a group, or `england`."""
    name: str
    year: str
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Revision:
    """What one revision of a review changed. All of it is public."""

    number: int
    """1 for the first revision."""
    on: date
    note: str
    """What changed and why, in the words of those who answer for it."""
    reasons: tuple[str, ...]
    """What went into the two releases and was not the same."""
    changes: tuple[Change, ...]
    letters: tuple[str, ...]
    """The codes of the bodies whose letter says something else, by name."""


@dataclass(frozen=True)
class _Section:
    anchor: str
    number: str
    on: str
    paragraphs: tuple[str, ...]
    reasons: str
    rows: tuple[_Row, ...]
    folded: bool
    letters: tuple[Link, ...]


@dataclass(frozen=True)
class _Row:
    whom: str
    path: str | None
    year: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangesPage:
    """Every revision, the latest first."""

    feed: str
    listed: str
    sections: tuple[_Section, ...]


def changes_page(figures: Figures, revisions: Sequence[Revision], letters: LettersByCode) -> ChangesPage:
    """Return the model of the page of changes."""
    made = (_section(figures, revision, letters) for revision in reversed(revisions))
    return ChangesPage(FEED, LIST, tuple(made))


def _section(figures: Figures, revision: Revision, letters: LettersByCode) -> _Section:
    bodies = figures.scheme.authority_by_code
    return _Section(
        anchor=f"revision-{revision.number}",
        number=str(revision.number),
        on=day(revision.on),
        paragraphs=_paragraphs(revision.note),
        reasons=", ".join(revision.reasons),
        rows=tuple(_row(figures, change) for change in revision.changes),
        folded=len(revision.changes) > LONG,
        letters=tuple(Link(bodies[code].name, letters[code].html) for code in revision.letters if code in letters),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    lines = text.strip().splitlines()
    return tuple(" ".join(held) for full, held in groupby(map(str.strip, lines), key=bool) if full)


def _row(figures: Figures, change: Change) -> _Row:
    body = figures.scheme.authority_by_code.get(change.place)
    path = authority_path(body) if body else None
    return _Row(change.name, path, change.year, change.what, change.before or "none", change.after or "none")


# ---------------------------------------------------------------- for programs


def change_files(figures: Figures, dates: ReviewDates, revisions: Sequence[Revision]) -> Iterator[tuple[str, str]]:
    """Yield path and text of the list of changes and of the feed."""
    yield LIST, listed(figures, revisions)
    yield FEED, _feed(figures, dates, revisions)


def listed(figures: Figures, revisions: Sequence[Revision]) -> str:
    """Return every revision as JSON."""
    whole = {
        "review_year": figures.year.label,
        "synthetic": figures.synthetic,
        "revisions": [asdict(revision) for revision in revisions],
    }
    return json.dumps(whole, indent=1, ensure_ascii=False, default=date.isoformat) + "\n"


def read_revisions(text: str) -> tuple[Revision, ...]:
    """Return the revisions of a list of changes. Raises ValueError, KeyError or TypeError if it is none."""
    return tuple(
        Revision(
            number=one["number"],
            on=date.fromisoformat(one["on"]),
            note=one["note"],
            reasons=tuple(one["reasons"]),
            changes=tuple(Change(**change) for change in one["changes"]),
            letters=tuple(one["letters"]),
        )
        for one in json.loads(text)["revisions"]
    )


@dataclass(frozen=True)
class _Entry:
    id: str
    title: str
    updated: str
    summary: str
    path: str
    categories: tuple[()] = ()


def _feed(figures: Figures, dates: ReviewDates, revisions: Sequence[Revision]) -> str:
    """Return the Atom feed: the review itself, and each of its revisions, the latest first."""
    year, sender = figures.year.label, figures.scheme.sender
    said = " (synthetic data)" if figures.synthetic else ""
    entries = [
        _Entry(
            _id(figures, str(revision.number)),
            f"Annual review {year}, revision {revision.number}{said}",
            _moment(revision.on),
            " ".join(_paragraphs(revision.note)),
            f"index.html#revision-{revision.number}",
        )
        for revision in reversed(revisions)
    ]
    first = f"The annual review of complaints of {year}, with a page and a letter for each body."
    entries.append(
        _Entry(_id(figures, "0"), f"Annual review {year}{said}", _moment(dates.public_on), first, "../index.html")
    )
    return feed(
        {
            "title": f"{sender.map_title}: annual review {year} and its changes{said}",
            "author": sender.name,
            "id": _id(figures, "feed"),
            "updated": max(entry.updated for entry in entries),
            "path": "feed.atom",
            "links": (),
            "archive": False,
            "entries": entries,
        }
    )


def _moment(on: date) -> str:
    return f"{on.isoformat()}T00:00:00Z"


def _id(figures: Figures, what: str) -> str:
    """Return an identifier that stays the same for ever, wherever the site is served."""
    name = f"{figures.scheme.sender.website}/upheld/{figures.year.label}/changes/{what}"
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn
