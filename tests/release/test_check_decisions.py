"""The pages of decisions are exactly those that may be published, and nothing of any other is anywhere on the site."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.snapshot.extracts import decision, write_extract
from upheld.release.check.decisions import Published, check_decisions, read_published
from upheld.release.check.model import Checked
from upheld.release.check.private import check_private, read_secrets
from upheld.release.search import index_site
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze

SCHEME = load("lgsco")
AS_AT = date(2020, 7, 29)
OPEN = "The council’s contractor let the drains block, and the cellar “flooded” twice before anyone came."
HELD = "A teacher known to everyone in the village was said to have kept the only key to the boiler house all summer."
GONE = (
    "The first inspection of the roof was made by somebody who had sold the slates, and this was not declared at all."
)
LATE = "The decision about the orchard wall was made last week, and the days in which it may be questioned still run."
SHARED = "We read what the person sent us and asked the authority for its file before we made up our minds about it."


def statement(*paragraphs: str) -> str:
    return "\n\n".join(["Synthetic statement.", "## What happened", *paragraphs])


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Five cases: public, suppressed, withdrawn with another in its place, withdrawn too soon, too young."""
    folder = tmp_path_factory.mktemp("decisions")
    decided = {1: "2019-09-30", 2: "2019-09-30", 3: "2019-09-30", 4: "2020-06-17", 5: "2020-06-18", 6: "2020-06-17"}
    cases = [decision(reference=f"19 000 00{n}", decided_on=on) for n, on in decided.items()]
    rows = [
        {"reference": "19 000 001", "statement": statement(OPEN, SHARED)},
        {"reference": "19 000 002", "statement": statement(HELD, SHARED), "suppressed": "person_identifiable"},
        {"reference": "19 000 003", "statement": statement(GONE), "withdrawn_on": "2020-05-01"}
        | {"replaced_by": "19 000 004"},
        {"reference": "19 000 004", "statement": statement(SHARED)},
        {"reference": "19 000 005", "statement": statement(LATE)},
        {"reference": "19 000 006", "statement": statement(GONE), "withdrawn_on": "2020-07-01"},
    ]
    source = write_extract(folder / "in", cases, statements=[{**row, "provenance": "synthetic"} for row in rows])
    return freeze([source], folder / "snapshot", SCHEME)


@pytest.fixture(scope="module")
def published(snapshot: Snapshot) -> Published:
    return read_published(snapshot, SCHEME, AS_AT)


def page(*paragraphs: str) -> str:
    told = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f'<!doctype html><html lang="en"><body><main data-pagefind-body>{told}</main></body></html>'


PAGES = {
    "19-000-001": page("Synthetic statement.", "What happened", OPEN.replace("“", "&ldquo;"), SHARED),
    "19-000-003": page("This decision was withdrawn.", '<a href="../19-000-004/index.html">The new one</a>'),
    "19-000-004": page("Synthetic statement.", "What happened", SHARED),
}


def release(folder: Path, pages: dict[str, str], *, index: bool = True) -> Path:
    for slug, html in pages.items():
        path = folder / "website" / "decisions" / slug / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(html, encoding="utf-8")
    if index:
        index_site(folder / "website")
    return folder


def wrong(check: Checked) -> list[str]:
    return [f"{finding.where} {finding.what}" for finding in check.findings if finding.wrong]


def test_what_may_be_published_is_told_from_the_snapshot_alone(published: Published) -> None:
    assert published.pages == {"19 000 001", "19 000 004"}
    assert published.withdrawn == {"19 000 003": "19 000 004"}
    assert published.named == {"19 000 001", "19 000 003", "19 000 004"}


def test_a_scheme_without_rules_publishes_none(snapshot: Snapshot) -> None:
    none = read_published(snapshot, replace(SCHEME, publication=None), AS_AT)
    assert (none.pages, none.withdrawn) == (frozenset(), {})


def test_the_right_pages_are_right(tmp_path: Path, published: Published) -> None:
    check = check_decisions(release(tmp_path, PAGES), published)
    assert (wrong(check), check.examined) == ([], 3)


WRONG = [
    ({"19-000-001": None}, "has no page of the decision 19 000 001."),
    ({"19-000-003": None}, "has no page of the decision 19 000 003."),
    ({"19-000-002": page(HELD)}, "19-000-002 is the page of a decision that may not be published."),
    ({"19-000-005": page(LATE)}, "19-000-005 is the page of a decision that may not be published."),
    ({"19-000-006": page("Withdrawn.")}, "19-000-006 is the page of a decision that may not be published."),
    ({"19-000-003": page("Nothing here.")}, "19-000-003 does not say that the decision was withdrawn."),
    ({"19-000-003": page("Withdrawn.")}, "does not lead to the decision in its place, 19 000 004."),
    ({"19-000-004": page("Synthetic statement.", SHARED)}, "19-000-004 does not hold what its statement says"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "told"), WRONG)
