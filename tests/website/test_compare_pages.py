"""Bodies side by side: in the order of the alphabet or of choosing, never of a rate, and never without a base."""

from __future__ import annotations

import re

import pytest

from tests.website.conftest import WrittenSite
from upheld.website.compare_page import MOST, group_path

pytestmark = pytest.mark.xdist_group("website")


def test_each_type_that_is_compared_has_a_table_of_its_bodies_in_being(written: WrittenSite) -> None:
    figures = written.site.figures
    for kind in figures.scheme.types:
        path = f"{group_path(kind.id)}index.html"
        there = [a.name for a in figures.scheme.authorities if a.type == kind.id and a.in_being_during(figures.year)]
        assert (path in written.pages) == bool(kind.group and there), kind.id
        if path in written.pages:
            html = (written.folder / path).read_text(encoding="utf-8")
            assert re.findall(r'<tr><th scope="row"><a [^>]+>([^<]+)</a>', html) == sorted(there)


def test_a_row_says_rate_counts_interval_and_verdict(written: WrittenSite) -> None:
    html = (written.folder / group_path("metropolitan") / "index.html").read_text(encoding="utf-8")
    (row,) = re.findall(r"<tr><th[^>]+><a [^>]+>Knowsley[^<]+</a></th>(.+?)</tr>", html)
    first = row.split("</td>")[0]
    assert "<strong>75%</strong> (9 of 12)" in first
    assert '<span class="of">47% to 91%</span><span class="of">≈ like similar authorities</span>' in first


def test_without_a_rate_a_row_says_so_and_nothing_else(written: WrittenSite) -> None:
    html = (written.folder / group_path("district") / "index.html").read_text(encoding="utf-8")
    (row,) = re.findall(r"<tr><th[^>]+><a [^>]+>Chorley[^<]+</a></th>(.+?)</tr>", html)
    assert row.split("</td>")[0] == '<td><strong>no rate</strong><span class="of">not compared</span>'


def test_every_body_can_be_chosen_and_no_more_than_four(written: WrittenSite) -> None:
    html = (written.folder / "compare/index.html").read_text(encoding="utf-8")
    slugs = re.findall(r'data-slug="([^"]+)"', html)
    assert sorted(slugs) == sorted(a.slug for a in written.site.figures.scheme.authorities)
    for slug in slugs:
        assert (written.folder / f"api/v1/authorities/{slug}.json").is_file()
    assert html.count('<input id="choice-') == MOST == 4


def test_nothing_can_be_sorted(written: WrittenSite) -> None:
    script = (written.folder / "assets/compare.js").read_text(encoding="utf-8")
    assert "sort" not in script
    for path in ("compare/index.html", "compare/metropolitan/index.html"):
        assert "aria-sort" not in (written.folder / path).read_text(encoding="utf-8")


def test_the_page_of_a_body_leads_to_its_place_beside_others(written: WrittenSite) -> None:
    links = written.of("E08000011").links
    assert "../../compare/?a=knowsley-metropolitan-borough-council" in links
    assert "../../compare/metropolitan/" in links
    assert not [link for link in written.of("PARK-LAKES").links if link.endswith("compare/park/")]
