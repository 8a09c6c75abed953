"""One year's bodies, divided into those that count alike, with what is published of them and what has been found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.draw import Ints
from upheld.snapshot.sample.facts import Average
from upheld.snapshot.sample.profile import Profile


@dataclass(frozen=True)
class Stratum:
    """Bodies of one kind that count alike in a year: in the pool of similar bodies or not, residents known or not."""

    kind: str
    pooled: bool
    populated: bool
    members: Ints
    """Places in the scheme's list of authorities."""


@dataclass
class Work:
    """The work on one year: what is fixed, what is at least so many, and what comes out."""

    scheme: Scheme
    profile: Profile
    year: ReviewYear
    strata: list[Stratum]
    fixed: dict[str, Ints]
    """Count id → by authority, `FREE` where nothing is published."""
    least: dict[str, Ints]
    """Count id → by authority, a floor for what is not fixed."""
    averages: tuple[Average, ...]
    found: dict[str, Ints]

    def floor(self, count: str) -> Ints:
        """How many each body must have at least, by authority."""
        return self.least.get(count, np.zeros(len(self.scheme.authorities), np.int64))

    def average(self, stratum: Stratum, measure: str, otherwise: float) -> float:
        """The average published for the bodies of a stratum, as a share of the base; `otherwise` if there is none."""
        found = [a.middle for a in self.averages if a.group == stratum.kind and a.measure.id == measure]
        return found[0] if found and stratum.pooled else otherwise

    def residents(self, stratum: Stratum) -> int:
        """The residents of a stratum's bodies, as far as they are known."""
        return sum(self.scheme.authorities[i].population or 0 for i in stratum.members)


def strata(scheme: Scheme, year: ReviewYear) -> list[Stratum]:
    """Divide all bodies for one year."""
    members: dict[tuple[str, bool, bool], list[int]] = {}
    for i, a in enumerate(scheme.authorities):
        pooled = scheme.type_by_id[a.type].group and a.in_being_during(year)
        members.setdefault((a.type, pooled, a.population is not None), []).append(i)
    return [Stratum(*key, np.array(members[key])) for key in sorted(members)]
