"""Writes the site: one explicit list of everything it consists of, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path

from upheld import __version__
from upheld.atomic import link
from upheld.figures.kept import collector_kept_from_the_figures
from upheld.figures.model import Figures
from upheld.review.model import Review
from upheld.scheme.geography import Geography
from upheld.scheme.model import ReviewDates
from upheld.scheme.postcodes import PostcodeIndex
from upheld.website.accessibility_page import accessibility_page
from upheld.website.api import Sources, api_files
from upheld.website.api_page import api_page
from upheld.website.atlas import Atlas
from upheld.website.authority_page import AuthorityPages, path_of
from upheld.website.browse_pages import browse_pages
from upheld.website.case_book import CaseBook
from upheld.website.case_feeds import feed_files
from upheld.website.casework import Casework
from upheld.website.changes_page import FOLDER as CHANGES
from upheld.website.changes_page import Revision, change_files, changes_page
from upheld.website.compare_page import COMPARE, compare_pages
from upheld.website.decision_pages import FOLDER as DECISIONS
from upheld.website.decision_pages import decision_pages
from upheld.website.embed_page import embed_pages
from upheld.website.home_page import home_page
from upheld.website.improvement_pages import IMPROVEMENTS, improvement_pages
from upheld.website.list_pages import authorities_page, data_page, discrepancies_page
from upheld.website.map_page import MAP, map_pages
from upheld.website.method_page import method_page
from upheld.website.pages import EarlierLetters, Frame, LettersByCode, Link, Page
from upheld.website.postcode_pages import FOLDER as POSTCODE_FOLDER
from upheld.website.postcode_pages import Postcodes
from upheld.website.render import html
from upheld.website.report_page import reports_page
from upheld.website.review_pages import FOLDER as REVIEW
from upheld.website.review_pages import review_pages
from upheld.website.sitemap import found_by_search
from upheld.website.synthetic_page import synthetic_page
from upheld.website.taking import EMBED, edition_of
from upheld.writing.phrases import day

STYLESHEET = "assets/site.css"
"""The one stylesheet, relative to the root of the site. The letters' pages use it too."""

AUTHORITIES, METHOD, DATA, SYNTHETIC = "authorities/", "method/", "data/", "synthetic/"

NOT_FOUND = "404.html"
"""Served by the host for any address it does not know, so its links must not depend on where it is served."""


