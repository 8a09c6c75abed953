"""What every page is made of: its path, its template, its model, and the frame around it.

Every path here is relative to the root of the site and uses `/`. A page turns it into a relative link by putting
its own `root` (`../../`) before it, so that the site works at any address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from upheld.scheme.model import Authority


@dataclass(frozen=True)
class Link:
    """A link within the site. `path` is relative to its root."""

    text: str
    path: str
    note: str = ""
    """What follows the link, in plain text."""


@dataclass(frozen=True)
class LetterLinks:
    """Where one authority's letter of one year lies, relative to the root of the site."""

    year_label: str
    pdf: str
    html: str
    text: str = ""
    """Plain text. This and each of the following is empty where the release has no such form."""
    large: str = ""
    """A PDF in large print."""
    paper: str = ""
    """A Word document for a committee."""


@dataclass(frozen=True)
class Page:
    """One page to write."""

    path: str
    """Where it is written, relative to the root: `authorities/knowsley/index.html`."""
    template: str
    title: str
    description: str
    model: object
    """A frozen dataclass; the template sees it as `page`."""
    section: str = ""
    """The path of the entry of the main navigation that the page belongs to."""
    compiles: bool = False
    """Whether its script compiles WebAssembly, which the page's own policy must then allow."""

    @property
    def root(self) -> str:
        """What leads from the page back to the root of the site: nothing, or `../` for each folder."""
        return "../" * self.path.count("/")


@dataclass(frozen=True)
class Frame:
    """What stands around every page: the same for all pages of a site."""

    title: str
    sender: str
    sender_website: str
    scheme_name: str
    year_label: str
    first_day: str
    last_day: str
    letters_on: str
    public_on: str
    synthetic: bool
    version: str
    navigation: tuple[Link, ...]
    attribution: str
    """The line that stands under every map and postcode finder."""
    alerts: str = ""
    """Where people ask for news by e-mail; empty where they cannot."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a published figure was printed: on a page of the web, or in a document that has only a name."""

    name: str
    address: str | None

    @classmethod
    def of(cls, text: str) -> Source:
        """Read the source column of a published row."""
        return cls("Source", text) if text.startswith(("https://", "http://")) else cls(text, None)


LettersByCode = Mapping[str, LetterLinks]
"""The year's letters by authority code. A body without one is not there."""

EarlierLetters = Mapping[str, Sequence[LetterLinks]]
"""Letters of earlier years by authority code, latest first."""


def authority_path(authority: Authority) -> str:
    """Return where the page of an authority lies: `authorities/knowsley/`."""
    return f"authorities/{authority.slug}/"


def authority_link(authority: Authority, note: str = "") -> Link:
    """Return the link to the page of an authority, under its full name."""
    return Link(authority.name, authority_path(authority), note)
