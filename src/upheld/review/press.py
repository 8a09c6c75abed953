"""Presses the review into PDF/UA-1: see `upheld.writing.press`."""

from __future__ import annotations

from pathlib import Path

from upheld.review.model import Review
from upheld.writing import press

TEMPLATE = Path(__file__).parent / "review.typ"


class Press:
    """A press for reviews."""

    def __init__(self) -> None:
        self._press = press.TemplatePress(TEMPLATE)

    def pdf(self, review: Review) -> bytes:
        """Return the review as a PDF/UA-1 document, dated by the day of publication."""
        return self._press.pdf({"review": data(review)}, review.public_on)


def data(review: Review) -> str:
    """Return the review as the JSON the template reads; what is for the office alone (rulings) stays out of it."""
    return press.as_json(review, without=("rulings",))
