"""What a page says of one measure against chance: the verdict, the funnel, the mix of services, the years together."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.figures.model import Figures, MeasureFigure
from upheld.figures.shrinkage import why_not
from upheld.website.funnels import Funnels, FunnelView


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of the year, held against similar authorities and against earlier years."""

    verdict: str
    """One of the four words; empty where nothing can be compared."""
    mark: str
    """A sign for it that needs no colour; empty where there is no verdict."""
    sentence: str
    """The verdict in plain words with its counts and interval, or the interval and why there is no verdict."""
    funnel: FunnelView | None
    mix: str
    """Observed against expected; empty where nothing can be expected."""
    together: str
    """Several years added up, or why they are not; empty for a body that is compared with nobody."""


MARKS = {"like similar authorities": "≈", "higher": "↑", "lower": "↓", "too few to say": "?"}
"""The signs of the four verdicts. Neither arrow is good or bad in itself."""


def compared(figures: Figures, figure: MeasureFigure, funnels: Funnels) -> Compared:
    """Return what is said of one measure of the year under review."""
    word = figure.verdict.word if figure.verdict else ""
    return Compared(
        verdict=word,
        mark=MARKS.get(word, ""),
        sentence=f"{figure.chance_sentence or ''} {figure.verdict_sentence}".strip(),
        funnel=funnels.of(figure),
        mix=figure.casemix.sentence if figure.casemix else "",
        together=_together(figures, figure),
    )


def _together(figures: Figures, figure: MeasureFigure) -> str:
    if figure.steadied:
        return figure.steadied.sentence
    if figure.comparison is None:
        return ""
    refused = why_not(figures.scheme, figure.measure, figures.years)
    return refused or "There are too few cases in these years, here or in the group, for an estimate."
