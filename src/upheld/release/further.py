"""Further forms of letters, made only where they are asked for: the paper for a committee, and large print.

A paper takes as long as several letters, and large print is for those who ask for it. They stand in a release at
`forms/<year>/<slug>.<form>`, and in its site at the same place: the page of a body leads to those that were made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from upheld.errors import PersonError
from upheld.letters.model import Letter
from upheld.letters.paper import PaperPress
from upheld.letters.press import LARGE, Press

PAPER, LARGE_PRINT = "docx", "large.pdf"
FURTHER = (PAPER, LARGE_PRINT)

FOLDER = "forms"


@cache
def _papers() -> PaperPress:
    return PaperPress()


@cache
def _large() -> Press:
    return Press(LARGE)


def further_form(letter: Letter, form: str) -> bytes:
    """Return the letter in one of `FURTHER`. What makes it is kept for as long as the process lives."""
    return _papers().docx(letter) if form == PAPER else _large().pdf(letter)


def further_of(name: str) -> str | None:
    """Return the form of `FURTHER` that a file's name ends in; None for another."""
    return next((form for form in FURTHER if name.lower().endswith(f".{form}")), None)


def read_forms(text: str | None) -> tuple[str, ...]:
    """Read further forms as typed, with commas between. Raises PersonError for one that there is not."""
    wanted = {form.strip().lower().removeprefix(".") for form in (text or "").split(",") if form.strip()}
    if unknown := sorted(wanted - set(FURTHER)):
        raise PersonError(f"There is no further form {', '.join(unknown)}.", mend=f"They are {', '.join(FURTHER)}.")
    return tuple(form for form in FURTHER if form in wanted)


@dataclass(frozen=True)
class FurtherJob:
    """A letter to be made in further forms, and where: its file without the ending."""

    letters: ClassVar[int] = 0
    """The letter itself is counted by another job."""
    letter: Letter
    stem: Path
    forms: Iterable[str]

    def done_by(self, press: Press) -> None:
        """Write the letter in each form; the usual `press` makes none of them."""
        for form in self.forms:
            self.stem.with_name(f"{self.stem.name}.{form}").write_bytes(further_form(self.letter, form))
