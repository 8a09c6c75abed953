"""Writes tables as CSV, as RFC 4180 has it: UTF-8, comma, double quotes, CR LF, the same bytes every time."""

from __future__ import annotations

import csv
from pathlib import Path

from upheld.tables.declared import FilledTable


def write_csv(folder: Path, filled: FilledTable) -> Path:
    """Write one table into `folder` and return its path; a value that is not there is an empty cell."""
    path = folder / filled.table.file
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(filled.table.header)
        writer.writerows(filled.rows)
    return path
