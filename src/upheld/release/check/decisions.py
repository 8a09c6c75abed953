"""Whether the pages of decisions are those that the rules of publication allow, told from the snapshot alone.

The rules are said here a second time, a row at a time, so that what wrote the pages is not what checks them.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

import duckdb

from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.reading import Page, squeezed, text_of
from upheld.scheme.model import Scheme
from upheld.snapshot import Snapshot

TITLE = "The pages of decisions are those that may be published"
FOLDER, INDEX = "website/decisions", "website/pagefind"
_PAGE = re.compile(r"\d{2}-\d{3}-\d{3}")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_TAG = re.compile(r"<[^>]*>")
_BODY = "data-pagefind-body"
"""Marks what of a page is to be found."""


@dataclass(frozen=True)
class Statement:
    """What the snapshot says of publishing one decision."""

    text: str | None = None
    suppressed: str | None = None
    withdrawn_on: date | None = None
    replaced_by: str | None = None

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, headings among them, white space put right."""
        parts = _PARAGRAPHS.split((self.text or "").replace("\r", "\n"))
        return [flat for part in parts if (flat := " ".join(part.split()))]


@dataclass(frozen=True)
class Published:
    """What may be shown of single decisions on a day."""

    pages: frozenset[str]
    """References of the decisions that have a page."""
    withdrawn: Mapping[str, str]
    """Reference of each decision that was public and is not now → of the page that took its place, or nothing."""
    named: frozenset[str]
    """References of the decisions that a page may name."""
    statements: Mapping[str, Statement] = field(default_factory=dict)
    """By reference, public or not."""


def read_published(snapshot: Snapshot, scheme: Scheme, as_at: date) -> Published:
    """Work out from a snapshot what may be shown on the day `as_at`."""
    statements = _statements(snapshot)
    may, gone = set(), {}
    for reference, decided_on, outcome in _rows(snapshot, "decisions", "reference", "decided_on", "outcome"):
        told = statements.get(reference, Statement())
        if not _ever_public(scheme, outcome, decided_on, as_at) or told.suppressed:
            continue
        if told.withdrawn_on is None:
            may.add(reference)
        elif told.withdrawn_on - decided_on > _wait(scheme):
            gone[reference] = told.replaced_by or ""
    pages = frozenset(reference for reference in may if reference in statements and statements[reference].paragraphs)
    withdrawn = {reference: other if other in pages else "" for reference, other in gone.items()}
    return Published(pages, withdrawn, frozenset(may | withdrawn.keys()), statements)


def _wait(scheme: Scheme) -> timedelta:
    return timedelta(weeks=scheme.publication.wait_weeks if scheme.publication else 0)


def _ever_public(scheme: Scheme, outcome: str, decided_on: date, as_at: date) -> bool:
    rules = scheme.publication
    return (
        rules is not None
        and scheme.outcome_by_code[outcome].band in rules.bands
        and as_at - decided_on >= _wait(scheme)
    )


def _statements(snapshot: Snapshot) -> dict[str, Statement]:
    if not any(table.name == "statements" for table in snapshot.tables):
        return {}
    columns = ("reference", "statement", "suppressed", "withdrawn_on", "replaced_by")
    return {reference: Statement(*told) for reference, *told in _rows(snapshot, "statements", *columns)}


def _rows(snapshot: Snapshot, table: str, *columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        return con.read_parquet(str(snapshot.path(table))).select(*columns).fetchall()


def check_decisions(release: Path, published: Published | None, *, whole: bool = False) -> Checked:
    """Check the pages of single decisions and the search index made from them, against what may be shown.

    `whole` says that the release has all its parts: then it is wrong to have no pages, where there could be some.
    """
    if not (release / FOLDER).is_dir():
        if whole and published and (number := len(published.pages) + len(published.withdrawn)):
            finding = Finding(FOLDER, f"is missing, and should hold the pages of {number:,} decisions.")
            return checked("decisions", TITLE, 0, "pages", [finding])
        return Checked("decisions", TITLE, 0, "pages", not_done="The release has no pages of decisions.")
    found = {path.name.replace("-", " "): path for path in (release / FOLDER).glob("*") if _PAGE.fullmatch(path.name)}
    findings = [*_search(release, found)]
    if published is None:
        findings.append(Finding(FOLDER, "could not be compared with the cases: no snapshot was given.", wrong=False))
        return checked("decisions", TITLE, len(found), "pages", findings)
    expected = published.pages | published.withdrawn.keys()
    findings += (Finding(FOLDER, f"has no page of the decision {one}.") for one in sorted(expected - found.keys()))
    for reference, path in sorted(found.items()):
        where = path.relative_to(release).as_posix()
        findings += (Finding(where, what) for what in _wrong(published, reference, path / "index.html"))
    return checked("decisions", TITLE, len(found), "pages", findings)


def _wrong(published: Published, reference: str, path: Path) -> Iterator[str]:
    if not path.is_file():
        yield "holds no page."
        return
    html = text_of(path)
    if reference in published.withdrawn:
        yield from _wrong_withdrawn(published, reference, html)
    elif reference not in published.pages:
        yield "is the page of a decision that may not be published."
    elif missing := _missing(published.statements[reference], html):
        yield f"does not hold what its statement says, from “{missing[:40]}” on."


def _wrong_withdrawn(published: Published, reference: str, html: str) -> Iterator[str]:
    if "withdrawn" not in _TAG.sub(" ", html).casefold():
        yield "does not say that the decision was withdrawn."
    other = published.withdrawn[reference]
    if other and f"{other.replace(' ', '-')}/" not in html:
        yield f"does not lead to the decision in its place, {other}."


def _missing(told: Statement, html: str) -> str | None:
    """Return the first paragraph that a page does not hold. Only a page without it as it stands is read as a whole."""
    words = None
    for paragraph in told.paragraphs:
        said = paragraph.removeprefix("## ")
        if said in html or escape(said) in html:
            continue
        words = words if words is not None else squeezed(Page("", html).words)
        if squeezed(said) not in words:
            return said
    return None


def _search(release: Path, found: Mapping[str, Path]) -> Iterator[Finding]:
    """Yield what is amiss between the pages and the records of the search index.

    Whose page a record is, is read of all; what it says only of some: the hashes hold the rest.
    """
    records = sorted((release / INDEX / "fragment").glob("*.pf_fragment"))
    if not records and found:
        yield Finding(INDEX, "is no search index, though there are decisions.")
    indexed = set()
    for number, path in enumerate(records):
        where = path.relative_to(release).as_posix()
        try:
            told = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
            page, said = release / "website" / told["url"].strip("/") / "index.html", str(told["content"])
        except (OSError, EOFError, ValueError, KeyError, AttributeError, TypeError):
            yield Finding(where, "cannot be read.")
            continue
        indexed.add(page.parent)
        if not page.is_file():
            yield Finding(where, f"is the record of a page that is not there, {told['url']}.")
        elif number % max(len(records) // 100, 1) == 0 and not _says(page, said):
            yield Finding(where, "says what its page does not.")
    if records and (
        missing := sum(_BODY in text_of(path / "index.html") for path in found.values() if path not in indexed)
    ):
        yield Finding(INDEX, f"has no record of {missing:,} pages that are to be found.")


def _says(page: Path, said: str) -> bool:
    words = squeezed(Page.read(page.parent, page.name).words)
    return all(part in words for part in re.findall(r"[\w’]+", said))
