"""The made-up decision statements of the sample, put together from `statements.toml`. They name nobody."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from upheld.snapshot.sample.texts import Choices, one, topic

MARK = "Synthetic statement:"
"""How every statement begins, so that none can be taken for a real one wherever it is shown."""

DRAWS = 24
"""How many numbers a statement is drawn with."""


@dataclass(frozen=True)
class Told:
    """What the sample knows of a decision whose statement is written."""

    category: str
    subject: str
    """The subcategory, or the category's id where it has none."""
    matter: str
    """What its summary says it was about."""
    found: str
    """`upheld`, `not_upheld` or `closed`."""
    action: str = ""
    """A key of the sentences on what was agreed: `done`, `agreed`, `refused`, or nothing."""


@dataclass(frozen=True)
class StatementWords:
    """Everything in `statements.toml`."""

    opening: Choices
    complaint: Choices
    effect: Choices
    looked_at: Choices
    contact: Choices
    middle: Choices
    outcome_of_it: Choices
    fault: Choices
    injustice: Choices
    no_fault: Choices
    no_case: Choices
    action_done: Choices
    action_agreed: Choices
    action_refused: Choices
    final_upheld: Choices
    final_not_upheld: Choices
    final_closed: Choices
    months: Mapping[str, Choices]
    offices: Mapping[str, Choices]
    places: Mapping[str, Choices]
    details: Mapping[str, Choices]

    def statement(self, told: Told, draws: Sequence[int]) -> str:
        """Return a statement of five paragraphs or more under headings. The same draws give the same words."""
        paragraphs = [f"{MARK} {one(self.opening, draws[0])}", *self._story(told, draws), *self._end(told, draws)]
        return "\n\n".join(paragraphs).format_map(self._filled(told, draws))

    def _story(self, told: Told, draws: Sequence[int]) -> list[str]:
        details = self.details.get(told.category, self.details["other"])
        happened = [f"{one(self.contact, draws[4])} {one(details, draws[5])}"]
        if told.found == "closed":
            happened.append(one(self.outcome_of_it, draws[7]))
        else:
            # Two neighbours in the list, so that no statement tells one thing twice.
            happened.append(f"{one(self.middle, draws[6])} {one(details, draws[5] + 1)}")
            happened[-1] += f" {one(self.middle, draws[6] + 1)} {one(self.outcome_of_it, draws[7])}"
        return [
            "## The complaint",
            f"{one(self.complaint, draws[1])} {one(self.effect, draws[2])}",
            "## What we looked at",
            one(self.looked_at, draws[3]),
            "## What happened",
            *happened,
        ]

    def _end(self, told: Told, draws: Sequence[int]) -> list[str]:
        if told.found == "closed":
            return [
                "## Our reasons",
                one(self.no_case, draws[8]),
                "## Final decision",
                one(self.final_closed, draws[9]),
            ]
        if told.found == "not_upheld":
            why = [f"{one(self.no_fault, draws[8])} {one(self.no_fault, draws[8] + 1 + draws[10] % 4)}"]
            return ["## What we found", *why, "## Final decision", one(self.final_not_upheld, draws[9])]
        faults = f"{one(self.fault, draws[8])} {one(self.fault, draws[8] + 1 + draws[10] % 6)}"
        found = [faults, one(self.injustice, draws[11])]
        agreed = {"done": self.action_done, "agreed": self.action_agreed, "refused": self.action_refused}
        action = ["## Agreed action", one(agreed[told.action], draws[12])] if told.action else []
        return ["## What we found", *found, *action, "## Final decision", one(self.final_upheld, draws[9])]

    def _filled(self, told: Told, draws: Sequence[int]) -> dict[str, str]:
        months = self.months["names"]
        first = draws[13]
        later = first + 1 + draws[14] % 4
        office = one(self.offices.get(told.category, self.offices["other"]), draws[19])
        return {
            "matter": told.matter,
            "topic": topic(told.subject),
            "month": one(months, first),
            "later": one(months, later),
            "last": one(months, later + 1 + draws[15] % 3),
            "weeks": str(5 + draws[16] % 38),
            "days": str(3 + draws[17] % 24),
            "letters": one(("two", "three", "four", "five", "six", "seven", "nine", "eleven"), draws[18]),
            "office": office,
            "officer": office[:1].lower() + office[1:],
            "place": one(self.places["names"], draws[20]),
        }


@cache
def load_statement_words() -> StatementWords:
    """Read the sentences that ship beside this module."""
    text = (Path(__file__).parent / "statements.toml").read_text(encoding="utf-8")
    return TypeAdapter(StatementWords).validate_python(tomllib.loads(text))
