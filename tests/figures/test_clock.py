"""The remedy clock and the recurrence against plain loops, and the curve against Kaplan and Meier's product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from tests.figures.awkward import Cases, cases
from tests.spec.given import SCHEMAS, small_scheme
from tests.spec.given import given as given_cases
from upheld.figures.clock import Recommendations, clock, clocks
from upheld.figures.clock_cases import (
    SERVICE_IMPROVEMENT,
    dated_from,
    improvements_due,
    recommendations_from,
    recommended,
    upheld_on,
    with_clocks,
)
from upheld.figures.recurrence import Dated, recurrences

SCHEME = small_scheme()
YEAR = SCHEME.calendar.year_end.year(2020)
FIRST, LAST = YEAR.first_day, YEAR.last_day
Row = Mapping[str, Any]


def seen(*rows: tuple[int, int | None, int]) -> Recommendations:
    """Recommendations decided on a day of the year, satisfied after so many days or not, due after so many."""
    started = [FIRST + timedelta(days=begun) for begun, _, _ in rows]
    ended = [None if took is None else s + timedelta(days=took) for s, (_, took, _) in zip(started, rows, strict=True)]
    due = [s + timedelta(days=within) for s, (_, _, within) in zip(started, rows, strict=True)]
    days = [np.array(column, dtype="datetime64[D]") for column in (started, due, due, ended)]
    done = np.array([e is not None for e in ended], dtype=bool)
    return Recommendations(np.array(["A"] * len(rows), dtype=np.str_), *days, done)


def by_product(waits: list[tuple[int, bool]]) -> dict[int, Fraction]:
    """Kaplan and Meier's product, in fractions: the share still waiting after each day on which one was done."""
    share, curve = Fraction(1), {}
    for day in sorted({days for days, done in waits if done}):
        at_risk = sum(days >= day for days, _ in waits)
        share *= 1 - Fraction(sum(days == day and done for days, done in waits), at_risk)
        curve[day] = share
    return curve


