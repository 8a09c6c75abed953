# ruff: noqa: E501 the drawn tables are wider than a line of code
"""A small country drawn by hand: nine bodies of every kind that matters to a page or a table, over six years.

The scheme is the bundled one but for its bodies, so that every measure, count and break is the real one.
"""

from __future__ import annotations

import math
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from upheld.figures.casemix import CaseMix
from upheld.figures.clock import RemedyClock, RemedyClocks
from upheld.figures.model import (
    AuthorityFigures,
    Comparison,
    Discrepancy,
    Figures,
    Interval,
    MeasureFigure,
    Published,
    YearFigures,
)
from upheld.figures.rate import Rate
from upheld.figures.recurrence import Recurrence
from upheld.figures.shrinkage import Steadied
from upheld.figures.verdict import verdicts
from upheld.scheme import Authority, Measure, Scheme, load
from upheld.scheme.loader import BUNDLED
from upheld.scheme.years import ReviewYear

AUTHORITIES = """\
code,slug,name,short_name,alternative_names,type,region,county,first_day,last_day,gss_code,former_gss_codes,population,population_vintage
E10000017,lancashire-county-council,Lancashire County Council,Lancashire,Lancs,county,North West,,1974-04-01,,E10000017,,1227076,mid-2020
E07000117,burnley-borough-council,Burnley Borough Council,Burnley,,district,North West,E10000017,1974-04-01,,E07000117,,89344,mid-2020
E07000118,chorley-borough-council,Chorley Borough Council,Chorley,,district,North West,E10000017,1974-04-01,,E07000118,,118870,mid-2020
E07000030,eden-district-council,Eden District Council,Eden,,district,North West,,1974-04-01,2023-03-31,E07000030,,53754,mid-2020
E08000011,knowsley-metropolitan-borough-council,Knowsley Metropolitan Borough Council,Knowsley,,metropolitan,North West,,1974-04-01,,E08000011,,152452,mid-2020
E08000012,liverpool-city-council,Liverpool City Council,Liverpool,,metropolitan,North West,,1974-04-01,,E08000012,,500474,mid-2020
E06000064,westmorland-and-furness-council,Westmorland and Furness Council,Westmorland and Furness,,unitary,North West,,2023-04-01,,E06000064,,226992,mid-2020
E09000007,london-borough-of-camden,London Borough of Camden,Camden,,london-borough,London,,1965-04-01,,E09000007,,279516,mid-2020
PARK-LAKES,lake-district-national-park-authority,Lake District National Park Authority,Lake District <National> Park & Broads,,park,North West,,1951-05-09,,,,,
"""

SUCCESSIONS = "predecessor,successor,on,part\nE07000030,E06000064,2023-04-01,whole\n"

CASES = """\
code       year category               not_for_us closed not_upheld upheld early outcomes complied late
E08000011  2019 education-and-children          5      4          5      8     1        6        5    1
E08000011  2020 education-and-children          6      7          1      6     2        3        3    1
E08000011  2020 housing                         4      3          2      3     1        1        1    0
E08000012  2019 housing                        20     30         20     30     3       20       20    2
E08000012  2020 housing                        30     40         19     33     3       31       31    4
E08000012  2022 housing                        30     40         10     33     0       31       30    4
E10000017  2019 adult-care                      9      8          7      6     1        5        5    0
E10000017  2020 adult-care                      9      8          7      6     1        5        4    1
E07000117  2020 planning                        2      1          1      0     0        0        0    0
E07000118  2020 planning                        2      1          0      0     0        0        0    0
E07000030  2020 planning                        1      1          1    199     0        1        1    1
E07000030  2024 planning                        0      0          0      1     0        0        0    0
E06000064  2024 planning                        3      4          2      5     1        4        4    0
E09000007  2020 benefits-and-tax                3     15          1    299     0        4        4    0
PARK-LAKES 2020 planning                        1      1          1      1     0        0        0    0
"""


