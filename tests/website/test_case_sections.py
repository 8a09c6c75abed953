"""What was agreed to change, and what was said in public: each with what became of it, and nowhere a dead end."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from tests.website import by_hand, cases_by_hand, html_check
from tests.website.cases_by_hand import AS_AT, KNOWSLEY, PARK, REPORTS, TRAIN
from upheld.scheme import review_dates
from upheld.website import Site
from upheld.website.case_book import CaseBook
from upheld.website.case_lists import CaseList
from upheld.website.case_rows import CaseRow
from upheld.website.case_sections import CaseSections, case_sections
from upheld.website.casework import Casework, Status
from upheld.website.improvement_pages import counted, improvement_pages
from upheld.website.pages import Page
from upheld.website.render import html
from upheld.website.report_page import months_after, report_lines, report_status

BODY_LIST = "improvements/body/knowsley-metropolitan-borough-council/"


def site(cases: Casework | None) -> Site:
    figures = by_hand.figures(2020)
    return Site(figures, None, review_dates(figures.scheme.calendar, 2020), casework=cases)


@cache
def shown() -> dict[str, str]:
    """Return the pages of this file's subject, and those of bodies, by the folder that they are in."""
    of = site(cases_by_hand.casework())
    wanted = ("improvements/", "reports/", "authorities/k", "authorities/lake")
    return {p.path.removesuffix("index.html"): html(p, of.frame) for p in of.pages() if p.path.startswith(wanted)}


@pytest.fixture
def book() -> CaseBook:
    return CaseBook(by_hand.scheme(), cases_by_hand.casework())


def many(number: int) -> CaseBook:
    made = tuple(
        replace(TRAIN, number=f"{n}", decided_on=TRAIN.decided_on - timedelta(days=n), status=list(Status)[n % 5])
        for n in range(number)
    )
    return CaseBook(by_hand.scheme(), Casework(AS_AT, improvements=made))


def test_each_improvement_says_what_became_of_it(book: CaseBook) -> None:
    page = shown()["improvements/"]
    for words in ("Met late on 30 June 2020. It was due by 2 June 2020.", "Open: due by 1 September 2020."):
        assert words in page
    assert "3 service improvements: 1 open, 1 met in time, 1 met late. So it stood on 29 July 2020." in page
    assert "Train its &lt;housing&gt; staff." in page


def test_an_improvement_leads_to_its_decision_only_where_that_has_a_page() -> None:
    page = shown()["improvements/"]
    assert '<a href="../decisions/19-012-345/">Knowsley Metropolitan Borough Council (19 012 345)</a>' in page
    assert "18-000-007" not in page
    assert "Liverpool City Council (18 000 007)" in page


def test_every_improvement_is_in_one_list_of_each_facet() -> None:
    book = many(260)
    pages = [page for page in improvement_pages(book) if isinstance(page.model, CaseList)]
    for facet in ("category", "year", "body"):
        rows = [row for p in pages if p.path.startswith(f"improvements/{facet}/") for row in rows_of(p)]
        assert len(rows) == 260
        assert {row.facts[1] for row in rows} == {row.facts[1] for row in rows_of_all(book)}
    of_body = {page.path: len(rows_of(page)) for page in pages if page.path.startswith(BODY_LIST)}
    numbered = {f"{BODY_LIST}{n}/index.html": 50 for n in (4, 3, 2, 1)}
    assert of_body == {f"{BODY_LIST}index.html": 60, **numbered}


def rows_of(page: Page) -> tuple[CaseRow, ...]:
    assert isinstance(page.model, CaseList)
    return page.model.rows


def rows_of_all(book: CaseBook) -> list[CaseRow]:
    return [row for p in improvement_pages(book) if p.path.startswith("improvements/body/") for row in rows_of(p)]


def test_counts_name_only_what_there_is() -> None:
    assert counted([]) == "0 service improvements"
    assert counted([TRAIN]) == "1 service improvement: 1 met late"