@given(st.lists(st.tuples(st.integers(0, 300), st.none() | st.integers(0, 60), st.integers(0, 90)), max_size=20))
def test_waiting_is_kaplan_and_meiers(rows: list[tuple[int, int | None, int]]) -> None:
    found = clock(seen(*rows), YEAR)
    waits = [(366 - 1 - begun, False) if took is None else (took, True) for begun, took, _ in rows]
    curve = by_product(waits)
    drawn = dict(found.still_waiting)
    assert {day: drawn[day] for day in curve} == pytest.approx({day: float(share) for day, share in curve.items()})
    half = [day for day, share in curve.items() if share <= Fraction(1, 2)]
    assert found.median_days == (min(half) if half else None)
    assert (found.asked, found.waiting) == (len(rows), sum(took is None for _, took, _ in rows))
    late = sorted(took - due for _, took, due in rows if took is not None and took > due)
    assert (found.late.numerator, found.late.base) == (len(late), sum(took is not None for _, took, _ in rows))
    assert found.median_days_late == (late[(len(late) - 1) // 2] if late else None)


def test_the_curve_agrees_with_statsmodels() -> None:
    rows = [(n * 7 % 200, None if n % 5 == 0 else 10 + n * 13 % 90, 60) for n in range(60)]
    drawn = dict(clock(seen(*rows), YEAR).still_waiting)
    times = [366 - 1 - begun if took is None else took for begun, took, _ in rows]
    theirs = SurvfuncRight(np.array(times), np.array([took is not None for _, took, _ in rows], dtype=int))
    assert [drawn[int(t)] for t in theirs.surv_times] == pytest.approx(theirs.surv_prob.tolist())


def test_open_ones_make_the_median_longer_and_never_shorter() -> None:
    done = [(0, 20, 60), (0, 40, 60), (0, 60, 60)]
    assert clock(seen(*done), YEAR).median_days == 40
    assert clock(seen(*done, (0, None, 60)), YEAR).median_days == 40
    assert clock(seen(*done, (0, None, 60), (0, None, 60)), YEAR).median_days == 60
    assert clock(seen((0, 20, 60), (0, None, 60), (0, None, 60)), YEAR).median_days is None


def test_nothing_asked_is_said_and_has_no_median() -> None:
    empty = clock(seen(), YEAR)
    assert (empty.asked, empty.median_days, empty.still_waiting, empty.median_days_late) == (0, None, (), None)
    assert empty.sentences == ("There were no recommendations in cases decided in 2019-20.",)


def test_groups_hold_their_bodies_and_everyone_holds_all() -> None:
    one = seen((0, 20, 10), (0, 30, 60))
    made = clocks(one, SCHEME, YEAR)
    assert made.authorities["A"] == made.groups["metropolitan"] == made.everyone
    assert made.groups["county"].asked == 0
    assert clocks(seen(), SCHEME, YEAR).authorities == {}


KINDS = {**{name: SCHEMAS["recommendations"].field(name).type for name in SCHEMAS["recommendations"].names}}
ASKED = pa.schema([*KINDS.items(), ("kind", pa.string())])


def tables(drawn: Cases) -> tuple[ibis.Table, ibis.Table, ibis.Table]:
    asked = [
        {**r, "kind": SERVICE_IMPROVEMENT if n % 2 else "personal_remedy"} for n, r in enumerate(drawn.recommendations)
    ]
    made = (
        pa.Table.from_pylist(drawn.decisions, schema=SCHEMAS["decisions"]),
        pa.Table.from_pylist(asked, schema=ASKED),
        pa.Table.from_pylist(drawn.due_dates, schema=SCHEMAS["due_dates"]),
    )
    decisions, recommendations, due_dates = map(ibis.memtable, made)
    return decisions, recommendations, due_dates


def by_rows(drawn: Cases, day: date) -> dict[str, Row]:
    """What was known on a day of each recommendation, row by row."""
    codes = {o.code for o in SCHEME.outcomes}
    known = {
        d["reference"]: d
        for d in drawn.decisions
        if None not in (d["authority"], d["category"], d["decided_on"]) and d["outcome"] in codes
    }
    found: dict[str, Row] = {}
    for r in drawn.recommendations:
        case = known.get(r["reference"])
        there = r["outcome_on"] is not None and r["outcome_on"] <= day
        outcome, on = (r["outcome"], r["outcome_on"]) if there else (None, None)
        if case is None or case["decided_on"] > day or r["answer"] == "refused" or outcome == "ceased":
            continue
        due = r["due_on"]
        for move in sorted(drawn.due_dates, key=lambda m: (m["agreed_on"], m["due_on"])):
            if move["recommendation"] == r["recommendation"] and move["agreed_on"] <= (on or day):
                due = move["due_on"]
        found[r["recommendation"]] = {
            "decided_on": case["decided_on"], "due_on": r["due_on"], "last_due_on": due, "outcome_on": on,
            "satisfied": outcome == "satisfied", "authority": case["authority"],
        }  # fmt: skip
    return found


@settings(max_examples=30)
@given(cases(), st.sampled_from([date(2019, 6, 30), date(2020, 3, 31), date(2022, 1, 1)]))
def test_the_expression_knows_what_was_known_on_the_day(drawn: Cases, day: date) -> None:
    made = recommended(*tables(drawn), SCHEME, day).to_pyarrow()
    expected = by_rows(drawn, day)
    columns = ("decided_on", "due_on", "last_due_on", "outcome_on", "satisfied", "authority")
    assert {row["recommendation"]: {c: row[c] for c in columns} for row in made.to_pylist()} == expected
    arrays = recommendations_from(made)
    assert arrays.decided_on.tolist() == [expected[name]["decided_on"] for name in sorted(expected)]
    assert arrays.last_due_on.tolist() == [expected[name]["last_due_on"] for name in sorted(expected)]


def test_improvements_and_upheld_complaints_are_read_in_order() -> None:
    day = date(2019, 6, 1)
    decision = {"authority": "A", "decided_on": day, "outcome": "upheld", "category": "housing", "early_remedy": None}
    asked = {"answer": "accepted", "outcome": None, "outcome_on": None}
    drawn = Cases(
        [decision | {"reference": "a"}, decision | {"reference": "b", "outcome": "not_upheld"}],
        [
            asked | {"recommendation": "r1", "reference": "a", "due_on": date(2019, 9, 1)},
            asked | {"recommendation": "r2", "reference": "a", "due_on": date(2019, 7, 1)},
            asked | {"recommendation": "r4", "reference": "b", "due_on": date(2019, 7, 1)},
            asked | {"recommendation": "r3", "reference": "a", "due_on": date(2019, 8, 1)},
        ],
        [],
    )
    decisions, recommendations, due_dates = tables(drawn)
    seen_on = recommended(decisions, recommendations, due_dates, SCHEME, LAST)
    due = dated_from(improvements_due(seen_on).to_pyarrow())
    assert (due.authority.tolist(), due.category.tolist(), due.on.tolist()) == (["A"], ["housing"], [date(2019, 8, 1)])
    upheld = dated_from(upheld_on(decisions, SCHEME, LAST).to_pyarrow())
    assert (upheld.authority.tolist(), upheld.on.tolist()) == (["A"], [day])
    assert len(dated_from(upheld_on(decisions, SCHEME, date(2019, 5, 1)).to_pyarrow()).on) == 0


dated = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["housing", "other"]), st.integers(-10, 760)), max_size=15
)


