"""Questions that a scrutiny committee could ask: the files `questions/*.md` of the scheme, chosen by rules.

A file is a paragraph as in `upheld.writing.paragraphs`: its first block is the question, the others say why it is worth
asking. A scheme without the folder asks nothing.
"""

from __future__ import annotations

from upheld.letters.facts import Facts
from upheld.letters.model import Question
from upheld.letters.rules import WORDS
from upheld.letters.values import vocabulary
from upheld.writing.blocks import Block, Bullets, Heading
from upheld.writing.compose import Composer
from upheld.writing.paragraphs import Grammar, read_paragraphs

PART = "questions"

GRAMMAR: Grammar[Facts] = Grammar(
    folder="questions",
    called="committee papers",
    parts=(PART,),
    usual=PART,
    required=(),
    links=(),
    words=WORDS,
    values=vocabulary,
)


def questions(facts: Facts) -> tuple[Question, ...]:
    """Return what could be asked about an authority, in the order of the files, with the evidence for each."""
    composer = Composer(facts, read_paragraphs(facts.scheme, GRAMMAR), {})
    evidence = {ruling.rule: ruling.evidence for ruling in composer.rulings}
    return tuple(
        Question(rule, _words(blocks[0]), " ".join(_words(block) for block in blocks[1:]), evidence[rule])
        for rule, blocks in composer.each(PART)
    )


def _words(block: Block) -> str:
    match block:
        case Heading():
            return block.text
        case Bullets():
            return " ".join("".join(run.text for run in item) for item in block.items)
        case _:
            return "".join(run.text for run in block.runs)
