"""Lists of cases as HTML, made without a template: a page has some fifty of them, and a site some thousand such pages.

Whatever is a word is escaped, as a template does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    path: str
    """Where the name leads, relative to the root of the site; empty: nowhere."""
    name: str
    facts: tuple[str, ...]
    """What is said below the name, in a few words each."""
    text: str
    status: str = ""
    """What became of it, or nothing."""


def case_items(rows: Iterable[CaseRow], root: str) -> Markup:
    """Return cases as items of a list; `root` leads back to the root of the site."""
    return _markup(_item(row, root) for row in rows)


def statement(paragraphs: Iterable[str]) -> Markup:
    """Return the paragraphs of a statement; one that begins with `## ` is a heading within the statement's section."""
    return _markup(
        f"<h3>{escape(text[3:])}</h3>\n" if text.startswith("## ") else f"<p>{escape(text)}</p>\n"
        for text in paragraphs
    )


def _item(row: CaseRow, root: str) -> str:
    name = f'<a href="{root}{escape(row.path)}">{escape(row.name)}</a>' if row.path else str(escape(row.name))
    facts = " · ".join([str(escape(fact)) for fact in row.facts])
    status = f'\n<p class="status">{escape(row.status)}</p>' if row.status else ""
    text = f"\n<p>{escape(row.text)}</p>" if row.text else ""
    return f'<li><p class="case">{name} <span class="kind">{facts}</span></p>{text}{status}</li>\n'


def _markup(pieces: Iterable[str]) -> Markup:
    return Markup("".join(pieces))  # noqa: S704 every word in it was escaped
