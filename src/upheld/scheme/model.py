"""What a scheme is: the words, bodies, measures and calendar of one ombudsman, as frozen data.

Nothing here computes a figure. Every list keeps the order of the scheme's own files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from upheld.scheme.years import ReviewYear, YearEnd


@dataclass(frozen=True)
class Band:
    """A stage at which a complaint can end, such as *not for us*, *assessed and closed*, *investigated*."""

    id: str
    name: str
    meaning: str


@dataclass(frozen=True)
class Outcome:
    """How a complaint was decided, and the band it belongs to."""

    code: str
    name: str
    band: str
    upheld: bool
    meaning: str = ""
    first_day: date | None = None
    last_day: date | None = None
    also: tuple[str, ...] = ()
    """Other spellings of the same outcome met in people's files."""


@dataclass(frozen=True)
class Category:
    """A service area, with the narrower subjects inside it."""

    id: str
    name: str
    subcategories: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuthorityType:
    """A kind of body. Types with `group` are compared with one another: *similar authorities*."""

    id: str
    name: str
    plural: str
    group: bool
    residents_add_up: bool = False
    """Whether the residents of all such bodies, added up, are everyone once. Districts: yes. Counties: no, they share
    their residents with districts. Of a whole country, only bodies of such types are added."""


@dataclass(frozen=True)
class Count:
    """A whole number reduced from cases: which decisions, or which compliance outcomes, it counts.

    `of` is `decisions` (counted by decision date) or `compliance_outcomes` (by the date of the outcome). A condition
    left empty or None does not restrict.
    """

    id: str
    name: str
    of: str
    bands: tuple[str, ...] = ()
    upheld: bool | None = None
    early_remedy: bool | None = None
    satisfied: bool | None = None
    late: bool | None = None
    late_against_original: bool | None = None


@dataclass(frozen=True)
class Wording:
    """How a measure is said. Placeholders: `{rate}` in `sentence`, `{average}` in `average`."""

    sentence: str
    average: str
    no_rate: str
    numerator_one: str
    numerator_many: str
    base_one: str
    base_many: str


@dataclass(frozen=True)
class Measure:
    """One definition: what counts, out of what, what it asks, and who answers for it.

    `base` is the id of a Count, or `population`. `per` is 100 for a percentage, 100000 for a rate per 100,000 people.
    """

    id: str
    name: str
    question: str
    numerator: str
    base: str
    per: int
    decimals: int
    headline: bool
    better: str
    why: str
    wording: Wording
    author: str
    checker: str
    next_review: date
    published_as: str | None = None
    """The column of published/statistics.csv in which the Ombudsman printed this measure."""
    published_average_as: str | None = None
    """The column in which it printed the average of similar authorities beside it."""


@dataclass(frozen=True)
class Break:
    """A change after which a series can no longer be compared with what came before."""

    first_year: int
    """The review year (by the calendar year it ends in) that starts the new series."""
    title: str
    why: str
    measures: tuple[str, ...] = ()
    """Ids of the measures concerned; empty: all."""


@dataclass(frozen=True)
class Authority:
    """A body in jurisdiction. `last_day` is None while it is in being; it can receive figures after that day."""

    code: str
    slug: str
    name: str
    short_name: str
    alternative_names: tuple[str, ...]
    type: str
    region: str
    county: str | None
    first_day: date | None
    last_day: date | None
    gss_code: str | None
    former_gss_codes: tuple[str, ...]
    population: int | None
    population_vintage: str | None

    def in_being(self, day: date) -> bool:
        """Whether the body existed on `day`."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)

    def in_being_during(self, year: ReviewYear) -> bool:
        """Whether the body existed on any day of `year`."""
        return (self.first_day is None or self.first_day <= year.last_day) and (
            self.last_day is None or self.last_day >= year.first_day
        )


@dataclass(frozen=True)
class Succession:
    """That all or part of one body's work passed to another on a day."""

    predecessor: str
    successor: str
    on: date
    part: str
    """`whole` or `part`."""