@dataclass(frozen=True)
class Site:
    """Everything the site is written from."""

    figures: Figures
    geography: Geography | None
    dates: ReviewDates
    postcodes: PostcodeIndex | None = None
    letters: LettersByCode = field(default_factory=dict)
    earlier_letters: EarlierLetters = field(default_factory=dict)
    tables: Sequence[Path] = ()
    revisions: Sequence[Revision] = ()
    """What was changed since the review was first published, the earliest first."""
    base_path: str = "/"
    """Where the site will be served; only the page for unknown addresses needs to know."""
    method: str | None = None
    """The text of the method page's rules, in Markdown; None: the one that the figures' own tests write."""
    review: Review | None = None
    """The national review, whose pages the site holds where it is given."""
    snapshot: str = ""
    """The snapshot the release was made from, as a citation names it; empty: it is not named."""
    casework: Casework | None = None
    """Decisions, service improvements and public reports, where the release has them."""

    @property
    def frame(self) -> Frame:
        """What stands around every page."""
        figures, sender = self.figures, self.figures.scheme.sender
        return Frame(
            title=sender.map_title,
            sender=sender.name,
            sender_website=sender.website,
            scheme_name=figures.scheme.name,
            year_label=figures.year.label,
            first_day=day(figures.year.first_day),
            last_day=day(figures.year.last_day),
            letters_on=day(self.dates.letters_on),
            public_on=day(self.dates.public_on),
            synthetic=figures.synthetic,
            version=__version__,
            navigation=_navigation(self),
            attribution=self.geography.attribution if self.geography else "",
            alerts=figures.scheme.website.alerts,
        )

    @cached_property
    def _places(self) -> Postcodes | None:
        return None if self.postcodes is None else Postcodes.gather(self.figures.scheme, self.postcodes)

    @property
    def _api(self) -> Sources:
        return Sources(
            self.figures, self.dates, self.revisions, self.letters, self.earlier_letters, casework=self.casework
        )

    @property
    def _edition(self) -> tuple[str, ...]:
        return edition_of(self.figures, self.dates, self.revisions, self.snapshot)

    @cached_property
    def _atlas(self) -> Atlas | None:
        return Atlas(self.figures.scheme, self.geography) if self.geography else None

    @cached_property
    def _book(self) -> CaseBook | None:
        """The cases by what people look for them by; None where there is none of any kind to show."""
        return CaseBook(self.figures.scheme, self.casework) if self.casework and self.casework.holds_anything else None

    @property
    def has_decisions(self) -> bool:
        """Whether there are pages of single decisions."""
        return self.casework is not None and bool(self.casework.decisions or self.casework.withdrawn)

    @property
    def _review(self) -> Link | None:
        return Link(f"{self.review.title} {self.review.year_worded}", REVIEW) if self.review else None

    def pages(self) -> Iterator[Page]:
        """Yield every page, each model made when its turn comes."""
        yield self._home()
        if self._atlas is not None:
            yield from map_pages(self.figures, self._atlas)
        yield from compare_pages(self.figures)
        yield from self._authorities()
        if self._places is not None:
            yield from self._postcodes(self._places)
        if self.review is not None:
            yield from review_pages(self.review, self.figures)
        if self._book is not None:
            if self.has_decisions:
                yield from browse_pages(self._book)
                yield from decision_pages(self._book, synthetic=self.figures.synthetic)
            yield from improvement_pages(self._book)
            yield reports_page(self._book)
        yield from self._explaining()
        yield Page(NOT_FOUND, "not_found.html", "Page not found", "There is no page at this address.", None)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of everything that is not a page."""
        yield from sorted(_assets(resources.files("upheld.website") / "assets", "assets/"))
        if self._places is not None:
            for path, text in self._places.files():
                yield path, text.encode()
        for path, text in change_files(self.figures, self.dates, self.revisions):
            yield path, text.encode()
        yield from api_files(self._api)
        if self._book is not None:
            for path, text in feed_files(self._book, synthetic=self.figures.synthetic):
                yield path, text.encode()

    def found_by_search(self, pages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of what search engines are told of `pages`, paths relative to the root."""
        on = self.revisions[-1].on if self.revisions else self.dates.public_on
        yield from found_by_search(self.figures, [p for p in pages if p != NOT_FOUND and not p.startswith(EMBED)], on)

    def _home(self) -> Page:
        year = self.figures.year.label
        return Page(
            "index.html",
            "home.html",
            f"Complaints about councils, {year}",
            f"How complaints about councils and other bodies in England ended in {year}.",
            home_page(self.figures, self._atlas, postcodes=self.postcodes is not None, review=self._review),
        )

    def _authorities(self) -> Iterator[Page]:
        figures, year = self.figures, self.figures.year.label
        yield Page(
            f"{AUTHORITIES}index.html",
            "authorities.html",
            "Councils and other bodies, A to Z",
            "Every council and other body complaints were or could be decided about.",
            authorities_page(figures),
            AUTHORITIES,
        )
        every = AuthorityPages.gather(
            figures, self.dates, self.letters, self.earlier_letters, self._edition, self._book
        )
        for code, body in figures.authorities.items():
            name = body.authority.name
            description = f"How complaints about {name} ended in {year}, with earlier years."
            yield Page(path_of(body.authority), "authority.html", name, description, every.page(code), AUTHORITIES)
        yield from embed_pages(figures)

    def _postcodes(self, postcodes: Postcodes) -> Iterator[Page]:
        yield Page(
            f"{POSTCODE_FOLDER}index.html",
            "postcodes.html",
            "Find a council by postcode",
            "Every postcode area, and the councils in it.",
            postcodes.areas_page(),
        )
        for page in postcodes.area_pages():
            yield Page(
                f"{POSTCODE_FOLDER}{page.area.lower()}/index.html",
                "postcode_area.html",
                f"Councils in postcodes that begin with {page.area}",
                f"The councils of each postcode district in {page.area}.",
                page,
            )

    def _explaining(self) -> Iterator[Page]:
        figures = self.figures
        yield Page(
            f"{METHOD}index.html",
            "method.html",
            "How we calculate the figures",
            "What each measure counts, out of what, and the rules that every figure follows.",
            method_page(figures, self.method),
            METHOD,
        )
        yield Page(
            f"{METHOD}discrepancies/index.html",
            "discrepancies.html",
            "Printed figures that do not agree with counts",
            "Figures the Ombudsman printed, beside what the counts give.",
            discrepancies_page(figures),
            METHOD,
        )
        yield Page(
            f"{DATA}index.html",
            "data.html",
            "Data to download",
            "The figures as tables, with the meaning of each column.",
            data_page(figures, self.tables),
            DATA,
        )
        yield Page(
            f"{CHANGES}index.html",
            "changes.html",
            "Changes",
            "What was corrected after the review was published.",
            changes_page(figures, self.revisions, self.letters),
            CHANGES,
        )
        yield api_page(self._api)
        yield accessibility_page(
            figures,
            self.dates,
            letters=bool(self.letters or self.earlier_letters),
            mapped=self.geography is not None,
            searched=self.has_decisions,
        )
        if figures.synthetic:
            yield Page(
                f"{SYNTHETIC}index.html",
                "synthetic.html",
                "What is synthetic here",
                "Which figures were made up, and which the Ombudsman published.",
                synthetic_page(figures),
                SYNTHETIC,
            )


