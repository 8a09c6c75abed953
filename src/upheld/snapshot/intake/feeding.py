"""Reading files by a mapping: which sheet feeds which table, column by column.

The grid of a source stays the person's own, with its lines and columns; the header made here says how each column of
the table is read from it. So whatever is wrong is told of the person's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from rapidfuzz import process, utils

from upheld.errors import PersonError, Problem
from upheld.snapshot.days import STORED, DayFormat
from upheld.snapshot.grids import Grid
from upheld.snapshot.intake.look_up import LookUp, look_up
from upheld.snapshot.intake.mapping import ColumnFrom, Feed, Mapping, NotIn, SheetFrom, named
from upheld.snapshot.layout import key
from upheld.snapshot.reading import ANYTHING, Condition, Header, NotAmong, Reading
from upheld.snapshot.sources import Intake, Sheet, can_be_read, files_of, sheets_of
from upheld.snapshot.tables import TABLE_BY_NAME, Column, Kind, Table
from upheld.snapshot.words import key_of

_NAMED = 8


@dataclass(frozen=True)
class MappedSheet:
    """A sheet of a person's file, read, and where each name of a column stands in it."""

    sheet: Sheet
    grid: Grid
    cells: Dictionary[str, int]
    """The number of the cell by the key of its name, with and without what a system sets before it."""
    twice: frozenset[str]
    """Keys that more than one cell has."""
    used: set[int] = field(default_factory=set)

    def cell(self, *names: str) -> int | None:
        """Return the number of the first cell with one of the names, which then counts as used."""
        found = next((self.cells[key(name)] for name in names if key(name) in self.cells), None)
        if found is not None:
            self.used.add(found)
        return found


def read_mapped(paths: Sequence[Path], mapping: Mapping) -> Intake:
    """Read the files of `paths` (see `read_sources`) as `mapping` says.

    Raises PersonError if one of `paths` does not exist or cannot be read.
    """
    intake = Intake(notes=[f"Read by the mapping {mapping.name} ({mapping.file}, SHA-256 {mapping.sha256})."])
    found: dict[str, list[MappedSheet]] = {name: [] for name in mapping.sheets}
    for path, shown in files_of(paths):
        try:
            _read(intake, mapping, found, path, shown)
        except PersonError as error:
            intake.refuse(shown, None, error)
    for name, given in mapping.sheets.items():
        if given.required and not found[name] and not intake.problems:
            intake.problems.append(_no_sheet(mapping, name, given))
    _Feeding(intake, mapping, found).feed()
    for name, sheets in found.items():
        for one in sheets:
            _tell_unused(intake, one, mapping.sheets[name])
    return intake


def _read(intake: Intake, mapping: Mapping, found: dict[str, list[MappedSheet]], path: Path, shown: str) -> None:
    if not can_be_read(path):
        intake.notes.append(f"{shown} holds no table and was left alone.")
        return
    for sheet in sheets_of(path, shown):
        kinds = [name for name, given in mapping.sheets.items() if _is(sheet, given)]
        grid = sheet.read(_wanted(mapping, kinds)) if kinds else None
        if grid is None:
            intake.leave(sheet)
            continue
        intake.tell(sheet, grid)
        for name in kinds:
            found[name].append(_mapped(sheet, grid, mapping.sheets[name].drop_prefixes))


def _is(sheet: Sheet, given: SheetFrom) -> bool:
    name, file = sheet.name.lower(), sheet.path.name.lower()
    return any(fnmatchcase(name, way.lower()) for way in given.names) and any(
        fnmatchcase(file, way.lower()) for way in given.files
    )


def _wanted(mapping: Mapping, kinds: Sequence[str]) -> list[str]:
    """Return the keys of all columns that the mapping names for these kinds of sheet."""
    wanted: dict[str, None] = {}
    prefixes = {"", *(prefix for kind in kinds for prefix in mapping.sheets[kind].drop_prefixes)}
    for feed in mapping.feeds:
        table = TABLE_BY_NAME[feed.table]
        if feed.sheet in kinds:
            wanted |= dict.fromkeys((*feed.where, *(named(feed.not_in.column) if feed.not_in else ())))
            wanted |= dict.fromkeys(column.name for column in table.columns if feed.own_names)
        if feed.not_in and feed.not_in.sheet in kinds:
            wanted |= dict.fromkeys(named(feed.not_in.by))
        for name in feed.columns:
            given = feed.column(name)
            if feed.sheet in kinds:
                wanted |= dict.fromkeys((*given.names, *given.columns))
            if given.look_up in kinds:
                wanted |= dict.fromkeys((*named(given.by), *named(given.take)))
    return sorted({key(prefix + name) for prefix in prefixes for name in wanted})


