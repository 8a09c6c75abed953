"""A check of a release believes nothing: whatever is changed, added or taken away in it is found and named."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import upheld
from upheld.release.check.chance import check_chance
from upheld.release.check.changes import check_changes
from upheld.release.check.letters import check_letters, check_there
from upheld.release.check.links import check_links
from upheld.release.check.model import Checked
from upheld.release.check.pages import check_pages
from upheld.release.check.reading import pdf_words
from upheld.release.check.recount import check_recount
from upheld.release.check.report import report_page
from upheld.release.check.run import check_release
from upheld.release.check.sums import check_sums
from upheld.release.check.tables import check_tables
from upheld.release.check.waiting import check_waiting
from upheld.release.check.wording import interval, rate_words
from upheld.release.check.written import read_written
from upheld.scheme import load
from upheld.scheme.model import Scheme
from upheld.snapshot import Snapshot

KNOWSLEY, LIVERPOOL = "E08000011", "E08000012"
LETTER = "letters/2019-20/knowsley-metropolitan-borough-council"
PRINTED = '<td class="year">2019-20</td><th scope="row">Complaints upheld</th><td class="number">'
PAGE = "website/authorities/knowsley-metropolitan-borough-council/index.html"


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load("lgsco")


@pytest.fixture
def release(release_2020: Path, tmp_path: Path) -> Path:
    """A copy of the release of 2019-20 whose files can be replaced (never written into: they are linked)."""
    copy = tmp_path / "release"
    shutil.copytree(release_2020, copy, copy_function=os.link)
    return copy


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Say something else in one file: the first place that says `old`."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} does not say {old!r}"
    path.unlink()
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def change_figures(folder: Path, name: str, mend: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "figures" / name
    value = json.loads(path.read_text(encoding="utf-8"))
    mend(value)
    path.unlink()
    path.write_text(json.dumps(value), encoding="utf-8")


def letters(release: Path, scheme: Scheme) -> Checked:
    """Look at one letter only."""
    pdfs = {f"{LETTER}.pdf": pdf_words(release / f"{LETTER}.pdf")}
    return check_letters(release, read_written(release), scheme, pdfs, lambda _: None, only=KNOWSLEY)


def pages(release: Path, scheme: Scheme) -> Checked:
    """Look at one body's page and the home page only."""
    return check_pages(release, read_written(release), scheme, lambda _: None, only=KNOWSLEY)


def said(check: Checked) -> str:
    return "\n".join(f"{finding.where} {finding.what}" for finding in check.findings)


# ---------------------------------------------------------------- a good release, whole


def test_a_release_as_built_is_right_in_every_way(release_2020: Path, snapshot: Path, tmp_path: Path) -> None:
    arguments = (release_2020, "--snapshot", snapshot, "--json", "--html", tmp_path / "report.html")
    done = upheld("check", *arguments, check=False)
    report = json.loads(done.stdout)
    wrong = [f for check in report["checks"] for f in check["findings"] if f["wrong"]]
    assert wrong == []
    assert done.returncode == 0
    looked_at = {check["id"]: check["examined"] for check in report["checks"] if not check["not_done"]}
    assert looked_at["hashes"] > 2_900
    assert looked_at["letters-there"] == 3 * 386
    assert looked_at["recount"] > 40_000
    assert all(number > 300 for number in looked_at.values())
    assert "Synthetic" in (tmp_path / "report.html").read_text(encoding="utf-8")


# ---------------------------------------------------------------- hashes


