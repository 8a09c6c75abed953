"""The map says of each body what its own page says: a verdict of four, or that there is none, and never an order."""

from __future__ import annotations

import gzip
import re

import pytest

from tests.website.conftest import WrittenSite
from upheld.website.map_page import VIEWS, View
from upheld.website.short import STYLES

pytestmark = pytest.mark.xdist_group("website")

KNOWSLEY, BURNLEY, CAMDEN = "E08000011", "E07000117", "E09000007"


def html_of(site: WrittenSite, path: str) -> str:
    return (site.folder / path / "index.html").read_text(encoding="utf-8")


def rows(html: str) -> dict[str, list[str]]:
    """Return the list beside the map: for each name the words of its cells."""
    found = re.findall(r'<tr><th scope="row"><a href="[^"]+">([^<]+)</a></th>(.+?)</tr>', html)
    return {name: [" ".join(re.sub("<[^>]+>", " ", c).split()) for c in cells.split("</td>")] for name, cells in found}


def shapes(html: str) -> list[tuple[str, str, str]]:
    """Return address, classes and words of every shape, inset included."""
    return re.findall(r'<a href="([^"]+)" tabindex="-1"><path class="([^"]+)"[^>]+><title>([^<]+)</title>', html)


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_drawing_leads_to_every_other_and_says_which_it_is(written: WrittenSite, view: View) -> None:
    html = html_of(written, view.path)
    here = re.findall(r'href="([^"]+)" aria-current="page"', html)
    assert here == [f"{'../' * view.path.count('/')}{view.path}"]
    for other in VIEWS.values():
        assert f'href="{"../" * view.path.count("/")}{other.path}"' in html


def test_a_shape_a_row_and_the_page_of_a_body_say_the_same_of_it(written: WrittenSite) -> None:
    html = html_of(written, "map/")
    assert rows(html)["Knowsley Metropolitan Borough Council"][:2] == [
        "Metropolitan borough",
        "≈ like similar authorities 75% (9 of 12)",
    ]
    (knowsley,) = (s for s in shapes(html) if "knowsley" in s[0])
    assert knowsley[1].split()[:2] == ["kind-3", "m1-like"]
    assert "Complaints upheld: 75% (9 of 12), ≈ like similar authorities" in knowsley[2].split("\n")
    assert "≈ like similar authorities" in written.of(KNOWSLEY).text
    assert rows(html)["Burnley Borough Council"][1] == "↓ lower 0% (0 of 1)"


def test_a_verdict_stands_only_where_one_was_reached(written: WrittenSite) -> None:
    figures = written.site.figures
    said = rows(html_of(written, "map/")) | rows(html_of(written, "map/counties/"))
    looked_at = 0
    for code, body in figures.authorities.items():
        for place, figure in enumerate(figures.of(code).headline, 1):
            if body.authority.name not in said:
                continue
            looked_at += 1
            cell = said[body.authority.name][place]
            assert cell.startswith("not compared") == (figure.verdict is None)
            assert ("no rate" in cell) == (not figure.rate.base)
    assert looked_at > 15


def test_the_legend_counts_what_is_drawn_and_nothing_else(written: WrittenSite) -> None:
    html = html_of(written, "map/")
    drawn = {address: classes.split() for address, classes, _ in shapes(html)}
    legend = re.findall(r'<path class="([^"]+)" d="[^"]+"/></svg>[^<]+<span class="size">([\d,]+)</span>', html)
    assert len(legend) > 4
    for style, size in legend:
        assert sum(style in classes for classes in drawn.values()) == int(size), style
    for place in (1, 2, 3):
        assert sum(int(size) for style, size in legend if style.startswith(f"m{place}-")) == len(drawn)


def test_each_colour_of_a_verdict_has_a_pattern_of_its_own(written: WrittenSite) -> None:
    css = (written.folder / "assets/map.css").read_text(encoding="utf-8")
    html = html_of(written, "map/")
    for style in STYLES.values():
        assert f'fill: url("#{style}")' in css
        assert f'<pattern id="{style}"' in html
    drawn = [re.search(f'<pattern id="{s}".*?</pattern>', html).group(0).replace(s, "") for s in STYLES.values()]  # type: ignore[union-attr]
    assert len(set(drawn)) == len(STYLES), "each is told from the others without its colour"


def test_there_are_rules_for_as_many_measures_as_the_scheme_puts_first(written: WrittenSite) -> None:
    css = (written.folder / "assets/map.css").read_text(encoding="utf-8")
    for place, _ in enumerate(written.site.figures.of(KNOWSLEY).headline, 1):
        assert f"#by-{place}:checked) .m{place}-like" in css


def test_counties_have_a_drawing_of_their_own_with_no_district_in_it(written: WrittenSite) -> None:
    counties, districts = rows(html_of(written, "map/counties/")), rows(html_of(written, "map/"))
    assert "Lancashire County Council" in counties
    assert "Lancashire County Council" not in districts
    assert "Burnley Borough Council" in districts
    assert "Burnley Borough Council" not in counties
    assert rows(html_of(written, "map/county-hexagons/")).keys() == counties.keys()
    assert rows(html_of(written, "map/hexagons/")).keys() == districts.keys()


def test_what_began_after_the_year_is_drawn_and_said_to_be_new(written: WrittenSite, later: WrittenSite) -> None:
    assert "Some councils here began their work after 31 March 2020" in written.page("map/").text
    assert "Some councils here began" not in later.page("map/").text
    assert rows(html_of(written, "map/"))["Westmorland and Furness Council"][1] == "not compared no rate"


def test_the_keyboard_meets_each_body_once_in_the_list(written: WrittenSite) -> None:
    for path in ("map/", "map/hexagons/"):
        html = html_of(written, path)
        assert re.findall(r'<svg[^>]+aria-hidden="true"', html)
        assert len(shapes(html)) >= len(rows(html)) > 0
        assert {address for address, _, _ in shapes(html)} == set(
            re.findall(r'<th scope="row"><a href="([^"]+)"', html)
        )


def test_a_drawing_of_the_small_country_is_light(written: WrittenSite) -> None:
    for view in VIEWS.values():
        assert len(gzip.compress(html_of(written, view.path).encode(), 9)) < 60_000
