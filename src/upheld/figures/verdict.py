"""Is this different from chance? Four answers and no more, from an exact test against the peers without the authority.

**The test.** Fisher's exact test of the authority's cases against those of its peers, given how many of all these
cases had the outcome that is counted. A binomial test against the peers' rate would take that rate as known; in a small
group, or where nearly everyone complies, it is not. Two-sided by doubling the smaller tail (the *central* test), since
the answer has a direction: with *higher* or *lower* the error on that side is at most half. Sources: R. A. Fisher,
*Statistical Methods for Research Workers*, 5th ed. (1934), § 21.02; M. P. Fay, *Biostatistics* 11 (2010), 373–374.

**Many tests.** Hundreds of bodies are tested at once, so some would seem different by chance. Within a measure, a group
and a year the false discovery rate is held at 5 %: of the differences reported, at most that share is expected to be
none. If no body differs, no group shows a difference but for one time in twenty at most. Source: Y. Benjamini and
Y. Hochberg, *Journal of the Royal Statistical Society B* 57 (1995), 289–300.

**Too few.** If neither *none of them* nor *all of them* would have given a p-value of 5 % before the many tests are
allowed for, then no result could ever have been called different, however the others came out.

Nothing here compares one year with another, so no verdict crosses a break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LIKE = "like similar authorities"
HIGHER = "higher"
LOWER = "lower"
TOO_FEW = "too few to say"
VERDICTS = (LIKE, HIGHER, LOWER, TOO_FEW)
"""The four answers. There is no fifth, and none of them says *better* or *worse*."""

LEVEL = 0.05
"""The false discovery rate, and the level that decides what is too few."""

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One of the four answers, with the numbers that led to it."""

    word: str
    """One of `VERDICTS`."""
    p: float
    """Of the exact test alone: how often chance would bring about a difference as large, if there were none."""
    adjusted: float
    """The same after allowing for all the tests made at once; *higher* and *lower* need at most 5 %."""
    tested: int
    """How many bodies of the group were tested in that year."""


def verdicts(x: Whole, n: Whole, others_x: Whole, others_n: Whole, family: Whole) -> list[Verdict | None]:
    """Return the verdict on `x` of `n` against `others_x` of `others_n`, one for each element.

    `family` numbers the tests that are made together: one number for each group and year, negative for what is not to
    be tested. None where not tested, and where either base is zero: there is no rate to compare.
    """
    held = (family >= 0) & (n > 0) & (others_n > 0)
    x, n, others_x, others_n, family = (values[held] for values in (x, n, others_x, others_n, family))
    p = fisher(x, n, others_x, others_n)
    adjusted, tested = _discoveries(p, family)
    words = np.select(
        [least(n, others_x, others_n) > LEVEL, adjusted > LEVEL, x * others_n > others_x * n],
        [TOO_FEW, LIKE, HIGHER],
        LOWER,
    )
    found: list[Verdict | None] = [None] * len(held)
    made = zip(words.tolist(), p.tolist(), adjusted.tolist(), tested.tolist(), strict=True)
    for place, (word, alone, together, number) in zip(np.flatnonzero(held).tolist(), made, strict=True):
        found[place] = Verdict(word, alone, together, number)
    return found


def fisher(x: Whole, n: Whole, others_x: Whole, others_n: Whole) -> Real:
    """Return the two-sided p-value of Fisher's exact test, the smaller tail doubled, for every element at once.

    SciPy tests one table at a time, or takes a second for this grid. Here the terms of the smaller tail are added from
    the result outwards, each from the one before by the ratio of neighbouring hypergeometric terms, until the rest
    cannot matter.
    """
    marked = x + others_x
    lower_side = x * (n + others_n) <= n * marked
    # The upper tail of what is counted is the lower tail of what is not.
    k = np.where(lower_side, x, n - x)
    chosen = np.where(lower_side, marked, n + others_n - marked)
    tail, here = _lower_tail(k, n, chosen, n + others_n)
    p: Real = np.minimum(1.0, 2 * np.minimum(tail, 1 - tail + here))
    return p


def least(n: Whole, others_x: Whole, others_n: Whole) -> Real:
    """Return the smallest p-value that any result with the base `n` could have given against these others."""
    none, every = fisher(np.zeros_like(n), n, others_x, others_n), fisher(n, n, others_x, others_n)
    smaller: Real = np.minimum(none, every)
    return smaller


def _lower_tail(k: Whole, drawn: Whole, marked: Whole, whole: Whole) -> tuple[Real, Real]:
    """Return P(X ≤ k) and P(X = k) of the hypergeometric distribution: `drawn` of `whole`, of which `marked` count."""
    here = _term(k, drawn, marked, whole)
    total, term, at = here.copy(), here.copy(), k.astype(np.float64)
    rest = (whole - marked - drawn).astype(np.float64)
    active = np.flatnonzero(k > 0)
    while len(active):
        j = at[active]
        ratio = j * (rest[active] + j) / ((marked[active] - j + 1) * (drawn[active] - j + 1))
        term[active] *= np.maximum(ratio, 0)
        total[active] += term[active]
        at[active] -= 1
        active = active[(at[active] > 0) & (term[active] > 1e-17 * total[active])]
    return np.minimum(total, 1.0), here


def _term(k: Whole, drawn: Whole, marked: Whole, whole: Whole) -> Real:
    from scipy.special import gammaln

    def choose(m: Whole, r: Whole) -> Real:
        logarithm: Real = gammaln(m + 1) - gammaln(r + 1) - gammaln(m - r + 1)
        return logarithm

    term: Real = np.exp(choose(marked, k) + choose(whole - marked, drawn - k) - choose(whole, drawn))
    return term


def _discoveries(p: Real, family: Whole) -> tuple[Real, Whole]:
    """Return p-values adjusted within each family (Benjamini–Hochberg), and the size of each one's family."""
    # Imported late: it brings all of SciPy's statistics, and only a build of the figures needs it.
    from scipy.stats import false_discovery_control

    adjusted, tested = np.ones_like(p), np.zeros(len(p), dtype=np.int64)
    order = np.argsort(family, kind="stable")
    borders = np.flatnonzero(np.diff(family[order])) + 1
    for places in np.split(order, borders):
        if len(places):
            adjusted[places] = false_discovery_control(p[places])
            tested[places] = len(places)
    return adjusted, tested


def in_words(word: str, own: Sequence[str], others: Sequence[str], plural: str, fits: str) -> str:
    """Say a verdict in plain words.

    `own` and `others` are each (rate, numerator, base) as printed; `fits` is the interval as printed, `47% to 91%`.
    """
    mine = f"{own[0]} ({own[1]} of {own[2]}; {fits} would fit these cases)"
    theirs = f"the {others[0]} of all other {plural} together ({others[1]} of {others[2]})"
    if word == TOO_FEW:
        return (
            f"{mine}: too few to say whether this differs from {theirs}. "
            f"With a base of {own[2]}, chance alone could have brought about any result."
        )
    if word == LIKE:
        return f"{mine} is like {theirs}: chance alone could make a difference of this size."
    return f"{mine} is {word} than {theirs}: chance alone would seldom make a difference of this size."
