"""What the tables of a release are as a whole: title, publisher, dates and licence, for every description."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upheld.figures.model import Figures
from upheld.scheme.loader import review_dates
from upheld.scheme.model import Licence


@dataclass(frozen=True)
class Subject:
    """The data set: what it is called, who gives it away, under what licence, and what days it covers."""

    id: str
    """Lasting; see `data_id`. A revised release has the same."""
    title: str
    description: str
    publisher: str
    site: str
    issued: date
    """The day of publication. No clock is asked."""
    first_day: date
    last_day: date
    version: str
    language: str
    keywords: tuple[str, ...]
    licence: Licence
    synthetic: bool

    @property
    def rights(self) -> str:
        """The licence in words, with what must be said of sources and of synthetic figures."""
        said = [self.licence.statement, *self.licence.attributions]
        if self.synthetic:
            said.append(SAY_SYNTHETIC)
        return " ".join(said)


LANGUAGE = "en-GB"
SAY_SYNTHETIC = "Wherever synthetic figures are shown, say that they are synthetic."
NOT_QUALITY = "The number of complaints is not a measure of quality, and the tables rank nobody."


def data_id(figures: Figures) -> str:
    """Return the lasting id of the data set: the scheme's id and the review year, `lgsco-2019-20`."""
    return f"{figures.scheme.id}-{figures.year.label}"


def subject(figures: Figures) -> Subject:
    """Return what the tables of these figures are."""
    scheme, year = figures.scheme, figures.year
    mark = " (synthetic data)" if figures.synthetic else ""
    made_up = " Every figure was reckoned from synthetic cases; no row is about a real complaint."
    return Subject(
        id=data_id(figures),
        title=f"{scheme.name}, {year.label}{mark}",
        description=(
            f"Decisions, remedies and rates of every authority, {figures.years[0].label} to {year.label}. {NOT_QUALITY}"
            f"{made_up if figures.synthetic else ''}"
        ),
        publisher=scheme.sender.name,
        site=f"https://{scheme.sender.website}/",
        issued=review_dates(scheme.calendar, year.number).public_on,
        first_day=figures.years[0].first_day,
        last_day=year.last_day,
        version=scheme.version,
        language=LANGUAGE,
        keywords=("complaints", "local government", "ombudsman", *(["synthetic"] if figures.synthetic else [])),
        licence=scheme.licence,
        synthetic=figures.synthetic,
    )
