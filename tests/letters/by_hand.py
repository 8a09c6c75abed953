"""Figures and contexts for letters, drawn by hand: small tables of counts, made into figures by the real reckoning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from upheld.figures.build import figures_from
from upheld.figures.cells import Cells
from upheld.figures.clock import RemedyClock, RemedyClocks
from upheld.figures.model import Figures, Published
from upheld.figures.rate import Rate
from upheld.letters.compose import compose
from upheld.letters.context import (
    Addition,
    Addresses,
    Course,
    LetterContext,
    NotMet,
    PublicReport,
    Recipient,
    Revised,
)
from upheld.letters.model import Letter
from upheld.scheme import load, review_dates
from upheld.writing.markdown import TemplateBlock, TemplateRun
from upheld.writing.training import Seminars, TrainingYear

KNOWSLEY = "E08000011"
LIVERPOOL = "E08000012"
SEFTON, ST_HELENS, WIRRAL = "E08000014", "E08000013", "E08000015"
CUMBRIA = "E10000006"
CUMBERLAND = "E06000063"
BROADS = "NPA-BROADS"
CHRISTCHURCH = "E07000048"

CORRECTED = "Complaints upheld: we first printed 83% (10 of 12), and it is now 75% (9 of 12)."

COLUMNS = ("not_for_us", "closed", "not_upheld", "upheld", "early", "outcomes", "complied", "late", "late_at_first")

CASES = f"""\
authority    year category               not_for_us closed not_upheld upheld early outcomes complied late late_at_first
{KNOWSLEY}   2019 education-and-children          5      4          5      8     1        6        5    1             2
{KNOWSLEY}   2020 education-and-children          6      7          1      6     2        3        3    0             0
{KNOWSLEY}   2020 housing                         4      3          2      3     1        1        1    0             0
{KNOWSLEY}   2021 housing                         1      2          1      2     0        2        2    1             1
{KNOWSLEY}   2022 housing                         1      2          1      2     0        2        2    1             1
{KNOWSLEY}   2023 adult-care                      1      2          3      2     0        2        1    1             1
{KNOWSLEY}   2024 adult-care                      9      8          3      6     0        6        6    2             3
{LIVERPOOL}  2020 housing                        30     40         32     61     5       31       31    4             9
{LIVERPOOL}  2024 housing                        30     40         12     61     9      299      298    4             9
{CUMBRIA}    2023 adult-care                      9      8          7      6     1        5        4    1             1
{CUMBRIA}    2024 adult-care                      0      1          1      9     0       12       12    0             0
{CUMBERLAND} 2024 planning                        1      1          0      1     1        1        0    0             0
{BROADS}     2024 planning                        1      1          1      0     0        0        0    0             0
{SEFTON}     2024 housing                         1      1          0      3     0        0        0    0             0
{ST_HELENS}  2024 housing                         1      1          4      0     0        1        1    1             1
{WIRRAL}     2024 housing                         2      1          0      0     0        0        0    0             0
"""
"""Knowsley and its group in 2020 are those of the published letter: 9 of 12, 4 of 4, 3 of 9; averages 67, 100, 11."""


def counts_of(n: dict[str, int]) -> dict[str, int]:
    """Counts of the scheme from the columns of the drawn table."""
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
        "complied_late_against_original": n["late_at_first"],
    }


def figures_of(drawn: str, year: int, *, synthetic: bool = False) -> Figures:
    """Figures of the bundled scheme from a drawn table."""
    scheme = load("lgsco")
    rows: dict[tuple[str, int, int, str], dict[str, int]] = {}
    for line in drawn.splitlines()[1:]:
        code, number, category, *numbers = line.split()
        rows[(code, int(number), 1, category)] = counts_of(dict(zip(COLUMNS, map(int, numbers), strict=True)))
    cells = Cells.of(tuple(c.id for c in scheme.counts), rows)
    return figures_from(cells, scheme, scheme.calendar.year_end.year(year), synthetic=synthetic)


@cache
def figures(year: int = 2020, *, synthetic: bool = False) -> Figures:
    """The country of `CASES`."""
    return figures_of(CASES, year, synthetic=synthetic)


def context(year: int = 2020, **changes: Any) -> LetterContext:
    """What a letter of that year says besides its figures; `changes` replaces fields."""
    usual = LetterContext(
        dates=review_dates(load("lgsco").calendar, year),
        addresses=Addresses(
            "../../index.html", "../../authorities/knowsley/", "../../method/", "../../review/", "../../changes/"
        ),
        recipient=Recipient("chief_executive", "Mr", "Harden", date(2018, 1, 1)),
        training=TrainingYear(
            courses=118,
            people=1437,
            provider_courses=31,
            courses_last_year=71,
            provider_courses_last_year=12,
            seminars=Seminars(178, 143, ("London", "Bristol", "Leeds", "Birmingham")),
        ),
        courses=(Course("children’s social care complaint handling", date(2019, 10, 8)),),
    )
    return replace(usual, **changes)


def letter(code: str = KNOWSLEY, year: int = 2020, *, synthetic: bool = False, **changes: Any) -> Letter:
    """The letter of the drawn country to `code`."""
    return compose(figures(year, synthetic=synthetic), code, context(year, **changes))


BIRMINGHAM = "E08000025"


@cache
def busiest_figures(year: int = 2025) -> Figures:
    """Seven years with every service area, and printed figures that disagree."""
    scheme = load("lgsco")
    rows = [CASES.splitlines()[0]]
    rows += [
        f"{BIRMINGHAM} {number} {category.id} 232 226 20 94 7 41 40 9 11"
        for number in range(2019, year + 1)
        for category in scheme.categories
    ]
    rows.append(f"{LIVERPOOL} {year} housing 1 1 1 300 9 20000 19999 4 9")
    drawn = figures_of("\n".join(rows), year, synthetic=True)
    body = drawn.authorities[BIRMINGHAM]
    printed = Published("91", "80", "a page", False, "The counts printed beside it (94 of 114) give 82%.")
    measures = {measure: replace(f, published=printed) for measure, f in body.years[year].measures.items()}
    body = replace(body, years={**body.years, year: replace(body.years[year], measures=measures)})
    return replace(drawn, authorities={**drawn.authorities, BIRMINGHAM: body})


COPIED = ("leader", "monitoring_officer", "scrutiny_chair", "link_officer")


CONDUCT = ("late_reply", "inadequate_reply", "not_signposted", "summons_threatened", "summons_issued")


def timed(drawn: Figures, code: str, late: int, days: int) -> Figures:
    """The same figures, with so many recommendations to a body carried out so many days late."""
    clock = RemedyClock(drawn.year, late, 0, 90, (), Rate(late, late + 4), Rate(late, late + 4), days, 0)
    return replace(drawn, clocks=RemedyClocks({code: clock}, {}, clock))


def free(words: str) -> Addition:
    """A free paragraph of the office."""
    blocks = (TemplateBlock(((TemplateRun(words),),), bullets=False),)
    return Addition("2019-20/x.md", "A. Synthetic", date(2020, 6, 1), (), blocks)


def busiest(year: int = 2025) -> Letter:
    """The longest letter there can be: every paragraph and every remark that can stand together."""
    courses = ("effective complaint handling", "effective complaint handling", "adult social care complaints")
    reports = (
        PublicReport("Failure to find a homeless family a suitable home in two years", date(year - 1, 6, 3)),
        PublicReport("Special educational provision delayed", date(year - 1, 9, 3), "further_report"),
    )
    everything = context(
        year,
        courses=tuple(Course(title, date(year - 1, 5 + n, 1)) for n, title in enumerate(courses)),
        public_reports=reports,
        not_met=tuple(NotMet(f"24 00{n} 123", "housing", date(year - 1, 7, n + 1)) for n in range(9)),
        copied=tuple(Recipient(role, None, None, date(2018, 1, 1)) for role in COPIED),
        conduct=dict.fromkeys(CONDUCT, 12),
        improvements=31,
    )
    return compose(busiest_figures(year), BIRMINGHAM, everything)


def _without_successions() -> Figures:
    drawn = figures(2020)
    return replace(drawn, scheme=replace(drawn.scheme, successions=()))


@cache
def edge_cases() -> Mapping[str, Letter]:
    """Letters that test the wording: every type of body, and every way in which a year can be empty or odd."""
    nobody: dict[str, Any] = {"recipient": None, "courses": ()}
    nameless = Recipient("chief_executive", None, None, date(2018, 1, 1))
    two = (Course("complaint handling", date(2019, 10, 8)), Course("housing complaints", date(2019, 11, 8)))
    few = TrainingYear(courses=1, people=12, courses_last_year=3, seminars=Seminars(1, 1, ()))
    cases: dict[str, Letter] = {
        "knowsley 2020": letter(),
        "knowsley 2020 synthetic": letter(synthetic=True),
        "knowsley 2019": letter(year=2019),
        "knowsley 2021": letter(year=2021),
        "knowsley 2023": letter(year=2023, not_met=(NotMet("22 001 002", "adult-care", date(2022, 9, 1)),)),
        "knowsley 2024": letter(year=2024),
        "late, and it is known how late": compose(timed(figures(2024), KNOWSLEY, 3, 12), KNOWSLEY, context(2024)),
        "one late by a day": compose(timed(figures(2019), KNOWSLEY, 1, 1), KNOWSLEY, context(2019)),
        "hard to work with": letter(conduct=dict.fromkeys(CONDUCT, 1), improvements=1),
        "hard to work with, often": letter(conduct=dict.fromkeys(CONDUCT[:-1], 1234), improvements=2),
        "two courses": letter(courses=two),
        "copied, with a free paragraph": letter(
            copied=tuple(Recipient(role, None, None, date(2018, 1, 1)) for role in COPIED),
            addition=free("A free word or two. " * 30),
        ),
        "hardly any training": letter(training=few),
        "no training": letter(training=None),
        "a public report": letter(public_reports=(PublicReport("Delay in housing repairs", date(2019, 6, 3)),)),
        "nameless recipient": letter(recipient=nameless),
        "no recipient": letter(**nobody),
        "one case upheld, nothing complied with": letter(CUMBERLAND, 2024),
        "one case, not upheld, in no group": letter(BROADS, 2024, **nobody),
        "all upheld": letter(SEFTON, 2024),
        "none upheld, one late": letter(ST_HELENS, 2024),
        "none investigated": letter(WIRRAL, 2024),
        "abolished, two successors": letter(CUMBRIA, 2024, **nobody),
        "abolished, one successor, no case": letter(CHRISTCHURCH, 2020, **nobody),
        "abolished, no successor": compose(_without_successions(), CHRISTCHURCH, context(2020, **nobody)),
        "corrected": letter(revised=Revised(date(2020, 9, 14), CORRECTED)),
        "the longest": busiest(),
    }
    scheme = load("lgsco")
    for kind in scheme.types:
        body = next(a for a in scheme.authorities if a.type == kind.id and a.in_being(date(2020, 3, 31)))
        cases[f"no case: {kind.name}"] = letter(body.code, 2020, **nobody)
    return cases
