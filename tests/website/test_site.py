"""The site is exactly what it is listed to be, holds together at any address, and asks nothing of anybody else."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from markupsafe import Markup

from tests.website.conftest import BASE, WrittenSite
from tools.webfonts import COMMON
from upheld.website import publish_set, write_site
from upheld.website.render import environment

pytestmark = pytest.mark.xdist_group("website")

RANKING = re.compile(
    r"\b(league|rank(s|ed|ing)?|best|worst|top \d|bottom \d|leading|lagging|\d+(st|nd|rd|th) (of|out of))\b",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"Nobody is ranked here, and the figures should not be used to rank|nobody is ranked")


def test_the_files_written_are_the_publish_set_and_nothing_else(written: WrittenSite) -> None:
    on_disk = {p.relative_to(written.folder).as_posix() for p in written.folder.rglob("*") if p.is_file()}
    others = {p for p in on_disk if p.startswith(("data/", "letters/")) and p != "data/index.html"}
    assert on_disk - others == set(publish_set(written.site))
    assert sorted(p.relative_to(written.folder).as_posix() for p in written.written) == list(publish_set(written.site))


def test_every_body_of_the_scheme_has_a_page(written: WrittenSite) -> None:
    for authority in written.site.figures.scheme.authorities:
        assert authority.name in written.of(authority.code).text


def test_every_page_is_whole_html_with_one_title_and_no_heading_skipped(
    written: WrittenSite, later: WrittenSite
) -> None:
    for path, page in {**written.pages, **later.pages}.items():
        assert page.mistakes == [], path
        assert page.title, path


def test_titles_tell_pages_apart(written: WrittenSite) -> None:
    titles = [page.title for page in written.pages.values()]
    assert len(set(titles)) == len(titles)


def test_no_page_has_a_style_or_a_script_of_its_own(written: WrittenSite) -> None:
    for path in written.pages:
        html = (written.folder / path).read_text(encoding="utf-8")
        for tag, attributes in written.pages[path].elements:
            assert "style" not in attributes, (path, tag)
            assert not [name for name in attributes if name.startswith("on")], (path, tag)
            assert tag not in ("style", "iframe", "object", "embed"), path
        # What is said to search engines is no script: the browser runs nothing in it.
        assert re.findall(r'<script(?! type="application/ld\+json">)[^>]*>[^<]', html) == [], path
        assert html.count('http-equiv="Content-Security-Policy"') == 1, path
        assert "'unsafe" not in html, path


def test_every_link_within_the_site_leads_somewhere(written: WrittenSite, later: WrittenSite) -> None:
    for site in (written, later):
        for path, page in site.pages.items():
            # The page for unknown addresses is served anywhere, so it alone says where the site's root is.
            for link in (*page.links, *page.forms):
                target = urljoin(f"{BASE}{path}", link)
                if urlsplit(target).scheme:
                    continue
                assert_leads_somewhere(site.folder, path, target)


def assert_leads_somewhere(folder: Path, path: str, target: str) -> None:
    parts = urlsplit(target)
    assert parts.path.startswith(BASE), f"{path} links to {target}"
    file = folder / parts.path.removeprefix(BASE)
    if parts.path.endswith("/"):
        file /= "index.html"
    assert file.is_file(), f"{path} links to {target}"
    if parts.fragment:
        assert f'id="{parts.fragment}"' in file.read_text(encoding="utf-8"), f"{path} links to {target}"


def test_links_within_the_site_work_at_any_address(written: WrittenSite) -> None:
    for path, page in written.pages.items():
        if path != "404.html":
            assert not [link for link in (*page.links, *page.forms) if link.startswith("/")], path


def test_the_page_for_unknown_addresses_knows_where_the_site_is(written: WrittenSite) -> None:
    inside = [link for link in written.pages["404.html"].links if not link.startswith(("http", "#"))]
    assert inside
    assert all(link.startswith(BASE) for link in inside)


def test_nothing_is_loaded_from_another_host(written: WrittenSite) -> None:
    for path, page in written.pages.items():
        for tag, attributes in page.elements:
            loaded = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
            assert not (loaded or "").startswith(("http", "//")), (path, loaded)
    for asset in (written.folder / "assets").rglob("*.css"):
        assert not re.findall(r'url\((?!"vendor/|"#)', asset.read_text(encoding="utf-8")), asset
    for asset in (written.folder / "assets").rglob("*.js"):
        assert "http" not in asset.read_text(encoding="utf-8"), asset


def test_fonts_named_in_the_stylesheet_are_there_with_their_licence(written: WrittenSite) -> None:
    css = (written.folder / "assets" / "site.css").read_text(encoding="utf-8")
    fonts = re.findall(r'url\("([^"]+)"\)', css)
    assert fonts
    for font in fonts:
        path = written.folder / "assets" / font
        assert path.read_bytes().startswith(b"wOF2")
        licence = next(path.parent.glob(f"{path.name.split('-')[0]}*OFL.txt"))
        assert "SIL Open Font License" in licence.read_text(encoding="utf-8")


def test_every_character_is_in_one_of_the_two_files_of_a_font(written: WrittenSite) -> None:
    css = (written.folder / "assets" / "site.css").read_text(encoding="utf-8")
    ranges = [_characters(line) for line in re.findall(r"unicode-range: ([^;]+);", css)]
    assert len(ranges) == 4
    for common, further in (ranges[:2], ranges[2:]):
        assert common == COMMON
        assert not common & further
        assert common | further == set(range(0x20, 0x7F)) | set(range(0xA0, 0x10000))


def _characters(line: str) -> set[int]:
    ends = [[int(end, 16) for end in part.removeprefix("U+").split("-")] for part in line.split(", ")]
    return {number for end in ends for number in range(end[0], end[-1] + 1)}


def test_nothing_ranks(written: WrittenSite, later: WrittenSite) -> None:
    for site in (written, later):
        for path, page in site.pages.items():
            if site is written and path == "method/index.html":
                continue  # The rules themselves say at length what is not done; the other site has none of their text.
            assert RANKING.search(ALLOWED.sub("", page.text)) is None, (path, RANKING.search(page.text))


def test_synthetic_figures_are_called_so_on_every_page_and_are_not_to_be_found(written: WrittenSite) -> None:
    for path, page in written.pages.items():
        assert "Synthetic data." in page.text, path
        assert "(synthetic data)" in page.title, path
        assert ("meta", {"name": "robots", "content": "noindex"}) in page.elements, path
    assert "synthetic/index.html" in written.pages
    assert (written.folder / "robots.txt").read_text(encoding="utf-8").endswith("Disallow: /\n")


def test_real_figures_are_not_called_synthetic(later: WrittenSite) -> None:
    assert "synthetic/index.html" not in later.pages
    assert not (later.folder / "robots.txt").exists()
    for path, page in later.pages.items():
        # A column of the data and a field of the API say whether a figure is synthetic, and their names are explained.
        assert "synthetic" not in page.text.lower() or path in ("data/index.html", "api/index.html"), path
        assert not [a for _, a in page.elements if a.get("name") == "robots"], path


def test_two_runs_write_the_same_bytes(written: WrittenSite, tmp_path: Path) -> None:
    write_site(tmp_path, written.site)
    for path in publish_set(written.site):
        assert (tmp_path / path).read_bytes() == (written.folder / path).read_bytes(), path


def test_what_has_not_changed_is_not_written_again(written: WrittenSite, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    write_site(before, written.site)
    (before / "index.html").write_text("<p>Another home</p>", encoding="utf-8")
    (before / "method" / "index.html").unlink()
    write_site(after, written.site, previous=before)
    anew = {p for p in publish_set(written.site) if not (before / p).exists() or not (after / p).samefile(before / p)}
    assert anew == {"index.html", "method/index.html"}
    assert (after / "index.html").read_bytes() == (written.folder / "index.html").read_bytes()


def test_names_are_text_and_never_markup(written: WrittenSite) -> None:
    html = (written.folder / "authorities" / "index.html").read_text(encoding="utf-8")
    assert "<National>" not in html
    assert "&lt;National&gt; Park &amp; Broads" in html


@pytest.mark.parametrize("path", ["", "authorities/", "method/", "data/", "postcode/", "synthetic/"])
def test_each_kind_of_page_has_the_landmarks_of_a_page(written: WrittenSite, path: str) -> None:
    tags = [tag for tag, _ in written.page(path).elements]
    assert [tags.count(tag) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert written.page(path).links.index("#main") == min(
        n for n, link in enumerate(written.page(path).links) if link.startswith("#")
    )


def test_tables_have_captions_and_headers_with_a_scope(written: WrittenSite) -> None:
    for path, page in written.pages.items():
        tags = [tag for tag, _ in page.elements]
        # The tables of the method's examples are named by the box they scroll in, and stand under "The decisions:".
        examples = [a for _, a in page.elements if a.get("aria-label") == "Example table"]
        assert tags.count("caption") == tags.count("table") - len(examples), path
        assert all("scope" in attributes for tag, attributes in page.elements if tag == "th"), path


def test_text_is_escaped_and_markup_is_not_though_they_be_equal() -> None:
    template = environment().from_string("{{ a }}{{ b }}{{ c }}{{ a }}")
    said = template.render(a="<b>&</b>", b=Markup("<b>&</b>"), c=7)
    assert said == "&lt;b&gt;&amp;&lt;/b&gt;<b>&</b>7&lt;b&gt;&amp;&lt;/b&gt;"
