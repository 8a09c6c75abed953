"""The declared tables of an extract: one declaration drives checking, Parquet and the data dictionary.

A rule is written once, as a DuckDB SQL condition that is true for a row in the wrong. In it every column of the table
stands under its own name, already cast to its kind (NULL where blank or not castable).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a cell may hold, and how it is kept in Parquet."""

    TEXT = "text"
    DATE = "date (YYYY-MM-DD)"
    INTEGER = "whole number, 0 or more"
    YES_NO = "yes or no"
    FLAGS = "codes separated by ;"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `refers_to` is `authority`, `outcome`, `category`, `ground` (declared in the scheme) or `table.column` of another
    table.
    `private` columns never leave the snapshot for a release.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    refers_to: str | None = None
    allowed: tuple[str, ...] = ()
    pattern: str | None = None
    pattern_example: str = ""
    longest: int = 200
    private: bool = False


@dataclass(frozen=True)
class RowRule:
    """Something that must not hold within a row."""

    id: str
    column: str
    wrong: str
    """DuckDB SQL: true for a row in the wrong."""
    rule: str
    mend: str


@dataclass(frozen=True)
class Table:
    """One table of an extract; `key` identifies a row and may not be given twice.

    `known_by` are columns, besides the required ones, by which another system's sheet is taken for this table.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[RowRule, ...] = ()
    required: bool = False
    sort: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]


PROVENANCE = Column(
    "provenance",
    Kind.TEXT,
    "Where the row comes from. `synthetic` marks made-up rows: everything built from a snapshot that holds one "
    "says so.",
    allowed=("synthetic", "published"),
)

REFERENCE = r"[0-9]{2} [0-9]{3} [0-9]{3}"

DECISIONS = Table(
    name="decisions",
    meaning="One row for each complaint decided.",
    key=("reference",),
    required=True,
    sort=("decided_on", "authority", "reference"),
    columns=(
        Column(
            "reference",
            Kind.TEXT,
            "The case reference, YY NNN NNN.",
            required=True,
            pattern=REFERENCE,
            pattern_example="19 012 345",
        ),
        Column("authority", Kind.TEXT, "Code of the authority decided against.", required=True, refers_to="authority"),
        Column("received_on", Kind.DATE, "Day the complaint reached the Ombudsman."),
        Column(
            "decided_on",
            Kind.DATE,
            "Day of the decision: the year a decision counts in follows from it.",
            required=True,
        ),
        Column("outcome", Kind.TEXT, "Outcome code of the scheme.", required=True, refers_to="outcome"),
        Column("category", Kind.TEXT, "Service area, by its id in the scheme.", required=True, refers_to="category"),
        Column("subcategory", Kind.TEXT, "The narrower subject, in words."),
        Column(
            "early_remedy",
            Kind.YES_NO,
            "Whether, before the complaint reached the Ombudsman, the authority had offered a remedy the Ombudsman "
            "accepts. Counts only for upheld decisions.",
        ),
        Column(
            "conduct",
            Kind.FLAGS,
            "How the authority behaved during the case.",
            allowed=(
                "late_reply",
                "extension_asked",
                "inadequate_reply",
                "not_signposted",
                "summons_threatened",
                "summons_issued",
            ),
        ),
        Column("summary", Kind.TEXT, "The published summary; names no person.", longest=20_000),
        PROVENANCE,
    ),
    rules=(
        RowRule(
            "decided-before-received",
            "decided_on",
            "decided_on < received_on",
            "the decision is dated before the complaint was received.",
            "Mend one of the two dates.",
        ),
        RowRule(
            "early-remedy-not-upheld",
            "early_remedy",
            "early_remedy AND NOT outcome_upheld",
            "an early remedy counts only when the complaint is upheld.",
            "Write no, or mend the outcome.",
        ),
    ),
)

RECOMMENDATIONS = Table(
    name="recommendations",
    meaning="One row for each thing an authority was asked to do in a case.",
    key=("recommendation",),
    sort=("reference", "recommendation"),
    columns=(
        Column("recommendation", Kind.TEXT, "The recommendation's own number, unique in the extract.", required=True),
        Column("reference", Kind.TEXT, "The case it belongs to.", required=True, refers_to="decisions.reference"),
        Column(
            "kind",
            Kind.TEXT,
            "A personal remedy is never published; a service improvement is.",
            required=True,
            allowed=("personal_remedy", "service_improvement"),
        ),
        Column(
            "text",
            Kind.TEXT,
            "What was recommended. Private unless a service improvement.",
            longest=20_000,
            private=True,
        ),
        Column("answer", Kind.TEXT, "What the authority answered.", allowed=("accepted", "partly_accepted", "refused")),
        Column("due_on", Kind.DATE, "The date first agreed. Later agreements are rows of due_dates."),
        Column(
            "outcome",
            Kind.TEXT,
            "Blank while open. Whether it was in time follows from the dates.",
            allowed=("satisfied", "not_satisfied", "ceased"),
        ),
        Column("outcome_on", Kind.DATE, "Day on which the outcome was recorded."),
        PROVENANCE,
    ),
    rules=(
        RowRule(
            "outcome-without-date",
            "outcome_on",
            "outcome IS NOT NULL AND outcome_on IS NULL",
            "there is an outcome but no day on which it was recorded.",
            "Give the day, or take the outcome out.",
        ),
        RowRule(
            "date-without-outcome",
            "outcome",
            "outcome IS NULL AND outcome_on IS NOT NULL",
            "there is a day but no outcome.",
            "Give the outcome, or take the day out.",
        ),
        RowRule(
            "satisfied-without-due-date",
            "due_on",
            "outcome IS NOT NULL AND outcome <> 'ceased' AND due_on IS NULL",
            "an outcome needs a due date, or lateness cannot be told.",
            "Give the date first agreed.",
        ),
    ),
)

DUE_DATES = Table(
    name="due_dates",
    meaning="The history of a recommendation's due date after the first: a date moves only by agreement.",
    key=("recommendation", "agreed_on"),
    sort=("recommendation", "agreed_on"),
    columns=(
        Column(
            "recommendation",
            Kind.TEXT,
            "The recommendation concerned.",
            required=True,
            refers_to="recommendations.recommendation",
        ),
        Column("agreed_on", Kind.DATE, "Day of the agreement.", required=True),
        Column("due_on", Kind.DATE, "The date agreed on that day.", required=True),
        Column("reason", Kind.TEXT, "Why it was moved.", longest=2_000, private=True),
        PROVENANCE,
    ),
)

PUBLIC_REPORTS = Table(
    name="public_reports",
    meaning="Reports issued in the public interest.",
    key=("report",),
    sort=("issued_on", "report"),
    columns=(
        Column("report", Kind.TEXT, "The report's own reference.", required=True),
        Column("authority", Kind.TEXT, "Code of the authority reported on.", required=True, refers_to="authority"),
        Column(
            "reference", Kind.TEXT, "The case it arose from, if it is in the extract.", refers_to="decisions.reference"
        ),
        Column("issued_on", Kind.DATE, "Day of publication.", required=True),
        Column(
            "kind",
            Kind.TEXT,
            "Report (s30), further report (s31(2A)) or newspaper statement (s31(2D)).",
            required=True,
            allowed=("report", "further_report", "newspaper_statement"),
        ),
        Column("title", Kind.TEXT, "Its title.", required=True, longest=500),
        Column("address", Kind.TEXT, "Where it can be read.", longest=500),
        PROVENANCE,
    ),
)

TRAINING_EVENTS = Table(
    name="training_events",
    meaning="Courses and link-officer seminars. A seminar has one row for each authority that sent people.",
    key=("event",),
    sort=("held_on", "event"),
    columns=(
        Column("event", Kind.TEXT, "The row's own number.", required=True),
        Column("held_on", Kind.DATE, "Day of the course or seminar.", required=True),
        Column("kind", Kind.TEXT, "Course or seminar.", required=True, allowed=("course", "seminar")),
        Column(
            "title",
            Kind.TEXT,
            "What it was about, as a noun phrase: `children's social care complaint handling`.",
            required=True,
        ),
        Column(
            "authority",
            Kind.TEXT,
            "Whom it was for; blank for a care provider or an open course.",
            refers_to="authority",
        ),
        Column(
            "audience",
            Kind.TEXT,
            "Whose staff it was for.",
            required=True,
            allowed=("authority", "care_provider", "open"),
        ),
        Column("place", Kind.TEXT, "Where it was held."),
        Column("people", Kind.INTEGER, "How many took part.", required=True),
        PROVENANCE,
    ),
)

RECIPIENTS = Table(
    name="recipients",
    meaning="Who receives an authority's letter, by role, from one day to another.",
    key=("authority", "role", "valid_from"),
    sort=("authority", "role", "valid_from"),
    columns=(
        Column("authority", Kind.TEXT, "The authority.", required=True, refers_to="authority"),
        Column(
            "role",
            Kind.TEXT,
            "The office held.",
            required=True,
            allowed=("chief_executive", "leader", "monitoring_officer", "scrutiny_chair", "link_officer"),
        ),
        Column("title", Kind.TEXT, "Mr, Ms, Dr, Councillor …; blank if not known.", private=True),
        Column(
            "name",
            Kind.TEXT,
            "Family name, or the whole name; blank if not known: the letter is then addressed to the office.",
            private=True,
        ),
        Column(
            "email",
            Kind.TEXT,
            "E-mail address.",
            private=True,
            pattern=r"[^@\s]+@[^@\s]+\.[^@\s]+",
            pattern_example="chief.executive@council.example",
        ),
        Column("valid_from", Kind.DATE, "First day in the office.", required=True),
        Column("valid_to", Kind.DATE, "Last day in the office; blank if still in it."),
        PROVENANCE,
    ),
    rules=(
        RowRule(
            "ends-before-it-begins",
            "valid_to",
            "valid_to < valid_from",
            "the last day lies before the first.",
            "Mend one of the two dates.",
        ),
    ),
)

STATEMENTS = Table(
    name="statements",
    meaning="The statement of a decision, and what its publication depends on: one row for a decision at most.",
    key=("reference",),
    sort=("reference",),
    known_by=("statement",),
    columns=(
        Column("reference", Kind.TEXT, "The case decided.", required=True, refers_to="decisions.reference"),
        Column(
            "statement",
            Kind.TEXT,
            "The decision statement; names no person. Blank lines separate its paragraphs; one that begins with `## ` "
            "is a heading. Private until the scheme's rules let it be published.",
            longest=200_000,
            private=True,
        ),
        Column(
            "suppressed",
            Kind.TEXT,
            "The ground on which the decision is never published; blank if it is.",
            refers_to="ground",
        ),
        Column(
            "withdrawn_on",
            Kind.DATE,
            "Day on which the decision was withdrawn; blank if it stands. From then on nothing of it is shown but that "
            "it was withdrawn.",
        ),
        Column(
            "replaced_by",
            Kind.TEXT,
            "The decision made in place of a withdrawn one.",
            refers_to="decisions.reference",
        ),
        PROVENANCE,
    ),
    rules=(
        RowRule(
            "suppressed-and-withdrawn",
            "withdrawn_on",
            "suppressed IS NOT NULL AND withdrawn_on IS NOT NULL",
            "only what has been published can be withdrawn, and there is a ground on which this never is.",
            "Take the day out; or take the ground out, if the decision had been public.",
        ),
        RowRule(
            "replaced-and-not-withdrawn",
            "replaced_by",
            "replaced_by IS NOT NULL AND withdrawn_on IS NULL AND suppressed IS NULL",
            "another decision was made in its place, and this one still stands.",
            "Give the day on which it was withdrawn, or take the other out.",
        ),
        RowRule(
            "replaced-by-itself",
            "replaced_by",
            "replaced_by = reference",
            "no decision is made in its own place.",
            "Name the new one, or take it out.",
        ),
    ),
)

TABLES: tuple[Table, ...] = (
    DECISIONS,
    RECOMMENDATIONS,
    DUE_DATES,
    PUBLIC_REPORTS,
    TRAINING_EVENTS,
    RECIPIENTS,
    STATEMENTS,
)
"""Every table of an extract, in the order in which they refer to one another."""

TABLE_BY_NAME = {table.name: table for table in TABLES}
