"""The home page: what this is, two finders, England in sentences, and a map whose links stand beside it as lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from upheld.figures.model import Figures, MeasureFigure, capitalise
from upheld.scheme.model import Authority, AuthorityType, Scheme
from upheld.website.atlas import Atlas, authorities_by_area, kind_numbers
from upheld.website.map import MapDrawing, Shape
from upheld.website.pages import Link, authority_link, authority_path
from upheld.website.wording import numerator_of_base, parted
from upheld.writing.phrases import sort_key


@dataclass(frozen=True)
class NationalFigure:
    """One headline measure of all bodies together."""

    name: str
    question: str
    sentence: tuple[str, str, str]
    counts: str | None


@dataclass(frozen=True)
class MapShape:
    """One shape of the map, as a link."""

    name: str
    path: str
    """Where it leads."""
    outline: str
    kind: int
    """Which of the map's colours: the place of the body's type in the scheme's list, from 1."""


@dataclass(frozen=True)
class MapView:
    """The map of England."""

    view_box: str
    shapes: tuple[MapShape, ...]
    inset_frame: tuple[int, int, int, int] | None
    inset_shapes: tuple[MapShape, ...]
    legend: tuple[tuple[int, str], ...]
    attribution: str
    not_yet: bool
    """Whether any body drawn began its work after the year under review."""


@dataclass(frozen=True)
class KindList:
    """The bodies of one type, by name: what a keyboard or a screen reader takes instead of the map."""

    kind: int
    plural: str
    """The plural of the type, with a capital."""
    size: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class County:
    """A county council and the districts through which the map leads to it."""

    county: Link
    districts: tuple[Link, ...]


@dataclass(frozen=True)
class HomePage:
    """Everything the home page shows."""

    dealt_with: str
    national: tuple[NationalFigure, ...]
    map: MapView | None
    kinds: tuple[KindList, ...]
    counties: tuple[County, ...]
    names: tuple[Link, ...]
    """Every body, for the name finder."""
    postcodes: bool
    """Whether bodies can be found by postcode."""
    review: Link | None = None
    """The national review, where there is one."""


def home_page(figures: Figures, atlas: Atlas | None, *, postcodes: bool, review: Link | None = None) -> HomePage:
    """Return the model of the home page."""
    now = figures.england[figures.year.number]
    whole = next(c.id for c in figures.scheme.counts if c.of == "decisions" and not c.bands and c.upheld is None)
    return HomePage(
        dealt_with=f"{now.counts[whole]:,}",
        national=tuple(_national(figure) for figure in now.headline),
        map=map_view(figures, atlas) if atlas else None,
        kinds=tuple(_kinds(figures)),
        counties=tuple(_counties(figures)),
        names=tuple(authority_link(a) for a in by_name(figures.scheme)),
        postcodes=postcodes,
        review=review,
    )


def by_name(scheme: Scheme) -> list[Authority]:
    """Return every body in the order of the alphabet, by short name."""
    return sorted(scheme.authorities, key=lambda a: (sort_key(a.short_name), a.code))


def _national(figure: MeasureFigure) -> NationalFigure:
    counts = numerator_of_base(figure) if figure.rate.base else None
    return NationalFigure(figure.measure.name, figure.measure.question, parted(figure), counts)


def map_view(figures: Figures, atlas: Atlas) -> MapView:
    """Return the map of districts and single-tier bodies, with the boroughs of London again as an inset."""
    scheme = figures.scheme
    of_area = authorities_by_area(scheme)
    drawing = atlas.districts
    kinds = kind_numbers(scheme)
    shown = {of_area[s.code].type for s in drawing.shapes if s.code in of_area}
    return MapView(
        view_box=" ".join(map(str, drawing.view_box)),
        shapes=_shapes(drawing.shapes, of_area, kinds),
        inset_frame=drawing.inset_view_box,
        inset_shapes=_shapes(drawing.inset_shapes, of_area, kinds),
        legend=tuple((kinds[t.id], capitalise(t.plural)) for t in scheme.types if t.id in shown),
        attribution=drawing.attribution,
        not_yet=_any_not_yet(drawing, of_area, figures),
    )


def _shapes(
    shapes: tuple[Shape, ...], of_area: Mapping[str, Authority], kinds: Mapping[str, int]
) -> tuple[MapShape, ...]:
    return tuple(
        MapShape(a.name, authority_path(a), shape.path, kinds[a.type])
        for shape in shapes
        if (a := of_area.get(shape.code)) is not None
    )


def _any_not_yet(drawing: MapDrawing, of_area: Mapping[str, Authority], figures: Figures) -> bool:
    drawn = (of_area[s.code] for s in drawing.shapes if s.code in of_area)
    return any(a.first_day is not None and a.first_day > figures.year.last_day for a in drawn)


def _kinds(figures: Figures) -> list[KindList]:
    """Return the bodies in being in the year under review, one list for each type that has any."""
    numbers = kind_numbers(figures.scheme)
    lists = [(kind, _of_kind(figures, kind)) for kind in figures.scheme.types]
    return [KindList(numbers[k.id], capitalise(k.plural), f"{len(links):,}", links) for k, links in lists if links]


def _of_kind(figures: Figures, kind: AuthorityType) -> tuple[Link, ...]:
    return tuple(
        Link(a.short_name, authority_path(a))
        for a in by_name(figures.scheme)
        if a.type == kind.id and a.in_being_during(figures.year)
    )


def _counties(figures: Figures) -> list[County]:
    """Return the counties of the year with their districts, both in the order of the alphabet."""
    districts: dict[str, list[Link]] = {}
    for a in by_name(figures.scheme):
        if a.county and a.in_being_during(figures.year):
            districts.setdefault(a.county, []).append(Link(a.short_name, authority_path(a)))
    return [
        County(Link(a.short_name, authority_path(a)), tuple(districts[a.code]))
        for a in by_name(figures.scheme)
        if a.code in districts and a.in_being_during(figures.year)
    ]
