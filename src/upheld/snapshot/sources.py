"""Which files and sheets of a person's folder hold which table."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from upheld.errors import PersonError, Problem
from upheld.snapshot.delimited import read_delimited
from upheld.snapshot.grids import Grid
from upheld.snapshot.spreadsheet import Workbook
from upheld.snapshot.tables import TABLE_BY_NAME, TABLES, Table

DELIMITED = (".csv", ".tsv")
SPREADSHEET = ".xlsx"
OTHER_SPREADSHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
_ALIKE = 75
"""How alike (0 to 100) a file's name must be to a table's for us to think that it was meant."""


@dataclass(frozen=True)
class Source:
    """One grid for one table; `file` is how people are told of it."""

    file: str
    name: str
    sheet: str | None
    sha256: str
    table: Table
    grid: Grid


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


def read_sources(paths: Sequence[Path]) -> Intake:
    """Read every file of `paths`, and every file in a folder of `paths` (but not in folders inside it).

    Raises PersonError if one of `paths` does not exist or cannot be read.
    """
    files = sorted({file for path in paths for file in _files(path)}, key=lambda file: (file.name, str(file)))
    names = [file.name for file in files]
    intake = Intake()
    for file in files:
        shown = file.name if names.count(file.name) == 1 else f"{file.parent.name}/{file.name}"
        try:
            _read(intake, file, shown)
        except PersonError as error:
            intake.refuse(shown, table_of(file.stem), error)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            told = PersonError(f"cannot be read: {reason}.", mend="Make it readable for you.")
            intake.refuse(shown, table_of(file.stem), told)
    return intake


def table_of(name: str) -> Table | None:
    """Return the table that a file or sheet of this name holds, if any: `Due dates 2019` holds due_dates."""
    written = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return next((table for table in TABLES if re.match(rf"{table.name}(?![a-z])", written)), None)


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
    ending = path.suffix.lower()
    if path.name.startswith((".", "~$")) or ending not in (*DELIMITED, SPREADSHEET, *OTHER_SPREADSHEETS):
        intake.notes.append(f"{shown} holds no table and was left alone.")
    elif ending in OTHER_SPREADSHEETS:
        raise PersonError("is a spreadsheet of a kind that is not read.", mend="Save it as .xlsx or .csv.")
    elif ending == SPREADSHEET:
        _read_spreadsheet(intake, path, shown)
    elif table := table_of(path.stem):
        content = path.read_bytes()
        grid = read_delimited(content)
        if grid.encoding != "UTF-8":
            intake.notes.append(f"{shown} is in {grid.encoding} and was read as that.")
        intake.sources.append(Source(shown, path.name, None, _sha256(content), table, grid))
    else:
        _unknown_name(intake, path.stem, shown)


def _read_spreadsheet(intake: Intake, path: Path, shown: str) -> None:
    content = path.read_bytes()
    book = Workbook.open(content)
    tables = {sheet: table for sheet in book.sheets if (table := table_of(sheet))}
    if not tables and (table := table_of(path.stem)):
        filled = [sheet for sheet in book.sheets if book.read(sheet)]
        if len(filled) > 1:
            raise PersonError(
                f"has several sheets ({', '.join(filled)}), and none is named as a table.",
                mend=f"Name the sheet that holds the rows {table.name}.",
            )
        tables = dict.fromkeys(filled, table)
        if not filled:
            raise PersonError("is empty.", mend="Give it a header and rows, or take the file out.")
    for sheet in book.sheets:
        label = f"{shown} [{sheet}]"
        if sheet in tables and (grid := book.read(sheet)):
            intake.sources.append(Source(label, path.name, sheet, _sha256(content), tables[sheet], grid))
        else:
            _unknown_name(intake, sheet, label)


def _unknown_name(intake: Intake, name: str, shown: str) -> None:
    """Note a file that holds no table; refuse it if its name looks like a slip for one, for rows would be lost."""
    close = process.extractOne(name.lower(), list(TABLE_BY_NAME), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if close and not table_of(name):
        told = PersonError("is not the name of a table.", mend=f"Did you mean {close[0]}?")
        intake.refuse(shown, TABLE_BY_NAME[close[0]], told)
    else:
        intake.notes.append(f"{shown} holds no table and was left alone.")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
