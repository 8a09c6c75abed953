"""What the office adds to single letters: one free paragraph each, and rules switched off, with the reason.

A folder of additions holds one folder for each review year, and in it one Markdown file for each body, named by the
body's slug or code: `2019-20/knowsley-metropolitan-borough-council.md`. Its front matter is `author`, `written_on` and
`without`, a list of rules with the reason why each paragraph is left out. Its text, if any, is a paragraph as in
`upheld.writing.paragraphs`. Author, day and reasons are kept in the release's record, and no reader of the letter
sees them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import frontmatter
from pydantic import ConfigDict, TypeAdapter, ValidationError
from yaml import YAMLError

from upheld.errors import PersonError, Problem
from upheld.letters.context import Addition, Without
from upheld.letters.facts import Facts
from upheld.letters.paragraphs import GRAMMAR, load_paragraphs
from upheld.scheme.model import Authority, ReviewDates, Scheme
from upheld.scheme.years import ReviewYear
from upheld.writing import phrases
from upheld.writing.conditions import Condition, Finding
from upheld.writing.markdown import Body, TemplateBlock
from upheld.writing.paragraphs import Paragraphs, SchemeParagraph, Years, line_of, lines_before
from upheld.writing.values import Value

LONGEST = 600
"""Characters of a free paragraph: with more the usual letter would not end on its second page."""


@dataclass(frozen=True)
class _Front:
    """Front matter, as it is written."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    author: str
    written_on: date
    without: tuple[Without, ...] = ()


@dataclass(frozen=True)
class Additions:
    """The additions to the letters of one review year, by authority code."""

    of: Mapping[str, Addition]
    hash: str
    """SHA-256 over their files."""


def read_additions(folder: Path, scheme: Scheme, year: ReviewYear, dates: ReviewDates) -> Additions:
    """Read the additions of one year. Raises PersonError with one Problem for each thing wrong in them."""
    return _Reader(folder, scheme, year, dates).read()


@dataclass
class _Reader:
    """Reads the folder of a year, gathering problems as it goes."""

    folder: Path
    scheme: Scheme
    year: ReviewYear
    dates: ReviewDates
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> Additions:
        place = self.folder / self.year.label
        if not place.is_dir():
            raise PersonError(
                f"{self.folder} has no additions for {self.year}: there is no folder {self.year.label} in it.",
                mend=f"Put one file for each body into {place}, or leave out --additions.",
            )
        paths = sorted(path for path in place.iterdir() if not path.name.startswith("."))
        found: dict[str, Addition] = {}
        whole = hashlib.sha256()
        for path in paths:
            content = path.read_bytes() if path.is_file() else b""
            whole.update(f"{path.name}\0{len(content)}\0".encode() + content)
            authority, addition = self._authority(path), self._file(path, content)
            if authority is None or addition is None:
                continue
            if authority.code in found:
                rule = f"is about {authority.name}, as {found[authority.code].file} is."
                self._problem(addition.file, None, path.stem, rule, "Write one file for each body.")
            found[authority.code] = addition
        if self.problems:
            raise PersonError(
                f"The additions for {self.year} have {len(self.problems)} problem(s).",
                mend="Mend each and try again.",
                problems=self.problems,
            )
        return Additions(found, whole.hexdigest())

    def _problem(self, file: str, line: int | None, value: str | None, rule: str, mend: str) -> None:
        self.problems.append(Problem(file, line, None, value, rule, mend))

    def _name(self, path: Path) -> str:
        return f"{self.year.label}/{path.name}"

    def _authority(self, path: Path) -> Authority | None:
        named = {name: body for body in self.scheme.authorities for name in (body.slug, body.code)}
        if path.suffix == ".md" and path.stem in named:
            return named[path.stem]
        near = ", ".join(f"{name}.md" for name in get_close_matches(path.stem, named, n=2))
        mend = f"Did you mean {near}?" if near else "Name it by the body's slug or code, ending in .md."
        self._problem(self._name(path), None, path.name, "is no body's name.", mend)
        return None

    def _file(self, path: Path, content: bytes) -> Addition | None:
        name = self._name(path)
        try:
            source = content.decode("utf-8")
            given, body = frontmatter.parse(source)
        except UnicodeDecodeError:
            self._problem(name, None, None, "is not UTF-8.", "Save it as UTF-8.")
            return None
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self._problem(name, mark.line + 2 if mark else None, None, "the front matter is not YAML.", "Mend it.")
            return None
        front = self._front(name, source, given)
        used: list[tuple[str, int | None]] = []
        blocks = self._blocks(name, body, lines_before(source, body), used) if body.strip() else ()
        if front is None:
            return None
        if not blocks and not front.without:
            self._problem(name, None, None, "adds nothing and leaves nothing out.", "Write a text, or delete the file.")
        return Addition(name, front.author, front.written_on, front.without, blocks, tuple(used))

    def _blocks(
        self, file: str, body: str, before: int, used: list[tuple[str, int | None]]
    ) -> tuple[TemplateBlock, ...]:
        def tell(line: int | None, value: str | None, rule: str, mend: str) -> None:
            self._problem(file, line, value, rule, mend)

        def use(value: Value[Facts], line: int | None) -> None:
            used.append((value.name, line))

        values = load_paragraphs(self.scheme).values
        blocks = Body(GRAMMAR.called, GRAMMAR.links, values, tell, use).read(body, before)
        if len(body) > LONGEST:
            rule = f"has {len(body):,} characters; a free paragraph has {LONGEST:,} at most."
            tell(before + 1, None, rule, "Make it shorter.")
        if len(blocks) > 1:
            tell(before + 1, None, "is more than one paragraph.", "Write one paragraph, or one list.")
        return blocks

    def _front(self, file: str, source: str, given: Mapping[str, object]) -> _Front | None:
        try:
            front = TypeAdapter(_Front).validate_python(given)
        except ValidationError as error:
            for e in error.errors():
                key = str(e["loc"][-1])
                shown = None if e["type"] == "missing" else str(e["input"])
                self._problem(file, line_of(source, f"{key}:"), shown, f"{key}: {e['msg']}.", "Mend it.")
            return None
        if not front.author.strip():
            self._problem(file, line_of(source, "author:"), "", "author: is empty.", "Write who wrote this.")
        if not self.year.first_day <= front.written_on <= self.dates.letters_on:
            line, shown = line_of(source, "written_on:"), front.written_on.isoformat()
            rule = f"written_on: is not between {self.year.first_day} and the day of the letters, "
            self._problem(file, line, shown, f"{rule}{self.dates.letters_on}.", "Write the day it was written.")
        self._rules(file, source, front.without)
        return front

    def _rules(self, file: str, source: str, without: Sequence[Without]) -> None:
        rules = {p.rule: p for p in load_paragraphs(self.scheme).all}
        for one in without:
            line = line_of(source, one.rule)
            if one.rule not in rules:
                near = ", ".join(get_close_matches(one.rule, rules, n=3)) or ", ".join(rules)
                self._problem(file, line, one.rule, "is no rule of the letter's paragraphs.", f"Did you mean: {near}?")
            elif rules[one.rule].required:
                rule = f"cannot be switched off: {rules[one.rule].file} says that every letter has it."
                self._problem(file, line, one.rule, rule, "Leave it out of `without`.")
            if not one.reason.strip():
                self._problem(file, line, one.rule, "is switched off without a reason.", "Write the reason.")


