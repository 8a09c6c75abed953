"""Finds the district-level authority of an English postcode, from the compact index in a scheme's geography folder.

The index is text, one line for each postcode sector (`L36 9` is the sector of `L36 9YU`), gzipped:

    L36 9 E08000011
    L36 0 E08000011,E08000013 AAHXa,JAb,LBXZa

A sector that lies in one authority names it. A split sector names its authorities, then its runs of units in
alphabetical order: first unit, last unit unless it is the same, and a letter for the authority (`a` is the first).
The authority `-` stands for ground outside England.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from upheld.errors import PersonError

FILE = "postcodes.txt.gz"

NOWHERE = "-"
"""Stands in the index where `lookup` answers None."""

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?|GIR|NPT)([0-9])([A-Z]{2})")
"""Outward code, sector digit, unit. GIR and NPT are the two outward codes without a digit that were ever issued."""

_RUN = re.compile(r"([A-Z]{2})([A-Z]{2})?([a-z])")


@dataclass(frozen=True)
class UnitRun:
    """Neighbouring units of a sector, `first` to `last` by alphabet (two letters each), in one authority."""

    first: str
    last: str
    code: str | None
    """None where the ground is outside England."""


@dataclass(frozen=True)
class Sector:
    """A postcode sector, such as `L36 9`, and where its units lie."""

    name: str
    runs: tuple[UnitRun, ...]

    @property
    def district(self) -> str:
        """The postcode district, such as `L36`."""
        return self.name.partition(" ")[0]

    @property
    def area(self) -> str:
        """The postcode area, such as `L`."""
        return re.split("[0-9 ]", self.name)[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """The authorities the sector lies in, sorted."""
        return tuple(sorted({run.code for run in self.runs if run.code}))

    def lookup(self, unit: str) -> str | None:
        """Return the authority of a unit (two letters), or None where the index does not know it."""
        return next((run.code for run in self.runs if run.first <= unit <= run.last), None)

    def notation(self) -> str:
        """Return where the units lie, as the index writes it (see the top of this module), without the name."""
        codes = sorted({run.code or NOWHERE for run in self.runs})
        if len(self.runs) == 1:
            return codes[0]
        letter = {code: chr(ord("a") + n) for n, code in enumerate(codes)}
        runs = (
            run.first + (run.last if run.last != run.first else "") + letter[run.code or NOWHERE] for run in self.runs
        )
        return f"{','.join(codes)} {''.join(runs)}"


@dataclass(frozen=True)
class PostcodeIndex:
    """Sectors by name, sorted. Only sectors with ground in England are there."""

    sectors: Mapping[str, Sector]

    @staticmethod
    def read(folder: Path) -> PostcodeIndex:
        """Read the index of a scheme's geography folder. Raises PersonError when it is missing."""
        path = folder / FILE
        if not path.is_file():
            raise PersonError(f"{path} is missing.", mend="Rebuild it with: make geography")
        return parse_index(gzip.decompress(path.read_bytes()).decode("ascii"))

    def lookup(self, postcode: str) -> str | None:
        """Return the GSS code of the district-level authority of a postcode, however it is spaced or capitalised.

        None for what is not a full postcode, is outside England, or is in a split sector between known units. A unit
        that the source does not have, in a sector that lies in one authority, is taken to lie there too: new postcodes
        are issued every week, inside the sectors there are.
        """
        sector, unit = self._parts(postcode)
        return sector.lookup(unit) if sector else None

    def sector_of(self, postcode: str) -> Sector | None:
        """Return the sector of a full postcode, to offer its authorities where `lookup` does not know the unit."""
        return self._parts(postcode)[0]

    def _parts(self, postcode: str) -> tuple[Sector | None, str]:
        found = _POSTCODE.fullmatch("".join(postcode.split()).upper())
        if not found:
            return None, ""
        outward, digit, unit = found.groups()
        return self.sectors.get(f"{outward} {digit}"), unit

    def by_area(self) -> Iterator[tuple[str, tuple[Sector, ...]]]:
        """Yield each postcode area (`L`) with its sectors, sorted: 104 areas, at most 17 kB each in `notation`."""
        for area, sectors in groupby(sorted(self.sectors.values(), key=_area_first), key=lambda s: s.area):
            yield area, tuple(sectors)

    def by_district(self) -> Iterator[tuple[str, tuple[Sector, ...]]]:
        """Yield each postcode district (`L36`) with its sectors, sorted."""
        for district, sectors in groupby(sorted(self.sectors.values(), key=_area_first), key=lambda s: s.district):
            yield district, tuple(sectors)


def _area_first(sector: Sector) -> tuple[str, int, str]:
    """Sort key: areas by alphabet, then districts by number, so that L2 comes before L10."""
    digits = re.match(r"[0-9]+", sector.district[len(sector.area) :])
    return sector.area, int(digits[0]) if digits else 0, sector.name


def parse_index(text: str) -> PostcodeIndex:
    """Return the index that `text` holds; lines that begin with `#` are remarks."""
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return PostcodeIndex({sector.name: sector for sector in map(_parse_sector, lines)})


def _parse_sector(line: str) -> Sector:
    outward, digit, codes, *runs = line.split(" ")
    named = [None if code == NOWHERE else code for code in codes.split(",")]
    if not runs:
        return Sector(f"{outward} {digit}", (UnitRun("AA", "ZZ", named[0]),))
    parsed = (
        UnitRun(first, last or first, named[ord(letter) - ord("a")]) for first, last, letter in _RUN.findall(runs[0])
    )
    return Sector(f"{outward} {digit}", tuple(parsed))


def write_index(index: PostcodeIndex, remarks: Iterable[str]) -> str:
    """Return the text that `parse_index` reads, after a line of `#` for each remark."""
    lines = [f"# {remark}" for remark in remarks]
    lines += [f"{sector.name} {sector.notation()}" for _, sectors in index.by_area() for sector in sectors]
    return "\n".join(lines) + "\n"


def index_of(postcodes: Iterable[tuple[str, str | None]]) -> PostcodeIndex:
    """Make the index of full postcodes, each with its authority (None outside England).

    Raises ValueError for what is not a full postcode, or for one postcode in two authorities.
    """
    units: dict[str, dict[str, str | None]] = {}
    for postcode, code in postcodes:
        found = _POSTCODE.fullmatch("".join(postcode.split()).upper())
        if not found:
            raise ValueError(f"{postcode!r} is not a full postcode")
        sector = units.setdefault(f"{found[1]} {found[2]}", {})
        if sector.setdefault(found[3], code) != code:
            raise ValueError(f"{postcode!r} is in two authorities")
    english = {name: of for name, of in units.items() if any(of.values())}
    return PostcodeIndex({name: Sector(name, _runs(english[name])) for name in sorted(english)})


def _runs(units: Mapping[str, str | None]) -> tuple[UnitRun, ...]:
    if len(set(units.values())) == 1:
        return (UnitRun("AA", "ZZ", next(iter(units.values()))),)
    runs: list[UnitRun] = []
    for code, members in groupby(sorted(units), key=lambda unit: units[unit]):
        run = list(members)
        runs.append(UnitRun(run[0], run[-1], code))
    return tuple(runs)