def test_a_file_changed_added_or_taken_away_is_named_and_the_status_is_1(
    release: Path, scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    from upheld.release.check import run

    for name in ("check_letters", "check_pages", "check_links", "check_accessible", "check_private"):
        monkeypatch.setattr(run, name, lambda *_, name=name, **__: Checked(name, name, 0, "", not_done="left out"))
    monkeypatch.setattr(run, "_read_pdfs", lambda *_: ({}, []))
    change(release, f"{LETTER}.txt", "75%", "76%")
    (release / "website" / "extra.html").write_text("<p>more</p>")
    (release / "tables" / "breaks.csv").unlink()
    report = check_release(release, scheme, start=lambda _what, _many: lambda _: None)
    (hashes,) = (check for check in report.checks if check.id == "hashes")
    assert {f.where for f in hashes.findings} == {f"{LETTER}.txt", "website/extra.html", "tables/breaks.csv"}
    assert report.wrong >= 3
    assert "website/extra.html" in report_page(report)


@pytest.mark.parametrize("file", ["authorities.json", "groups.json", "england.json"])
def test_figures_that_are_no_figures_are_said_to_be_none(release: Path, file: str) -> None:
    (release / "figures" / file).unlink()
    (release / "figures" / file).write_text('{"england": {"2019-20": {"counts": {"upheld": "nine"}}}}')
    done = upheld("check", release, check=False)
    assert done.returncode == 2
    assert "cannot be read" in " ".join(done.stderr.split())


def test_a_year_that_is_missing_somewhere_is_named_and_nothing_more_is_guessed(release: Path, scheme: Scheme) -> None:
    change_figures(release, "groups.json", lambda value: value["groups"]["metropolitan"].pop("2019-20"))
    report = check_release(release, scheme, start=lambda _what, _many: lambda _: None)
    assert [check.id for check in report.checks] == ["hashes", "sums"]
    assert "has figures of 2018-19, not of 2018-19, 2019-20" in said(report.checks[1])


# ---------------------------------------------------------------- sums


def _upheld_more(value: dict[str, Any]) -> None:
    value["authorities"][KNOWSLEY]["years"]["2019-20"]["counts"]["upheld"] += 1


def _band_more(value: dict[str, Any]) -> None:
    year = value["authorities"][KNOWSLEY]["years"]["2019-20"]
    for counts in (year["counts"], year["by_category"]["housing"]):
        counts["not_for_us"] += 1


def _rate_worded(value: dict[str, Any]) -> None:
    value["authorities"][KNOWSLEY]["years"]["2019-20"]["measures"]["upheld-rate"]["rate"] = "76%"


def _interval(value: dict[str, Any]) -> None:
    value["authorities"][KNOWSLEY]["years"]["2019-20"]["measures"]["upheld-rate"]["interval_percent"] = [48, 91]


def _average(value: dict[str, Any]) -> None:
    measure = value["authorities"][KNOWSLEY]["years"]["2019-20"]["measures"]["upheld-rate"]
    measure["similar_authorities"]["with_this_one"]["base"] += 1


def _printed(value: dict[str, Any]) -> None:
    value["authorities"][KNOWSLEY]["years"]["2019-20"]["measures"]["upheld-rate"]["published"]["value"] = "76"


def _residents(value: dict[str, Any]) -> None:
    value["authorities"][KNOWSLEY]["years"]["2019-20"]["measures"]["upheld-per-100k"]["base"] += 1000


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (_upheld_more, "upheld: the service areas add up to 9, not 10"),
        (_band_more, "the bands add up to 50, but 49 were dealt with"),
        (_rate_worded, "should be worded 75%"),
        (_interval, "does not follow from"),
        (_average, "the average is"),
        (_residents, "not its own counts"),
        (_printed, "upheld-rate: 76 is said to have been printed, not 75"),
    ],
)
def test_a_figure_that_does_not_add_up_is_named(
    release: Path, scheme: Scheme, break_it: Callable[[dict[str, Any]], None], told: str
) -> None:
    assert said(check_sums(read_written(release), scheme)) == ""
    change_figures(release, "authorities.json", break_it)
    assert told in said(check_sums(read_written(release), scheme))


