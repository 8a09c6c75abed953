"""Cuts the boundaries between the regions of a grid into arcs: each is drawn once and shared by its two sides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geography.grid import Labels

Line = NDArray[np.float64]
"""x and y, a row a point."""


@dataclass(frozen=True)
class Arc:
    """A stretch of boundary between two regions (0 is outside), in walking order."""

    line: Line
    left: int
    right: int
    is_free: bool
    """Whether it is a ring that meets no other arc. Other rings begin and end at a place that must stay."""

    @property
    def is_ring(self) -> bool:
        """Whether it ends where it begins."""
        return bool(np.array_equal(self.line[0], self.line[-1]))


def cut_arcs(region: Labels) -> list[Arc]:
    """Return the arcs between places where three or more regions meet, then the rings that meet no such place.

    Lines run along the corners of cells, counted from the south-west. Arcs begin at their southern end and are sorted
    by it; what they begin with depends on the regions alone.
    """
    cells = np.pad(region, 1)
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(_sides(cells))))
    lines = [shapely.get_coordinates(line) for line in merged]
    meetings = Counter(tuple(end) for line in lines for end in (line[0], line[-1]))
    arcs: list[Arc] = []
    for line in lines:
        is_free = tuple(line[0]) == tuple(line[-1]) and meetings[tuple(line[0])] == 2
        walk = _in_order(line, is_free)
        left, right = _regions_beside(cells, walk)
        arcs.append(Arc(walk - 1, left, right, is_free))
    return sorted(arcs, key=lambda arc: (arc.is_free, arc.line[:2, ::-1].tolist(), arc.line[-1].tolist()))


def _sides(cells: Labels) -> NDArray[np.int64]:
    """Return the sides of cells between different regions, each as two corners."""
    row, column = np.nonzero(cells[1:] != cells[:-1])
    level = np.stack([np.stack([column, row + 1], 1), np.stack([column + 1, row + 1], 1)], 1)
    row, column = np.nonzero(cells[:, 1:] != cells[:, :-1])
    upright = np.stack([np.stack([column + 1, row], 1), np.stack([column + 1, row + 1], 1)], 1)
    return np.concatenate([level, upright])


def _in_order(line: Line, is_free: bool) -> Line:
    """Return the line from its southern (then western) end; a free ring from its southernmost corner."""
    if is_free:
        start = int(np.lexsort((line[:-1, 0], line[:-1, 1]))[0])
        line = np.concatenate([np.roll(line[:-1], -start, 0), line[start : start + 1]])
    backwards = line[::-1]
    return line if line[:, ::-1].tolist() <= backwards[:, ::-1].tolist() else backwards


def _regions_beside(cells: Labels, line: Line) -> tuple[int, int]:
    """Return the regions to the left and to the right of the first step of a line."""
    middle, (dx, dy) = (line[0] + line[1]) / 2, line[1] - line[0]
    aside = np.array([-dy, dx]) / 2
    (left_x, left_y), (right_x, right_y) = np.floor(middle + aside).astype(int), np.floor(middle - aside).astype(int)
    return int(cells[left_y, left_x]), int(cells[right_y, right_x])
