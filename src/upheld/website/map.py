"""Draws boundaries and hexagon layouts as SVG path data. Pure: what is drawn with it, in which colours, is the page's.

Coordinates are whole numbers, so that neighbours that share a boundary share it exactly and paths stay short.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import hypot, inf, radians

import numpy as np
from numpy.typing import NDArray

from upheld.scheme.geography import Boundaries, Hexagon

METRES_PER_UNIT = 500
INSET_METRES_PER_UNIT = 135
"""London is drawn this fine, 3.7 times as large as the rest."""
INSET_CORNER = (85_000, 190_000)
"""Easting and northing where the inset has its south-west corner: in the Irish Sea, the empty part of the map."""
MARGIN = 8
"""Units kept free around a drawing."""
SMALLEST_PART = 2
"""Square units. An island or a hole below this is a speck and is left out."""
SPHERE_RADIUS = 6_378_000
"""Metres; chosen so that the projection stays within 750 m of the official grid all over England."""

Cell = tuple[int, int]
"""A place in the drawing: x to the right, y down, in units."""
Box = tuple[int, int, int, int]
"""Left, top, width, height: what an SVG `viewBox` takes."""
Outline = tuple[Cell, ...]
"""A ring as drawn, without its closing point."""
Metres = tuple[float, float]
"""Easting and northing."""
Degrees = NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """One authority as drawn."""

    code: str
    path: str
    """The `d` of an SVG path; holes need `fill-rule: evenodd`."""
    largest: tuple[Outline, ...]
    """The rings of its largest part."""

    @cached_property
    def label_point(self) -> Cell:
        """A point well inside its largest part; found only when asked for, since it takes longer than drawing."""
        return _inner_point(self.largest)


@dataclass(frozen=True)
class MapDrawing:
    """A map ready for a template. `attribution` must stand beside it."""

    view_box: Box
    shapes: tuple[Shape, ...]
    """Sorted by code."""
    inset_view_box: Box | None
    """Where the enlarged shapes lie: an empty part of `view_box`, so they can be drawn in the same SVG with a frame
    around this box, or in an SVG of their own with this `viewBox`. None where there is no inset."""
    inset_shapes: tuple[Shape, ...]
    attribution: str


def draw_map(boundaries: Boundaries, *, enlarge: Collection[str] = ()) -> MapDrawing:
    """Draw the boundaries, and draw those whose codes are in `enlarge` (the London boroughs) again as an inset.

    A part too small to be seen is left out, but every authority keeps its largest part. Raises ValueError when there
    is nothing to draw.
    """
    ground = _on_the_grid(boundaries)
    west, south, east, north = _extent(ground.values())
    frame = _Frame(west, north, METRES_PER_UNIT, (MARGIN, MARGIN))
    right, bottom = frame.cell((east, south))
    shapes = tuple(_shape(code, ground[code], frame) for code in sorted(ground))
    enlarged = sorted(set(enlarge) & set(ground))
    box, inset = _inset([(code, ground[code]) for code in enlarged], frame) if enlarged else (None, ())
    return MapDrawing((0, 0, right + MARGIN, bottom + MARGIN), shapes, box, inset, boundaries.attribution)


def national_grid(longitudes: Degrees, latitudes: Degrees) -> tuple[Degrees, Degrees]:
    """Return eastings and northings in metres, close to those of the British National Grid, of places in degrees.

    A transverse Mercator on a sphere, with the National Grid's origin (49° N 2° W), scale and false origin: Snyder,
    *Map Projections: A Working Manual*, USGS Professional Paper 1395, equations 8-1 to 8-3. All over England it is
    within 750 m of the official grid, which takes an ellipsoid; the shapes are the same to the eye.
    """
    turn, phi = np.radians(longitudes + 2), np.radians(latitudes)
    scale = SPHERE_RADIUS * 0.999_601_271_7
    eastings = 400_000 + scale * np.arctanh(np.cos(phi) * np.sin(turn))
    northings = -100_000 + scale * (np.arctan2(np.sin(phi), np.cos(phi) * np.cos(turn)) - radians(49))
    return eastings, northings


@dataclass(frozen=True)
class _Frame:
    """Where the north-west corner of a drawing lies, how many metres a unit is, and the cell of that corner."""

    west: float
    north: float
    metres_per_unit: float
    corner: Cell

    def cell(self, place: Metres) -> Cell:
        x = round((place[0] - self.west) / self.metres_per_unit)
        y = round((self.north - place[1]) / self.metres_per_unit)
        return x + self.corner[0], y + self.corner[1]

    def cells(self, ring: _Places) -> list[Cell]:
        """Return the cell of every place of a ring."""
        x = np.rint((ring[:, 0] - self.west) / self.metres_per_unit).astype(np.int64) + self.corner[0]
        y = np.rint((self.north - ring[:, 1]) / self.metres_per_unit).astype(np.int64) + self.corner[1]
        return list(zip(x.tolist(), y.tolist(), strict=True))


_Places = NDArray[np.float64]
"""The eastings and northings of a ring, places × 2."""

_Ground = list[list[_Places]]


def _on_the_grid(boundaries: Boundaries) -> dict[str, _Ground]:
    """Return the rings of every area in metres, by its code: all places are reckoned at once."""
    rings = [ring for area in boundaries.areas for polygon in area.polygons for ring in polygon]
    if not rings:
        return {area.code: [] for area in boundaries.areas}
    degrees = np.array([place for ring in rings for place in ring], dtype=np.float64)
    places = np.column_stack(national_grid(degrees[:, 0], degrees[:, 1]))
    parts = iter(np.split(places, np.cumsum([len(ring) for ring in rings])[:-1]))
    return {area.code: [[next(parts) for _ in polygon] for polygon in area.polygons] for area in boundaries.areas}


def _extent(grounds: Iterable[_Ground]) -> tuple[float, float, float, float]:
    """Return the least easting and northing, then the greatest."""
    rings = [ring for ground in grounds for polygon in ground for ring in polygon if len(ring)]
    if not rings:
        raise ValueError("there is nothing to draw")
    places = np.concatenate(rings)
    (west, south), (east, north) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    return west, south, east, north


def _inset(grounds: Sequence[tuple[str, _Ground]], main: _Frame) -> tuple[Box, tuple[Shape, ...]]:
    west, south, east, north = _extent(ground for _, ground in grounds)
    width, height = (round(metres / INSET_METRES_PER_UNIT) + 2 * MARGIN for metres in (east - west, north - south))
    left, bottom = main.cell(INSET_CORNER)
    left, top = max(left, MARGIN), bottom - height
    frame = _Frame(west, north, INSET_METRES_PER_UNIT, (left + MARGIN, top + MARGIN))
    return (left, top, width, height), tuple(_shape(code, ground, frame) for code, ground in grounds)


def _shape(code: str, ground: _Ground, frame: _Frame) -> Shape:
    parts = [[_outline(frame.cells(ring)) for ring in polygon] for polygon in ground]
    parts.sort(key=lambda part: _double_area(part[0]), reverse=True)
    if len(parts[0][0]) < 3:
        x, y = frame.cells(ground[0][0])[0]
        parts[0] = [((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))]
    kept = [parts[0][0]]
    kept += [ring for part in parts[1:] for ring in part[:1] if _double_area(ring) >= 2 * SMALLEST_PART]
    kept += [ring for part in parts for ring in part[1:] if _double_area(ring) >= 2 * SMALLEST_PART]
    return Shape(code, "".join(map(_path, kept)), tuple(parts[0]))


def _outline(cells: Iterable[Cell]) -> Outline:
    """Drop repeated cells and those on the straight line between their neighbours, which changes no shape."""
    line: list[Cell] = []
    for cell in cells:
        while line and (cell == line[-1] or (len(line) > 1 and _straight(line[-2], line[-1], cell))):
            line.pop()
        line.append(cell)
    while len(line) > 2 and (line[0] == line[-1] or _straight(line[-2], line[-1], line[0])):
        line.pop()
    if len(line) > 2 and _straight(line[-1], line[0], line[1]):
        return _outline(line[1:])
    return tuple(line)


def _straight(a: Cell, b: Cell, c: Cell) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _closed(outline: Outline) -> Iterator[tuple[Cell, Cell]]:
    yield from pairwise((*outline, outline[0]))


def _double_area(outline: Outline) -> int:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in _closed(outline)))


def _path(outline: Outline) -> str:
    """Return one closed subpath: an absolute start, then steps; a minus sign parts two numbers as well as a space."""
    (x, y), *_ = outline
    steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(outline))
    return f"M{x} {y}l{steps}z".replace(" -", "-")


def _inner_point(rings: Sequence[Outline]) -> Cell:
    """Return, of the middles of what 11 level lines cut out of a polygon, the one farthest from its boundary."""
    sides = [side for ring in rings if len(ring) > 2 for side in _closed(ring)]
    top, bottom = min(y for _, y in rings[0]), max(y for _, y in rings[0])
    best, farthest = rings[0][0], -inf
    for n in range(1, 12):
        # The small offset keeps a level line off the corners, where it would be cut an odd number of times.
        y = top + (bottom - top) * n / 12 + 1e-6
        cuts = sorted(a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in sides if (a[1] < y) != (b[1] < y))
        for left, right in zip(cuts[::2], cuts[1::2], strict=True):
            middle = ((left + right) / 2, y)
            clear = min(_distance(middle, a, b) for a, b in sides)
            if clear > farthest:
                best, farthest = (round(middle[0]), round(y)), clear
    return best


def _distance(place: tuple[float, float], a: Cell, b: Cell) -> float:
    """Return how far `place` is from the straight line between two different cells."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / (dx * dx + dy * dy)
    along = min(max(along, 0.0), 1.0)
    return hypot(place[0] - a[0] - along * dx, place[1] - a[1] - along * dy)


