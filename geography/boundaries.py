"""From postcodes to boundaries: the whole way, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from geography.arcs import Arc, cut_arcs
from geography.grid import ENGLAND, Grid, settle
from geography.land import land_mask
from geography.regions import regions
from geography.simplify import EASING, simplified
from geography.source import Postcodes
from geography.topology import Quantised, crossing_arcs, polygons_of, quantise, topojson
from upheld.scheme.geography import Polygon

SCILLY = "E06000053"
NEAR_TROUBLE = 30.0
"""Grid steps of the quantised arcs, some 1.5 km."""


def derive_boundaries(
    postcodes: Postcodes, coast: Sequence[Polygon], counties: dict[str, str], note: Callable[[str], None]
) -> dict[str, Any]:
    """Return England's districts and counties as TopoJSON. `note` is told of each stage as it begins."""
    note("Finding the nearest postcode of every cell")
    settlement = settle(postcodes, ENGLAND)
    scilly = postcodes.codes.index(SCILLY)
    note("Telling land from water")
    land = land_mask(settlement, coast, scilly, ENGLAND)
    note("Tidying the regions")
    english = np.zeros(len(postcodes.codes), bool)
    english[[label for label, _ in postcodes.english()]] = True
    region = regions(settlement.label, land, english, scilly, ENGLAND)
    note("Cutting and simplifying the boundaries")
    districts = {code: [label + 1] for label, code in postcodes.english()}
    quantised = _simplified_without_crossings(cut_arcs(region), ENGLAND, list(districts.values()))
    members: dict[str, list[int]] = {}
    for code, own in districts.items():
        if code.startswith("E07"):
            members.setdefault(counties[code], []).extend(own)
    return topojson(quantised, {"district": districts, "county": dict(sorted(members.items()))})


def _simplified_without_crossings(raw: Sequence[Arc], grid: Grid, areas: Sequence[list[int]]) -> Quantised:
    """Simplify all arcs; wherever a boundary came out crossing itself, simplify it less, until none does."""
    ease = [0] * len(raw)
    while True:
        quantised = quantise([simplified(arc, grid, level) for arc, level in zip(raw, ease, strict=True)])
        polygons = [polygon for members in areas for polygon in polygons_of(quantised.arcs, members)]
        crossing = {n for n in crossing_arcs(quantised.arcs, polygons, NEAR_TROUBLE) if ease[n] < len(EASING) - 1}
        if not crossing:
            return quantised
        for n in crossing:
            ease[n] += 1
