"""Reading an old .xls spreadsheet in a process of its own.

The format is a file system within a file, and its reader follows the chains in it without end, takes any amount of
memory or gives up where one is damaged. In a process of its own, with limits, that harms nobody: the file is refused.

Run as a script, this reads a spreadsheet from standard input and writes its sheets to standard output as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

_SECONDS = 30
_MEMORY = 2 << 30
"""Bytes: the largest sheet that the format allows, 65,536 rows of 256 columns, takes a quarter of it to open."""


@dataclass(frozen=True)
class OldSheet:
    """A sheet as the child process gives it: its columns from the left, NULL where a cell is blank."""

    name: str
    hidden: bool
    columns: list[list[str | None]]
    errors: list[tuple[int, int, str]]
    """Row, column and name of each cell that shows an error of the spreadsheet."""


def read_apart(content: bytes) -> list[OldSheet] | None:
    """Return the sheets of an .xls file; None if it is damaged or protected."""
    try:
        done = subprocess.run(  # noqa: S603 - this very file
            [sys.executable, "-I", __file__], input=content, capture_output=True, timeout=10 * _SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    sheets: list[dict[str, Any]] = json.loads(done.stdout)
    return [
        OldSheet(sheet["name"], sheet["hidden"], sheet["columns"], [tuple(error) for error in sheet["errors"]])
        for sheet in sheets
    ]


def _limit() -> None:
    """Limit memory and time, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    import fastexcel

    _limit()
    reader = fastexcel.read_excel(sys.stdin.buffer.read())
    found = []
    for name in reader.sheet_names:
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        columns: list[list[str | None]] = []
        errors = []
        if sheet.height and sheet.width:
            batch, wrong = sheet.to_arrow_with_errors()
            columns = [column.to_pylist() for column in batch.columns]
            errors = [(*error.position, error.detail) for error in (wrong.errors if wrong else [])]
        hidden = sheet.visible != "visible"
        found.append({"name": name, "hidden": hidden, "columns": columns, "errors": errors})
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _main()
