"""A whole site of the small country drawn by hand, written once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.website import by_hand, html_check
from upheld.figures.model import Figures
from upheld.scheme import review_dates
from upheld.scheme.geography import load_geography
from upheld.scheme.loader import BUNDLED
from upheld.scheme.postcodes import PostcodeIndex
from upheld.tables import write_tables
from upheld.website import LetterLinks, Site, write_site

GEOGRAPHY = BUNDLED / "lgsco" / "geography"

BASE = "/reviews/2019-20/"
"""Where the site is served: not at the root, as a public host may."""

LETTER = (
    '<!DOCTYPE html><html lang="en"><title>A letter</title><link rel="icon" href="../../assets/icon.svg">'
    "<p>A letter stands here."
)
"""Names its icon, or a browser would ask for one at the root of the host, which is not the site's."""

RULES = """\
# How we calculate

Nothing here is from the real text.

## Rounding

Half *up*, never to even.

| counts | printed |
|--:|:--|
| 9 of 12 | 75% |

```
2019-20  9 of 12
```

### Markup is shown, not obeyed

A <b>tag</b> stays a tag.
"""


@dataclass(frozen=True)
class WrittenSite:
    """A site on disk, its pages read."""

    folder: Path
    site: Site
    written: list[Path]
    pages: Mapping[str, html_check.Document]
    """By path relative to the root."""

    def page(self, path: str) -> html_check.Document:
        return self.pages[f"{path}index.html"]

    def of(self, code: str) -> html_check.Document:
        return self.page(f"authorities/{self.site.figures.scheme.authority_by_code[code].slug}/")


def letters_of(figures: Figures, label: str) -> dict[str, LetterLinks]:
    return {
        code: LetterLinks(label, *(f"letters/{label}/{body.authority.slug}.{form}" for form in ("pdf", "html", "txt")))
        for code, body in figures.authorities.items()
        if figures.of(code).any_contact
    }


def write(folder: Path, figures: Figures, method: str | None = None) -> WrittenSite:
    """Write tables, stand-ins for letters, and the site."""
    letters = letters_of(figures, figures.year.label)
    earlier = {code: [links] for code, links in letters_of(figures, "2018-19").items()}
    site = Site(
        figures=figures,
        geography=load_geography(GEOGRAPHY),
        dates=review_dates(figures.scheme.calendar, figures.year.number),
        postcodes=PostcodeIndex.read(GEOGRAPHY),
        letters=letters,
        earlier_letters=earlier,
        tables=write_tables(folder / "data", figures),
        method=method,
        base_path=BASE,
    )
    for links in [*letters.values(), *(links for of_code in earlier.values() for links in of_code)]:
        for path in (links.pdf, links.html, links.text):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(LETTER, encoding="utf-8")
    written = write_site(folder, site)
    pages = {
        path.relative_to(folder).as_posix(): html_check.read(path.read_text(encoding="utf-8"))
        for path in written
        if path.suffix == ".html"
    }
    return WrittenSite(folder, site, written, pages)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> WrittenSite:
    """The site of 2019-20, synthetic."""
    return write(tmp_path_factory.mktemp("site"), by_hand.figures(2020))


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> WrittenSite:
    """The site of 2023-24, of figures that are not synthetic."""
    return write(tmp_path_factory.mktemp("later"), by_hand.figures(2024, synthetic=False), RULES)
