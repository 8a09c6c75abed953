"""Names what a release gives away besides the tables themselves, and says in plain words what each is for."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.figures.model import Figures
from upheld.tables.declared import OpenTable
from upheld.tables.described import CSVW, DATASET, PACKAGE
from upheld.tables.subject import data_id

NOTES = "about.txt"
"""The file that explains the others."""


@dataclass(frozen=True)
class Form:
    """Files that hold the same, and what they are for."""

    title: str
    meaning: str
    files: tuple[str, ...]
    table: OpenTable | None = None
    """The table they hold; None where they hold several, or none."""


def spreadsheets(figures: Figures) -> tuple[str, str]:
    """Return the names of the two spreadsheet files."""
    return f"{data_id(figures)}.xlsx", f"{data_id(figures)}.ods"


def forms(figures: Figures, tables: tuple[OpenTable, ...]) -> tuple[Form, ...]:
    """Return everything there is to fetch, in the order in which it is listed."""
    return (
        Form(
            "All tables as one spreadsheet",
            "To read in a spreadsheet program, made to be read with a screen reader too: for Excel (XLSX), or for any "
            "office program (ODS). The longest tables hold the review year alone; earlier ones are in the files below.",
            spreadsheets(figures),
        ),
        *(Form(t.title, t.meaning, (t.file, f"{t.name}.parquet"), t) for t in tables),
        Form(
            "Notes on all the files",
            "What the files are, how they may be used, and what every column means.",
            (NOTES,),
        ),
        Form(
            "Descriptions for programs",
            "The same in the words of three standards: CSV on the Web (csv-metadata.json), Data Package "
            "(datapackage.json), and DCAT with schema.org for catalogues and search engines (dataset.jsonld).",
            (CSVW, PACKAGE, DATASET),
        ),
    )
