"""Reading the sheets of a spreadsheet (.xlsx, .xls, .ods) into grids of text: dates as YYYY-MM-DD, text as it stands.

Dates come from the serial numbers of the spreadsheet, whether it counts days from 1900 or from 1904, and formulas as
the value that was stored with them.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from upheld.errors import PersonError
from upheld.snapshot.formulas import refuse_unreadable
from upheld.snapshot.grids import Grid, lines
from upheld.snapshot.layout import LOOKED_AT, find_header, leave_out_below, titles
from upheld.snapshot.old_spreadsheet import read_apart

_LARGEST_UNPACKED = 4 << 30
"""Bytes a spreadsheet may unpack to: a few kilobytes can be made to unpack to more than any memory."""
_SHOWN = {"NA": "#N/A", "Ref": "#REF!", "Div0": "#DIV/0!", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!"}
"""What a spreadsheet shows for an error, by the name that fastexcel has for it; `#VALUE!` stands for any other."""
_MEND = "Open it in a spreadsheet program and save it again as .xlsx, or as CSV."
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)
"""What comes of a ZIP archive that is damaged, or protected by a password."""
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xls file begins, and any spreadsheet that is protected by a password."""


@dataclass(frozen=True)
class Workbook:
    """A spreadsheet opened for reading; `kind` is XLSX, XLS or ODS."""

    kind: str
    sheets: tuple[str, ...]
    """The names of the sheets, in their order."""
    reader: fastexcel.ExcelReader | None = None
    _loaded: dict[str, tuple[pa.Table | None, bool]] = field(default_factory=dict, compare=False)
    """For each sheet that has been read its cells, None for an empty one, and whether it is hidden."""

    @classmethod
    def open(cls, content: bytes, ending: str = ".xlsx") -> Workbook:
        """Open the bytes of a file of that ending. Raises PersonError when they are no such spreadsheet."""
        kind = _kind(content, ending)
        if kind == "XLS":
            return _open_old(content)
        with _refusing("is a damaged spreadsheet.", _MEND):
            reader = fastexcel.read_excel(content)
            return cls(kind, tuple(reader.sheet_names), reader)

    def hidden(self, sheet: str) -> bool:
        """Whether the sheet is hidden; one that cannot be read is not."""
        try:
            return self._load(sheet)[1]
        except PersonError:
            return False

    def read(self, sheet: str, wanted: Sequence[str] = ()) -> Grid | None:
        """Read a sheet; None if there is nothing on it. Raises PersonError if it cannot be read.

        `wanted` are the keys of the columns by which its header is known.
        """
        cells, hidden = self._load(sheet)
        return None if cells is None else _grid(cells, self.kind, wanted, hidden=hidden)

    def _load(self, sheet: str) -> tuple[pa.Table | None, bool]:
        if sheet not in self._loaded:
            assert self.reader is not None
            with _refusing("cannot be read.", "Save the sheet as CSV."):
                loaded = self.reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
                cells = None
                if loaded.height and loaded.width:
                    batch, found = loaded.to_arrow_with_errors()
                    errors = [(*error.position, error.detail) for error in (found.errors if found else [])]
                    cells = _with_errors(pa.Table.from_batches([batch]), errors)
            self._loaded[sheet] = (cells, loaded.visible != "visible")
        return self._loaded[sheet]


@contextmanager
def _refusing(rule: str, mend: str) -> Iterator[None]:
    """Raise PersonError where the reader refuses a file, or gives up as its library does: by a panic."""
    try:
        yield
    except fastexcel.FastExcelError:
        raise PersonError(rule, mend=mend) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise PersonError(rule, mend=mend) from None


