"""Decisions as pages: what may be published, what was withdrawn, the lists that lead to them, and the search."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from tests.review import by_hand as review
from tests.website import browsing, cases_by_hand, html_check
from tests.website.browsing import Visitor
from tests.website.test_browser import browser as browser
from upheld.release.search import index_site
from upheld.scheme import review_dates
from upheld.website import Site, publish_set, write_site
from upheld.website.browse_pages import common_words
from upheld.website.case_book import CaseBook
from upheld.website.case_parts import parts
from upheld.website.casework import Casework
from upheld.website.decision_pages import decision_page

pytestmark = pytest.mark.xdist_group("website")

DECISION, WITHDRAWN, GONE = (f"decisions/{one}/index.html" for one in ("19-012-345", "19-000-001", "19-000-002"))


def many() -> Casework:
    """Enough decisions that a search has more to show; every third is about damp."""
    first = cases_by_hand.DECISIONS[1]
    made = [
        replace(
            first,
            reference=f"19 100 {number:03}",
            outcome="upheld" if number % 2 else "not_upheld",
            statement=("Synthetic.", "Damp came through the wall." if number % 3 == 0 else "The lift stood still."),
            improvements=(),
        )
        for number in range(60, 0, -1)
    ]
    return replace(cases_by_hand.casework(), decisions=(*made, *cases_by_hand.DECISIONS))


def site_of(casework: Casework | None) -> Site:
    figures = review.figures()
    dates = review_dates(figures.scheme.calendar, figures.year.number)
    return Site(figures=figures, geography=None, dates=dates, casework=casework)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("decisions")
    write_site(made, site_of(many()))
    assert index_site(made)
    return made


def text(folder: Path, path: str) -> str:
    return (folder / path).read_text(encoding="utf-8")


def test_the_pages_written_are_the_decisions_published_and_those_withdrawn(folder: Path) -> None:
    pages = {path.parent.name for path in folder.glob("decisions/*/index.html")}
    casework = many()
    assert pages == {one.slug for one in (*casework.decisions, *casework.withdrawn)}
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {name for name in written if not name.startswith("pagefind/")} >= set(publish_set(site_of(casework)))


def test_a_decision_says_all_it_holds_and_escapes_it(folder: Path) -> None:
    page = text(folder, DECISION)
    for said in (
        "the Council &lt;did&gt; not answer &amp; delayed.",
        "<h3>What we found</h3>",
        "The Council was at fault.",
    ):
        assert said in page
    assert "Train its &lt;housing&gt; staff." in page
    assert "Met late on 30 June 2020." in page
    assert 'href="../../decisions/19-000-400/"' in page, "similar decisions"
    assert "takes the place of" in page


def test_a_decision_says_to_search_engines_what_it_is_and_that_it_is_synthetic(folder: Path) -> None:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text(folder, DECISION))
    work, trail = json.loads(block)["@graph"]
    assert (work["@type"], work["identifier"], work["dateCreated"]) == ("CreativeWork", "19 012 345", "2020-03-02")
    assert work["name"] == "Knowsley Metropolitan Borough Council (19 012 345)"
    assert work["abstract"] == "Synthetic: the Council <did> not answer & delayed."
    assert [about["name"] for about in work["about"]] == ["Housing", "Knowsley Metropolitan Borough Council"]
    assert [step["name"] for step in trail["itemListElement"]] == ["Decisions", work["name"]]
    assert "ld+json" not in text(folder, WITHDRAWN), "nothing is said of a decision that was withdrawn"
    book = CaseBook(review.figures().scheme, cases_by_hand.casework())
    marked = decision_page(book, cases_by_hand.DECISIONS[0], synthetic=True).linked
    assert '"name":"Knowsley Metropolitan Borough Council (19 012 345) (synthetic)"' in marked


def test_a_withdrawn_decision_says_so_and_nothing_of_what_it_said(folder: Path) -> None:
    page = text(folder, WITHDRAWN)
    assert "We withdrew decision 19 000 001 on 1 May 2020." in page
    assert 'href="../../decisions/19-012-345/"' in page
    assert "Knowsley" not in html_check.read(page).text
    assert "data-pagefind-body" not in page
    assert "No other decision took its place" in text(folder, GONE)


def test_no_link_among_the_pages_of_cases_is_dead(folder: Path) -> None:
    dead_links(folder)


def test_where_people_can_ask_for_news_by_mail_the_pages_lead_there(folder: Path, tmp_path: Path) -> None:
    desk = "https://reviews.example/alerts/"
    plain = site_of(cases_by_hand.casework())
    scheme = replace(plain.figures.scheme, website=replace(plain.figures.scheme.website, alerts=desk))
    write_site(tmp_path, replace(plain, figures=replace(plain.figures, scheme=scheme)))
    for path in ("decisions/index.html", "authorities/knowsley-metropolitan-borough-council/index.html"):
        assert f'href="{desk}"' in text(tmp_path, path)
        assert desk not in text(folder, path)


def dead_links(folder: Path) -> None:
    """Fail for the first link of these pages that leads nowhere."""
    for room in ("decisions", "search", "improvements", "reports"):
        for path in (folder / room).rglob("*.html"):
            here = path.relative_to(folder).as_posix()
            for href in re.findall(r'<a [^>]*href="([^"]+)"', path.read_text(encoding="utf-8")):
                if "://" not in href and not href.startswith("#"):
                    place = folder / PurePosixPath(urljoin(f"/{here}", href).partition("#")[0].lstrip("/"))
                    assert place.is_file() or (place / "index.html").is_file(), (here, href)


@given(number=st.integers(0, 70), more=st.integers(1, 30), size=st.integers(1, 12))
def test_a_numbered_page_of_a_list_keeps_its_cases_when_new_ones_come(number: int, more: int, size: int) -> None:
    def numbered(items: list[int]) -> dict[int, tuple[int, ...]]:
        return {part.number: tuple(part.items) for part in parts(items, "list/", size) if part.number}

    before, after = list(range(number))[::-1], list(range(number + more))[::-1]
    assert numbered(before).items() <= numbered(after).items()
    assert [one for part in parts(after, "list/", size) for one in part.items] == after, "each once, newest first"


def test_words_of_nearly_every_decision_are_told_from_the_others() -> None:
    every = [replace(cases_by_hand.DECISIONS[0], statement=("Person", "rare" if n == 0 else "x")) for n in range(100)]
    told = common_words(CaseBook(review.figures().scheme, Casework(cases_by_hand.AS_AT, every)))
    assert {"person", "council"} <= set(told), "the name of a body is looked through as well"
    assert "rare" not in told


@pytest.mark.parametrize("casework", [None, Casework(cases_by_hand.AS_AT)])
def test_a_site_without_cases_has_no_trace_of_them(tmp_path: Path, casework: Casework | None) -> None:
    write_site(tmp_path, site_of(casework))
    for room in ("decisions", "search", "improvements", "reports"):
        assert not (tmp_path / room).exists()
        assert f'href="{room}/' not in text(tmp_path, "index.html")


def test_improvements_without_any_statement_are_shown_and_no_search_that_finds_nothing(tmp_path: Path) -> None:
    write_site(tmp_path, site_of(replace(cases_by_hand.casework(), decisions=(), withdrawn=())))
    assert not (tmp_path / "search").exists()
    dead_links(tmp_path)
    assert (tmp_path / "improvements" / "index.html").is_file()


@pytest.mark.browser
class TestSearch:
    @pytest.fixture
    def served(self, folder: Path) -> Iterator[str]:
        with browsing.served(folder) as address:
            yield address

    def test_a_reader_finds_decisions_by_words_and_by_the_keyboard_alone(self, browser: Browser, served: str) -> None:
        page = browser.new_page(viewport={"width": 320, "height": 700})
        page.goto(f"{served}search/")
        page.get_by_label("Words to look for").focus()
        page.keyboard.type("damp")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("20 decisions found.")
        expect(page.locator("[data-found] li")).to_have_count(10)
        assert "?q=damp" in page.url
        expect(page.locator("[data-found] li").first).to_contain_text("Damp came through the wall")
        page.get_by_role("button", name="Show more").press("Enter")
        expect(page.locator("[data-found] li")).to_have_count(20)
        assert page.evaluate("document.activeElement.closest('li') !== null"), "the focus goes to the first new one"
        page.get_by_label("Outcome").select_option("Upheld")
        expect(page.get_by_role("status")).to_have_text("10 decisions found.")
        page.locator("[data-found] a").first.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("19 100")
        page.close()

    def test_by_keyboard_alone_from_the_home_page_to_a_decision(self, browser: Browser, served: str) -> None:
        with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
            visitor = Visitor(context, served)
            page = visitor.goes_to("")
            visitor.tabs_to("Decisions")
            page.keyboard.press("Enter")
            page.wait_for_url("**/decisions/")
            visitor.tabs_to("Search the decisions")
            page.keyboard.press("Enter")
            page.wait_for_url("**/search/")
            visitor.tabs_to("q")
            page.keyboard.type("damp")
            page.keyboard.press("Enter")
            expect(page.get_by_role("status")).to_have_text("20 decisions found.")
            first = page.locator("[data-found] a").first.inner_text()
            visitor.tabs_to(first)
            page.keyboard.press("Enter")
            page.wait_for_url("**/decisions/19-100-*/")
            assert visitor.complaints == []

    @pytest.mark.parametrize("width", [320, 1280])
    @pytest.mark.parametrize(
        "path", ["decisions/", "decisions/19-012-345/", "decisions/list/1/", "search/?q=damp", "improvements/"]
    )
    def test_text_twice_as_large_breaks_nothing(self, browser: Browser, served: str, path: str, width: int) -> None:
        with browser.new_context(viewport={"width": width, "height": 900}) as context:
            page = Visitor(context, served).goes_to(path)
            if "search" in path:
                expect(page.locator("[data-found] li")).to_have_count(10)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_on_paper_a_decision_stands_without_what_only_a_screen_can_do(self, browser: Browser, served: str) -> None:
        with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
            visitor = Visitor(context, served)
            page = visitor.goes_to("decisions/19-012-345/")
            page.emulate_media(media="print")
            expect(page.locator("header nav")).to_be_hidden()
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            page.emulate_media(media="screen")
            visitor.goes_to("search/?q=damp")
            expect(page.locator("[data-found] li")).to_have_count(10)
            page.emulate_media(media="print")
            expect(page.locator("[data-found] li").first).to_be_visible()
            expect(page.locator("[data-more]")).to_be_hidden()
            expect(page.get_by_role("button")).to_have_count(0)

    def test_what_would_find_nearly_everything_is_not_looked_for(self, browser: Browser, served: str) -> None:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{served}search/?outcome=Upheld")
        expect(page.get_by_role("status")).to_contain_text("see all decisions: Upheld")
        for words in ("synthetic", "Synthetics", "synthetic’s"):
            page.goto(f"{served}search/?q={words}")
            expect(page.get_by_role("status")).to_contain_text("nearly every decision")
        assert not [url for url in asked if "pagefind" in url], "the index is not even loaded"
        page.close()

    def test_without_a_script_the_page_leads_on(self, browser: Browser, served: str) -> None:
        with browser.new_context(java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(f"{served}search/")
            page.get_by_role("link", name="go through the decisions").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Decisions")
