"""Long lists cut into pages whose addresses last.

Pages are numbered from the oldest case, so a page that is full keeps its number and its cases when new ones come: what
is at `decisions/category/housing/3/` this year is there next year. The page without a number holds what is newer than
the last full one, and that one too, so that it is never nearly empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """One page of a list, the newest first."""

    path: str
    """Of its folder, relative to the root of the site."""
    number: int | None
    """Counted from the oldest; None for the newest."""
    items: Sequence[T]
    newer: str | None
    older: str | None


def parts(items: Sequence[T], path: str, size: int) -> Iterator[Part[T]]:
    """Yield the pages of a list whose newest item comes first: the page of the newest, then the others, latest first.

    The page of the newest holds up to `2 * size - 1`, all others exactly `size`.
    """
    numbered = max(0, len(items) // size - 1)
    newest = len(items) - numbered * size

    def place(number: int) -> str | None:
        if number == 0:
            return None
        return path if number > numbered else f"{path}{number}/"

    yield Part(path, None, items[:newest], None, place(numbered))
    for number in range(numbered, 0, -1):
        first = newest + (numbered - number) * size
        yield Part(f"{path}{number}/", number, items[first : first + size], place(number + 1), place(number - 1))
