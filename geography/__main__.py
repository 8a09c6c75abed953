"""Rebuilds the geography of a scheme: `python -m geography`, or `make geography`, which also fetches what it needs."""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from geography.boundaries import derive_boundaries
from geography.compare import report
from geography.hexagons import score
from geography.layouts import centroids, district_bodies, lay_out_england, upper_bodies
from geography.source import Postcodes, read_coast, read_counties, read_postcodes
from upheld.scheme.geography import Centroid
from upheld.scheme.loader import BUNDLED
from upheld.scheme.postcodes import FILE, index_of, write_index

FOLDER = BUNDLED / "lgsco" / "geography"
COAST = "UPHELD_COAST"
"""The environment variable that names `countries-10m.json` of npm `world-atlas`."""
REMARKS = (
    "English postcodes and their district-level authority, from the ONS Postcode Directory, November 2025.",
    "See attribution.txt.",
)
Note = Callable[[str], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 when `--check` finds a difference, 2 when the coast is missing."""
    parser = argparse.ArgumentParser(prog="python -m geography", description="Rebuild the geography from postcodes.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder to write to (the scheme's own)")
    parser.add_argument("--check", action="store_true", help="write nothing; say which files would come out different")
    parser.add_argument(
        "--compare", type=Path, metavar="TOPOJSON", help="then measure the overlap with other boundaries"
    )
    asked = parser.parse_args(arguments)
    coast = os.environ.get(COAST)
    if not coast or not Path(coast).is_file():
        _say(f"Set {COAST} to countries-10m.json of the npm package world-atlas. `make geography` does.")
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) if asked.check else asked.out
        names = rebuild(out, Path(coast), _say)
        if asked.compare:
            _say(report(out / "england.topo.json", asked.compare))
        different = [name for name in names if _content(out / name) != _content(asked.out / name)]
    for name in different:
        _say(f"{name} comes out different.")
    return 1 if different else 0


def rebuild(out: Path, coast: Path, note: Note) -> list[str]:
    """Write boundaries, layouts, centroids and postcode index into a folder; return their names."""
    out.mkdir(parents=True, exist_ok=True)
    note("Reading the postcodes")
    postcodes, counties = read_postcodes(), read_counties()
    _write_postcodes(out / FILE, postcodes)
    topology = derive_boundaries(postcodes, read_coast(coast), counties, note)
    (out / "england.topo.json").write_text(json.dumps(topology, separators=(",", ":")), encoding="utf-8")
    found = centroids(postcodes)
    (out / "centroids.csv").write_bytes(_centroid_rows(found))
    districts = district_bodies(topology, found)
    rows: list[tuple[str, str, int, int]] = []
    for name, bodies in (("district", districts), ("upper", upper_bodies(topology, districts, found, counties))):
        note(f"Laying out {len(bodies.codes)} hexagons")
        layout = lay_out_england(bodies)
        note(f"  {score(layout, bodies)}")
        rows += [(name, code, column, row) for code, (column, row) in layout.items()]
    (out / "hex.csv").write_bytes(_table(("layout", "code", "q", "r"), rows))
    note("Done")
    return ["centroids.csv", "england.topo.json", "hex.csv", FILE]


def _write_postcodes(path: Path, postcodes: Postcodes) -> None:
    text = write_index(index_of(postcodes.located()), REMARKS)
    path.write_bytes(gzip.compress(text.encode("ascii"), 9, mtime=0))


def _centroid_rows(found: Iterable[Centroid]) -> bytes:
    header = ("code", "easting", "northing", "lon", "lat", "postcodes")
    return _table(header, [(c.code, c.easting, c.northing, c.longitude, c.latitude, c.postcodes) for c in found])


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode("utf-8")


def _content(path: Path) -> bytes:
    """Return what a file holds, unpacked, for the same text may be packed differently by another zlib."""
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
