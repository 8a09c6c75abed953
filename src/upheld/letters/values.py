"""The named values a letter's paragraph can hold in braces: `{publication.date}`, `{investigated}`, `{authority.you}`.

Those of the scheme's counts and measures are in `upheld.writing.values`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from upheld.figures.model import counted
from upheld.letters.context import Revised
from upheld.letters.facts import Facts
from upheld.letters.rules import different
from upheld.scheme.model import Measure, Scheme
from upheld.writing import phrases
from upheld.writing.training import Seminars, TrainingYear
from upheld.writing.values import Value
from upheld.writing.values import vocabulary as with_measures


def _you(facts: Facts) -> str:
    return f"the former {facts.authority.name}" if facts.abolished else "your authority"


def _training(facts: Facts) -> TrainingYear:
    # Paragraphs that ask for it stand only where it is recorded: see `needs`.
    assert facts.context.training is not None
    return facts.context.training


def _seminars(facts: Facts) -> Seminars:
    seminars = _training(facts).seminars
    assert seminars is not None
    return seminars


def _seminar_places(facts: Facts) -> str:
    """Say where seminars were held: ` in London and Leeds`, ` online`, ` online and in Leeds`."""
    towns = [place for place in _seminars(facts).places if place.casefold() != "online"]
    online = ["online"] if len(towns) < len(_seminars(facts).places) else []
    places = phrases.listed([*online, *([f"in {phrases.listed(towns)}"] if towns else [])])
    return f" {places}" if places else ""


def _courses_difference(facts: Facts) -> str:
    training = _training(facts)
    return f"{abs(training.courses - (training.courses_last_year or 0)):,}"


def _course_here(facts: Facts) -> str:
    return phrases.with_article(f"{facts.context.courses[0].title} course")


def _courses_here(facts: Facts) -> str:
    titles = [c.title for c in facts.context.courses]
    if len(set(titles)) == 1:
        return f"{len(titles)} courses on {titles[0]}"
    named = [
        f"{titles.count(t)} on {t}" if titles.count(t) > 1 else f"{_once(titles)}on {t}" for t in dict.fromkeys(titles)
    ]
    return f"{len(titles)} courses: {phrases.listed(named)}"


def _once(titles: list[str]) -> str:
    return "one " if len(set(titles)) < len(titles) else ""


def _reports(facts: Facts) -> str:
    return phrases.listed([f"“{r.title}” ({phrases.day(r.issued_on)})" for r in facts.context.public_reports])


def _types(facts: Facts) -> str:
    return phrases.listed([t.plural for t in facts.scheme.types if t.group])


def _similar(facts: Facts) -> str:
    assert facts.comparison is not None
    return f"{facts.comparison.authorities:,} {facts.comparison.group.plural}"


def _last_day(facts: Facts) -> str:
    assert facts.authority.last_day is not None
    return phrases.day(facts.authority.last_day)


def _first_day(facts: Facts) -> str:
    assert facts.authority.first_day is not None
    return phrases.day(facts.authority.first_day)


def _break_reasons(facts: Facts) -> str:
    return " ".join(b.why for b in facts.breaks_this_year)


def _cases_not_met(facts: Facts) -> str:
    references = [n.reference for n in facts.context.not_met]
    return f"{'case' if len(references) == 1 else 'cases'} {phrases.listed(references)}"


def _complaints(flag: str) -> Callable[[Facts], str]:
    def say(facts: Facts) -> str:
        number = facts.context.conduct[flag]
        return f"{number:,} complaints" if number > 1 else "one complaint"

    return say


def _days_late(facts: Facts) -> str:
    assert facts.clock is not None
    assert facts.clock.median_days_late is not None
    return counted(facts.clock.median_days_late, "day", "days")


def _revised(facts: Facts) -> Revised:
    assert facts.context.revised is not None
    return facts.context.revised


def _worse(facts: Facts) -> str:
    return _measures(different(facts, better=False))


def _better(facts: Facts) -> str:
    return _measures(different(facts, better=True))


def _measures(measures: Sequence[Measure]) -> str:
    return phrases.listed([f"“{measure.name}”" for measure in measures])


_COMPARED_COURSES = ("more-courses", "fewer-courses")
_HERE = ("one-course-here", "several-courses-here")

WORDS: tuple[Value[Facts], ...] = (
    Value("authority.name", "The authority's full name.", lambda f: f.authority.name),
    Value("authority.you", "*your authority*, or *the former X* once it is abolished.", _you),
    Value("authority.first-day", "Its first day.", _first_day, ("created-this-year",)),
    Value("authority.last-day", "Its last day.", _last_day, ("abolished",)),
    Value(
        "authority.successors",
        "Who took over.",
        lambda f: phrases.listed([a.name for a in f.successors]),
        ("succeeded",),
    ),
    Value("year.label", "The year under review: `2019-20`.", lambda f: f.year.label.replace("-", "–")),
    Value("year.first-day", "Its first day: `1 April 2019`.", lambda f: phrases.day(f.year.first_day)),
    Value("year.last-day", "Its last day: `31 March 2020`.", lambda f: phrases.day(f.year.last_day)),
    Value("year.number", "The calendar year in which it ends: `2020`.", lambda f: str(f.year.number)),
    Value("publication.date", "The day everything is published.", lambda f: phrases.day(f.context.dates.public_on)),
    Value("revised.day", "When it was corrected.", lambda f: phrases.day(_revised(f).on), ("revised",)),
    Value("revised.what", "What the correction changed.", lambda f: _revised(f).what, ("revised",)),
    Value("sender.name", "The ombudsman's name.", lambda f: f.scheme.sender.name),
    Value("map.title", "What the public map is called.", lambda f: f.scheme.sender.map_title),
    Value("review.title", "What the national review is called.", lambda f: f.scheme.sender.review_title),
    Value("training.address", "Where to read about training.", lambda f: f.scheme.sender.training_url),
    Value("similar.types", "All types that are compared, in the plural.", _types),
    Value("similar.pool", "How many of which type are pooled: `36 metropolitan boroughs`.", _similar, ("compared",)),
    Value(
        "training.courses",
        "Courses delivered to everybody.",
        lambda f: counted(_training(f).courses, "course", "courses"),
        ("training-recorded",),
    ),
    Value(
        "training.people",
        "People trained, rounded down.",
        lambda f: f"{phrases.at_least(_training(f).people)} people",
        ("training-recorded",),
    ),
    Value(
        "training.difference",
        "How many more or fewer courses than the year before.",
        _courses_difference,
        _COMPARED_COURSES,
    ),
    Value(
        "training.provider-courses",
        "Courses for care providers.",
        lambda f: f"{_training(f).provider_courses:,}",
        ("provider-courses", "more-provider-courses"),
    ),
    Value(
        "seminars.delegates",
        "Who came.",
        lambda f: counted(_seminars(f).delegates, "delegate", "delegates"),
        ("seminars-recorded",),
    ),
    Value(
        "seminars.authorities",
        "From how many authorities.",
        lambda f: counted(_seminars(f).authorities, "local authority", "local authorities"),
        ("seminars-recorded",),
    ),
    Value("seminars.where", "` in London and Leeds`; empty if not recorded.", _seminar_places, ("seminars-recorded",)),
    Value("course.here", "The course delivered to this authority, with its article.", _course_here, _HERE[:1]),
    Value("courses.here", "The courses delivered to this authority.", _courses_here, _HERE[1:]),
    Value("reports", "The public reports, each with its day.", _reports, ("public-report",)),
    Value(
        "not-complied.cases",
        "The cases not complied with, by reference.",
        _cases_not_met,
        ("cases-not-complied-with",),
    ),
    Value("late-replies", "Where its reply came late.", _complaints("late_reply"), ("late-replies",)),
    Value(
        "inadequate-replies",
        "Where its reply was inadequate.",
        _complaints("inadequate_reply"),
        ("inadequate-replies",),
    ),
    Value("not-signposted", "Where nobody was told of us.", _complaints("not_signposted"), ("not-signposted",)),
    Value(
        "summons-threatened",
        "Where a witness summons was threatened.",
        _complaints("summons_threatened"),
        ("summons-threatened",),
    ),
    Value("summons-issued", "Where one was issued.", _complaints("summons_issued"), ("summons-issued",)),
    Value(
        "improvements",
        "Changes to services agreed: `3 improvements to its services`.",
        lambda f: counted(f.context.improvements, "improvement to its services", "improvements to its services"),
        ("improvements-agreed",),
    ),
    Value("late.days", "The median of the days by which remedies were late.", _days_late, ("one-late", "several-late")),
    Value("worse.measures", "Where it is worse than similar authorities.", _worse, ("differs-for-the-worse",)),
    Value("better.measures", "Where it is better than similar authorities.", _better, ("differs-for-the-better",)),
    Value("break.reasons", "Why this year begins a new series.", _break_reasons, ("new-series",)),
)
"""Values that do not depend on the scheme's counts and measures."""


def vocabulary(scheme: Scheme) -> Mapping[str, Value[Facts]]:
    """Return every value a paragraph of a letter can name, by name."""
    return with_measures(scheme, WORDS)
