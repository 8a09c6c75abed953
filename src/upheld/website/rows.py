"""Rows of tables and words of charts as HTML, made without a template: a page has some hundred cells, and a template
costs more for them than for all the rest. Whatever is a word is escaped, as a template does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from upheld.website.charts import YearMark
from upheld.website.flow import Step
from upheld.website.pages import Link


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of numbers under a name: a year, a service area, or what was counted."""

    name: str
    numbers: Sequence[str]
    current: bool = False


Changes = tuple[tuple[str, str], ...]
"""Title and reason of each break of a series that begins with one year."""


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year of one measure, in a table."""

    label: str
    rate: str
    counts: str
    average: str
    current: bool
    changes: Changes
    """What parts it from the year before."""


def count_rows(rows: Iterable[CountRow]) -> Markup:
    """Return rows with a name at their head and numbers in their cells."""
    return _markup(f"{_row(row.name, row.numbers, row.current)}\n" for row in rows)


def year_rows(rows: Iterable[YearRow], compared: bool) -> Markup:
    """Return rows of a measure year by year, with what parts a year from the one before in a row of its own."""
    made: list[str] = []
    for row in rows:
        made += [_break(title, why, 4 if compared else 3) for title, why in row.changes]
        cells = (row.rate, row.counts, row.average) if compared else (row.rate, row.counts)
        made.append(f"{_row(row.label, cells, row.current)}\n")
    return _markup(made)


BAR = '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><path class="whole" d="M0 0h100v10H0z"/>'


def flow_rows(steps: Iterable[Step]) -> Markup:
    """Return the steps of a flow, each with a bar that begins where the bar of what it is part of begins."""
    return _markup(_flow_row(step) for step in steps)


def _flow_row(step: Step) -> str:
    meaning = f'<span class="meaning">{_safe(step.meaning)}</span>' if step.meaning else ""
    cells = '</td><td class="number">'.join([_safe(cell) for cell in (step.number, *step.shares)])
    bar = f'{BAR}<path d="M{step.left} 0h{step.width}v10h-{step.width}z"/></svg>'
    head = f'<th scope="row"><span>{_safe(step.name)}</span>{meaning}</th>'
    return f'<tr class="depth-{step.depth}">{head}<td class="number">{cells}</td><td class="bar">{bar}</td></tr>\n'


def marks(of_years: Iterable[YearMark]) -> Markup:
    """Return the words of a chart of years: each rate beside its dot, and each label below."""
    return _markup(
        f'<text x="{mark.x}" y="{mark.worded_y}" class="{mark.style}">{_safe(mark.worded)}</text>'
        f'<text x="{mark.x}" y="164">{_safe(mark.label)}</text>\n'
        for mark in of_years
    )


def link_items(links: Iterable[Link], root: str) -> Markup:
    """Return links within the site as items of a list; `root` leads back to the root of the site."""
    return _markup(f'<li><a href="{root}{_safe(link.path)}">{_safe(link.text)}</a></li>\n' for link in links)


def _row(head: str, cells: Sequence[str], current: bool) -> str:
    opening = '<tr class="current">' if current else "<tr>"
    inside = '</td><td class="number">'.join([_safe(cell) for cell in cells])
    return f'{opening}<th scope="row">{_safe(head)}</th><td class="number">{inside}</td></tr>'


@lru_cache(maxsize=256)
def _break(title: str, why: str, columns: int) -> str:
    said = f"<strong>{escape(title)}.</strong> {escape(why)}"
    return f'<tr class="break"><td colspan="{columns}">{said}</td></tr>\n'


@lru_cache(maxsize=16384)
def _safe(text: str) -> str:
    return str(escape(text))


def _markup(pieces: Iterable[str]) -> Markup:
    return Markup("".join(pieces))  # noqa: S704 every word in it went through `_safe`
