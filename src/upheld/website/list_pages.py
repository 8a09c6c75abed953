"""The pages that are lists: authorities A to Z, discrepancies, and the files of open data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markupsafe import Markup, escape

from upheld.figures.model import Discrepancy, Figures
from upheld.tables import Form, declared, forms
from upheld.website.examples import Example, table_examples
from upheld.website.home_page import by_name
from upheld.website.linked_data import linked_dataset
from upheld.website.pages import Link, Source, authority_link, authority_path
from upheld.writing.phrases import day, sort_key


@dataclass(frozen=True)
class Letter:
    """The bodies under one letter of the alphabet."""

    letter: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Entry:
    """One body in the list. `other_names` are what it is also looked up under."""

    link: Link
    kind: str
    other_names: str


@dataclass(frozen=True)
class AuthoritiesPage:
    """Every body of the scheme, A to Z."""

    size: str
    letters: tuple[Letter, ...]


def authorities_page(figures: Figures) -> AuthoritiesPage:
    """Return the model of the list of all bodies, abolished ones and those in no group included."""
    scheme = figures.scheme
    letters = tuple(
        Letter(
            letter,
            tuple(
                Entry(
                    authority_link(a, f"until {day(a.last_day)}" if a.last_day else ""),
                    scheme.type_by_id[a.type].name,
                    " ".join((a.short_name, *a.alternative_names)),
                )
                for a in group
            ),
        )
        for letter, group in groupby(by_name(scheme), key=lambda a: sort_key(a.short_name)[:1].upper())
    )
    return AuthoritiesPage(f"{len(scheme.authorities):,}", letters)


@dataclass(frozen=True)
class DiscrepancyRow:
    """One printed figure that does not agree with counts."""

    whom: Link | None
    year: str
    what: str
    printed: str
    reckoned: str
    why: str
    source: Source


@dataclass(frozen=True)
class DiscrepanciesPage:
    """Every printed figure that does not agree with counts."""

    rows: tuple[DiscrepancyRow, ...]


def discrepancies_page(figures: Figures) -> DiscrepanciesPage:
    """Return the model of the page of discrepancies, in the order of the figures."""
    return DiscrepanciesPage(tuple(_row(d) for d in figures.discrepancies))


def _row(d: Discrepancy) -> DiscrepancyRow:
    whom = Link(d.authority.name, authority_path(d.authority)) if d.authority else None
    return DiscrepancyRow(whom, d.year.label, d.what, d.printed, d.reckoned, d.why, Source.of(d.source))


@dataclass(frozen=True)
class Download:
    """One file to fetch."""

    path: str
    file: str
    size: str


@dataclass(frozen=True)
class DataFile:
    """One thing to fetch, in one or more forms."""

    downloads: tuple[Download, ...]
    title: str
    meaning: Markup
    columns: tuple[tuple[str, Markup], ...]
    """Name and meaning of each; none where it is no single table."""


@dataclass(frozen=True)
class DataPage:
    """The open data of the release."""

    files: tuple[DataFile, ...]
    examples: tuple[Example, ...]
    """How to read them; none where there is nothing to read."""
    linked: Markup
    """The data set as search engines want it."""


def data_page(figures: Figures, tables: Sequence[Path]) -> DataPage:
    """Return the model of the data page: the files given, each of which the release also puts into `data/`."""
    written = {path.name: path for path in tables}
    files = (_file(form, written) for form in forms(figures, declared(figures)))
    examples = table_examples(figures) if tables else ()
    return DataPage(tuple(file for file in files if file.downloads), examples, linked_dataset(figures, tables))


def _file(form: Form, written: Mapping[str, Path]) -> DataFile:
    there = tuple(Download(f"data/{name}", name, _size(written[name])) for name in form.files if name in written)
    columns = form.table.columns if form.table else ()
    return DataFile(there, form.title, with_code(form.meaning), tuple((c.name, with_code(c.meaning)) for c in columns))


def with_code(text: str) -> Markup:
    """Return plain text as HTML, with what stands between backticks as code."""
    plain, *rest = text.split("`")
    parts = [escape(plain)]
    for n, part in enumerate(rest):
        parts.append(Markup("<code>{}</code>").format(part) if n % 2 == 0 else escape(part))
    return Markup("").join(parts)


def _size(path: Path) -> str:
    """Return the size of a file as people say it: `1.4 MB`, `12 kB`."""
    size = path.stat().st_size
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000)):,} kB"
