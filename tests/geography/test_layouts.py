"""The hexagon layouts: how they are made, and how true the committed ones are."""

from __future__ import annotations

import csv
import json
from collections import Counter

import numpy as np
import pytest

from geography import hexagons
from geography.hexagons import Bodies, Cell, around, lay_out, middle, score, with_island, without_holes
from upheld.scheme.loader import BUNDLED

FOLDER = BUNDLED / "lgsco" / "geography"


def committed(layout: str) -> dict[str, Cell]:
    with (FOLDER / "hex.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: (int(row["q"]), int(row["r"])) for row in csv.DictReader(file) if row["layout"] == layout}


def true_neighbours() -> set[tuple[str, str]]:
    """Districts that share an arc of the committed boundaries."""
    topology = json.loads((FOLDER / "england.topo.json").read_text(encoding="utf-8"))
    owners: dict[int, set[str]] = {}
    for feature in topology["objects"]["district"]["geometries"]:
        polygons = [feature["arcs"]] if feature["type"] == "Polygon" else feature["arcs"]
        for step in (step for polygon in polygons for ring in polygon for step in ring):
            owners.setdefault(max(step, ~step), set()).add(feature["id"])
    assert max(map(len, owners.values())) == 2, "an arc has two sides"
    return {(min(pair), max(pair)) for pair in owners.values() if len(pair) == 2}


def test_of_true_neighbours_more_than_seven_in_ten_touch_in_the_committed_layout() -> None:
    layout, pairs = committed("district"), true_neighbours()
    touching = sum(layout[other] in around(layout[one]) for one, other in pairs)
    assert touching / len(pairs) > 0.71


def test_the_isles_of_scilly_stand_alone_in_the_sea_and_everybody_else_in_company() -> None:
    for name in ("district", "upper"):
        layout = committed(name)
        taken = set(layout.values())
        alone = [code for code, cell in layout.items() if taken.isdisjoint(around(cell))]
        assert alone == ["E06000053"]


def test_a_layout_keeps_east_east_and_north_north() -> None:
    layout = committed("district")
    northumberland, cornwall, kent, liverpool = (
        middle(layout[code]) for code in ("E06000057", "E06000052", "E07000114", "E08000012")
    )
    assert northumberland[1] > liverpool[1] > cornwall[1]
    assert kent[0] > northumberland[0] > cornwall[0]


@pytest.mark.parametrize("cell", [(0, 0), (3, 1), (-2, -3), (5, -4)])
def test_the_six_cells_around_a_cell_are_one_hexagon_away_and_know_it(cell: Cell) -> None:
    beside = around(cell)
    assert len(set(beside)) == 6
    for other in beside:
        assert np.hypot(*np.subtract(middle(other), middle(cell))) == pytest.approx(1)
        assert cell in around(other)


def chessboard(side: int) -> Bodies:
    """Bodies in a square, each bordering on those beside it, as `side` x `side` places 10 km apart."""
    codes = [f"{x}{y}" for y in range(side) for x in range(side)]
    places = np.array([(10_000.0 * x, 10_000.0 * y) for y in range(side) for x in range(side)])
    pairs = [(n, n + 1) for n in range(side * side) if n % side < side - 1]
    pairs += [(n, n + side) for n in range(side * (side - 1))]
    return Bodies(codes, places, sorted(pairs))


def test_laying_out_is_the_same_every_time_and_gives_each_body_its_own_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hexagons, "MOVES", 20_000)
    layout = lay_out(chessboard(5))
    assert Counter(layout.values()).most_common(1)[0][1] == 1
    assert lay_out(chessboard(5)) == layout
    found = score(layout, chessboard(5))
    assert found.pairs == 40
    assert found.parts == 1
    assert found.kept >= 34
    assert found.within_45_degrees >= 34


def test_annealing_mends_what_assignment_alone_tears_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = chessboard(5)
    shuffled = Bodies(bodies.codes, np.random.default_rng(7).permutation(bodies.places), bodies.pairs)
    monkeypatch.setattr(hexagons, "MOVES", 0)
    before = score(lay_out(shuffled), shuffled).kept
    monkeypatch.setattr(hexagons, "MOVES", 20_000)
    assert score(lay_out(shuffled), shuffled).kept > before


def test_an_enclosed_empty_cell_is_filled_from_the_rim() -> None:
    ring = {str(n): cell for n, cell in enumerate(around((0, 0)))}
    assert (0, 0) not in ring.values()
    mended = without_holes(ring)
    assert (0, 0) in mended.values()
    assert len(set(mended.values())) == 6
    assert len(set(ring.values()) - set(mended.values())) == 1, "one cell of the rim is given up"


def test_an_island_is_put_in_the_sea_to_the_south_west() -> None:
    layout = with_island({"land": (0, 0), "isle": (1, 0), "more": (1, 1)}, "isle", "land")
    assert not set(around(layout["isle"])) & {layout["land"], layout["more"]}
    assert middle(layout["isle"])[0] < 0
    assert middle(layout["isle"])[1] < 0


def test_a_layout_is_scored_by_touch_bearing_and_pieces() -> None:
    bodies = Bodies(["a", "b", "c"], np.array([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]), [(0, 1), (1, 2)])
    assert str(score({"a": (0, 0), "b": (1, 0), "c": (4, 0)}, bodies)) == (
        "50.0% of 2 true pairs touch, 100.0% keep their bearing, 2 pieces"
    )
    turned = score({"a": (1, 0), "b": (0, 0), "c": (2, 0)}, bodies)
    assert (turned.kept, turned.within_45_degrees, turned.parts) == (1, 1, 1)
