"""Which decisions are most alike, by their words: TF-IDF and the cosine, exact, in whole numbers.

A word weighs the more the oftener it stands in a text and the fewer texts it stands in: (1 + ln tf) · ln(n / df), each
text's weights scaled to the length 1 (Manning, Raghavan and Schütze, *Introduction to Information Retrieval*, 2008,
§6.2-6.4). Words in more than a twentieth of the texts say little of any and are left out, as are words in one text
only; of each text the heaviest `HEAVIEST` are compared. Weights are whole thousandths before they are multiplied, so
that the answer is the same on every machine, in whatever order it adds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

HEAVIEST = 48
COMMON = 20
"""A word is common if it stands in more than one text in so many, of twice so many texts or more."""
SCALE = 1_000
"""Weights are kept in thousandths."""
CHUNK = 1_000
"""So many texts are compared with all others at a time."""
_WORD = re.compile(r"[^\W\d_]{3,}")

Ints = npt.NDArray[np.int64]


def similar(texts: Mapping[str, str], most: int = 5) -> dict[str, tuple[str, ...]]:
    """Return, for each text that shares a telling word with another, the keys of the `most` likest, the likest first.

    Texts that are equally like stand in the order of their keys.
    """
    keys = sorted(texts)
    weights = _weights([texts[key] for key in keys])
    others = weights.T.tocsr()
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(keys), CHUNK):
        alike = (weights[start : start + CHUNK] @ others).tocsr()
        for row, (first, end) in enumerate(zip(alike.indptr[:-1], alike.indptr[1:], strict=True), start):
            places = _highest(alike.indices[first:end], alike.data[first:end], most + 1)
            if near := [keys[place] for place in places if place != row][:most]:
                found[keys[row]] = tuple(near)
    return found


def _highest(places: Ints, values: Ints, most: int) -> list[int]:
    """Return the places of the highest values, the highest first; of equal ones the first places."""
    cut = np.partition(values, -most)[-most] if len(values) > most else 0
    enough = np.flatnonzero((values >= cut) & (values > 0))
    order = np.lexsort((places[enough], -values[enough]))[:most]
    return [int(place) for place in places[enough][order]]


def _weights(texts: Sequence[str]) -> sp.csr_matrix:
    """Return the weights as a matrix of texts by words, in whole thousandths."""
    counts = [Counter(_WORD.findall(text.casefold())) for text in texts]
    df = Counter(word for count in counts for word in count)
    most = max(len(texts) // COMMON, 2)
    column = {word: n for n, word in enumerate(sorted(word for word, n in df.items() if 2 <= n <= most))}
    kept = [(row, column[word], n) for row, count in enumerate(counts) for word, n in count.items() if word in column]
    row, word, times = np.array(kept, np.int64).reshape(-1, 3).T
    frequency = np.bincount(word, minlength=len(column))
    weight = (1 + np.log(times)) * np.log(len(texts) / frequency[word])
    # Rounded first, so that a digit of the logarithm that another machine gives otherwise decides no tie.
    weight = np.round(weight, 9)
    order = np.lexsort((word, -weight, row))
    begins = np.searchsorted(row[order], row[order])
    heavy = order[np.arange(len(order)) - begins < HEAVIEST]
    row, word, weight = row[heavy], word[heavy], weight[heavy]
    length = np.sqrt(np.bincount(row, weight * weight, len(texts)))
    values = np.rint(SCALE * weight / np.maximum(length[row], 1e-9)).astype(np.int64)
    return sp.csr_matrix((values, (row, word)), (len(texts), len(column)))