def test_bodies_must_add_up_to_their_group_and_to_england(release: Path, scheme: Scheme) -> None:
    def more(value: dict[str, Any]) -> None:
        value["england"]["2019-20"]["counts"]["dealt_with"] += 1

    def fewer(value: dict[str, Any]) -> None:
        value["groups"]["metropolitan"]["2019-20"]["counts"]["upheld"] -= 1

    change_figures(release, "england.json", more)
    change_figures(release, "groups.json", fewer)
    told = said(check_sums(read_written(release), scheme))
    assert "England, 2019-20 dealt_with: the bodies add up to" in told
    assert "metropolitan, 2019-20 upheld: the bodies add up to" in told


@pytest.mark.parametrize(
    ("numerator", "base", "words"),
    [
        (9, 12, "75%"),
        (1, 200, "1%"),
        (1, 201, "fewer than 1%"),
        (399, 400, "more than 99%"),
        (0, 7, "0%"),
        (0, 0, None),
    ],
)
def test_the_second_wording_of_a_rate_is_by_the_rules(
    scheme: Scheme, numerator: int, base: int, words: str | None
) -> None:
    assert rate_words(scheme.measure_by_id["upheld-rate"], numerator, base) == words


def test_the_second_interval_is_wilsons() -> None:
    assert interval(9, 12) == (47, 91)
    assert interval(0, 5) == (0, 43)
    assert interval(4, 4) == (51, 100)


def test_a_count_that_the_cases_do_not_give_is_found_by_counting_them_again(
    release: Path, scheme: Scheme, snapshot: Path
) -> None:
    def one_more_everywhere(value: dict[str, Any]) -> None:
        year = value["authorities"][KNOWSLEY]["years"]["2019-20"]
        for counts in (year["counts"], year["by_category"]["housing"]):
            counts["dealt_with"] += 1
            counts["not_for_us"] += 1

    change_figures(release, "authorities.json", one_more_everywhere)
    told = said(check_recount(read_written(release), scheme, Snapshot.open(snapshot)))
    assert "2019-20, housing dealt_with is 8, but 7 are found" in told
    assert len(told.splitlines()) == 2


# ---------------------------------------------------------------- what is said against chance


def _measure_of(value: dict[str, Any], code: str, id_: str) -> dict[str, Any]:
    measure: dict[str, Any] = value["authorities"][code]["years"]["2019-20"]["measures"][id_]
    return measure


def _against_chance(value: dict[str, Any]) -> None:
    upheld = _measure_of(value, KNOWSLEY, "upheld-rate")
    upheld["verdict"]["verdict"] = "higher"
    upheld["case_mix"]["expected"] += 0.1
    upheld["years_together"]["estimate"] += 0.01
    satisfactory = _measure_of(value, KNOWSLEY, "satisfactory-remedy-rate")
    satisfactory["verdict"]["p"] *= 1.001
    satisfactory["case_mix"]["ratio_interval"][1] += 0.1
    del _measure_of(value, KNOWSLEY, "compliance-rate")["verdict"]
    _measure_of(value, LIVERPOOL, "upheld-rate")["case_mix"]["observed"] += 1
    value["authorities"][KNOWSLEY]["remedy_clock"]["late"]["rate"] = "99%"


def _funnels(value: dict[str, Any]) -> None:
    measures = value["groups"]["metropolitan"]["2019-20"]["measures"]
    measures["upheld-rate"]["funnel"]["limits"]["12"]["95%"][0] += 0.001
    measures["satisfactory-remedy-rate"]["funnel"]["tau2"] += 0.001
    measures["late-compliance-rate"]["funnel"]["target"]["base"] += 1


