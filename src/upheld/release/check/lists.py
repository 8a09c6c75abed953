"""Whether the maps and the tables of bodies of one type say of each body what its figures say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from selectolax.lexbor import LexborNode

from upheld.release.check.expected import Expected
from upheld.release.check.in_short import NO_RATE, NOT_COMPARED, InShort
from upheld.release.check.model import Finding
from upheld.release.check.reading import Page, apart, flat, said

MAPS = ("map", "map/counties", "map/hexagons", "map/county-hexagons")

NOTHING = f"{NOT_COMPARED} {NO_RATE}"

STYLES = {"≈": "like", "↑": "higher", "↓": "lower", "?": "few", "n": "none"}
"""The class of what a cell begins with."""


def check_lists(release: Path, bodies: Sequence[Expected], *, whole: bool) -> Iterator[Finding]:
    """Yield what is wrong with every list. `whole`: whether `bodies` are all there are, so that no other may be there.

    A site without a geography has no maps; one that has any has all four.
    """
    by_slug = {expected.authority.slug: InShort(expected) for expected in bodies}
    site = release / "website"
    for folder in MAPS if (site / "map").is_dir() else ():
        yield from _list(site, folder, by_slug, _on_map, whole=whole)
    kinds = {e.authority.type for e in bodies if e.scheme.group_of(e.authority)}
    for kind in sorted(kinds):
        there = {
            slug: one
            for slug, one in by_slug.items()
            if one.expected.authority.type == kind and one.expected.authority.in_being_during(one.expected.year)
        }
        if there:
            yield from _list(site, f"compare/{kind}", there, _in_group, whole=whole, all_of_them=True)


def _on_map(one: InShort) -> list[str]:
    expected = one.expected
    cells = [expected.scheme.type_by_id[expected.authority.type].name]
    for m in expected.headline:
        counts = f"({one.counts(m)})" if one.counts(m) else ""
        cells.append(flat(f"{one.verdict(m) or NOT_COMPARED} {one.rate(m)} {counts}"))
    return cells


def _in_group(one: InShort) -> list[str]:
    return [
        flat(
            f"{one.rate(m)} {f'({one.counts(m)})' if one.counts(m) else ''} {one.interval(m)} "
            f"{one.verdict(m) or NOT_COMPARED}"
        )
        for m in one.expected.headline
    ]


def _list(
    site: Path,
    folder: str,
    bodies: Mapping[str, InShort],
    cells_of: Callable[[InShort], list[str]],
    *,
    whole: bool,
    all_of_them: bool = False,
) -> Iterator[Finding]:
    path = f"website/{folder}/index.html"
    if not (site / folder / "index.html").is_file():
        yield Finding(path, "is missing.")
        return
    page = Page.read(site, f"{folder}/index.html")
    shown = dict(_rows(page))
    for slug, cells in shown.items():
        due = cells_of(bodies[slug]) if slug in bodies else None
        if due is None and whole and (all_of_them or any(cell != NOTHING for cell in cells[1:])):
            # A map shows the areas of today, of bodies too that are younger than the figures.
            yield Finding(path, f"has a row of {slug}, which has no such figures.")
        elif due is not None and cells != due:
            yield Finding(path, f"{slug}: says {cells}, not {due}.")
    if all_of_them:
        for slug in sorted(bodies.keys() - shown.keys()):
            yield Finding(path, f"has no row of {slug}.")
    if not all_of_them:
        yield from (Finding(path, what) for what in _drawn(page, shown))


def _rows(page: Page) -> Iterator[tuple[str, list[str]]]:
    """Yield the slug and the cells of every row about a body."""
    for row in page.find("tbody tr"):
        links = row.css("th a")
        if links:
            yield _slug(links[0]), [apart(cell) for cell in row.css("td")]


def _slug(link: LexborNode) -> str:
    return (link.attributes.get("href") or "").rstrip("/").rpartition("/")[2]


def _drawn(page: Page, rows: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield where the shapes or the legends of a map differ from the list beside it."""
    styles: dict[str, list[str]] = {}
    for link in page.find(".areas a"):
        shape, slug = link.css("path")[0], _slug(link)
        styles[slug] = (shape.attributes.get("class") or "").split()
        due = [f"m{n}-{STYLES[cell[0]]}" for n, cell in enumerate(rows.get(slug, ())[1:], 1)]
        if styles[slug][1:] != due:
            yield f"{slug}: the map shows {styles[slug][1:]}, not {due}."
        lines = (shape.text() or "").split("\n")[1:]
        for cell, line in zip(rows.get(slug, ())[1:], lines, strict=False):
            if sorted(flat(line.partition(": ")[2]).replace(",", "").split()) != sorted(cell.replace(",", "").split()):
                yield f"{slug}: the map says “{line}”, the list “{cell}”."
    if styles.keys() != rows.keys():
        yield f"map and list differ in {sorted(styles.keys() ^ rows.keys())}."
    sizes = Counter(style for of in styles.values() for style in of)
    for sample in page.find(".legend li"):
        style, size = sample.css("path")[0].attributes.get("class") or "", said(sample.css(".size")[0])
        if size != f"{sizes[style]:,}":
            yield f"the legend says {size} of {style}, and {sizes[style]:,} are drawn."
