"""Writes the open-data tables of a release in every form, the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from upheld.figures.model import Figures
from upheld.tables.about import about
from upheld.tables.columnar import write_parquet
from upheld.tables.declared import FilledTable, OpenTable
from upheld.tables.delimited import write_csv
from upheld.tables.described import write_descriptions
from upheld.tables.forms import NOTES, spreadsheets
from upheld.tables.ods import write_ods
from upheld.tables.rows import filled, tables_of
from upheld.tables.subject import Subject, subject
from upheld.tables.workbook import workbook
from upheld.tables.xlsx import write_xlsx


def write_tables(folder: Path, figures: Figures) -> list[Path]:
    """Write every table in every form, the descriptions and `about.txt` into `folder`; return what was written, sorted.

    The folder is made if it is not there. Files of the same name are replaced. Raises OSError where it cannot be
    written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = subject(figures)
    tables = filled(figures)
    notes = folder / NOTES
    notes.write_text(about(figures, tables), encoding="utf-8", newline="\n")
    files = [notes, *_forms(folder, tables, figures, said)]
    return sorted([*files, *write_descriptions(folder, [one.table for one in tables], said, sorted(files))])


def declared(figures: Figures) -> tuple[OpenTable, ...]:
    """Return the tables of these figures, in the order in which they are listed."""
    return tables_of(figures.scheme)


def _forms(folder: Path, tables: Sequence[FilledTable], figures: Figures, said: Subject) -> list[Path]:
    named = {"subject": said.title, "licence": said.rights, "issued": said.issued.isoformat()}
    book = workbook(tables, figures, said)
    xlsx, ods = spreadsheets(figures)
    return [
        *(write_csv(folder, one) for one in tables),
        *(write_parquet(folder, one, named) for one in tables),
        write_xlsx(folder / xlsx, book),
        write_ods(folder / ods, book),
    ]
