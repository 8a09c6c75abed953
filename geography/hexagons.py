"""Lays authorities out as hexagons of equal size, so that neighbours stay neighbours and England stays England.

Places are first pushed apart until each has room, then assigned to cells with the least displacement, and then moved
and swapped by simulated annealing, whose cost counts neighbours torn apart, bearings turned and places displaced.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Cell = tuple[int, int]
"""Column and row of odd-r offset rows: odd rows lie half a hexagon to the east, rows grow to the north."""
Places = NDArray[np.float64]
"""x to the east and y to the north, a row a body."""

MOVES = 1_200_000
SEED = 4
"""Of four tried, the one that kept most true neighbours and bearings."""
HOTTEST, COLDEST = 0.6, 0.005
"""Temperatures: how much worse, in the units of cost, a move may make the layout and still be taken now and then."""
DISPLACEMENT = 0.072
"""Cost of each squared unit between a hexagon and its body's place."""
TURNED = 0.35
"""Cost of a neighbour at a right angle to its true bearing; twice that when it is opposite."""
TORN_APART_AT_MOST = 3.0
"""A neighbour costs the gap to it, in hexagons, but no more than this."""
COMPANY = 0.25
"""What each occupied cell beside it takes off the cost of a hexagon that moves to an empty cell."""


@dataclass(frozen=True)
class Bodies:
    """What is to be laid out. `pairs` are the bodies that border on one another, as indices into `codes`."""

    codes: Sequence[str]
    places: Places
    pairs: Sequence[tuple[int, int]]

    def neighbours(self) -> list[list[int]]:
        """Return the bodies that border on each body."""
        beside: list[list[int]] = [[] for _ in self.codes]
        for one, other in self.pairs:
            beside[one].append(other)
            beside[other].append(one)
        return beside


def lay_out(bodies: Bodies) -> dict[str, Cell]:
    """Return a cell for each body. The same bodies always get the same cells."""
    places = bodies.places - bodies.places.mean(0)
    width, height = np.ptp(places, axis=0)
    # About one unit square a body, for England fills half of the box around it.
    places = places / math.sqrt(width * height * 0.5 / len(bodies.codes))
    apart = _pushed_apart(places, np.array(bodies.pairs))
    start, apart = _assigned(apart)
    cells = _Annealing(bodies, places, apart, start).run()
    return dict(zip(bodies.codes, cells, strict=True))


def middle(cell: Cell) -> tuple[float, float]:
    """Return the middle of a hexagon that is one unit wide."""
    column, row = cell
    return column + 0.5 * (row & 1), row * math.sqrt(3) / 2


def around(cell: Cell) -> tuple[Cell, ...]:
    """Return the six cells that touch a cell."""
    column, row = cell
    shift = row & 1
    west, east = column - 1 + shift, column + shift
    beside = ((column + 1, row), (column - 1, row))
    return (*beside, (east, row + 1), (west, row + 1), (east, row - 1), (west, row - 1))


def _pushed_apart(places: Places, pairs: NDArray[np.int64]) -> Places:
    """Return places moved until each has about a hexagon's room, while neighbours are held together."""
    places = places.copy()
    one, other = pairs[:, 0], pairs[:, 1]
    for _ in range(600):
        between = places[:, None] - places[None]
        distance = np.sqrt((between**2).sum(-1)) + 1e-9
        push = np.clip(1.02 - distance, 0, None)
        np.fill_diagonal(push, 0)
        force = (between / distance[..., None] * push[..., None] * 0.5).sum(1)
        along = places[other] - places[one]
        length = np.sqrt((along**2).sum(-1)) + 1e-9
        pull = along / length[:, None] * (np.clip(length - 1.05, 0, 2) * 0.1)[:, None]
        np.add.at(force, one, pull)
        np.add.at(force, other, -pull)
        places += 0.5 * force
    return places


