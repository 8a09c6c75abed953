"""The conditions under which a paragraph stands: declared words, and comparisons. Nothing is evaluated.

A condition is written in a paragraph's front matter in one of three ways: a declared word (`training-recorded`), such
a word after *not* (`not abolished`), or a comparison of one of the scheme's counts or measures with a number or with
another of them (`compliance-rate < 100`, `upheld = investigated`). A measure is compared exactly, not as rounded; one
whose base is zero satisfies no comparison.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, Protocol, TypeVar

from upheld.figures.model import YearFigures
from upheld.scheme.model import Scheme


class Counted(Protocol):
    """Whatever a text is about: a body, or all of them together, in the year under review."""

    @property
    def of_year(self) -> YearFigures:
        """The year under review."""
        ...


F = TypeVar("F", bound=Counted)


@dataclass(frozen=True)
class Finding:
    """Whether a condition holds for a text, and what was seen."""

    holds: bool
    evidence: str


@dataclass(frozen=True)
class Word(Generic[F]):
    """A condition with a name."""

    id: str
    meaning: str
    find: Callable[[F], Finding]


@dataclass(frozen=True)
class Condition(Generic[F]):
    """A condition as written in a paragraph, ready to be asked. `names` are the words, counts and measures in it."""

    text: str
    names: tuple[str, ...]
    find: Callable[[F], Finding]


Exact = int | Fraction
"""A number to compare: whole where it is a count."""

OPERATORS: Mapping[str, Callable[[Exact, Exact], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}

_COMPARISON = re.compile(r"^([a-z][\w-]*) (<=|>=|<|>|=) (\d+|[a-z][\w-]*)$")


def read_condition(text: str, scheme: Scheme, words: Mapping[str, Word[F]]) -> Condition[F]:
    """Read a condition as written. Raises ValueError that says what is wrong with it."""
    if text in words:
        return Condition(text, (text,), words[text].find)
    if text.startswith("not ") and text[4:] in words:
        return Condition(text, (), _negated(words[text[4:]]))
    if parts := _COMPARISON.match(text):
        left, sign, right = parts.groups()
        sides = (_number(left, scheme), _number(right, scheme))
        names = tuple(n for n in (left, right) if not n.isdigit())
        return Condition(text, names, _compare(text, OPERATORS[sign], *sides))
    raise ValueError(f"{text!r} is not a condition: write one of {', '.join(words)}, or a comparison.")


def _negated(word: Word[F]) -> Callable[[F], Finding]:
    def find(facts: F) -> Finding:
        finding = word.find(facts)
        return Finding(not finding.holds, finding.evidence)

    return find


def _number(name: str, scheme: Scheme) -> Callable[[Counted], Exact | None]:
    if name.isdigit():
        number = int(name)
        return lambda _: number
    if name in scheme.count_by_id:
        return lambda facts: facts.of_year.counts[name]
    if name in scheme.measure_by_id:
        return lambda facts: facts.of_year.measures[name].rate.exact
    raise ValueError(f"{name!r} is neither a number nor a count or measure of the scheme.")


def _compare(
    text: str,
    holds: Callable[[Exact, Exact], bool],
    left: Callable[[Counted], Exact | None],
    right: Callable[[Counted], Exact | None],
) -> Callable[[Counted], Finding]:
    def find(facts: Counted) -> Finding:
        a, b = left(facts), right(facts)
        if a is None or b is None:
            return Finding(False, f"{text}: there is no rate")
        return Finding(holds(a, b), f"{text}: {a} and {b}")

    return find
