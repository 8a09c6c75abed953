"""Keeps the garbage collector away from the figures while much is made of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_kept_from_the_figures() -> Iterator[None]:
    """Keep the garbage collector from walking through the figures, some million objects that nobody is done with.

    Pages and letters are made of many small objects, so it would do that every few of them: a fifth of a page's time
    went there, and half of a letter's composing.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
