"""The one class that turns two whole numbers into a rate, and says it.

A rate carries its own numerator and base, is exact until it is worded, and has no value when its base is zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` out of `base`, times `per` (100: a percentage; 100,000: per 100,000 residents)."""

    numerator: int
    base: int
    per: int = 100
    decimals: int = 0

    def __post_init__(self) -> None:
        if self.numerator < 0 or self.base < 0:
            raise ValueError(f"counts cannot be negative: {self.numerator} of {self.base}")
        if self.per == 100 and self.numerator > self.base:
            raise ValueError(f"a share cannot exceed its base: {self.numerator} of {self.base}")

    @property
    def exact(self) -> Fraction | None:
        """The rate times `per`, as an exact fraction; None for a base of zero."""
        return Fraction(self.per * self.numerator, self.base) if self.base else None

    @property
    def rounded(self) -> int | None:
        """The rate in units of the last decimal, rounded half up: 75 for 75 %, 44 for 4.4 per 100,000.

        From integers alone, `(2 * x * scale + n) // (2 * n)`: never `round()`, whose answer at exact halves differs.
        """
        if not self.base:
            return None
        scaled: int = self.per * 10**self.decimals * self.numerator
        return (2 * scaled + self.base) // (2 * self.base)

    @property
    def _digits(self) -> str:
        if self.rounded is None:
            raise ValueError("a base of zero has no rate")
        whole, part = divmod(self.rounded, 10**self.decimals)
        return f"{whole}.{part:0{self.decimals}d}" if self.decimals else str(whole)

    @property
    def bound(self) -> str:
        """`more than ` where rounding would print a part as the whole, `fewer than ` where it would print nothing.

        Empty otherwise.
        """
        if not self.base or self.numerator == 0 or (self.per == 100 and self.numerator == self.base):
            return ""
        if self.rounded == 0:
            return "fewer than "
        if self.per == 100 and self.rounded == 100 * 10**self.decimals:
            return "more than "
        return ""

    @property
    def worded(self) -> str | None:
        """The rate as people read it: `75%`, `more than 99%`, `fewer than 1%`, `4.4`; None for a base of zero."""
        return _worded(self)

    def __add__(self, other: Rate) -> Rate:
        """Pool two rates: sum of numerators over sum of bases."""
        if (self.per, self.decimals) != (other.per, other.decimals):
            raise ValueError("only rates of the same kind can be pooled")
        return Rate(self.numerator + other.numerator, self.base + other.base, self.per, self.decimals)

    def without(self, part: Rate) -> Rate:
        """Return this pooled rate with one of its parts taken out again."""
        return Rate(self.numerator - part.numerator, self.base - part.base, self.per, self.decimals)


# Small bodies share most of their rates, and each is said in every form of a letter, on its page and in its tables.
@lru_cache(maxsize=100_000)
def _worded(rate: Rate) -> str | None:
    if rate.rounded is None:
        return None
    unit = "%" if rate.per == 100 else ""
    smallest = "1" if not rate.decimals else f"0.{1:0{rate.decimals}d}"
    largest = str(100 - 1) if not rate.decimals else f"99.{'9' * rate.decimals}"
    if rate.bound == "fewer than ":
        return f"fewer than {smallest}{unit}"
    if rate.bound == "more than ":
        return f"more than {largest}{unit}"
    return f"{rate._digits}{unit}"
