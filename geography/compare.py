"""How much two sets of boundaries agree: for each area, what is in both divided by what is in either."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from statistics import median

import numpy as np
import shapely
from pyproj import Transformer

from upheld.scheme.geography import Area, read_topology


def overlaps(ours: Iterable[Area], theirs: Iterable[Area]) -> dict[str, float]:
    """Return, for each code in both, the ground in both as a part of the ground in either (1 is full agreement)."""
    other = {area.code: _ground(area) for area in theirs}
    return {area.code: _overlap(_ground(area), other[area.code]) for area in ours if area.code in other}


def report(ours: Path, theirs: Path) -> str:
    """Compare two TopoJSON files layer by layer, and whole, and say how well they agree."""
    mine, other = (read_topology(json.loads(path.read_text(encoding="utf-8"))) for path in (ours, theirs))
    lines: list[str] = []
    for layer, areas in mine.items():
        found = overlaps(areas, other[layer])
        worst = sorted(found, key=lambda code: (found[code], code))[:5]
        shown = ", ".join(f"{code} {found[code]:.3f}" for code in worst)
        lines.append(f"{layer}: {len(found)} of {len(areas)}, median {median(found.values()):.3f}, least {shown}")
    whole = _overlap(*(shapely.union_all([_ground(area) for area in layers["district"]]) for layers in (mine, other)))
    return "\n".join([*lines, f"whole: {whole:.4f}"])


def _ground(area: Area) -> shapely.Geometry:
    """Return the area in National Grid metres."""
    to_grid = Transformer.from_crs(4326, 27700, always_xy=True)
    polygons: list[shapely.Geometry] = []
    for polygon in area.polygons:
        outer, *holes = (np.stack(to_grid.transform(*np.array(ring).T), 1) for ring in polygon)
        polygons.append(shapely.make_valid(shapely.Polygon(outer, holes)))
    return shapely.union_all(polygons)


def _overlap(one: shapely.Geometry, other: shapely.Geometry) -> float:
    return float(one.intersection(other).area / one.union(other).area)
