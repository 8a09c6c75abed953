"""The named conditions under which a letter's paragraph stands; see `upheld.writing.conditions` for the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from upheld.figures.verdict import HIGHER, LOWER
from upheld.letters.facts import Facts
from upheld.scheme.model import Measure, Scheme
from upheld.writing import phrases
from upheld.writing.conditions import Condition, Finding, Word, read_condition


def _training(facts: Facts) -> Finding:
    number = facts.context.training.courses if facts.context.training else 0
    return Finding(number > 0, f"courses recorded: {number}")


def _courses_compared(more: bool) -> Callable[[Facts], Finding]:
    def find(facts: Facts) -> Finding:
        training = facts.context.training
        if training is None or training.courses_last_year is None:
            return Finding(False, "the year before is not recorded")
        now, before = training.courses, training.courses_last_year
        return Finding(now > before if more else now < before, f"courses: {now}, the year before {before}")

    return find


def _provider_courses(facts: Facts) -> Finding:
    number = facts.context.training.provider_courses if facts.context.training else 0
    return Finding(number > 0, f"courses for care providers: {number}")


def _more_provider_courses(facts: Facts) -> Finding:
    training = facts.context.training
    before = training.provider_courses_last_year if training else None
    if training is None or before is None:
        return Finding(False, "the year before is not recorded")
    now = training.provider_courses
    return Finding(now > before, f"courses for care providers: {now}, the year before {before}")


def _seminars(facts: Facts) -> Finding:
    seminars = facts.context.training.seminars if facts.context.training else None
    return Finding(seminars is not None, f"delegates recorded: {seminars.delegates if seminars else 'none'}")


def _courses_here(several: bool) -> Callable[[Facts], Finding]:
    def find(facts: Facts) -> Finding:
        courses = facts.context.courses
        shown = ", ".join(f"{c.title} on {phrases.day(c.held_on)}" for c in courses) or "none"
        return Finding(len(courses) > 1 if several else len(courses) == 1, f"courses here: {shown}")

    return find


def _public_reports(facts: Facts) -> Finding:
    titles = ", ".join(r.title for r in facts.context.public_reports) or "none"
    return Finding(bool(facts.context.public_reports), f"public reports: {titles}")


def _not_met(facts: Facts) -> Finding:
    references = ", ".join(n.reference for n in facts.context.not_met) or "none"
    return Finding(bool(facts.context.not_met), f"cases not complied with: {references}")


def _conduct(flag: str) -> Callable[[Facts], Finding]:
    def find(facts: Facts) -> Finding:
        number = facts.context.conduct.get(flag, 0)
        return Finding(number > 0, f"complaints investigated with {flag}: {number}")

    return find


def _late_remedies(*, several: bool) -> Callable[[Facts], Finding]:
    def find(facts: Facts) -> Finding:
        late = facts.clock.late.numerator if facts.clock else 0
        return Finding(late > 1 if several else late == 1, f"recommendations carried out late: {late}")

    return find


def _improvements(facts: Facts) -> Finding:
    number = facts.context.improvements
    return Finding(number > 0, f"service improvements agreed: {number}")


def _compared(facts: Facts) -> Finding:
    if facts.comparison is None:
        return Finding(False, "no average of similar authorities")
    group = facts.comparison.group.plural
    return Finding(True, f"compared with {facts.comparison.authorities} {group}")


def _group(facts: Facts) -> Finding:
    return Finding(facts.group is not None, f"group: {facts.group.plural if facts.group else 'none'}")


def _abolished(facts: Facts) -> Finding:
    last_day = facts.authority.last_day
    return Finding(facts.abolished, f"last day: {phrases.day(last_day) if last_day else 'in being'}")


def _succeeded(facts: Facts) -> Finding:
    names = phrases.listed([a.name for a in facts.successors]) or "none"
    return Finding(bool(facts.successors), f"successors: {names}")


def _created(facts: Facts) -> Finding:
    first_day = facts.authority.first_day
    return Finding(facts.created_this_year, f"first day: {phrases.day(first_day) if first_day else 'not recorded'}")


def _new_series(facts: Facts) -> Finding:
    titles = ", ".join(b.title for b in facts.breaks_this_year) or "none"
    return Finding(bool(facts.breaks_this_year), f"breaks that begin this year: {titles}")


def _contact(facts: Facts) -> Finding:
    return Finding(
        facts.of_year.any_contact, "anything counted in the year" if facts.of_year.any_contact else "nothing counted"
    )


def _revised(facts: Facts) -> Finding:
    revised = facts.context.revised
    return Finding(revised is not None, f"corrected on {revised.on.isoformat()}" if revised else "never corrected")


def different(facts: Facts, *, better: bool) -> tuple[Measure, ...]:
    """Return the headline measures in which the authority differs from similar ones by more than chance.

    Those in which that is for the better, or those in which it is for the worse, by the measure's own word on which way
    is better.
    """
    good = {"higher": HIGHER, "lower": LOWER}
    found = ((f.measure, f.verdict.word) for f in facts.headline if f.verdict and f.verdict.word in (HIGHER, LOWER))
    return tuple(m for m, word in found if m.better in good and (good[m.better] == word) is better)


def _differs(*, better: bool) -> Callable[[Facts], Finding]:
    def find(facts: Facts) -> Finding:
        names = phrases.listed([m.name for m in different(facts, better=better)]) or "none"
        return Finding(names != "none", f"differs for the {'better' if better else 'worse'}: {names}")

    return find


WORDS: Mapping[str, Word[Facts]] = {
    word.id: word
    for word in (
        Word("training-recorded", "Courses of the year are recorded.", _training),
        Word("more-courses", "More courses than in the year before.", _courses_compared(more=True)),
        Word("fewer-courses", "Fewer courses than in the year before.", _courses_compared(more=False)),
        Word("provider-courses", "Courses for care providers are recorded.", _provider_courses),
        Word("more-provider-courses", "More of them than in the year before.", _more_provider_courses),
        Word("seminars-recorded", "Link officer seminars of the year are recorded.", _seminars),
        Word("one-course-here", "One course was delivered to this authority.", _courses_here(several=False)),
        Word("several-courses-here", "Several courses were delivered to this authority.", _courses_here(several=True)),
        Word("public-report", "A public report about this authority was issued.", _public_reports),
        Word("cases-not-complied-with", "Cases are known in which it did not do what it had agreed.", _not_met),
        Word("late-replies", "A complaint was investigated in which its reply came late.", _conduct("late_reply")),
        Word("inadequate-replies", "One in which its reply was inadequate.", _conduct("inadequate_reply")),
        Word("not-signposted", "One in which people had not been told of us.", _conduct("not_signposted")),
        Word("summons-threatened", "One in which a witness summons was threatened.", _conduct("summons_threatened")),
        Word("summons-issued", "One in which a witness summons was issued.", _conduct("summons_issued")),
        Word("improvements-agreed", "It agreed to change how services work.", _improvements),
        Word("one-late", "One recommendation was carried out late.", _late_remedies(several=False)),
        Word("several-late", "Several recommendations were carried out late.", _late_remedies(several=True)),
        Word("compared", "There is an average of similar authorities.", _compared),
        Word("in-a-group", "The authority is of a type that has similar authorities.", _group),
        Word("abolished", "The authority had ceased to exist when the letter was written.", _abolished),
        Word("succeeded", "Bodies that took over are recorded.", _succeeded),
        Word("created-this-year", "The authority's first day lies in the year.", _created),
        Word("new-series", "A break of the series begins with this year.", _new_series),
        Word("revised", "The letter says something else than when it was first published.", _revised),
        Word(
            "differs-for-the-worse",
            "A measure is worse than similar authorities', beyond chance.",
            _differs(better=False),
        ),
        Word(
            "differs-for-the-better",
            "A measure is better than similar authorities', beyond chance.",
            _differs(better=True),
        ),
        Word("any-contact", "Anything at all was counted in the year.", _contact),
    )
}
"""Every named condition, by its id."""


def condition(text: str, scheme: Scheme) -> Condition[Facts]:
    """Read a condition as written. Raises ValueError that says what is wrong with it."""
    return read_condition(text, scheme, WORDS)
