"""The cells of the cube as plain arrays: the only thing the rest of the figures is reckoned from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Key = tuple[str, int, int, str]
"""Authority code, review year (the calendar year it ends in), quarter of the review year (1–4), category id."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Additive whole numbers by authority × review year × quarter × category, sorted by those keys.

    `values` has one row for each cell and one column for each id in `counts`; the four keys are arrays of the same
    length. Cells in which nothing was counted are left out. Any figure is a sum of cells, or a ratio of two such sums.
    """

    counts: tuple[str, ...]
    authority: NDArray[np.str_]
    year: NDArray[np.int64]
    quarter: NDArray[np.int64]
    category: NDArray[np.str_]
    values: NDArray[np.int64]

    @classmethod
    def of(cls, counts: tuple[str, ...], rows: Mapping[Key, Mapping[str, int]]) -> Cells:
        """Make cells from plain rows, in any order; a count not given is 0."""
        keys = sorted(key for key, row in rows.items() if any(row.values()))
        values = [[rows[key].get(count, 0) for count in counts] for key in keys]
        return cls(
            counts=counts,
            authority=np.array([k[0] for k in keys], dtype=np.str_),
            year=np.array([k[1] for k in keys], dtype=np.int64),
            quarter=np.array([k[2] for k in keys], dtype=np.int64),
            category=np.array([k[3] for k in keys], dtype=np.str_),
            values=np.array(values, dtype=np.int64).reshape(len(keys), len(counts)),
        )

    def __len__(self) -> int:
        return len(self.year)

    def rows(self) -> Iterator[tuple[Key, dict[str, int]]]:
        """Yield each cell as its key and its counts, in order."""
        keys = zip(
            self.authority.tolist(), self.year.tolist(), self.quarter.tolist(), self.category.tolist(), strict=True
        )
        for key, row in zip(keys, self.values.tolist(), strict=True):
            yield key, dict(zip(self.counts, row, strict=True))
