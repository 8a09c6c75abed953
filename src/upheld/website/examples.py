"""Examples to copy: how to read the tables and the API with the programs that analysts use.

The addresses in them are those of the site where the scheme says where it is served; tests run what they can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from upheld.figures.model import Figures

PLACEHOLDER = "https://example.org/review/"
"""What stands for the address of a site whose scheme does not say it."""


@dataclass(frozen=True)
class Example:
    """Something to copy."""

    id: str
    title: str
    note: str
    code: str


def address(figures: Figures) -> str:
    """Return where the site is served, or what stands for it."""
    return figures.scheme.website.address or PLACEHOLDER


def _filled(figures: Figures, examples: Sequence[Example]) -> tuple[Example, ...]:
    """Return examples about the year under review, its first group and its first measure."""
    scheme = figures.scheme
    words = {
        "SITE": address(figures),
        "YEAR": figures.year.label,
        "MEASURE": next(m.id for m in scheme.measures if m.headline),
        "GROUP": next(kind.id for kind in scheme.types if kind.id in figures.groups),
    }
    words["SLUG"] = next(a.slug for a in scheme.authorities if a.type == words["GROUP"])
    made = []
    for one in examples:
        code = one.code
        for word, value in words.items():
            code = code.replace(f"«{word}»", value)
        made.append(Example(one.id, one.title, one.note, code))
    return tuple(made)


def table_examples(figures: Figures) -> tuple[Example, ...]:
    """Return how to read the tables."""
    return _filled(figures, _TABLES)


def api_examples(figures: Figures) -> tuple[Example, ...]:
    """Return how to read the API."""
    return _filled(figures, _API)


_TABLES = (
    Example(
        "duckdb",
        "DuckDB",
        "Asks the file where it lies: only the columns and rows wanted are fetched.",
        """\
SELECT authority_name, numerator, base, rate
FROM '«SITE»data/figures.parquet'
WHERE year = '«YEAR»' AND measure = '«MEASURE»' AND authority_type = '«GROUP»'
ORDER BY authority_name;
""",
    ),
    Example(
        "pandas",
        "Python with pandas",
        "An average of rates is not the rate of all: add up numerators and bases first, and divide once.",
        """\
import pandas as pd

figures = pd.read_parquet("«SITE»data/figures.parquet")
group = figures.query("year == '«YEAR»' and measure == '«MEASURE»' and authority_type == '«GROUP»'")
numerator, base = group["numerator"].sum(), group["base"].sum()
print(f"{numerator} of {base}")
""",
    ),
    Example(
        "polars",
        "Python with Polars",
        "",
        """\
import polars as pl

figures = pl.read_parquet("«SITE»data/figures.parquet")
group = figures.filter(year="«YEAR»", measure="«MEASURE»", authority_type="«GROUP»")
print(group.select(pl.sum("numerator", "base")))
""",
    ),
    Example(
        "r",
        "R",
        "With the packages arrow and dplyr.",
        """\
library(arrow)
library(dplyr)

figures <- read_parquet("«SITE»data/figures.parquet")
figures |>
  filter(year == "«YEAR»", measure == "«MEASURE»", authority_type == "«GROUP»") |>
  summarise(numerator = sum(numerator), base = sum(base))
""",
    ),
    Example(
        "excel",
        "Excel",
        "The spreadsheet above opens as it is. To have the figures fetched anew: Data, Get Data, From Other Sources, "
        "Blank Query, Advanced Editor, and put this in.",
        """\
let
    Source = Csv.Document(
        Web.Contents("«SITE»data/figures.csv"),
        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]
    ),
    Headed = Table.PromoteHeaders(Source),
    Year = Table.SelectRows(Headed, each [year] = "«YEAR»" and [measure] = "«MEASURE»")
in
    Year
""",
    ),
)

_API = (
    Example(
        "curl",
        "A terminal",
        "With curl and jq: the year under review, every measure as worded.",
        """\
curl --silent «SITE»api/v1/authorities/«SLUG».json |
  jq '.years[-1].measures | map_values(.rate)'
""",
    ),
    Example(
        "python",
        "Python",
        "Nothing but what comes with it.",
        """\
import json
from urllib.request import urlopen

with urlopen("«SITE»api/v1/authorities/«SLUG».json") as answer:
    body = json.load(answer)
for year in body["years"]:
    measure = year["measures"]["«MEASURE»"]
    print(year["year"], measure["numerator"], "of", measure["base"], measure["rate"] or "no rate")
""",
    ),
    Example(
        "javascript",
        "JavaScript",
        "In a page of your own.",
        """\
const answer = await fetch("«SITE»api/v1/authorities/«SLUG».json");
const { about, years } = await answer.json();
const { sentence, interval } = years.at(-1).measures["«MEASURE»"];
console.log(about.synthetic ? "Synthetic:" : "", sentence, interval);
""",
    ),
)
