"""Feeds of decisions: nothing that was published is missing from them, and an archive that is full stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from tests.website import by_hand
from tests.website.feed_check import ATOM, mistakes
from upheld.dispatch.alerts.news import published
from upheld.website.case_book import CaseBook
from upheld.website.case_feeds import body_feed, category_feed, feed_files
from upheld.website.casework import Casework, Decision

HISTORY = "{http://purl.org/syndication/history/1.0}"
KNOWSLEY, LIVERPOOL, PARK = "E08000011", "E08000012", "PARK-LAKES"
FIRST_DAY = date(2019, 4, 1)


def decision(number: int) -> Decision:
    authority = PARK if number == 7 else (KNOWSLEY, LIVERPOOL)[number % 2]
    category = "housing" if number % 3 else "planning"
    reference, on = f"19 {number // 1000:03} {number % 1000:03}", FIRST_DAY + timedelta(days=number // 3)
    return Decision(reference, authority, on, "upheld", category, "", f"A & B, <case> {number}.", ("Fault.",))


def book(number: int) -> CaseBook:
    made = sorted((decision(n) for n in range(number)), key=lambda one: (-one.decided_on.toordinal(), one.reference))
    return CaseBook(by_hand.scheme(), Casework(date(2020, 7, 29), tuple(made)))


@cache
def files(number: int) -> dict[str, str]:
    return dict(feed_files(book(number), synthetic=True))


def links(text: str) -> dict[str, str]:
    root = etree.fromstring(text.encode())
    return {str(link.get("rel")): str(link.get("href")) for link in root.iterfind(f"{ATOM}link")}


def ids(text: str) -> list[str]:
    return [str(one.text) for one in etree.fromstring(text.encode()).iterfind(f"{ATOM}entry/{ATOM}id")]


@pytest.mark.parametrize("number", [0, 1, 99, 100, 199, 200, 350])
def test_the_feed_and_its_archives_hold_every_decision_once_the_newest_first(number: int, tmp_path: Path) -> None:
    for path, text in files(number).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    expected = [f"decisions/{one.slug}/" for one in book(number).casework.decisions]
    assert [item.path for item in published(tmp_path)] == expected


@pytest.mark.parametrize("number", [0, 1, 350])
def test_every_feed_of_decisions_keeps_to_the_rules(number: int) -> None:
    assert files(number)
    for path, text in files(number).items():
        assert mistakes(text.encode()) == [], path


def test_a_feed_holds_at_least_the_newest_hundred() -> None:
    assert len(ids(files(99)["feeds/decisions.xml"])) == 99
    assert [len(ids(files(n)["feeds/decisions.xml"])) for n in (199, 200, 350)] == [199, 100, 150]


def test_an_archive_stays_as_it_is_when_there_is_more() -> None:
    before, after = files(300), files(350)
    archives = ["feeds/decisions/1.xml", "feeds/decisions/2.xml"]
    assert [path for path in sorted(after) if path.startswith("feeds/decisions/")] == archives
    assert [before[path] for path in archives] == [after[path] for path in archives]


def test_archives_are_linked_with_one_another_and_with_the_feed() -> None:
    of = files(350)
    assert links(of["feeds/decisions.xml"]) == {"self": "decisions.xml", "prev-archive": "decisions/2.xml"}
    newest, oldest = (links(of[f"feeds/decisions/{n}.xml"]) for n in (2, 1))
    assert newest == {"self": "2.xml", "prev-archive": "1.xml", "current": "../decisions.xml"}
    assert oldest == {"self": "1.xml", "current": "../decisions.xml"}
    for path, text in of.items():
        marked = etree.fromstring(text.encode()).find(f"{HISTORY}archive") is not None
        assert marked == path.startswith("feeds/decisions/"), path


def test_a_body_and_a_service_area_have_a_feed_of_their_own_where_there_is_anything() -> None:
    of = files(350)
    bodies = {path for path in of if path.startswith("feeds/bodies/")}
    slugs = {code: by_hand.scheme().authority_by_code[code].slug for code in (KNOWSLEY, LIVERPOOL, PARK)}
    assert bodies == {body_feed(slug) for slug in slugs.values()}
    assert {path for path in of if path.startswith("feeds/categories/")} == {
        category_feed("housing"),
        category_feed("planning"),
    }
    assert ids(of[body_feed(slugs[PARK])]) == ["tag:www.lgo.org.uk,2020:upheld/decisions/19-000-007"]
    newest = [one for one in book(350).casework.decisions if one.authority == KNOWSLEY][:50]
    assert [one.rpartition("/")[2] for one in ids(of[body_feed(slugs[KNOWSLEY])])] == [one.slug for one in newest]


def test_an_entry_says_for_programs_what_it_is_about(tmp_path: Path) -> None:
    entries: Sequence[etree._Element] = etree.fromstring(files(1)["feeds/decisions.xml"].encode()).findall(
        f"{ATOM}entry"
    )
    (entry,) = entries
    told = [(c.get("scheme"), c.get("term")) for c in entry.iterfind(f"{ATOM}category")]
    assert told == [("body", "knowsley-metropolitan-borough-council"), ("category", "planning")]
    assert entry.findtext(f"{ATOM}updated") == "2019-04-01T00:00:00Z"
    assert entry.findtext(f"{ATOM}summary") == "A & B, <case> 0."
    assert "synthetic" in str(entry.findtext(f"{ATOM}title"))


def test_a_decision_has_one_id_in_all_feeds_and_in_all_releases() -> None:
    places = ("feeds/decisions.xml", category_feed("planning"), body_feed("knowsley-metropolitan-borough-council"))
    assert {tuple(ids(files(1)[path])) for path in places} == {("tag:www.lgo.org.uk,2020:upheld/decisions/19-000-000",)}