def write_site(
    folder: Path,
    site: Site,
    *,
    previous: Path | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> list[Path]:
    """Write the site into `folder` and return what was written, in the order of writing: exactly `publish_set(site)`.

    What the folder `previous`, an earlier site, holds already in the same words is linked and not written again: a
    mirror then knows by its date that it has not changed. `advance` is called with 1 after each page. Letters and
    tables are not written here: the release puts them where the links lead. Raises OSError where `folder` cannot be
    written.
    """
    frame = site.frame
    written: list[Path] = []
    pages: list[str] = []
    writer = _Writer(folder, previous)
    with collector_kept_from_the_figures():
        for page in site.pages():
            text = html(page, frame, site.base_path if page.path == NOT_FOUND else None)
            written.append(writer.put(page.path, text.encode()))
            pages.append(page.path)
            advance(1)
        for path, content in chain(site.files(), site.found_by_search(pages)):
            written.append(writer.put(path, content))
    return written


def publish_set(site: Site) -> tuple[str, ...]:
    """Return the path of everything `write_site` writes, relative to the root of the site, sorted."""
    pages = [page.path for page in site.pages()]
    return tuple(sorted(pages + [path for path, _ in chain(site.files(), site.found_by_search(pages))]))


@dataclass(frozen=True)
class _Writer:
    """Writes files below a folder, or links them where an earlier folder holds the same."""

    folder: Path
    previous: Path | None
    made: set[Path] = field(default_factory=set)

    def put(self, name: str, content: bytes) -> Path:
        """Put a file in its place and return the place."""
        path = self.folder / name
        if path.parent not in self.made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.made.add(path.parent)
        if self.previous is not None and _holds(self.previous / name, content):
            link(self.previous / name, path)
        else:
            path.write_bytes(content)
        return path


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _assets(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _assets(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", entry.read_bytes()


def _navigation(site: Site) -> tuple[Link, ...]:
    links = (
        Link("Councils A to Z", AUTHORITIES),
        *([Link("Map", MAP)] if site.geography else []),
        Link("Compare", COMPARE),
        *([Link("Decisions", DECISIONS)] if site.has_decisions else []),
        *([Link("Service improvements", IMPROVEMENTS)] if site.casework and site.casework.holds_anything else []),
        *([Link("National review", REVIEW)] if site.review else []),
        Link("How we calculate", METHOD),
        Link("Data", DATA),
        Link("Changes", CHANGES),
    )
    return (*links, Link("What is synthetic", SYNTHETIC)) if site.figures.synthetic else links
