"""What a spreadsheet may hold that its reader would pass over or could not bear, looked for before it is opened.

The reader takes a formula whose value was never stored for a blank cell; here it is refused. And it takes memory for
every cell between the corners of what is filled, so that a sheet with two cells far apart would take more than any
machine has; here that is refused too. Of a damaged .ods file it reads on for ever behind the end.
"""

from __future__ import annotations

import re
import zipfile
from xml.parsers import expat

from upheld.errors import PersonError

_LARGEST_SHEET = 60_000_000
"""Cells between the corners of a sheet: 1,048,576 rows of 57 columns, read in some 2 GB."""
_FORMULA = re.compile(
    rb"<c\s(?P<place>[^>]*)>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>", re.S
)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+[0-9]+)["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["']([0-9]+)["']""")
_FAR = re.compile(rb"""\br\s*=\s*["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]*[0-9]{8})""")
_FAR_AS_USUAL = re.compile(rb""" r=["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]?[0-9]{8})""")
"""The same for a sheet in which attributes are written as every program writes them: found five times as fast."""
_CELL_IN_ODS = re.compile(rb"<table:table-cell\s([^>]*\btable:formula\s*=[^>]*)>")
_REPEATED_CELLS = re.compile(rb"""number-columns-repeated\s*=\s*["']([0-9]+)["']""")
_LONGEST_REPEAT = 20_000


def refuse_unreadable(archive: zipfile.ZipFile) -> None:
    """Look through the sheets of an .xlsx or .ods file. Raises PersonError for what is said above."""
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            sheet = archive.read(name)
            _refuse_too_wide(sheet)
            _refuse_without_value([found["place"] for found in _FORMULA.finditer(sheet)] if b"<f" in sheet else [])
    if "content.xml" in archive.namelist():
        _refuse_in_ods(archive.read("content.xml"))


def _refuse_too_wide(sheet: bytes) -> None:
    usual = b" r =" not in sheet and b" r= " not in sheet
    if not (_FAR_AS_USUAL if usual else _FAR).search(sheet):
        return
    last = max((int(row) for row in _ROW.findall(sheet)), default=1)
    right = 1
    for letters, row in _CELL.findall(sheet):
        right, last = max(right, _column(letters)), max(last, int(row))
    if right * last > _LARGEST_SHEET:
        raise PersonError(
            f"has a sheet with cells as far apart as {last:,} rows and {right:,} columns.",
            mend="Delete what stands far from the table, or save the sheet as CSV.",
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:7].upper():
        number = number * 26 + letter - 64
    return number


def _refuse_without_value(found: list[bytes]) -> None:
    if not found:
        return
    place = _PLACE.search(found[0])
    where = f", the first in cell {place[1].decode()}" if place else ""
    many = "a formula" if len(found) == 1 else f"{len(found):,} formulas"
    raise PersonError(
        f"has {many} whose value was never worked out and stored{where}.",
        mend="Open it in a spreadsheet program, save it, and give that file.",
    )


def _refuse_in_ods(content: bytes) -> None:
    try:
        expat.ParserCreate().Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):  # the last two of an encoding that nobody knows
        raise PersonError(
            "is a damaged spreadsheet.", mend="Open it in a spreadsheet program and save it again."
        ) from None
    if any(int(times[:12]) > _LONGEST_REPEAT for times in _REPEATED_CELLS.findall(content)):
        raise PersonError("has a row with more cells than a sheet can have.", mend="Save the sheet as CSV.")
    _refuse_without_value([cell for cell in _CELL_IN_ODS.findall(content) if b"value-type" not in cell])
