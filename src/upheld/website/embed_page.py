"""A small page of each body for frames of other sites: counts, intervals, a caveat, and the way to the whole page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.figures.model import Figures
from upheld.website.pages import Page, authority_path
from upheld.website.short import Short, short
from upheld.website.taking import EMBED


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """Everything the small page shows."""

    name: str
    path: str
    """Of the whole page, relative to the root of the site."""
    measures: tuple[Short, ...]
    group: str
    """The plural of those it is compared with; empty where it is compared with nobody."""


def embed_pages(figures: Figures) -> Iterator[Page]:
    """Yield the small page of every body."""
    year = figures.year.label
    for code, body in figures.authorities.items():
        authority, headline = body.authority, figures.of(code).headline
        group = next((figure.comparison.group.plural for figure in headline if figure.comparison), "")
        measures = tuple([short(figure) for figure in headline])
        model = EmbedPage(authority.name, authority_path(authority), measures, group)
        title = f"{authority.name}: complaints in {year}, in short"
        description = f"How complaints about {authority.name} ended in {year}, for other sites to show."
        yield Page(f"{EMBED}{authority.slug}/index.html", "embed.html", title, description, model)
