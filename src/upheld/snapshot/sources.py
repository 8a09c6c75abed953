"""Which files and sheets of a person's folder hold which table."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from upheld.errors import PersonError, Problem
from upheld.snapshot.delimited import read_delimited
from upheld.snapshot.grids import Grid, told
from upheld.snapshot.layout import key
from upheld.snapshot.parquet import read_parquet
from upheld.snapshot.reading import Header
from upheld.snapshot.spreadsheet import Workbook
from upheld.snapshot.tables import TABLE_BY_NAME, TABLES, Table

DELIMITED = (".csv", ".tsv")
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
PARQUET = ".parquet"
OTHER_SPREADSHEETS = (".xlsb", ".numbers")
_ALIKE = 75
"""How alike (0 to 100) a file's name must be to a table's for us to think that it was meant."""


@dataclass(frozen=True)
class Sheet:
    """A file or a sheet of one, before it is known what it holds; `label` is how people are told of it."""

    path: Path
    label: str
    sheet: str | None
    sha256: str
    content: bytes = field(repr=False)
    book: Workbook | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What says which table it holds: the sheet's name, or the file's without its ending."""
        return self.sheet if self.sheet is not None else self.path.stem

    @property
    def hidden(self) -> bool:
        """Whether it is a sheet that the spreadsheet does not show."""
        return self.book is not None and self.book.hidden(self.name)

    def read(self, wanted: Sequence[str] = ()) -> Grid | None:
        """Read it; None if there is nothing on it. Raises PersonError if it cannot be read.

        `wanted` are the keys (`layout.key`) of the columns by which its header is known.
        """
        if self.book is not None:
            return self.book.read(self.name, wanted)
        return (
            read_parquet(self.content) if self.path.suffix.lower() == PARQUET else read_delimited(self.content, wanted)
        )


@dataclass(frozen=True)
class Source:
    """One grid for one table; `file` is how people are told of it. `header` is set where a mapping has said it all."""

    file: str
    name: str
    sheet: str | None
    sha256: str
    table: Table
    grid: Grid
    path: Path = field(default=Path(), compare=False)
    header: Header | None = None


@dataclass
class Intake:
    """What was found in the sources, gathered as they are read."""

    sources: list[Source] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Names of the tables that may have rows in a file which could not be read."""

    def refuse(self, file: str, table: Table | None, error: PersonError) -> None:
        """Keep `error`, which is about the whole of `file`, to be told with all others. It may have held `table`."""
        self.problems.append(Problem(file, None, None, None, error.message, error.mend))
        self.lost |= {table.name} if table else set(TABLE_BY_NAME)

    def add(self, sheet: Sheet, table: Table, grid: Grid, header: Header | None = None) -> None:
        """Keep a grid that holds rows of `table`."""
        self.sources.append(
            Source(sheet.label, sheet.path.name, sheet.sheet, sheet.sha256, table, grid, sheet.path, header)
        )

    def tell(self, sheet: Sheet, grid: Grid) -> None:
        """Note what a person should know of how a sheet was read."""
        if grid.encoding in ("UTF-16", "Windows-1252"):
            self.notes.append(f"{sheet.label} is in {grid.encoding} and was read as that.")
        if grid.hidden:
            self.notes.append(f"{sheet.label} is hidden in the spreadsheet and was read all the same.")
        if grid.left_out:
            self.notes.append(f"{sheet.label}: left out {told(grid.left_out)}.")

    def leave(self, sheet: Sheet) -> None:
        """Note that a sheet was not read."""
        hidden = "is hidden in the spreadsheet, " if sheet.hidden else ""
        self.notes.append(f"{sheet.label} {hidden}holds no table and was left alone.")


def read_sources(paths: Sequence[Path]) -> Intake:
    """Read every file of `paths`, and every file in a folder of `paths` (but not in folders inside it).

    Raises PersonError if one of `paths` does not exist or cannot be read.
    """
    intake = Intake()
    for file, shown in files_of(paths):
        try:
            _read(intake, file, shown)
        except PersonError as error:
            intake.refuse(shown, table_of(file.stem), error)
    return intake


def table_of(name: str) -> Table | None:
    """Return the table that a file or sheet of this name holds, if any: `Due dates 2019` holds due_dates."""
    written = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return next((table for table in TABLES if re.match(rf"{table.name}(?![a-z])", written)), None)


def files_of(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Yield every file, sorted, with how people are told of it: with its folder where two have one name.

    Raises PersonError if one of `paths` does not exist or cannot be read.
    """
    files = sorted({file for path in paths for file in _files(path)}, key=lambda file: (file.name, str(file)))
    names = [file.name for file in files]
    for file in files:
        yield file, file.name if names.count(file.name) == 1 else f"{file.parent.name}/{file.name}"


