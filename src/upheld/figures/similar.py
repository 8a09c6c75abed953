"""Which bodies are compared with one another, and what they add up to.

Similar authorities are bodies of the same type in being on some day of the year. The average is pooled: the sum of
numerators over the sum of bases, never the average of rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from upheld.scheme.model import Authority, AuthorityType, Scheme
from upheld.scheme.years import ReviewYear


@dataclass(frozen=True, eq=False)
class Bodies:
    """Every body of a scheme over some years, as arrays: bodies along the first axis, years along the second."""

    scheme: Scheme
    years: tuple[ReviewYear, ...]

    @cached_property
    def groups(self) -> tuple[AuthorityType, ...]:
        """The types whose bodies are compared, in the scheme's order."""
        return tuple(kind for kind in self.scheme.types if kind.group)

    @cached_property
    def group(self) -> NDArray[np.int64]:
        """The position in `groups` of each body's own; -1 for a body in no group."""
        position = {kind.id: n for n, kind in enumerate(self.groups)}
        return np.array([position.get(a.type, -1) for a in self.scheme.authorities], dtype=np.int64)

    @cached_property
    def pooled(self) -> NDArray[np.bool_]:
        """Whether each body is in its group's pool in each year: in a group, and in being on some day of the year."""
        being = [[a.in_being_during(year) for year in self.years] for a in self.scheme.authorities]
        shape = (len(self.scheme.authorities), len(self.years))
        return np.array(being, dtype=bool).reshape(shape) & (self.group >= 0)[:, None]

    @cached_property
    def population(self) -> NDArray[np.int64]:
        """Residents of each body; 0 where no figure is known."""
        return np.array([a.population or 0 for a in self.scheme.authorities], dtype=np.int64)

    def sum_by_group(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return `values` (bodies × years × …) added over each group's pool: groups × years × …"""
        sums = np.zeros((len(self.groups), *values.shape[1:]), dtype=np.int64)
        held = values * self.pooled.reshape(self.pooled.shape + (1,) * (values.ndim - 2))
        inside = self.group >= 0
        np.add.at(sums, self.group[inside], held[inside])
        return sums


def residents(scheme: Scheme, year: ReviewYear) -> int:
    """Return the residents of the whole country: every one once, by the bodies in being on the last day of `year`.

    Only bodies whose type says that residents add up are counted: a county shares its residents with districts. For a
    body without a figure of its own (abolished before the figures' date) the bodies that succeeded it are counted.
    """
    counted: set[str] = set()
    waiting = [a.code for a in scheme.authorities if _adds_up(scheme, a) and a.in_being(year.last_day)]
    seen = set(waiting)
    while waiting:
        code = waiting.pop()
        if scheme.authority_by_code[code].population:
            counted.add(code)
            continue
        heirs = {s.successor for s in scheme.successors(code)} - seen
        seen |= heirs
        waiting += sorted(h for h in heirs if _adds_up(scheme, scheme.authority_by_code[h]))
    return sum(scheme.authority_by_code[code].population or 0 for code in counted)


def _adds_up(scheme: Scheme, authority: Authority) -> bool:
    return scheme.type_by_id[authority.type].residents_add_up