@cache
def scheme() -> Scheme:
    """The bundled scheme with nine bodies instead of its own."""
    folder = Path(tempfile.mkdtemp(prefix="upheld-by-hand-"))
    toml = (BUNDLED / "lgsco" / "scheme.toml").read_text(encoding="utf-8")
    toml += '\n[[type]]\nid = "park"\nname = "National park"\nplural = "national parks"\ngroup = false\n'
    (folder / "scheme.toml").write_text(toml, encoding="utf-8")
    (folder / "breaks.csv").write_bytes((BUNDLED / "lgsco" / "breaks.csv").read_bytes())
    shutil.copytree(BUNDLED / "lgsco" / "letter", folder / "letter")
    (folder / "authorities.csv").write_text(AUTHORITIES, encoding="utf-8")
    (folder / "successions.csv").write_text(SUCCESSIONS, encoding="utf-8")
    return load(str(folder))


@cache
def figures(year: int = 2020, *, synthetic: bool = True) -> Figures:
    """The figures of the small country for the review year that ends in `year`."""
    s = scheme()
    numbers = range(2019, year + 1)
    bodies = {a.code: {n: _year(s, n, [a.code]) for n in numbers} for a in s.authorities}
    groups = {
        kind.id: {n: _year(s, n, [a.code for a in s.authorities if _pooled(s, a, kind.id, n)]) for n in numbers}
        for kind in s.types
        if kind.group
    }
    bodies = {
        code: {n: _compared(s, s.authority_by_code[code], of, groups) for n, of in years.items()}
        for code, years in bodies.items()
    }
    bodies = _against_chance(s, bodies)
    return Figures(
        scheme=s,
        year=s.calendar.year_end.year(year),
        years=tuple(s.calendar.year_end.year(n) for n in numbers),
        authorities={
            a.code: AuthorityFigures(a, s.group_of(a), _with_published(a.code, bodies[a.code])) for a in s.authorities
        },
        groups=groups,
        england={n: _year(s, n, [a.code for a in s.authorities]) for n in numbers},
        discrepancies=_discrepancies(s) if year >= 2020 else (),
        synthetic=synthetic,
        clocks=_clocks(s, year),
        recurrences={"E08000012": Recurrence(s.calendar.year_end.year(year - 1), Rate(2, 3), 1.25)},
    )


def _against_chance(s: Scheme, bodies: dict[str, dict[int, YearFigures]]) -> dict[str, dict[int, YearFigures]]:
    """Give every share that is compared its verdict, and that of complaints upheld a case mix and an estimate."""
    return {
        code: {n: replace(y, measures={m: _told(f, y.year) for m, f in y.measures.items()}) for n, y in years.items()}
        for code, years in bodies.items()
    }


def _told(f: MeasureFigure, year: ReviewYear) -> MeasureFigure:
    if f.comparison is None or f.measure.per != 100 or not f.rate.base or not f.comparison.others.base:
        return f
    x, n, others_x, others_n = (
        np.array([number]) for rate in (f.rate, f.comparison.others) for number in (rate.numerator, rate.base)
    )
    (verdict,) = verdicts(x, n, others_x, others_n, np.array([0]))
    if f.measure.id != "upheld-rate":
        return replace(f, verdict=verdict)
    mix = CaseMix(f.rate.numerator, f.rate.base, 7.84, 0.61, 1.43, 0)
    return replace(f, verdict=verdict, casemix=mix, steadied=Steadied((year.previous, year), f.rate, 0.691, 0.5, 0.84))


def _clocks(s: Scheme, year: int) -> RemedyClocks:
    """A clock for Knowsley and Liverpool; every group has the same one."""
    of = s.calendar.year_end.year(year)
    small = RemedyClock(of, 5, 3, None, (), Rate(1, 4), Rate(2, 4), 12, 1)
    large = RemedyClock(of, 1205, 90, 61, (), Rate(0, 40), Rate(4, 40), None, 0)
    groups = {kind.id: large for kind in s.types if kind.group}
    return RemedyClocks({"E08000011": small, "E08000012": large, "PARK-LAKES": small}, groups, large)


