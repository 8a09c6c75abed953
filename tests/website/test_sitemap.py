"""Search engines are told of every page, by its whole address, where it is known and the figures are real."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from tests.website import by_hand
from tests.website.conftest import WrittenSite
from upheld.figures.model import Figures
from upheld.website import sitemap
from upheld.website.sitemap import found_by_search

pytestmark = pytest.mark.xdist_group("website")

ADDRESS = "https://reviews.example.org/2024/"
ON = date(2024, 7, 24)
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def served(*, synthetic: bool, address: str = ADDRESS) -> Figures:
    figures = by_hand.figures(2024, synthetic=synthetic)
    website = replace(figures.scheme.website, address=address)
    return replace(figures, scheme=replace(figures.scheme, website=website))


def told(figures: Figures, *pages: str) -> dict[str, bytes]:
    return dict(found_by_search(figures, pages, ON))


def locations(text: bytes) -> list[str]:
    return [str(e) for e in etree.fromstring(text).xpath("//s:loc/text()", namespaces=SPACE)]  # type: ignore[union-attr]


def test_pages_are_listed_by_the_address_of_their_folder() -> None:
    files = told(served(synthetic=False), "index.html", "data/index.html")
    assert locations(files["sitemap.xml"]) == [f"{ADDRESS}data/", ADDRESS]
    assert files["robots.txt"].decode().endswith(f"Sitemap: {ADDRESS}sitemap.xml\n")
    assert b"<lastmod>2024-07-24</lastmod>" in files["sitemap.xml"]


def test_synthetic_figures_are_not_to_be_found() -> None:
    files = told(served(synthetic=True), "index.html")
    assert list(files) == ["robots.txt"]
    assert b"Disallow: /\n" in files["robots.txt"]


def test_without_an_address_there_is_nothing_to_tell() -> None:
    assert told(served(synthetic=False, address=""), "index.html") == {}


def test_too_many_pages_for_one_list_are_listed_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 2)
    files = told(served(synthetic=False), *(f"p{n}/index.html" for n in range(5)))
    parts = locations(files["sitemap.xml"])
    assert parts == [f"{ADDRESS}sitemap-{n}.xml" for n in (1, 2, 3)]
    listed = [a for part in parts for a in locations(files[part.removeprefix(ADDRESS)])]
    assert listed == [f"{ADDRESS}p{n}/" for n in range(5)]


def test_a_site_lists_all_its_pages_but_frames_and_the_one_for_unknown_addresses(later: WrittenSite) -> None:
    site = replace(later.site, figures=served(synthetic=False))
    pages = [page.path for page in site.pages()]
    listed = locations(dict(site.found_by_search(pages))["sitemap.xml"])
    framed = [page for page in later.pages if page.startswith("embed/")]
    assert framed
    assert len(listed) == len(later.pages) - len(framed) - 1
    assert f"{ADDRESS}404.html" not in listed
