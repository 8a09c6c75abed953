"""The page that says what is synthetic and what was published. It is there only while anything is synthetic."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.figures.model import Figures
from upheld.writing.phrases import listed


@dataclass(frozen=True)
class SyntheticPage:
    """What was made up, and what the Ombudsman published."""

    decisions: str
    years: str
    published_rows: str
    published_averages: str
    published_years: str
    discrepancies: int


def synthetic_page(figures: Figures) -> SyntheticPage:
    """Return the model of the page."""
    scheme = figures.scheme
    whole = next(c.id for c in scheme.counts if c.of == "decisions" and not c.bands and c.upheld is None)
    rows, averages = scheme.published_statistics, scheme.published_averages
    of_years = sorted({row.year_ending for row in rows} | {average.year_ending for average in averages})
    return SyntheticPage(
        decisions=f"{sum(year.counts[whole] for year in figures.england.values()):,}",
        years=listed([year.label for year in figures.years]),
        published_rows=f"{len(rows):,}",
        published_averages=f"{len(averages):,}",
        published_years=listed([scheme.calendar.year_end.year_of(on).label for on in of_years]),
        discrepancies=len(figures.discrepancies),
    )
