"""The search index is made from the pages of decisions alone, and the same pages give the same bytes."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import cbor2
import pytest

from upheld.errors import PersonError
from upheld.release import search_index
from upheld.release.search import index_site
from upheld.release.search_index import MAGIC, put_in_order

PAGE = """<!doctype html><html lang="en-GB"><head><title>{title}</title></head><body><nav>Home</nav>
<main data-pagefind-body><h1>{title}</h1><p data-pagefind-filter="outcome:{outcome}">Damp and noise, {slug}.</p></main>
</body></html>"""
SLUGS = ("19-000-001", "19-000-002", "19-000-003", "20-000-001")
OUTCOMES = ("upheld", "not upheld", "closed", "upheld")


def site(folder: Path) -> Path:
    for slug, outcome in zip(SLUGS, OUTCOMES, strict=True):
        page = folder / "decisions" / slug / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(PAGE.format(title=f"Decision {slug}", slug=slug, outcome=outcome), encoding="utf-8")
    (folder / "index.html").write_text("<p>Secret home</p>", encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unpacked(content: bytes) -> bytes:
    return gzip.decompress(content).removeprefix(MAGIC)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = site(tmp_path_factory.mktemp("search") / "website")
    assert index_site(folder)
    return folder


def test_the_index_holds_a_numbered_record_of_each_page_and_no_ready_made_interface(indexed: Path) -> None:
    found = files(indexed / "pagefind")
    fragments = [name for name in found if name.startswith("fragment/")]
    assert all(re.fullmatch(r"fragment/en_[0-9a-f]{6}[0-3]\.pf_fragment", name) for name in fragments)
    told = [json.loads(unpacked(found[name])) for name in sorted(fragments)]
    assert sorted(page["url"] for page in told) == [f"/decisions/{slug}/" for slug in SLUGS]
    assert all("Home" not in page["content"] for page in told)
    own = {name for name in found if "/" not in name and not name.endswith((".pf_meta", ".json"))}
    assert own == {"pagefind.js", "pagefind-worker.js", "wasm.en.pagefind"}


def test_every_part_that_is_named_is_there(indexed: Path) -> None:
    found = files(indexed / "pagefind")
    [language] = json.loads(found["pagefind-entry.json"])["languages"].values()
    _, pages, words, filters, *_ = cbor2.loads(unpacked(found[f"pagefind.{language['hash']}.pf_meta"]))
    assert language["page_count"] == len(pages) == len(SLUGS)
    named = {f"fragment/{name}.pf_fragment" for name, _ in pages} | {f"index/{name}.pf_index" for _, _, name in words}
    named |= {f"filter/{name}.pf_filter" for _, name in filters}
    assert named == {name for name in found if "/" in name}
    [(_, name)] = filters
    assert [value for value, _ in cbor2.loads(unpacked(found[f"filter/{name}.pf_filter"]))[1]] == sorted(set(OUTCOMES))


def test_the_same_pages_give_the_same_bytes(indexed: Path, tmp_path: Path) -> None:
    again = site(tmp_path / "website")
    index_site(again)
    assert files(again / "pagefind") == files(indexed / "pagefind")
    assert [path.name for path in tmp_path.iterdir()] == ["website"]


def test_pages_that_were_only_linked_keep_their_index(
    indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = tmp_path / "website"
    shutil.copytree(indexed / "decisions", again / "decisions", copy_function=os.link)
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    assert index_site(again, indexed), "without the program"
    assert files(again / "pagefind") == files(indexed / "pagefind")


@pytest.mark.parametrize("change", ["one is another", "one is gone"])
def test_any_other_page_and_all_are_indexed_anew(indexed: Path, tmp_path: Path, change: str) -> None:
    again = tmp_path / "website"
    shutil.copytree(indexed / "decisions", again / "decisions", copy_function=os.link)
    page = again / "decisions" / SLUGS[0] / "index.html"
    page.unlink()
    if change == "one is another":
        page.write_text(PAGE.format(title="Another", slug="other", outcome="upheld"), encoding="utf-8")
    assert index_site(again, indexed)
    assert files(again / "pagefind") != files(indexed / "pagefind")


@pytest.fixture(scope="module")
def long_and_short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of many lengths, in which some words stand in all and others in few, with accents and without."""
    folder = tmp_path_factory.mktemp("order") / "website"
    for number in range(60):
        page = folder / "decisions" / f"19-{number:03}" / "index.html"
        page.parent.mkdir(parents=True)
        words = ["council"] * (number * 7 % 23 + 1) + [f"word{number}", "café" if number % 4 else "cafe", "naïve"]
        page.write_text(PAGE.format(title=" ".join(words), slug=number, outcome=OUTCOMES[number % 4]), "utf-8")
    return folder


