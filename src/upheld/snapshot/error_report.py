"""Everything that is wrong with people's files, written for them: as a CSV file, and as marked copies of the files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from upheld.errors import PersonError, Problem
from upheld.snapshot.checking import Found
from upheld.snapshot.sources import Source

HEADER = ("file", "sheet", "line", "column", "value", "rule", "mend")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet program takes a cell of a CSV file that begins so for a formula, and works it out."""


@dataclass(frozen=True)
class ErrorReport:
    """Where to write what is wrong: each None where it is not asked for."""

    table: Path | None = None
    """A CSV file. One that an earlier freeze wrote is replaced, and nothing else."""
    copies: Path | None = None
    """A folder, new or empty, for a copy of each file that has something wrong, with the cells at fault coloured."""

    def prepare(self, sources: Iterable[Path]) -> None:
        """Raise PersonError if writing would destroy anything of the person's."""
        if self.table and self.table.exists() and not _is_report(self.table):
            raise PersonError(f"{self.table} is there, and is no list of errors.", mend="Name a file that is new.")
        if self.copies and self.copies.exists() and (not self.copies.is_dir() or any(self.copies.iterdir())):
            raise PersonError(f"{self.copies} is there already.", mend="Name a folder that is new or empty.")

    def write(self, sources: Sequence[Source], of_files: Sequence[Problem], found: Sequence[Found]) -> None:
        """Write what was asked for. `of_files` is wrong with whole files or their headers, `found` with single rows.

        A list without anything is written too, so that no older one misleads; copies only where something is wrong.
        """
        if self.table:
            write_list(self.table, sources, of_files, found)
        if self.copies and (of_files or found):
            from upheld.snapshot.marked_copies import write_copies

            write_copies(self.copies, sources, of_files, found)


def write_list(path: Path, sources: Sequence[Source], of_files: Sequence[Problem], found: Sequence[Found]) -> None:
    """Write every error as a row of a CSV file, in UTF-8 marked as such, which spreadsheet programs need.

    Private values are not told, long ones are cut, and one that looks like a formula is set behind an apostrophe.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(sources, of_files, found))


def _rows(
    sources: Sequence[Source], of_files: Sequence[Problem], found: Sequence[Found]
) -> Iterator[tuple[object, ...]]:
    sheets = {source.file: (shown_file(source), source.sheet) for source in sources}
    for problem in (*of_files, *(one.problem for one in found)):
        file, sheet = sheets.get(problem.file, (problem.file, None))
        value = f"'{problem.value}" if (problem.value or "").startswith(_FORMULA) else problem.value
        yield file, sheet, problem.line, problem.column, value, problem.rule, problem.mend


def shown_file(source: Source) -> str:
    """Return how people are told of the file of a source, without its sheet."""
    return source.file.removesuffix(f" [{source.sheet}]") if source.sheet is not None else source.file


def _is_report(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.readline().decode("utf-8-sig", errors="replace").strip() == ",".join(HEADER)
