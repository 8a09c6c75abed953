"""Small pieces of plain English: dates, lists, numbers with their nouns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Written here because the standard library's names follow the machine's language."""


def day(on: date) -> str:
    """Return a date as a letter writes it: `29 July 2020`."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def listed(items: Sequence[str]) -> str:
    """Return items as a list within a sentence: `London, Bristol, Leeds and Birmingham`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def at_least(number: int) -> str:
    """Return a large number as people say it, rounded down to the hundred: `more than 1,400`; exact below 100."""
    hundreds = number // 100 * 100
    if number < 100 or number == hundreds:
        return f"{number:,}"
    return f"more than {hundreds:,}"


def with_article(phrase: str) -> str:
    """Return a noun phrase after `a` or `an`, by its first letter."""
    return f"{'an' if phrase[:1].lower() in 'aeiou' else 'a'} {phrase}"


def address(text: str) -> str:
    """Return a web address as a link target: `www.example.org/training` gets its `https://`."""
    return text if "://" in text else f"https://{text}"


def sort_key(name: str) -> str:
    """Return a name as a reader looks it up: without capitals or a leading *the*."""
    return name.casefold().removeprefix("the ").replace("’", "").replace("'", "")
