"""Writes the documents' fonts as TrueType, which Typst needs, from the web fonts of the @fontsource packages.

`python -m tools.fonts NODE_MODULES` writes them; `python -m tools.fonts --packages` names the packages to install
first. `make fonts` does both.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "src" / "upheld" / "writing" / "fonts"

SUBSETS = ("latin", "latin-ext")
"""Merged into one file each: the second brings ŵ and ŷ, without which Welsh cannot be written."""

MUST_HAVE = "ŵŷŴŶâ£–—‘’“”%·…éü"
"""Characters without which a letter could not be written."""


@dataclass(frozen=True)
class Family:
    """One package, and the styles taken from it."""

    name: str
    package: str
    version: str
    styles: tuple[str, ...]


FAMILIES = (
    Family("Newsreader", "newsreader", "5.3.0", ("500-normal", "600-normal")),
    Family("Public Sans", "public-sans", "5.3.0", ("400-normal", "600-normal")),
)


def write(node_modules: Path) -> list[Path]:
    """Write every style to `OUT`, with each family's licence, and return what was written.

    Raises ValueError when a font lacks a character of `MUST_HAVE`.
    """
    written: list[Path] = []
    for family in FAMILIES:
        folder = node_modules / "@fontsource" / family.package
        written += [_merge(folder / "files", family, style) for style in family.styles]
        licence = OUT / f"{family.package}-OFL.txt"
        licence.write_bytes((folder / "LICENSE").read_bytes())
        written.append(licence)
    return written


def _merge(files: Path, family: Family, style: str) -> Path:
    package = family.package
    target = OUT / f"{package}-{style}.ttf"
    with tempfile.TemporaryDirectory() as folder:
        parts: list[str] = []
        for subset in SUBSETS:
            font = TTFont(files / f"{package}-{subset}-{style}.woff2", recalcTimestamp=False)
            font.flavor = None
            part = Path(folder) / f"{subset}.ttf"
            font.save(part)
            parts.append(str(part))
        days = TTFont(parts[0])["head"]
        merged = Merger().merge(parts)
    lacking = [c for c in MUST_HAVE if ord(c) not in merged.getBestCmap()]
    if lacking:
        raise ValueError(f"{target.name} lacks {' '.join(lacking)}")
    # The day of the package, not of the merging: the same packages give the same bytes.
    merged.recalcTimestamp = False
    merged["head"].created, merged["head"].modified = days.created, days.modified
    for record in list(merged["name"].names):
        # One name for a family of optical sizes: what the template asks for.
        if record.nameID in (1, 16):
            merged["name"].setName(family.name, record.nameID, record.platformID, record.platEncID, record.langID)
    merged.save(target)
    return target


def main(argument: str) -> None:
    """Print the packages to install, or write the fonts from a folder that holds them."""
    if argument == "--packages":
        print("\n".join(f"@fontsource/{f.package}@{f.version}" for f in FAMILIES))
        return
    for path in write(Path(argument)):
        print(path.relative_to(OUT.parents[3]), path.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1])
