"""Builds a release: everything in a folder beside its place, then put there in one step."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from upheld import __version__
from upheld.atomic import link, replace_folder
from upheld.figures.kept import collector_kept_from_the_figures
from upheld.figures.model import Figures
from upheld.release.casework import read_casework
from upheld.release.context import read_contexts
from upheld.release.figures import make_figures, write_figures
from upheld.release.further import FOLDER as FURTHER_FOLDER
from upheld.release.further import LARGE_PRINT, PAPER
from upheld.release.letters import Written, hand_in_letters
from upheld.release.manifest import NAME, FileEntry, ReleaseManifest, hash_tree
from upheld.release.order import Order
from upheld.release.presses import Presses, presses
from upheld.release.review import PATH as REVIEW
from upheld.release.review import make_review, write_review
from upheld.release.search import index_site
from upheld.release.software import software_hash
from upheld.release.standing import Built, Standing
from upheld.review.model import Review
from upheld.scheme.geography import load_geography
from upheld.scheme.postcodes import PostcodeIndex
from upheld.tables.write import write_tables
from upheld.website import LetterLinks, Site, write_site
from upheld.website.casework import Casework
from upheld.website.changes_page import Change, Revision

StartBar = Callable[[str, int], Callable[[int], None]]


def build_release(
    order: Order, out: Path, *, before: Standing | None = None, processes: int | None, start: StartBar
) -> Built:
    """Build the release of `order` in the folder `out`; `before` is what `look_at` found there.

    Raises PersonError when the year has no data, or `out` is somebody's own folder or cannot be written.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    # The presses within the folder: they have stopped before what an abandoned build wrote is swept up.
    with replace_folder(out, ours=is_release) as folder, presses(_processes(order, processes or cores)) as started:
        figures = make_figures(order)
        letters = _write_parts(order, figures, folder, before=before, presses=started, start=start)
        manifest = _manifest(order, letters, hash_tree(folder))
        manifest.write(folder)
    kept = sum(letter.kept for letter in letters)
    return Built(manifest, letters_set=len(letters) - kept, letters_kept=kept)


def _processes(order: Order, wanted: int) -> int:
    """One letter, or none, is not worth another process."""
    return wanted if "letters" in order.parts and order.authority is None else 1


def is_release(folder: Path) -> bool:
    """Whether `folder` holds a release: the only kind of folder a build will replace."""
    return (folder / NAME).is_file() and (folder / "record").is_dir()


def _write_parts(
    order: Order, figures: Figures, folder: Path, *, before: Standing | None, presses: Presses, start: StartBar
) -> Sequence[Written]:
    """Write everything; the letters are set in other processes while this one writes the rest."""
    (folder / "record").mkdir()
    if "letters" not in order.parts:
        _write_rest(order, figures, folder, (), start, (), before)
        _link_into_site(order, folder)
        return []
    contexts = read_contexts(order)
    changes = _changes(order, figures, folder)
    with collector_kept_from_the_figures():
        previous = before.folder if before else None
        work = hand_in_letters(order, figures, contexts, folder, previous=previous, presses=presses, changes=changes)
    revisions = _revisions(order, changes, work.revised)
    _write_rest(order, figures, folder, work.codes, start, revisions, before)
    letters = work.finish(start("Letters", len(work.codes)))
    _link_into_site(order, folder)
    return letters


def _changes(order: Order, figures: Figures, folder: Path) -> tuple[Change, ...]:
    """Return what a revision changes; it is read from the figures as they are written."""
    if order.revises is None:
        return ()
    write_figures(folder / "figures", figures)
    return order.revises.changes(folder, order.scheme)


def _revisions(order: Order, changes: Sequence[Change], letters: Sequence[str]) -> tuple[Revision, ...]:
    if order.revises is None:
        return ()
    return order.revises.revision(_manifest(order, (), {}), changes, letters)


def _write_rest(
    order: Order,
    figures: Figures,
    folder: Path,
    letters: Sequence[str],
    start: StartBar,
    revisions: Sequence[Revision],
    before: Standing | None,
) -> None:
    """Write figures, tables, review and the pages of the site. `letters` is who gets one, by authority code."""
    if "figures" in order.parts and not (folder / "figures").is_dir():
        write_figures(folder / "figures", figures)
    if "tables" in order.parts:
        write_tables(folder / "tables", figures)
    review = make_review(order, figures) if "review" in order.parts else None
    if review is not None:
        write_review(folder, review)
    if "website" in order.parts:
        slugs = {code: order.scheme.authority_by_code[code].slug for code in letters}
        casework = read_casework(order) if "decisions" in order.parts else None
        site = make_site(order, figures, slugs, _tables(folder), review, revisions, casework)
        pages = len(figures.authorities) + (len(casework.decisions) if casework else 0)
        write_site(folder / "website", site, previous=before.site if before else None, advance=start("Website", pages))
        if casework:
            _index(folder / "website", before.indexed if before else None, start("Search index", 1))


