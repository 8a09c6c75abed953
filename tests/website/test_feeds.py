"""Every feed of a site keeps to the rules of Atom, and leads to pages that are there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.website.conftest import WrittenSite
from tests.website.feed_check import ATOM, mistakes

pytestmark = pytest.mark.xdist_group("website")

GOOD = """<feed xmlns="http://www.w3.org/2005/Atom">
<title>A feed</title><id>urn:uuid:1</id><author><name>A</name></author>
<updated>2020-07-29T00:00:00Z</updated><link rel="self" href="feed.atom"/>
<entry><title>One</title><id>urn:uuid:2</id><updated>2020-07-29T00:00:00Z</updated><link href="a/"/></entry></feed>"""


def feeds(site: WrittenSite) -> list[Path]:
    found = sorted(site.folder.rglob("*.atom"))
    assert found
    return found


def test_every_feed_keeps_to_the_rules(written: WrittenSite, later: WrittenSite) -> None:
    for path in (*feeds(written), *feeds(later)):
        assert mistakes(path.read_bytes()) == [], path


def test_a_feed_of_synthetic_figures_says_so_in_every_title(written: WrittenSite) -> None:
    for path in feeds(written):
        for title in etree.fromstring(path.read_bytes()).iter(f"{ATOM}title"):
            assert "synthetic" in str(title.text), path


def test_every_link_of_a_feed_leads_to_a_page_of_the_site(written: WrittenSite) -> None:
    for path in feeds(written):
        for link in etree.fromstring(path.read_bytes()).iter(f"{ATOM}link"):
            parts = urlsplit(str(link.get("href")))
            assert not parts.scheme, path
            target = path.parent / parts.path
            file = target / "index.html" if parts.path.endswith("/") or not parts.path else target
            assert file.is_file(), f"{path} leads to {link.get('href')}"


def test_a_good_feed_has_no_mistakes() -> None:
    assert mistakes(GOOD.encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<id>urn:uuid:1</id>", "", "0 of id"),
        ("urn:uuid:2", "2", "no whole address"),
        ('<link href="a/"/>', "", "neither content nor"),
        ("T00:00:00Z</updated><link href", "</updated><link href", "no moment"),
        ("<author><name>A</name></author>", "", "no author"),
        ('rel="self"', 'rel="related"', "where it is itself"),
        ("<title>One</title>", "<headline>One</headline>", "headline, which is not of it"),
        (
            "<updated>2020-07-29T00:00:00Z</updated><link rel",
            "<updated>2020-01-01T00:00:00Z</updated><link rel",
            "older than",
        ),
        ("<entry>", GOOD[GOOD.index("<entry>") : GOOD.index("</feed>")] + "<entry>", "the id urn:uuid:2"),
    ],
)
def test_what_is_wrong_with_a_feed_is_told(old: str, new: str, told: str) -> None:
    broken = GOOD.replace(old, new, 1)
    assert any(told in mistake for mistake in mistakes(broken.encode())), mistakes(broken.encode())
