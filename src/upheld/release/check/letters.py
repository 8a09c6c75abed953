"""Whether every letter that should be there is, and says the figures in all three forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from selectolax.lexbor import LexborNode

from upheld.letters.facts import Facts
from upheld.letters.paragraphs import load_paragraphs
from upheld.release.check.comparing import Groups
from upheld.release.check.expected import Expected
from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.reading import Page, apart, flat, numbers, rows, said, squeezed, text_of
from upheld.release.check.told import WORDS, Told
from upheld.release.check.written import WrittenFigures
from upheld.scheme.loader import review_dates
from upheld.scheme.model import Measure, Scheme
from upheld.writing.markdown import VALUE
from upheld.writing.paragraphs import SchemeParagraph
from upheld.writing.phrases import day

FORMS = ("html", "pdf", "txt")

NOTHING = "(?!)"
"""A pattern that nothing is."""


def check_there(release: Path, figures: WrittenFigures, scheme: Scheme) -> Checked:
    """Check that every body that should have a letter has one in each form, and that nobody else has."""
    folder = release / "letters" / figures.year
    due = {
        f"{expected.authority.slug}.{form}": expected.authority.name
        for expected in every_body(figures, scheme)
        if expected.gets_letter
        for form in FORMS
    }
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    findings = [Finding(due[name], f"has no letter {name}.") for name in sorted(due.keys() - there)]
    findings += [
        Finding(f"letters/{figures.year}/{name}", "is a letter to nobody who should have one.")
        for name in sorted(there - due.keys())
    ]
    public = release / "website" / "letters" / figures.year
    for name in sorted(due.keys() & there):
        copy = public / name
        if not copy.is_file() or copy.read_bytes() != (folder / name).read_bytes():
            findings.append(Finding(f"website/letters/{figures.year}/{name}", "is not the letter itself."))
    return checked("letters-there", "Every body that should have a letter has one", len(due), "files", findings)


def every_body(figures: WrittenFigures, scheme: Scheme, only: str | None = None) -> Iterator[Expected]:
    """Yield every body that the scheme knows and that has figures of the year under review, or `only` one of them."""
    groups = Groups.of(figures, scheme)
    for code, body in figures.bodies.items():
        if only in (None, code) and code in scheme.authority_by_code and figures.year in body.years:
            yield Expected(scheme, figures, body, groups)


def check_letters(
    release: Path,
    figures: WrittenFigures,
    scheme: Scheme,
    pdfs: Mapping[str, Sequence[str]],
    advance: Callable[[int], None],
    only: str | None = None,
    told: Told | None = None,
) -> Checked:
    """Check every number of every letter, or of `only` one body's.

    `pdfs` is the words of each PDF's pages by its path within the release; `told` what letters must tell besides their
    figures, where the cases are at hand.
    """
    findings: list[Finding] = []
    examined = 0
    templates, added = Templates(scheme, told), _added(release)
    for expected in every_body(figures, scheme, only):
        stem = f"letters/{figures.year}/{expected.authority.slug}"
        if not expected.gets_letter or not (release / f"{stem}.html").is_file():
            continue
        page = Page.read(release, f"{stem}.html")
        letter = _Letter(expected, page, templates, added.get(expected.authority.code, Added()))
        examined += letter.check()
        text = release / f"{stem}.txt"
        if text.is_file():
            letter.hold(f"{stem}.txt", [flat(text_of(text))], spoken=True)
        if f"{stem}.pdf" in pdfs:
            letter.hold(f"{stem}.pdf", pdfs[f"{stem}.pdf"], spoken=False)
        findings += letter.findings
        advance(1)
    return checked("letters", "Every number in every letter equals the figures", examined, "numbers", findings)


@dataclass(frozen=True)
class Added:
    """What the office added to one letter, with named values in braces, and the rules it switched off."""

    text: Sequence[str] = ()
    without: frozenset[str] = frozenset()


def _added(release: Path) -> Mapping[str, Added]:
    """Return by authority what the office added to its letter, as the release has it on record."""
    path = release / "record" / "letters.json"
    try:
        entries = json.loads(text_of(path)) if path.is_file() else {}
        additions = {code: entry["addition"] for code, entry in entries.items() if "addition" in entry}
        return {
            code: Added(one["text"], frozenset(off["rule"] for off in one["without"]))
            for code, one in additions.items()
        }
    except (ValueError, AttributeError, KeyError, TypeError):
        # Not as it was built: the hashes say so.
        return {}


class Templates:
    """The scheme's paragraphs as patterns: each must be said with this body's numbers, and nothing else may be."""

    def __init__(self, scheme: Scheme, told: Told | None = None) -> None:
        self.scheme = scheme
        self.told = told
        self.paragraphs = load_paragraphs(scheme).all
        self.items = [text for paragraph in self.paragraphs for text in _texts(paragraph)] + sorted(
            {p.section for p in self.paragraphs if p.section}
        )

    def of(self, expected: Expected, added: Sequence[str] = ()) -> list[re.Pattern[str]]:
        """Return the patterns of one body's letter, with its own numbers in them; `added` is what the office added."""
        known = self._known(expected)
        return [re.compile(self._pattern(flat(item), known)) for item in (*self.items, *added)]

    def due(self, expected: Expected, without: frozenset[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
        """Yield rule and pattern of what must be said, by conditions that ask only whether there is anything to tell.

        `without` are the rules that the office switched off.
        """
        if self.told is None:
            return
        known, patterns = self._known(expected), self.told.patterns(expected.authority.code)
        for paragraph in self.paragraphs:
            asked = [condition.text.removeprefix("not ") for condition in paragraph.when]
            if not asked or not WORDS.keys() >= set(asked) or paragraph.rule in without:
                continue
            holds = all(
                (patterns[WORDS[word]] is None) == condition.text.startswith("not ")
                for word, condition in zip(asked, paragraph.when, strict=True)
            )
            if holds and paragraph.years.hold(expected.year.number):
                for text in _texts(paragraph):
                    yield paragraph.rule, re.compile(self._pattern(flat(text), known))

    def _known(self, expected: Expected) -> dict[str, str]:
        """Return a pattern for every named value that is known of a body."""
        values = dict(expected.values())
        dates = review_dates(self.scheme.calendar, expected.year.number)
        values["publication.date"] = day(dates.public_on)
        for name, on in (("first", expected.authority.first_day), ("last", expected.authority.last_day)):
            if on is not None:
                values[f"authority.{name}-day"] = day(on)
        known = {name: re.escape(value) for name, value in values.items()}
        told = self.told.patterns(expected.authority.code) if self.told else {}
        # What there is nothing to tell of may not be told.
        return known | {name: NOTHING if pattern is None else pattern for name, pattern in told.items()}

    @staticmethod
    def _pattern(text: str, known: Mapping[str, str]) -> str:
        parts: list[str] = []
        at = 0
        for found in VALUE.finditer(text):
            parts.append(re.escape(text[at : found.start()]))
            # What neither the figures nor the cases tell may be anything here.
            parts.append(known.get(found[1], ".*?"))
            at = found.end()
        return "".join([*parts, re.escape(text[at:])])


def _texts(paragraph: SchemeParagraph[Facts]) -> list[str]:
    return ["".join(run.text for run in item) for block in paragraph.blocks for item in block.items]


def made_of(text: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    """Whether a text is one of the patterns, or several of them one after the other."""
    if any(pattern.fullmatch(text) for pattern in patterns):
        return True
    for pattern in patterns:
        found = pattern.match(text)
        if found and text[found.end() : found.end() + 1] == " " and made_of(text[found.end() + 1 :], patterns):
            return True
    return False


@dataclass
class _Letter:
    """One letter: its page is held against the figures, its other forms against its page."""

    expected: Expected
    page: Page
    templates: Templates
    added: Added = Added()
    findings: list[Finding] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    """What was found right in the page and must be said in the other forms too."""
    spoken: list[str] = field(default_factory=list)
    """What the plain text says in place of tables."""

    def check(self) -> int:
        """Check the page; return how many numbers were looked at."""
        self._body()
        for measure in self.expected.headline:
            self._panel(measure.id)
        self._history()
        self._services()
        main = self.page.find("article.letter")
        return len(numbers(apart(main[0]))) if main else 0

    def _wrong(self, what: str, where: str | None = None) -> None:
        self.findings.append(Finding(where or self.page.path, what))

    def _body(self) -> None:
        """Every paragraph is one of the scheme's, with this body's own numbers in it."""
        patterns = self.templates.of(self.expected, self.added.text)
        selectors = ("article.letter > p", "article.letter > ul > li", "article.letter > h2")
        for within in (*selectors, ".letter-statistics > p", ".letter-statistics > ul > li", ".letter-reading li"):
            for element in self.page.find(within):
                text = said(element)
                if element.attributes.get("class") == "letter-synthetic" or element.id == "statistics":
                    continue
                if not made_of(text, patterns):
                    self._wrong(f"“{_cut(text)}” is not what the figures and the scheme give.")
                self.blocks.append(text)
        for rule, pattern in self.templates.due(self.expected, self.added.without):
            if not any(pattern.search(block) for block in self.blocks):
                self._wrong(f"does not say what {rule} should: “{_cut(pattern.pattern)}”.")

    def _panel(self, id_: str) -> None:
        measure = self.expected.scheme.measure_by_id[id_]
        found = self.page.find(f'.letter-panel[aria-labelledby="{id_}"]')
        if len(found) != 1:
            self._wrong(f"has {len(found)} panels of {id_}.")
            return
        text = said(found[0])
        must = list(self.expected.panel(measure))
        for sentence in must:
            if sentence not in text:
                self._wrong(f"{id_}: does not say “{sentence}”.")
        self.blocks += must
        written = self.expected.now.measures[id_]
        may = [
            *must,
            *self.expected.companions(measure),
            measure.question,
            measure.name,
            "0% 100%",
            self.expected.period,
        ]
        may += self._funnel(measure, found[0])
        may += [f"{written.bodies or ''} {written.published or ''} {written.published or ''}%"]
        for number in sorted(numbers(apart(found[0])) - numbers(" ".join(may))):
            if not self._published(found[0].text(separator=" "), number):
                self._wrong(f"{id_}: {number} is none of its figures.")

    def _funnel(self, measure: Measure, panel: LexborNode) -> Iterator[str]:
        """Yield what a panel's funnel may say, and check that it is there, and what it says of itself."""
        drawn = panel.css("svg.letter-funnel")
        funnel = self.expected.funnel(measure)
        if bool(drawn) != (funnel is not None):
            self._wrong(f"{measure.id}: has a funnel and should have none, or has none and should.")
        if not drawn or funnel is None:
            return
        rate, (_, base) = self.expected.now.measures[measure.id].rate, self.expected.counts(measure)
        rated = self.expected.groups.rated[self.expected.authority.type, measure.id]
        most = f"{max(n for _, n in rated):,}"
        where, limits = self.expected.funnel_sentences(measure)
        said_of = f"this authority {self.expected.worded(measure)}, {rate.numerator:,} of {rate.base:,}; average "
        about = [said(title) for title in drawn[0].css("title")]
        for due in (said_of, limits[limits.index(f"For {base}") :], where):
            if due not in " ".join(about):
                self._wrong(f"{measure.id}: the funnel is not described with “{due}”.")
        if [said(tick) for tick in drawn[0].css("text")][:4] != ["100%", "0%", "0", most]:
            self._wrong(f"{measure.id}: the scale of the funnel does not end at {most}.")
        yield from (said_of, limits, where, f"0 {most} {len(rated):,}")

    def _published(self, text: str, number: str) -> bool:
        """Whether a number stands in a note on what the Ombudsman itself printed, which is never mended."""
        short = self.expected.scheme.sender.short_name
        _, printed, note = text.partition(f"{short[:1].upper()}{short[1:]} printed ")
        return bool(printed) and number in numbers(note)

    def _history(self) -> None:
        due = dict(self.expected.history())
        shown = 0
        for section in self.page.find(".letter-history"):
            for cells in rows(section):
                if cells[0] not in due:
                    continue
                shown += 1
                if cells[1:] != due[cells[0]]:
                    self._wrong(f"{cells[0]}: the table of years says {cells[1:]}, not {due[cells[0]]}.")
                self._speak(cells[0], due[cells[0]])
        if not shown:
            self._wrong("has no table of years.")

    def _speak(self, label: str, cells: list[str]) -> None:
        for measure, rate, average in zip(self.expected.headline, cells[::2], cells[1::2], strict=True):
            beside = "" if average == "–" else f", similar authorities {average}"
            self.spoken.append(f"{label} {measure.name}: {rate}{beside}")

    def _services(self) -> None:
        scheme = self.expected.scheme
        counts = tuple(c.id for c in scheme.counts if c.of == "decisions" and c.early_remedy is None)
        due = list(self.expected.services(counts))
        found = [cells for section in self.page.find(".letter-services") for cells in rows(section)][1:]
        whole = [f"{self.expected.now.counts[id_]:,}" for id_ in counts]
        if found and found[-1][1:] != whole:
            self._wrong(f"the service areas end in {found[-1][1:]}, not {whole}.")
        if found[:-1] != due:
            wrong = [cells for cells in found[:-1] if cells not in due] or [
                cells for cells in due if cells not in found
            ]
            self._wrong(f"service areas: {wrong[:3]} is not what the figures give.")
        for name, *each in due:
            said_ = ", ".join(f"{scheme.count_by_id[c].name} {n}" for c, n in zip(counts, each, strict=True))
            self.spoken.append(f"{name}: {said_}")

    def hold(self, path: str, pages: Sequence[str], *, spoken: bool) -> None:
        """Hold another form of the letter against the page: everything said there, and no other number."""
        inside = [squeezed(re.sub(r"<[^>\s]*>", "", page) if spoken else page).casefold() for page in pages]
        for block in [*self.blocks, *(self.spoken if spoken else ())]:
            if not _within(squeezed(block).casefold(), inside):
                self._wrong(f"does not say “{_cut(block)}”.", path)
        # A PDF numbers its pages.
        furniture = set() if spoken else {str(n) for n in range(1, len(pages) + 1)}
        for number in sorted(numbers(" ".join(pages)) - numbers(self.page.words) - furniture):
            self._wrong(f"{number} is nowhere in the letter’s page.", path)


def _within(block: str, pages: Sequence[str]) -> bool:
    """Whether a text stands on a page, or begins on one and goes on upon the next."""
    if any(block in page for page in pages):
        return True
    return any(
        block[:cut] in page and block[cut:] in following
        for page, following in pairwise(pages)
        for cut in range(1, len(block))
    )


def _cut(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:159]}…"