@pytest.mark.parametrize(
    ("on", "after"),
    [
        (date(2019, 11, 30), date(2020, 2, 29)),
        (date(2018, 11, 30), date(2019, 2, 28)),
        (date(2019, 12, 31), date(2020, 3, 31)),
        (date(2020, 4, 5), date(2020, 7, 5)),
    ],
)
def test_three_months_end_on_the_same_day_or_the_last_of_the_month(on: date, after: date) -> None:
    assert months_after(on, 3) == after


def test_a_report_says_what_followed_it() -> None:
    of_case = REPORTS
    assert report_status(REPORTS[2], of_case, AS_AT) == (
        "Report issued on 30 November 2019. The answer was due by 29 February 2020, three months after. "
        "A further report followed on 3 February 2020. A statement in newspapers followed on 1 July 2020."
    )
    assert report_status(REPORTS[0], of_case, AS_AT) == "Statement in newspapers issued on 1 July 2020."


def test_an_answer_that_is_still_awaited_is_not_said_to_be_late() -> None:
    recent = replace(REPORTS[2], issued_on=AS_AT - timedelta(days=30))
    assert "The answer is due by 29 September 2020" in report_status(recent, (), AS_AT)


def test_reports_without_a_case_are_not_told_of_one_another(book: CaseBook) -> None:
    alone = [replace(report, reference="") for report in REPORTS]
    assert not any("followed" in line.status for line in report_lines(book, alone))


def test_a_report_leads_to_its_address_its_body_and_its_decision() -> None:
    page = shown()["reports/"]
    for link in ("https://www.reports.example/1", "../authorities/knowsley-metropolitan-borough-council/"):
        assert f'href="{link}"' in page
    assert 'href="../decisions/19-000-500/"' in page


def test_the_page_of_a_body_shows_its_newest_five_and_leads_to_all() -> None:
    book = many(12)
    sections = case_sections(book, KNOWSLEY)
    assert sections is not None
    assert sections.improvements is not None
    assert len(sections.improvements.newest) == 5
    assert sections.improvements.all.text == "All 12 service improvements"
    assert sections.improvements.all.path == BODY_LIST
    assert [(row.name, row.numbers) for row in sections.improvements.by_category] == [("Housing", ["12"])]
    assert [(row.name, row.numbers) for row in sections.improvements.by_year] == [("2019-20", ["12"])]
    assert sections.decisions is None
    assert sections.reports == ()


def test_the_page_of_a_body_has_sections_only_where_there_is_something(book: CaseBook) -> None:
    of_knowsley, of_park = (shown()[f"authorities/{s}/"] for s in ("knowsley-metropolitan-borough-council", PARK_SLUG))
    for section in ("decisions", "improvements", "reports"):
        assert f'aria-labelledby="{section}"' in of_knowsley
        assert f'aria-labelledby="{section}"' not in of_park
    assert 'type="application/atom+xml"' in of_knowsley
    assert "application/atom+xml" not in of_park
    assert case_sections(None, KNOWSLEY) is None
    assert case_sections(book, PARK) == CaseSections(None, None, ())


PARK_SLUG = "lake-district-national-park-authority"


def test_every_page_is_whole_html() -> None:
    for path, text in shown().items():
        assert html_check.read(text).mistakes == [], path


def test_every_link_of_these_pages_to_a_case_leads_somewhere() -> None:
    of = site(cases_by_hand.casework())
    paths = {page.path for page in of.pages()} | {path for path, _ in of.files()}
    for folder, text in shown().items():
        ends = {
            posixpath.normpath(posixpath.join(folder, link.partition("#")[0]))
            for link in html_check.read(text).links
            if ":" not in link
        }
        to_cases = {end for end in ends if end.startswith(("decisions", "improvements", "reports", "feeds"))}
        assert {end for end in to_cases if not paths & {end, f"{end}/index.html"}} == set(), folder


def test_a_site_without_casework_has_none_of_it() -> None:
    paths = [page.path for page in site(None).pages()] + [path for path, _ in site(None).files()]
    assert not [path for path in paths if path.startswith(("improvements/", "reports/", "feeds/"))]
