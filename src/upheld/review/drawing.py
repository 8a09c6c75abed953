"""Drawings as a few kinds of shapes, placed once: the PDF and the pages draw the same ones, each in its own way.

Lengths are millimetres of the printed page, from the upper left corner. A style is a word that both editions know.
"""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 160.0
"""The width of a column of text in the printed review."""

SMALL = 2.9
"""The height of the letters of a drawing: 8.2 points."""


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    style: str
    kind: str = "box"


@dataclass(frozen=True)
class Line:
    """A line through points: x and y in turn."""

    points: tuple[tuple[float, float], ...]
    style: str
    kind: str = "line"


@dataclass(frozen=True)
class Band:
    """A stream from one upright edge to another: from `top` to `bottom` at `x`, to `to_top` and `to_bottom` at `to_x`.

    Its sides are curves that leave and arrive level.
    """

    x: float
    top: float
    bottom: float
    to_x: float
    to_top: float
    to_bottom: float
    style: str
    kind: str = "band"


@dataclass(frozen=True)
class Dot:
    """A disc."""

    x: float
    y: float
    radius: float
    style: str
    kind: str = "dot"


@dataclass(frozen=True)
class Words:
    """One line of text; `y` is its base line. `anchor` is where `x` lies in it: `start`, `middle` or `end`."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    style: str = "plain"
    """`plain`, `strong`, `soft`, or `white`."""
    size: float = SMALL
    kind: str = "words"


Shape = Box | Line | Band | Dot | Words


@dataclass(frozen=True)
class Drawing:
    """Shapes on a sheet, later ones over earlier ones; `alt` says in words what they show."""

    width: float
    height: float
    alt: str
    shapes: tuple[Shape, ...]


def mm(value: float) -> float:
    """Return a length to the hundredth of a millimetre, so that every machine writes the same."""
    return round(value, 2)
