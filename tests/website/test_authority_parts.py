"""What a body's page says first, how its complaints ended, and what a reader can take away."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date

import pytest

from tests.website import by_hand
from tests.website.conftest import WrittenSite
from upheld.figures.verdict import Verdict
from upheld.scheme import review_dates
from upheld.website.changes_page import Revision
from upheld.website.flow import Flows, FlowTable
from upheld.website.opening import stands_out
from upheld.website.taking import edition_of

pytestmark = pytest.mark.xdist_group("website")

KNOWSLEY, LIVERPOOL, CHORLEY, PARK, NEW = "E08000011", "E08000012", "E07000118", "PARK-LAKES", "E06000064"


def flow(code: str) -> FlowTable | None:
    figures = by_hand.figures(2020)
    return Flows(figures.scheme).of(figures.of(code), figures.authorities[code].authority.population)


def page_of(site: WrittenSite, code: str) -> str:
    slug = site.site.figures.scheme.authority_by_code[code].slug
    return (site.folder / "authorities" / slug / "index.html").read_text(encoding="utf-8")


def test_the_finding_comes_first_and_is_that_of_the_letter_said_of_a_third(written: WrittenSite) -> None:
    text = written.of(KNOWSLEY).text
    assert "We investigated 12 complaints about this authority in detail, and upheld 9 of them." in text
    assert "your authority" not in text
    assert text.index("We investigated 12") < text.index("75% of complaints we investigated were upheld")
    assert "We decided no complaints about this authority during the year" in written.of(NEW).text


def test_each_measure_in_short_leads_to_its_section(written: WrittenSite) -> None:
    page = written.of(KNOWSLEY)
    for figure in written.site.figures.of(KNOWSLEY).headline:
        assert f"#{figure.measure.id}" in page.links
        assert figure.measure.id in page.ids


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("higher", "", "lower"),
            "“Complaints upheld” is higher and “Satisfactory remedies provided by the authority”",
        ),
        (("like similar authorities", "too few to say", ""), "No rate differs from that of all other"),
        (("too few to say", "", ""), "There are too few cases to say whether any rate differs"),
    ],
)
def test_what_stands_out_follows_from_the_verdicts_alone(words: tuple[str, ...], said: str) -> None:
    headline = by_hand.figures(2020).of(KNOWSLEY).headline
    given = [
        replace(figure, verdict=Verdict(word, 0.01, 0.01, 36) if word else None)
        for figure, word in zip(headline, words, strict=True)
    ]
    assert stands_out(given).startswith(said)


def test_a_body_in_no_group_is_said_to_be_compared_with_nobody(written: WrittenSite) -> None:
    assert "It is compared with nobody" in written.of(PARK).text


def test_every_share_of_a_flow_is_out_of_a_whole_that_its_column_names() -> None:
    table = flow(KNOWSLEY)
    assert table is not None
    assert table.wholes == ("of 32 dealt with", "of 12 investigated", "per 100,000 of 152,452 residents")
    assert [(step.name, step.number, step.shares) for step in table.steps] == [
        ("Dealt with", "32", ("100%", "", "21.0")),
        ("Not for us", "10", ("31%", "", "6.6")),
        ("Assessed and closed", "10", ("31%", "", "6.6")),
        ("Investigated", "12", ("38%", "100%", "7.9")),
        ("Not upheld", "3", ("9%", "25%", "2.0")),
        ("Upheld", "9", ("28%", "75%", "5.9")),
        ("Satisfactory remedies provided before the complaint reached us", "3", ("9%", "", "2.0")),
    ]


def test_a_part_that_happens_to_be_as_large_is_still_no_part_of_the_investigated() -> None:
    # Lake District: one complaint not for us, one closed, two investigated.
    table = flow(PARK)
    assert table is not None
    assert table.wholes == ("of 4 dealt with", "of 2 investigated"), "it has no residents"
    assert [step.shares for step in table.steps][1:4] == [("25%", ""), ("25%", ""), ("50%", "100%")]


def test_each_bar_of_a_flow_lies_within_that_of_what_it_is_part_of() -> None:
    table = flow(LIVERPOOL)
    assert table is not None
    ends = [(float(s.left), float(s.left) + float(s.width)) for s in table.steps]
    whole, not_for_us, closed, investigated, without, upheld, early = ends
    assert whole == (0, 100)
    assert not_for_us[1] == pytest.approx(closed[0], abs=0.11)
    assert closed[1] == pytest.approx(investigated[0], abs=0.11)
    assert without[0] == pytest.approx(investigated[0], abs=0.11)
    assert upheld[1] == pytest.approx(investigated[1], abs=0.11) == 100
    assert early[0] == upheld[0]
    assert early[1] <= upheld[1]


def test_where_nothing_was_investigated_no_column_is_out_of_it() -> None:
    table = flow(CHORLEY)
    assert table is not None
    assert table.wholes == ("of 3 dealt with", "per 100,000 of 118,870 residents")
    assert [step.name for step in table.steps] == ["Dealt with", "Not for us", "Assessed and closed", "Investigated"]
    assert flow(NEW) is None


def test_letters_of_every_year_are_there_in_every_form(written: WrittenSite) -> None:
    page = written.of(KNOWSLEY)
    for year in ("2019-20", "2018-19"):
        for form in ("html", "pdf", "txt"):
            assert f"../../letters/{year}/knowsley-metropolitan-borough-council.{form}" in page.links
    assert "large print" not in page.text, "a form is offered only where it was made"


def test_a_citation_names_body_year_release_and_where_the_page_is(written: WrittenSite) -> None:
    text = written.of(KNOWSLEY).text.split("Cite this page")[1]
    assert "“Knowsley Metropolitan Borough Council: complaints in 2019-20”, in: Your council’s performance" in text
    assert "Published 29 July 2020. Synthetic data. At: authorities/knowsley-metropolitan-borough-council/" in text


def test_a_citation_of_a_corrected_release_says_when_and_from_what_it_was_made() -> None:
    figures = by_hand.figures(2024, synthetic=False)
    dates = review_dates(figures.scheme.calendar, 2024)
    corrected = Revision(1, date(2024, 10, 2), "One decision was withdrawn.", (), (), ())
    assert edition_of(figures, dates, (corrected,), "0123abcd") == (
        "Published 24 July 2024, corrected 2 October 2024",
        "Made from snapshot 0123abcd",
    )
    assert edition_of(figures, dates, (), "") == ("Published 24 July 2024",)


def test_the_frame_to_copy_shows_the_small_page(written: WrittenSite) -> None:
    (field,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page_of(written, KNOWSLEY))
    assert html.unescape(field) == (
        '<iframe src="SITE/embed/knowsley-metropolitan-borough-council/" '
        'title="Knowsley Metropolitan Borough Council: complaints in 2019-20" width="100%" height="640" '
        'loading="lazy"></iframe>'
    )


def test_the_small_page_carries_counts_interval_caveat_and_the_way_to_the_whole(written: WrittenSite) -> None:
    page = written.page("embed/knowsley-metropolitan-borough-council/")
    assert "75% 9 upheld decisions out of 12 detailed investigations; 95% interval 47% to 91%" in page.text
    assert "≈ like similar authorities" in page.text
    assert "The number of complaints is not a measure of quality." in page.text
    assert (
        "a",
        {"href": "../../authorities/knowsley-metropolitan-borough-council/", "target": "_top"},
    ) in page.elements
    assert "script" not in [tag for tag, _ in page.elements]


def test_the_small_page_of_a_body_without_figures_says_so(written: WrittenSite) -> None:
    text = written.page("embed/westmorland-and-furness-council/").text
    assert text.count("no rate") == 3
    assert "interval 0" not in text
    assert "compare with all other" not in written.page("embed/lake-district-national-park-authority/").text
