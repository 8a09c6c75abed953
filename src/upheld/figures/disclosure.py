"""Which service areas may be shown by themselves: small cells are merged, so that no count can be told from the rest.

The rule (*ours*; thresholds with complementary suppression are how statistical offices treat such tables). Of one body
and year and one kind of count, a service area may stand by itself where each count, and each count less a part of it,
is 0 or at least the scheme's smallest cell. All others, those with nothing counted too, are merged and only their sum
is shown. Where the sum would still tell the parts (one area alone, or all as large as they can be), the smallest area
that could stand by itself is merged too, and those equal to it. So whoever knows the body's totals, every area shown
and this rule still finds at least two values for each count merged, unless their sum is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from upheld.figures.counts import is_part
from upheld.figures.model import YearFigures
from upheld.scheme.model import Scheme

Vector = tuple[int, ...]
MERGED = "merged"
"""The id of the row that holds all merged service areas."""


@dataclass(frozen=True)
class Area:
    """One row by service area: a category, or several merged."""

    id: str
    name: str
    counts: Mapping[str, int]
    categories: tuple[str, ...]
    """The ids of the categories added up in it, in the scheme's order."""


@dataclass(frozen=True)
class Merging:
    """How one kind of count may be shown by service area: `decisions` or `compliance_outcomes`."""

    scheme: Scheme
    counts: tuple[str, ...]
    smallest: int
    """The smallest cell that may be shown; 1 where any may."""
    parts: tuple[tuple[int, int], ...]
    """Every pair (part, whole) of the counts, by their places among them."""


def merging(scheme: Scheme, of: str) -> Merging:
    """Return how the counts of one kind may be shown, by the scheme's own rule."""
    counts = [count for count in scheme.counts if count.of == of]
    smallest = scheme.disclosure.smallest_cell if of in scheme.disclosure.of else 1
    pairs = tuple(
        (n, m)
        for n, part in enumerate(counts)
        for m, whole in enumerate(counts)
        if n != m and is_part(part, whole, scheme)
    )
    return Merging(scheme, tuple(count.id for count in counts), smallest, pairs)


def areas(rule: Merging, year: YearFigures) -> tuple[Area, ...]:
    """Return what may be shown by service area of one body and year.

    Areas with nothing counted are left out, unless they are merged. The merged row comes last.
    """
    scheme, counts = rule.scheme, rule.counts
    rows = [tuple(year.by_category.get(c.id, {}).get(id_, 0) for id_ in counts) for c in scheme.categories]
    hidden = merged(rows, rule.smallest, rule.parts)
    shown = [
        Area(category.id, category.name, dict(zip(counts, row, strict=True)), (category.id,))
        for n, (category, row) in enumerate(zip(scheme.categories, rows, strict=True))
        if n not in hidden and any(row)
    ]
    if hidden:
        sums = {id_: sum(rows[n][k] for n in hidden) for k, id_ in enumerate(counts)}
        ids = tuple(scheme.categories[n].id for n in sorted(hidden))
        shown.append(Area(MERGED, scheme.disclosure.merged_name, sums, ids))
    return tuple(shown)


def merged(rows: Sequence[Vector], least: int, pairs: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the places of the rows to merge; none where `least` is 1 or nothing is hidden by merging.

    `rows` holds one vector of counts for each service area, `pairs` the places of (part, whole) within a vector.
    """
    if least <= 1:
        return frozenset()
    whole = [max(row, default=0) for row in rows]
    hidden = {n for n, row in enumerate(rows) if not whole[n] or not _stands(row, least, pairs)}
    if not any(whole[n] for n in hidden):
        return frozenset()
    while len(hidden) < len(rows) and _told([whole[n] for n in hidden], least):
        next_ = min(whole[n] for n in range(len(rows)) if n not in hidden)
        hidden |= {n for n in range(len(rows)) if n not in hidden and whole[n] == next_}
    return frozenset(hidden)


def _stands(row: Vector, least: int, pairs: Sequence[tuple[int, int]]) -> bool:
    rests = (row[whole] - row[part] for part, whole in pairs)
    return all(cell == 0 or cell >= least for cell in (*row, *rests))


def _told(hidden: Sequence[int], least: int) -> bool:
    """Whether the sum of the hidden rows tells them: one alone, or all as large as hidden rows can be."""
    return len(hidden) < 2 or (min(hidden) >= least - 2 and max(hidden) - min(hidden) <= 1)
