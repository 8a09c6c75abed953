"""Publishes a release: refuses what is not ready, then shows readers the old site until it shows them the new one.

A public folder holds `releases/<year>-<hash>/`, one folder for each release, never changed again; `current`, a link to
the one that readers see; and `published.json`, what was done when. A web server's root is `PUBLIC_DIR/current`. In each
release's folder a link `releases` leads to all of them, so that every release has the permanent address
`/releases/<year>-<hash>/`. Nothing enters the public folder before its time: copies grow in a private folder beside it
and are moved in whole.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from upheld.atomic import cannot_write, replace_folder
from upheld.errors import PersonError
from upheld.release.check.model import CheckReport
from upheld.release.manifest import ReleaseManifest, hash_tree
from upheld.release.publish_clock import Clock, embargo_end, told, wait_until
from upheld.release.publish_folder import RELEASES, Entry, PublicFolder, folder_name
from upheld.release.revision import revision_note
from upheld.release.sign import verify_release
from upheld.scheme.loader import review_dates
from upheld.scheme.model import Scheme

WEBSITE = "website"


@dataclass(frozen=True)
class Wishes:
    """How a release is to be published."""

    keys: Path
    """The folder with the public keys of those who may sign."""
    at: datetime | None = None
    """Wait for this moment; None: at once."""
    synthetic_ok: bool = False
    staging: Path | None = None
    """A private folder on the same disk as the public one; None: beside it."""


@dataclass(frozen=True)
class Published:
    """What a publication did."""

    name: str
    """`<year>-<hash>`: the last part of its permanent address."""
    current: bool
    """Whether readers now see it at the root. A revision of an earlier year is public without being current."""
    unchanged: bool = False


@dataclass(frozen=True)
class Publisher:
    """Publishes one release into one public folder. `check` checks the release; `clock` says what time it is."""

    release: Path
    public: Path
    scheme: Scheme
    wishes: Wishes
    check: Callable[[], CheckReport]
    clock: Clock
    wait: Callable[[datetime, Clock], None] = field(default=wait_until)

    def publish(self) -> Published:
        """Publish, or raise PersonError with the reason why not; then the public folder is as it was."""
        manifest = ReleaseManifest.read(self.release)
        end = self.embargo(manifest)
        self._refuse_unready(manifest)
        self._refuse_early(end)
        with PublicFolder.locked(self.public) as folder:
            if folder.stands(manifest.hash):
                return Published(folder_name(manifest), current=True, unchanged=True)
            self._refuse_silent_revision(folder, manifest)
            self._refuse_wrong()
            with self._staged(manifest) as staged:
                if self.wishes.at is not None:
                    self.wait(self.wishes.at, self.clock)
                # Whatever happened while we waited: the embargo is looked at again, last of all.
                self._refuse_now(end)
                entry = Entry(
                    folder_name(manifest),
                    manifest.year,
                    manifest.hash,
                    self.clock().astimezone(UTC).isoformat(timespec="seconds"),
                    revision_note(self.release),
                )
                return Published(entry.name, current=folder.bring_in(staged, entry))

    def embargo(self, manifest: ReleaseManifest) -> datetime:
        """Return when the embargo ends: by the signed manifest or by the scheme's calendar, whichever is later."""
        calendar = self.scheme.calendar
        number = calendar.year_end.parse(manifest.year).number
        days = (date.fromisoformat(manifest.public_on), review_dates(calendar, number).public_on)
        return embargo_end(calendar, max(days))

    def _refuse_unready(self, manifest: ReleaseManifest) -> None:
        if manifest.partial:
            raise PersonError(f"{self.release} is only a part of a release.", mend="Build it whole.")
        if manifest.synthetic and not self.wishes.synthetic_ok:
            raise PersonError(
                f"{self.release} holds synthetic figures.",
                mend="Synthetic figures are published only on purpose: --synthetic-ok.",
            )
        standing = verify_release(self.release, self.scheme, self.wishes.keys)
        if not standing.complete:
            raise PersonError(
                f"{self.release} lacks the signature of: {', '.join(standing.missing)}.",
                mend="Each role is signed by another person: upheld sign RELEASE --as NAME --role ROLE --key FILE.",
            )

    def _refuse_early(self, end: datetime) -> None:
        calendar, at = self.scheme.calendar, self.wishes.at
        if at is not None and at < end:
            raise PersonError(
                f"{told(at, calendar)} is before the end of the embargo, {told(end, calendar)}.",
                mend="Name that moment or a later one with --at.",
            )
        if at is None:
            self._refuse_now(end)

    def _refuse_now(self, end: datetime) -> None:
        if self.clock() < end:
            when = told(end, self.scheme.calendar)
            raise PersonError(f"The embargo ends on {when}.", mend="Publish then, or wait for it with --at.")

    def _refuse_silent_revision(self, folder: PublicFolder, manifest: ReleaseManifest) -> None:
        before = folder.latest_of(manifest.year)
        if before and before.manifest not in (manifest.hash, manifest.revises):
            raise PersonError(
                f"{manifest.year} was published already, as {before.name}, and this release does not say what it "
                "changes of that.",
                mend="Build it as its revision: upheld build … --revises RELEASE --note FILE --revised-on DAY.",
            )

    def _refuse_wrong(self) -> None:
        report = self.check()
        if report.wrong:
            raise PersonError(
                f"The check found {report.wrong:,} things wrong with {self.release}.",
                mend="See them with upheld check, mend them, and build and sign again.",
            )

    @contextmanager
    def _staged(self, manifest: ReleaseManifest) -> Iterator[Path]:
        """Yield a copy of the site, whole and verified, in a private folder on the disk of the public one."""
        staging = self.wishes.staging or self.public.with_name(f".{self.public.name}.staging")
        staging.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.public.resolve() in (staging.resolve(), *staging.resolve().parents):
            raise PersonError(f"{staging} lies in the public folder.", mend="Name a private one with --staging.")
        if os.stat(staging).st_dev != os.stat(self.public).st_dev:  # noqa: PTH116 both may be links
            raise PersonError(
                f"{staging} is not on the disk of {self.public}.", mend="Name a private folder there with --staging."
            )
        target = staging / folder_name(manifest)
        try:
            with replace_folder(target, ours=lambda _: True) as part:
                self._copy(manifest, part)
            yield target
        finally:
            shutil.rmtree(target, ignore_errors=True)

    def _copy(self, manifest: ReleaseManifest, part: Path) -> None:
        """Copy the site into `part`, and make sure that what was copied is what was signed."""
        try:
            shutil.copytree(self.release / WEBSITE, part, dirs_exist_ok=True, copy_function=shutil.copyfile)
        except shutil.Error as error:
            raise PersonError(f"{self.release} could not be copied: {error.args[0][0]}.", mend="Try again.") from None
        except OSError as error:
            raise cannot_write(error, part) from error
        signed = {p.removeprefix(f"{WEBSITE}/"): e for p, e in manifest.files.items() if p.startswith(f"{WEBSITE}/")}
        if hash_tree(part, leave_out=()) != signed:
            raise PersonError(f"{self.release} was changed while it was copied.", mend="Check it and try again.")
        (part / RELEASES).symlink_to("..")
