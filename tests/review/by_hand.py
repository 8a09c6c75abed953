"""Reviews drawn by hand: the letters' small country, and what a snapshot would say besides its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from tests.letters import by_hand as letters
from upheld.figures.became import Became, Received
from upheld.figures.clock import Recommendations, clocks
from upheld.figures.model import Figures
from upheld.figures.rate import Rate
from upheld.figures.recurrence import Recurrence
from upheld.review.compose import compose
from upheld.review.context import Addresses, Improvement, Improvements, Report, ReviewContext
from upheld.review.model import Review
from upheld.scheme import load, review_dates
from upheld.writing.training import Seminars, TrainingYear

ADDRESSES = Addresses("../index.html", "../authorities/", "../method/", "../method/discrepancies/", "../data/")


@cache
def figures(year: int = 2020, *, synthetic: bool = False) -> Figures:
    """The letters' country, with a clock and a recurrence."""
    counted = letters.figures(year, synthetic=synthetic)
    days = np.array([counted.year.first_day] * 4, dtype="datetime64[D]")
    ended = days + np.array([30, 60, 90, 120])
    ended[3] = np.datetime64("NaT")
    code = np.array([letters.KNOWSLEY] * 4, dtype=np.str_)
    seen = Recommendations(code, days, days + 50, days + 50, ended, np.array([True, True, True, False]))
    again = {letters.KNOWSLEY: Recurrence(counted.year.previous, Rate(2, 5), 1.4)}
    return replace(counted, clocks=clocks(seen, counted.scheme, counted.year), recurrences=again)


def context(drawn: Figures, **changes: Any) -> ReviewContext:
    """What a review says besides its figures; `changes` replaces fields."""
    year, now = drawn.year, drawn.england[drawn.year.number].counts
    upheld, early = now["upheld"], now["satisfactory_remedies"]
    agreed = upheld - early
    usual = ReviewContext(
        dates=review_dates(load("lgsco").calendar, year.number),
        addresses=ADDRESSES,
        received=Received(now["dealt_with"] - 5, 4, 1),
        became=Became(agreed // 2, agreed - agreed // 2, 0, 0, early, 0, 0),
        improvements=Improvements(
            7,
            5,
            {"housing": 4, "planning": 3},
            (Improvement(letters.KNOWSLEY, "housing", "Publish its waiting times."),),
        ),
        reports=(Report(letters.LIVERPOOL, "Keys to nowhere", date(year.number, 2, 3), "report", None),),
        conduct={"late_reply": 3, "summons_issued": 1},
        training=TrainingYear(118, 1437, 31, 71, 12, Seminars(178, 143, ("London",))),
    )
    return replace(usual, **changes)


def review(year: int = 2020, *, synthetic: bool = False, **changes: Any) -> Review:
    """The review of the drawn country."""
    drawn = figures(year, synthetic=synthetic)
    return compose(drawn, context(drawn, **changes))


NOTHING: dict[str, Any] = {
    "received": None, "became": None, "improvements": None, "reports": (), "conduct": {}, "training": None
}  # fmt: skip
"""A snapshot that holds decisions and nothing else."""
