"""A revision: a release that takes the place of one that was published, and says of every figure what it was.

The list of changes is public and is carried from revision to revision, in the site's `changes/changes.json`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from upheld.errors import PersonError
from upheld.letters.context import Revised
from upheld.release.check.written import ENGLAND, read_written
from upheld.release.compare import FigureChange, changed_figures, what_differs
from upheld.release.manifest import ReleaseManifest, canonical_hash
from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear
from upheld.website.changes_page import LIST, Change, Revision, read_revisions

REASONS = {
    "cases": "case records that were added, mended or withdrawn",
    "rules": "the rules of the scheme",
    "software": "the software",
    "earlier letters": "letters of earlier years",
}
"""What readers are told of where changes come from: never which case."""


@dataclass(frozen=True)
class Revises:
    """The published release that a new one takes the place of, and what is said of the change."""

    folder: Path
    manifest: ReleaseManifest
    note: str
    on: date
    before: tuple[Revision, ...]
    """The revisions that came before, the first first."""

    @classmethod
    def read(cls, folder: Path, note: Path | None, on: date | None, year: ReviewYear) -> Revises:
        """Resolve what was typed. Raises PersonError unless it is a whole release of `year`, with a note and a day."""
        manifest = ReleaseManifest.read(folder)
        if manifest.partial:
            raise PersonError(f"{folder} is only a part of a release.", mend="Name the release that was published.")
        if manifest.year != year.label:
            raise PersonError(
                f"{folder} is the release of {manifest.year}, not of {year}.",
                mend="Name the release that was published for that year.",
            )
        if altered := manifest.altered(folder):
            raise PersonError(f"{folder} was changed: {altered[0]}.", mend="Take it from a copy.")
        said = _words(note)
        if on is None:
            raise PersonError("A revision needs its day.", mend="Name it: --revised-on 2024-09-16.")
        before = _revisions_of(folder)
        if on < date.fromisoformat(manifest.letters_on) or any(on < one.on for one in before):
            raise PersonError(f"{on.isoformat()} lies before what it revises.", mend="Name the day of the revision.")
        return cls(folder, manifest, said, on, before)

    @property
    def key(self) -> str:
        """SHA-256 over everything of it that shapes the new release."""
        return canonical_hash([self.manifest.hash, self.note, self.on.isoformat()])

    def reasons(self, manifest: ReleaseManifest) -> tuple[str, ...]:
        """Return what went into the two releases and was not the same, for readers."""
        return tuple(REASONS[what] for what in what_differs(self.manifest, manifest))

    def changes(self, release: Path, scheme: Scheme) -> tuple[Change, ...]:
        """Return every figure that differs from the published one; the figures of `release` are written already."""
        found = changed_figures(read_written(self.folder), read_written(release))
        names = _Names(scheme)
        return tuple(
            Change(one.place, names.whom(one), one.year, names.of(one.what), one.before, one.after)
            for one in sorted(found, key=names.order)
            if names.public(one.what)
        )

    def revision(
        self, manifest: ReleaseManifest, changes: Sequence[Change], letters: Sequence[str]
    ) -> tuple[Revision, ...]:
        """Return all revisions, this one last. `letters` is the codes of the bodies whose letter changed."""
        this = Revision(
            len(self.before) + 1, self.on, self.note, self.reasons(manifest), tuple(changes), tuple(letters)
        )
        return (*self.before, this)

    def told_before(self, code: str, scheme: Scheme) -> Revised | None:
        """Return what the published letter of a body says of its own revision; None if it was never revised."""
        for one in reversed(self.before):
            if code in one.letters:
                return Revised(one.on, what_changed(code, one.changes, scheme, self.manifest.year))
        return None


def revision_note(release: Path) -> str | None:
    """Return the note of a release that is a revision, None of one that is the first of its year."""
    revisions = _revisions_of(release)
    return revisions[-1].note if revisions else None


def what_changed(code: str, changes: Sequence[Change], scheme: Scheme, year: str) -> str:
    """Return in whole sentences what changed for one body: its measures of the year, or where else the change lies."""
    authority = scheme.authority_by_code[code]
    headline = {measure.name for measure in scheme.measures if measure.headline}
    own = [c for c in changes if c.place == code]
    measures = [c for c in own if c.year == year and c.what in headline]
    if measures:
        return " ".join(
            f"{c.what}: we first printed {c.before or 'no figure'}, and it is now {c.after or 'no figure'}."
            for c in measures
        )
    if own:
        return "Some of the counts behind its figures changed, or figures of earlier years did."
    if any(c.place == authority.type for c in changes):
        return "The figures of similar authorities changed, and the averages in this letter with them."
    return "No figure in it changed, but something else that it says did."


def _words(note: Path | None) -> str:
    if note is None:
        raise PersonError("A revision needs a note.", mend="Say in a file what changed, and name it with --note.")
    try:
        said = note.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise PersonError(f"{note} cannot be read.", mend="Name a text file (UTF-8).") from None
    if not said:
        raise PersonError(f"{note} is empty.", mend="Say in it what changed and why, for readers.")
    return said


def _revisions_of(folder: Path) -> tuple[Revision, ...]:
    path = folder / "website" / LIST
    return read_revisions(path.read_text(encoding="utf-8")) if path.is_file() else ()


class _Names:
    """The words for a figure's name, and the order in which changes are listed: by place, never by size."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.categories = {category.id: category.name for category in scheme.categories}
        self.counts = {count.id: count.name for count in scheme.counts}
        self.measures = {measure.id: measure.name for measure in scheme.measures}

    def public(self, what: str) -> bool:
        """Whether a figure may be told: not a count by service area whose small cells the scheme has merged."""
        area, _, count = what.partition(": ")
        merged = {one.id for one in self.scheme.counts if one.of in self.scheme.disclosure.of}
        return not (area in self.categories and count in merged)

    def whom(self, change: FigureChange) -> str:
        """Return the name of the place: of a group, all that are in it."""
        type_ = self.scheme.type_by_id.get(change.place)
        return f"All {type_.plural}" if type_ else change.name

    def of(self, what: str) -> str:
        """Return a figure's name in words: `Housing: upheld`."""
        first, _, rest = what.partition(": ")
        if rest and first in self.categories:
            return f"{self.categories[first]}: {self.counts.get(rest, rest)}"
        if rest and first in self.measures:
            return f"{self.measures[first]}, {rest}"
        name = self.measures.get(what) or self.counts.get(what, what)
        return name[:1].upper() + name[1:]

    def order(self, change: FigureChange) -> tuple[Any, ...]:
        """England first, then groups, then bodies by name; the latest year first; measures before counts."""
        bodies = self.scheme.authority_by_code
        kind = 0 if change.place == ENGLAND else 2 if change.place in bodies else 1
        first, _, rest = change.what.partition(": ")
        figures = [*self.measures, *self.counts, *self.categories]
        place = figures.index(first) if first in figures else len(figures)
        return kind, change.name, tuple(-ord(c) for c in change.year), place, rest