def unmet(facts: Facts) -> Iterator[Problem]:
    """Yield each named value in the addition to a letter that is not known of its body."""
    addition, known = facts.context.addition, load_paragraphs(facts.scheme).values
    for name, line in addition.values if addition else ():
        needs = known[name].needs
        if addition and needs and not any(_holds(need, facts) for need in needs):
            rule = f"is not known of {facts.authority.name} in this year."
            mend = "Say it in other words, or leave it out."
            yield Problem(addition.file, line, None, f"{{{name}}}", rule, mend)


def _holds(need: str, facts: Facts) -> bool:
    """Whether what a value needs is there: a word that holds, or a measure that has a rate."""
    word = GRAMMAR.words.get(need)
    return word.find(facts).holds if word else bool(facts.of_year.measures[need].rate.base)


def altered(paragraphs: Paragraphs[Facts], addition: Addition | None) -> Paragraphs[Facts]:
    """Return the paragraphs of one letter: the free one before the first section, and those left out never standing."""
    if addition is None:
        return paragraphs
    reasons = {one.rule: told(addition, one) for one in addition.without}
    all_ = [_never(p, reasons[p.rule]) if p.rule in reasons else p for p in paragraphs.all]
    if addition.blocks:
        first = next((n for n, p in enumerate(all_) if p.part == GRAMMAR.usual and p.section), len(all_))
        all_.insert(first, _free(addition))
    return replace(paragraphs, all=tuple(all_))


def _never(paragraph: SchemeParagraph[Facts], why: str) -> SchemeParagraph[Facts]:
    never: Condition[Facts] = Condition("switched off", (), lambda _: Finding(False, why))
    return replace(paragraph, when=(*paragraph.when, never))


def _free(addition: Addition) -> SchemeParagraph[Facts]:
    always: Condition[Facts] = Condition("added", (), lambda _: Finding(True, told(addition)))
    return SchemeParagraph(
        file=addition.file,
        rule="added",
        order=0,
        part=GRAMMAR.usual,
        section=None,
        years=Years(),
        joins=False,
        required=False,
        when=(always,),
        blocks=addition.blocks,
    )


def told(addition: Addition, without: Without | None = None) -> str:
    """Say for the office who added a paragraph and when, or who switched a rule off, when and why."""
    who = f"{addition.author}, {phrases.day(addition.written_on)}"
    if without is None:
        return f"A paragraph was added by {who}."
    return f"The paragraph {without.rule} was switched off by {who}: {without.reason}"


def notes(addition: Addition | None) -> tuple[str, ...]:
    """Return everything that an addition changes in a letter, for those who sign it."""
    if addition is None:
        return ()
    return (*([told(addition)] if addition.blocks else []), *(told(addition, one) for one in addition.without))


def record(addition: Addition) -> dict[str, object]:
    """Return an addition as it is kept in the release: its text with the named values still in braces."""
    return {
        "file": addition.file,
        "author": addition.author,
        "written_on": addition.written_on.isoformat(),
        "text": ["".join(run.text for run in item) for block in addition.blocks for item in block.items],
        "without": [vars(one) for one in addition.without],
    }
