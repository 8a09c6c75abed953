"""What a mapping must mean: every name in it must be declared, and every word in it one that its column takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process, utils

from upheld.errors import Problem
from upheld.scheme import Scheme
from upheld.snapshot.days import DayFormat
from upheld.snapshot.intake.mapping import UNDECIDED, ColumnFrom, Feed, Mapping, NotIn, named
from upheld.snapshot.rules import NO, YES
from upheld.snapshot.tables import TABLE_BY_NAME, Column, Kind, Table
from upheld.snapshot.words import Vocabulary, is_list, vocabulary

_DATES_MEND = "Write it with yyyy, mm and dd, like dd/mm/yyyy hh:mm, or name excel-1900 or excel-1904."


def problems_of(mapping: Mapping, scheme: Scheme) -> list[Problem]:
    """Return everything that is wrong with a mapping, in the order of its file."""
    return list(_Meaning(mapping, scheme).problems())


class _Meaning:
    """Looks through one mapping."""

    def __init__(self, mapping: Mapping, scheme: Scheme) -> None:
        self.mapping = mapping
        self.scheme = scheme

    def problems(self) -> Iterator[Problem]:
        yield from self._days("dates", self.mapping.dates)
        if not self.mapping.feeds:
            yield self._problem("feed", None, "is missing: the mapping feeds no table.", "Add a [[feed]].")
        used = {feed.sheet for feed in self.mapping.feeds}
        used |= {feed.column(name).look_up for feed in self.mapping.feeds for name in feed.columns}
        used |= {feed.not_in.sheet for feed in self.mapping.feeds if feed.not_in}
        for name in self.mapping.sheets:
            if name not in used:
                yield self._problem(f"sheet.{name}", None, "feeds no table.", "Add a [[feed]] for it, or take it out.")
        for number, feed in enumerate(self.mapping.feeds, 1):
            yield from self._feed(f"feed.{number}", feed)

    def _problem(self, key: str, value: str | None, rule: str, mend: str) -> Problem:
        return Problem(self.mapping.file, None, key, value, rule, mend)

    def _feed(self, key: str, feed: Feed) -> Iterator[Problem]:
        yield from self._sheet(f"{key}.sheet", feed.sheet)
        table = TABLE_BY_NAME.get(feed.table)
        if table is None:
            mend = f"Did you mean {_nearest(feed.table, TABLE_BY_NAME)}?"
            if feed.table == UNDECIDED:
                mend = f"Name one of {', '.join(TABLE_BY_NAME)}."
            yield self._unknown(f"{key}.table", feed.table, "is not a table.", mend)
            return
        if feed.own_names:
            if feed.columns or feed.where or feed.not_in:
                yield self._problem(f"{key}.own_names", "true", "stands beside columns or conditions.", "Keep one.")
            return
        for name in feed.columns:
            yield from self._column(f"{key}.columns.{name}", table, name, feed.column(name))
        for column in table.columns:
            if column.required and column.name not in feed.columns:
                yield self._problem(
                    f"{key}.columns.{column.name}", None, f"is missing: every row of {table.name} needs it.", "Add it."
                )
        yield from self._conditions(key, feed)

    def _conditions(self, key: str, feed: Feed) -> Iterator[Problem]:
        for name, words in feed.where.items():
            if name == UNDECIDED or UNDECIDED in words:
                yield self._undecided(f"{key}.where.{name}", "Name the column and its words.")
        if feed.not_in:
            yield from self._sheet(f"{key}.not_in.sheet", feed.not_in.sheet)
            yield from self._pattern(f"{key}.not_in", feed.not_in)

    def _sheet(self, key: str, name: str) -> Iterator[Problem]:
        if name not in self.mapping.sheets:
            near = _nearest(name, self.mapping.sheets)
            mend = f"Did you mean {near}?" if near else f"Add [sheet.{name}]."
            yield self._unknown(key, name, "is not a sheet of this mapping.", mend)

    def _column(self, key: str, table: Table, name: str, given: ColumnFrom) -> Iterator[Problem]:
        column = next((column for column in table.columns if column.name == name), None)
        if column is None:
            near = _nearest(name, [column.name for column in table.columns])
            yield self._problem(key, None, f"is no column of {table.name}.", f"Did you mean {near}? Or take it out.")
            return
        if UNDECIDED in (*given.names, *given.columns, given.constant, *named(given.by), *named(given.take)):
            yield self._undecided(key, f"Name the column of the file that is {name}: {column.meaning}")
            return
        ways = sum(map(bool, (given.names, given.columns, given.constant)))
        if ways != 1:
            yield self._problem(key, None, "must have one of column, columns and constant.", "Keep one of them.")
        yield from self._words(key, column, given)
        yield from self._steps(key, column, given)

    def _words(self, key: str, column: Column, given: ColumnFrom) -> Iterator[Problem]:
        """Check that every word that the mapping writes is one that the column takes."""
        written = {f"{key}.values.{word}": code for word, code in given.values.items()}
        if given.constant:
            written[f"{key}.constant"] = given.constant
        known = vocabulary(column, self.scheme) if written else None
        for place, word in written.items():
            if word == UNDECIDED:
                yield self._undecided(place, f"Say what it is in {column.name}{_choices(column, self.scheme)}")
            elif word and (mend := _refused(column, word, known)):
                yield self._problem(place, word, f"is nothing that {column.name} takes.", mend)

    def _steps(self, key: str, column: Column, given: ColumnFrom) -> Iterator[Problem]:
        if given.dates and column.kind is not Kind.DATE:
            yield self._problem(f"{key}.dates", None, f"has no place here: {column.name} holds no day.", "Take it out.")
        yield from self._days(f"{key}.dates", given.dates)
        yield from self._pattern(key, given)
        if given.look_up:
            yield from self._sheet(f"{key}.look_up", given.look_up)
        if len({bool(given.look_up), bool(given.by), bool(given.take)}) > 1:
            yield self._problem(key, None, "must have all of look_up, by and take, or none.", "Add the others.")

    def _pattern(self, key: str, given: ColumnFrom | NotIn) -> Iterator[Problem]:
        if bool(given.pattern) != bool(given.becomes):
            yield self._problem(key, None, "must have both of pattern and becomes, or neither.", "Add the other.")
        elif given.pattern and not _compiles(given.pattern, given.becomes):
            yield self._problem(f"{key}.pattern", given.pattern, "is not a regular expression.", "Mend it.")

    def _days(self, key: str, formats: Iterable[str]) -> Iterator[Problem]:
        for written in formats:
            if written == UNDECIDED:
                yield self._undecided(key, _DATES_MEND)
                continue
            try:
                DayFormat(written)
            except ValueError:
                yield self._problem(key, written, "is not a way to write a day.", _DATES_MEND)

    def _unknown(self, key: str, value: str, rule: str, mend: str) -> Problem:
        return self._undecided(key, mend) if value == UNDECIDED else self._problem(key, value, rule, mend)

    def _undecided(self, key: str, mend: str) -> Problem:
        return self._problem(key, UNDECIDED, "is not decided yet.", mend)


def _refused(column: Column, word: str, known: Vocabulary | None) -> str:
    """Return how to mend a word that a column does not take; `""` if it takes it."""
    if known is not None:
        [found] = known.read([word], many=is_list(column))
        return "" if found.code is not None else found.mend
    if column.kind is Kind.YES_NO:
        return "" if word.lower() in (*YES, *NO) else "Write yes or no."
    return ""


def _choices(column: Column, scheme: Scheme) -> str:
    if column.refers_to == "outcome":
        return f": one of {', '.join(outcome.code for outcome in scheme.outcomes if not outcome.last_day)}."
    if column.refers_to == "category":
        return f": one of {', '.join(category.id for category in scheme.categories)}."
    if column.refers_to == "ground" and scheme.publication:
        return f": one of {', '.join(ground.id for ground in scheme.publication.grounds)}."
    if column.allowed:
        return f": one of {', '.join(column.allowed)}."
    return ": yes or no." if column.kind is Kind.YES_NO else "."


def _nearest(name: str, known: Iterable[str]) -> str:
    found = process.extractOne(name[:60], list(known), processor=utils.default_process)
    return str(found[0]) if found else ""


def _compiles(pattern: str, becomes: str) -> bool:
    try:
        pc.replace_substring_regex(pa.array([""]), pattern, becomes)
    except pa.ArrowInvalid:
        return False
    return True
