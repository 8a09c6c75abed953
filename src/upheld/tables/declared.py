"""What each open-data table holds: one declaration from which the headers, the notes and the data page are written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OpenColumn:
    """One column and what a value in it means."""

    name: str
    meaning: str


@dataclass(frozen=True)
class OpenTable:
    """One CSV file."""

    file: str
    title: str
    meaning: str
    columns: tuple[OpenColumn, ...]

    @property
    def header(self) -> list[str]:
        """The names of the columns, in their order."""
        return [column.name for column in self.columns]


def _columns(*pairs: tuple[str, str]) -> tuple[OpenColumn, ...]:
    return tuple(OpenColumn(name, meaning) for name, meaning in pairs)


AUTHORITY = (
    ("authority_code", "The authority's code in the scheme. Never reused."),
    ("authority_name", "Its full name."),
    ("authority_type", "The id of its type. Types that are compared with one another are in groups.csv."),
)
YEAR = ("year", "The review year, such as 2019-20: decisions dated in it, or compliance outcomes recorded in it.")
MEASURED = (
    ("measure", "The id of the measure. The method page of the website defines each."),
    ("numerator", "What was counted, a whole number."),
    ("base", "What it was counted out of, a whole number."),
    (
        "rate",
        "The rate as worded in letters and pages: rounded half up; `more than 99%` and `fewer than 1%` where rounding "
        "would print a part as the whole or as nothing. Empty where the base is 0.",
    ),
    (
        "rate_exact",
        "The same, exact, as a whole number or a fraction in lowest terms: 75, or 200/3. A percentage, or per 100,000 "
        "where the measure is. Empty where the base is 0.",
    ),
    ("interval_low_percent", "Low end of the 95% Wilson interval in whole percent. Empty where there is none."),
    ("interval_high_percent", "High end of the same interval."),
)
SYNTHETIC = (
    "synthetic",
    "`yes` where any row behind the figures is made up. Such a figure says nothing about a real body.",
)
PROVENANCE = (
    "provenance",
    "Where the row comes from: `reckoned from synthetic cases`, `reckoned from cases`, or `scheme`.",
)

FIGURES = OpenTable(
    "figures.csv",
    "Every measure of every authority",
    "One row for each authority, review year and measure.",
    _columns(
        *AUTHORITY,
        YEAR,
        *MEASURED,
        (
            "average",
            "The pooled average of similar authorities, this one included, as worded. Empty for a body in no group.",
        ),
        ("average_numerator", "The numerators of all similar authorities, this one included, added up."),
        ("average_base", "Their bases added up."),
        ("average_without", "The pooled average of the other similar authorities, this one left out, as worded."),
        ("average_without_numerator", "The numerators of the others added up."),
        ("average_without_base", "Their bases added up."),
        ("authorities_in_average", "How many bodies the average holds, this one included."),
        (
            "published_value",
            "What the Ombudsman printed for this figure, exactly as printed. Empty where we hold none.",
        ),
        ("published_average", "The average the Ombudsman printed beside it."),
        ("published_agrees", "`yes` where the printed value is the half-up rounding of the counts printed with it."),
        ("published_why_not", "Why it does not agree."),
        ("published_source", "The address where it was printed."),
        ("note", "`no rate` where the base is 0: there is no rate, which is neither 0% nor 100%."),
        SYNTHETIC,
        PROVENANCE,
    ),
)

GROUPS = OpenTable(
    "groups.csv",
    "Every measure of each group and of England",
    "One row for each group of similar authorities (or `england`), review year and measure. Numerators and bases are "
    "added up first and divided once.",
    _columns(
        ("group", "The id of the authority type, or `england` for all bodies together."),
        ("group_name", "What it is called."),
        YEAR,
        *MEASURED,
        ("note", "`no rate` where the base is 0."),
        SYNTHETIC,
        PROVENANCE,
    ),
)

BREAKS = OpenTable(
    "breaks.csv",
    "Breaks in the series",
    "One row for each change after which a figure can no longer be compared with earlier ones, and each measure "
    "it concerns.",
    _columns(
        ("first_year", "The first review year of the new series."),
        ("measure", "The id of the measure concerned."),
        ("title", "The change in a few words."),
        ("why", "Why figures before and after it cannot be compared."),
        PROVENANCE,
    ),
)

DISCREPANCIES = OpenTable(
    "discrepancies.csv",
    "Printed figures that do not agree with counts",
    "One row for each figure the Ombudsman printed that does not agree with the counts, its own or ours. Both are "
    "kept.",
    _columns(
        ("authority_code", "The authority concerned. Empty where the figure is about a group or all of them."),
        ("authority_name", "Its full name."),
        YEAR,
        ("what", "Which figure."),
        ("printed", "What was printed."),
        ("reckoned", "What the counts give."),
        ("why", "What is known of the reason."),
        ("source", "The address where it was printed."),
        SYNTHETIC,
    ),
)

COUNTS_TITLE = "Counts by authority, year and service area"


def counts_table(counts: tuple[tuple[str, str], ...]) -> OpenTable:
    """Return the declaration of counts.csv: one column for each count of the scheme, given as (id, name)."""
    return OpenTable(
        "counts.csv",
        COUNTS_TITLE,
        "One row for each authority, review year and service area, and one with the service area `all`. Service areas "
        "with nothing counted have no row.",
        _columns(
            *AUTHORITY,
            YEAR,
            ("category", "The id of the service area, or `all`."),
            ("category_name", "Its name."),
            *((id_, f"How many: {name}.") for id_, name in counts),
            SYNTHETIC,
            PROVENANCE,
        ),
    )


TABLES = (FIGURES, GROUPS, BREAKS, DISCREPANCIES)
"""The tables whose columns do not depend on the scheme; counts.csv comes from `counts_table`."""
