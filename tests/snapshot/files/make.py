"""Makes the old .xls files beside it, for which no library that is still kept can write. Needs xlwt 1.3.

All rows are synthetic. `python tests/snapshot/files/make.py`
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import xlwt

HEADER = ("reference", "authority", "received_on", "decided_on", "outcome", "category", "people", "provenance")
ROWS = (
    ("19 000 001", "E08000011", date(2019, 5, 1), date(2019, 9, 30), "upheld", "housing", 1, "synthetic"),
    ("19 000 002", "E08000035", date(2019, 5, 2), date(2019, 10, 1), "not_upheld", "planning", 2, "synthetic"),
)


def write(path: Path, *, from_1904: bool) -> None:
    """Write a hidden and a shown sheet: a title, a header, two rows, a total made by a formula."""
    book = xlwt.Workbook()
    book.dates_1904 = from_1904
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    sheet = book.add_sheet("Cases")
    sheet.write(0, 0, "Synthetic cases")
    for line, row in enumerate((HEADER, *ROWS), 2):
        for column, value in enumerate(row):
            # xlwt reckons days from 1900 whatever the book says.
            serial = (value - date(1904, 1, 1)).days if isinstance(value, date) and from_1904 else value
            sheet.write(line, column, serial, *([day] if isinstance(value, date) else []))
    sheet.write(6, 0, "Total")
    sheet.write(6, 6, xlwt.Formula("SUM(G4:G5)"))
    hidden = book.add_sheet("Old")
    hidden.visibility = 1
    hidden.write(0, 0, "synthetic")
    book.save(str(path))


if __name__ == "__main__":
    folder = Path(__file__).parent
    write(folder / "cases-1900.synthetic.xls", from_1904=False)
    write(folder / "cases-1904.synthetic.xls", from_1904=True)