def test_what_is_said_against_chance_is_reckoned_again_by_other_ways(release: Path, scheme: Scheme) -> None:
    change_figures(release, "authorities.json", _against_chance)
    change_figures(release, "groups.json", _funnels)
    told = said(check_chance(read_written(release), scheme))
    for wrong in (
        f"metropolitan, 2019-20, upheld-rate, {KNOWSLEY} is said to be “higher”, and is found to be like similar",
        f"metropolitan, 2019-20, satisfactory-remedy-rate, {KNOWSLEY} is said to be",
        f"metropolitan, 2019-20, compliance-rate, {KNOWSLEY} has a verdict and should have none, or has none",
        f"{KNOWSLEY}, 2019-20, upheld-rate the case mix is 9 of 12 against",
        f"{KNOWSLEY}, 2019-20, satisfactory-remedy-rate the interval of the case mix is",
        f"{LIVERPOOL}, 2019-20, upheld-rate the case mix is",
        f"{KNOWSLEY}, upheld-rate the estimate is",
        "Knowsley Metropolitan Borough Council 99% (",
        "metropolitan, upheld-rate the 95% limits at a base of 12 are",
        "metropolitan, satisfactory-remedy-rate the spread is",
        "metropolitan, late-compliance-rate the funnel’s middle is",
    ):
        assert wrong in told, wrong
    assert len(told.splitlines()) == 11


def test_clocks_and_recurrences_are_reckoned_again_from_the_cases(
    release: Path, scheme: Scheme, snapshot: Path
) -> None:
    def clocks(value: dict[str, Any]) -> None:
        value["authorities"][KNOWSLEY]["remedy_clock"]["median_days"] += 1
        value["authorities"][LIVERPOOL]["recurrence"]["expected"] += 0.01
        del value["authorities"][LIVERPOOL]["remedy_clock"]

    change_figures(release, "authorities.json", clocks)
    told = said(check_waiting(read_written(release), scheme, Snapshot.open(snapshot)))
    assert "Knowsley Metropolitan Borough Council the remedy clock is" in told
    assert "Liverpool City Council has a remedy clock and should have none, or has none" in told
    assert "Liverpool City Council the recurrence is" in told
    assert len(told.splitlines()) == 3
    assert check_waiting(read_written(release), scheme, None).not_done


# ---------------------------------------------------------------- letters


def test_a_body_without_its_letter_and_a_letter_to_nobody_are_named(release: Path, scheme: Scheme) -> None:
    (release / f"{LETTER}.pdf").unlink()
    (release / "letters" / "2019-20" / "narnia-council.pdf").write_bytes(b"%PDF")
    told = said(check_there(release, read_written(release), scheme))
    assert "Knowsley Metropolitan Borough Council has no letter knowsley-metropolitan-borough-council.pdf" in told
    assert "narnia-council.pdf is a letter to nobody" in told


def test_a_public_letter_that_is_not_the_letter_itself_is_named(release: Path, scheme: Scheme) -> None:
    change(release, f"website/{LETTER}.txt", "75%", "57%")
    told = said(check_there(release, read_written(release), scheme))
    assert told == f"website/{LETTER}.txt is not the letter itself."


@pytest.mark.parametrize(
    ("form", "old", "new", "told"),
    [
        ("html", "We investigated 12 complaints", "We investigated 9 complaints", "is not what the figures"),
        ("html", "75% of complaints", "67% of complaints", "does not say “75% of complaints"),
        ("html", "Based on 12 detailed", "Based on 9 detailed", "does not say “Based on 12"),
        ("html", "(9 of 12; 47% to 91%", "(9 of 12; 47% to 92%", "does not say “75% (9 of 12; 47% to 91% would fit"),
        ("html", "this authority 75%, 9 of 12;", "this authority 75%, 9 of 13;", "the funnel is not described with"),
        ("html", 'font-size="13" fill="#55636d">152<', ">251<", "the scale of the funnel does not end at 152"),
        ("txt", "is like the 67%", "is lower than the 67%", "does not say “75% (9 of 12; 47% to 91% would fit"),
        ("html", "(9 of 12)", "(9 of 21)", "the table of years says"),
        ("html", "<td>16</td>", "<td>61</td>", "service areas"),
        ("html", 'class="letter-question">', 'class="letter-question">13 ', "13 is none of its figures"),
        ("txt", "75% of complaints", "57% of complaints", "57% is nowhere in the letter’s page"),
        ("txt", "67% (4 of 6)", "67% (6 of 4)", "does not say"),
        ("txt", "dealt with 16", "dealt with 7", "does not say"),
    ],
)
def test_a_wrong_number_in_a_letter_is_found(
    release: Path, scheme: Scheme, form: str, old: str, new: str, told: str
) -> None:
    change(release, f"{LETTER}.{form}", old, new)
    assert told in said(letters(release, scheme))


