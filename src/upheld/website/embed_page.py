"""A small page of each body for frames of other sites: counts, intervals, a caveat, and the way to the whole page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.figures.model import Figures, MeasureFigure
from upheld.website.comparing import MARKS
from upheld.website.pages import Page, authority_path
from upheld.website.taking import EMBED
from upheld.website.wording import NO_RATE, numerator_of_base, worded


@dataclass(frozen=True, slots=True)
class EmbeddedMeasure:
    """One headline measure in a few words."""

    name: str
    rate: str
    counts: str
    """Empty where there is no rate."""
    interval: str
    """Empty where there is none."""
    verdict: str
    """With its sign; empty where there is none."""


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """Everything the small page shows."""

    name: str
    path: str
    """Of the whole page, relative to the root of the site."""
    measures: tuple[EmbeddedMeasure, ...]
    group: str
    """The plural of those it is compared with; empty where it is compared with nobody."""


def embed_pages(figures: Figures) -> Iterator[Page]:
    """Yield the small page of every body."""
    year = figures.year.label
    for code, body in figures.authorities.items():
        authority, headline = body.authority, figures.of(code).headline
        group = next((figure.comparison.group.plural for figure in headline if figure.comparison), "")
        measures = tuple([_measure(figure) for figure in headline])
        model = EmbedPage(authority.name, authority_path(authority), measures, group)
        title = f"{authority.name}: complaints in {year}, in short"
        description = f"How complaints about {authority.name} ended in {year}, for other sites to show."
        yield Page(f"{EMBED}{authority.slug}/index.html", "embed.html", title, description, model)


def _measure(figure: MeasureFigure) -> EmbeddedMeasure:
    word, interval = figure.verdict.word if figure.verdict else "", figure.interval
    return EmbeddedMeasure(
        name=figure.measure.name,
        rate=worded(figure.rate) if figure.rate.base else NO_RATE,
        counts=numerator_of_base(figure) if figure.rate.base else "",
        interval=f"{interval.low_percent}% to {interval.high_percent}%" if interval else "",
        verdict=f"{MARKS[word]} {word}" if word else "",
    )
