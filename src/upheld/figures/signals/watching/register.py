"""Every signal there is: whatever stands as a file in `figures/signals`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from upheld.figures import signals
from upheld.figures.signals.watching.model import Signal


@cache
def all_signals() -> tuple[Signal, ...]:
    """Return the `SIGNAL` of every file, by the files' names."""
    names = sorted(module.name for module in iter_modules(signals.__path__) if not module.ispkg)
    return tuple(import_module(f"{signals.__name__}.{name}").SIGNAL for name in names)
