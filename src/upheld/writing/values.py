"""The named values a paragraph can hold in braces, and those that follow from the scheme's counts and measures.

Every count of the scheme has one value under its id, and every measure four: `{id}` the rate, `{id.numerator}` and
`{id.base}` with their nouns, `{id.shortfall}` how many of the base are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from upheld.scheme.model import Scheme
from upheld.writing.conditions import Counted, F


@dataclass(frozen=True)
class Value(Generic[F]):
    """A named value. A paragraph may use it only if one of its conditions is among `needs` (empty: always)."""

    name: str
    meaning: str
    say: Callable[[F], str]
    needs: tuple[str, ...] = ()


def vocabulary(scheme: Scheme, words: Sequence[Value[F]]) -> Mapping[str, Value[F]]:
    """Return every value a paragraph of `scheme` can name, by name: `words`, its counts, its measures."""
    values = {value.name: value for value in words}
    for count in scheme.counts:
        values[count.id] = Value(count.id, f"Count: {count.name}.", _count(count.id))
    for measure in scheme.measures:
        for name, meaning, say in _of_measure(measure.id):
            values[name] = Value(name, meaning, say, (measure.id,))
    return values


def _count(id: str) -> Callable[[Counted], str]:  # noqa: A002 the scheme's own word
    return lambda facts: f"{facts.of_year.counts[id]:,}"


def _of_measure(id: str) -> Iterator[tuple[str, str, Callable[[Counted], str]]]:  # noqa: A002 the scheme's own word
    def rate(facts: Counted) -> str:
        # A comparison with the measure holds only where there is a rate: see `needs`.
        worded = facts.of_year.measures[id].rate.worded
        assert worded is not None
        return worded

    def shortfall(facts: Counted) -> str:
        of = facts.of_year.measures[id].rate
        return f"{of.base - of.numerator:,}"

    yield id, "The rate.", rate
    yield f"{id}.numerator", "Its numerator with the noun.", lambda f: f.of_year.measures[id].numerator_worded
    yield f"{id}.base", "Its base with the noun.", lambda f: f.of_year.measures[id].base_worded
    yield f"{id}.shortfall", "How many of the base are not counted.", shortfall
