"""Presses the tests' letters, every odd case, into a folder: what `make verapdf` checks when no file is named."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.letters.by_hand import edge_cases
from upheld.letters.press import Press


def main(folder: Path) -> None:
    """Write one PDF for each letter."""
    press = Press()
    for name, letter in edge_cases().items():
        (folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.pdf").write_bytes(press.pdf(letter))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