def as_dated(rows: list[tuple[str, str, int]]) -> Dated:
    start = np.datetime64(YEAR.previous.first_day)
    return Dated(
        np.array([r[0] for r in rows], dtype=np.str_),
        np.array([r[1] for r in rows], dtype=np.str_),
        start + np.array([r[2] for r in rows], dtype="timedelta64[D]"),
    )


@given(dated, dated)
def test_recurrence_is_counted_as_by_hand(
    improvements: list[tuple[str, str, int]], upheld: list[tuple[str, str, int]]
) -> None:
    found = recurrences(as_dated(improvements), as_dated(upheld), SCHEME, YEAR)
    due = [r for r in improvements if 0 <= r[2] < 365]
    assume(due)
    assert set(found) == {r[0] for r in due}

    def happened(code: str, category: str, day: int) -> bool:
        return any(c == code and k == category and day < on <= day + 365 for c, k, on in upheld)

    for code, one in found.items():
        own = [r for r in due if r[0] == code]
        assert one.again.base == len(own)
        assert one.again.numerator == sum(happened(code, k, on) for _, k, on in own)
        shares = (sum(happened(other, k, on) for other in "ABC" if other != code) / 2 for _, k, on in own)
        assert one.expected == pytest.approx(sum(shares))


def test_the_last_day_that_counts_is_the_365th() -> None:
    for after, again in ((0, 0), (1, 1), (365, 1), (366, 0)):
        found = recurrences(as_dated([("A", "other", 10)]), as_dated([("A", "other", 10 + after)]), SCHEME, YEAR)
        assert found["A"].again.numerator == again, after


def test_figures_are_given_their_clocks_and_recurrences() -> None:
    seen_cases = given_cases(
        decisions="""
            case | council | decided on
            a    | A       | 1 May 2018
            b    | A       | 1 Jun 2019
            """,
        recommendations="""
            case | due on     | outcome   | outcome on
            a    | 1 Sep 2018 | satisfied | 1 Oct 2018
            b    | 1 Sep 2019 | satisfied | 1 Aug 2019
            """,
    )
    decisions, recommendations, due_dates = seen_cases.tables()
    asked = recommendations.mutate(kind=ibis.literal(SERVICE_IMPROVEMENT))
    made = with_clocks(seen_cases.figures, decisions, asked, due_dates)
    assert seen_cases.figures.clocks is None
    assert made.clocks is not None
    assert made.clocks.authorities["A"].median_days == 61
    assert made.recurrences["A"].again.numerator == 1
    assert made.recurrences["A"].sentence.startswith("In 1 case service improvements were due in 2018-19.")
