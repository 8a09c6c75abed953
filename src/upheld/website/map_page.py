"""The map: England in boundaries or hexagons, coloured by type or by what is said of a measure, and a list beside it.

Each drawing is a page of its own. Its colourings are all on that page, chosen by radio buttons, so that nothing is sent
twice and no script is needed. A colour says which of four verdicts holds, or which type a body is of: nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from upheld.figures.model import Figures, capitalise
from upheld.scheme.model import Authority, Measure
from upheld.website.atlas import Atlas, authorities_by_area, kind_numbers
from upheld.website.comparing import MARKS
from upheld.website.map import MapDrawing, Shape
from upheld.website.pages import Link, Page, authority_path
from upheld.website.short import NOT_COMPARED, STYLES, Short, short
from upheld.writing.phrases import sort_key

MAP = "map/"


@dataclass(frozen=True)
class View:
    """One way of drawing England."""

    path: str
    title: str
    words: str
    """Of the link that leads here."""
    about: str


VIEWS: Mapping[str, View] = {
    "districts": View(
        MAP,
        "Map of councils",
        "Districts and single-tier councils",
        "Districts, and the councils that run all services of their area. London is drawn again, larger.",
    ),
    "counties": View(
        f"{MAP}counties/",
        "Map of county councils",
        "Counties",
        "County councils, and councils that have no county above them. London is drawn again, larger.",
    ),
    "hexagons": View(
        f"{MAP}hexagons/",
        "Map of councils as hexagons",
        "Districts as hexagons",
        "One hexagon for each council, all of one size, near where it lies: small councils are seen as well as large.",
    ),
    "county-hexagons": View(
        f"{MAP}county-hexagons/",
        "Map of county councils as hexagons",
        "Counties as hexagons",
        "One hexagon for each county council, and for each council that has no county above it, all of one size.",
    ),
}
"""Every drawing there is, the usual one first."""


@dataclass(frozen=True)
class LegendEntry:
    """One colour of a legend."""

    style: str
    words: str
    size: str
    """How many of the bodies drawn it stands for."""


@dataclass(frozen=True)
class Colouring:
    """What the colours can say: the type of a body, or the verdict on one measure."""

    id: str
    name: str
    about: str
    legend: tuple[LegendEntry, ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One body in the list."""

    name: str
    path: str
    kind: int
    kind_name: str
    said: tuple[Short, ...]
    """One for each measure that can be shown."""
    told: str
    """All of it in words, a line for each measure."""


@dataclass(frozen=True, slots=True)
class AreaShape:
    """One body on the map."""

    row: AreaRow
    outline: str


@dataclass(frozen=True)
class MapPage:
    """Everything one map shows."""

    title: str
    about: str
    views: tuple[tuple[Link, bool], ...]
    """Every drawing, and whether it is this one."""
    colourings: tuple[Colouring, ...]
    view_box: str
    shapes: tuple[AreaShape, ...]
    inset_frame: tuple[int, int, int, int] | None
    inset_shapes: tuple[AreaShape, ...]
    measures: tuple[str, ...]
    """The names of what the columns of the list say."""
    rows: tuple[AreaRow, ...]
    not_yet: bool
    """Whether any body drawn began its work after the year under review."""
    attribution: str


def map_pages(figures: Figures, atlas: Atlas) -> Iterator[Page]:
    """Yield a page for every drawing of England."""
    rows = _rows(figures)
    for id_, view in VIEWS.items():
        model = _page(figures, view, _drawing(atlas, id_), rows)
        description = f"{view.about} Coloured by type, or by what is said of one measure in {figures.year.label}."
        yield Page(f"{view.path}index.html", "map.html", view.title, description, model, MAP)


def _drawing(atlas: Atlas, id_: str) -> MapDrawing:
    drawings = {
        "districts": lambda: atlas.districts,
        "counties": lambda: atlas.counties,
        "hexagons": lambda: atlas.hexagons("district"),
        "county-hexagons": lambda: atlas.hexagons("upper"),
    }
    return drawings[id_]()


def _page(figures: Figures, view: View, drawing: MapDrawing, rows: Mapping[str, AreaRow]) -> MapPage:
    of_area = authorities_by_area(figures.scheme)
    drawn = {a.code: a for shape in drawing.shapes if (a := of_area.get(shape.code)) is not None}
    shown = [rows[a.code] for a in sorted(drawn.values(), key=lambda a: sort_key(a.short_name))]
    measures = _measures(figures)

    def placed(shapes: tuple[Shape, ...]) -> tuple[AreaShape, ...]:
        return tuple(AreaShape(rows[of_area[s.code].code], s.path) for s in shapes if s.code in of_area)

    return MapPage(
        title=view.title,
        about=view.about,
        views=tuple((Link(v.words, v.path), v is view) for v in VIEWS.values()),
        colourings=(_by_type(figures, shown), *(_by_measure(m, n, shown) for n, m in enumerate(measures))),
        view_box=" ".join(map(str, drawing.view_box)),
        shapes=placed(drawing.shapes),
        inset_frame=drawing.inset_view_box,
        inset_shapes=placed(drawing.inset_shapes),
        measures=tuple(m.name for m in measures),
        rows=tuple(shown),
        not_yet=any(a.first_day is not None and a.first_day > figures.year.last_day for a in drawn.values()),
        attribution=drawing.attribution,
    )


def _measures(figures: Figures) -> tuple[Measure, ...]:
    return tuple(m for m in figures.scheme.measures if m.headline)


def _rows(figures: Figures) -> Mapping[str, AreaRow]:
    """Return what is said of every body, by its code."""
    kinds = kind_numbers(figures.scheme)
    return {code: _row(figures, body.authority, kinds) for code, body in figures.authorities.items()}


def _row(figures: Figures, a: Authority, kinds: Mapping[str, int]) -> AreaRow:
    said = tuple(short(figure) for figure in figures.of(a.code).headline)
    lines = (f"{of.name}: {of.words}" for of in said)
    kind = figures.scheme.type_by_id[a.type]
    return AreaRow(a.name, authority_path(a), kinds[a.type], kind.name, said, "\n".join((a.name, *lines)))


def _by_type(figures: Figures, rows: list[AreaRow]) -> Colouring:
    kinds = {n: figures.scheme.type_by_id[id_] for id_, n in kind_numbers(figures.scheme).items()}
    sizes = Counter(row.kind for row in rows)
    legend = tuple(
        LegendEntry(f"kind-{n}", capitalise(kind.plural), f"{sizes[n]:,}") for n, kind in kinds.items() if sizes[n]
    )
    return Colouring("type", "Type of council", "Colours show the type of council and nothing else.", legend)


def _by_measure(measure: Measure, place: int, rows: list[AreaRow]) -> Colouring:
    sizes = Counter(row.said[place].style for row in rows)
    known = [(style, f"{MARKS[word]} {word}") for word, style in STYLES.items()]
    legend = tuple(
        LegendEntry(f"m{place + 1}-{style}", words, f"{sizes[style]:,}")
        for style, words in (*known, ("none", NOT_COMPARED))
        if sizes[style]
    )
    return Colouring(measure.id, measure.name, measure.question, legend)
