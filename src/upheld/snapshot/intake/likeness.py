"""How like a column of a person's file is to a column of ours: by its name, and by what is in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter
from rapidfuzz import fuzz

from upheld.scheme import Scheme
from upheld.snapshot.days import STORED, DayFormat
from upheld.snapshot.grids import Grid
from upheld.snapshot.rules import NO, YES
from upheld.snapshot.tables import Column, Kind, Table
from upheld.snapshot.words import Vocabulary, is_list, key_of, vocabulary

_SAMPLE = 5_000
"""Rows looked at: the first."""
_FORMATS = (
    *("dd/mm/yyyy", "yyyy-mm-dd", "dd/mm/yyyy hh:mm", "dd/mm/yyyy hh:mm:ss", "d/m/yyyy", "dd/mm/yy", "dd-mm-yyyy"),
    *("dd.mm.yyyy", "d mmm yyyy", "dd-mmm-yy", "d mmmm yyyy", "yyyymmdd", "mm/dd/yyyy", "m/d/yyyy"),
)
"""Ways to write a day that are tried, the likelier first: where both fit, the day comes before the month."""
_HARDLY = 0.3
_CALLED_SO = 0.65
MOSTLY = 0.9
"""The share of the words of a column that must fit for it to be taken for what they are."""
_LOOSE_REFERENCE = re.compile(r"(?:[A-Za-z]{1,4}[- ]?)?[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}(?:-[A-Za-z0-9]+)?")


@dataclass(frozen=True)
class Given:
    """A column of a person's file: its name, and how often each word stands in the rows looked at."""

    number: int
    name: str
    words: Mapping[str, int]

    @property
    def filled(self) -> int:
        """How many of the rows looked at have something in it."""
        return sum(self.words.values())

    def share(self, fits: Mapping[str, bool]) -> float:
        """Return the share of filled rows whose word fits; 0 if none is filled."""
        return sum(times for word, times in self.words.items() if fits[word]) / self.filled if self.filled else 0.0


def columns_of(grid: Grid) -> list[Given]:
    """Return the columns of a grid that have a name."""
    found = []
    rows = grid.rows.slice(0, _SAMPLE)
    for number, name in enumerate(grid.header):
        words: dict[str, int] = {}
        for text in rows[f"c{number}"].to_pylist():
            if word := (text or "").strip():
                words[word] = words.get(word, 0) + 1
        if name.strip():
            found.append(Given(number, name.strip(), words))
    return found


@cache
def known_names() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return the names that other systems give, by table and column; those of the sheet under `sheet`."""
    text = (Path(__file__).parent / "known_names.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, dict[str, list[str]]]).validate_python(tomllib.loads(text))


def name_likeness(given: str, table: Table, column: str) -> float:
    """Return how like (0 to 1) a name is to that of a column, or to a name that another system gives it."""
    without_prefix = re.sub(r"^(\(do not modify\) |[a-z]{2,5}[0-9]*_)", "", given.lower())
    known = (column.replace("_", " "), *known_names()[table.name].get(column, ()))
    ways = [key_of(given), key_of(without_prefix)]
    return max(float(fuzz.token_sort_ratio(way, key_of(name))) for way in ways for name in known) / 100


def day_format(given: Given) -> str | None:
    """Return the way in which the days of a column are written, `""` if as days are stored; None if it holds none."""
    for written in ("", *_FORMATS):
        way = DayFormat(written) if written else STORED
        if given.filled and given.share({word: way.read(word) is not None for word in given.words}) >= MOSTLY:
            return written
    return None


def looks_like_reference(given: Given) -> bool:
    """Whether a column holds case references, however they are written."""
    return given.share({word: bool(_LOOSE_REFERENCE.fullmatch(word)) for word in given.words}) >= MOSTLY


class Likeness:
    """Compares columns with those of our tables; what each column takes is looked up once."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._known: dict[Column, Vocabulary | None] = {}

    def known(self, column: Column) -> Vocabulary | None:
        """Return the words that a column takes; None where it takes anything."""
        if column not in self._known:
            self._known[column] = vocabulary(column, self._scheme)
        return self._known[column]

    def unknown_words(self, given: Given, column: Column) -> list[str]:
        """Return the words of a column of the file that are none of those our column takes, the commonest first."""
        known = self.known(column)
        if known is None:
            return []
        words = [word for word in given.words if not _takes(known, word, many=is_list(column))]
        return sorted(words, key=lambda word: -given.words[word])

    def content(self, given: Given, table: Table, column: Column) -> float | None:
        """Return how well (0 to 1) the words of a column fit one of ours; None where anything would."""
        if not given.filled:
            return None
        if (known := self.known(column)) is not None:
            return given.share({word: _takes(known, word, many=is_list(column)) for word in given.words})
        match column.kind:
            case Kind.DATE:
                return float(day_format(given) is not None)
            case Kind.YES_NO:
                return given.share({word: word.lower() in (*YES, *NO) for word in given.words})
            case Kind.INTEGER:
                return given.share({word: word.isdecimal() and len(word) < 10 for word in given.words})
        if column.name == "reference":
            return float(looks_like_reference(given))
        if column.pattern:
            return given.share({word: bool(re.fullmatch(column.pattern or "", word)) for word in given.words})
        if table.key == (column.name,):
            return None if len(given.words) == given.filled else 0.0
        return None

    def whole(self, given: Given, table: Table, column: Column) -> float:
        """Return how like (0 to 1) a column of the file is to one of ours in all."""
        name, content = name_likeness(given.name, table, column.name), self.content(given, table, column)
        if content is None:
            return name * (0.9 if given.filled else 0.8)
        has_words = self.known(column) is not None
        if content < _HARDLY:
            return name * (0.75 if has_words else 0.3)
        if has_words or column.pattern or column.name == "reference":
            return 0.4 * name + 0.6 * content
        # Many columns hold days, numbers or yes and no: the name must tell which this is.
        return 0.7 * name + 0.3 * content if name >= _CALLED_SO else name


def _takes(known: Vocabulary, text: str, *, many: bool) -> bool:
    words = [part for part in text.split(";") if part.strip()] if many else [text]
    return all(key_of(word) in known.code_by_key for word in words)
