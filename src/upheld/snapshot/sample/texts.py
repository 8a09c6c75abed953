"""The made-up sentences of the sample, put together from `words.toml`. They name nobody and describe no real case."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

MARK = "Synthetic summary:"
"""How every summary begins, so that none can be taken for a real one wherever it is shown."""

Choices = tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Everything in `words.toml`."""

    matters: Mapping[str, Choices]
    endings: Mapping[str, Choices]
    upheld: Mapping[str, Choices]
    recommendations: Mapping[str, Choices]
    due_dates: Mapping[str, Choices]
    reports: Mapping[str, Choices]
    courses: Mapping[str, Choices]
    seminars: Mapping[str, Choices]

    def matter(self, subject: str, draw: int) -> str:
        """Return what a complaint about `subject` was about."""
        if subject not in self.matters:
            return f"how the authority dealt with {topic(subject)}"
        return one(self.matters[subject], draw)

    def summary(self, subject: str, outcome: str, remedy: str, draws: Sequence[int]) -> str:
        """Return a summary. `remedy` is a key of `[upheld]`, and empty when the complaint was not upheld."""
        about = f"{MARK} The complaint was about {self.matter(subject, draws[0])}."
        if not remedy:
            return f"{about} {one(self.endings.get(outcome, ('It was decided.',)), draws[1])}"
        fault, injustice = one(self.upheld["faults"], draws[1]), one(self.upheld["injustices"], draws[2])
        return f"{about} We found fault: {fault}. This caused {injustice}. {one(self.upheld[remedy], draws[3])}"

    def recommendation(self, kind: str, subject: str, draws: Sequence[int]) -> str:
        """Return the text of a recommendation of this kind."""
        return one(self.recommendations[kind], draws[0]).format(
            injustice=one(self.upheld["injustices"], draws[1]),
            matter=self.matter(subject, draws[2]),
            topic=topic(subject),
            amount=f"{50 * (2 + draws[3] % 29):,}",
            months=one(("one month", "two months", "three months"), draws[1]),
        )


def one(choices: Sequence[str], draw: int) -> str:
    """Return one of the choices."""
    return choices[draw % len(choices)]


def topic(subject: str) -> str:
    """Return a subject as it stands within a sentence."""
    return "its other services" if subject == "other" else subject[:1].lower() + subject[1:]


@cache
def load_words() -> Words:
    """Read the sentences that ship beside this module."""
    text = (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
    return TypeAdapter(Words).validate_python(tomllib.loads(text))
