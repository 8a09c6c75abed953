"""Finding a council by postcode: a small file of sectors for the script, and a page of districts for everybody.

The script loads `postcode/L.json` for a postcode that begins with L. In it `sectors` holds, for each sector, what
`Sector.notation` writes, and `bodies` what each code in it stands for: name, path, and the same of the county if any.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from upheld.scheme.model import Authority, Scheme
from upheld.scheme.postcodes import PostcodeIndex, Sector
from upheld.website.atlas import authorities_by_area
from upheld.website.pages import Link, authority_link, authority_path

FOLDER = "postcode/"


@dataclass(frozen=True)
class District:
    """A postcode district, such as L36, and the bodies whose ground it touches."""

    name: str
    bodies: tuple[Link, ...]


@dataclass(frozen=True)
class AreaPage:
    """The districts of one postcode area."""

    area: str
    districts: tuple[District, ...]


@dataclass(frozen=True)
class AreasPage:
    """Every postcode area."""

    areas: tuple[Link, ...]


@dataclass(frozen=True)
class Postcodes:
    """The index of a scheme, with the bodies its codes stand for."""

    scheme: Scheme
    areas: tuple[tuple[str, tuple[Sector, ...]], ...]
    of_area: Mapping[str, Authority]

    @classmethod
    def gather(cls, scheme: Scheme, index: PostcodeIndex) -> Postcodes:
        """Sort the sectors of `index` by postcode area."""
        return cls(scheme, tuple(index.by_area()), authorities_by_area(scheme))

    def areas_page(self) -> AreasPage:
        """Return the model of the page that leads to every area."""
        return AreasPage(tuple(Link(area, f"{FOLDER}{area.lower()}/") for area, _ in self.areas))

    def area_pages(self) -> Iterator[AreaPage]:
        """Yield the model of each area's page."""
        for area, sectors in self.areas:
            districts = groupby(sectors, key=lambda sector: sector.district)
            yield AreaPage(area, tuple(District(name, self._links(list(of))) for name, of in districts))

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the JSON text of each area's file."""
        for area, sectors in self.areas:
            codes = sorted({code for sector in sectors for code in sector.codes if code in self.of_area})
            content = {
                "bodies": {code: self._body(self.of_area[code]) for code in codes},
                "sectors": {sector.name: sector.notation() for sector in sectors},
            }
            yield f"{FOLDER}{area.lower()}.json", json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    def _links(self, sectors: Sequence[Sector]) -> tuple[Link, ...]:
        codes = sorted({code for sector in sectors for code in sector.codes if code in self.of_area})
        bodies = (self.of_area[code] for code in codes)
        return tuple(authority_link(a) for a in sorted(bodies, key=lambda a: a.name))

    def _body(self, authority: Authority) -> list[str]:
        county = self.scheme.authority_by_code[authority.county] if authority.county else None
        above = [county.name, authority_path(county)] if county else []
        return [authority.name, authority_path(authority), *above]
