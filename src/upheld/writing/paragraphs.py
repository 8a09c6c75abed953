"""Reads a scheme's paragraphs: Markdown files with front matter, checked whole before a single text is written.

Front matter: `rule` (the paragraph's own id), `order` (a whole number: reading order), `part` (where it stands),
`section` (the heading over it), `years` (`from`, `to`, `not`: the calendar years in which review years end), `joins`
(true: it goes on in the paragraph before it), `required` (true: nobody can switch it off for a body), `when` (a list of
conditions, all of which must hold; see `conditions`). The body is Markdown of four kinds only: paragraphs, **bold**,
lists, and links whose target is a name of the grammar's `links`. A named value stands in braces; see `values`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Generic

import frontmatter
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from yaml import YAMLError

from upheld.errors import PersonError, Problem
from upheld.scheme.model import Scheme
from upheld.writing.conditions import Condition, F, Word, read_condition
from upheld.writing.markdown import Body, TemplateBlock
from upheld.writing.values import Value


@dataclass(frozen=True, eq=False)
class Grammar(Generic[F]):
    """What the paragraphs of one folder of a scheme can say, about `F`."""

    folder: str
    called: str
    """What they make, in the plural: `letters`, `reviews`."""
    parts: tuple[str, ...]
    """Where a paragraph can stand, in reading order."""
    usual: str
    """The part of a paragraph that names none."""
    required: tuple[str, ...]
    """Parts without which there is no text."""
    links: tuple[str, ...]
    """What a link can lead to."""
    words: Mapping[str, Word[F]]
    values: Callable[[Scheme], Mapping[str, Value[F]]]


@dataclass(frozen=True)
class Years:
    """The review years a paragraph is for, by the calendar year in which they end."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    start: Annotated[int | None, Field(alias="from")] = None
    end: Annotated[int | None, Field(alias="to")] = None
    without: Annotated[int | None, Field(alias="not")] = None

    def hold(self, number: int) -> bool:
        """Whether the paragraph is for the review year ending in calendar year `number`."""
        return (self.start or number) <= number <= (self.end or number) and number != self.without

    def __str__(self) -> str:
        parts = (("from", self.start), ("to", self.end), ("not", self.without))
        return " ".join(f"{word} {number}" for word, number in parts if number)


