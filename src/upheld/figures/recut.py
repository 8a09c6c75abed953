"""The same cases on a later map: what was decided against bodies that are no more, counted for those that took over.

A figure belongs to the body decided against. Whoever wants to compare today's bodies over the years can have the cells
re-cut: where the whole of a body passed to one other, its cases are counted for that one, through as many
reorganisations as there were. Where only a part passed, or parts passed to several, nobody can say from the counts
which cases belonged to which part: that body stays as it was, and the reason is given with every body it concerns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from upheld.figures.cells import Cells
from upheld.scheme.model import Authority, Scheme, Succession

WHOLE = "whole"


@dataclass(frozen=True)
class Refusal:
    """Why the cases of one body could not be counted for those that took over."""

    predecessor: Authority
    successors: tuple[Authority, ...]
    why: str


@dataclass(frozen=True, eq=False)
class Recut:
    """Cells and scheme on the map of a day; give both to `figures_from`.

    In the scheme the bodies that were counted for another are left out, and their successors are in being since the
    first of them was. Figures that the Ombudsman printed are left out: it printed them for the bodies of the time.
    """

    cells: Cells
    scheme: Scheme
    moved: Mapping[str, str]
    """Code of a former body → code of the body that it is counted for."""
    refused: tuple[Refusal, ...]

    def incomplete(self, code: str) -> tuple[Refusal, ...]:
        """Return why a body's earlier figures do not hold all that it took over."""
        return tuple(r for r in self.refused if any(a.code == code for a in r.successors))


def recut(cells: Cells, scheme: Scheme, day: date) -> Recut:
    """Return cells and scheme as on the map of `day`; what passed on later days is left as it was."""
    passed: dict[str, list[Succession]] = {}
    for succession in scheme.successions:
        if succession.on <= day:
            passed.setdefault(succession.predecessor, []).append(succession)
    refused = tuple(_refusal(scheme, code, passed[code]) for code in sorted(passed) if not _whole(passed[code]))
    heir = {code: found[0].successor for code, found in passed.items() if _whole(found)}
    moved = {code: _last_heir(code, heir) for code in sorted(heir)}
    return Recut(_moved_cells(cells, moved), _moved_scheme(scheme, moved), moved, refused)


def _whole(found: list[Succession]) -> bool:
    return len(found) == 1 and found[0].part == WHOLE


def _last_heir(code: str, heir: Mapping[str, str]) -> str:
    seen = {code}
    while (code := heir.get(code, code)) in heir and code not in seen:
        seen.add(code)
    return code


def _refusal(scheme: Scheme, code: str, found: list[Succession]) -> Refusal:
    body = scheme.authority_by_code[code]
    heirs = tuple(scheme.authority_by_code[s.successor] for s in found)
    names = " and ".join(a.name for a in heirs)
    if len(heirs) == 1:
        why = f"Only a part of {body.name} passed to {names}, and its cases do not say which part they belong to."
    else:
        why = f"{body.name} was divided among {names}, and its cases do not say which part they belong to."
    return Refusal(body, heirs, why)


def _moved_cells(cells: Cells, moved: Mapping[str, str]) -> Cells:
    names, inverse = np.unique(cells.authority, return_inverse=True)
    now = np.array([moved.get(str(name), str(name)) for name in names], dtype=np.str_)[inverse]
    order = np.lexsort((cells.category, cells.quarter, cells.year, now))
    keys = [column[order] for column in (now, cells.year, cells.quarter, cells.category)]
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([column[1:] != column[:-1] for column in keys], axis=0)
    first = np.flatnonzero(new)
    values = np.add.reduceat(cells.values[order], first, axis=0) if len(first) else cells.values[order]
    return replace(
        cells,
        authority=now[order][first],
        year=cells.year[order][first],
        quarter=cells.quarter[order][first],
        category=cells.category[order][first],
        values=values,
    )


def _moved_scheme(scheme: Scheme, moved: Mapping[str, str]) -> Scheme:
    began: dict[str, list[date | None]] = {}
    for code, heir in moved.items():
        began.setdefault(heir, []).append(scheme.authority_by_code[code].first_day)
    authorities = tuple(
        replace(a, first_day=_earliest([a.first_day, *began[a.code]])) if a.code in began else a
        for a in scheme.authorities
        if a.code not in moved
    )
    return replace(
        scheme,
        authorities=authorities,
        successions=tuple(s for s in scheme.successions if s.predecessor not in moved and s.successor not in moved),
        published_statistics=(),
        published_averages=(),
    )


def _earliest(days: list[date | None]) -> date | None:
    """Return the earliest day; None stands for *always*."""
    known = [day for day in days if day is not None]
    return min(known) if len(known) == len(days) else None
