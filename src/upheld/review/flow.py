"""The year as one stream that must add up: from complaints received to remedies carried out.

What flows into a node is what the node holds, and what flows out of it: a flow that does not add up cannot be made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from upheld.review.drawing import WIDTH, Band, Box, Drawing, Shape, Words, mm


@dataclass(frozen=True)
class Node:
    """A number of complaints at one stage. `column` counts from 0, from left to right."""

    id: str
    name: str
    number: int
    column: int


@dataclass(frozen=True)
class Link:
    """How many complaints of one node went on to another."""

    source: str
    target: str
    number: int


@dataclass(frozen=True)
class Flow:
    """Nodes and what flows between them.

    Raises ValueError for a flow that does not add up: a node whose in-flow or out-flow is not its number, unless it is
    where the flow begins (nothing flows in) or ends (nothing flows out).
    """

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def __post_init__(self) -> None:
        for node in self.nodes:
            for what, numbers in (("in", self.into(node)), ("out", self.out_of(node))):
                if numbers and sum(link.number for link in numbers) != node.number:
                    raise ValueError(f"{node.name}: {node.number:,} do not flow {what}")

    def into(self, node: Node) -> tuple[Link, ...]:
        """Return what flows into a node."""
        return tuple(link for link in self.links if link.target == node.id)

    def out_of(self, node: Node) -> tuple[Link, ...]:
        """Return what flows out of a node."""
        return tuple(link for link in self.links if link.source == node.id)

    def node(self, id: str) -> Node:  # noqa: A002 the node's own word
        """Return a node by its id."""
        return next(node for node in self.nodes if node.id == id)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return max((node.column for node in self.nodes), default=-1) + 1


BAR = 3.0
"""The width of a node."""
GAP = 5.0
"""Between two nodes of a column."""
LINE = 3.7
"""From one line of a label to the next."""
LABEL = 2 * LINE + 1.0
"""The room that the label of one node needs."""


def draw_flow(flow: Flow, height: float, top: float, alt: str, within: Sequence[Shape] = ()) -> Drawing:
    """Return the flow drawn in `height` millimetres below `top`; shapes `within` come first."""
    placed = _Placed.of(flow, height, top)
    shapes: list[Shape] = [*within, *placed.bands(), *placed.bars(), *placed.labels()]
    return Drawing(WIDTH, mm(top + height + LINE), alt, tuple(shapes))


@dataclass(frozen=True)
class _Placed:
    """Where every node stands: its left edge and its upper edge, with `scale` millimetres to a complaint."""

    flow: Flow
    left: dict[str, float]
    upper: dict[str, float]
    scale: float

    @classmethod
    def of(cls, flow: Flow, height: float, top: float) -> _Placed:
        columns = [[n for n in flow.nodes if n.column == c and n.number] for c in range(flow.columns)]
        room = [height - GAP * (len(nodes) - 1) for nodes in columns]
        most = [(sum(n.number for n in nodes), space) for nodes, space in zip(columns, room, strict=True) if nodes]
        scale = min((space / number for number, space in most), default=0.0)
        # The last column leaves room for its labels, which have no stream to stand on.
        step = (WIDTH - 46.0) / max(1, flow.columns - 1)
        left: dict[str, float] = {}
        upper: dict[str, float] = {}
        for column, nodes in enumerate(columns):
            gap = max(GAP, min(14.0, _spare(nodes, height, scale))) if len(nodes) > 1 else 0.0
            whole = sum(n.number for n in nodes) * scale + gap * (len(nodes) - 1)
            wanted = _middle_of_sources(flow, nodes, upper, scale) - whole / 2
            at = min(max(wanted, top), top + height - whole)
            for node in nodes:
                left[node.id], upper[node.id] = column * step, at
                at += node.number * scale + gap
        return cls(flow, left, upper, scale)

    def bars(self) -> list[Shape]:
        return [
            Box(mm(self.left[n.id]), mm(self.upper[n.id]), BAR, mm(max(n.number * self.scale, 0.35)), "bar")
            for n in self.flow.nodes
            if n.number
        ]

    def bands(self) -> list[Shape]:
        out, into = dict(self.upper), dict(self.upper)
        shapes: list[Shape] = []
        for link in self.flow.links:
            if not link.number:
                continue
            size = max(link.number * self.scale, 0.2)
            at, to = out[link.source], into[link.target]
            x, to_x = self.left[link.source] + BAR, self.left[link.target]
            shapes.append(Band(mm(x), mm(at), mm(at + size), mm(to_x), mm(to), mm(to + size), "stream"))
            out[link.source], into[link.target] = at + size, to + size
        return shapes

    def labels(self) -> list[Shape]:
        shapes: list[Shape] = []
        for column in range(self.flow.columns):
            below = -LABEL
            for node in (n for n in self.flow.nodes if n.column == column and n.number):
                middle = self.upper[node.id] + node.number * self.scale / 2
                at = max(middle - LINE / 2 + 0.8, below + LABEL)
                below = at
                x = self.left[node.id] + BAR + 1.5
                shapes.append(Words(mm(x), mm(at), node.name, style="strong"))
                shapes.append(Words(mm(x), mm(at + LINE), f"{node.number:,}"))
        return shapes


def _middle_of_sources(flow: Flow, nodes: Sequence[Node], upper: Mapping[str, float], scale: float) -> float:
    """Return how high the middle of what flows into a column lies, so that the column can stand beside it."""
    sources = [flow.node(link.source) for node in nodes for link in flow.into(node) if link.source in upper]
    middles = [upper[source.id] + source.number * scale / 2 for source in dict.fromkeys(sources)]
    return sum(middles) / len(middles) if middles else 0.0


def _spare(nodes: Sequence[Node], height: float, scale: float) -> float:
    return (height - sum(n.number for n in nodes) * scale) / (len(nodes) - 1)