def test_every_other_page_is_told(
    tmp_path: Path, published: Published, changes: dict[str, str | None], told: str
) -> None:
    pages = {slug: html for slug, html in (PAGES | changes).items() if html is not None}
    check = check_decisions(release(tmp_path, pages, index=False), published)
    assert any(told in one for one in wrong(check))


def test_an_index_that_knows_more_than_the_pages_is_told(tmp_path: Path, published: Published) -> None:
    folder = release(tmp_path, PAGES | {"19-000-002": page(HELD)})
    (folder / "website" / "decisions" / "19-000-002" / "index.html").unlink()
    (folder / "website" / "decisions" / "19-000-002").rmdir()
    (folder / "website" / "decisions" / "19-000-001" / "index.html").write_text(page("Else."), encoding="utf-8")
    told = " ".join(wrong(check_decisions(folder, published)))
    assert "is the record of a page that is not there, /decisions/19-000-002/." in told
    assert told.count("says what its page does not.") == 1


def test_a_page_that_the_index_does_not_know_is_told(tmp_path: Path, published: Published) -> None:
    folder = release(tmp_path, {slug: html for slug, html in PAGES.items() if slug != "19-000-004"})
    release(folder, {"19-000-004": PAGES["19-000-004"]}, index=False)
    assert wrong(check_decisions(folder, published)) == [
        "website/pagefind has no record of 1 pages that are to be found."
    ]


def test_decisions_without_an_index_are_told(tmp_path: Path, published: Published) -> None:
    told = wrong(check_decisions(release(tmp_path, PAGES, index=False), published))
    assert told == ["website/pagefind is no search index, though there are decisions."]


def test_without_a_snapshot_or_without_decisions_the_check_says_so(tmp_path: Path) -> None:
    assert check_decisions(tmp_path, None).not_done == "The release has no pages of decisions."
    check = check_decisions(release(tmp_path, PAGES), None, whole=True)
    assert not check.wrong
    assert "no snapshot was given" in check.findings[0].what


def test_a_whole_release_without_its_decisions_is_wrong(tmp_path: Path, published: Published) -> None:
    told = wrong(check_decisions(tmp_path, published, whole=True))
    assert told == ["website/decisions is missing, and should hold the pages of 3 decisions."]
    assert check_decisions(tmp_path, published).not_done
    none = replace(published, pages=frozenset(), withdrawn={})
    assert check_decisions(tmp_path, none, whole=True).not_done


# ---------------------------------------------------------------- nothing of any other


def search(folder: Path, snapshot: Snapshot | None, published: Published | None) -> list[str]:
    return wrong(check_private(folder, SCHEME, read_secrets(snapshot, folder, published), {}, lambda _: None))


def test_published_pages_and_their_index_hold_nothing_private(
    tmp_path: Path, snapshot: Snapshot, published: Published
) -> None:
    folder = release(tmp_path, PAGES)
    assert search(folder, snapshot, published) == []
    assert search(folder, None, None) == []


@pytest.mark.parametrize("secret", [HELD, GONE, LATE])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("decisions/19-000-001/index.html", "<p>{}</p>"),
        ("decisions/19-000-001/index.html", "<!-- {} -->"),
        ("decisions/index.html", '<meta name="description" content="First. {} Last.">'),
        ("api/v1/decisions/1.json", '["{}"]'),
        ("search/index.html", "<p>Before that, {} After that.</p>"),
    ],
)
def test_a_paragraph_of_a_statement_held_back_is_found_wherever_it_sits(
    tmp_path: Path, snapshot: Snapshot, published: Published, name: str, text: str, secret: str
) -> None:
    path = tmp_path / "website" / name
    path.parent.mkdir(parents=True)
    path.write_text(text.format(secret), encoding="utf-8")
    [told] = search(tmp_path, snapshot, published)
    assert told.startswith(f"website/{name} holds a paragraph of")
    assert secret[:20] not in told


def test_what_a_published_statement_says_as_well_is_no_secret(
    tmp_path: Path, snapshot: Snapshot, published: Published
) -> None:
    path = tmp_path / "website" / "index.html"
    path.parent.mkdir(parents=True)
    path.write_text(f"<p>{SHARED}</p>", encoding="utf-8")
    assert search(tmp_path, snapshot, published) == []


@pytest.mark.parametrize(
    ("reference", "named"),
    [("19 000 001", True), ("19 000 003", True), ("19 000 002", False), ("19 000 005", False), ("19 000 006", False)],
)
@pytest.mark.parametrize("name", ["index.html", "decisions/19-000-001/index.html", "api/v1/x.json"])
def test_only_what_was_ever_public_is_named(
    tmp_path: Path, snapshot: Snapshot, published: Published, name: str, reference: str, named: bool
) -> None:
    path = tmp_path / "website" / name
    path.parent.mkdir(parents=True)
    path.write_text(f"<p>The case {reference}.</p>", encoding="utf-8")
    assert bool(search(tmp_path, snapshot, published)) is not named
