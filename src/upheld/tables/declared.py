"""What each open-data table holds: one declaration from which headers, types, descriptions and notes are all written.

Names of files and columns, and the ids in them, are stable: none is used again for anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from upheld.scheme.model import Scheme

Cell = str | int | None
Row = list[Cell]


KINDS = {
    "string": "text",
    "integer": "whole number",
    "decimal": "decimal number",
    "boolean": "yes or no",
    "date": "day, YYYY-MM-DD",
}


BLANKS = {"z": "does not apply", "x": "is not known"}


@dataclass(frozen=True)
class OpenColumn:
    """One column and what a value in it means.

    `kind` is `string`, `integer` (none is negative), `decimal` (four places, written out), `boolean` (`yes` or `no`) or
    `date` (YYYY-MM-DD).
    """

    name: str
    meaning: str
    kind: str = "string"
    unit: str = ""
    """What one of it is; empty where the column is no number, or the row's measure says it."""
    blank: str = ""
    """Why a cell can be empty: `z` does not apply, `x` is not known; spreadsheets say it. Empty: no cell ever is."""
    refers_to: str = ""
    """The file whose first column holds every value of this one."""

    @property
    def holds(self) -> str:
        """What kind of value it holds, and why it can be empty, in words."""
        unit = f" of {self.unit}" if self.unit else ""
        return f"{KINDS[self.kind]}{unit}{f'; empty where it {BLANKS[self.blank]}' if self.blank else ''}"

    @property
    def label(self) -> str:
        """The heading in a spreadsheet: `Authority code`."""
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class OpenTable:
    """One table; `file` is its CSV file."""

    file: str
    title: str
    meaning: str
    columns: tuple[OpenColumn, ...]
    key: tuple[str, ...] = ()
    """The columns that name a row; none where rows have no name."""
    of_the_year: bool = False
    """Whether spreadsheets hold only its rows of the year under review: all would be too many to read."""

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.file.removesuffix(".csv")

    @property
    def header(self) -> list[str]:
        """The names of the columns, in their order."""
        return [column.name for column in self.columns]


@dataclass(frozen=True)
class FilledTable:
    """A table and its rows, made once for every form in which they are written."""

    table: OpenTable
    rows: Sequence[Row]


_integer = "integer"
AUTHORITY = (
    OpenColumn("authority_code", "The authority’s code in the scheme. Never reused.", refers_to="authorities.csv"),
    OpenColumn("authority_name", "Its full name."),
    OpenColumn("authority_type", "The id of its type.", refers_to="types.csv"),
)
YEAR = OpenColumn(
    "year", "The review year, such as 2019-20: decisions dated in it, or compliance outcomes recorded in it."
)
MEASURED = (
    OpenColumn("measure", "The id of the measure.", refers_to="measures.csv"),
    OpenColumn("numerator", "What was counted, a whole number.", _integer),
    OpenColumn("base", "What it was counted out of, a whole number.", _integer),
    OpenColumn(
        "rate",
        "The rate as worded in letters and pages: rounded half up; `more than 99%` and `fewer than 1%` where rounding "
        "would print a part as the whole or as nothing. Empty where the base is 0.",
        blank="z",
    ),
    OpenColumn(
        "rate_exact",
        "The same, exact, as a whole number or a fraction in lowest terms: 75, or 200/3. A percentage, or per 100,000 "
        "where the measure is. Empty where the base is 0.",
        blank="z",
    ),
    OpenColumn(
        "rate_decimal",
        "The same as a decimal number, rounded half up to four places: for charts and further reckoning.",
        "decimal",
        blank="z",
    ),
    OpenColumn(
        "interval_low_percent",
        "Low end of the 95% Wilson interval in whole percent. Empty where there is none.",
        _integer,
        "percent",
        blank="z",
    ),
    OpenColumn("interval_high_percent", "High end of the same interval.", _integer, "percent", blank="z"),
)
NO_RATE = OpenColumn(
    "note", "`no rate` where the base is 0: there is no rate, which is neither 0% nor 100%.", blank="z"
)
SYNTHETIC = OpenColumn(
    "synthetic",
    "`yes` where any row behind the figures is made up. Such a figure says nothing about a real body.",
    "boolean",
)
PROVENANCE = OpenColumn(
    "provenance",
    "Where the row comes from: `reckoned from synthetic cases`, `reckoned from cases`, or `scheme`.",
)

