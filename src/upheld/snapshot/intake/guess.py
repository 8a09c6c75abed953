"""A first draft of a mapping, from the files alone: by the names of sheets and columns, and by what is in them.

Nothing is decided that a person should decide: what is not clear is marked, and `upheld freeze` refuses the draft until
the marks are gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from upheld.errors import PersonError, Problem
from upheld.scheme import Scheme
from upheld.snapshot.days import BRITISH, ISO
from upheld.snapshot.grids import Grid
from upheld.snapshot.headers import match_header
from upheld.snapshot.intake.feeding import read_mapped
from upheld.snapshot.intake.likeness import Given, Likeness, columns_of, day_format, known_names
from upheld.snapshot.intake.mapping import UNDECIDED, load_mapping, names
from upheld.snapshot.layout import key
from upheld.snapshot.sources import Sheet, can_be_read, files_of, sheets_of
from upheld.snapshot.tables import TABLES, Column, Kind, Table
from upheld.snapshot.words import is_list, key_of

_SURE = 0.62
"""A column less like than this is not taken for ours."""
_FITS = 0.5
"""A sheet whose needed columns are less like than this, on average, feeds no table."""
_NEAR = 90
"""How alike (0 to 100) the words of the file must be to one of ours to be put in its place."""
_LONG = 4
"""Codes shorter than this are in many words by chance."""
_MOST_WORDS = 40
"""Unknown words of a column that are listed; with more, the column is more likely another one."""
_ENOUGH = 2
SHAPE = r"^(?:[A-Za-z]{1,4}[- ]?)?(\d\d)[ -]?(\d{3})[ -]?(\d{3})(?:-[A-Za-z0-9]+)?$"
"""A case reference however it is written."""
BECOMES = r"\1 \2 \3"


@dataclass(frozen=True)
class Guessed:
    """Where a column seems to come from; `given` is None where none of the file's seems to be it."""

    column: Column
    given: Given | None
    dates: str = ""
    shaped: bool = False
    values: dict[str, str] = field(default_factory=dict)
    """What the file's own words seem to be, `?` where that must be decided."""
    near: str = ""
    """The names of the columns that might be meant, where it must be decided."""

    @property
    def undecided(self) -> bool:
        """Whether a person must decide something about it."""
        return self.given is None or UNDECIDED in self.values.values()