def _mapped(sheet: Sheet, grid: Grid, prefixes: Sequence[str]) -> MappedSheet:
    cells: dict[str, int] = {}
    twice = set()
    for number, written in enumerate(grid.header):
        name = written.strip()
        short = next((name[len(one) :] for one in prefixes if name.lower().startswith(one.lower())), name)
        for each in {key(name), key(short)} - {""}:
            if each in cells:
                twice.add(each)
            else:
                cells[each] = number
    return MappedSheet(sheet, grid, cells, frozenset(twice))


class _Feeding:
    """Makes the header of every source, looking up in other sheets what is to be found there."""

    def __init__(self, intake: Intake, mapping: Mapping, found: Dictionary[str, Sequence[MappedSheet]]) -> None:
        self.intake = intake
        self.mapping = mapping
        self.found = found
        self.known: dict[tuple[str, ...], frozenset[str]] = {}
        self.look_ups: dict[tuple[object, ...], LookUp] = {}

    def feed(self) -> None:
        """Add every source to the intake."""
        for feed in self.mapping.feeds:
            table = TABLE_BY_NAME[feed.table]
            for one in self.found[feed.sheet]:
                header = None if feed.own_names else self._header(feed, table, one)
                if feed.own_names:
                    one.used.update(range(len(one.grid.header)))
                self.intake.add(one.sheet, table, one.grid, header)
        fed = {feed.sheet for feed in self.mapping.feeds}
        for (name, *_), found in self.look_ups.items():
            if name not in fed:
                self.intake.notes += found.unused()

    def _header(self, feed: Feed, table: Table, one: MappedSheet) -> Header:
        cells: dict[str, int] = {}
        readings: dict[str, Reading] = {}
        problems: list[Problem] = []
        for column in table.columns:
            if column.name not in feed.columns:
                continue
            given = feed.column(column.name)
            found, wrong = self._cells(given, one, table, column)
            problems += wrong
            if given.constant or found:
                readings[column.name] = self._reading(given, column, found, one)
            if found:
                cells[column.name] = found[0]
        where: list[Condition | NotAmong] = [
            *self._where(feed, table, one, problems),
            *self._not_in(feed.not_in, table, one, problems),
        ]
        written = {name: one.grid.header[cell] for name, cell in cells.items()}
        return Header(cells, tuple(problems), readings, written, tuple(where))

    def _where(self, feed: Feed, table: Table, one: MappedSheet, problems: list[Problem]) -> Iterator[Condition]:
        for name, words in feed.where.items():
            cell = one.cell(name)
            if cell is None:
                problems.append(self._missing(one, name, f"which rows feed {table.name}"))
            else:
                keys = frozenset(ANYTHING if word == ANYTHING else key_of(word) for word in words)
                yield Condition(Reading((cell,)), keys)

    def _not_in(
        self, given: NotIn | None, table: Table, one: MappedSheet, problems: list[Problem]
    ) -> Iterator[NotAmong]:
        if given is None:
            return
        cell = one.cell(*named(given.column))
        if cell is None:
            problems.append(self._missing(one, named(given.column)[0], f"which rows feed {table.name}"))
            return
        known = self._known(given, table, problems)
        yield NotAmong(Reading((cell,), "", given.pattern, given.becomes), known)

    def _cells(
        self, given: ColumnFrom, one: MappedSheet, table: Table, column: Column
    ) -> tuple[tuple[int, ...], list[Problem]]:
        """Return the cells that a column is read from, and what is wrong with their names."""
        wanted = given.columns
        if given.names:
            wanted = [next((name for name in given.names if key(name) in one.cells), given.names[0])]
        cells, problems = [], []
        for name in wanted:
            cell = one.cell(name)
            if cell is None:
                if column.required or not given.optional:
                    problems.append(self._missing(one, name, f"{table.name}.{column.name}"))
            elif key(name) in one.twice:
                place = (one.sheet.label, one.grid.header_line, name, None)
                problems.append(Problem(*place, "is there twice.", "Rename one of the two."))
            else:
                cells.append(cell)
        return tuple(cells) if len(cells) == len(wanted) else (), problems

    def _missing(self, one: MappedSheet, name: str, what: str) -> Problem:
        names = [written for written in one.grid.header if written]
        near = process.extractOne(name, names, processor=utils.default_process)
        mend = f"Did you mean {near[0]}? Mend the name in {self.mapping.file} or in the file." if near else ""
        rule = f"is no column here, and the mapping takes from it {what}."
        return Problem(one.sheet.label, one.grid.header_line, name, None, rule, mend)

    def _reading(self, given: ColumnFrom, column: Column, cells: tuple[int, ...], one: MappedSheet) -> Reading:
        days: tuple[DayFormat, ...] = ()
        if column.kind is Kind.DATE:
            days = (*(DayFormat(written) for written in given.dates or self.mapping.dates), STORED)
        found = self._found(given, days, private=column.private)
        reading = Reading(
            cells=cells,
            between=given.between,
            pattern=given.pattern,
            becomes=given.becomes,
            found=found.values if found else None,
            values={key_of(word): code for word, code in given.values.items()},
            days=days,
            constant=given.constant,
        )
        if found:
            found.use(Reading(cells, given.between, given.pattern, given.becomes).read(one.grid.rows))
        return reading

    def _known(self, given: NotIn, table: Table, problems: list[Problem]) -> frozenset[str]:
        """Return what the other sheets have, read once however many sheets are held against them."""
        wanted = (given.sheet, *named(given.by), given.pattern, given.becomes)
        if wanted not in self.known:
            known: set[str] = set()
            for other in self.found[given.sheet]:
                cell = other.cell(*named(given.by))
                if cell is None:
                    problems.append(self._missing(other, named(given.by)[0], f"which rows feed {table.name}"))
                else:
                    known.update(Reading((cell,), "", given.pattern, given.becomes).read(other.grid.rows).to_pylist())
            self.known[wanted] = frozenset(known)
        return self.known[wanted]

    def _found(self, given: ColumnFrom, days: tuple[DayFormat, ...], *, private: bool) -> LookUp | None:
        if not given.look_up:
            return None
        wanted = (given.look_up, tuple(named(given.by)), tuple(named(given.take)), given.pattern, days, private)
        if wanted not in self.look_ups:
            self.look_ups[wanted] = self._look_up(given, days, private=private)
        return self.look_ups[wanted]

    def _look_up(self, given: ColumnFrom, days: tuple[DayFormat, ...], *, private: bool) -> LookUp:
        made = LookUp(named(given.by)[0], private=private)
        for one in self.found[given.look_up]:
            by, take = one.cell(*named(given.by)), one.cell(*named(given.take))
            for names, cell in ((named(given.by), by), (named(given.take), take)):
                if cell is None:
                    self.intake.problems.append(self._missing(one, names[0], "what other sheets look up"))
            if by is not None and take is not None:
                keys = Reading((by,), "", given.pattern, given.becomes)
                self.intake.problems += look_up(made, one.sheet.label, one.grid, keys, take, days)
        return made


def _no_sheet(mapping: Mapping, name: str, given: SheetFrom) -> Problem:
    ways = " or ".join(given.names) + (f" in {' or '.join(given.files)}" if given.files != ["*"] else "")
    rule = f"no sheet or file is named {ways}."
    mend = f"Give it, mend sheet.{name} in the mapping, or write required = false there."
    return Problem(mapping.file, None, f"sheet.{name}", None, rule, mend)


def _tell_unused(intake: Intake, one: MappedSheet, given: SheetFrom) -> None:
    """Note the columns of a sheet that feed nothing, unless the mapping says that they are not wanted."""
    ways = [way.lower() for way in given.ignore]
    unused = [
        written
        for number, written in enumerate(one.grid.header)
        if written and number not in one.used and not any(fnmatchcase(written.lower(), way) for way in ways)
    ]
    if unused:
        more = f" and {len(unused) - _NAMED:,} more" if len(unused) > _NAMED else ""
        names = ", ".join(name[:60] for name in unused[:_NAMED])
        many = "1 column feeds" if len(unused) == 1 else f"{len(unused):,} columns feed"
        intake.notes.append(f"{one.sheet.label}: {many} nothing: {names}{more}.")