def _assigned(places: Places) -> tuple[list[Cell], Places]:
    """Return the cells that displace the places least, over small shifts of them all, and the places so shifted."""
    (west, south), (east, north) = places.min(0), places.max(0)
    columns = range(int(west) - 2, int(east) + 3)
    rows = range(int(south / 0.866) - 2, int(north / 0.866) + 3)
    cells = [(column, row) for column in columns for row in rows]
    middles = np.array([middle(cell) for cell in cells])
    best: tuple[float, NDArray[np.int64], Places] | None = None
    for shift in ((x, y) for x in (0, 0.25, 0.5, 0.75) for y in (0, 0.3, 0.6)):
        shifted = places + shift
        displacement = ((shifted[:, None] - middles[None]) ** 2).sum(-1)
        rows_used, chosen = linear_sum_assignment(displacement)
        total = float(displacement[rows_used, chosen].sum())
        if best is None or total < best[0]:
            best = total, chosen, shifted
    assert best is not None, "at least one shift was tried"
    return [cells[n] for n in best[1]], best[2]


def _direction(along: NDArray[np.float64]) -> tuple[float, float]:
    length = math.hypot(*along) + 1e-9
    return float(along[0] / length), float(along[1] / length)


class _Annealing:
    """Moves hexagons one at a time, ever less often to the worse."""

    def __init__(self, bodies: Bodies, places: Places, apart: Places, start: Sequence[Cell]) -> None:
        self.beside = bodies.neighbours()
        self.apart: list[tuple[float, float]] = [(float(x), float(y)) for x, y in apart]
        self.cell_of = list(start)
        self.body_at = {cell: body for body, cell in enumerate(start)}
        self.bearing = [
            [_direction(places[other] - places[one]) for other in beside] for one, beside in enumerate(self.beside)
        ]
        """The true direction of each neighbour, in the order of `beside`."""
        self.chance = random.Random(SEED)

    def run(self) -> list[Cell]:
        """Return the cells after all moves."""
        temperature = HOTTEST
        for move in range(MOVES):
            if move % 500 == 0:
                temperature = max(COLDEST, HOTTEST * (1 - move / MOVES) ** 2)
            body = self.chance.randrange(len(self.cell_of))
            target = self._target(body)
            if target == self.cell_of[body]:
                continue
            if target in self.body_at:
                self._try_swap(body, self.body_at[target], temperature)
            else:
                self._try_move(body, target, temperature)
        return self.cell_of

    def _target(self, body: int) -> Cell:
        """Return a cell beside a true neighbour, or beside where the body is."""
        centre = self.cell_of[body]
        if self.beside[body] and self.chance.random() < 0.5:
            centre = self.cell_of[self.chance.choice(self.beside[body])]
        return self.chance.choice(around(centre))

    def _cost(self, body: int) -> float:
        x, y = middle(self.cell_of[body])
        home_x, home_y = self.apart[body]
        cost = DISPLACEMENT * ((home_x - x) * (home_x - x) + (home_y - y) * (home_y - y))
        for other, (east, north) in zip(self.beside[body], self.bearing[body], strict=True):
            other_x, other_y = middle(self.cell_of[other])
            dx, dy = other_x - x, other_y - y
            distance = math.hypot(dx, dy) + 1e-9
            cost += min(distance - 1, TORN_APART_AT_MOST) + TURNED * (1 - (dx * east + dy * north) / distance)
        return cost

    def _accepts(self, worse: float, temperature: float) -> bool:
        return worse <= 0 or self.chance.random() < math.exp(-worse / temperature)

    def _try_swap(self, body: int, other: int, temperature: float) -> None:
        before = self._cost(body) + self._cost(other)
        self._swap(body, other)
        if not self._accepts(self._cost(body) + self._cost(other) - before, temperature):
            self._swap(body, other)

    def _swap(self, body: int, other: int) -> None:
        cells = self.cell_of
        cells[body], cells[other] = cells[other], cells[body]
        self.body_at[cells[body]], self.body_at[cells[other]] = body, other

    def _company(self, cell: Cell, body: int) -> int:
        return sum(self.body_at.get(beside, body) != body for beside in around(cell))

    def _try_move(self, body: int, target: Cell, temperature: float) -> None:
        """Move to an empty cell, unless it would stand there all but alone."""
        company = self._company(target, body)
        if company < 2:
            return
        origin = self.cell_of[body]
        before = self._cost(body) - COMPANY * self._company(origin, body)
        self._move(body, target)
        if not self._accepts(self._cost(body) - COMPANY * company - before, temperature):
            self._move(body, origin)

    def _move(self, body: int, target: Cell) -> None:
        del self.body_at[self.cell_of[body]]
        self.cell_of[body] = target
        self.body_at[target] = body