@dataclass(frozen=True)
class _Front:
    """Front matter, as it is written."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    rule: str
    order: int
    part: str | None = None
    section: str | None = None
    years: Years = Years()
    joins: bool = False
    required: bool = False
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemeParagraph(Generic[F]):
    """One file, read and checked."""

    file: str
    rule: str
    order: int
    part: str
    section: str | None
    years: Years
    joins: bool
    """Whether it goes on in the paragraph before it, if that stands in the same section."""
    required: bool
    """Whether nobody may leave it out of a single text."""
    when: tuple[Condition[F], ...]
    blocks: tuple[TemplateBlock, ...]

    @cached_property
    def years_said(self) -> tuple[str, ...]:
        """The review years it is for, as the record of a text says them; empty where it is for all."""
        years = str(self.years)
        return (f"review years {years}",) if years else ()


@dataclass(frozen=True)
class Paragraphs(Generic[F]):
    """Every paragraph of a folder in reading order, and the values they can name."""

    all: tuple[SchemeParagraph[F], ...]
    values: Mapping[str, Value[F]]


_kept: dict[tuple[str, Path, str], Paragraphs[Any]] = {}


def read_paragraphs(scheme: Scheme, grammar: Grammar[F]) -> Paragraphs[F]:
    """Read the grammar's folder of a scheme; read once for as long as the scheme's hash is the same.

    Raises PersonError with one Problem (file, line) for each thing wrong in it.
    """
    key = (grammar.folder, scheme.folder, scheme.hash)
    if key not in _kept:
        _kept[key] = _Reader(scheme, grammar).read()
    return _kept[key]


class _Reader(Generic[F]):
    """Reads the folder, gathering problems as it goes."""

    def __init__(self, scheme: Scheme, grammar: Grammar[F]) -> None:
        self.scheme = scheme
        self.grammar = grammar
        self.values = grammar.values(scheme)
        self.problems: list[Problem] = []

    def read(self) -> Paragraphs[F]:
        paths = sorted((self.scheme.folder / self.grammar.folder).glob("*.md"))
        place = self.grammar.parts.index
        made = sorted((p for path in paths if (p := self._file(path))), key=lambda p: (place(p.part), p.order))
        self._doubles(made)
        # A file in the wrong may be the very one that is missed: told only when every file is right.
        lacking = [] if self.problems else [q for q in self.grammar.required if not any(p.part == q for p in made)]
        for part in lacking:
            self.problem(None, None, None, f"no paragraph has the part {part!r}.", "Add a file that has it.")
        if self.problems:
            raise PersonError(
                f"The {self.grammar.folder}'s paragraphs have {len(self.problems)} problem(s).",
                mend="Mend each and try again.",
                problems=self.problems,
            )
        return Paragraphs(tuple(made), self.values)

    def problem(self, file: str | None, line: int | None, value: str | None, rule: str, mend: str) -> None:
        folder = self.grammar.folder
        self.problems.append(Problem(f"{folder}/{file}" if file else folder, line, None, value, rule, mend))

    def _doubles(self, made: list[SchemeParagraph[F]]) -> None:
        for a, b in ((a, b) for n, a in enumerate(made) for b in made[:n]):
            if a.rule == b.rule:
                self.problem(a.file, None, a.rule, f"is also the rule of {b.file}.", "Give each file its own rule.")
            if (a.part, a.order) == (b.part, b.order):
                self.problem(a.file, None, str(a.order), f"is also the order of {b.file}.", "Give each its own order.")

    def _file(self, path: Path) -> SchemeParagraph[F] | None:
        source = path.read_text(encoding="utf-8")
        try:
            given, body = frontmatter.parse(source)
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else None
            self.problem(path.name, line, None, "the front matter is not YAML.", "Mend the line named.")
            return None
        before = len(self.problems)
        front = self._front(path.name, source, given)
        when = self._conditions(path.name, source, front.when if front else ())
        blocks = self._body(path.name, when).read(body, lines_before(source, body))
        if front is None or len(self.problems) > before:
            return None
        return SchemeParagraph(
            file=path.name,
            rule=front.rule,
            order=front.order,
            part=front.part or self.grammar.usual,
            section=front.section,
            years=front.years,
            joins=front.joins,
            required=front.required,
            when=when,
            blocks=blocks,
        )

    def _body(self, file: str, when: Sequence[Condition[F]]) -> Body[F]:
        known = {name for condition in when for name in condition.names}

        def tell(line: int | None, value: str | None, rule: str, mend: str) -> None:
            self.problem(file, line, value, rule, mend)

        def use(value: Value[F], line: int | None) -> None:
            if value.needs and not known & set(value.needs):
                rule = f"may be missing in some {self.grammar.called}."
                tell(line, f"{{{value.name}}}", rule, f"Add to `when`: {' or '.join(value.needs)}.")

        return Body(self.grammar.called, self.grammar.links, self.values, tell, use)

    def _front(self, file: str, source: str, given: Mapping[str, object]) -> _Front | None:
        try:
            front = TypeAdapter(_Front).validate_python(given)
        except ValidationError as error:
            for e in error.errors():
                key = str(e["loc"][0])
                self.problem(file, line_of(source, f"{key}:"), str(e["input"]), f"{key}: {e['msg']}.", "Mend it.")
            return None
        if front.part is not None and front.part not in self.grammar.parts:
            named = ", ".join(self.grammar.parts)
            self.problem(file, line_of(source, "part:"), front.part, "part: is none.", f"Write one of {named}.")
        return front

    def _conditions(self, file: str, source: str, texts: Sequence[str]) -> tuple[Condition[F], ...]:
        made: list[Condition[F]] = []
        for text in texts:
            try:
                made.append(read_condition(text, self.scheme, self.grammar.words))
            except ValueError as error:
                self.problem(file, line_of(source, text), text, str(error), "Mend the condition.")
        return tuple(made)


def lines_before(source: str, body: str) -> int:
    """Return how many lines of a file stand before its body."""
    return source[: source.index(body)].count("\n") if body else 0


def line_of(source: str, text: str) -> int | None:
    """Return the first line that holds `text`, counted from 1; None if none does."""
    return next((n for n, line in enumerate(source.splitlines(), 1) if text in line), None)
