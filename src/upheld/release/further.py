"""Further forms of letters, made only where they are asked for: the paper for a committee, large print, and the mail.

The first two stand in a release at `forms/<year>/<slug>.<form>`, and in its site at the same place: the page of a body
leads to those that were made. The mail is the letter as it is sent; it stands at `mail/<year>/<slug>.html`, and no site
has it. It is made at sending where it was not made before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from upheld.errors import PersonError

if TYPE_CHECKING:
    from upheld.letters.model import Letter
    from upheld.letters.paper import PaperPress
    from upheld.letters.press import Press

PAPER, LARGE_PRINT, MAIL = "docx", "large.pdf", "email"
FURTHER = (PAPER, LARGE_PRINT, MAIL)

FOLDER, MAIL_FOLDER = "forms", "mail"


def further_path(form: str, year: str, slug: str) -> str:
    """Return where a further form of a letter stands in a release."""
    return f"{MAIL_FOLDER}/{year}/{slug}.html" if form == MAIL else f"{FOLDER}/{year}/{slug}.{form}"


def further_form(letter: Letter, form: str) -> bytes:
    """Return the letter in one of `FURTHER`. What makes it is kept for as long as the process lives."""
    # What makes a form is loaded with the first of it: most commands only name the forms.
    if form == MAIL:
        from upheld.letters.html import page
        from upheld.letters.mail import mail_form

        return mail_form(page(letter)).encode()
    return _papers().docx(letter) if form == PAPER else _large().pdf(letter)


@cache
def _papers() -> PaperPress:
    from upheld.letters.paper import PaperPress

    return PaperPress()


@cache
def _large() -> Press:
    from upheld.letters.press import LARGE, Press

    return Press(LARGE)


def further_of(name: str) -> str | None:
    """Return the form of `FURTHER` that a file's name ends in; None for another. A mail ends in `.email.html`."""
    endings = {form: f".{form}.html" if form == MAIL else f".{form}" for form in FURTHER}
    return next((form for form, ending in endings.items() if name.lower().endswith(ending)), None)


def read_forms(text: str | None) -> tuple[str, ...]:
    """Read further forms as typed, with commas between. Raises PersonError for one that there is not."""
    wanted = {form.strip().lower().removeprefix(".") for form in (text or "").split(",") if form.strip()}
    if unknown := sorted(wanted - set(FURTHER)):
        raise PersonError(f"There is no further form {', '.join(unknown)}.", mend=f"They are {', '.join(FURTHER)}.")
    return tuple(form for form in FURTHER if form in wanted)


@dataclass(frozen=True)
class FurtherJob:
    """A letter to be made in further forms, and the file of each."""

    letters: ClassVar[int] = 0
    """The letter itself is counted by another job."""
    letter: Letter
    files: Mapping[str, Path]

    def done_by(self, press: Press) -> None:
        """Write the letter in each form; the usual `press` makes none of them."""
        for form, path in self.files.items():
            path.write_bytes(further_form(self.letter, form))
