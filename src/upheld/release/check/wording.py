"""How a figure must be worded, reckoned here a second time: nothing is shared with the code that wrote the release."""

from __future__ import annotations

import math
from fractions import Fraction

from upheld.scheme.model import Measure

NORMAL_975 = 1.959963984540054
"""The quantile of the normal distribution that leaves 2.5 % above it."""


def half_up(value: Fraction) -> int:
    """Return the nearest whole number, halves upwards."""
    return math.floor(value + Fraction(1, 2))


def rate_words(measure: Measure, numerator: int, base: int) -> str | None:
    """Return a rate as people read it; None for a base of 0.

    `more than 99%` where rounding would print a part as the whole, `fewer than 1%` where it would print nothing.
    """
    if base == 0:
        return None
    unit = "%" if measure.per == 100 else ""
    steps = 10**measure.decimals
    tenths = half_up(Fraction(measure.per * steps * numerator, base))
    whole = measure.per * steps if measure.per == 100 else None
    if numerator and tenths == 0:
        return f"fewer than {_written(1, measure.decimals)}{unit}"
    if whole is not None and tenths == whole and numerator < base:
        return f"more than {_written(whole - 1, measure.decimals)}{unit}"
    return f"{_written(tenths, measure.decimals)}{unit}"


def _written(steps: int, decimals: int) -> str:
    return f"{steps // 10**decimals}.{steps % 10**decimals:0{decimals}d}" if decimals else str(steps)


def short(words: str) -> str:
    """Return a worded rate as it stands in a narrow column: `>99%`, `<1%`."""
    return words.replace("more than ", ">").replace("fewer than ", "<")


def sentence(measure: Measure, numerator: int, base: int) -> str:
    """Return the sentence of a measure as the scheme words it, its first letter upper case."""
    words = rate_words(measure, numerator, base)
    said = measure.wording.no_rate if words is None else measure.wording.sentence.format(rate=words)
    return said[0].upper() + said[1:]


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def interval(numerator: int, base: int) -> tuple[int, int]:
    """Return the 95 % Wilson interval of a share with a base above 0, both ends in whole percent, half up.

    Source: E. B. Wilson, *Journal of the American Statistical Association* 22 (1927), 209–212.
    """
    n, z = base, NORMAL_975
    share = numerator / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if numerator == 0 else middle - reach
    high = 1.0 if numerator == base else middle + reach
    return math.floor(100 * low + 0.5), math.floor(100 * high + 0.5)