@dataclass(frozen=True)
class SheetGuess:
    """What table the sheets of one header seem to feed; `table` is None where none fits."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    table: Table | None
    columns: tuple[Guessed, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """Everything guessed about some files."""

    sheets: tuple[SheetGuess, ...]
    notes: tuple[str, ...]
    ready: tuple[str, ...] = ()
    """The mappings that ship with Upheld by which the files can be read as they are."""

    @property
    def undecided(self) -> list[str]:
        """What a person must decide, a line each."""
        return [line for sheet in self.sheets for line in _undecided(sheet)]


def guess(paths: Sequence[Path], scheme: Scheme) -> Draft:
    """Draft a mapping for files (see `read_sources`).

    Raises PersonError if one cannot be read, or if no sheet seems to feed any table.
    """
    likeness, notes, problems = Likeness(scheme), [], []
    kinds: dict[tuple[str, ...], list[tuple[Sheet, Grid]]] = {}
    for path, shown in files_of(paths):
        if not can_be_read(path):
            notes.append(f"{shown} is of a kind that holds no table.")
            continue
        try:
            for sheet in sheets_of(path, shown):
                if grid := _read(sheet):
                    kinds.setdefault(tuple(key(cell) for cell in grid.header), []).append((sheet, grid))
                else:
                    notes.append(f"{sheet.label} is empty.")
        except PersonError as error:
            problems.append(Problem(shown, None, None, None, error.message, error.mend))
    if problems:
        raise PersonError("Some files cannot be read.", mend="Mend them, or leave them out.", problems=problems)
    sheets = tuple(_guess_sheet(likeness, found) for found in kinds.values())
    if not any(sheet.table for sheet in sheets):
        raise PersonError(
            "Nothing in these files looks like decisions, recommendations or any other table.",
            mend="Write a mapping by hand: begin with a copy of one that ships with Upheld.",
        )
    return Draft(sheets, tuple(notes), tuple(name for name in names() if _reads(name, paths, scheme)))


def _reads(name: str, paths: Sequence[Path], scheme: Scheme) -> bool:
    """Whether a mapping that ships with Upheld finds every sheet and column that it wants in these files."""
    intake = read_mapped(paths, load_mapping(name, scheme))
    headers = [match_header(source) for source in intake.sources]
    return bool(headers) and not intake.problems and not any(header.problems for header in headers)


def _read(sheet: Sheet) -> Grid | None:
    """Read a sheet by the names that columns are known by; failing those, by its fullest row."""
    known = {key(column.name) for table in TABLES for column in table.columns}
    known |= {key(name) for table in known_names().values() for column in table.values() for name in column}
    grid = sheet.read(sorted(known))
    if grid and len({key(cell) for cell in grid.header} & known) < _ENOUGH:
        return sheet.read()
    return grid


def _guess_sheet(likeness: Likeness, found: Sequence[tuple[Sheet, Grid]]) -> SheetGuess:
    called = tuple(dict.fromkeys(sheet.name for sheet, _ in found))
    labels = tuple(sheet.label for sheet, _ in found)
    given = columns_of(max((grid for _, grid in found), key=lambda grid: grid.rows.num_rows))
    tried = [(_fit(likeness, table, given, called[0]), table) for table in TABLES]
    (fit, places), table = max(tried, key=lambda one: one[0][0])
    if fit < _FITS:
        return SheetGuess(called, labels, None, unused=tuple(one.name for one in given))
    columns = [_guess_column(likeness, table, column, places.get(column.name), given) for column in table.columns]
    kept = tuple(one for one in columns if one.given or one.column.required)
    used = {one.given.number for one in kept if one.given}
    return SheetGuess(called, labels, table, kept, tuple(one.name for one in given if one.number not in used))


def _fit(likeness: Likeness, table: Table, given: Sequence[Given], name: str) -> tuple[float, dict[str, Given]]:
    """Return how well (0 to 1) a sheet fits a table, and which of its columns is which, each once."""
    if not given:
        return 0.0, {}
    likes = np.array([[likeness.whole(one, table, column) for column in table.columns] for one in given])
    rows, columns = linear_sum_assignment(likes, maximize=True)
    best = {table.columns[c].name: (float(likes[r, c]), given[r]) for r, c in zip(rows, columns, strict=True)}
    telling = [column.name for column in table.columns if column.required or column.name in table.known_by]
    needed = [best[name][0] if name in best else 0.0 for name in telling]
    known = (table.name.replace("_", " "), *known_names()[table.name].get("sheet", ()))
    called = max(fuzz.token_set_ratio(key_of(name), key_of(one)) for one in known) / 100
    fit = 0.8 * sum(needed) / len(needed) + 0.2 * float(called)
    return fit, {name: one for name, (like, one) in best.items() if like >= _SURE}


def _guess_column(
    likeness: Likeness, table: Table, column: Column, given: Given | None, others: Sequence[Given]
) -> Guessed:
    if given is None:
        nearest = sorted(others, key=lambda one: -likeness.whole(one, table, column))[:3]
        return Guessed(column, None, near=", ".join(one.name for one in nearest))
    dates = (day_format(given) or "") if column.kind is Kind.DATE else ""
    shaped = column.name == "reference" and any(not _in_shape(word) for word in given.words)
    unknown = likeness.unknown_words(given, column)
    parts = dict.fromkeys(part.strip() for word in unknown for part in (word.split(";") if is_list(column) else [word]))
    values = {word: _nearest(likeness, column, word) for word in list(parts)[:_MOST_WORDS]}
    return Guessed(column, given, "" if dates in (ISO.written, BRITISH.written) else dates, shaped, values)


def _in_shape(word: str) -> bool:
    return len(word) == len("YY NNN NNN") and word[2] == word[6] == " "


def _nearest(likeness: Likeness, column: Column, word: str) -> str:
    """Return the code whose name shares most with the words of the file, `?` if none is near or two are."""
    known = likeness.known(column)
    if known is None or column.refers_to == "authority":
        return UNDECIDED
    met = [
        name for name in known.code_by_key if len(name) >= _LONG and fuzz.token_set_ratio(key_of(word), name) >= _NEAR
    ]
    common = {name: len(set(key_of(word).split()) & set(name.split())) for name in met}
    codes = {known.code_by_key[name] for name in met if common[name] == max(common.values())}
    return codes.pop() if len(codes) == 1 else UNDECIDED


def _undecided(sheet: SheetGuess) -> list[str]:
    where = ", ".join(sheet.labels[:3])
    if sheet.table is None:
        return [f"{where}: fits no table, and is left out."]
    lines = []
    for one in sheet.columns:
        name = f"{sheet.table.name}.{one.column.name}"
        if one.given is None:
            lines.append(f"{where}: which column is {name}? The nearest are {one.near}.")
        words = [word for word, code in one.values.items() if code == UNDECIDED]
        if words and one.given:
            shown = ", ".join(words[:5]) + (" …" if len(words) > 5 else "")
            lines.append(f"{where}, column {one.given.name}: what in {name} is {shown}?")
    return lines
