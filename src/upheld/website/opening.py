"""What a page says first of a body: the finding of its letter, what stands out if anything, and a line a measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from upheld.figures.model import MeasureFigure
from upheld.figures.verdict import HIGHER, LIKE, LOWER
from upheld.scheme.model import AuthorityType
from upheld.website.short import Short, short
from upheld.writing.blocks import Run
from upheld.writing.phrases import listed


@dataclass(frozen=True, slots=True)
class Opening:
    """The first section of a page."""

    finding: tuple[Run, ...]
    stands_out: str
    glances: tuple[Short, ...]


def opening(finding: tuple[Run, ...], headline: Sequence[MeasureFigure]) -> Opening:
    """Return the first section of a page; `finding` is what the body's letter says first."""
    return Opening(finding, stands_out(headline), tuple([short(figure) for figure in headline]))


def stands_out(headline: Sequence[MeasureFigure]) -> str:
    """Say in which measures a body differs from similar authorities by more than chance would explain, if in any."""
    group = next((figure.comparison.group for figure in headline if figure.comparison), None)
    words = tuple([(figure.measure.name, figure.verdict.word) for figure in headline if figure.verdict])
    return _stands_out(group, words)


@lru_cache(maxsize=1024)
def _stands_out(group: AuthorityType | None, words: tuple[tuple[str, str], ...]) -> str:
    if group is None:
        return "It is compared with nobody: there are no similar authorities in this year."
    others = f"all other {group.plural} together"
    named = [[f"“{name}”" for name, word in words if word == which] for which in (HIGHER, LOWER)]
    said = [
        f"{listed(names)} {'is' if len(names) == 1 else 'are'} {which}"
        for which, names in zip((HIGHER, LOWER), named, strict=True)
        if names
    ]
    if said:
        return f"{' and '.join(said)} than in {others}, by more than chance would explain."
    if any(word == LIKE for _, word in words):
        return f"No rate differs from that of {others} by more than chance would explain."
    return f"There are too few cases to say whether any rate differs from that of {others}."
