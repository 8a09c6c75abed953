"""What a page says is what the figures say, in sentences, with the base of each rate beside it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from tests.website.conftest import WrittenSite
from upheld.figures.funnel import GroupFunnel, group_funnel
from upheld.figures.verdict import Verdict
from upheld.scheme.postcodes import PostcodeIndex
from upheld.website import funnels
from upheld.website.method_page import rendered

pytestmark = pytest.mark.xdist_group("website")

KNOWSLEY, CAMDEN, CHORLEY, EDEN, PARK = "E08000011", "E09000007", "E07000118", "E07000030", "PARK-LAKES"


def test_every_headline_figure_of_every_body_is_on_its_page_with_its_base(
    written: WrittenSite, later: WrittenSite
) -> None:
    for site in (written, later):
        for code in site.site.figures.authorities:
            text = site.of(code).text
            for figure in site.site.figures.of(code).headline:
                assert "".join(figure.sentence.split()) in "".join(text.split())
                if figure.rate.base:
                    assert f"{figure.numerator_worded} out of {figure.base_worded}" in text
                if figure.average_sentence:
                    assert figure.average_sentence in text


def test_a_rate_takes_its_base_from_itself_and_not_from_its_neighbour(written: WrittenSite) -> None:
    text = written.of(KNOWSLEY).text
    assert "3 satisfactory remedy decisions out of 9 upheld decisions" in text
    assert "out of 12 upheld" not in text


def test_the_average_says_what_it_pools_and_what_it_is_without_this_body(written: WrittenSite) -> None:
    text = written.of(KNOWSLEY).text
    assert "This compares to an average of 66% in similar authorities." in text
    assert (
        "pools 2 metropolitan boroughs, this one included: 42 upheld decisions out of 64 detailed investigations"
        in text
    )
    assert "the 63% of all other metropolitan boroughs together (33 of 52)" in text
    assert "Without this one it is 99%: 199 out of 201." in written.of(CHORLEY).text


def test_the_interval_is_said_in_words(written: WrittenSite) -> None:
    assert "47% to 91% would fit these cases" in written.of(KNOWSLEY).text
    assert "Allowing for chance, the rate behind this one is likely to lie between" in written.of(PARK).text


def test_whether_a_rate_differs_from_chance_is_said_first_and_in_one_sentence(written: WrittenSite) -> None:
    text = written.of(KNOWSLEY).text
    said = (
        "75% (9 of 12; 47% to 91% would fit these cases) is like the 63% of all other metropolitan boroughs together "
        "(33 of 52): chance alone could make a difference of this size."
    )
    assert "≈ like similar authorities" in text
    assert text.index(said) < text.index("This compares to an average of")
    assert "↓ lower" in written.of("E07000117").text


def test_a_comparison_that_is_refused_says_why(written: WrittenSite, later: WrittenSite) -> None:
    assert "There are no similar authorities in this year to compare with." in written.of(PARK).text
    assert "There is no rate, so there is nothing to compare." in written.of(CHORLEY).text
    assert "No other of the county councils has a rate" in written.of("E10000017").text
    assert "A new series began in 2019-20" not in written.of(KNOWSLEY).text


def test_the_mix_of_services_and_several_years_stand_beside_the_rate(written: WrittenSite) -> None:
    text = written.of(KNOWSLEY).text
    assert "7.8 of these 12 would have been expected; there were 9" in text
    assert "From 2018-19 to 2019-20 together: 9 of 12 (75%)" in text
    assert "most likely about 69% (50% to 84%)" in text


def test_a_funnel_marks_one_body_and_says_in_words_what_it_shows(written: WrittenSite) -> None:
    html = (written.folder / "authorities/knowsley-metropolitan-borough-council/index.html").read_text()
    (drawn,) = re.findall(r'<svg class="funnel".*?aria-labelledby="upheld-rate-funnel .*?</svg>', html, re.DOTALL)
    assert "2 metropolitan boroughs: complaints upheld, by number of detailed investigations</title>" in drawn
    assert "This body: 75%, 9 of 12." in drawn
    assert drawn.count('class="own"') == 1
    assert drawn.count('class="inner"') == drawn.count('class="outer"') == 1
    assert "Liverpool" not in drawn
    assert "This authority lies within the 95% limits: chance would explain where it lies." in html
    assert "Of the 2 that have a rate, the average is 66%. For 12 detailed investigations, the 95% limits are" in html


def test_a_body_higher_by_the_test_and_within_the_funnel_is_told_how_both_can_be(
    written: WrittenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wide(*of: Any) -> GroupFunnel:
        funnel = group_funnel(*of)
        return replace(funnel, shape=replace(funnel.shape, widened=funnel.shape.exact))

    monkeypatch.setattr(funnels, "group_funnel", wide)
    figure = written.site.figures.of("E08000011").measures["upheld-rate"]
    said = {}
    for word in ("higher", "like similar authorities"):
        drawn = funnels.Funnels(written.site.figures).of(replace(figure, verdict=Verdict(word, 0.001, 0.01, 2)))
        assert drawn is not None
        said[word] = drawn.both
    assert said["higher"].startswith("Its rate is higher than that of the others together")
    assert said["like similar authorities"] == ""


def test_the_pages_of_a_group_share_a_funnel_but_for_the_mark(written: WrittenSite) -> None:
    folders = ("knowsley-metropolitan-borough-council", "liverpool-city-council")
    pages = [(written.folder / "authorities" / folder / "index.html").read_text() for folder in folders]
    shared = [re.findall(r'<path class="grid".*?<path class="others"[^>]*>', page) for page in pages]
    marks = [re.findall(r'<path class="own"[^>]*>', page) for page in pages]
    assert shared[0] == shared[1]
    # Where all of the group complied there is nothing to draw.
    assert len(marks[0]) == 2
    assert not set(marks[0]) & set(marks[1])


def test_remedies_are_timed_for_the_body_and_its_group(written: WrittenSite) -> None:
    page = written.of(KNOWSLEY)
    assert "Of 5 recommendations in 2019-20, fewer than half had been carried out by the end of the year." in page.text
    assert "1 (25%) came after the date last agreed, and 2 (50%) after the date first agreed" in page.text
    assert "All metropolitan boroughs" in page.text
    assert "1 of 4 (25%)" in page.text
    assert "0 of 40 (0%)" in page.text
    assert "All metropolitan boroughs" not in written.of(PARK).text
    assert "none was pending" in written.of(CHORLEY).text


def test_faults_that_came_back_are_a_reason_to_look(written: WrittenSite) -> None:
    assert "After 2 of them (67%) another complaint about the same service was upheld" in written.of("E08000012").text
    assert "No service improvements were due in 2018-19" in written.of(KNOWSLEY).text
    assert "is compared with nobody" in written.of(PARK).text


def test_every_page_of_a_body_says_what_figures_cannot_tell(written: WrittenSite) -> None:
    for code in written.site.figures.authorities:
        text = written.of(code).text
        assert "What this can and cannot tell you" in text
        assert "Say that a service is good or bad." in text


def test_upheld_decisions_stand_over_three_bases(written: WrittenSite) -> None:
    text = written.of(KNOWSLEY).text
    assert "9 upheld decisions out of 12 detailed investigations" in text
    assert "9 upheld decisions out of 32 complaints dealt with" in text
    assert "9 upheld decisions out of 152,452 residents" in text
    assert "5.9 upheld decisions for every 100,000 residents" in text


def test_late_remedies_stand_beside_compliance(written: WrittenSite) -> None:
    assert "1 late remedy out of 4 compliance outcomes" in written.of(KNOWSLEY).text


def test_a_base_of_zero_has_a_sentence_and_no_rate(written: WrittenSite) -> None:
    text = written.of(CHORLEY).text
    assert "We did not investigate any complaints in this period, so there is no rate." in text
    assert "No recommendations were due for compliance in this period." in text
    section = text.split("Complaints upheld")[1].split("Upheld, of all complaints")[0]
    assert "0%" not in section.replace("average of 0%", "")


def test_a_part_is_never_printed_as_the_whole_nor_as_nothing(written: WrittenSite) -> None:
    assert "More than 99% of complaints we investigated were upheld." in written.of(CAMDEN).text


def test_a_body_in_no_group_says_so_and_has_no_average(written: WrittenSite) -> None:
    text = written.of(PARK).text
    assert "no group of similar authorities" in text
    assert "This compares to" not in text


def test_an_abolished_body_keeps_its_page_and_leads_to_its_successor(later: WrittenSite) -> None:
    page = later.of(EDEN)
    assert "This body ended on 31 March 2023. It can still receive decisions" in page.text
    assert "../../authorities/westmorland-and-furness-council/" in page.links
    assert "../../authorities/eden-district-council/" in later.of("E06000064").links
    assert "This compares to" not in page.text


def test_a_body_without_any_contact_says_that_this_means_nothing(written: WrittenSite) -> None:
    assert "That is neither praise nor blame." in written.of("E06000064").text
    assert "That is neither praise nor blame." not in written.of(KNOWSLEY).text


def test_county_and_districts_lead_to_one_another(written: WrittenSite) -> None:
    assert "../../authorities/lancashire-county-council/" in written.of(CHORLEY).links
    assert "../../authorities/chorley-borough-council/" in written.of("E10000017").links


def test_what_is_over_is_told_in_the_past(written: WrittenSite, later: WrittenSite) -> None:
    assert "County services here are run by Lancashire County Council" in written.of(CHORLEY).text
    assert "not compared with those of others" in later.of(EDEN).text
    assert "not compared with those of others" not in written.of(EDEN).text


def test_letters_of_this_year_and_earlier_ones_are_linked(written: WrittenSite) -> None:
    links = written.of(KNOWSLEY).links
    for year in ("2019-20", "2018-19"):
        for kind in ("html", "pdf"):
            assert f"../../letters/{year}/knowsley-metropolitan-borough-council.{kind}" in links
    assert not [link for link in written.of("E06000064").links if "letters" in link]


def test_published_figures_are_marked_and_kept_as_printed_with_their_source(written: WrittenSite) -> None:
    page = written.of(KNOWSLEY)
    text = page.text.split("What the Ombudsman published")[1]
    assert "34%" in text
    assert "33%" in text
    assert "No. 3 of 9 is 33%." in text
    assert "https://www.lgo.org.uk/your-councils-performance/knowsley/statistics" in page.links
    assert "Annual letter 2020, page 4" in text, "a document without an address is named, not linked"
    assert "Annual letter 2020, page 4" not in page.links


def test_every_year_is_in_a_table_and_a_break_stands_between_the_years_it_parts(later: WrittenSite) -> None:
    html = (later.folder / "authorities/liverpool-city-council/index.html").read_text(encoding="utf-8")
    table = html.split('<table class="by-year">')[1].split("</table>")[0]
    years = re.findall(r'<th scope="row">([^<]+)', table)
    assert years == ["2018-19", "2019-20", "2020-21", "2021-22", "2022-23", "2023-24"]
    assert table.index("2019-20") < table.index("Intake stopped for three months") < table.index("2020-21")
    compliance = html.split('<table class="by-year">')[2].split("</table>")[0]
    assert "Fewer borderline cases investigated" not in compliance


def test_volume_is_said_not_to_be_quality_on_every_page(written: WrittenSite) -> None:
    for path, page in written.pages.items():
        assert "The number of complaints is not a measure of quality" in page.text, path


def test_counties_are_reached_through_their_districts_on_the_home_page(written: WrittenSite) -> None:
    html = (written.folder / "index.html").read_text(encoding="utf-8")
    table = html.split('id="counties"')[1]
    assert table.index("lancashire-county-council") < table.index("burnley-borough-council")


def test_every_shape_of_the_map_is_also_a_link_of_a_list(written: WrittenSite) -> None:
    home = written.page("")
    html = (written.folder / "index.html").read_text(encoding="utf-8")
    shapes = set(re.findall(r'<a href="([^"]+)" tabindex="-1">', html))
    assert shapes
    assert {f"../{path}" for path in shapes} <= set(written.page("authorities/").links)
    assert "Colours show the type of council and nothing else" in home.text
    assert "Office for National Statistics licensed under the Open Government Licence" in home.text


def test_the_national_figures_are_sentences_with_their_base(written: WrittenSite) -> None:
    figures = written.site.figures
    for figure in figures.england[2020].headline:
        assert f"{figure.numerator_worded} out of {figure.base_worded}" in written.page("").text


def test_the_list_is_in_the_order_of_the_alphabet(written: WrittenSite) -> None:
    names = [text for level, text in written.page("authorities/").headings if level == 2]
    assert names == sorted(names)


def test_the_method_page_defines_every_measure_and_holds_the_rules(later: WrittenSite) -> None:
    page = later.page("method/")
    for measure in later.site.figures.scheme.measures:
        assert measure.id in page.ids
        for words in (measure.question, measure.why, measure.author, measure.checker):
            assert words in page.text
    assert "Nothing here is from the real text." in page.text
    assert "30 June 2027" in page.text


def test_rules_become_html_without_style_and_without_markup_of_their_own() -> None:
    html, contents = rendered("# T\n\n## A *b*\n\n|x|\n|--:|\n|1|\n\n<script>x</script>\n\n```\na<b\n```\n")
    assert contents == (("method-a-b", "A b"),)
    assert '<h3 id="method-a-b">' in html
    assert "style=" not in html
    assert "align-right" in html
    assert "<script>" not in html
    assert "a&lt;b" in html
    assert "<h1" not in html


def test_each_postcode_file_is_small_and_knows_its_bodies(written: WrittenSite) -> None:
    index = written.site.postcodes
    assert index is not None
    files = sorted((written.folder / "postcode").glob("*.json"))
    assert len(files) == len(list(index.by_area()))
    for file in files:
        assert file.stat().st_size < 30_000, file.name
    liverpool = json.loads((written.folder / "postcode" / "l.json").read_text(encoding="utf-8"))
    assert liverpool["bodies"][KNOWSLEY][:2] == [
        "Knowsley Metropolitan Borough Council",
        "authorities/knowsley-metropolitan-borough-council/",
    ]


def test_a_postcode_district_leads_to_its_councils_without_a_script(written: WrittenSite) -> None:
    assert "../../authorities/knowsley-metropolitan-borough-council/" in written.page("postcode/l/").links


@pytest.mark.parametrize("postcode", ["L36 9YU", "CA10 1AA"])
def test_the_postcode_files_hold_what_the_index_holds(written: WrittenSite, postcode: str) -> None:
    index = written.site.postcodes
    assert isinstance(index, PostcodeIndex)
    sector = index.sector_of(postcode)
    assert sector is not None
    file = json.loads((written.folder / "postcode" / f"{sector.area.lower()}.json").read_text(encoding="utf-8"))
    assert file["sectors"][sector.name] == sector.notation()


def test_the_data_page_lists_each_file_with_its_columns(written: WrittenSite) -> None:
    page = written.page("data/")
    for name in ("figures.csv", "counts.csv", "groups.csv", "breaks.csv", "discrepancies.csv", "about.txt"):
        assert f"../data/{name}" in page.links
    assert "average_without_numerator" in page.text


def test_discrepancies_are_shown_with_both_figures(written: WrittenSite) -> None:
    text = written.page("method/discrepancies/").text
    assert "34%" in text
    assert "All similar authorities" in text
