"""Reading the geography of the scheme, and boundaries that a person brings."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from upheld.errors import PersonError
from upheld.scheme.geography import Geography, from_geojson, load_geography, read_topology
from upheld.scheme.loader import BUNDLED

FOLDER = BUNDLED / "lgsco" / "geography"


@cache
def geography() -> Geography:
    return load_geography(FOLDER)


def test_there_are_296_districts_21_counties_and_153_bodies_of_county_level() -> None:
    assert len(geography().districts.areas) == 296
    assert {area.code[:3] for area in geography().districts.areas} == {"E06", "E07", "E08", "E09"}
    assert len(geography().counties.areas) == 21
    assert {area.code[:3] for area in geography().counties.areas} == {"E10"}
    assert len(geography().upper.areas) == 153
    assert "E07" not in {area.code[:3] for area in geography().upper.areas}


def test_barnsley_and_sheffield_have_their_codes_of_2025() -> None:
    codes = {area.code for area in geography().districts.areas}
    assert {"E08000038", "E08000039"} <= codes
    assert not {"E08000016", "E08000019"} & codes


def test_boundaries_hexagons_and_centroids_are_of_the_same_bodies() -> None:
    districts = [area.code for area in geography().districts.areas]
    assert [hexagon.code for hexagon in geography().hexagons["district"]] == districts
    assert [centroid.code for centroid in geography().centroids] == districts
    assert [hexagon.code for hexagon in geography().hexagons["upper"]] == [a.code for a in geography().upper.areas]


def test_every_ring_is_closed_and_lies_in_england() -> None:
    areas = (*geography().districts.areas, *geography().counties.areas)
    rings = [ring for area in areas for polygon in area.polygons for ring in polygon]
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
    assert all(-6.5 < lon < 1.8 and 49.8 < lat < 55.9 for ring in rings for lon, lat in ring)


def test_the_attribution_says_whose_data_these_are_and_that_shapes_are_not_official() -> None:
    for part in (
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
        "Contains OS data © Crown copyright and database right.",
        "Contains Royal Mail data © Royal Mail copyright and database right.",
        "Coast: Natural Earth.",
        "Approximate shapes derived from postcodes, not official boundaries.",
    ):
        assert part in geography().attribution


def test_arcs_are_joined_forwards_and_backwards() -> None:
    """Two unit squares side by side: arc 0 is the side they share, met in both directions.

    (0,1)---(1,1)---(2,1)
      |       |0      |
    (0,0)---(1,0)---(2,0)
    """
    document = {
        "transform": {"scale": [0.5, 1], "translate": [-2, 50]},
        "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
        "objects": {
            "district": {
                "geometries": [
                    {"type": "Polygon", "id": "W", "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": "E", "arcs": [[[2, -1]]]},
                ]
            }
        },
    }
    east, west = read_topology(document)["district"]
    assert (east.code, west.code) == ("E", "W")
    assert west.polygons == ((((-1.5, 50), (-1.5, 51), (-2.0, 51), (-2.0, 50), (-1.5, 50)),),)
    assert east.polygons == ((((-1.5, 50), (-1.0, 50), (-1.0, 51), (-1.5, 51), (-1.5, 50)),),)


def test_a_missing_file_names_itself_and_the_mend(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "geography")
    (tmp_path / "geography" / "hex.csv").unlink()
    with pytest.raises(PersonError, match=r"hex\.csv is missing.*make geography"):
        load_geography(tmp_path / "geography")


SQUARE = [[[-1, 52], [-0.9, 52], [-0.9, 52.1], [-1, 52]]]


def geojson(folder: Path, *features: dict[str, Any]) -> Path:
    path = folder / "official.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


def feature(geometry: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(rings: Any = SQUARE) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": rings}


def test_official_boundaries_can_be_brought_with_their_own_attribution(tmp_path: Path) -> None:
    path = geojson(
        tmp_path,
        feature({"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}, LAD23CD="E07000002"),
        feature(polygon(), LAD23CD="E07000001"),
    )
    boundaries = from_geojson(path, code_property="LAD23CD", attribution="© the owner")
    assert [(area.code, len(area.polygons)) for area in boundaries.areas] == [("E07000001", 1), ("E07000002", 2)]
    assert boundaries.areas[0].polygons[0][0][1] == (-0.9, 52)
    assert boundaries.attribution == "© the owner"


def test_an_authority_in_several_features_is_put_together(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(polygon(), code="E06000053"), feature(polygon(), code="E06000053"))
    (scilly,) = from_geojson(path, code_property="code", attribution="").areas
    assert len(scilly.polygons) == 2


def test_everything_wrong_with_brought_boundaries_is_told_at_once(tmp_path: Path) -> None:
    path = geojson(
        tmp_path,
        feature(polygon(), LAD22CD="E07000001"),
        feature({"type": "Point", "coordinates": [-1, 52]}, LAD23CD="E07000002"),
        feature(polygon([[[530_000, 180_000], [531_000, 180_000], [530_000, 181_000]]]), LAD23CD="E09000001"),
        feature(None, LAD23CD="E07000003"),
    )
    with pytest.raises(PersonError) as raised:
        from_geojson(path, code_property="LAD23CD", attribution="")
    told = [str(problem) for problem in raised.value.problems]
    assert len(told) == 4
    assert "feature 1" in told[0]
    assert "has no LAD23CD. Name one of its properties: LAD22CD" in told[0]
    assert "is not a (multi)polygon" in told[1]
    assert "EPSG:4326" in told[2]
    assert "feature 4" in told[3]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"features": []}'])
def test_a_file_that_is_no_geojson_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PersonError, match=r"broken\.geojson"):
        from_geojson(path, code_property="code", attribution="")