def without_holes(layout: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return the layout with every enclosed empty cell filled, by shifting a chain of hexagons in from the rim."""
    layout = dict(layout)
    while True:
        code_at = {cell: code for code, cell in layout.items()}
        empty = sorted({cell for taken in code_at for cell in around(taken)} - set(code_at))
        hole = next((cell for cell in empty if sum(beside in code_at for beside in around(cell)) >= 5), None)
        if hole is None:
            return layout
        chain = _chain_to_rim(hole, set(code_at))
        for free, taken in pairwise(chain):
            layout[code_at[taken]] = free


def _chain_to_rim(hole: Cell, taken: set[Cell]) -> list[Cell]:
    """Return the shortest chain of touching cells from a hole to a hexagon on the rim."""
    came_from: dict[Cell, Cell] = {}
    queue = deque([hole])
    while queue:
        cell = queue.popleft()
        for beside in around(cell):
            if beside in taken and beside not in came_from:
                came_from[beside] = cell
                queue.append(beside)
                if sum(further in taken for further in around(beside)) <= 3:
                    chain = [beside]
                    while chain[-1] != hole:
                        chain.append(came_from[chain[-1]])
                    return chain[::-1]
    raise ValueError("the layout has no rim")


def with_island(layout: Mapping[str, Cell], island: str, near: str) -> dict[str, Cell]:
    """Return the layout with `island` alone in the sea, south-west of `near`, touching nothing."""
    layout = {code: cell for code, cell in layout.items() if code != island}
    taken = set(layout.values())
    column, row = layout[near]
    x, y = middle((column, row))
    free = [
        (q, r)
        for q in range(column - 6, column + 7)
        for r in range(row - 6, row + 7)
        if (q, r) not in taken and taken.isdisjoint(around((q, r)))
    ]
    layout[island] = min(free, key=lambda cell: math.dist(middle(cell), (x - 1.5, y - 1.3)))
    return layout


@dataclass(frozen=True)
class LayoutScore:
    """How true a layout is."""

    pairs: int
    """True neighbours in it …"""
    kept: int
    """… of which these touch …"""
    within_45_degrees: int
    """… and these lie in the true direction, to 45° either way."""
    parts: int
    """In how many pieces it is."""

    def __str__(self) -> str:
        """Say it in one line."""
        kept, bearing = self.kept / self.pairs, self.within_45_degrees / self.pairs
        return f"{kept:.1%} of {self.pairs} true pairs touch, {bearing:.1%} keep their bearing, {self.parts} pieces"


def score(layout: Mapping[str, Cell], bodies: Bodies) -> LayoutScore:
    """Measure a layout of these bodies."""
    kept = bearing = 0
    for one, other in bodies.pairs:
        here, there = layout[bodies.codes[one]], layout[bodies.codes[other]]
        kept += there in around(here)
        drawn = np.subtract(middle(there), middle(here))
        true = bodies.places[other] - bodies.places[one]
        bearing += bool(drawn @ true > math.cos(math.pi / 4) * np.linalg.norm(drawn) * np.linalg.norm(true))
    left = set(layout.values())
    parts = 0
    while left:
        parts += 1
        queue = [left.pop()]
        while queue:
            beside = left.intersection(around(queue.pop()))
            left -= beside
            queue.extend(beside)
    return LayoutScore(len(bodies.pairs), kept, bearing, parts)
