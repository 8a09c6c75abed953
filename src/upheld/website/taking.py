"""What a reader can take away from a body's page: letters in every form, data, a citation, and a frame to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from upheld.figures.model import Figures
from upheld.scheme.model import Authority, ReviewDates
from upheld.website.api import FOLDER as API
from upheld.website.changes_page import Revision
from upheld.website.pages import LetterLinks, Link, authority_path
from upheld.writing.phrases import day

EMBED = "embed/"


@dataclass(frozen=True, slots=True)
class LetterForms:
    """The letter of one year: each form is a link."""

    title: str
    forms: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """What can be taken from the page of one body."""

    letters: tuple[LetterForms, ...]
    """This year's first."""
    data: str
    """Where the body's figures lie for programs."""
    cite: str
    """All of a citation but the address."""
    site: str
    """Where the site is served; empty where the scheme does not say so, and a script fills it in."""
    page: str
    """Path of the page, relative to the root of the site."""
    embed: str
    """Path of the page that is made for frames."""


def taking(figures: Figures, authority: Authority, letters: Sequence[LetterLinks], edition: Sequence[str]) -> Taking:
    """Return what can be taken from a body's page. `edition` is what is said of the release, see `edition_of`."""
    title = f"“{authority.name}: complaints in {figures.year.label}”"
    cite = ". ".join([f"{figures.scheme.sender.name}, {title}, in: {figures.scheme.sender.map_title}", *edition])
    return Taking(
        letters=tuple([LetterForms(f"Annual letter {links.year_label}", _forms(links)) for links in letters]),
        data=f"{API}authorities/{authority.slug}.json",
        cite=f"{cite}.",
        site=figures.scheme.website.address,
        page=authority_path(authority),
        embed=f"{EMBED}{authority.slug}/",
    )


def edition_of(figures: Figures, dates: ReviewDates, revisions: Sequence[Revision], snapshot: str) -> tuple[str, ...]:
    """Return the sentences that tell one release from another: when it was published and corrected, and from what."""
    published = f"Published {day(dates.public_on)}"
    corrected = f", corrected {day(revisions[-1].on)}" if revisions else ""
    said = [f"{published}{corrected}", *([f"Made from snapshot {snapshot}"] if snapshot else [])]
    return (*said, "Synthetic data") if figures.synthetic else tuple(said)


def _forms(links: LetterLinks) -> tuple[Link, ...]:
    known = (
        ("Web page", links.html),
        ("PDF", links.pdf),
        ("Plain text", links.text),
        ("PDF in large print", links.large),
        ("Word, as a paper for a committee", links.paper),
    )
    return tuple([Link(name, path) for name, path in known if path])
