"""Deriving boundaries, drawn small. Needs the packages of `requirements/geography.txt`; skipped without them."""

# ruff: noqa: E402 - what is optional is looked for before what needs it is imported
from __future__ import annotations

import numpy as np
import pytest

for package in ("affine", "msgpack", "brotli", "pyproj", "rasterio", "shapely", "skimage"):
    pytest.importorskip(package, reason="deriving the map is an optional part: make geography")

from geography.arcs import Arc, cut_arcs
from geography.compare import overlaps
from geography.grid import Grid, Labels, Settlement, settle
from geography.land import closed, land_mask
from geography.regions import regions
from geography.simplify import EASING, double_area, simplified
from geography.source import Postcodes
from geography.topology import crossing_arcs, polygons_of, quantise, topojson
from upheld.scheme.geography import Area, read_topology


def drawn(*rows: str) -> Labels:
    """Read regions from a picture with north at the top; a dot is region 0."""
    return np.array([[0 if c == "." else int(c) for c in row] for row in reversed(rows)], np.int32)


def small_grid(rows: int, columns: int, cell: int = 250) -> Grid:
    return Grid(west=400_000, east=400_000 + columns * cell, south=300_000, north=300_000 + rows * cell, cell=cell)


THREE = drawn(
    "......",
    ".1122.",
    ".1122.",
    ".3333.",
    "......",
)


def test_boundaries_are_cut_where_three_regions_meet_and_each_is_drawn_once() -> None:
    arcs = cut_arcs(THREE)
    assert sorted((min(a.left, a.right), max(a.left, a.right)) for a in arcs) == [
        (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)
    ]  # fmt: skip
    between = next(a for a in arcs if {a.left, a.right} == {1, 2})
    assert between.line.tolist() == [[3, 2], [3, 3], [3, 4]]
    assert (between.left, between.right) == (1, 2), "walking north, the western region is to the left"


def test_a_region_alone_is_a_free_ring() -> None:
    (ring,) = cut_arcs(drawn("...", ".1.", "..."))
    assert ring.is_free
    assert ring.is_ring
    assert abs(double_area(ring.line)) == 2


def test_a_region_at_the_edge_of_the_grid_is_closed_too() -> None:
    (ring,) = cut_arcs(drawn("11", "11"))
    assert abs(double_area(ring.line)) == 8


def test_areas_are_put_together_with_their_holes_and_parts() -> None:
    arcs = cut_arcs(
        drawn(
            "11111..",
            "12221..",
            "12221.1",
            "11111..",
        )
    )
    around_the_hole, island = sorted(polygons_of(arcs, [1]), key=len, reverse=True)
    assert (len(around_the_hole), len(island)) == (2, 1)
    ((hole,),) = polygons_of(arcs, [2])
    assert {max(step, ~step) for step in hole} == {max(step, ~step) for step in around_the_hole[1]}
    assert [len(polygon) for polygon in polygons_of(arcs, [1, 2])] == [1, 1], "together they have no hole"


def test_regions_of_one_county_that_meet_at_a_corner_stay_two_valid_rings() -> None:
    arcs = cut_arcs(drawn("12", "34"))
    polygons = polygons_of(arcs, [1, 4])
    assert [len(rings) for rings in polygons] == [1, 1]
    assert crossing_arcs(arcs, polygons, 1.0) == set()


def test_the_written_topology_is_read_back_as_the_same_ground() -> None:
    grid = small_grid(5, 6, cell=10_000)
    flat = [Arc(grid.metres(a.line), a.left, a.right, a.is_free) for a in cut_arcs(THREE)]
    document = topojson(quantise(flat), {"district": {"A": [1], "B": [2], "C": [3]}, "county": {"K": [1, 2]}})
    layers = read_topology(document)
    assert [area.code for area in layers["district"]] == ["A", "B", "C"]
    a_and_b = Area("K", tuple(polygon for area in layers["district"][:2] for polygon in area.polygons))
    assert overlaps([a_and_b], layers["county"])["K"] == pytest.approx(1, abs=1e-9)
    assert overlaps([layers["district"][0]], [Area("A", layers["district"][1].polygons)])["A"] == pytest.approx(
        0, abs=1e-6
    )


def test_an_authority_without_ground_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="D has no ground"):
        topojson(quantise(cut_arcs(THREE)), {"district": {"D": [4]}})


