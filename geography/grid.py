"""The grid that England is drawn on: each cell takes the authority of its nearest postcode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geography.source import MAINLAND, Postcodes

Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]
Metres = NDArray[np.float32]

BEYOND = 30_000
"""Metres. Postcodes this far north of the grid can still be nearest to a cell of it."""
CROWD = 40
"""The distance to this many postcodes tells how densely a place is lived in."""
CROWD_REACH = 6_000
"""Metres. Farther than this to the crowd is taken as infinitely far."""


@dataclass(frozen=True)
class Grid:
    """Square cells over an extent in National Grid metres. Row 0 is the southernmost, column 0 the westernmost."""

    west: int
    east: int
    south: int
    north: int
    cell: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.north - self.south) // self.cell, (self.east - self.west) // self.cell

    def centres(self) -> NDArray[np.float64]:
        """Return easting and northing of the middle of every cell, row after row."""
        rows, columns = self.shape
        eastings = self.west + self.cell * (np.arange(columns) + 0.5)
        northings = self.south + self.cell * (np.arange(rows) + 0.5)
        return np.stack(np.meshgrid(eastings, northings), -1).reshape(-1, 2)

    def metres(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return easting and northing of places counted in cells (x, y) from the south-west corner."""
        return corners * self.cell + (self.west, self.south)

    def cells(self, metres: float) -> float:
        """Return a length in cells."""
        return metres / self.cell

    def area(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return square metres for a number of cells."""
        return cells * self.cell**2


ENGLAND = Grid(west=75_000, east=665_000, south=-5_000, north=680_000, cell=250)


@dataclass(frozen=True)
class Settlement:
    """What the postcodes say of every cell of a grid."""

    label: Labels
    """The authority of the nearest postcode: an index into `Postcodes.codes`."""
    distance: Metres
    """Metres to the nearest postcode."""
    crowd: Metres
    """Metres to the 40th nearest place with a postcode; infinite when beyond 6 km."""


def settle(postcodes: Postcodes, grid: Grid) -> Settlement:
    """Find for every cell the nearest postcode and how densely the place is lived in. Takes most of the time."""
    mainland = np.array([code.startswith(MAINLAND) for code in postcodes.codes])
    used = postcodes.placed() & mainland[postcodes.label] & (postcodes.northing < grid.north + BEYOND)
    points = np.stack([postcodes.easting[used], postcodes.northing[used], postcodes.label[used]], 1)
    points = np.unique(points, axis=0)
    centres = grid.centres()
    distance, nearest = cKDTree(points[:, :2]).query(centres, workers=-1)
    places = np.unique(points[:, :2], axis=0)
    crowd, _ = cKDTree(places).query(centres, k=[CROWD], workers=-1, distance_upper_bound=CROWD_REACH)
    return Settlement(
        label=points[nearest, 2].astype(np.int32).reshape(grid.shape),
        distance=distance.astype(np.float32).reshape(grid.shape),
        crowd=crowd.astype(np.float32).reshape(grid.shape),
    )