def _open_old(content: bytes) -> Workbook:
    sheets = read_apart(content)
    if sheets is None:
        raise PersonError("is a damaged spreadsheet, or protected by a password.", mend=_MEND)
    loaded: dict[str, tuple[pa.Table | None, bool]] = {}
    for sheet in sheets:
        cells = None
        if sheet.columns:
            cells = pa.table({f"c{n}": pa.array(column, pa.string()) for n, column in enumerate(sheet.columns)})
            cells = _with_errors(cells, sheet.errors)
        loaded[sheet.name] = (cells, sheet.hidden)
    return Workbook("XLS", tuple(loaded), None, loaded)


def _kind(content: bytes, ending: str) -> str:
    """Return which kind of spreadsheet the bytes are, having looked for what the reader could not bear."""
    if ending == ".xls" and content.startswith(_OLD):
        return "XLS"
    if content.startswith(_OLD[:4]):
        raise PersonError("is protected by a password, or is an old .xls file.", mend=_MEND)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _kind_of_archive(archive, ending)
    except (*_DAMAGED, zlib.error, lzma.LZMAError):
        raise PersonError(f"is not a whole {ending} spreadsheet.", mend=_MEND) from None


def _kind_of_archive(archive: zipfile.ZipFile, ending: str) -> str:
    members = archive.infolist()
    names = {member.filename for member in members}
    workbook, document = any(name.startswith("xl/") for name in names), "content.xml" in names
    if not workbook and not document:
        raise PersonError("is a ZIP archive named as a spreadsheet.", mend=_MEND)
    if sum(member.file_size for member in members) > _LARGEST_UNPACKED:
        raise PersonError("unpacks to more than 4 GB.", mend="Save the sheet as CSV.")
    if (ending == ".ods" and not document) or (ending != ".ods" and not workbook):
        raise PersonError("is a spreadsheet of another kind than its name says.", mend="Give it its own ending.")
    refuse_unreadable(archive)
    return "ODS" if ending == ".ods" else "XLSX"


def _with_errors(cells: pa.Table, errors: Sequence[tuple[int, int, str]]) -> pa.Table:
    """Put back into their cells the errors that fastexcel reads as blank, for a failed formula is not a blank."""
    shown: dict[int, list[tuple[int, str]]] = {}
    for row, column, detail in errors:
        name = detail.rpartition("Error(")[2].partition(")")[0]
        shown.setdefault(column, []).append((row, _SHOWN.get(name, "#VALUE!")))
    for column, found in shown.items():
        values = cells.column(column).to_pylist()
        for row, text in found:
            values[row] = text
        cells = cells.set_column(column, cells.field(column).name, pa.array(values, pa.string()))
    return cells


def _grid(cells: pa.Table, kind: str, wanted: Sequence[str], *, hidden: bool) -> Grid | None:
    """Turn all rows of a sheet into a grid; None if they are all blank."""
    skipped = _blank_above(cells)
    if skipped == cells.num_rows:
        return None
    first = [_row(cells, n) for n in range(skipped, min(skipped + LOOKED_AT, cells.num_rows))]
    header = find_header(first, wanted)
    assert header is not None
    below = skipped + header.bottom + 1
    numbers = lines(np.arange(below + 1, cells.num_rows + 1))
    columns = {f"c{n}": column.slice(below) for n, column in enumerate(cells.columns)}
    rows = pa.table({"line": numbers, "broken": pa.nulls(len(numbers), pa.string()), **columns})
    rows, left_out = leave_out_below(rows)
    above = titles(first, header, range(skipped + 1, cells.num_rows + 1))
    return Grid(kind, header.cells, below, rows, (*above, *left_out), hidden)


def _blank_above(cells: pa.Table) -> int:
    """Return how many blank rows stand above the first filled one."""
    least: int = cells.num_rows
    for column in cells.columns:
        filled = pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(column.slice(0, least))), 0)
        place = pc.index(filled, True).as_py()
        least = place if place >= 0 else least
    return least


def _row(cells: pa.Table, number: int) -> list[str]:
    return [(column[number].as_py() or "").strip() for column in cells.columns]
