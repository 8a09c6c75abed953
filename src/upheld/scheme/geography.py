"""Reads the geography of a scheme: boundaries, hexagon layouts and centroids, or a person's own boundaries.

The postcode index of the same folder is read by `upheld.scheme.postcodes`; `PostcodeIndex` can be had from here too.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from upheld.errors import PersonError, Problem
from upheld.scheme.postcodes import PostcodeIndex

__all__ = [
    "Area",
    "Boundaries",
    "Centroid",
    "Geography",
    "Hexagon",
    "Point",
    "Polygon",
    "PostcodeIndex",
    "Ring",
    "from_geojson",
    "load_geography",
    "read_attribution",
    "read_topology",
]

Point = tuple[float, float]
"""Longitude and latitude in degrees, WGS84."""
Ring = tuple[Point, ...]
"""A closed line: its last point is its first."""
Polygon = tuple[Ring, ...]
"""An outer ring, then the rings of its holes."""


@dataclass(frozen=True)
class Area:
    """The ground of one authority."""

    code: str
    """GSS code."""
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True)
class Boundaries:
    """Areas of one level, sorted by code, and the line that must stand on every map of them."""

    areas: tuple[Area, ...]
    attribution: str


@dataclass(frozen=True)
class Hexagon:
    """One authority's hexagon: column `q` and row `r` of odd-r offset rows, with `r` growing to the north."""

    code: str
    q: int
    r: int


@dataclass(frozen=True)
class Centroid:
    """The mean position of all postcodes of one authority: National Grid metres, and WGS84 degrees."""

    code: str
    easting: int
    northing: int
    longitude: float
    latitude: float
    postcodes: int


@dataclass(frozen=True)
class Geography:
    """All that a scheme knows about where its authorities lie."""

    districts: Boundaries
    """Every lower-tier or single-tier body once: districts, unitaries, metropolitan and London boroughs."""
    counties: Boundaries
    """The bodies above districts. They cover the same ground: draw them apart from `districts`, or by `upper`."""
    hexagons: Mapping[str, tuple[Hexagon, ...]]
    """Layouts by name, `district` and `upper`, each sorted by code."""
    centroids: tuple[Centroid, ...]
    attribution: str

    @property
    def upper(self) -> Boundaries:
        """County-level bodies that cover England once: the counties, and whichever body has no county above it."""
        layout = {hexagon.code for hexagon in self.hexagons["upper"]}
        areas = (*self.districts.areas, *self.counties.areas)
        chosen = sorted((area for area in areas if area.code in layout), key=lambda area: area.code)
        return Boundaries(tuple(chosen), self.attribution)


def load_geography(folder: Path) -> Geography:
    """Read the geography folder of a scheme (`scheme.folder / "geography"`).

    Raises PersonError that names a missing file.
    """
    for name in ("england.topo.json", "hex.csv", "centroids.csv", "attribution.txt"):
        if not (folder / name).is_file():
            raise PersonError(f"{folder / name} is missing.", mend="Rebuild it with: make geography")
    attribution = read_attribution(folder)
    levels = read_topology(json.loads((folder / "england.topo.json").read_text(encoding="utf-8")))
    return Geography(
        districts=Boundaries(levels["district"], attribution),
        counties=Boundaries(levels["county"], attribution),
        hexagons=_hexagons(folder / "hex.csv"),
        centroids=_centroids(folder / "centroids.csv"),
        attribution=attribution,
    )


def read_attribution(folder: Path) -> str:
    """Return the line that must stand on every map and every postcode finder made from `folder`."""
    return (folder / "attribution.txt").read_text(encoding="utf-8").strip()


def read_topology(document: Mapping[str, Any]) -> dict[str, tuple[Area, ...]]:
    """Return the areas of each object of a quantised TopoJSON document, sorted by feature id.

    The format is that of the TopoJSON specification 1.0: arcs are steps on a grid; a negative index is an arc reversed.
    """
    arcs = tuple(_unquantised(document["transform"], steps) for steps in document["arcs"])
    return {
        name: tuple(
            sorted((_topology_area(feature, arcs) for feature in layer["geometries"]), key=lambda area: area.code)
        )
        for name, layer in sorted(document["objects"].items())
    }


