"""Every template of a page is looked at in a real browser: a new one cannot be forgotten."""

from __future__ import annotations

import pytest
from jinja2 import meta
from playwright.sync_api import Browser

from tests.review import by_hand as review
from tests.website import browsing, cases_by_hand, html_check
from tests.website.browsing import Visitor
from tests.website.conftest import BASE, WrittenSite
from tests.website.test_browser import KINDS
from tests.website.test_browser import browser as browser
from upheld.scheme import review_dates
from upheld.website import Site, write_site
from upheld.website.render import environment

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("website")]


def page_templates() -> set[str]:
    """Return the templates that are whole pages: those that begin a document themselves, or extend one that does."""
    sources = {name: environment().loader.get_source(environment(), name)[0] for name in environment().list_templates()}
    whole = {name for name, text in sources.items() if text.startswith("<!DOCTYPE html>")}
    extended = {name: set(meta.find_referenced_templates(environment().parse(text))) for name, text in sources.items()}
    extending = {name for name, others in extended.items() if whole & others}
    return extending | (whole - {other for others in extended.values() for other in others if other})


def first_of_each(site: Site) -> dict[str, str]:
    """Return the path of the first page of each template."""
    found: dict[str, str] = {}
    for page in site.pages():
        found.setdefault(page.template, page.path)
    return found


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> WrittenSite:
    """A site that has a national review, and single cases."""
    figures, folder = review.figures(), tmp_path_factory.mktemp("reviewed")
    site = Site(
        figures=figures,
        geography=None,
        dates=review_dates(figures.scheme.calendar, figures.year.number),
        review=review.review(),
        base_path=BASE,
        casework=cases_by_hand.casework(),
    )
    written = write_site(folder, site)
    pages = {
        path.relative_to(folder).as_posix(): html_check.read(path.read_text(encoding="utf-8"))
        for path in written
        if path.suffix == ".html"
    }
    return WrittenSite(folder, site, written, pages)


def test_no_template_of_a_page_is_forgotten(written: WrittenSite, reviewed: WrittenSite) -> None:
    looked_at = {**first_of_each(reviewed.site), **first_of_each(written.site)}
    assert page_templates() - set(looked_at) == set()


def test_no_barrier_is_found_on_pages_of_any_other_template(
    browser: Browser, written: WrittenSite, reviewed: WrittenSite
) -> None:
    done = {page.template for page in written.site.pages() if page.path.removesuffix("index.html") in KINDS.values()}
    for site in (written, reviewed):
        with browsing.served(site.folder) as address, browser.new_context() as context:
            for template, path in first_of_each(site.site).items():
                if template in done:
                    continue
                done.add(template)
                visitor = Visitor(context, address)
                visitor.goes_to(path.removesuffix("index.html"))
                assert visitor.barriers() == [], path
                assert visitor.complaints == [], path


def test_no_barrier_is_found_in_what_the_page_of_a_body_says_of_cases(browser: Browser, reviewed: WrittenSite) -> None:
    with browsing.served(reviewed.folder) as address, browser.new_context() as context:
        visitor = Visitor(context, address)
        visitor.goes_to(KINDS["authority"])
        assert visitor.page.locator("section[aria-labelledby=improvements] .case").count() == 2
        assert visitor.barriers() == []
        assert visitor.complaints == []


def test_pages_of_a_review_are_whole_html(reviewed: WrittenSite) -> None:
    for path, page in reviewed.pages.items():
        assert page.mistakes == [], path
