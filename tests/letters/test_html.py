"""Letters as pages: semantic, without inline style or script, harmless whatever stands in a name."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.letters import by_hand
from tests.letters.reading import Page
from upheld.letters import html

CASES = by_hand.edge_cases()


@pytest.mark.parametrize("name", CASES)
def test_no_inline_style_or_script(name: str) -> None:
    page = Page(html.page(CASES[name]))
    assert page.tags("script", "style") == []
    assert [a for _, attributes in page.elements for a in attributes if a == "style" or a.startswith("on")] == []


@pytest.mark.parametrize("name", CASES)
def test_headings_descend_one_step_at_a_time(name: str) -> None:
    levels = [int(tag[1]) for tag in Page(html.page(CASES[name])).tags("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("name", CASES)
def test_every_id_is_used_once_and_every_reference_leads_to_one(name: str) -> None:
    elements = Page(html.page(CASES[name])).elements
    ids = [a["id"] for _, a in elements if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["aria-labelledby"] for _, a in elements if "aria-labelledby" in a} <= set(ids)


def test_the_page_says_its_language_and_links_one_stylesheet_at_the_address_given() -> None:
    elements = Page(html.page(CASES["knowsley 2020"], stylesheet="../letter.css")).elements
    assert dict(elements)["html"]["lang"] == "en-GB"
    assert [a["href"] for tag, a in elements if tag == "link"] == ["../letter.css"]
    assert b"@media print" in html.stylesheet()


def test_links_lead_where_the_context_says() -> None:
    links = [a["href"] for tag, a in Page(html.page(CASES["knowsley 2020"])).elements if tag == "a"]
    assert links == [
        "../../index.html",
        "../../review/",
        "../../method/",
        "../../index.html",
        "../../authorities/knowsley/",
        "https://www.lgo.org.uk/training",
    ]


def test_each_chart_has_its_numbers_in_words() -> None:
    page = Page(html.page(CASES["knowsley 2020"]))
    assert (
        "Complaints upheld of 2 metropolitan boroughs by number of detailed investigations: this authority 75%, "
        "9 of 12; average 67%. For 12 detailed investigations, the 95% limits are"
    ) in page.words
    # All of the group complied, so there is no spread to draw, and the range stands instead.
    assert (
        "Compliance with Ombudsman recommendations on a scale from 0% to 100%: this authority 100%, likely range "
        "51% to 100%; average of similar authorities 100%."
    ) in page.words
    assert len(page.tags("svg")) == 3


def test_synthetic_is_said_visibly_and_in_the_description() -> None:
    page = Page(html.page(CASES["knowsley 2020 synthetic"]))
    assert page.words.count("Synthetic: built from made-up cases.") >= 1
    described = next(a["content"] for _, a in page.elements if a.get("name") == "description")
    assert described is not None
    assert "Synthetic" in described


def test_markup_in_a_name_is_no_more_than_its_characters() -> None:
    name = "<script>alert(1)</script> & <b>Co</b> {{ 7 * 7 }}"
    letter = replace(by_hand.letter(), authority_name=name, to=(name,), salutation=f"Dear {name}")
    page = Page(html.page(letter))
    assert page.tags("script") == []
    assert f"Dear {name}" in page.words
