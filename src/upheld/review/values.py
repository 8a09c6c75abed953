"""The named values a paragraph of the review can hold in braces; see `writing.values` for those of measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from upheld.figures.became import Became, Received
from upheld.figures.model import counted
from upheld.review import standing_out
from upheld.review.context import Improvements
from upheld.review.facts import Facts
from upheld.review.method import councils_on_last_day
from upheld.scheme.model import Scheme
from upheld.writing import phrases
from upheld.writing.training import Seminars, TrainingYear
from upheld.writing.values import Value
from upheld.writing.values import vocabulary as with_measures

# Paragraphs that ask for these stand only where they are recorded: see `needs`.


def _training(facts: Facts) -> TrainingYear:
    assert facts.context.training is not None
    return facts.context.training


def _seminars(facts: Facts) -> Seminars:
    seminars = _training(facts).seminars
    assert seminars is not None
    return seminars


def _became(facts: Facts) -> Became:
    assert facts.context.became is not None
    return facts.context.became


def _received(facts: Facts) -> Received:
    assert facts.context.received is not None
    return facts.context.received


def _improvements(facts: Facts) -> Improvements:
    assert facts.context.improvements is not None
    return facts.context.improvements


def _clock(facts: Facts) -> str:
    assert facts.figures.clocks is not None
    return " ".join(facts.figures.clocks.everyone.sentences)


def _recurrence(facts: Facts) -> str:
    found = facts.figures.recurrences.values()
    return counted(sum(r.again.base for r in found), "case", "cases")


def _again(facts: Facts) -> str:
    return f"{sum(r.again.numerator for r in facts.figures.recurrences.values()):,}"


def _types(facts: Facts) -> str:
    return phrases.listed([t.plural for t in facts.scheme.types if t.group])


def _with_contact(facts: Facts) -> int:
    return sum(body.years[facts.year.number].any_contact for body in facts.figures.authorities.values())


def _councils(facts: Facts) -> str:
    return f"{councils_on_last_day(facts):,}"


def _discrepancies(facts: Facts) -> str:
    return counted(len(facts.figures.discrepancies), "printed figure", "printed figures")


def _done(facts: Facts) -> str:
    return f"{_became(facts).in_time + _became(facts).late:,}"


def _improved(facts: Facts) -> str:
    return counted(_improvements(facts).number, "service improvement", "service improvements")


def _reports(facts: Facts) -> str:
    return counted(len(facts.context.reports), "public report", "public reports")


def _delegates(facts: Facts) -> str:
    return counted(_seminars(facts).delegates, "delegate", "delegates")


def _attending(facts: Facts) -> str:
    return counted(_seminars(facts).authorities, "authority", "authorities")


_ALWAYS: tuple[tuple[str, str, Callable[[Facts], str]], ...] = (
    ("year.label", "The year under review: `2019–20`.", lambda f: f.year.label.replace("-", "–")),
    ("year.before", "The year before it.", lambda f: f.year.previous.label.replace("-", "–")),
    ("year.first-day", "Its first day: `1 April 2019`.", lambda f: phrases.day(f.year.first_day)),
    ("year.last-day", "Its last day: `31 March 2020`.", lambda f: phrases.day(f.year.last_day)),
    ("publication.date", "The day everything is published.", lambda f: phrases.day(f.context.dates.public_on)),
    ("sender.name", "The ombudsman's name.", lambda f: f.scheme.sender.name),
    ("map.title", "What the public map is called.", lambda f: f.scheme.sender.map_title),
    ("review.title", "What this review is called.", lambda f: f.scheme.sender.review_title),
    ("training.address", "Where to read about training.", lambda f: f.scheme.sender.training_url),
    ("similar.types", "All types that are compared, in the plural.", _types),
    ("bodies.shown", "How many bodies have a row in the tables.", lambda f: f"{len(f.bodies):,}"),
    ("bodies.councils", "How many councils there were on the year's last day.", _councils),
    ("bodies.with-contact", "Of how many anything was counted.", lambda f: f"{_with_contact(f):,}"),
)

_WHERE_RECORDED: Mapping[str, tuple[tuple[str, str, Callable[[Facts], str]], ...]] = {
    "new-series": (
        ("break.reasons", "Why this year begins a new series.", lambda f: " ".join(b.why for b in f.breaks_this_year)),
    ),
    "discrepancies": (("discrepancies", "How many printed figures do not agree.", _discrepancies),),
    "received-recorded": (
        ("received.this-year", "Decided in the year and received in it.", lambda f: f"{_received(f).this_year:,}"),
        ("received.before", "Decided in the year and received before.", lambda f: f"{_received(f).before:,}"),
    ),
    "followed-up": (
        ("remedy.agreed", "Upheld complaints with a remedy agreed.", lambda f: f"{_became(f).agreed:,}"),
        ("remedy.done", "Of these, done by the end of the year.", _done),
        ("remedy.open", "Agreed, and not settled by the end of the year.", lambda f: f"{_became(f).open:,}"),
    ),
    "services-differ": (
        ("services.most", "The service area with the most complaints.", standing_out.most_complaints),
        ("services.most-often", "Where fault was found most often, with the rate.", standing_out.most_often),
        ("services.least-often", "Where fault was found least often, with the rate.", standing_out.least_often),
    ),
    "waiting-recorded": (("waiting", "The remedy clock of everyone, in sentences.", _clock),),
    "recurrence-recorded": (
        ("recurrence.cases", "Cases with improvements due the year before.", _recurrence),
        ("recurrence.again", "Of these, followed by another upheld complaint.", _again),
    ),
    "improvements-recorded": (
        ("improvements", "Service improvements agreed.", _improved),
        ("improvements.cases", "The cases they belong to.", lambda f: counted(_improvements(f).cases, "case", "cases")),
    ),
    "public-reports": (("reports", "Public reports issued.", _reports),),
    "training-recorded": (
        ("training.courses", "Courses delivered.", lambda f: counted(_training(f).courses, "course", "courses")),
        ("training.people", "People trained.", lambda f: counted(_training(f).people, "person", "people")),
        ("training.provider-courses", "Courses for care providers.", lambda f: f"{_training(f).provider_courses:,}"),
    ),
    "courses-compared": (
        ("training.courses-before", "Courses the year before.", lambda f: f"{_training(f).courses_last_year or 0:,}"),
    ),
    "seminars-recorded": (
        ("seminars.delegates", "Who came.", _delegates),
        ("seminars.authorities", "From how many authorities.", _attending),
    ),
}
"""By the condition that a paragraph must name to use them."""

WORDS: tuple[Value[Facts], ...] = (
    *(Value(*value) for value in _ALWAYS),
    *(Value(*value, (needed,)) for needed, values in _WHERE_RECORDED.items() for value in values),
)
"""Values that do not depend on the scheme's counts and measures."""


def vocabulary(scheme: Scheme) -> Mapping[str, Value[Facts]]:
    """Return every value a paragraph of the review can name, by name."""
    return with_measures(scheme, WORDS)
