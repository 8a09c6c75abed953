"""The score of a series: how much likelier its counts are with a change than without one, at the likeliest beginning.

This is a CUSUM (Page 1954) in the form that needs no known level (Lorden 1971; Siegmund and Venkatraman 1995). For each
quarter, changes that have lasted one quarter, or two, and so on up to three years, are tried. All that was counted
since, X, is held against all that was counted in the same unbroken stretch, S. Were nothing changed, X would be a
binomial part of S, its chance f being the part of all that was to be expected that lies since (Przyborowski and
Wilenski 1940): exactly so, however small the counts, and whatever the true level. The score is the logarithm of the
likelihood ratio

    X · ln(X / (S·f)) + (S − X) · ln((S − X) / (S·(1 − f)))

at the beginning where it is greatest. Changes in the wrong direction, or by less than a quarter, score nothing: such
changes come and go, and with large counts chance alone would not explain them.

Sources: E. S. Page, *Biometrika* 41 (1954), 100–115; G. Lorden, *Annals of Mathematical Statistics* 42 (1971),
1897–1908; D. Siegmund and E. S. Venkatraman, *Annals of Statistics* 23 (1995), 255–271; J. Przyborowski and
H. Wilenski, *Biometrika* 31 (1940), 313–323.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upheld.figures.signals.watching import thresholds

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Rough = NDArray[np.float32]

LENGTHS = (1, 2, 3, 4, 6, 8, 12)
"""Quarters that a change may have lasted: after three years the new level is the level."""
LEVEL = 4
"""Quarters of a stretch that must lie before a change, so that there is a level to change from."""
RISE_BY = 1.25
"""The least change sought: a quarter more, or (1 / 1.25) a fifth less."""


@dataclass(frozen=True, eq=False)
class Track:
    """Scores and beginnings, of the shape of the counts."""

    score: Real
    length: Whole
    """How many quarters the likeliest change has lasted, this one included; 0 where the score is 0."""


@dataclass(frozen=True)
class Cusum:
    """The statistic of every signal so far."""

    name: str = "CUSUM by the likelihood ratio of exact binomial parts, level unknown"

    def track(self, counted: Real, exposure: Real, first: Whole, sign: Whole, least: float) -> Track:
        """Return the score of each quarter where it exceeds `least`; see the module.

        `counted` and `exposure` (what was to be expected, on any scale) are … × quarters. `first` is the position of
        the first quarter of the stretch each quarter lies in, negative where nothing is watched; `sign` is 1 where a
        rise is sought and -1 where a fall is. Both are of a shape that fits.
        """
        return _track(counted, exposure, first, sign, least)

    def score(self, counted: Real, whole: Real, part: Real, sign: Whole) -> Real:
        """Return the score of single changes: `counted` of `whole`, when `part` of what was due lies in that time."""
        now, then = counted * (1 - part), (whole - counted) * part
        able = (part > 0) & (part < 1) & (whole > 0)
        able &= sign * (now - then) >= (RISE_BY - 1) * np.minimum(now, then)
        score = np.zeros(np.broadcast_shapes(counted.shape, sign.shape))
        score[able] = _likelihood(counted[able], whole[able], part[able])
        return score

    def lines(self, expected: Real, share: Real, sign: Whole, budget: float) -> Real:
        """Return the line a score must exceed; from the table that `calibrate` made."""
        return thresholds.lines(expected, share, sign, budget)


CUSUM = Cusum()

_AT_ONCE = 20_000
"""Counts looked at together: so few that the processor keeps them at hand, which makes it twice as fast."""


@dataclass(frozen=True, eq=False)
class _Sums:
    """Everything counted and due up to the end of each quarter, and within its stretch alone."""

    counted: Real
    due: Real
    within: Real
    due_within: Real
    age: Whole
    """How many quarters the stretch has lasted; 0 where nothing is watched."""
    sign: Whole
    rough: tuple[Rough, Rough, Rough, Rough]
    """The first four in half the digits, to see quickly where nothing can be."""
    side: Rough
    """The sign, likewise."""


def _track(counted: Real, exposure: Real, first: Whole, sign: Whole, least: float) -> Track:
    track = Track(np.zeros(counted.shape), np.zeros(counted.shape, dtype=np.int64))
    step = max(1, _AT_ONCE * len(counted) // max(counted.size, 1))
    wide = [np.broadcast_to(part, (len(counted), *part.shape[1:])) for part in (first, sign)]
    for begin in range(0, len(counted), step):
        some = slice(begin, begin + step)
        sums = _added(counted[some], exposure[some], *(part[some] for part in wide))
        part = Track(track.score[some], track.length[some])
        for length in LENGTHS:
            if length + LEVEL <= counted.shape[-1]:
                _try(length, part, sums, least)
    return track


def _added(counted: Real, exposure: Real, first: Whole, sign: Whole) -> _Sums:
    sums, due = _sums(counted), _sums(exposure)
    start = np.broadcast_to(np.maximum(first, 0), counted.shape)
    within = sums[..., 1:] - np.take_along_axis(sums, start, axis=-1)
    due_within = due[..., 1:] - np.take_along_axis(due, start, axis=-1)
    age = np.where(first >= 0, np.arange(counted.shape[-1]) - first + 1, 0)
    rough = (sums.astype(np.float32), due.astype(np.float32), within.astype(np.float32), due_within.astype(np.float32))
    return _Sums(sums, due, within, due_within, age, sign, rough, sign.astype(np.float32))


def _try(length: int, track: Track, sums: _Sums, least: float) -> None:
    """Hold what was counted in the last `length` quarters against the whole stretch, and keep the score if greater."""
    # Nothing earlier than this quarter has both a level and a change of this length.
    since = length + LEVEL - 1
    at = np.nonzero(_worth_a_look(length, sums, least))
    (*row, quarter) = at
    end = quarter + since
    before = (*row, end + 1 - length)
    whole, due = sums.within[(*row, end)], sums.due_within[(*row, end)]
    x, e = (part[(*row, end + 1)] - part[before] for part in (sums.counted, sums.due))
    now, then = x * (due - e), (whole - x) * e
    sign, age = (np.broadcast_to(part, sums.within.shape)[(*row, end)] for part in (sums.sign, sums.age))
    able = (whole > 0) & (e > 0) & (due > e) & (age >= length + LEVEL)
    able &= sign * (now - then) >= (RISE_BY - 1) * np.minimum(now, then)
    found = _likelihood(x[able], whole[able], e[able] / due[able])
    place = tuple(part[able] for part in (*row, end))
    better = (found > track.score[place]) & (found > least)
    place = tuple(part[better] for part in place)
    track.score[place], track.length[place] = found[better], length


def _worth_a_look(length: int, sums: _Sums, least: float) -> NDArray[np.bool_]:
    """Return where a score could exceed `least`; a likelihood ratio never exceeds the chi-squared statistic."""
    counted, exposed, within, due_within = sums.rough
    since = length + LEVEL - 1
    x, e = (part[..., since + 1 :] - part[..., since + 1 - length : -length] for part in (counted, exposed))
    whole, due = within[..., since:], due_within[..., since:]
    # x·(due − e) − (whole − x)·e where that is in the direction sought, and a little room for the digits left out.
    apart = np.maximum((x * due - whole * e) * sums.side, 0)
    worth: NDArray[np.bool_] = apart * apart > np.float32(0.98 * least) * whole * (e * (due - e))
    return worth


def _likelihood(x: Real, whole: Real, part: Real) -> Real:
    from scipy.special import xlogy

    rest = whole - x
    value: Real = xlogy(x, x / (whole * part)) + xlogy(rest, rest / (whole * (1 - part)))
    return value


def _sums(values: Real) -> Real:
    added = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=added[..., 1:])
    return added