@dataclass(frozen=True)
class PublishedStatistics:
    """One row the Ombudsman itself published: a body, a year, and values by column, exactly as printed."""

    authority: str
    authority_as_published: str
    year_ending: date
    values: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class PublishedAverage:
    """An average of similar authorities (or of England) the Ombudsman itself published."""

    year_ending: date
    group: str
    """An authority type's id, or `england`."""
    measure: str
    average: str
    """As printed: `67`, `4.4`."""
    source: str


@dataclass(frozen=True)
class ReviewDates:
    """The days that matter for one review year."""

    year: ReviewYear
    letters_on: date
    public_on: date
    published_fact: bool
    """True where these are the days on which the Ombudsman really sent and published; False where worked out."""


@dataclass(frozen=True)
class PreElectionPeriod:
    """Days on which public bodies hold back what could touch an election, both ends included."""

    election: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Calendar:
    """When a review year's letters are dated and when everything becomes public. T is publication day."""

    year_end: YearEnd
    publish_after_days: int
    letters_before_public_days: int
    public_at: str
    time_zone: str
    known: Mapping[int, ReviewDates] = field(default_factory=dict)
    holiday_country: str | None = None
    """ISO 3166 code of the country whose public holidays are no working days; None: only weekends are none."""
    holiday_subdivision: str | None = None
    """The part of that country, such as `ENG`."""
    pre_election: tuple[PreElectionPeriod, ...] = ()


@dataclass(frozen=True)
class Sender:
    """Who writes the letters and runs the site."""

    name: str
    short_name: str
    signatory_lines: tuple[str, ...]
    website: str
    review_title: str
    map_title: str
    training_url: str
    office_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignOff:
    """Who must sign a release before it can be published: one person for each role, all different."""

    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangeLimits:
    """How far a figure may move from one year to the next before a person is asked to look at it."""

    count_percent: int = 50
    """A count that rises or falls by more than this, in percent of last year's ..."""
    count_at_least: int = 20
    """... where either year's is at least this."""
    rate_points: int = 30
    """A share that rises or falls by more percentage points than this ..."""
    rate_base_at_least: int = 10
    """... where both years' bases are at least this."""


@dataclass(frozen=True)
class Disclosure:
    """What of the counts by service area may leave the office: small cells are merged with others.

    The counts concerned are those whose `of` is listed. A service area of a body and year is merged with others where
    any of these counts, or what is left of one when a part of it is taken away, is above 0 and below `smallest_cell`.
    See `upheld.figures.disclosure` for the rule in full.
    """

    smallest_cell: int = 1
    """The smallest cell that may be shown: 1 merges nothing; otherwise at least 3."""
    of: tuple[str, ...] = ()
    """`compliance_outcomes`, or nothing."""
    merged_name: str = "Service areas not shown separately"
    why: str = ""
    """The reason, in words for the public."""


@dataclass(frozen=True)
class Ground:
    """A listed reason for which a single decision is not published."""

    id: str
    name: str


@dataclass(frozen=True)
class Publication:
    """Which single decisions are published, and when: those of `bands`, no sooner than `wait_weeks` after the decision.

    Each is published unless one of the listed grounds is recorded for it.
    """

    wait_weeks: int
    """Whole weeks between the day of a decision and the first day on which it may be public."""
    bands: tuple[str, ...] = ()
    """Ids of the bands whose decisions are published. Decisions of any other band never are."""
    grounds: tuple[Ground, ...] = ()
    why: str = ""
    """The rule in words for the public."""


@dataclass(frozen=True)
class Licence:
    """Under what licence the tables are given away. Without an `id`, none is."""

    id: str = ""
    """As SPDX lists it, such as `OGL-UK-3.0`."""
    name: str = ""
    url: str = ""
    statement: str = "No licence is given. Ask the Ombudsman before you use the tables."
    """What a reader may do, in words."""
    attributions: tuple[str, ...] = ()
    """What must be said of the sources of parts of the tables."""


