"""The map: every authority drawn once, neighbours without gaps, small enough for a telephone, the same every time."""

from __future__ import annotations

import gzip
import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from upheld.scheme.geography import Area, Boundaries, Geography, Hexagon, Point, Ring, load_geography
from upheld.scheme.loader import BUNDLED
from upheld.website.map import (
    HALF_WIDTH,
    RADIUS,
    ROW_STEP,
    Cell,
    MapDrawing,
    Shape,
    draw_hexagons,
    draw_map,
    national_grid,
)

CITY_OF_LONDON, SCILLY, NOTTINGHAM, RUSHCLIFFE = "E09000001", "E06000053", "E06000018", "E07000176"


@cache
def geography() -> Geography:
    return load_geography(BUNDLED / "lgsco" / "geography")


@cache
def england() -> MapDrawing:
    london = [area.code for area in geography().districts.areas if area.code.startswith("E09")]
    return draw_map(geography().districts, enlarge=london)


def rings(shape: Shape) -> list[list[Cell]]:
    """Read a path back: all cells of each ring, the start repeated at the end."""
    made = []
    for x, y, steps in re.findall(r"M(\d+) (\d+)l([-\d ]+)z", shape.path):
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        ring = [(int(x), int(y))]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            ring.append((ring[-1][0] + dx, ring[-1][1] + dy))
        made.append([*ring, ring[0]])
    assert "".join(re.findall(r"M\d+ \d+l[-\d ]+z", shape.path)) == shape.path
    return made


def signed_double_area(ring: list[Cell]) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def double_area(ring: list[Cell]) -> int:
    return abs(signed_double_area(ring))


def holds(shape: Shape, cell: Cell) -> bool:
    x, y = cell[0] + 1e-4, cell[1] + 1e-4
    sides = [side for ring in rings(shape) for side in pairwise(ring) if (side[0][1] < y) != (side[1][1] < y)]
    return sum(x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in sides) % 2 == 1


def square(west: float, south: float, side: float = 0.1) -> Ring:
    return (
        (west, south),
        (west + side, south),
        (west + side, south + side),
        (west, south + side),
        (west, south),
    )


def test_every_authority_is_drawn_once_in_the_order_of_codes() -> None:
    assert [shape.code for shape in england().shapes] == [area.code for area in geography().districts.areas]
    assert len(england().shapes) == 296


def test_london_is_drawn_again_larger() -> None:
    drawn = {shape.code: shape for shape in england().shapes}
    assert len(england().inset_shapes) == 33
    for shape in england().inset_shapes:
        ratio = sum(map(double_area, rings(shape))) / sum(map(double_area, rings(drawn[shape.code])))
        assert 10 < ratio < 18, shape.code


def test_the_inset_lies_inside_the_map_where_nothing_else_is_drawn() -> None:
    box = england().inset_view_box
    assert box is not None
    left, top, width, height = box
    _, _, whole_width, whole_height = england().view_box
    assert 0 <= left < left + width <= whole_width
    assert 0 <= top < top + height <= whole_height

    def inside(cell: Cell) -> bool:
        return left <= cell[0] <= left + width and top <= cell[1] <= top + height

    assert not any(inside(cell) for shape in england().shapes for ring in rings(shape) for cell in ring)
    assert all(inside(cell) for shape in england().inset_shapes for ring in rings(shape) for cell in ring)


def test_the_map_is_small_enough_to_stand_in_a_page() -> None:
    paths = "".join(shape.path for shape in (*england().shapes, *england().inset_shapes))
    assert len(gzip.compress(paths.encode(), 6)) < 40_000


def test_all_is_inside_the_view_box_and_the_view_box_is_as_tall_as_england() -> None:
    left, top, width, height = england().view_box
    cells = [cell for shape in england().shapes for ring in rings(shape) for cell in ring]
    assert all(left < x < width and top < y < height for x, y in cells)
    assert 1_290 < height < 1_340, "England is some 650 km from south to north, at 500 m a unit"


def test_a_label_stands_on_its_own_authority() -> None:
    drawings = (england(), draw_map(geography().upper))
    shapes = [shape for drawing in drawings for shape in (*drawing.shapes, *drawing.inset_shapes)]
    assert [shape.code for shape in shapes if not holds(shape, shape.label_point)] == []


def test_the_smallest_authorities_are_still_there() -> None:
    drawn = {shape.code: shape for shape in england().shapes}
    for code in (CITY_OF_LONDON, SCILLY):
        assert double_area(rings(drawn[code])[0]) >= 8, code


def test_a_city_inside_another_authority_is_cut_out_of_it() -> None:
    outer, city = "E07000001", "E06000001"
    around = Area(outer, ((square(-1.0, 52.0), square(-0.96, 52.04, 0.02)),))
    drawing = draw_map(Boundaries((Area(city, ((square(-0.96, 52.04, 0.02),),)), around), "by hand"))
    inner, outside = drawing.shapes
    assert (inner.code, outside.code) == (city, outer)
    assert holds(inner, inner.label_point)
    assert not holds(outside, inner.label_point)
    assert set(rings(outside)[1]) == set(rings(inner)[0]), "the hole is the city, cell for cell"