def _unquantised(transform: Mapping[str, Sequence[float]], steps: Iterable[Sequence[int]]) -> Ring:
    (x_scale, y_scale), (x_start, y_start) = transform["scale"], transform["translate"]
    x = y = 0
    line: list[Point] = []
    for step_x, step_y in steps:
        x += step_x
        y += step_y
        line.append((x * x_scale + x_start, y * y_scale + y_start))
    return tuple(line)


def _topology_area(feature: Mapping[str, Any], arcs: Sequence[Ring]) -> Area:
    polygons = [feature["arcs"]] if feature["type"] == "Polygon" else feature["arcs"]
    return Area(str(feature["id"]), tuple(tuple(_joined(ring, arcs) for ring in polygon) for polygon in polygons))


def _joined(indices: Iterable[int], arcs: Sequence[Ring]) -> Ring:
    line: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        line.extend(arc[1:] if line else arc)
    return tuple(line)


def from_geojson(path: Path, *, code_property: str, attribution: str) -> Boundaries:
    """Read a person's own boundaries from GeoJSON (RFC 7946), to be drawn instead of ours.

    `code_property` is the property that holds the GSS code, for instance `LAD23CD`; features whose code is repeated
    are put together. `attribution` is the line their licence asks for. Raises PersonError with one Problem for each
    feature without a code, without a shape, or outside the range of degrees (a sign of National Grid metres).
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise PersonError(f"{path} cannot be read as GeoJSON: {error}.", mend="Export the file again.") from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise PersonError(
            f"{path} has no features.", mend="Give a GeoJSON FeatureCollection with a shape an authority."
        )
    problems: list[Problem] = []
    polygons: dict[str, list[Polygon]] = {}
    for number, feature in enumerate(features, 1):
        if problem := _feature_problem(path.name, number, feature, code_property):
            problems.append(problem)
        else:
            polygons.setdefault(str(feature["properties"][code_property]), []).extend(_polygons(feature["geometry"]))
    if problems:
        raise PersonError(f"{path} has {len(problems)} problem(s).", mend="Mend each and try again.", problems=problems)
    return Boundaries(tuple(Area(code, tuple(parts)) for code, parts in sorted(polygons.items())), attribution)


def _feature_problem(file: str, number: int, feature: Any, code_property: str) -> Problem | None:
    where = f"feature {number}"
    properties = feature.get("properties") or {}
    geometry = feature.get("geometry") or {}
    if not properties.get(code_property):
        known = ", ".join(sorted(properties)) or "none"
        return Problem(file, None, where, None, f"has no {code_property}.", f"Name one of its properties: {known}.")
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return Problem(file, None, where, geometry.get("type"), "is not a (multi)polygon.", "Give its outline.")
    metres = next((p for p in _points(geometry) if not (-180 <= p[0] <= 180 and -90 <= p[1] <= 90)), None)
    if metres:
        return Problem(
            file, None, where, str(metres), "is not longitude and latitude.", "Export the file as WGS84 (EPSG:4326)."
        )
    return None


def _points(geometry: Mapping[str, Any]) -> Iterator[Point]:
    for polygon in _polygons(geometry):
        for ring in polygon:
            yield from ring


def _polygons(geometry: Mapping[str, Any]) -> tuple[Polygon, ...]:
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return tuple(tuple(tuple((p[0], p[1]) for p in ring) for ring in polygon) for polygon in parts)


def _hexagons(path: Path) -> Mapping[str, tuple[Hexagon, ...]]:
    layouts: dict[str, list[Hexagon]] = {}
    for row in _rows(path):
        layouts.setdefault(row["layout"], []).append(Hexagon(row["code"], int(row["q"]), int(row["r"])))
    return {name: tuple(sorted(hexagons, key=lambda h: h.code)) for name, hexagons in sorted(layouts.items())}


def _centroids(path: Path) -> tuple[Centroid, ...]:
    return tuple(
        Centroid(
            code=row["code"],
            easting=int(row["easting"]),
            northing=int(row["northing"]),
            longitude=float(row["lon"]),
            latitude=float(row["lat"]),
            postcodes=int(row["postcodes"]),
        )
        for row in _rows(path)
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
