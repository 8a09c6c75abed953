"""What a person asked to be built, resolved: the snapshot opened, the year read, the authority found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.errors import PersonError
from upheld.release.engines import DUCKDB, check_engine
from upheld.release.further import read_forms
from upheld.release.manifest import ReleaseManifest, canonical_hash
from upheld.release.software import software_hash
from upheld.scheme.loader import review_dates
from upheld.scheme.model import Authority, ReviewDates, Scheme
from upheld.scheme.names import find_authority
from upheld.scheme.years import ReviewYear
from upheld.snapshot import Snapshot

if TYPE_CHECKING:
    from upheld.letters.additions import Additions
    from upheld.release.revision import Revises

PARTS = ("figures", "letters", "review", "tables", "website", "decisions")


@dataclass(frozen=True)
class EarlierRelease:
    """A release of an earlier year whose letters the site carries on."""

    folder: Path
    manifest: ReleaseManifest


@dataclass(frozen=True)
class Order:
    """A snapshot, a review year, and how much of the release is wanted."""

    scheme: Scheme
    snapshot: Snapshot
    year: ReviewYear
    parts: tuple[str, ...]
    authority: Authority | None
    earlier: tuple[EarlierRelease, ...]
    revises: Revises | None = None
    """The published release that this one takes the place of."""
    engine: str = DUCKDB
    """Where the cases are counted; no part of `key`, for every engine gives the same whole numbers."""
    forms: tuple[str, ...] = ()
    """The further forms in which letters are made, besides those that every letter has."""
    additions: Additions | None = None
    """What the office adds to single letters of the year."""

    @classmethod
    def read(
        cls,
        scheme: Scheme,
        snapshot: Path,
        year: str,
        *,
        only: str | None = None,
        authority: str | None = None,
        earlier: Sequence[Path] = (),
        revises: tuple[Path, Path | None, date | None] | None = None,
        engine: str = DUCKDB,
        forms: str | None = None,
        additions: Path | None = None,
    ) -> Order:
        """Resolve what was typed. Raises PersonError for anything that is not there, with what is.

        `revises` is the folder of the published release, the file of the note, and the day of the revision.
        """
        review_year = scheme.calendar.year_end.parse(year)
        opened = Snapshot.open(snapshot)
        if opened.manifest.scheme["id"] != scheme.id:
            raise PersonError(
                f"{snapshot} was frozen for the scheme {opened.manifest.scheme['id']}, not {scheme.id}.",
                mend="Name that scheme with --scheme, or freeze the extract again.",
            )
        found = find_authority(scheme, authority) if authority else None
        revised = _revised(*revises, review_year) if revises else None
        made = cls(scheme, opened, review_year, _parts(only), found, _earlier(earlier, review_year), revised)
        if revised and made.partial:
            raise PersonError("A revision is a whole release.", mend="Leave out --only and --authority.")
        added = _additions(additions, made) if additions else None
        return replace(made, engine=check_engine(engine), forms=read_forms(forms), additions=added)

    @property
    def dates(self) -> ReviewDates:
        """When the letters are dated and become public."""
        return review_dates(self.scheme.calendar, self.year.number)

    @property
    def partial(self) -> bool:
        """Whether less than a whole release was asked for."""
        return self.authority is not None or self.parts != PARTS

    @property
    def scheme_named(self) -> Mapping[str, str]:
        """The scheme as a manifest names it."""
        return {"id": self.scheme.id, "version": self.scheme.version, "hash": self.scheme.hash}

    @cached_property
    def key(self) -> str:
        """SHA-256 over everything that shapes the release: equal keys, equal releases."""
        return canonical_hash(
            {
                "snapshot": self.snapshot.hash,
                "scheme": self.scheme_named,
                "software": software_hash(),
                "year": self.year.label,
                "parts": self.parts,
                "authority": self.authority.code if self.authority else None,
                "earlier": {e.manifest.year: e.manifest.hash for e in self.earlier},
            }
            | ({"revises": self.revises.key} if self.revises else {})
            | ({"forms": self.forms} if self.forms else {})
            | ({"additions": self.additions.hash} if self.additions else {})
        )


def _revised(folder: Path, note: Path | None, on: date | None, year: ReviewYear) -> Revises:
    # A revision reads pages and compares releases: commands that make none need not wait for all that to load.
    from upheld.release.revision import Revises

    return Revises.read(folder, note, on, year)


def _parts(only: str | None) -> tuple[str, ...]:
    if not only:
        return PARTS
    wanted = {part.strip().lower() for part in only.split(",") if part.strip()}
    if unknown := sorted(wanted - set(PARTS)):
        raise PersonError(f"There is no part {', '.join(unknown)}.", mend=f"The parts are {', '.join(PARTS)}.")
    if "decisions" in wanted and "website" not in wanted:
        raise PersonError("The decisions are pages of the website.", mend="Name website as well, or leave both out.")
    return tuple(part for part in PARTS if part in wanted)


def _additions(folder: Path, order: Order) -> Additions:
    # Imported late: what only counts cases reads no paragraphs.
    from upheld.letters.additions import read_additions

    return read_additions(folder, order.scheme, order.year, order.dates)


def _earlier(folders: Sequence[Path], year: ReviewYear) -> tuple[EarlierRelease, ...]:
    found = [EarlierRelease(folder, ReleaseManifest.read(folder)) for folder in folders]
    years = [release.manifest.year for release in found]
    for release in found:
        if release.manifest.partial:
            raise PersonError(f"{release.folder} is only a part of a release.", mend="Build it whole first.")
        if release.manifest.year >= year.label or years.count(release.manifest.year) > 1:
            raise PersonError(
                f"{release.folder} is the release of {release.manifest.year}.",
                mend=f"Name one release of each year before {year.label}.",
            )
        if altered := release.manifest.altered(release.folder):
            raise PersonError(f"{release.folder} was changed: {altered[0]}.", mend="Build it again.")
    return tuple(sorted(found, key=lambda release: release.manifest.year))
