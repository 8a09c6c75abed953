"""Presses letters into PDF/UA-1: see `upheld.writing.press`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from upheld.letters.drawing import printed, scale, trend
from upheld.letters.model import FunnelChart, Letter, Trend
from upheld.writing import press
from upheld.writing.blocks import Block, Bullets, Heading, Paragraph

HERE = Path(__file__).parent

TEMPLATE = HERE / "letter.typ"

LARGE = HERE / "large.typ"
"""The same letter in large print."""


class Press:
    """A press for as many letters as a process writes: of the usual letter, or of one in large print."""

    def __init__(self, template: Path = TEMPLATE) -> None:
        self._press = press.TemplatePress(template)

    def pdf(self, letter: Letter) -> bytes:
        """Return the letter as a PDF/UA-1 document, dated by the letter itself."""
        inputs = {"letter": data(letter), "length": str(length(letter.body)), "scales": _scales(letter)}
        return self._press.pdf(inputs, letter.written_on)


def _scales(letter: Letter) -> str:
    """Return the drawings of large print as JSON, one for each panel; empty for one that has nothing to draw."""
    return json.dumps([scale(panel.chart) if panel.chart else "" for panel in letter.panels])


def length(body: Sequence[Block]) -> int:
    """Return about how much room the body of a letter takes, in letters; whatever begins a line takes some more."""
    return sum(map(_length, body))


def _length(block: Block) -> int:
    match block:
        case Heading():
            return 150
        case Bullets():
            return sum(60 + sum(len(run.text) for run in item) for item in block.items)
        case Paragraph():
            return 60 + sum(len(run.text) for run in block.runs)


def data(letter: Letter) -> str:
    """Return the letter as the JSON the template reads, without what it does not print."""
    return press.as_json(letter, without=("rulings", "notes", "questions"), plain=_plain)


def _plain(part: object) -> Any:
    """Return what stands for a part of the letter: for a funnel or a trend its drawing, for any other its fields."""
    if isinstance(part, FunnelChart):
        return {"drawn": printed(part), "most": part.most_worded, "unit": part.unit, "alt": part.alt}
    if isinstance(part, Trend):
        first, last = part.points[0].label, part.points[-1].label
        return {"title": part.title, "alt": part.alt, "first": first, "last": last, **vars(trend(part.points))}
    return press.as_fields(part)


@cache
def engine_hash() -> str:
    """Return the SHA-256 over everything besides a letter's own data that decides its bytes, as PDF, HTML or text.

    That is every file of this room and of `upheld.writing` (templates, fonts, code) and the versions of Typst and
    Jinja2: a letter made under the same hash need not be made again while it is the same `Letter`.
    """
    return press.hash_of((HERE, press.HERE))
