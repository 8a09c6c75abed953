"""Awkward cases for Hypothesis: blanks, orphans, ties, leap days, and days on either side of every year's end."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from upheld.scheme import YearEnd

Row = dict[str, Any]

YEAR_ENDS = (YearEnd(3, 31), YearEnd(12, 31), YearEnd(6, 30), YearEnd(2, 28), YearEnd(4, 5), YearEnd(1, 30))
"""The scheme's own, the calendar year, a short month, the last of February, the tax year, and a day February lacks."""

REFERENCES = tuple("abcdefgh")
RECOMMENDATIONS = tuple(f"r{number}" for number in range(1, 13))
OUTCOMES = ("upheld", "not_upheld", "advice_given", "closed_after_initial_enquiries", "LS", "NM", "premature")


@dataclass(frozen=True)
class Cases:
    """Three tables as plain rows."""

    decisions: list[Row]
    recommendations: list[Row]
    due_dates: list[Row]


def days() -> st.SearchStrategy[date]:
    """Days that tend to lie at the end of a month, in leap years, and close to one another."""
    ends = [date(year, month, 1) - timedelta(days=1) for year in (2019, 2020, 2021) for month in range(1, 13)]
    near = st.builds(lambda day, by: day + timedelta(days=by), st.sampled_from(ends), st.integers(-2, 6))
    return st.one_of(near, st.sampled_from([date(2020, 2, 29), date(2020, 3, 1), date(2020, 4, 5), date(2020, 4, 6)]))


def seldom(rare: st.SearchStrategy[Any], usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw `rare` once in eight times or so: were blanks common, hardly any case would count at all."""
    return st.integers(0, 7).flatmap(lambda n: rare if n == 7 else usual)


@st.composite
def cases(draw: st.DrawFn) -> Cases:
    """Draw cases that declared tables could hold, and some that they should not."""
    references = draw(st.lists(st.sampled_from(REFERENCES), unique=True, max_size=8))
    blank = st.none()
    decisions = [
        {
            "reference": reference,
            "authority": draw(seldom(blank, st.sampled_from(("A", "B")))),
            "decided_on": draw(seldom(blank, days())),
            "outcome": draw(seldom(st.sampled_from(("no such code", None)), st.sampled_from(("upheld", *OUTCOMES)))),
            "category": draw(seldom(blank, st.sampled_from(("housing", "other")))),
            "early_remedy": draw(st.sampled_from((True, False, None))),
        }
        for reference in references
    ]
    asked = draw(st.lists(st.sampled_from(RECOMMENDATIONS), unique=True, max_size=12))
    recommendations = [draw(_recommendation(name, references)) for name in asked]
    return Cases(decisions, recommendations, draw(_due_dates(asked)))


@st.composite
def _recommendation(draw: st.DrawFn, name: str, references: list[str]) -> Row:
    orphan = st.just("no such case")
    settled = draw(seldom(st.just(False), st.just(True)))
    outcome = st.sampled_from(("satisfied", "satisfied", "satisfied", "satisfied", "not_satisfied", "ceased"))
    return {
        "recommendation": name,
        "reference": draw(seldom(orphan, st.sampled_from(references)) if references else orphan),
        "answer": draw(seldom(st.just("refused"), st.sampled_from(("accepted", "partly_accepted", None)))),
        "due_on": draw(seldom(st.none(), days())),
        "outcome": draw(outcome if settled else st.none() | outcome),
        "outcome_on": draw(days() if settled else st.none() | days()),
    }


@st.composite
def _due_dates(draw: st.DrawFn, asked: list[str]) -> list[Row]:
    names = st.sampled_from((*asked, "no such recommendation"))
    return [
        {"recommendation": recommendation, "agreed_on": agreed, "due_on": due}
        for recommendation, agreed, due in draw(st.lists(st.tuples(names, days(), days()), max_size=12))
    ]


def many(seed: int, number: int = 600) -> Cases:
    """Make `number` cases at random, so that every count is met many times and every rule many ways."""
    dice = random.Random(seed)
    near = [date(2020, 3, 31) + timedelta(days=by) for by in range(-40, 41)]
    decisions = [
        {
            "reference": f"case {n}",
            "authority": dice.choice(("A", "B", "C")),
            "decided_on": dice.choice(near),
            "outcome": dice.choice(OUTCOMES),
            "category": dice.choice(("housing", "other")),
            "early_remedy": dice.choice((True, False, None)),
        }
        for n in range(number)
    ]
    recommendations = [
        {
            "recommendation": f"r{n}",
            "reference": f"case {dice.randrange(number)}",
            "answer": dice.choice(("accepted", "accepted", "accepted", "partly_accepted", "refused", None)),
            "due_on": dice.choice(near),
            "outcome": dice.choice(("satisfied",) * 12 + ("not_satisfied", "ceased", None)),
            "outcome_on": dice.choice(near),
        }
        for n in range(number)
    ]
    due_dates = [
        {
            "recommendation": f"r{dice.randrange(number)}",
            "agreed_on": dice.choice(near[::8]),
            "due_on": dice.choice(near),
        }
        for _ in range(2 * number)
    ]
    return Cases(decisions, recommendations, due_dates)
