"""A body's page that counts its service improvements otherwise than the lists do is found out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from upheld.release.check.improved import LISTS, Agreed, check_agreed, read_agreed
from upheld.release.check.reading import Page
from upheld.scheme import load

SCHEME = load("lgsco")
AGREED = (
    Agreed("housing", date(2019, 5, 1), "open"),
    Agreed("housing", date(2018, 5, 1), "met late"),
    Agreed("other", date(2018, 5, 1), "met late"),
)
PAGE = """<section aria-labelledby="improvements"><h2>Service improvements</h2>
<p>3 service improvements: 1 open, 2 met late.</p>
<table><tr><th>Service area</th><th>Agreed</th></tr><tr><th>Housing</th><td>2</td></tr>
<tr><th>Other</th><td>1</td></tr></table>
<table><tr><th>Year</th><th>Agreed</th></tr><tr><th>2019-20</th><td>1</td></tr>
<tr><th>2018-19</th><td>2</td></tr></table></section>"""


def told(html: str, agreed: tuple[Agreed, ...] = AGREED) -> list[str]:
    return list(check_agreed(Page("a", html), agreed, SCHEME))


def test_a_page_that_agrees_with_the_lists_is_right() -> None:
    assert told(PAGE) == []
    assert told("<p>Nothing.</p>", ()) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("3 service", "4 service", "says “4 service improvements"),
        ("2 met late", "1 met late, 1 not met", "1 not met"),
        ("<td>2</td></tr>\n<tr><th>Other", "<td>3</td></tr>\n<tr><th>Other", "Housing 3 is in the table"),
        ("<tr><th>2018-19</th><td>2</td></tr>", "", "2018-19 2 is in the table or in the lists"),
        ('aria-labelledby="improvements"', "", "has 0 sections"),
    ],
)
def test_a_page_that_does_not_agree_is_found_out(old: str, new: str, what: str) -> None:
    assert old in PAGE
    assert any(what in one for one in told(PAGE.replace(old, new, 1)))


def test_a_section_of_a_body_that_agreed_to_nothing_is_found_out() -> None:
    assert told(PAGE, ()) == ["has 1 sections on service improvements, of which the lists name 0."]


def test_the_lists_of_a_release_are_read_by_body(tmp_path: Path) -> None:
    folder = tmp_path / LISTS
    folder.mkdir(parents=True)
    for number, status in ((1, "open"), (2, "met late")):
        one = {"authority": "E1", "service_area": "housing", "decided_on": "2019-05-01", "status": status}
        (folder / f"{number}.json").write_text(json.dumps({"improvements": [one]}))
    assert read_agreed(tmp_path) == {"E1": [Agreed("housing", date(2019, 5, 1), s) for s in ("open", "met late")]}
    (folder / "1.json").write_text('{"improvements": [{}]}')
    assert read_agreed(tmp_path) == {"E1": [Agreed("housing", date(2019, 5, 1), "met late")]}
    assert read_agreed(tmp_path / "none") == {}
