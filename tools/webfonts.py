"""Puts the website's fonts, with their licences, from the @fontsource packages into the site's assets.

Each is cut in two: the letters, digits and signs of nearly every page, and accented letters with rarer signs, which a
browser fetches only for a page that has one (`unicode-range` in `site.css`). Nothing of the Latin subset is lost.

`python -m tools.webfonts NODE_MODULES` writes them; `python -m tools.webfonts --packages` names the packages to install
first. Run both with `make fonts`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OUT = Path(__file__).parents[1] / "src" / "upheld" / "website" / "assets" / "vendor" / "fonts"


@dataclass(frozen=True)
class WebFont:
    """One file of a package. Only the Latin subset: the names on the site need no other."""

    package: str
    version: str
    file: str
    licence: str
    """What the licence is called beside the font."""


FONTS = (
    WebFont("@fontsource/newsreader", "5.3.0", "newsreader-latin-500-normal.woff2", "newsreader-OFL.txt"),
    WebFont("@fontsource-variable/public-sans", "5.3.0", "public-sans-latin-wght-normal.woff2", "public-sans-OFL.txt"),
)


COMMON = frozenset({*range(0x20, 0x7F), *map(ord, "\u00a0£§©·½×–—‘’“”•…←↑→↓−≈")})
"""What nearly every page is made of. `site.css` names the same, and a test holds the two together."""

FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum", "pnum")
"""Kept: what the stylesheet asks for, and what letters need to stand well beside one another."""


def write(node_modules: Path) -> list[Path]:
    """Write both parts of every font and its licence to `OUT`, and return what was written."""
    written: list[Path] = []
    for font in FONTS:
        package = node_modules / font.package
        (OUT / font.licence).write_bytes((package / "LICENSE").read_bytes())
        written += [OUT / font.licence, *_parts(package / "files" / font.file)]
    return written


def _parts(source: Path) -> Iterator[Path]:
    # Only whoever makes the fonts again has this installed.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    characters = frozenset(TTFont(source).getBestCmap())
    for name, part in (("common", characters & COMMON), ("further", characters - COMMON)):
        options = Options(flavor="woff2", hinting=False, layout_features=list(FEATURES))
        # The time of making would make every making another file.
        font = TTFont(source, recalcTimestamp=False)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=part)
        subsetter.subset(font)
        path = OUT / source.name.replace("-latin-", f"-{name}-")
        font.flavor = "woff2"
        font.save(path)
        yield path


def main(argument: str) -> None:
    """Print the packages to install, or write the fonts from a folder that holds them."""
    if argument == "--packages":
        print("\n".join(f"{font.package}@{font.version}" for font in FONTS))
        return
    for path in write(Path(argument)):
        print(path.relative_to(OUT.parents[5]), path.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1])