def _index(site: Path, before: Path | None, advance: Callable[[int], None]) -> None:
    index_site(site, before)
    advance(1)


def _tables(folder: Path) -> list[Path]:
    return sorted((folder / "tables").iterdir()) if (folder / "tables").is_dir() else []


def _link_into_site(order: Order, folder: Path) -> None:
    """Link into the site the letters of this year and of the earlier releases, the tables, and the review."""
    if "website" not in order.parts:
        return
    site = folder / "website"
    made = (p.relative_to(folder).as_posix() for p in (folder / "letters").rglob("*") if p.is_file())
    _link_all(folder, site, sorted(made))
    further = (folder / FURTHER_FOLDER).rglob("*")
    _link_all(folder, site, sorted(p.relative_to(folder).as_posix() for p in further if p.name.endswith(ON_SITE)))
    for release in order.earlier:
        _link_all(release.folder, site, _letter_files(release.manifest))
    for table in _tables(folder):
        link(table, site / "data" / table.name)
    if "review" in order.parts:
        link(folder / REVIEW, site / REVIEW)


def make_site(
    order: Order,
    figures: Figures,
    letters: Mapping[str, str],
    tables: Sequence[Path],
    review: Review | None = None,
    revisions: Sequence[Revision] = (),
    casework: Casework | None = None,
) -> Site:
    """Return the site of a release. `letters` is the slug of each letter of the year by authority code."""
    folder = order.scheme.folder / "geography"
    year = order.year.label
    earlier: dict[str, list[LetterLinks]] = {}
    by_slug = {body.slug: body.code for body in order.scheme.authorities}
    for release in reversed(order.earlier):
        for name in _letter_files(release.manifest):
            path = Path(name)
            if path.suffix == ".pdf" and (code := by_slug.get(path.stem)):
                earlier.setdefault(code, []).append(_links(release.manifest.year, path.stem, release.manifest.files))
    return Site(
        figures=figures,
        geography=load_geography(folder),
        dates=order.dates,
        postcodes=PostcodeIndex.read(folder),
        letters={code: _links(year, slug, _further_files(order, slug)) for code, slug in letters.items()},
        earlier_letters=earlier,
        tables=tables,
        review=review,
        revisions=revisions,
        snapshot=order.snapshot.hash[:8],
        casework=casework,
    )


ON_SITE = (f".{LARGE_PRINT}", f".{PAPER}")
"""The endings of the further forms of a letter that its body's page leads to."""


def _links(year: str, slug: str, files: Collection[str]) -> LetterLinks:
    """Return where a letter lies. `files` is what there is, of which further forms are looked up."""
    further = (f"{FURTHER_FOLDER}/{year}/{slug}{ending}" for ending in ON_SITE)
    large, paper = (name if name in files else "" for name in further)
    pdf, html, text = (f"letters/{year}/{slug}.{form}" for form in ("pdf", "html", "txt"))
    return LetterLinks(year, pdf, html, text, large, paper)


def _further_files(order: Order, slug: str) -> Collection[str]:
    return {f"{FURTHER_FOLDER}/{order.year.label}/{slug}.{form}" for form in order.forms}


def _letter_files(manifest: ReleaseManifest) -> list[str]:
    letters, further = f"letters/{manifest.year}/", f"{FURTHER_FOLDER}/{manifest.year}/"
    return [p for p in manifest.files if p.startswith(letters) or (p.startswith(further) and p.endswith(ON_SITE))]


def _link_all(source: Path, target: Path, names: Iterable[str]) -> None:
    for name in names:
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        link(source / name, path)


def _manifest(order: Order, letters: Sequence[Written], files: dict[str, FileEntry]) -> ReleaseManifest:
    nameless = sum(1 for letter in letters if letter.notes)
    notes = [note for letter in letters for note in letter.notes]
    if nameless > FEW_NOTES:
        notes = [f"{nameless:,} letters have a note for the office; record/letters.json lists them."]
    return ReleaseManifest(
        key=order.key,
        upheld=__version__,
        software=software_hash(),
        scheme=order.scheme_named,
        snapshot=order.snapshot.hash,
        year=order.year.label,
        letters_on=order.dates.letters_on.isoformat(),
        public_on=order.dates.public_on.isoformat(),
        synthetic=order.snapshot.synthetic,
        partial=order.partial,
        earlier={release.manifest.year: release.manifest.hash for release in order.earlier},
        notes=tuple(notes),
        files=files,
        revises=order.revises.manifest.hash if order.revises else "",
    )


FEW_NOTES = 10
"""More notes than these are counted, not listed, on the screen."""
