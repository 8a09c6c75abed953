"""Makes staircases along cells into few points: smoothing, then dropping the points that matter least."""

from __future__ import annotations

import heapq
from dataclasses import replace

import numpy as np
from scipy import ndimage

from geography.arcs import Arc, Line
from geography.grid import Grid

SMOOTHING = 1.5
"""Standard deviation of the smoothing, in cells."""
TOLERANCE = 130_000
"""Square metres. A point goes when the triangle it makes with its neighbours is smaller."""
TOLERANCE_OF_RING = 0.02
"""A ring loses at most points whose triangle is smaller than this part of it."""
EASING = ((1.0, 1.0), (0.7, 0.4), (0.4, 0.15), (0.0, 0.1), (0.0, 0.0))
"""What smoothing and tolerance are multiplied by, the more so the more often an arc came out crossing another."""


def simplified(arc: Arc, grid: Grid, ease: int) -> Arc:
    """Return the arc in National Grid metres, simplified. `ease` counts from 0 and indexes `EASING`."""
    smoothing, tolerance = EASING[ease]
    line = grid.metres(_smooth(arc, SMOOTHING * smoothing))
    limit = TOLERANCE * tolerance
    if arc.is_ring:
        limit = min(limit, TOLERANCE_OF_RING * abs(double_area(line)) / 2)
    return replace(arc, line=_without_small_triangles(line, limit, 4 if arc.is_ring else 2))


def double_area(ring: Line) -> float:
    """Return twice the area of a closed line, positive when it runs anticlockwise."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def _smooth(arc: Arc, deviation: float) -> Line:
    """Return the line after a Gaussian filter that keeps both ends where they are, or runs round a free ring."""
    line = arc.line
    if deviation == 0 or len(line) < 3:
        return line
    if arc.is_free:
        ring = ndimage.gaussian_filter1d(line[:-1], deviation, axis=0, mode="wrap")
        return np.concatenate([ring, ring[:1]])
    reach = min(len(line) - 1, round(4 * deviation))
    before, after = 2 * line[0] - line[reach:0:-1], 2 * line[-1] - line[-2 : -reach - 2 : -1]
    filtered = ndimage.gaussian_filter1d(np.concatenate([before, line, after]), deviation, axis=0, mode="nearest")
    smooth: Line = filtered[reach : reach + len(line)]
    smooth[0], smooth[-1] = line[0], line[-1]
    return smooth


def _without_small_triangles(line: Line, limit: float, fewest: int) -> Line:
    """Drop points, smallest triangle first, until every triangle reaches `limit` or only `fewest` points are left.

    Visvalingam and Whyatt, *Line generalisation by repeated elimination of points*, Cartographic Journal 30 (1993).
    """
    count = len(line)
    before, after = list(range(-1, count - 1)), list(range(1, count + 1))
    area = [0.0] * count
    heap: list[tuple[float, int]] = []

    def weigh(point: int, at_least: float) -> None:
        if 0 < point < count - 1:
            a, b, c = line[before[point]], line[point], line[after[point]]
            triangle = abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2
            area[point] = max(float(triangle), at_least)
            heapq.heappush(heap, (area[point], point))

    for point in range(count):
        weigh(point, 0.0)
    dropped: set[int] = set()
    while heap and count - len(dropped) > fewest:
        smallest, point = heapq.heappop(heap)
        if smallest >= limit:
            break
        if point in dropped or smallest != area[point]:
            continue
        dropped.add(point)
        after[before[point]], before[after[point]] = after[point], before[point]
        weigh(before[point], smallest)
        weigh(after[point], smallest)
    return line[[point for point in range(count) if point not in dropped]]
