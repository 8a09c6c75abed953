"""Tells land from water on the grid: the coast of Natural Earth, mended where postcodes show that it is too coarse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.features import rasterize
from scipy import ndimage
from skimage.graph import MCP_Geometric

from geography.grid import Grid, Mask, Metres, Settlement
from upheld.scheme.geography import Polygon

# All lengths below are metres and all areas square metres. They were chosen by comparison with official boundaries.
NEAR_A_POSTCODE = 300
"""Nobody has a postcode at sea: what is this near to one is land."""
GAP = 700
"""Water narrower than this between places near postcodes is no water on this map."""
SCILLY_REACH = 500
"""The islands' postcodes are few, and Natural Earth knows only the largest island."""
EMPTY = 300
"""Carved water is at least this far from any postcode …"""
EMPTY_TO_CROWD = 0.6
"""… and from the nearest postcode at least this part of the way to the 40th …"""
CROWDED = 3_500
"""… where the 40th is within this: shores lived on densely, with an empty middle."""
LINK = 600
"""Carved water counts when it can be reached from the sea by steps this long."""
SMALLEST_WATER = 1_000_000
SMALLEST_BASIN = 4_000_000
"""An inner water from this size on is joined to the sea by a channel, if one is near."""
BASIN_REACH = 6_000
LONGEST_CHANNEL = 7_000
SMALLEST_ISLAND = 1_000_000
EIGHT_NEIGHBOURS = np.ones((3, 3))


def land_mask(settlement: Settlement, coast: Sequence[Polygon], scilly: int, grid: Grid) -> Mask:
    """Return which cells are land. `scilly` is the label of the Isles of Scilly, which keep even small islands."""
    near = settlement.distance <= NEAR_A_POSTCODE
    land = _rasterised(coast, grid) | closed(near, grid.cells(GAP))
    islands = (settlement.label == scilly) & (settlement.distance <= SCILLY_REACH)
    land = ndimage.binary_fill_holes(land | islands)
    land &= ~_harbours(land, settlement, grid)
    _open_basins(land, settlement.distance, grid)
    land = ndimage.binary_fill_holes(land)
    parts, _ = ndimage.label(land)
    large = grid.area(np.bincount(parts.ravel())) >= SMALLEST_ISLAND
    large[0] = False
    kept: Mask = large[parts] | (land & islands)
    return kept


def closed(mask: Mask, radius: float) -> Mask:
    """Return the morphological closing by a disc, of a radius in cells."""
    grown = ndimage.distance_transform_edt(~mask) <= radius
    shrunk: Mask = ndimage.distance_transform_edt(grown) > radius
    return shrunk


def _rasterised(polygons: Sequence[Polygon], grid: Grid) -> Mask:
    to_grid = Transformer.from_crs(4326, 27700, always_xy=True)
    shapes = [shapely.Polygon(np.stack(to_grid.transform(*np.array(outer).T), 1)) for outer, *_ in polygons]
    southern_rows_first = Affine(grid.cell, 0, grid.west, 0, grid.cell, grid.south)
    land: Mask = rasterize(shapes, out_shape=grid.shape, transform=southern_rows_first, dtype="uint8").astype(bool)
    return land


def _harbours(land: Mask, settlement: Settlement, grid: Grid) -> Mask:
    """Return harbours and estuaries that the coast leaves out: empty between dense shores, and open to the sea."""
    distance, crowd = settlement.distance, settlement.crowd
    empty = land & (distance >= EMPTY) & (distance >= EMPTY_TO_CROWD * crowd) & (crowd < CROWDED)
    sea = _largest(~land)
    within_reach = ndimage.distance_transform_edt(~(empty | sea)) <= grid.cells(LINK)
    parts, count = ndimage.label(within_reach, structure=EIGHT_NEIGHBOURS)
    open_to_sea = np.zeros(count + 1, bool)
    open_to_sea[np.unique(parts[sea])] = True
    open_to_sea[0] = False
    water = closed((empty & open_to_sea[parts]) | sea, 1.5) & land & (distance >= 0.6 * EMPTY)
    parts, _ = ndimage.label(water, structure=EIGHT_NEIGHBOURS)
    large: Mask = water & (grid.area(np.bincount(parts.ravel())) >= SMALLEST_WATER)[parts]
    return large


def _largest(mask: Mask) -> Mask:
    parts, _ = ndimage.label(mask)
    sizes = np.bincount(parts.ravel())
    largest: Mask = parts == 1 + np.argmax(sizes[1:])
    return largest


def _open_basins(land: Mask, distance: Metres, grid: Grid) -> None:
    """Join large inner waters to the sea, in place, by the channel that keeps farthest from postcodes."""
    parts, count = ndimage.label(~land)
    areas = grid.area(np.bincount(parts.ravel()))
    sea = 1 + int(np.argmax(areas[1:]))
    reach = int(grid.cells(BASIN_REACH))
    for basin, where in enumerate(ndimage.find_objects(parts, count), 1):
        if basin == sea or areas[basin] < SMALLEST_BASIN:
            continue
        rows, columns = (slice(max(side.start - reach, 0), side.stop - 1 + reach) for side in where)
        window = (rows, columns)
        channel = _channel(land[window], distance[window], parts[window] == basin, parts[window] == sea)
        if grid.cell * sum(bool(land[window][cell]) for cell in channel) <= LONGEST_CHANNEL:
            for row, column in channel:
                land[window][row, column : column + 2] = False


def _channel(land: Mask, distance: Metres, basin: Mask, sea: Mask) -> list[tuple[int, int]]:
    """Return the cells of the cheapest way from the basin to the sea; none when no sea is in the window."""
    if not sea.any():
        return []
    cost: NDArray[np.float64] = np.where(land, np.exp(-np.minimum(distance, 600) / 120) + 0.002, 1e-4)
    ways = MCP_Geometric(cost)
    total, _ = ways.find_costs(np.argwhere(basin).tolist())
    end = np.unravel_index(np.argmin(np.where(sea, total, np.inf)), total.shape)
    return [(int(row), int(column)) for row, column in ways.traceback(end)]
