"""Runs every check of a release, in the order in which a person would ask: is it whole, right, reachable, discreet?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from upheld.errors import PersonError
from upheld.release.check.accessible import check_accessible
from upheld.release.check.api import check_api
from upheld.release.check.chance import check_chance
from upheld.release.check.changes import check_changes
from upheld.release.check.decisions import Published, check_decisions, read_published
from upheld.release.check.forms import check_forms
from upheld.release.check.further import check_further
from upheld.release.check.letters import check_letters, check_there
from upheld.release.check.links import check_links
from upheld.release.check.model import Checked, CheckReport, Finding, checked
from upheld.release.check.pages import check_pages
from upheld.release.check.private import check_private, read_secrets
from upheld.release.check.reading import pdf_words
from upheld.release.check.recount import check_recount
from upheld.release.check.review import check_review
from upheld.release.check.sums import check_sums, unknown
from upheld.release.check.tables import check_tables
from upheld.release.check.told import read_told
from upheld.release.check.waiting import check_waiting
from upheld.release.check.written import WrittenFigures, read_written
from upheld.release.manifest import ReleaseManifest
from upheld.scheme.loader import review_dates
from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot import Snapshot

StartBar = Callable[[str, int], Callable[[int], None]]


def check_release(release: Path, scheme: Scheme, *, snapshot: Path | None = None, start: StartBar) -> CheckReport:
    """Check a release from outside, by the scheme; with its `snapshot`, recount it and search for its private texts.

    Raises PersonError if the folder holds no figures of a release, or `snapshot` is no snapshot.
    """
    figures = read_written(release)
    opened = Snapshot.open(snapshot) if snapshot else None
    run = _Run(release, scheme, figures, opened, start)
    checks = tuple(run.checks())
    return CheckReport(str(release), run.hash, figures.year, figures.synthetic, checks)


@dataclass
class _Run:
    release: Path
    scheme: Scheme
    figures: WrittenFigures
    snapshot: Snapshot | None
    start: StartBar
    hash: str | None = None
    partial: bool = True
    """Whether the release is only a part of one, or nobody can tell."""

    def checks(self) -> Iterator[Checked]:
        """Yield every check, carried out."""
        release, figures, scheme = self.release, self.figures, self.scheme
        bodies = len(figures.bodies)
        yield self._whole()
        yield check_sums(figures, scheme)
        if any(unknown(figures, scheme)):
            return
        yield check_recount(figures, scheme, self.snapshot)
        yield check_chance(figures, scheme)
        yield check_waiting(figures, scheme, self.snapshot)
        yield check_there(release, figures, scheme)
        files = sorted(p for p in release.rglob("*.pdf") if p.is_file())
        pdfs, unreadable = _read_pdfs(files, release, self.start("PDFs", len(files)))
        told = read_told(self.snapshot, scheme, self._year()) if self.snapshot else None
        yield check_letters(release, figures, scheme, pdfs, self.start("Letters", bodies), told=told)
        if further := check_further(release, figures.year, pdfs):
            yield further
        yield check_pages(release, figures, scheme, self.start("Pages", bodies))
        yield check_review(release, figures, scheme, pdfs)
        yield check_tables(release, figures, scheme)
        yield check_forms(release)
        yield check_api(release, figures, scheme)
        pages = sum(1 for _ in (release / "website").rglob("*.html"))
        yield check_links(release, self.start("Links", pages))
        own = sorted(path for room in ("letters", "review", "forms") for path in (release / room).rglob("*.pdf"))
        ua = check_accessible(own, release, self.start("PDF/UA", len(own)))
        yield Checked(ua.id, ua.title, ua.examined, ua.unit, (*unreadable, *ua.findings), ua.not_done)
        public = sum(1 for p in (release / "website").rglob("*") if p.is_file())
        published = self._published()
        yield check_decisions(release, published, whole=not self.partial)
        secrets = read_secrets(self.snapshot, release, published)
        yield check_private(release, scheme, secrets, pdfs, self.start("Private", public))
        yield check_changes(figures, scheme)

    def _published(self) -> Published | None:
        if self.snapshot is None:
            return None
        dates = review_dates(self.scheme.calendar, self._year().number)
        return read_published(self.snapshot, self.scheme, dates.public_on)

    def _year(self) -> ReviewYear:
        return self.scheme.calendar.year_end.parse(self.figures.year)

    def _whole(self) -> Checked:
        """Check the hashes of every file, and that the release is whole and made by these rules from this snapshot."""
        title = "Every file is as it was built"
        try:
            manifest = ReleaseManifest.read(self.release)
        except PersonError as error:
            return checked("hashes", title, 0, "files", [Finding("manifest.json", str(error))])
        self.hash, self.partial = manifest.hash, manifest.partial
        findings = [
            Finding(path, "is missing, was changed, or was put there after the build.")
            for path in manifest.altered(self.release)
        ]
        if manifest.partial:
            findings.append(Finding("manifest.json", "says that this is only a part of a release."))
        said = (manifest.year, manifest.synthetic)
        if said != (self.figures.year, self.figures.synthetic):
            findings.append(Finding("manifest.json", "names another year than the figures, or is silent on synthetic."))
        if manifest.scheme.get("hash") != self.scheme.hash:
            findings.append(
                Finding(
                    "manifest.json", "was built by other rules than it is checked by: name its scheme with --scheme."
                )
            )
        if self.snapshot and self.snapshot.hash != manifest.snapshot:
            findings.append(Finding(str(self.snapshot.folder), "is not the snapshot this release was built from."))
        return checked("hashes", title, len(manifest.files), "files", findings)


def _read_pdfs(
    files: list[Path], release: Path, advance: Callable[[int], None]
) -> tuple[dict[str, tuple[str, ...]], list[Finding]]:
    """Return the words of every PDF by its path, one that has several names read once; and those nobody can read."""
    names: dict[tuple[int, int], list[Path]] = {}
    for path in files:
        status = path.stat()
        names.setdefault((status.st_dev, status.st_ino), []).append(path)
    words: dict[str, tuple[str, ...]] = {}
    unreadable: list[Finding] = []
    for same in names.values():
        try:
            pages = pdf_words(same[0])
        except ValueError as error:
            pages = ()
            unreadable.append(Finding(same[0].relative_to(release).as_posix(), f"cannot be read: {error}."))
        words |= {path.relative_to(release).as_posix(): pages for path in same}
        advance(len(same))
    return words, unreadable
