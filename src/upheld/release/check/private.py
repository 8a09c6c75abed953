"""Looks in everything public for what must never be: addresses, remedies of persons, cases, the office's own notes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import duckdb

from upheld.release.check.decisions import Published
from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.reading import Page, text_of
from upheld.scheme.model import Scheme
from upheld.snapshot import Snapshot

PUBLIC_KINDS = frozenset(
    {".html", ".css", ".js", ".svg", ".woff2", ".pdf", ".txt", ".csv", ".json", ".png", ".ico", ".xml", ".ics", ".atom"}
)
"""What a public site consists of. Anything else has no business there."""
DATA, DATA_KINDS = "data", frozenset({".parquet", ".xlsx", ".ods", ".jsonld"})
"""The folder of the tables, and the kinds of file that belong there alone. They are held against the CSV files, which
are searched; a Parquet file without its CSV file is nobody's."""
SEARCH, SEARCH_KINDS = "pagefind", frozenset({".pagefind", ".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment"})
"""The folder of the search index, made from the pages of decisions, which are searched themselves."""
PACKAGES = frozenset({".xlsx", ".ods", ".docx"})
"""Kinds of file that are ZIP archives of XML documents, which are searched."""
FURTHER, FURTHER_KINDS = "forms", frozenset({".docx"})
"""The folder of the further forms of letters, and the kind of file that belongs there alone."""
MANY = "website/decisions/"
"""The pages of which there are many. They are plain, and searched without being parsed."""
TEXT = frozenset({".html", ".css", ".js", ".svg", ".txt", ".csv", ".json", ".xml", ".ics", ".atom", ".jsonld"})
NOT_PUBLIC = ("manifest.json", "signatures.json", "record", "figures", "rejected")
"""Names of files and folders that belong to a release or a snapshot, never to the site."""

REVIEW = "website/review/review.pdf"

EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
REFERENCE = re.compile(r"(?<![\d,.])\d{2} \d{3} \d{3}(?![\d,])")
_INLINE = re.compile(r"</?(?:a|b|strong|em|i|span|abbr|time)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_APART = re.compile(r"</(?:\w+:)?(?:p|si|is|c|table-cell)>")
"""Where one text of a spreadsheet or a document ends."""
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
"""How JSON and JavaScript can write a letter."""
_WORD = re.compile(r"\w+")
FEW_WORDS = 4
MARK = "private: not for publication"
"""Stands on everything that is for the office alone, signals first of all."""
PASSAGE = 12
"""A paragraph of a statement with fewer words than this is not searched for, and is first looked for by so many."""
SHORTEST = 12
"""A private text with fewer letters cannot be told from ordinary words, and is not searched for."""


@dataclass(frozen=True)
class Secrets:
    """What must not be found, and what it is."""

    texts: Mapping[str, str]
    """The words of a private text → what it is, for people; never the text itself."""
    cases: Mapping[str, str]
    """Case reference → code of its authority."""
    tellable: frozenset[str]
    """References of cases a letter may name: those whose recommendations were not carried out."""
    too_short: int = 0
    named: frozenset[str] = frozenset()
    """References of decisions that are published, or were: a page may name these."""
    passages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Some words in a row → the paragraphs they are from, each of a statement that may not be published."""
    public: str = ""
    """The words of all statements that are published, spaces about each: what also stands there is no secret."""


def read_secrets(snapshot: Snapshot | None, release: Path, published: Published | None = None) -> Secrets:
    """Gather the private texts of a snapshot (if there is one) and of the release's own record.

    `published` is what of single decisions may be shown; without it, none.
    """
    texts: dict[str, str] = {}
    short = 0
    cases: dict[str, str] = {}
    tellable: frozenset[str] = frozenset()
    marked = (("what is marked as private", MARK),)
    for what, text in (*(_of_snapshot(snapshot) if snapshot else ()), *_of_record(release), *marked):
        words = normal(text)
        if len(words) >= SHORTEST:
            texts.setdefault(words, what)
        else:
            short += 1
    if snapshot:
        with duckdb.connect() as con:
            decisions, asked = (str(snapshot.path(table)) for table in ("decisions", "recommendations"))
            rows = con.execute("SELECT reference, authority FROM read_parquet(?)", [decisions]).fetchall()
            cases = dict(rows)
            told = con.execute("SELECT reference FROM read_parquet(?) WHERE outcome = 'not_satisfied'", [asked])
            tellable = frozenset(reference for (reference,) in told.fetchall())
    if published is None:
        return Secrets(texts, cases, tellable, short)
    public = "".join(f" {normal(published.statements[one].text or '')} |" for one in sorted(published.pages))
    held = (told for one, told in published.statements.items() if one not in published.pages)
    passages = _passages(normal(paragraph) for told in held for paragraph in told.paragraphs)
    return Secrets(texts, cases, tellable, short, published.named, passages, public)


def _passages(paragraphs: Iterable[str]) -> dict[str, list[str]]:
    """Return paragraphs by some words of theirs that few others have: from the beginning, the middle or the end."""
    split = {text: words for text in paragraphs if len(words := text.split(" ")) >= PASSAGE}
    places = {
        text: _windows(words, (0, (len(words) - PASSAGE) // 2, len(words) - PASSAGE)) for text, words in split.items()
    }
    times = Counter(some for each in places.values() for some in each)
    found: dict[str, list[str]] = {}
    for text, each in places.items():
        found.setdefault(min(each, key=lambda some: (times[some], some)), []).append(text)
    return found


def _windows(words: Sequence[str], places: Iterable[int]) -> list[str]:
    return [" ".join(words[place : place + PASSAGE]) for place in places]


def _of_snapshot(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield every private text. Names and titles are left out: a letter greets its reader by name."""
    with duckdb.connect() as con:
        for table in snapshot.tables:
            for column in table.columns:
                # Statements are told apart by whether they are published: see `Secrets.passages`.
                if not column.private or column.name in ("name", "title") or table.name == "statements":
                    continue
                # A service improvement is published; only what was agreed for a person is private.
                only = " AND kind = 'personal_remedy'" if table.name == "recommendations" else ""
                query = f"SELECT DISTINCT {column.name} FROM read_parquet(?) WHERE {column.name} IS NOT NULL{only}"  # noqa: S608
                for (text,) in con.execute(f"{query} ORDER BY 1", [str(snapshot.path(table.name))]).fetchall():
                    yield f"a private text ({table.name}.{column.name})", text


def _of_record(release: Path) -> Iterator[tuple[str, str]]:
    path = release / "record" / "letters.json"
    try:
        entries = json.loads(text_of(path)).values() if path.is_file() else ()
    except (ValueError, AttributeError):
        # Not as it was built: the hashes say so.
        return
    for entry in entries:
        for note in entry.get("notes", ()):
            yield "a note for the office", note
        if author := entry.get("addition", {}).get("author"):
            yield "the name of who wrote an addition", author


def normal(text: str) -> str:
    """Return the words of a text in lower case, one space between them, nothing else."""
    return " ".join(_WORD.findall(unescape(text).casefold()))


def check_private(
    release: Path,
    scheme: Scheme,
    secrets: Secrets,
    pdfs: Mapping[str, Sequence[str]],
    advance: Callable[[int], None],
) -> Checked:
    """Search every file of the site. `pdfs` is the words of each PDF's pages by its path within the release."""
    root = release / "website"
    search = _Search(secrets, scheme, decisions=any(root.glob("decisions")) or any(root.glob("api/*/decisions")))
    examined = 0
    findings: list[Finding] = []
    for path in sorted(p for p in root.rglob("*") if p.is_file() or p.is_symlink()):
        name = path.relative_to(release).as_posix()
        examined += 1
        findings += (Finding(name, what) for what in _misplaced(path, root))
        if name.startswith(MANY) and path.suffix == ".html" and path.is_file():
            findings += (Finding(name, what) for what in search.plain_page(name, text_of(path)))
        elif path.suffix in TEXT and path.is_file():
            findings += (Finding(name, what) for what in search.text(name, text_of(path)))
        elif path.suffix in PACKAGES and path.is_file():
            findings += (Finding(name, what) for what in search.package(name, path))
        elif path.suffix == ".pdf":
            pages = pdfs.get(name, ())
            findings += (Finding(name, what) for what in search.words(name, " ".join(pages), " ".join(pages)))
        advance(1)
    if secrets.too_short:
        what = f"{secrets.too_short:,} private texts are too short to be told from ordinary words; not searched for."
        findings.append(Finding("the snapshot", what, wrong=False))
    number = len(secrets.texts) + sum(map(len, secrets.passages.values()))
    title = f"Nothing private is public ({number:,} private texts searched for)"
    return checked("private", title, examined, "files", findings)


def _misplaced(path: Path, root: Path) -> Iterator[str]:
    parts = path.relative_to(root).parts
    if path.is_symlink():
        yield "is a link out of the site’s own files."
    of_tables = parts[0] == DATA and path.suffix in DATA_KINDS
    of_search = parts[0] == SEARCH and path.suffix in SEARCH_KINDS
    if path.suffix == ".parquet" and not path.with_suffix(".csv").is_file():
        of_tables = False
    further = parts[0] == FURTHER and path.suffix in FURTHER_KINDS
    if path.suffix not in PUBLIC_KINDS and not (of_tables or of_search or further):
        yield "is no kind of file that belongs on a public site."
    for name in NOT_PUBLIC:
        if name in parts:
            yield f"is called {name}, which is a part of a release that is never public."


@dataclass
class _Search:
    secrets: Secrets
    scheme: Scheme
    decisions: bool = False
    """Whether the site has pages of single decisions."""
    long: dict[str, list[str]] = field(default_factory=dict)
    """The first words of each long text → the texts that begin with them."""
    brief: dict[str, list[str]] = field(default_factory=dict)
    """The first word of each short one."""
    passing: set[str] = field(default_factory=set)
    """The first words of the passages that tell paragraphs held back."""
    known: dict[str, bool] = field(default_factory=dict)
    """Whether a paragraph is public elsewhere, of those met."""

    def __post_init__(self) -> None:
        files = (p for p in self.scheme.folder.rglob("*") if p.suffix in (".toml", ".md", ".csv", ".txt"))
        self.own = {found.casefold() for p in sorted(files) for found in EMAIL.findall(p.read_text(encoding="utf-8"))}
        self.code = {authority.slug: authority.code for authority in self.scheme.authorities}
        for text in self.secrets.texts:
            first = text.split(" ", FEW_WORDS)[:FEW_WORDS]
            if len(first) == FEW_WORDS:
                self.long.setdefault(" ".join(first), []).append(text)
            else:
                self.brief.setdefault(first[0], []).append(text)
        self.passing = {" ".join(passage.split(" ", FEW_WORDS)[:FEW_WORDS]) for passage in self.secrets.passages}

    def text(self, name: str, text: str) -> Iterator[str]:
        """Yield what is wrong with a text file. Of a page, its attributes and comments are read too."""
        if name.endswith(".html"):
            # Numbers within drawings look like case references: those are looked for among the words only.
            yield from self.words(name, _INLINE.sub("", text), Page(name, text).pieces)
            yield from self._emails(unescape(text))
        else:
            plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
            yield from self.words(name, plain, "" if name.endswith((".svg", ".css")) else plain)

    def package(self, name: str, path: Path) -> Iterator[str]:
        """Yield what is wrong with a spreadsheet or a Word document: with all its parts, shown or not."""
        try:
            with ZipFile(path) as packed:
                parts = [
                    packed.read(one).decode("utf-8", "replace") for one in packed.namelist() if one.endswith("xml")
                ]
        except (BadZipFile, OSError):
            yield "cannot be opened."
            return
        for part in parts:
            # Cells apart from one another, but a text whose words are set in different type as it reads.
            told = unescape(_TAG.sub("", _APART.sub(" | ", part)))
            # Numbers in cells look like case references; the CSV files, which say the same, are searched for those.
            yield from self.words(name, told, told if path.suffix == ".docx" else "")

    def plain_page(self, name: str, text: str) -> Iterator[str]:
        """Yield what is wrong with a page that has no drawings, its attributes and comments included."""
        text = _INLINE.sub("", text)
        yield from self.words(name, text, unescape(_TAG.sub(" | ", text)))
        yield from self._emails(unescape(text))

    def words(self, name: str, text: str, visible: str) -> Iterator[str]:
        """Yield what private texts, addresses and references a text holds."""
        if not name.endswith(".html"):
            yield from self._emails(text)
        yield from self._private(normal(text))
        for reference in sorted(set(REFERENCE.findall(visible))):
            if (why := self._told(name, reference)) is not None:
                yield why

    def _emails(self, text: str) -> Iterator[str]:
        if "@" not in text:
            return
        for address in sorted({found.casefold() for found in EMAIL.findall(text)} - self.own):
            yield f"holds the e-mail address of {address.partition('@')[2]}."

    def _private(self, words: str) -> Iterator[str]:
        each = words.split(" ")
        starts = [" ".join(some) for some in zip(*(each[n:] for n in range(FEW_WORDS)), strict=False)]
        for text in self._candidates(set(starts), set(each)):
            if f" {text} " in f" {words} ":
                yield f"holds {self.secrets.texts[text]} of {len(text.split()):,} words."
        if self.passing:
            places = [place for place, start in enumerate(starts) if start in self.passing]
            yield from self._held_back(words, _windows(each, places))

    def _held_back(self, words: str, passages: Iterable[str]) -> Iterator[str]:
        for passage in sorted(self.secrets.passages.keys() & passages):
            for text in self.secrets.passages[passage]:
                if f" {text} " in f" {words} " and not self._public(text):
                    yield f"holds a paragraph of {len(text.split()):,} words of a statement that is not published."

    def _public(self, text: str) -> bool:
        """Whether a paragraph of a statement held back stands, word for word, in one that is published."""
        if text not in self.known:
            self.known[text] = f" {text} " in self.secrets.public
        return self.known[text]

    def _candidates(self, starts: set[str], each: Iterable[str]) -> Iterator[str]:
        for start in sorted(self.long.keys() & starts):
            yield from self.long[start]
        for first in sorted(self.brief.keys() & each):
            yield from self.brief[first]

    def _told(self, name: str, reference: str) -> str | None:
        """Say what is wrong with naming a case; None where nothing is: a letter may name its own that were not done."""
        cases = self.secrets.cases
        parts = name.split("/")
        if cases and reference not in cases:
            return None
        if not cases and self.decisions and parts[1:2] != ["letters"]:
            # Without a snapshot nobody can tell which decisions are published. `check_decisions` says so.
            return None
        if not cases and name == REVIEW:
            # Numbers side by side in its tables look like references. Its pages, cell by cell, are searched for them.
            return None
        if parts[1:2] != ["letters"]:
            return None if reference in self.secrets.named else f"names the case {reference}."
        if not cases:
            return None
        if self.code.get(Path(name).stem) != cases[reference]:
            return f"names the case {reference}, which is another body’s."
        return (
            None if reference in self.secrets.tellable else f"names the case {reference}, in which nothing was amiss."
        )
