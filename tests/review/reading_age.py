"""How old a reader must be: the grade of Flesch and Kincaid, with the syllables of the British hyphenation patterns.

Source: J. P. Kincaid and others, *Derivation of new readability formulas for Navy enlisted personnel* (1975): 0.39
words a sentence + 11.8 syllables a word − 15.59. A child is about five years older than the grade. Hyphenation finds
too few syllables: it never parts a single letter from its word. Beside the syllables of a pronouncing dictionary it
makes our letters 1.8 years too easy, our review and our questions 1.4 and 1.7; so 1.8 years are added to every text.
"""

from __future__ import annotations

import re

import pyphen

WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+(?:- )?")
TOO_EASY = 1.8
"""Years that hyphenation takes off; see above."""
SYLLABLES = pyphen.Pyphen(lang="en_GB")


def reading_age(text: str) -> float:
    """The age in years; `text` is Markdown with named values, each read as one short word.

    Numbers are no words: they are read at a glance. A heading or an item of a list is a sentence.
    """
    plain = re.sub(r"\{[^}]*\}", "many", text)
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain).replace("**", "")
    sentences = [s for s in SENTENCE.split(plain) if WORD.search(s)]
    words = WORD.findall(plain)
    syllables = sum(len(SYLLABLES.positions(word)) + 1 for word in words)
    return 5 + TOO_EASY + 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