FIGURES = OpenTable(
    "figures.csv",
    "Every measure of every authority",
    "One row for each authority, review year and measure.",
    (
        *AUTHORITY,
        YEAR,
        *MEASURED,
        OpenColumn(
            "average",
            "The pooled average of similar authorities, this one included, as worded. Empty for a body in no group.",
            blank="z",
        ),
        OpenColumn(
            "average_numerator",
            "The numerators of all similar authorities, this one included, added up.",
            _integer,
            blank="z",
        ),
        OpenColumn("average_base", "Their bases added up.", _integer, blank="z"),
        OpenColumn(
            "average_without",
            "The pooled average of the other similar authorities, this one left out, as worded.",
            blank="z",
        ),
        OpenColumn("average_without_numerator", "The numerators of the others added up.", _integer, blank="z"),
        OpenColumn("average_without_base", "Their bases added up.", _integer, blank="z"),
        OpenColumn(
            "authorities_in_average",
            "How many bodies the average holds, this one included.",
            _integer,
            "bodies",
            blank="z",
        ),
        OpenColumn(
            "published_value",
            "What the Ombudsman printed for this figure, exactly as printed. Empty where we hold none.",
            blank="x",
        ),
        OpenColumn("published_average", "The average the Ombudsman printed beside it.", blank="x"),
        OpenColumn(
            "published_agrees",
            "`yes` where the printed value is the half-up rounding of the counts printed with it.",
            "boolean",
            blank="x",
        ),
        OpenColumn("published_why_not", "Why it does not agree.", blank="z"),
        OpenColumn("published_source", "The address where it was printed.", blank="x"),
        NO_RATE,
        SYNTHETIC,
        PROVENANCE,
    ),
    key=("authority_code", "year", "measure"),
    of_the_year=True,
)

GROUPS = OpenTable(
    "groups.csv",
    "Every measure of each group and of England",
    "One row for each group of similar authorities (or `england`), review year and measure. Numerators and bases are "
    "added up first and divided once.",
    (
        OpenColumn(
            "group", "The id of the authority type, or `england` for all bodies together.", refers_to="types.csv"
        ),
        OpenColumn("group_name", "What it is called."),
        YEAR,
        *MEASURED,
        replace(NO_RATE, meaning="`no rate` where the base is 0."),
        SYNTHETIC,
        PROVENANCE,
    ),
    key=("group", "year", "measure"),
)

BREAKS = OpenTable(
    "breaks.csv",
    "Breaks in the series",
    "One row for each change after which a figure can no longer be compared with earlier ones, and each measure "
    "it concerns.",
    (
        OpenColumn("first_year", "The first review year of the new series."),
        OpenColumn("measure", "The id of the measure concerned.", refers_to="measures.csv"),
        OpenColumn("title", "The change in a few words."),
        OpenColumn("why", "Why figures before and after it cannot be compared."),
        PROVENANCE,
    ),
)

DISCREPANCIES = OpenTable(
    "discrepancies.csv",
    "Printed figures that do not agree with counts",
    "One row for each figure the Ombudsman printed that does not agree with the counts, its own or ours. Both are "
    "kept.",
    (
        replace(
            AUTHORITY[0],
            meaning="The authority concerned. Empty where the figure is about a group or all of them.",
            blank="z",
        ),
        replace(AUTHORITY[1], blank="z"),
        YEAR,
        OpenColumn("what", "Which figure."),
        OpenColumn("printed", "What was printed."),
        OpenColumn("reckoned", "What the counts give.", blank="x"),
        OpenColumn("why", "What is known of the reason.", blank="x"),
        OpenColumn("source", "The address where it was printed.", blank="x"),
        SYNTHETIC,
    ),
)

COUNTED = {
    "decisions": ("counts.csv", "Decisions by authority, year and service area", "decisions"),
    "compliance_outcomes": (
        "compliance.csv",
        "Compliance outcomes by authority, year and service area",
        "compliance outcomes",
    ),
}
"""Kind of count → file, title and unit of its table by service area."""


def counts_table(scheme: Scheme, of: str) -> OpenTable:
    """Return the declaration of the table by service area of one kind of count: a column for each count of it."""
    file, title, unit = COUNTED[of]
    counts = tuple(OpenColumn(c.id, f"How many: {c.name}.", _integer, unit=unit) for c in scheme.counts if c.of == of)
    return OpenTable(
        file,
        title,
        f"One row for each authority, review year and service area, and one with the service area `all`. Service areas "
        f"with nothing counted have no row.{merging(scheme, of)}",
        (
            *AUTHORITY,
            YEAR,
            OpenColumn("category", "The id of the service area, `all`, or `merged`.", refers_to="categories.csv"),
            OpenColumn("category_name", "Its name."),
            OpenColumn(
                "categories_added",
                "How many service areas the row adds up; of `merged`, those of the scheme that have no row themselves.",
                _integer,
                "service areas",
            ),
            *counts,
            SYNTHETIC,
            PROVENANCE,
        ),
        key=("authority_code", "year", "category"),
        of_the_year=True,
    )


def merging(scheme: Scheme, of: str) -> str:
    """Return in words how small cells are merged; empty where none is."""
    rule = scheme.disclosure
    if of not in rule.of or rule.smallest_cell <= 1:
        return ""
    return (
        f" A service area has a row of its own only where none of its counts, and nothing left of one when another is "
        f"taken away, lies between 1 and {rule.smallest_cell - 1}. All others, those with nothing counted too, are "
        f"added up in the row `merged`, with another wherever their sum would tell them. {rule.why}"
    )
