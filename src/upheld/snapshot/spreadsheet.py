"""Reading the sheets of an .xlsx spreadsheet into grids of text: dates as YYYY-MM-DD, text as it stands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import fastexcel
import numpy as np
import pyarrow as pa

from upheld.errors import PersonError
from upheld.snapshot.grids import Grid, lines

_LARGEST_UNPACKED = 4 << 30
"""Bytes a spreadsheet may unpack to: a few kilobytes can be made to unpack to more than any memory."""
_SHOWN = {"NA": "#N/A", "Ref": "#REF!", "Div0": "#DIV/0!", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!"}
"""What a spreadsheet shows for an error, by the name that fastexcel has for it; `#VALUE!` stands for any other."""


@dataclass(frozen=True)
class Workbook:
    """A spreadsheet opened for reading."""

    reader: fastexcel.ExcelReader

    @classmethod
    def open(cls, content: bytes) -> Workbook:
        """Open the bytes of a file. Raises PersonError when they are no .xlsx spreadsheet."""
        mend = "Open it in a spreadsheet program and save it again as .xlsx, or as CSV."
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            raise PersonError("is protected by a password, or is an old .xls file.", mend=mend)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError):
            raise PersonError("is not a whole .xlsx spreadsheet.", mend=mend) from None
        if not any(member.filename.startswith("xl/") for member in members):
            raise PersonError("is a ZIP archive named as a spreadsheet.", mend=mend)
        if sum(member.file_size for member in members) > _LARGEST_UNPACKED:
            raise PersonError("unpacks to more than 4 GB.", mend="Save the sheet as CSV.")
        try:
            return cls(fastexcel.read_excel(content))
        except fastexcel.FastExcelError:
            raise PersonError("is a damaged spreadsheet.", mend=mend) from None

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets, in their order."""
        return list(self.reader.sheet_names)

    def read(self, sheet: str) -> Grid | None:
        """Read a sheet; None if there is nothing on it. Raises PersonError if it cannot be read."""
        try:
            loaded = self.reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
            if not loaded.height or not loaded.width:
                return None
            batch, errors = loaded.to_arrow_with_errors()
        except fastexcel.FastExcelError:
            raise PersonError("cannot be read.", mend="Save the sheet as CSV.") from None
        return _grid(_with_errors(pa.Table.from_batches([batch]), errors.errors if errors else []))


def _with_errors(cells: pa.Table, errors: Sequence[fastexcel.CellError]) -> pa.Table:
    """Put back into their cells the errors that fastexcel reads as blank, for a failed formula is not a blank."""
    shown: dict[int, list[tuple[int, str]]] = {}
    for error in errors:
        row, column = error.position
        name = error.detail.rpartition("Error(")[2].partition(")")[0]
        shown.setdefault(column, []).append((row, _SHOWN.get(name, "#VALUE!")))
    for column, found in shown.items():
        values = cells.column(column).to_pylist()
        for row, text in found:
            values[row] = text
        cells = cells.set_column(column, cells.field(column).name, pa.array(values, pa.string()))
    return cells


def _grid(cells: pa.Table) -> Grid | None:
    """Turn all rows of a sheet into a grid whose header is the first row with anything in it."""
    above = next((n for n in range(cells.num_rows) if any(_row(cells, n))), None)
    if above is None:
        return None
    rows = {
        "line": lines(np.arange(above + 2, cells.num_rows + 1)),
        "broken": pa.nulls(cells.num_rows - above - 1, pa.string()),
        **{f"c{n}": column.slice(above + 1) for n, column in enumerate(cells.columns)},
    }
    return Grid("XLSX", tuple(_row(cells, above)), above + 1, pa.table(rows))


def _row(cells: pa.Table, number: int) -> list[str]:
    return [(column[number].as_py() or "").strip() for column in cells.columns]