def test_simplifying_keeps_the_places_where_boundaries_meet_and_drops_the_stairs() -> None:
    stairs = np.array([(n // 2 + n % 2, n // 2) for n in range(81)], float)
    arc = Arc(stairs, 1, 2, is_free=False)
    grid = small_grid(50, 50)
    eased = [simplified(arc, grid, ease).line for ease in range(len(EASING))]
    assert len(eased[0]) < 5
    assert len(eased[-1]) == 81
    for line in eased:
        assert line[0].tolist() == grid.metres(stairs[:1])[0].tolist()
        assert line[-1].tolist() == grid.metres(stairs[-1:])[0].tolist()


def test_a_small_ring_is_never_simplified_away() -> None:
    (ring,) = cut_arcs(drawn("....", ".11.", ".11.", "...."))
    line = simplified(ring, small_grid(4, 4), 0).line
    assert len(line) >= 4
    assert abs(double_area(line)) > 0


def test_an_arc_that_crosses_another_is_named() -> None:
    bow = np.array([(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)], float)
    arc = Arc(bow, 1, 0, is_free=True)
    assert crossing_arcs([arc], [[[0]]], near=1.0) == {0}


def test_a_stray_part_goes_to_the_authority_around_it_but_an_island_stays() -> None:
    picture = drawn(*["1111122222....", "1111122222..1.", "1112122222....", "1111122222....", "1111122222...."])
    grid = small_grid(*picture.shape, cell=1_000)
    tidy = regions(np.maximum(picture - 1, 0), picture > 0, np.array([True, True, True]), scilly=2, grid=grid)
    assert tidy[2, 3] == 1, "one square kilometre of 2 inside 1"
    assert tidy[3, 12] == 1, "an island keeps its authority, however small"
    assert (tidy[:, 5:10] == 2).all()


def test_other_countries_are_left_out() -> None:
    label = np.repeat(np.array([[0, 1]], np.int32), 10, axis=0).repeat(10, axis=1)
    tidy = regions(
        label, np.ones(label.shape, bool), np.array([True, False, False]), scilly=2, grid=small_grid(10, 20, 1_000)
    )
    assert set(np.unique(tidy[:, :10])) == {1}
    assert set(np.unique(tidy[:, 10:])) == {0}


def test_no_region_touches_itself_at_a_corner_only() -> None:
    label = drawn("1111", "1121", "1211", "1111") - 1
    tidy = regions(
        label, np.ones(label.shape, bool), np.array([True, True, True]), scilly=2, grid=small_grid(4, 4, 10_000)
    )
    for rows in (tidy, tidy[:, ::-1]):
        rising = (
            (rows[:-1, :-1] == rows[1:, 1:]) & (rows[:-1, 1:] != rows[:-1, :-1]) & (rows[1:, :-1] != rows[:-1, :-1])
        )
        assert not rising.any()


def postcodes(*placed: tuple[str, float, float]) -> Postcodes:
    codes = ("", *sorted({code for code, _, _ in placed}))
    return Postcodes(
        names=tuple(f"ZZ{n} 1AA" for n in range(len(placed))),
        codes=codes,
        label=np.array([codes.index(code) for code, _, _ in placed], np.int32),
        easting=np.array([easting for _, easting, _ in placed]),
        northing=np.array([northing for _, _, northing in placed]),
    )


def test_each_cell_takes_the_authority_of_its_nearest_postcode() -> None:
    source = postcodes(
        ("E07000001", 400_100, 300_100), ("W06000001", 402_400, 300_100), ("N09000001", 401_000, 300_100)
    )
    settlement = settle(source, small_grid(1, 10))
    assert [source.codes[label] for label in settlement.label[0]] == ["E07000001"] * 5 + ["W06000001"] * 5
    assert settlement.distance[0, 0] == pytest.approx(np.hypot(25, 25), abs=0.01)
    assert np.isinf(settlement.crowd).all(), "there are no forty places here"


def test_land_is_the_coast_and_wherever_postcodes_crowd() -> None:
    grid = small_grid(40, 40)
    distance = np.full(grid.shape, 5_000, np.float32)
    distance[10:20, 10:20] = 100
    settlement = Settlement(np.zeros(grid.shape, np.int32), distance, np.full(grid.shape, np.inf, np.float32))
    land = land_mask(settlement, [], scilly=1, grid=grid)
    assert land[10:20, 10:20].all()
    assert land.sum() == 100


def test_closing_bridges_a_gap_narrower_than_the_disc() -> None:
    mask = np.zeros((21, 21), bool)
    mask[5:16, 5:10] = mask[5:16, 12:17] = True
    assert closed(mask, 3.0)[8:13, 10:12].all()
    assert not closed(mask, 0.5)[8:13, 10:12].any()


def test_postcodes_without_a_place_or_outside_england_have_no_authority() -> None:
    source = postcodes(("E07000001", 1, 1), ("W06000001", 1, 1), ("", float("nan"), float("nan")))
    assert [code for _, code in source.located()] == ["E07000001", None]
    assert source.placed().tolist() == [True, True, False]
    assert [code for _, code in source.english()] == ["E07000001"]
