"""The drawings that a site's maps share, each made when a page first asks for it: drawing England takes a tenth of a
second, and the home page and the map show the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from upheld.scheme.geography import Geography
from upheld.scheme.model import Authority, Scheme
from upheld.website.map import MapDrawing, draw_hexagons, draw_map

LARGEST_INSET = "London"
"""The region whose bodies are drawn again, larger, because they are too small to be pointed at."""


@dataclass(frozen=True)
class Atlas:
    """England as drawn."""

    scheme: Scheme
    geography: Geography

    @cached_property
    def districts(self) -> MapDrawing:
        """Districts and single-tier bodies, with London again as an inset."""
        return draw_map(self.geography.districts, enlarge=self._enlarged)

    @cached_property
    def counties(self) -> MapDrawing:
        """Counties, and whichever bodies have no county above them, with London again as an inset."""
        return draw_map(self.geography.upper, enlarge=self._enlarged)

    def hexagons(self, layout: str) -> MapDrawing:
        """Return one of the layouts of hexagons, `district` or `upper`."""
        return draw_hexagons(self.geography.hexagons[layout], self.geography.attribution)

    @cached_property
    def _enlarged(self) -> tuple[str, ...]:
        of_area = authorities_by_area(self.scheme)
        return tuple(gss for gss, a in of_area.items() if a.region == LARGEST_INSET)


def authorities_by_area(scheme: Scheme) -> Mapping[str, Authority]:
    """Return the body of each area code; a former code leads to the body that still has its ground."""
    former = {code: a for a in scheme.authorities for code in a.former_gss_codes}
    return former | {a.gss_code: a for a in scheme.authorities if a.gss_code}


def kind_numbers(scheme: Scheme) -> Mapping[str, int]:
    """Return the place of each type in the scheme's list, from 1: a colour is chosen by it and means nothing else."""
    return {kind.id: n for n, kind in enumerate(scheme.types, 1)}
