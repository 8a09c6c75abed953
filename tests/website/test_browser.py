"""In a real browser, at an address below the root: nobody is shut out for want of scripts, a mouse or a wide screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.website import browsing
from tests.website.browsing import Visitor
from tests.website.conftest import WrittenSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("website")]

KNOWSLEY = "authorities/knowsley-metropolitan-borough-council/"
KINDS = {
    "home": "",
    "list": "authorities/",
    "authority": KNOWSLEY,
    "authority without figures": "authorities/westmorland-and-furness-council/",
    "authority in no group": "authorities/lake-district-national-park-authority/",
    "method": "method/",
    "discrepancies": "method/discrepancies/",
    "data": "data/",
    "api": "api/",
    "accessibility": "accessibility/",
    "synthetic": "synthetic/",
    "postcode areas": "postcode/",
    "postcode area": "postcode/l/",
    "not found": "404.html",
    "map": "map/",
    "map by verdict": "map/hexagons/?by=upheld-rate",
    "bodies side by side": f"compare/?a={KNOWSLEY.split('/')[1]}&a=lancashire-county-council",
    "bodies of one type": "compare/metropolitan/",
    "for frames": KNOWSLEY.replace("authorities", "embed"),
}
each_kind = pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(written: WrittenSite) -> Iterator[str]:
    with browsing.served(written.folder) as address:
        yield address


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    """Somebody with scripts. Whatever the browser complains of fails the test."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        visitor = Visitor(context, address)
        yield visitor
        assert visitor.complaints == []


@pytest.fixture
def visitor_without_scripts(browser: Browser, address: str) -> Iterator[Visitor]:
    with browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False) as context:
        visitor = Visitor(context, address)
        yield visitor
        assert visitor.complaints == []


@each_kind
def test_no_barrier_is_found_with_scripts(visitor: Visitor, path: str) -> None:
    visitor.goes_to(path)
    assert visitor.barriers() == []


@pytest.mark.parametrize("path", [KINDS[kind] for kind in ("home", "list", "postcode areas")])
def test_no_barrier_is_found_without_scripts(visitor: Visitor, path: str) -> None:
    # The checker is itself a script, so scripts stay on and the site's own is taken away.
    visitor.page.route("**/site.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    visitor.goes_to(path)
    assert visitor.barriers() == []


@each_kind
def test_nothing_scrolls_sideways_on_the_smallest_screen(visitor: Visitor, path: str) -> None:
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    visitor.goes_to(path)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_first_press_of_tab_offers_to_skip_to_the_content(visitor: Visitor) -> None:
    page = visitor.goes_to(KNOWSLEY)
    page.keyboard.press("Tab")
    assert visitor.focus() == "Skip to the main content"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert visitor.focus() == "main"


def test_a_letter_is_reached_from_a_name_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.goes_to("")
    visitor.tabs_to("name")
    page.keyboard.type("knowsley metropolitan borough council")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{KNOWSLEY}")
    visitor.tabs_to("Read the annual letter 2019-20")
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters/2019-20/knowsley-metropolitan-borough-council.html")


def test_part_of_a_name_leads_to_the_list_of_what_holds_it(visitor: Visitor) -> None:
    page = visitor.goes_to("")
    page.locator("#name").fill("lake dis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/authorities/?name=lake+dis")
    expect(page.locator(".entries li:visible")).to_have_count(1)
    expect(page.locator("[data-count]")).to_have_text("1 of 9 names")
    page.locator("#filter").fill("lancs")
    expect(page.locator(".entries li:visible a")).to_have_text("Lancashire County Council")
    page.locator("#filter").fill("")
    expect(page.locator(".entries li:visible")).to_have_count(9)


def test_a_council_is_reached_from_a_postcode_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.goes_to("")
    visitor.tabs_to("postcode")
    page.keyboard.type("l369yu")
    page.keyboard.press("Enter")
    expect(page.locator("#postcode-answer")).to_contain_text("L369YU is in:")
    visitor.tabs_to("Knowsley Metropolitan Borough Council", most=4)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{KNOWSLEY}")


def test_a_postcode_in_a_district_leads_to_its_county_too(visitor: Visitor) -> None:
    page = visitor.goes_to("")
    page.locator("#postcode").fill("PR7 1DP")
    page.keyboard.press("Enter")
    links = page.locator("#postcode-answer a")
    expect(links).to_have_text(["Chorley Borough Council", "Lancashire County Council"])


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ("L36", "Please give a whole postcode"),
        ("ZZ1 1AA", "We do not know ZZ1 1AA"),
        ("", "Please give a whole postcode"),
    ],
)
def test_what_is_no_postcode_we_know_is_answered_in_words(
    browser: Browser, address: str, given: str, answer: str
) -> None:
    # A file of an area that does not exist is asked for and not found, which the browser notes; that is no fault.
    with browser.new_context() as context:
        page = Visitor(context, address).goes_to("")
        page.locator("#postcode").fill(given)
        page.locator("#postcode").press("Enter")
        expect(page.locator("#postcode-answer")).to_contain_text(answer)


def test_the_postcode_page_answers_what_the_home_page_was_asked(visitor: Visitor) -> None:
    page = visitor.goes_to("postcode/?postcode=L36+9YU")
    expect(page.locator("#postcode-answer a")).to_have_text("Knowsley Metropolitan Borough Council")


def test_without_scripts_a_name_leads_to_the_whole_list(visitor_without_scripts: Visitor) -> None:
    page = visitor_without_scripts.goes_to("")
    page.locator("#name").fill("Knowsley")
    page.keyboard.press("Enter")
    page.wait_for_url("**/authorities/?name=Knowsley")
    expect(page.locator("#filter")).to_be_hidden()
    page.get_by_role("link", name="Knowsley Metropolitan Borough Council").click()
    assert visitor_without_scripts.at == KNOWSLEY


def test_without_scripts_a_postcode_leads_to_its_council_in_three_steps(visitor_without_scripts: Visitor) -> None:
    page = visitor_without_scripts.goes_to("")
    page.locator("#postcode").fill("L36 9YU")
    page.keyboard.press("Enter")
    page.wait_for_url("**/postcode/?postcode=L36+9YU")
    page.get_by_role("link", name="L", exact=True).click()
    page.get_by_role("row", name="L36").get_by_role("link", name="Knowsley Metropolitan Borough Council").click()
    assert visitor_without_scripts.at == KNOWSLEY


def test_the_map_is_no_trap_for_the_keyboard(visitor: Visitor) -> None:
    page = visitor.goes_to("")
    assert page.locator(".map svg a").count() > 0
    assert page.locator(".map svg a:not([tabindex='-1'])").count() == 0
    page.locator(".map a[href*=liverpool]").click()
    assert visitor.at == "authorities/liverpool-city-council/"


def test_every_body_of_the_year_is_reached_by_keyboard_from_the_home_page(visitor: Visitor) -> None:
    page = visitor.goes_to("")
    visitor.tabs_to("Metropolitan boroughs 2")
    page.keyboard.press("Enter")
    visitor.tabs_to("Knowsley", most=1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{KNOWSLEY}")


def test_what_has_the_focus_can_be_seen_to_have_it(visitor: Visitor) -> None:
    page = visitor.goes_to(KNOWSLEY)
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px", visitor.focus()
