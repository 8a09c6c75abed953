"""Writes the small sites that the tests look at, for the checks that need programs of their own: `make html`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.website import by_hand
from tests.website.conftest import RULES, write


def main(folder: Path) -> None:
    """Write a site of synthetic figures, and one of figures that are not."""
    write(folder / "synthetic", by_hand.figures(2020))
    write(folder / "real", by_hand.figures(2024, synthetic=False), RULES)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
