"""How old a reader must be: the grade of Flesch and Kincaid, with the syllables of the British hyphenation patterns.

Source: J. P. Kincaid and others, *Derivation of new readability formulas for Navy enlisted personnel* (1975): 0.39
words a sentence + 11.8 syllables a word − 15.59. A child is about five years older than the grade. Hyphenation finds a
few syllables too few, so a text that fails is hard, and one that passes is only likely to be easy.
"""

from __future__ import annotations

import re

import pyphen

WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+(?:- )?")
SYLLABLES = pyphen.Pyphen(lang="en_GB")


def reading_age(text: str) -> float:
    """The age in years; `text` is Markdown with named values, each read as one short word."""
    plain = re.sub(r"\{[^}]*\}", "many", text)
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain).replace("**", "")
    sentences = [s for s in SENTENCE.split(plain) if WORD.search(s)]
    words = WORD.findall(plain)
    syllables = sum(len(SYLLABLES.positions(word)) + 1 for word in words)
    return 5 + 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
