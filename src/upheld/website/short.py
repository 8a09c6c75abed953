"""One figure in a few words: for a line, a row, a frame, a shape on a map."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.figures.model import MeasureFigure
from upheld.figures.verdict import HIGHER, LIKE, LOWER, TOO_FEW
from upheld.website.comparing import MARKS
from upheld.website.wording import NO_RATE, numerator_of_base, short_counts, worded

STYLES = {LIKE: "like", HIGHER: "higher", LOWER: "lower", TOO_FEW: "few"}
"""The class of each verdict: on a map a colour, and a pattern that survives a printer without colours."""

NOT_COMPARED = "not compared"
"""What stands where there is no verdict: a body in no group, one not in being, one without a rate or without peers."""


@dataclass(frozen=True, slots=True)
class Short:
    """One measure of one body in the year under review."""

    id: str
    name: str
    rate: str
    """`75%`, or `no rate`."""
    counts: str
    """`9 of 12`; empty where there is no rate, as the next two are."""
    counted: str
    """The counts with their nouns."""
    interval: str
    """`47% to 91%`."""
    verdict: str
    """With its sign; empty where there is none."""
    style: str
    """The class of the verdict, or `none`."""

    @property
    def words(self) -> str:
        """Rate, counts and verdict on one line: `75% (9 of 12), ≈ like similar authorities`."""
        counts = f" ({self.counts})" if self.counts else ""
        return f"{self.rate}{counts}, {self.verdict or NOT_COMPARED}"


def short(figure: MeasureFigure) -> Short:
    """Return a figure in a few words."""
    word, interval, rated = figure.verdict.word if figure.verdict else "", figure.interval, bool(figure.rate.base)
    return Short(
        id=figure.measure.id,
        name=figure.measure.name,
        rate=worded(figure.rate) if rated else NO_RATE,
        counts=short_counts(figure) if rated else "",
        counted=numerator_of_base(figure) if rated else "",
        interval=f"{interval.low_percent}% to {interval.high_percent}%" if interval else "",
        verdict=f"{MARKS[word]} {word}" if word else "",
        style=STYLES.get(word, "none"),
    )