def _cases() -> list[tuple[str, int, str, dict[str, int]]]:
    head, *lines = (line.split() for line in CASES.splitlines())
    made = []
    for line in lines:
        n = dict(zip(head[3:], map(int, line[3:]), strict=True))
        made.append((line[0], int(line[1]), line[2], _counts(n)))
    return made


def _counts(n: dict[str, int]) -> dict[str, int]:
    return {
        "dealt_with": n["not_for_us"] + n["closed"] + n["not_upheld"] + n["upheld"],
        "not_for_us": n["not_for_us"],
        "assessed_and_closed": n["closed"],
        "investigated": n["not_upheld"] + n["upheld"],
        "upheld": n["upheld"],
        "satisfactory_remedies": n["early"],
        "compliance_outcomes": n["outcomes"],
        "complied": n["complied"],
        "complied_late": n["late"],
        "complied_late_against_original": n["late"],
    }


def _year(s: Scheme, number: int, codes: list[str]) -> YearFigures:
    rows = [(category, counts) for code, y, category, counts in _cases() if y == number and code in codes]
    totals = {c.id: sum(counts[c.id] for _, counts in rows) for c in s.counts}
    by_category: dict[str, dict[str, int]] = {}
    for category, counts in rows:
        sofar = by_category.setdefault(category, dict.fromkeys(totals, 0))
        by_category[category] = {k: sofar[k] + counts[k] for k in sofar}
    residents = sum(s.authority_by_code[code].population or 0 for code in codes)
    measures = {m.id: _figure(m, totals, residents) for m in s.measures}
    return YearFigures(s.calendar.year_end.year(number), totals, by_category, measures)


def _figure(m: Measure, totals: dict[str, int], residents: int) -> MeasureFigure:
    base = residents if m.base == "population" else totals[m.base]
    rate = Rate(totals[m.numerator] if base else 0, base, m.per, m.decimals)
    return MeasureFigure(m, rate, _wilson(rate) if m.per == 100 and base else None, None)


def _wilson(rate: Rate) -> Interval:
    z, n, p = 1.959963984540054, rate.base, rate.numerator / rate.base
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Interval(low, high, math.floor(100 * low + 0.5), math.floor(100 * high + 0.5))


def _pooled(s: Scheme, a: Authority, kind: str, number: int) -> bool:
    return a.type == kind and a.in_being_during(s.calendar.year_end.year(number))


def _compared(s: Scheme, a: Authority, of: YearFigures, groups: dict[str, dict[int, YearFigures]]) -> YearFigures:
    kind = s.group_of(a)
    if kind is None or not a.in_being_during(of.year):
        return of
    pool = groups[kind.id][of.year.number]
    size = sum(_pooled(s, b, kind.id, of.year.number) for b in s.authorities)
    measures = {}
    for m, f in of.measures.items():
        pooled = pool.measures[m].rate
        measures[m] = replace(f, comparison=Comparison(kind, pooled, pooled.without(f.rate), size))
    return replace(of, measures=measures)


def _with_published(code: str, years: dict[int, YearFigures]) -> dict[int, YearFigures]:
    if code != "E08000011" or 2020 not in years:
        return years
    source = "https://www.lgo.org.uk/your-councils-performance/knowsley/statistics"
    printed = {
        "upheld-rate": Published("75", "67", source, True),
        "compliance-rate": Published("100", "100", "Annual letter 2020, page 4", True),
        "satisfactory-remedy-rate": Published("34", "11", source, False, "3 of 9 is 33%."),
    }
    old = years[2020]
    measures = {m: replace(f, published=printed.get(m)) for m, f in old.measures.items()}
    return {**years, 2020: replace(old, measures=measures)}


def _discrepancies(s: Scheme) -> tuple[Discrepancy, ...]:
    year = s.calendar.year_end.year(2020)
    knowsley = s.authority_by_code["E08000011"]
    source = "https://www.lgo.org.uk/your-councils-performance/knowsley/statistics"
    return (
        Discrepancy(knowsley, year, "Satisfactory remedy rate", "34%", "33%", "3 of 9 is 33%.", source),
        Discrepancy(None, year, "Average of county councils", "60%", "61%", "Not known.", source),
    )