def can_be_read(path: Path) -> bool:
    """Whether a file is of a kind that may hold tables."""
    known = (*DELIMITED, *SPREADSHEETS, PARQUET, *OTHER_SPREADSHEETS)
    return path.suffix.lower() in known and not path.name.startswith((".", "~$"))


def sheets_of(path: Path, shown: str) -> list[Sheet]:
    """Open a file and return its sheets; a file that is no spreadsheet is a single one.

    Raises PersonError if it is not what its name says, or is of a kind that is not read.
    """
    ending = path.suffix.lower()
    if ending in OTHER_SPREADSHEETS:
        raise PersonError("is a spreadsheet of a kind that is not read.", mend="Save it as .xlsx or .csv.")
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise PersonError(f"cannot be read: {reason}.", mend="Make it readable for you.") from None
    sha256 = hashlib.sha256(content).hexdigest()
    if ending not in SPREADSHEETS:
        return [Sheet(path, shown, None, sha256, content)]
    book = Workbook.open(content, ending)
    return [Sheet(path, f"{shown} [{name}]", name, sha256, content, book) for name in book.sheets]


def _files(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            return [file.absolute() for file in path.iterdir() if file.is_file()]
        if path.is_file():
            return [path.absolute()]
    except OSError as error:
        raise PersonError(
            f"{path} cannot be read: {os.strerror(error.errno or 0)}.", mend="Make it readable for you."
        ) from None
    raise PersonError(f"There is no file or folder {path}.", mend="Name the folder that holds decisions.csv.")


def _read(intake: Intake, path: Path, shown: str) -> None:
    if not can_be_read(path):
        intake.notes.append(f"{shown} holds no table and was left alone.")
        return
    if path.suffix.lower() in (*DELIMITED, PARQUET) and table_of(path.stem) is None:
        _unknown_name(intake, path.stem, shown)
        return
    sheets = sheets_of(path, shown)
    tables = _tables(path, sheets)
    for sheet in sheets:
        table = tables.get(sheet.name)
        grid = sheet.read([key(column.name) for column in table.columns]) if table else None
        if table and grid:
            intake.tell(sheet, grid)
            intake.add(sheet, table, grid)
        elif not _slip(intake, sheet.name, sheet.label):
            intake.leave(sheet)


def _tables(path: Path, sheets: Sequence[Sheet]) -> dict[str, Table]:
    """Return the table that each sheet holds by its name; failing that, the only filled sheet has the file's."""
    tables = {sheet.name: table for sheet in sheets if (table := table_of(sheet.name))}
    if tables or not (table := table_of(path.stem)):
        return tables
    filled = [sheet.name for sheet in sheets if sheet.read()]
    if len(filled) > 1:
        raise PersonError(
            f"has several sheets ({', '.join(filled)}), and none is named as a table.",
            mend=f"Name the sheet that holds the rows {table.name}.",
        )
    if not filled:
        raise PersonError("is empty.", mend="Give it a header and rows, or take the file out.")
    return dict.fromkeys(filled, table)


def _unknown_name(intake: Intake, name: str, shown: str) -> None:
    if not _slip(intake, name, shown):
        intake.notes.append(f"{shown} holds no table and was left alone.")


def _slip(intake: Intake, name: str, shown: str) -> bool:
    """Refuse a file or sheet whose name looks like a slip for a table's, for its rows would be lost."""
    close = process.extractOne(name.lower(), list(TABLE_BY_NAME), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if not close or table_of(name):
        return False
    slip = PersonError("is not the name of a table.", mend=f"Did you mean {close[0]}?")
    intake.refuse(shown, TABLE_BY_NAME[close[0]], slip)
    return True
