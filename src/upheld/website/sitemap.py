"""The list of pages for search engines (sitemaps.org, version 0.9), and what robots are told of it.

It names whole addresses, so it is there only where the scheme says where the site is served. A site of synthetic
figures has none: it is not to be found by search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

from upheld.figures.model import Figures

MOST = 50_000
"""A sitemap lists no more pages than these; more are listed in several."""
SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
_OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def found_by_search(figures: Figures, pages: Sequence[str], on: date) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of what search engines are told: of `pages`, all last changed on the day `on`."""
    address = figures.scheme.website.address
    if figures.synthetic:
        yield ROBOTS, b"# Synthetic figures: not to be found by search.\nUser-agent: *\nDisallow: /\n"
    elif address:
        yield ROBOTS, f"User-agent: *\nAllow: /\nSitemap: {address}{SITEMAP}\n".encode()
        yield from _sitemaps([address + page.removesuffix("index.html") for page in sorted(pages)], address, on)


def _sitemaps(addresses: Sequence[str], address: str, on: date) -> Iterator[tuple[str, bytes]]:
    if len(addresses) <= MOST:
        yield SITEMAP, _listed("urlset", "url", addresses, on)
        return
    parts = [addresses[start : start + MOST] for start in range(0, len(addresses), MOST)]
    names = [f"sitemap-{number}.xml" for number, _ in enumerate(parts, 1)]
    yield SITEMAP, _listed("sitemapindex", "sitemap", [address + name for name in names], on)
    for name, part in zip(names, parts, strict=True):
        yield name, _listed("urlset", "url", part, on)


def _listed(whole: str, one: str, addresses: Sequence[str], on: date) -> bytes:
    lines = [f"<{one}><loc>{escape(a)}</loc><lastmod>{on.isoformat()}</lastmod></{one}>\n" for a in addresses]
    return f"{_OPENING}<{whole} {_SPACE}>\n{''.join(lines)}</{whole}>\n".encode()