def test_the_letter_as_built_is_right_in_all_its_forms(release: Path, scheme: Scheme) -> None:
    check = letters(release, scheme)
    assert said(check) == ""
    assert check.examined > 20


def test_a_pdf_with_the_numbers_of_another_body_is_found(release: Path, scheme: Scheme) -> None:
    other = release / "letters" / "2019-20" / "liverpool-city-council.pdf"
    (release / f"{LETTER}.pdf").unlink()
    shutil.copyfile(other, release / f"{LETTER}.pdf")
    told = said(letters(release, scheme))
    assert f"{LETTER}.pdf does not say “75% of complaints we investigated were upheld.”" in told
    assert "is nowhere in the letter’s page" in told


# ---------------------------------------------------------------- pages, tables, links


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<strong>75%</strong> of", "<strong>74%</strong> of", "does not say “75% of complaints"),
        ("9 upheld decisions out of 12", "9 upheld decisions out of 13", "does not say “9 upheld decisions out of 12"),
        ("9 of 12</td>", "9 of 21</td>", "the table says"),
        ("we dealt with 49 complaints", "we dealt with 94 complaints", "does not say that 49"),
        (PRINTED + "75%", PRINTED + "57%", "upheld-rate, 2019-20: printed and reckoned are"),
        ('<td class="number">24%</td>', '<td class="number">25%</td>', "complaints are said to have ended"),
        ("of 12 investigated</th>", "of 21 investigated</th>", "complaints are said to have ended"),
        ("and upheld 9 of them", "and upheld 8 of them", "the finding “We investigated 12 complaints"),
        ("(9 of 12)</span>", "(9 of 21)</span>", "the measures in short are"),
        ("<p>No rate differs from", "<p>One rate differs from", "does not say “No rate differs from that of all other"),
        ("(9 of 12; 47% to 91%", "(9 of 12; 48% to 91%", "does not say “75% (9 of 12; 47% to 91% would fit"),
        ("is like the 67%", "is higher than the 67%", "does not say “75% (9 of 12; 47% to 91% would fit"),
        ("This body: 75%, 9 of 12.", "This body: 75%, 9 of 21.", "the funnel is not described as “This body: 75%"),
        ('<p class="small">Of the 36', '<p class="small">Of the 37', "does not say “Of the 36 that have a rate"),
        ("of these 12 would have", "of these 13 would have", "would have been expected; there were 9"),
        ('<path class="own" d="M', '<path class="own" d="M1', "upheld-rate: the funnel marks"),
        ('<path class="others" d="M', '<path class="others" d="M1', "other points than those of the group"),
        ('Carried out in the year</th><td class="number">', 'Carried out</th><td class="number">9', "the table says"),
        ("In 1 case service improvements", "In 3 cases service improvements", "remedies: does not say “In 1 case"),
        ('aria-labelledby="upheld-rate"', 'aria-labelledby="nothing"', "has 0 sections on upheld-rate"),
    ],
)
def test_a_wrong_number_on_a_page_is_found(release: Path, scheme: Scheme, old: str, new: str, told: str) -> None:
    assert said(pages(release, scheme)) == ""
    change(release, PAGE, old, new)
    assert told in said(pages(release, scheme))


