"""Turns the nearest-postcode labels of land into tidy regions, one to an authority, fit to have boundaries cut."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from geography.grid import Grid, Labels, Mask

SMALLEST_PART = 3_000_000
"""Square metres. A detached part below this, unless it is the largest, goes to the authority around it."""
SMALLEST_FOREIGN_PART = 3 * SMALLEST_PART
"""Square metres. A piece of Wales or Scotland below this comes of a stray postcode."""
OWN_ISLAND = 5 * SMALLEST_PART
"""Square metres. All parts on an island below this stay as they are."""
ABROAD = -1
EIGHT_NEIGHBOURS = np.ones((3, 3))


def regions(label: Labels, land: Mask, english: Mask, scilly: int, grid: Grid) -> Labels:
    """Return the region of every cell: one more than its authority's label, or 0 for the sea and other countries.

    `english` says of each label whether it is an authority of England.
    """
    region = np.where(land, label + 1, 0).astype(np.int32)
    region[land & ~english[label]] = ABROAD
    stray = _strays(region, scilly + 1, grid) & ~_own_islands(land, grid)
    nearest = ndimage.distance_transform_edt(stray | (region == 0), return_distances=False, return_indices=True)
    region = np.where(stray, region[tuple(nearest)], region)
    region[region == ABROAD] = 0
    return _without_corner_contacts(region)


def _strays(region: Labels, scilly: int, grid: Grid) -> Mask:
    """Return the cells of parts too small to stand apart from the rest of their authority."""
    stray = np.zeros(region.shape, bool)
    for number, where in enumerate(ndimage.find_objects(np.maximum(region, 0)), 1):
        if where is None or number == scilly:
            continue
        parts, count = ndimage.label(region[where] == number, structure=EIGHT_NEIGHBOURS)
        if count > 1:
            areas = grid.area(np.bincount(parts.ravel()))
            areas[0] = areas[1:].max()
            stray[where] |= ((areas < SMALLEST_PART) & (areas < areas[0]))[parts]
    parts, _ = ndimage.label(region == ABROAD)
    areas = grid.area(np.bincount(parts.ravel()))
    stray |= (areas < SMALLEST_FOREIGN_PART)[parts] & (region == ABROAD)
    return stray


def _own_islands(land: Mask, grid: Grid) -> Mask:
    parts, _ = ndimage.label(land)
    small: Mask = (grid.area(np.bincount(parts.ravel())) < OWN_ISLAND)[parts]
    return small


def _without_corner_contacts(region: Labels) -> Labels:
    """Widen every place where two cells of one region meet at a corner only: a boundary would cross itself there."""
    region = region.copy()
    for _ in range(20):
        south_west, south_east = region[:-1, :-1], region[:-1, 1:]
        north_west, north_east = region[1:, :-1], region[1:, 1:]
        rising = (south_west == north_east) & (south_east != south_west) & (north_west != south_west)
        falling = (south_east == north_west) & (south_west != south_east) & (north_east != south_east) & ~rising
        if not (rising.any() or falling.any()):
            break
        _widen(region, rising, 0)
        _widen(region, falling, 1)
    return region


def _widen(region: Labels, contact: Mask, column: int) -> None:
    """Give a third cell to the pair that meets at a corner; where the pair is sea, turn one of the two into land.

    `column` is where, of the two southern cells, the one of the pair lies.
    """
    rows, columns = np.nonzero(contact)
    one, beside = columns + column, columns + 1 - column
    is_land = region[rows, one] > 0
    land_rows, sea_rows = rows[is_land], rows[~is_land]
    region[land_rows, beside[is_land]] = region[land_rows, one[is_land]]
    neighbours = region[sea_rows, beside[~is_land]], region[sea_rows + 1, one[~is_land]]
    region[sea_rows, one[~is_land]] = np.maximum(*neighbours)
