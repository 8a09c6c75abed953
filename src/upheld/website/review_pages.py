"""The pages of the national review: one to read, and one for each table with a row for every body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.figures.model import Figures
from upheld.review.model import BodyTable, Review
from upheld.website.pages import Link, Page, authority_path

FOLDER = "review/"

PDF = f"{FOLDER}review.pdf"
"""Where the release puts the review as a PDF, relative to the root of the site."""

STYLESHEET = "assets/review.css"


@dataclass(frozen=True)
class ReviewPage:
    """The page to read: the review, and where its tables are."""

    review: Review
    pdf: str
    tables: tuple[Link, ...]
    stylesheet: str = STYLESHEET


@dataclass(frozen=True)
class ReviewTablePage:
    """One table with a row for every body, and where the page of each is."""

    body_table: BodyTable
    links: tuple[str, ...]
    """The path of each row's body, relative to the root of the site."""
    others: tuple[Link, ...]
    """The review, and the other tables."""
    stylesheet: str = STYLESHEET


def review_pages(review: Review, figures: Figures) -> Iterator[Page]:
    """Yield every page of the review."""
    tables = tuple(Link(t.table.title, f"{FOLDER}{t.id}/") for t in review.tables)
    title = f"{review.title} {review.year_worded}"
    yield Page(
        f"{FOLDER}index.html",
        "review.html",
        title,
        review.metadata.description.removesuffix(" Synthetic: built from made-up cases."),
        ReviewPage(review, PDF, tables),
        FOLDER,
    )
    paths = {body.authority.slug: authority_path(body.authority) for body in figures.authorities.values()}
    for body_table, own in zip(review.tables, tables, strict=True):
        others = (Link(title, FOLDER), *(link for link in tables if link is not own))
        yield Page(
            f"{own.path}index.html",
            "review_table.html",
            f"{body_table.table.title}: figures for each body, {review.year_worded}",
            f"A table with a row for every council and other body: {body_table.table.title.lower()}.",
            ReviewTablePage(body_table, tuple(paths[slug] for slug in body_table.slugs), others),
            FOLDER,
        )
