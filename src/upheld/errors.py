"""The one kind of error meant for people: what is wrong, where, and how to mend it. Anything else is a bug."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what a person gave us, told so that they can mend it.

    `line` counts from 1 as a text editor or spreadsheet does (the header is line 1); None where it does not apply.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    rule: str
    mend: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        if self.column:
            where += f", column {self.column}"
        shown = "" if self.value is None else f" ({shorten(self.value)!r})"
        return f"{where}{shown}: {self.rule} {self.mend}"


class PersonError(Exception):
    """Raised when a person must mend something; the command line prints it without a traceback and exits with 2."""

    def __init__(self, message: str, *, mend: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.mend) if part)


def shorten(value: str, longest: int = 60) -> str:
    """Return `value` cut to `longest` characters, so that one enormous cell cannot flood a report."""
    return value if len(value) <= longest else f"{value[: longest - 1]}…"
