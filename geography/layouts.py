"""The two hexagon layouts and the centroids, from the boundaries and postcodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from geography.boundaries import SCILLY
from geography.hexagons import Bodies, Cell, Places, lay_out, with_island, without_holes
from geography.source import Postcodes
from upheld.scheme.geography import Area, Centroid, read_topology

CORNWALL = "E06000052"
OF_POSTCODES = 0.4
"""A body's place is this part its postcodes' middle, and for the rest the middle of its ground."""


def centroids(postcodes: Postcodes) -> list[Centroid]:
    """Return the mean position of all postcodes of each district-level authority, sorted by code."""
    to_degrees = Transformer.from_crs(27700, 4326, always_xy=True)
    placed = postcodes.placed()
    found: list[Centroid] = []
    for label, code in postcodes.english():
        own = placed & (postcodes.label == label)
        easting, northing = float(postcodes.easting[own].mean()), float(postcodes.northing[own].mean())
        longitude, latitude = to_degrees.transform(easting, northing)
        place = (round(easting), round(northing), round(longitude, 5), round(latitude, 5))
        found.append(Centroid(code, *place, postcodes=int(own.sum())))
    return found


def district_bodies(topology: Mapping[str, Any], found: Sequence[Centroid]) -> Bodies:
    """Return the districts as bodies to lay out."""
    ground = {area.code: _middle_of_ground(area) for area in read_topology(topology)["district"]}
    places = {
        c.code: OF_POSTCODES * np.array([c.easting, c.northing]) + (1 - OF_POSTCODES) * ground[c.code] for c in found
    }
    # So far out that the islands do not crowd Cornwall, and still on the map.
    places[SCILLY] = places[CORNWALL] - 45_000
    codes = sorted(places)
    return Bodies(codes, np.array([places[code] for code in codes]), _pairs(topology, codes, {}))


def upper_bodies(
    topology: Mapping[str, Any], districts: Bodies, found: Sequence[Centroid], counties: Mapping[str, str]
) -> Bodies:
    """Return counties, and districts with no county above them, as bodies; a county lies where its postcodes do."""
    weight = {c.code: c.postcodes for c in found}
    members: dict[str, list[int]] = {}
    for n, code in enumerate(districts.codes):
        members.setdefault(counties.get(code, code), []).append(n)
    codes = sorted(members)
    places = [
        np.average(districts.places[members[c]], axis=0, weights=[weight[districts.codes[n]] for n in members[c]])
        for c in codes
    ]
    return Bodies(codes, np.array(places), _pairs(topology, codes, counties))


def lay_out_england(bodies: Bodies) -> dict[str, Cell]:
    """Return the layout of either set of bodies, with columns and rows counted from 0."""
    layout = with_island(without_holes(lay_out(bodies)), SCILLY, CORNWALL)
    west, south = (min(cell[axis] for cell in layout.values()) for axis in (0, 1))
    south -= south % 2
    return {code: (column - west, row - south) for code, (column, row) in sorted(layout.items())}


def _middle_of_ground(area: Area) -> Places:
    to_grid = Transformer.from_crs(4326, 27700, always_xy=True)
    rings = [[np.stack(to_grid.transform(*np.array(ring).T), 1) for ring in polygon] for polygon in area.polygons]
    shape = shapely.MultiPolygon([(ring[0], ring[1:]) for ring in rings])
    middle: Places = shapely.get_coordinates(shapely.centroid(shape))[0]
    return middle


def _pairs(topology: Mapping[str, Any], codes: Sequence[str], group: Mapping[str, str]) -> list[tuple[int, int]]:
    """Return which bodies share an arc, as indices into `codes`. `group` says what a district is part of."""
    owners: dict[int, set[int]] = {}
    index = {code: n for n, code in enumerate(codes)}
    for feature in topology["objects"]["district"]["geometries"]:
        owner = index[group.get(feature["id"], feature["id"])]
        polygons = [feature["arcs"]] if feature["type"] == "Polygon" else feature["arcs"]
        for step in (step for polygon in polygons for ring in polygon for step in ring):
            owners.setdefault(step if step >= 0 else ~step, set()).add(owner)
    return sorted({(min(two), max(two)) for two in owners.values() if len(two) == 2})
