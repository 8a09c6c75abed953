"""Makes the lines that signals must cross, and writes them into the package. Takes some minutes.

Run `python -m benchmarks.calibrate` when the statistic, or what chance is taken to be, has changed: a test says so.
Then run `make simulate`, which counts false signals again with other draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from upheld.figures.signals.watching import calibrate

TABLE = Path(calibrate.__file__).with_name("thresholds_table.py")


def main() -> None:
    """Reckon every line and write the table."""
    TABLE.write_text("\n".join(_source(calibrate.table())) + "\n", encoding="utf-8", newline="\n")


def _source(table: tuple[tuple[tuple[tuple[float, ...], ...], ...], ...]) -> Iterator[str]:
    yield '"""The lines that scores must cross. Written by `python -m benchmarks.calibrate`; see `calibrate`."""'
    yield "\n# ruff: noqa\n# fmt: off\n"
    settings = calibrate.settings()
    yield f"SETTINGS = {settings}"
    yield f"EXPECTED = {calibrate.EXPECTED}"
    yield f"SHARES = {calibrate.SHARES}"
    yield f"BUDGETS = {calibrate.BUDGETS}"
    yield "LINES = ("
    for side, name in zip(table, ("rise", "fall"), strict=True):
        yield f"    (  # {name}"
        for share, part in zip(calibrate.SHARES, side, strict=True):
            yield f"        (  # share {share}"
            yield from (f"            {row}," for row in part)
            yield "        ),"
        yield "    ),"
    yield ")"


if __name__ == "__main__":
    main()
