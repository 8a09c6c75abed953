"""Copies the website's fonts, with their licences, from the @fontsource packages into the site's assets.

`python -m tools.webfonts NODE_MODULES` copies them; `python -m tools.webfonts --packages` names the packages to install
first. Run both with `make fonts`.
"""

from __future__ import annotations

import sys
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


def write(node_modules: Path) -> list[Path]:
    """Copy every font and its licence to `OUT`, and return what was written."""
    written: list[Path] = []
    for font in FONTS:
        package = node_modules / font.package
        for source, name in ((package / "files" / font.file, font.file), (package / "LICENSE", font.licence)):
            (OUT / name).write_bytes(source.read_bytes())
            written.append(OUT / name)
    return written


def main(argument: str) -> None:
    """Print the packages to install, or copy the fonts from a folder that holds them."""
    if argument == "--packages":
        print("\n".join(f"{font.package}@{font.version}" for font in FONTS))
        return
    for path in write(Path(argument)):
        print(path.relative_to(OUT.parents[5]), path.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1])