def places(folder: Path) -> dict[str, dict[str, object]]:
    """Return for every word, with and without accents, and for every filter, which pages it leads to, and where."""
    [language] = json.loads((folder / "pagefind-entry.json").read_bytes())["languages"].values()
    meta = folder / f"pagefind.{language['hash']}.pf_meta"
    _, pages, words, filters, *_ = cbor2.loads(unpacked(meta.read_bytes()))
    at = [json.loads(unpacked((folder / f"fragment/{name}.pf_fragment").read_bytes())) for name, _ in pages]
    assert [one["word_count"] for one in at] == [count for _, count in pages]
    found: dict[str, dict[str, object]] = {}
    for first, last, name in words:
        (some,) = cbor2.loads(unpacked((folder / f"index/{name}.pf_index").read_bytes()))
        assert (some[0][0], some[-1][0]) == (first, last)
        for stem, of, variants in some:
            for form, listed in ((stem, of), *variants):
                page, led = 0, {}
                for step, own, elsewhere in listed:
                    page += step
                    led[at[page]["url"]] = (own, elsewhere)
                found[f"{stem} {form}"] = dict(sorted(led.items()))
    for _, name in filters:
        of, values = cbor2.loads(unpacked((folder / f"filter/{name}.pf_filter").read_bytes()))
        found |= {f"{of}: {value}": dict.fromkeys(sorted(at[p]["url"] for p in led)) for value, led in values}
    return found


def test_an_index_in_order_leads_where_the_program_made_it_lead(long_and_short: Path, tmp_path: Path) -> None:
    import pagefind_bin

    command = [pagefind_bin.get_executable(), "--quiet", "--site", long_and_short, "--output-path", tmp_path / "made"]
    subprocess.run([*command, "--force-language", "en"], check=True)
    before = places(tmp_path / "made")
    put_in_order(tmp_path / "made", heavy=20)
    assert len(list((tmp_path / "made" / "index").iterdir())) > 10, "and yet in many files"
    assert places(tmp_path / "made") == before
    assert {"cafe café", "naiv naïve", "outcome: upheld"} <= before.keys()


def test_a_word_of_many_pages_has_a_file_to_itself() -> None:
    words = [[0, [[1, [2], []]] * count, []] for count in (1, 2, 400, 1, 1)]
    assert [len(some) for some in search_index._by_weight(words, 300)] == [2, 1, 2]


def test_a_site_without_decisions_has_no_index(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Home</p>", encoding="utf-8")
    assert not index_site(tmp_path)
    assert not (tmp_path / "pagefind").exists()


def test_where_the_program_is_missing_a_person_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    folder = site(tmp_path / "website")
    with pytest.raises(PersonError, match="not installed") as caught:
        index_site(folder)
    assert "pip install pagefind-bin" in caught.value.mend
    assert not (folder / "pagefind").exists()


def test_where_the_program_fails_its_own_words_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho no room left >&2\nexit 1\n", encoding="utf-8")
    broken.chmod(0o700)
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: broken)
    with pytest.raises(PersonError, match="no room left"):
        index_site(site(tmp_path / "website"))