def test_neighbours_share_their_boundary_cell_for_cell() -> None:
    line: tuple[Point, ...] = ((-1.0, 52.0), (-0.97, 52.03), (-1.02, 52.05), (-1.0, 52.1))
    west = Area("E07000001", (((*line, (-1.1, 52.1), (-1.1, 52.0), line[0]),),))
    east = Area("E07000002", (((*line, (-0.9, 52.1), (-0.9, 52.0), line[0]),),))
    drawing = draw_map(Boundaries((west, east), "by hand"))
    shared = set(rings(drawing.shapes[0])[0]) & set(rings(drawing.shapes[1])[0])
    assert len(shared) == len(line)


def test_england_has_neither_gaps_nor_overlaps_between_its_districts() -> None:
    """Districts and counties are cut from the same ground, so both make the same England, specks apart."""

    def ground(boundaries: Boundaries) -> int:
        return abs(sum(signed_double_area(ring) for shape in draw_map(boundaries).shapes for ring in rings(shape)))

    assert ground(geography().districts) == pytest.approx(ground(geography().upper), rel=1e-4)


def test_specks_are_left_out_but_never_a_whole_authority() -> None:
    island = square(-1.5, 52.0, 0.002)
    with_speck = Area("E07000001", ((square(-1.0, 52.0),), (island,)))
    only_a_speck = Area("E07000002", ((island,),))
    first, second = draw_map(Boundaries((with_speck, only_a_speck), "by hand")).shapes
    assert len(rings(first)) == 1
    assert double_area(rings(second)[0]) > 0


def test_points_on_a_straight_line_are_left_out() -> None:
    straight = ((-1.0, 52.0), (-1.0, 52.02), (-1.0, 52.05), (-1.0, 52.1), (-0.9, 52.1), (-0.9, 52.0), (-1.0, 52.0))
    plain = draw_map(Boundaries((Area("E07000001", (((square(-1.0, 52.0)),),)),), ""))
    (with_points,) = draw_map(Boundaries((Area("E07000001", ((straight,),)),), "")).shapes
    assert len(rings(with_points)[0]) <= len(rings(plain.shapes[0])[0]) + 2


def test_the_same_boundaries_in_another_order_make_the_same_map() -> None:
    turned = Boundaries(tuple(reversed(geography().districts.areas)), geography().attribution)
    assert draw_map(turned).shapes == england().shapes


def test_the_attribution_goes_with_the_map() -> None:
    assert "Crown copyright" in england().attribution
    assert draw_hexagons(geography().hexagons["upper"], geography().attribution).attribution == england().attribution


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_map(Boundaries((), ""))
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_hexagons((), "")


def test_the_projection_is_the_national_grid_to_750_metres() -> None:
    (easting,), (northing,) = national_grid(np.array([-2.0]), np.array([49.0]))
    assert (easting, northing) == pytest.approx((400_000, -100_000), abs=0.01)
    places = geography().centroids
    eastings, northings = national_grid(np.array([p.longitude for p in places]), np.array([p.latitude for p in places]))
    for place, easting, northing in zip(places, eastings, northings, strict=True):
        assert abs(easting - place.easting) < 750, place.code
        assert abs(northing - place.northing) < 750, place.code


@pytest.mark.parametrize(("layout", "bodies"), [("district", 296), ("upper", 153)])
def test_each_body_has_one_hexagon_and_no_two_are_in_the_same_place(layout: str, bodies: int) -> None:
    drawing = draw_hexagons(geography().hexagons[layout], "")
    assert len({shape.code for shape in drawing.shapes}) == len(drawing.shapes) == bodies
    assert len({shape.label_point for shape in drawing.shapes}) == bodies
    _, _, width, height = drawing.view_box
    assert all(0 < x < width and 0 < y < height for s in drawing.shapes for ring in rings(s) for x, y in ring)


def test_hexagons_are_of_equal_size_and_touch_their_neighbours() -> None:
    middle, right, above = draw_hexagons(
        [Hexagon("a", 3, 2), Hexagon("b", 4, 2), Hexagon("c", 3, 3)], "drawn by hand"
    ).shapes
    assert {double_area(rings(shape)[0]) for shape in (middle, right, above)} == {4 * HALF_WIDTH * ROW_STEP}
    assert right.label_point == (middle.label_point[0] + 2 * HALF_WIDTH, middle.label_point[1])
    assert above.label_point == (middle.label_point[0] + HALF_WIDTH, middle.label_point[1] - ROW_STEP)
    for one, other in ((middle, right), (middle, above), (right, above)):
        assert len(set(rings(one)[0]) & set(rings(other)[0])) == 2, "they share one side"
    assert rings(middle)[0][0] == (middle.label_point[0], middle.label_point[1] - RADIUS)
