"""What a letter says first, said to readers who are not its addressee: the same paragraphs of the scheme.

They are those whose rule is `finding` or begins with `finding-`. No wording stands here, only who is spoken of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from upheld.figures.model import Figures
from upheld.letters.context import Addresses, LetterContext
from upheld.letters.facts import Facts
from upheld.letters.paragraphs import load_paragraphs
from upheld.scheme.model import ReviewDates
from upheld.writing.blocks import Paragraph, Run
from upheld.writing.compose import Composer
from upheld.writing.paragraphs import Paragraphs
from upheld.writing.values import Value

RULE = "finding"

THIRD_PERSON = Value[Facts]("authority.you", "The body that the text is about.", lambda _: "this authority")


@dataclass(frozen=True)
class Findings:
    """The findings of a review, ready to be said of any body."""

    figures: Figures
    context: LetterContext
    paragraphs: Paragraphs[Facts]

    @classmethod
    def gather(cls, figures: Figures, dates: ReviewDates) -> Findings:
        """Choose the paragraphs of the scheme. Raises PersonError when they are in the wrong."""
        every = load_paragraphs(figures.scheme)
        chosen = tuple(p for p in every.all if p.rule == RULE or p.rule.startswith(f"{RULE}-"))
        paragraphs = replace(every, all=chosen, values={**every.values, THIRD_PERSON.name: THIRD_PERSON})
        return cls(figures, LetterContext(dates, Addresses("", "", "", "")), paragraphs)

    def of(self, code: str) -> tuple[Run, ...]:
        """Return what is said first of one body: the words of one paragraph; none where no paragraph stands."""
        blocks = Composer(Facts(self.figures, code, self.context), self.paragraphs, {}).blocks("letter")
        return tuple(run for block in blocks if isinstance(block, Paragraph) for run in block.runs)
