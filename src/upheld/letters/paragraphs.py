"""What the paragraphs of a letter can say: the files `letter/*.md` of the scheme; see `upheld.writing.paragraphs`."""

from __future__ import annotations

from upheld.letters.facts import Facts
from upheld.letters.rules import WORDS
from upheld.letters.values import vocabulary
from upheld.scheme.model import Scheme
from upheld.writing.paragraphs import Grammar, Paragraphs, read_paragraphs

GRAMMAR: Grammar[Facts] = Grammar(
    folder="letter",
    called="letters",
    parts=("title", "letter", "closing", "statistics", "reading"),
    usual="letter",
    required=("title", "letter", "closing"),
    links=("map", "authority", "method", "review", "changes", "training", "website"),
    words=WORDS,
    values=vocabulary,
)
"""The parts are the title, the letter itself, the words before the signature, above the statistics, and on how to read
them."""


def load_paragraphs(scheme: Scheme) -> Paragraphs[Facts]:
    """Read the `letter` folder of a scheme. Raises PersonError with one Problem for each thing wrong in it."""
    return read_paragraphs(scheme, GRAMMAR)