HALF_WIDTH, RADIUS, ROW_STEP = 26, 30, 45
"""A hexagon standing on its point, in units: regular to 0.1 % with whole numbers (26 is 30 times cos 30° nearly)."""


def draw_hexagons(layout: Sequence[Hexagon], attribution: str) -> MapDrawing:
    """Draw a hexagon layout, one hexagon of equal size a body, so that small authorities are seen as well as large.

    Raises ValueError when there is nothing to draw.
    """
    if not layout:
        raise ValueError("there is nothing to draw")
    columns = {hexagon.code: 2 * hexagon.q + hexagon.r % 2 for hexagon in layout}
    first, last = min(columns.values()), max(columns.values())
    lowest, highest = min(h.r for h in layout), max(h.r for h in layout)
    shapes: list[Shape] = []
    for hexagon in sorted(layout, key=lambda h: h.code):
        x = MARGIN + HALF_WIDTH * (columns[hexagon.code] - first + 1)
        y = MARGIN + RADIUS + ROW_STEP * (highest - hexagon.r)
        half = RADIUS // 2
        side = f"l{HALF_WIDTH} {half} 0 {RADIUS}-{HALF_WIDTH} {half}-{HALF_WIDTH}-{half} 0-{RADIUS}z"
        shapes.append(Shape(hexagon.code, f"M{x} {y - RADIUS}{side}", (((x, y),),)))
    width = 2 * MARGIN + HALF_WIDTH * (last - first + 2)
    height = 2 * MARGIN + 2 * RADIUS + ROW_STEP * (highest - lowest)
    return MapDrawing((0, 0, width, height), tuple(shapes), None, (), attribution)
