"""Bodies side by side: up to four that a reader chooses, with a script, and all of one type in a table without one.

Those chosen stand in the order of choosing, the tables in the order of the alphabet. Nothing here can be sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.figures.model import Figures, capitalise
from upheld.scheme.model import AuthorityType
from upheld.website.comparing import MARKS
from upheld.website.home_page import by_name
from upheld.website.pages import Link, Page, authority_link
from upheld.website.short import Short, short

COMPARE = "compare/"

MOST = 4
"""More bodies than these are not put side by side: nobody could read them, and a list would soon be read as a table of
places."""


@dataclass(frozen=True)
class Compared:
    """One row of what stands side by side."""

    id: str
    name: str


@dataclass(frozen=True)
class ComparePage:
    """The page on which bodies are chosen."""

    places: tuple[int, ...]
    """The numbers of the fields."""
    names: tuple[Link, ...]
    """Every body; a link's `path` is the end of its address alone."""
    measures: tuple[Compared, ...]
    counts: tuple[Compared, ...]
    types: tuple[Compared, ...]
    """Id and name of every type."""
    verdicts: tuple[Compared, ...]
    """Each verdict as programs are told it, and as it is shown: with its sign."""
    groups: tuple[Link, ...]


@dataclass(frozen=True)
class GroupRow:
    """One body of a group."""

    link: Link
    shorts: tuple[Short, ...]


@dataclass(frozen=True)
class GroupPage:
    """All bodies of one type, in the order of the alphabet."""

    plural: str
    size: str
    measures: tuple[str, ...]
    rows: tuple[GroupRow, ...]


def compare_pages(figures: Figures) -> Iterator[Page]:
    """Yield the page for choosing, and one for each type whose bodies are compared with one another."""
    year = figures.year.label
    description = "Up to four councils or other bodies side by side, with a caution where they are not alike."
    yield Page(f"{COMPARE}index.html", "compare.html", "Compare", description, _choosing(figures), COMPARE)
    for kind in _groups(figures):
        rows = _rows(figures, kind)
        measures = tuple(m.name for m in figures.scheme.measures if m.headline)
        model = GroupPage(kind.plural, f"{len(rows):,}", measures, rows)
        title = f"{capitalise(kind.plural)} side by side"
        about = f"All {kind.plural} in {year}, by name, with counts and intervals."
        yield Page(group_path(kind.id) + "index.html", "compare_group.html", title, about, model, COMPARE)


def group_path(id: str) -> str:  # noqa: A002 the type's own word
    """Return where the table of a type lies: `compare/metropolitan/`."""
    return f"{COMPARE}{id}/"


def _groups(figures: Figures) -> list[AuthorityType]:
    """Return the types that are compared and have a body in being in the year."""
    there = {a.type for a in figures.scheme.authorities if a.in_being_during(figures.year)}
    return [kind for kind in figures.scheme.types if kind.group and kind.id in there]


def _choosing(figures: Figures) -> ComparePage:
    scheme = figures.scheme
    plain = [c for c in scheme.counts if c.of == "decisions" and c.early_remedy is None]
    return ComparePage(
        places=tuple(range(1, MOST + 1)),
        names=tuple(Link(a.name, a.slug) for a in by_name(scheme)),
        measures=tuple(Compared(m.id, m.name) for m in scheme.measures if m.headline),
        counts=tuple(Compared(c.id, capitalise(c.name)) for c in plain),
        types=tuple(Compared(kind.id, kind.name) for kind in scheme.types),
        verdicts=tuple(Compared(word, f"{sign} {word}") for word, sign in MARKS.items()),
        groups=tuple(Link(f"All {kind.plural}", group_path(kind.id)) for kind in _groups(figures)),
    )


def _rows(figures: Figures, kind: AuthorityType) -> tuple[GroupRow, ...]:
    return tuple(
        GroupRow(authority_link(a), tuple(short(figure) for figure in figures.of(a.code).headline))
        for a in by_name(figures.scheme)
        if a.type == kind.id and a.in_being_during(figures.year)
    )
