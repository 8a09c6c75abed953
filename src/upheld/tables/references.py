"""The tables that others refer to: what bodies, types, service areas and measures there are, with their lasting ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from upheld.figures.disclosure import MERGED
from upheld.scheme.model import Scheme
from upheld.tables.declared import FilledTable, OpenColumn, OpenTable, Row

ALL = "all"
"""The id of the row that adds up every service area."""
ENGLAND = "england"
"""The id of all bodies together."""

IDENTIFIERS = (
    "A body is named by its code of the Office for National Statistics (nine letters and digits, E08000011) where it "
    "has one, otherwise by a code of the scheme. A body that follows another has a code of its own; authorities.csv "
    "says which follows which.",
    "Measures, service areas and types of body are named by ids in small letters (upheld-rate), listed in "
    "measures.csv, categories.csv and types.csv. An id is never used for anything else: what is defined anew gets a "
    "new id.",
    "A review year is named by the years in which it begins and ends, 2019-20. The data set as a whole is named by "
    "the scheme and the year, lgsco-2019-20; a revised release keeps the name.",
    "In CSV on the Web a row of a listing has an address made of its file and its id, measures.csv#upheld-rate.",
)
"""What names what, in sentences."""

AUTHORITIES = OpenTable(
    "authorities.csv",
    "Authorities",
    "One row for each body in jurisdiction, those that have ended too.",
    (
        OpenColumn(
            "authority_code",
            "Its code in the scheme: that of the Office for National Statistics where it has one, otherwise our own. "
            "Never reused; a body that follows another has a code of its own.",
        ),
        OpenColumn("gss_code", "Its present or last code of the Office for National Statistics.", blank="z"),
        OpenColumn("former_gss_codes", "Earlier codes of the Office, with a space between them.", blank="z"),
        OpenColumn("authority_name", "Its full name."),
        OpenColumn("short_name", "The name by which it is usually called."),
        OpenColumn("slug", "The end of its page’s address on the website."),
        OpenColumn("authority_type", "The id of its type.", refers_to="types.csv"),
        OpenColumn("region", "The region it lies in.", blank="x"),
        OpenColumn(
            "county_code", "The county council that serves the same people.", refers_to="authorities.csv", blank="z"
        ),
        OpenColumn("first_day", "Its first day. Empty where we do not know it.", "date", blank="x"),
        OpenColumn("last_day", "Its last day. Empty while it is in being.", "date", blank="z"),
        OpenColumn(
            "successors", "The codes of the bodies that took over its work, with a space between them.", blank="z"
        ),
        OpenColumn(
            "population",
            "Residents. Counties and districts share theirs: never add them up across both.",
            "integer",
            "residents",
            blank="x",
        ),
        OpenColumn("population_vintage", "What the population was estimated for, such as mid-2020.", blank="x"),
    ),
    key=("authority_code",),
)

TYPES = OpenTable(
    "types.csv",
    "Types of authority, and England",
    "One row for each type of body, and one for all bodies together.",
    (
        OpenColumn("type", f"The id of the type; `{ENGLAND}` for all bodies together."),
        OpenColumn("type_name", "What one of them is called."),
        OpenColumn("type_plural", "What several are called."),
        OpenColumn("similar", "`yes` where bodies of this type are compared with one another.", "boolean"),
    ),
    key=("type",),
)

CATEGORIES = OpenTable(
    "categories.csv",
    "Service areas",
    "One row for each service area, and one for each row that adds up several.",
    (
        OpenColumn("category", "The id of the service area."),
        OpenColumn("category_name", "Its name."),
        OpenColumn("subjects", "The narrower subjects in it, with a semicolon between them.", blank="z"),
    ),
    key=("category",),
)

MEASURES = OpenTable(
    "measures.csv",
    "Measures",
    "One row for each measure: what it asks, what is counted, and who answers for the definition.",
    (
        OpenColumn("measure", "The id of the measure. A measure that is defined anew gets a new one."),
        OpenColumn("measure_name", "Its name."),
        OpenColumn("question", "What it asks."),
        OpenColumn("counts", "What is counted: the numerator."),
        OpenColumn("out_of", "What it is counted out of: the base."),
        OpenColumn("per", "100 for a percentage, 100,000 for a rate of residents.", "integer"),
        OpenColumn("decimals", "How many places the worded rate has.", "integer"),
        OpenColumn("headline", "`yes` for the measures of the front page.", "boolean"),
        OpenColumn("better", "Which way is better: `higher`, `lower` or `neither`."),
        OpenColumn("why", "Why it is measured, and what to mind."),
        OpenColumn("author", "Who defined it."),
        OpenColumn("checker", "Who checked the definition."),
        OpenColumn("next_review", "The day by which the definition is looked at again.", "date"),
    ),
    key=("measure",),
)


def reference_tables(scheme: Scheme) -> tuple[FilledTable, ...]:
    """Return the tables that others refer to, filled from the scheme, in its order."""
    return (
        FilledTable(AUTHORITIES, list(_authorities(scheme))),
        FilledTable(TYPES, list(_types(scheme))),
        FilledTable(CATEGORIES, list(_categories(scheme))),
        FilledTable(MEASURES, list(_measures(scheme))),
    )


def _authorities(scheme: Scheme) -> Iterator[Row]:
    after: dict[str, list[str]] = {}
    for succession in scheme.successions:
        after.setdefault(succession.predecessor, []).append(succession.successor)
    for body in scheme.authorities:
        yield [
            body.code,
            body.gss_code,
            " ".join(body.former_gss_codes),
            body.name,
            body.short_name,
            body.slug,
            body.type,
            body.region,
            body.county,
            _day(body.first_day),
            _day(body.last_day),
            " ".join(dict.fromkeys(after.get(body.code, ()))),
            body.population,
            body.population_vintage,
        ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _types(scheme: Scheme) -> Iterator[Row]:
    for kind in scheme.types:
        yield [kind.id, kind.name, kind.plural, "yes" if kind.group else "no"]
    yield [ENGLAND, "England", "England, all bodies together", "no"]


def _categories(scheme: Scheme) -> Iterator[Row]:
    for category in scheme.categories:
        yield [category.id, category.name, "; ".join(category.subcategories)]
    yield [ALL, "All service areas", None]
    yield [MERGED, scheme.disclosure.merged_name, None]


def _measures(scheme: Scheme) -> Iterator[Row]:
    for m in scheme.measures:
        base = scheme.count_by_id[m.base].name if m.base in scheme.count_by_id else "residents"
        yield [
            m.id,
            m.name,
            m.question,
            scheme.count_by_id[m.numerator].name,
            base,
            m.per,
            m.decimals,
            "yes" if m.headline else "no",
            m.better,
            m.why,
            m.author,
            m.checker,
            m.next_review.isoformat(),
        ]
