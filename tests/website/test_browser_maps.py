"""In a real browser: the map and the comparison, with and without scripts, by mouse, finger and keyboard, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.website import browsing
from tests.website.browsing import Visitor
from tests.website.test_browser import address as address
from tests.website.test_browser import browser as browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("website")]

KNOWSLEY, LIVERPOOL, COUNTY = (
    "knowsley-metropolitan-borough-council",
    "liverpool-city-council",
    "lancashire-county-council",
)
SHAPE = f".areas a[href*={KNOWSLEY}] path"
UPHELD = "Complaints upheld: 75% (9 of 12), ≈ like similar authorities"


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    """Somebody with scripts. Whatever the browser complains of fails the test."""
    with browser.new_context(viewport={"width": 1280, "height": 1200}) as context:
        visitor = Visitor(context, address)
        yield visitor
        assert visitor.complaints == []


@pytest.fixture
def unscripted(browser: Browser, address: str) -> Iterator[Visitor]:
    with browser.new_context(viewport={"width": 1280, "height": 1200}, java_script_enabled=False) as context:
        visitor = Visitor(context, address)
        yield visitor
        assert visitor.complaints == []


def fill(page: Page) -> str:
    page.wait_for_load_state()  # before its stylesheet is there everything is black
    return str(page.locator(SHAPE).first.evaluate("path => getComputedStyle(path).fill"))


def box(page: Page) -> list[float]:
    return [float(n) for n in (page.locator(".map-drawing svg").get_attribute("viewBox") or "").split()]


def test_every_colouring_of_every_drawing_is_reached_without_scripts(unscripted: Visitor) -> None:
    page = unscripted.goes_to("map/")
    assert "url" not in fill(page)
    page.get_by_label("Complaints upheld").check()
    assert 'url("#like")' in fill(page)
    expect(page.get_by_role("columnheader", name="Complaints upheld")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Type")).to_be_hidden()
    expect(page.locator(".map-controls")).to_be_hidden()
    page.get_by_role("link", name="Counties as hexagons").click()
    assert unscripted.at == "map/county-hexagons/"
    page.get_by_label("Compliance with Ombudsman recommendations").check()
    assert "url" in fill(page)
    page.locator(SHAPE).click()
    assert unscripted.at == f"authorities/{KNOWSLEY}/"


def test_the_colours_chosen_stay_from_drawing_to_drawing(visitor: Visitor) -> None:
    page = visitor.goes_to("map/")
    page.get_by_label("Complaints upheld").check()
    assert visitor.at == "map/?by=upheld-rate"
    page.get_by_role("link", name="Districts as hexagons").click()
    assert visitor.at == "map/hexagons/?by=upheld-rate"
    assert 'url("#like")' in fill(page)
    page.get_by_label("Type of council").check()
    assert visitor.at == "map/hexagons/"


def test_what_is_under_the_mouse_is_told_in_words(visitor: Visitor) -> None:
    page = visitor.goes_to("map/?by=upheld-rate")
    expect(page.locator(".map-told")).to_be_hidden()
    page.locator(SHAPE).hover()
    expect(page.locator(".map-told")).to_contain_text("Knowsley Metropolitan Borough Council")
    expect(page.locator(".map-told")).to_contain_text(UPHELD)
    expect(page.locator(".map-list tr.told")).to_contain_text("75% (9 of 12)")
    page.locator("h1").hover()
    expect(page.locator(".map-told")).to_be_hidden()


def test_the_keyboard_goes_through_the_list_and_the_map_shows_where(visitor: Visitor) -> None:
    page = visitor.goes_to("map/?by=upheld-rate")
    assert page.locator(".areas a:not([tabindex='-1'])").count() == 0
    visitor.tabs_to("Knowsley Metropolitan Borough Council")
    expect(page.locator(".areas a.told")).to_have_attribute("href", f"../authorities/{KNOWSLEY}/")
    expect(page.locator(".map-told")).to_contain_text(UPHELD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/authorities/{KNOWSLEY}/")


def test_a_first_tap_tells_and_its_link_leads_to_the_page(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 320, "height": 900}, has_touch=True) as context:
        visitor = Visitor(context, address)
        page = visitor.goes_to("map/hexagons/")
        page.locator(SHAPE).tap()
        assert visitor.at == "map/hexagons/"
        expect(page.locator(".map-told")).to_contain_text(UPHELD)
        page.locator(".map-told a").tap()
        page.wait_for_url(f"**/authorities/{KNOWSLEY}/")
        assert visitor.complaints == []


def test_the_map_is_enlarged_and_moved_by_buttons_from_the_keyboard(visitor: Visitor) -> None:
    page = visitor.goes_to("map/")
    whole = box(page)
    visitor.tabs_to("+")
    page.keyboard.press("Enter")
    near = box(page)
    assert near[2] == pytest.approx(whole[2] / 1.6)
    page.get_by_role("button", name="Move north").press("Enter")
    assert box(page)[1] < near[1]
    assert box(page)[2:] == near[2:]
    for _ in range(9):
        page.get_by_role("button", name="Move west").press("Enter")
    assert box(page)[0] == 0, "the map does not leave its ground"
    page.get_by_role("button", name="Whole map").press("Enter")
    assert box(page) == whole
    expect(page.get_by_role("button", name="Whole map")).to_have_attribute("aria-disabled", "true")


def test_the_wheel_enlarges_with_ctrl_alone_around_the_pointer(visitor: Visitor) -> None:
    page = visitor.goes_to("map/")
    whole = box(page)
    page.locator(SHAPE).hover()
    page.mouse.wheel(0, -50)
    assert box(page) == whole
    page.locator(SHAPE).hover()
    before = page.locator(SHAPE).bounding_box()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -50)
    page.wait_for_function(f"document.querySelector('.map-drawing svg').viewBox.baseVal.width < {whole[2]}")
    after = page.locator(SHAPE).bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"] * 1.2
    middles = [b["x"] + b["width"] / 2 for b in (before, after)]
    assert middles[1] == pytest.approx(middles[0], abs=before["width"])


def test_a_drag_moves_the_map_and_is_no_click(visitor: Visitor) -> None:
    page = visitor.goes_to("map/")
    page.get_by_role("button", name="Enlarge the map").click()
    before = box(page)
    place = page.locator(".map-drawing").bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + 100
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 60, steps=4)
    page.mouse.up()
    assert box(page)[0] < before[0]
    assert box(page)[1] < before[1]
    assert visitor.at == "map/"


def test_patterns_part_the_verdicts_on_paper_and_controls_are_left_out(visitor: Visitor) -> None:
    page = visitor.goes_to("map/?by=upheld-rate")
    page.emulate_media(media="print")
    assert 'url("#like")' in fill(page)
    burnley = page.locator(".areas a[href*=burnley] path").first
    assert 'url("#lower")' in str(burnley.evaluate("path => getComputedStyle(path).fill"))
    for gone in (".map-controls", ".by", ".views"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".map-view .legend:visible")).to_contain_text("↓ lower")
    visitor.goes_to("map/")
    assert 'url("#type-3")' in fill(page), "types have patterns of their own on paper"


@pytest.mark.parametrize("path", ["map/?by=upheld-rate", f"compare/?a={KNOWSLEY}&a={COUNTY}", f"embed/{KNOWSLEY}/"])
def test_text_twice_as_large_breaks_nothing(browser: Browser, address: str, path: str) -> None:
    with browser.new_context(viewport={"width": 640, "height": 900}) as context:
        page = Visitor(context, address).goes_to(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640


# ---------------------------------------------------------------- side by side


def cells(page: Page, row: str) -> list[str]:
    """The words of one row of the comparison, once what it fetches is there."""
    expect(page.locator(".compared")).to_be_visible()
    return [" ".join(text.split()) for text in page.locator(f"tr[data-row={row}] > *").all_inner_texts()]


def test_bodies_are_chosen_by_name_and_stand_side_by_side(visitor: Visitor) -> None:
    page = visitor.goes_to("compare/")
    expect(page.locator("[data-unscripted]")).to_be_hidden()
    page.locator("#choice-1").fill("Liverpool City Council")
    page.locator("#choice-2").fill("knowsley metropolitan borough council")
    page.locator("#choice-2").press("Enter")
    page.wait_for_url(f"**/compare/?a={LIVERPOOL}&a={KNOWSLEY}")
    assert cells(page, "name")[1:] == ["Liverpool City Council", "Knowsley Metropolitan Borough Council"]
    assert cells(page, "measure")[2] == "75% (9 of 12) 95% interval 47% to 91% ≈ like similar authorities"
    expect(page.locator("[data-caution=unlike]")).to_be_hidden()
    expect(page.locator("[data-caution=alike]")).to_be_visible()


def test_what_is_not_similar_is_compared_with_a_caution(visitor: Visitor) -> None:
    page = visitor.goes_to(f"compare/?a={KNOWSLEY}&a={COUNTY}&a=westmorland-and-furness-council")
    assert cells(page, "measure")[3] == "no rate"
    expect(page.locator("[data-caution=unlike]")).to_be_visible()
    expect(page.locator("[data-caution=unlike]")).to_contain_text("These are not all similar.")
    expect(page.locator("[data-caution=alike]")).to_be_hidden()


def test_no_more_than_four_stand_side_by_side_each_once(visitor: Visitor) -> None:
    more = [KNOWSLEY, KNOWSLEY, LIVERPOOL, COUNTY, "burnley-borough-council", "chorley-borough-council", "nobody"]
    page = visitor.goes_to("compare/?" + "&".join(f"a={slug}" for slug in more))
    expect(page.locator("tr[data-row=name] th")).to_have_count(5)
    assert cells(page, "name")[-1] == "Burnley Borough Council"


def test_an_unknown_name_is_answered_in_words(visitor: Visitor) -> None:
    page = visitor.goes_to("compare/")
    page.locator("#choice-1").fill("Atlantis")
    page.locator("#choice-1").press("Enter")
    expect(page.locator("[data-answer]")).to_contain_text("There is no body called “Atlantis”")


def test_without_scripts_the_comparison_leads_to_the_table_of_a_type(unscripted: Visitor) -> None:
    page = unscripted.goes_to("compare/")
    expect(page.locator("form[data-compare]")).to_be_hidden()
    page.get_by_role("link", name="All metropolitan boroughs").click()
    row = page.get_by_role("row", name=re.compile("Knowsley"))
    expect(row).to_contain_text("47% to 91%")
    row.get_by_role("link").click()
    assert unscripted.at == f"authorities/{KNOWSLEY}/"


# ---------------------------------------------------------------- to take along


def test_the_frame_and_the_citation_name_the_address_of_the_site(visitor: Visitor) -> None:
    page = visitor.goes_to(f"authorities/{KNOWSLEY}/")
    assert f'src="{visitor.address}embed/{KNOWSLEY}/"' in page.locator("#frame").input_value()
    expect(page.locator(".cite")).to_contain_text(f"At: {visitor.address}authorities/{KNOWSLEY}/")
    expect(page.locator("[data-without-address]")).to_be_hidden()


def test_another_site_may_show_the_small_page_in_a_frame_and_no_other_page(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    shown = []
    with browsing.served(tmp_path, browsing.Elsewhere) as elsewhere, browser.new_context() as context:
        page = context.new_page()
        for folder in ("embed", "authorities"):
            frame = f'<iframe src="{address}{folder}/{KNOWSLEY}/"></iframe>'
            (tmp_path / f"{folder}.html").write_text(frame, encoding="utf-8")
            page.goto(f"{elsewhere}{folder}.html")
            shown.append("Knowsley" in page.frames[-1].locator("body").inner_text())
    assert shown == [True, False]
