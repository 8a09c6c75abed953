"""What each document of the JSON API holds: one declaration, from which documents, schemas and description are written.

The string under a field is its description in the OpenAPI document, so it is written for whoever uses the API. A field
is never given another meaning: a new one is added, and `SCHEMA_VERSION` says so. Whatever a document says was reckoned
elsewhere; nothing is reckoned here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ConfigDict

SCHEMA_VERSION = "1.0"
"""The first number stays while nothing is taken away or changes its meaning; the second rises with each addition."""

DESCRIBED = ConfigDict(use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True)
class Licence:
    """Under what licence the figures may be used."""

    __pydantic_config__ = DESCRIBED
    id: str
    """As SPDX lists it; empty where no licence is given."""
    name: str
    url: str
    statement: str
    """What you may do, in words."""


@dataclass(frozen=True, slots=True)
class About:
    """What every document says of itself."""

    __pydantic_config__ = DESCRIBED
    schema_version: str
    """Of this API: the second number rises when something is added."""
    scheme: str
    """Id of the ombudsman's scheme."""
    title: str
    review_year: str
    """The review year this release is about, such as `2019-20`. Earlier years stand beside it, never later ones."""
    published_on: date
    """The day on which the review was published."""
    revision: int
    """How often the review has been revised since; 0 for the first publication. See `changes/changes.json`."""
    revised_on: date | None
    """The day of the latest revision."""
    synthetic: bool
    """Whether any figure rests on made-up cases. Such figures say nothing about a real body: say so wherever you use
    them."""
    publisher: str
    licence: Licence
    attributions: tuple[str, ...]
    """What must be said of the sources."""
    caution: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One kind of document."""

    __pydantic_config__ = DESCRIBED
    path: str
    """Relative to `api/v1/`; what stands in braces is filled in from the lists."""
    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Named:
    """An id and what it stands for."""

    __pydantic_config__ = DESCRIBED
    id: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    """A type of body. Those of a type that is `similar` are compared with one another."""

    __pydantic_config__ = DESCRIBED
    id: str
    name: str
    plural: str
    similar: bool


@dataclass(frozen=True, slots=True)
class Index:
    """Where to begin: every kind of document, and the ids used in them."""

    __pydantic_config__ = DESCRIBED
    about: About
    documents: tuple[Listed, ...]
    years: tuple[str, ...]
    """Every review year there are figures of, the earliest first."""
    types: tuple[Group, ...]
    counts: tuple[Named, ...]
    """What is counted: the keys of `counts`."""
    outcomes: tuple[Named, ...]
    """How a complaint can be decided."""
    service_areas: tuple[Named, ...]
    verdicts: tuple[str, ...]
    """The only four there are. None means better or worse."""


@dataclass(frozen=True, slots=True)
class Break:
    """A change after which a measure cannot be compared with earlier years."""

    __pydantic_config__ = DESCRIBED
    first_year: str
    """The first review year of the new series."""
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what it asks, what is counted, and who answers for the definition."""

    __pydantic_config__ = DESCRIBED
    id: str
    """A measure that is defined anew gets a new id."""
    name: str
    question: str
    numerator: str
    """Id of what is counted."""
    base: str
    """Id of what it is counted out of, or `population`."""
    per: int
    """100 for a percentage, 100,000 for a rate of residents."""
    decimals: int
    """Places of the rate as worded."""
    headline: bool
    better: str
    """`higher`, `lower` or `neither`."""
    why: str
    """Why it is measured, and what to mind."""
    author: str
    checker: str
    next_review: date
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """Every measure with its definition."""

    __pydantic_config__ = DESCRIBED
    about: About
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """A body complaints are decided about."""

    __pydantic_config__ = DESCRIBED
    code: str
    """Never reused. That of the Office for National Statistics where there is one."""
    slug: str
    """The end of its page's address and of its document's."""
    name: str
    short_name: str
    type: str
    group: str | None
    """Id of the type it is compared within; null for a body that is compared with nobody."""
    region: str
    county: str | None
    """Code of the county council that serves the same people."""
    first_day: date | None
    """Null where we do not know it."""
    last_day: date | None
    """Null while it is in being."""
    successors: tuple[str, ...]
    """Codes of the bodies that took over its work."""
    predecessors: tuple[str, ...]
    population: int | None
    """Residents. Counties and districts share theirs: never add them up across both."""
    population_vintage: str | None
    page: str
    """Address of its page, relative to the root of the site."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """Every body, in the order of the scheme's own list, which means nothing."""

    __pydantic_config__ = DESCRIBED
    about: About
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% Wilson interval, in whole percent."""

    __pydantic_config__ = DESCRIBED
    low_percent: int
    high_percent: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Two whole numbers and their rate."""

    __pydantic_config__ = DESCRIBED
    numerator: int
    base: int
    rate: str | None
    """As letters and pages word it; null where the base is 0: there is no rate then, neither 0% nor 100%."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The average of similar authorities: numerators and bases are added up first and divided once."""

    __pydantic_config__ = DESCRIBED
    group: str
    authorities: int
    """How many bodies the average holds, this one included."""
    with_this_one: Counted
    """The average as printed."""
    without_this_one: Counted
    """The average that the verdict compares with."""