@dataclass(frozen=True)
class Website:
    """What the public site must say of itself that no figures tell."""

    address: str = ""
    """Where the root of the site is served, such as `https://reviews.example.org/2024/`: a sitemap names whole
    addresses. Empty: it is not known, and there is no sitemap."""
    contact: tuple[str, ...] = ()
    """How to tell of a barrier or a mistake: an address of the web, a postal address, a telephone number, one each."""
    answer_in: str = ""
    """Within what time those who write get an answer, such as `5 working days`. Empty: nothing is promised."""
    enforcement: tuple[str, ...] = ()
    """What the law of the place gives to those who are not content with the answer, in paragraphs."""
    alerts: str = ""
    """Where people ask for news by e-mail (`upheld alerts desk`), a whole address. Empty: nowhere."""


@dataclass(frozen=True)
class Scheme:
    """One ombudsman's annual review as data. See `upheld.scheme.load`."""

    id: str
    name: str
    version: str
    folder: Path
    """Where the scheme's letter, review, language and geography files live."""
    hash: str
    """SHA-256 over every file of the folder: two releases with the same hash used the same rules."""
    bands: tuple[Band, ...]
    outcomes: tuple[Outcome, ...]
    categories: tuple[Category, ...]
    types: tuple[AuthorityType, ...]
    counts: tuple[Count, ...]
    measures: tuple[Measure, ...]
    breaks: tuple[Break, ...]
    calendar: Calendar
    sender: Sender
    first_year: int
    """The earliest review year (by the calendar year it ends in) whose figures can be compared at all."""
    authorities: tuple[Authority, ...]
    successions: tuple[Succession, ...]
    published_statistics: tuple[PublishedStatistics, ...]
    published_averages: tuple[PublishedAverage, ...]
    signoff: SignOff = field(default_factory=SignOff)
    change_limits: ChangeLimits = field(default_factory=ChangeLimits)
    disclosure: Disclosure = field(default_factory=Disclosure)
    licence: Licence = field(default_factory=Licence)
    website: Website = field(default_factory=Website)
    publication: Publication | None = None
    """None: this ombudsman publishes no single decisions."""

    @cached_property
    def authority_by_code(self) -> Mapping[str, Authority]:
        """Authorities by their code."""
        return {authority.code: authority for authority in self.authorities}

    @cached_property
    def type_by_id(self) -> Mapping[str, AuthorityType]:
        """Authority types by id."""
        return {kind.id: kind for kind in self.types}

    @cached_property
    def measure_by_id(self) -> Mapping[str, Measure]:
        """Measures by id."""
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def count_by_id(self) -> Mapping[str, Count]:
        """Counts by id."""
        return {count.id: count for count in self.counts}

    @cached_property
    def outcome_by_code(self) -> Mapping[str, Outcome]:
        """Outcomes by code."""
        return {outcome.code: outcome for outcome in self.outcomes}

    def group_of(self, authority: Authority) -> AuthorityType | None:
        """The type whose bodies are *similar authorities* of this one; None for a body in no group."""
        kind = self.type_by_id[authority.type]
        return kind if kind.group else None

    def predecessors(self, code: str) -> tuple[Succession, ...]:
        """What passed to the body `code`, in the order of the scheme's file."""
        return tuple(s for s in self.successions if s.successor == code)

    def successors(self, code: str) -> tuple[Succession, ...]:
        """What passed from the body `code`."""
        return tuple(s for s in self.successions if s.predecessor == code)

    def breaks_between(self, measure: str, earlier: int, later: int) -> tuple[Break, ...]:
        """Breaks of `measure` that lie after review year `earlier` and not after `later`."""
        return tuple(
            b for b in self.breaks if earlier < b.first_year <= later and (not b.measures or measure in b.measures)
        )