def test_a_wrong_number_in_the_frame_of_another_site_is_found(release: Path, scheme: Scheme) -> None:
    small = PAGE.replace("authorities", "embed")
    change(release, small, "95% interval 47%", "95% interval 48%")
    assert "95% interval 47% to 91%" in said(pages(release, scheme))
    (release / small).unlink()
    assert "is missing" in said(pages(release, scheme))


@pytest.mark.parametrize(
    ("page", "old", "new", "told"),
    [
        ("map", '<span class="of">75% (9 of 12)', '<span class="of">74% (9 of 12)', "knowsley-metropolitan-borough"),
        ("map/hexagons", "Complaints upheld: 75% (9 of 12)", "Complaints upheld: 75% (9 of 21)", "the map says"),
        ("map/counties", '<span class="size">', '<span class="size">1', "the legend says"),
        ("compare/metropolitan", "47% to 91%", "47% to 92%", "knowsley-metropolitan-borough-council: says"),
    ],
)
def test_a_wrong_number_in_a_list_of_bodies_is_found(
    release: Path, scheme: Scheme, page: str, old: str, new: str, told: str
) -> None:
    change(release, f"website/{page}/index.html", old, new)
    assert told in said(pages(release, scheme))


def test_a_wrong_number_on_the_home_page_is_found(release: Path, scheme: Scheme) -> None:
    dealt = f"{read_written(release).england.years['2019-20'].counts['dealt_with']:,}"
    change(release, "website/index.html", f"we dealt with {dealt}", "we dealt with 1")
    assert f"does not say “we dealt with {dealt} complaints" in said(pages(release, scheme))


@pytest.mark.parametrize("table", ["figures.csv", "counts.csv", "groups.csv"])
def test_a_wrong_or_missing_row_of_a_table_is_found(release: Path, scheme: Scheme, table: str) -> None:
    path = release / "tables" / table
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    column = rows[0].index("numerator" if "numerator" in rows[0] else "dealt_with")
    changed = next(n for n, row in enumerate(rows) if n and row[column] not in ("0", ""))
    rows[changed][column] = str(int(rows[changed][column]) + 1)
    del rows[changed + 1]
    path.unlink()
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    told = said(check_tables(release, read_written(release), scheme))
    assert f"not '{int(rows[changed][column]) - 1}'" in told
    assert "there is no such row" in told
    assert f"website/data/{table} is not the table itself" in told


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    site = tmp_path / "website"
    (site / "a").mkdir(parents=True)
    (site / "index.html").write_text(
        '<a href="a/">a</a><a href="a/#there">there</a><a href="a/#gone">gone</a><a href="b/">b</a>'
        '<a href="https://www.example.org/">out</a><script src="x.js"></script>'
    )
    (site / "a" / "index.html").write_text('<h1 id="there">a</h1><a href="../">home</a><a href="#there">top</a>')
    (site / "404.html").write_text('<a href="/a/">a</a><a href="/c/">c</a>')
    check = check_links(tmp_path, lambda _: None)
    assert said(check).splitlines() == [
        "website/404.html “/c/” leads nowhere.",
        "website/index.html “a/#gone” leads to no place on that page.",
        "website/index.html “b/” leads nowhere.",
        "website/index.html “x.js” leads nowhere.",
    ]


# ---------------------------------------------------------------- changes on last year


def test_what_moved_far_since_last_year_is_listed_and_not_called_wrong(release: Path, scheme: Scheme) -> None:
    figures = read_written(release)
    check = check_changes(figures, scheme)
    assert check.findings
    assert check.wrong == 0
    unmoved = replace(scheme, change_limits=replace(scheme.change_limits, count_at_least=1_000_000, rate_points=100))
    assert check_changes(figures, unmoved).findings == ()


def test_without_last_year_nothing_is_compared_and_that_is_said(release: Path, scheme: Scheme) -> None:
    figures = replace(read_written(release), year="2018-19")
    assert check_changes(figures, scheme).not_done == "There are no figures of 2017-18 to compare with."
