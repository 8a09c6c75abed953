"""The words a cell may hold: each accepted spelling and the code it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process, utils

from upheld.scheme import Scheme
from upheld.scheme.names import nearest_names
from upheld.snapshot.tables import Column, Kind

_LONGEST_NAME = 200
_MOST_OFFERS = 200
"""For so many unknown words of a column the nearest are looked up; beyond, the file is another kind of wrong."""


@dataclass(frozen=True)
class Word:
    """One word met in a file: `code` is None when it stands for nothing, and `mend` then says what might be meant."""

    given: str
    code: str | None
    mend: str = ""
    shared: bool = False
    """Whether it is the name of several things, not of none."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of one column: codes by key, and the keys that several codes share."""

    code_by_key: Mapping[str, str]
    shared: Mapping[str, Sequence[str]]
    nearest: Callable[[str], Sequence[str]]

    def read(self, given: Iterable[str], *, many: bool = False) -> list[Word]:
        """Look every word up; with `many`, each is a list of words separated by semicolons."""
        offers = iter(range(_MOST_OFFERS))
        return [self._list(text, offers) if many else self._word(text, offers) for text in given]

    def _word(self, text: str, offers: Iterable[int]) -> Word:
        key = key_of(text)
        if key in self.code_by_key:
            return Word(text, self.code_by_key[key])
        if key in self.shared:
            return Word(text, None, f"It could be {' or '.join(self.shared[key])}: give the code.", shared=True)
        if len(text) > _LONGEST_NAME or next(iter(offers), None) is None:
            return Word(text, None, "Give a code that the scheme declares.")
        near = " or ".join(self.nearest(text))
        return Word(text, None, f"Did you mean {near}?" if near else "The scheme declares none: leave it blank.")

    def _list(self, text: str, offers: Iterable[int]) -> Word:
        words = [self._word(part.strip(), offers) for part in text.split(";") if part.strip()]
        wrong = next((word for word in words if word.code is None), None)
        if wrong:
            return Word(text, None, f"{wrong.given[:60]}: {wrong.mend}")
        return Word(text, ";".join(word.code or "" for word in words))


def key_of(text: str) -> str:
    """Return what two spellings of a word have in common: letters and digits, in lower case, with single spaces."""
    return " ".join(utils.default_process(text).split())


def vocabulary(column: Column, scheme: Scheme) -> Vocabulary | None:
    """Return the words that `column` may hold; None where it holds anything."""
    if column.refers_to == "authority":
        return _authorities(scheme)
    if column.refers_to == "outcome":
        names = [
            [(o.code, o.code) for o in scheme.outcomes],
            [(n, o.code) for o in scheme.outcomes for n in (o.name, *o.also)],
        ]
        return _vocabulary(names, [o.code for o in scheme.outcomes])
    if column.refers_to == "category":
        names = [[(c.id, c.id) for c in scheme.categories], [(c.name, c.id) for c in scheme.categories]]
        return _vocabulary(names, [c.id for c in scheme.categories])
    if column.refers_to == "ground":
        grounds = scheme.publication.grounds if scheme.publication else ()
        names = [[(g.id, g.id) for g in grounds], [(g.name, g.id) for g in grounds]]
        return _vocabulary(names, [g.id for g in grounds])
    if column.allowed:
        return _vocabulary([[(word, word) for word in column.allowed]], column.allowed)
    return None


def is_list(column: Column) -> bool:
    """Whether a cell of `column` may hold several words."""
    return column.kind is Kind.FLAGS


def _authorities(scheme: Scheme) -> Vocabulary:
    bodies = scheme.authorities
    levels = [
        [(a.code, a.code) for a in bodies],
        [(a.slug, a.code) for a in bodies] + [(a.gss_code, a.code) for a in bodies if a.gss_code],
        [(gss, a.code) for a in bodies for gss in a.former_gss_codes],
        [(name, a.code) for a in bodies for name in (a.name, a.short_name, *a.alternative_names)],
    ]
    shown = {a.code: f"{a.name} ({a.code})" for a in bodies}
    code_by_key, shared = _levels(levels)
    named = {key: [shown[code] for code in codes] for key, codes in shared.items()}
    return Vocabulary(code_by_key, named, cache(lambda text: nearest_names(scheme, text)))


def _vocabulary(levels: Sequence[Sequence[tuple[str, str]]], codes: Sequence[str]) -> Vocabulary:
    def nearest(text: str) -> list[str]:
        return [code for code, _, _ in process.extract(text, codes, processor=utils.default_process, limit=3)]

    return Vocabulary(*_levels(levels), nearest)


def _levels(levels: Sequence[Sequence[tuple[str, str]]]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return codes by key, and keys that stand for several. A code outranks a name, so levels come in their order."""
    code_by_key: dict[str, str] = {}
    shared: dict[str, list[str]] = {}
    for level in levels:
        found: dict[str, dict[str, None]] = {}
        for name, code in level:
            found.setdefault(key_of(name), {})[code] = None
        for key, codes in found.items():
            if key in code_by_key or key in shared:
                continue
            if len(codes) == 1:
                code_by_key[key] = next(iter(codes))
            else:
                shared[key] = list(codes)
    return code_by_key, shared