@dataclass(frozen=True, slots=True)
class Published:
    """What the Ombudsman printed for this figure, exactly as printed."""

    __pydantic_config__ = DESCRIBED
    value: str
    average: str | None
    agrees: bool
    """Whether the printed value is the half-up rounding of the counts printed with it."""
    why_not: str
    source: str


@dataclass(frozen=True, slots=True)
class PooledMeasure:
    """One measure of a group, or of all bodies, in one year."""

    __pydantic_config__ = DESCRIBED
    numerator: int
    base: int
    per: int
    rate: str | None
    """As letters and pages word it: rounded half up, `more than 99%`, `fewer than 1%`. Null where the base is 0."""
    interval: Interval | None
    breaks: tuple[str, ...]
    """Titles of the changes that part this year from the one before: do not compare across them."""


@dataclass(frozen=True, slots=True)
class AuthorityMeasure:
    """One measure of one body in one year."""

    __pydantic_config__ = DESCRIBED
    numerator: int
    base: int
    per: int
    rate: str | None
    """As letters and pages word it: rounded half up, `more than 99%`, `fewer than 1%`. Null where the base is 0."""
    sentence: str
    """The figure in words, or that there is no rate."""
    interval: Interval | None
    """Null where the base is 0, and for rates of residents."""
    comparison: Comparison | None
    """Null for a body that is compared with nobody in the year."""
    verdict: str | None
    """One of the four; null where nothing can be compared."""
    verdict_sentence: str
    """The verdict in words, or why there is none."""
    published: Published | None
    breaks: tuple[str, ...]
    """Titles of the changes that part this year from the one before: do not compare across them."""


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """Counts of one service area, or of several that are not shown separately."""

    __pydantic_config__ = DESCRIBED
    id: str
    """Id of the service area, or `merged`: small cells are merged with others so that none tells of a person."""
    name: str
    adds_up: tuple[str, ...]
    """Ids of the service areas in it."""
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AuthorityYear:
    """Everything counted and measured for one body in one review year."""

    __pydantic_config__ = DESCRIBED
    year: str
    first_day: date
    last_day: date
    counts: Mapping[str, int]
    """By the ids in `index.json`."""
    decisions_by_service_area: tuple[ServiceArea, ...]
    """Those with nothing decided are left out."""
    compliance_by_service_area: tuple[ServiceArea, ...]
    measures: Mapping[str, AuthorityMeasure]
    """By the ids in `measures.json`."""


@dataclass(frozen=True, slots=True)
class PooledYear:
    """Everything counted and measured for a group, or for all bodies, in one review year."""

    __pydantic_config__ = DESCRIBED
    year: str
    first_day: date
    last_day: date
    counts: Mapping[str, int]
    measures: Mapping[str, PooledMeasure]


@dataclass(frozen=True, slots=True)
class Remedies:
    """How long remedies took, counted by recommendation, in the year under review."""

    __pydantic_config__ = DESCRIBED
    asked: int
    """Recommendations of cases decided in the year."""
    waiting: int
    """Of these, not carried out by the end of the year."""
    median_days: int | None
    """Days after which half were carried out; null while fewer than half have been."""
    late: Counted
    """Of those carried out in the year: after the date last agreed."""
    late_against_original: Counted
    """The same, after the date first agreed."""
    median_days_late: int | None
    """Of the late ones: half came more days than these after the date last agreed."""
    overdue: int
    """Without an outcome at the end of the year, though the date last agreed had passed."""
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """An annual letter to the body. Addresses are relative to the root of the site."""

    __pydantic_config__ = DESCRIBED
    year: str
    html: str
    pdf: str
    text: str | None
    """Plain text; null where there is none."""


@dataclass(frozen=True, slots=True)
class AuthorityDocument:
    """All figures of one body."""

    __pydantic_config__ = DESCRIBED
    about: About
    authority: Authority
    years: tuple[AuthorityYear, ...]
    """The earliest first; the last is the year under review."""
    remedies: Remedies | None
    """Null where nothing was to be timed."""
    letters: tuple[Letter, ...]
    """The latest first."""


@dataclass(frozen=True, slots=True)
class England:
    """All bodies together, those in no group and those that have ended included."""

    __pydantic_config__ = DESCRIBED
    about: About
    years: tuple[PooledYear, ...]


@dataclass(frozen=True, slots=True)
class GroupDocument:
    """One group of similar authorities, pooled."""

    __pydantic_config__ = DESCRIBED
    about: About
    group: Group
    authorities: tuple[str, ...]
    """Codes of its bodies in being in the year under review."""
    years: tuple[PooledYear, ...]
