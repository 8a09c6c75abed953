"""Puts arcs together into the areas of authorities, and writes them as TopoJSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geography.arcs import Arc, Line
from geography.simplify import double_area

COLUMNS, ROWS = 10_000, 12_000
"""How finely longitude and latitude are divided: 50 to 60 metres either way."""

RingOfArcs = list[int]
"""Indices of arcs in walking order; one that is walked backwards is written as its bitwise complement."""


@dataclass(frozen=True)
class Quantised:
    """Arcs on a grid of whole numbers, and the degrees that grid stands for."""

    arcs: Sequence[Arc]
    scale: tuple[float, float]
    start: tuple[float, float]

    def degrees(self, line: Line) -> Line:
        """Return longitude and latitude of grid points."""
        return line * self.scale + self.start


def quantise(arcs: Sequence[Arc]) -> Quantised:
    """Turn arcs in National Grid metres into WGS84 on a grid of whole numbers, without repeated points."""
    to_degrees = Transformer.from_crs(27700, 4326, always_xy=True)
    lines = [np.stack(to_degrees.transform(arc.line[:, 0], arc.line[:, 1]), 1) for arc in arcs]
    every = np.concatenate(lines)
    low, high = every.min(0), every.max(0)
    scale = (high - low) / (COLUMNS - 1, ROWS - 1)
    gridded = [replace(arc, line=_on_grid((line - low) / scale)) for arc, line in zip(arcs, lines, strict=True)]
    # Eight figures are 1 cm on the ground, and the same on every machine.
    return Quantised(gridded, _eight_figures(scale), _eight_figures(low))


def _on_grid(line: Line) -> Line:
    whole = np.round(line)
    moved = np.any(whole[1:] != whole[:-1], axis=1)
    kept: Line = whole[np.r_[True, moved]]
    return kept if len(kept) > 1 else np.repeat(kept, 2, axis=0)


def _eight_figures(pair: NDArray[np.float64]) -> tuple[float, float]:
    x, y = (float(f"{value:.8g}") for value in pair)
    return x, y


def polygons_of(arcs: Sequence[Arc], members: Iterable[int]) -> list[list[RingOfArcs]]:
    """Return the polygons that the regions `members` make together: rings of arcs, the outer ring first.

    Outer rings run anticlockwise and holes clockwise, as GeoJSON has it. Polygons are in the order of their arcs.
    """
    inside = set(members)
    steps = [index if arc.left in inside else ~index for index, arc in enumerate(arcs) if _parts(arc, inside)]
    rings = _rings(arcs, steps)
    lines = [_line(arcs, ring) for ring in rings]
    outer = [n for n, line in enumerate(lines) if double_area(line) > 0]
    shapes = {n: shapely.Polygon(lines[n]) for n in outer}
    polygons = {n: [rings[n]] for n in outer}
    for n, line in enumerate(lines):
        if double_area(line) < 0:
            hole = shapely.Polygon(line).representative_point()
            around = [o for o in outer if shapes[o].contains(hole)]
            polygons[min(around, key=lambda o: shapes[o].area)].append(rings[n])
    return [polygons[n] for n in outer]


def _parts(arc: Arc, inside: set[int]) -> bool:
    return (arc.left in inside) != (arc.right in inside)


def _rings(arcs: Sequence[Arc], steps: Sequence[int]) -> list[RingOfArcs]:
    """Join steps end to start. Whenever a walk comes back to a place it has been to, a ring is complete."""
    leaving: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for step in reversed(steps):
        leaving[_ends(arcs, step)[0]].append(step)
    rings: list[RingOfArcs] = []
    for first in steps:
        walk: list[int] = []
        place = _ends(arcs, first)[0]
        while leaving[place]:
            walk.append(leaving[place].pop())
            place = _ends(arcs, walk[-1])[1]
            starts = [_ends(arcs, step)[0] for step in walk]
            if place in starts:
                rings.append(walk[starts.index(place) :])
                del walk[starts.index(place) :]
        assert not walk, "boundaries are closed"
    return rings


def _ends(arcs: Sequence[Arc], step: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    line = arcs[step].line if step >= 0 else arcs[~step].line[::-1]
    return tuple(line[0].tolist()), tuple(line[-1].tolist())


def _line(arcs: Sequence[Arc], ring: RingOfArcs) -> Line:
    """Return the points of a ring, the places where arcs meet once."""
    lines = [arcs[step].line if step >= 0 else arcs[~step].line[::-1] for step in ring]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])


def crossing_arcs(arcs: Sequence[Arc], polygons: Iterable[list[RingOfArcs]], near: float) -> set[int]:
    """Return the arcs of polygons that are not valid: those within `near` of where the trouble lies, or all."""
    bad: set[int] = set()
    for rings in polygons:
        lines = [_line(arcs, ring) for ring in rings]
        used = sorted({step if step >= 0 else ~step for ring in rings for step in ring})
        if any(len(line) < 4 for line in lines):
            bad.update(used)
            continue
        shape = shapely.Polygon(lines[0], lines[1:])
        if not shape.is_valid:
            trouble = _where(shapely.is_valid_reason(shape))
            close = [n for n in used if trouble and shapely.LineString(arcs[n].line).distance(trouble) < near]
            bad.update(close or used)
    return bad


def _where(reason: str) -> shapely.Point | None:
    """Read the place out of a reason such as `Self-intersection[12.5 7.0]`."""
    _, bracket, place = reason.partition("[")
    return shapely.Point(*map(float, place.rstrip("]").split())) if bracket else None


def topojson(quantised: Quantised, layers: Mapping[str, Mapping[str, Sequence[int]]]) -> dict[str, Any]:
    """Return a TopoJSON document: of each layer, the code of each area and the regions it is made of."""
    return {
        "type": "Topology",
        "transform": {"scale": list(quantised.scale), "translate": list(quantised.start)},
        "objects": {
            layer: {
                "type": "GeometryCollection",
                "geometries": [_geometry(quantised.arcs, code, members) for code, members in areas.items()],
            }
            for layer, areas in layers.items()
        },
        "arcs": [np.diff(arc.line, axis=0, prepend=0).astype(int).tolist() for arc in quantised.arcs],
    }


def _geometry(arcs: Sequence[Arc], code: str, members: Sequence[int]) -> dict[str, Any]:
    polygons = polygons_of(arcs, members)
    if not polygons:
        raise ValueError(f"{code} has no ground left on this grid")
    if len(polygons) == 1:
        return {"type": "Polygon", "id": code, "arcs": polygons[0]}
    return {"type": "MultiPolygon", "id": code, "arcs": polygons}
