"""The review as PDF and as pages: one model, the same numbers, accessible, readable in black and white."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import page
import pypdfium2
import pytest

from tests.letters.reading import Page, flat, pdf_metadata, pdf_pages
from tests.review import by_hand
from upheld.review import press as review_press
from upheld.review.drawing import Box, Drawing
from upheld.review.model import Review, Table
from upheld.review.press import Press, data
from upheld.scheme import load, review_dates
from upheld.website.site import Site

PRESSED = ("synthetic", "nothing recorded")


@cache
def made(name: str) -> Review:
    if name == "nothing recorded":
        return by_hand.review(2019, **by_hand.NOTHING)
    return by_hand.review(2020, synthetic=name == "synthetic")


@cache
def pdf(name: str) -> bytes:
    return Press().pdf(made(name))


@cache
def pages(name: str) -> list[str]:
    return pdf_pages(pdf(name))


@cache
def html() -> dict[str, str]:
    figures = by_hand.figures(2020)
    site = Site(figures, None, review_dates(load("lgsco").calendar, 2020), review=made("whole"))
    from upheld.website.render import html as render

    return {p.path: render(p, site.frame) for p in site.pages() if p.path.startswith("review/")}


def tables(review: Review) -> list[Table]:
    within = [e for c in review.chapters for e in c.elements if isinstance(e, Table)]
    return [*within, *(t.table for t in review.tables)]


@pytest.mark.parametrize("name", PRESSED)
def test_the_review_passes_pdf_ua_1(name: str) -> None:
    report = page.validate_pdf_bytes(pdf(name), profile=page.ValidationProfile.PDF_UA_1)
    assert [(f.rule_id, f.message) for f in report.failures] == []
    assert report.rules.total > 100


def test_the_numbers_of_every_table_and_card_are_read_back_from_the_pdf() -> None:
    words = " ".join(pages("whole"))
    for table in tables(made("whole")):
        for row in (*table.rows, *([table.total] if table.total else [])):
            numbers = " ".join(row[1:])
            assert numbers in words or all(flat(cell) in words for cell in row), row
    for card in next(e for c in made("whole").chapters for e in c.elements if e.kind == "cards").cards:
        for said in (card.value, card.sentence, card.counts, card.before):
            assert said is None or said in words


def test_pdf_and_pages_have_the_same_numbers() -> None:
    index = Page(html()["review/index.html"]).words
    for table in tables(made("whole"))[: -len(made("whole").tables)]:
        for row in table.rows:
            assert " ".join(row) in index
    for body in made("whole").tables:
        words = Page(html()[f"review/{body.id}/index.html"]).words
        assert all(" ".join(row) in words for row in body.table.rows)
    assert made("whole").chapters[0].title in index


def test_the_figures_at_a_glance_are_those_of_the_country() -> None:
    england = by_hand.figures(2020).england[2020]
    cards = {c.id: c for e in made("whole").chapters[1].elements if e.kind == "cards" for c in e.cards}
    assert cards["dealt_with"].value == f"{england.counts['dealt_with']:,}"
    for figure in england.headline:
        assert cards[figure.measure.id].value == figure.rate.worded
        assert cards[figure.measure.id].sentence == figure.sentence


def test_every_page_but_the_cover_is_numbered_and_chapters_are_bookmarks() -> None:
    read = pages("whole")
    assert all(f"Page {n} of {len(read)}" in words for n, words in enumerate(read, 1) if n > 1)
    with pypdfium2.PdfDocument(pdf("whole")) as document:
        titles = [(bookmark.level, bookmark.get_title()) for bookmark in document.get_toc()]
    chapters = [title for level, title in titles if level == 0]
    assert [c.title for c in made("whole").chapters] == [
        t for t in chapters if t in {c.title for c in made("whole").chapters}
    ]
    assert chapters[-1] == made("whole").tables_title
    assert [t.table.title for t in made("whole").tables] == [t for level, t in titles[-3:] if level == 1]


def test_synthetic_stands_on_every_page_and_in_the_metadata() -> None:
    assert all("Synthetic: built from made-up cases." in words for words in pages("synthetic"))
    assert "synthetic" in pdf_metadata(pdf("synthetic"))["Keywords"]
    assert not any("ynthetic" in words for words in pages("whole"))


def test_the_same_review_gives_the_same_bytes_and_is_dated_by_itself() -> None:
    assert Press().pdf(made("whole")) == pdf("whole")
    assert pdf_metadata(pdf("whole"))["CreationDate"].startswith("D:20200729")


def test_every_chart_says_what_it_shows_and_has_its_table() -> None:
    for chapter in made("whole").chapters:
        charts = [e for e in chapter.elements if e.kind == "chart"]
        assert all(chart.drawing.alt for chart in charts)
        assert not charts or any(e.kind == "table" for e in chapter.elements)
        for chart in charts:
            drawn = {s.text for s in chart.drawing.shapes if s.kind == "words" and re.search(r"\d", s.text)}
            in_tables = " ".join(
                cell
                for e in chapter.elements
                if isinstance(e, Table)
                for row in (*e.rows, e.total or ())
                for cell in row
            )
            axis = re.compile(r"^(\d+%|\d+ days|half after .*)$")
            for number in re.findall(r"\d[\d,]*", " ".join(w for w in drawn if not axis.match(w))):
                assert number in in_tables, (chart.title, number)


def test_bodies_stand_in_the_order_of_the_alphabet_and_nobody_is_ranked() -> None:
    for body in made("whole").tables:
        names = [row[0].casefold().removeprefix("the ").replace("’", "") for row in body.table.rows]
        assert names == sorted(names)
    told = " ".join(pages("whole")).casefold()
    assert not re.search(r"\b(best|worst|top ten|league|ranking)\b", told.replace("the best remedy", ""))


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("file", [review_press.TEMPLATE, None])
def test_parts_of_bars_can_be_told_apart_in_black_and_white(file: Path | None) -> None:
    sheet = Path(review_press.__file__).parents[1] / "website" / "assets" / "review.css"
    text = (file or sheet).read_text(encoding="utf-8")
    found = re.findall(r'part-[1-3](?:": rgb\("| \{ fill: )(#[0-9a-f]{6})', text)
    light = [luminance(colour) for colour in (*found, "#17395c")]
    assert len(light) == 4
    assert all((a + 0.05) / (b + 0.05) > 1.4 for a, b in pairwise(light))


def test_both_editions_know_every_style_that_is_drawn() -> None:
    drawings: list[Drawing] = [e.drawing for c in made("whole").chapters for e in c.elements if e.kind == "chart"]
    styles = {s.style for d in drawings for s in d.shapes if isinstance(s, Box)}
    sheet = (Path(review_press.__file__).parents[1] / "website" / "assets" / "review.css").read_text(encoding="utf-8")
    assert all(f".{style}" in sheet for style in styles)
    assert all(shape in sheet for shape in ("path.grid", "path.break", "path.rate"))


def test_what_is_for_the_office_alone_is_not_in_the_data_of_the_document() -> None:
    assert "rulings" not in data(made("whole"))
    assert "courses recorded" not in data(made("whole"))


def test_pages_need_no_script_and_can_be_gone_through_by_their_headings() -> None:
    index = Page(html()["review/index.html"])
    levels = [int(tag[1]) for tag in index.tags("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert "style=" not in html()["review/index.html"]
    targets = {attrs["href"] for tag, attrs in index.elements if tag == "a"}
    assert {f"#{c.id}" for c in made("whole").chapters} <= targets
    assert "review.pdf" in targets


def test_the_home_page_leads_to_the_review_where_there_is_one() -> None:
    from upheld.website.render import html as render

    for review in (made("whole"), None):
        site = Site(by_hand.figures(2020), None, review_dates(load("lgsco").calendar, 2020), review=review)
        home = Page(render(next(p for p in site.pages() if p.path == "index.html"), site.frame))
        targets = [attrs["href"] for tag, attrs in home.elements if tag == "a"]
        assert targets.count("review/") == (2 if review else 0)
