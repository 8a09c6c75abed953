"""What became of upheld complaints, and when complaints were received, against plain loops over awkward cases."""

from __future__ import annotations

from collections import Counter
from datetime import date

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.awkward import Cases, cases, many
from tests.spec.given import SCHEMAS, small_scheme
from upheld.figures.became import Became, Received, became, received

SCHEME = small_scheme()
YEAR = SCHEME.calendar.year_end.year(2020)
UPHELD = {o.code for o in SCHEME.outcomes if o.upheld}
KNOWN = {o.code for o in SCHEME.outcomes}


def table(rows: list[dict[str, object]], name: str, *more: tuple[str, pa.DataType]) -> ibis.Table:
    schema = SCHEMAS[name]
    for column in more:
        schema = schema.append(pa.field(*column))
    return ibis.memtable(pa.Table.from_pylist(rows, schema=schema))


def found(drawn: Cases) -> Became:
    asked = [{**r, "kind": "personal_remedy"} for r in drawn.recommendations]
    return became(
        table(drawn.decisions, "decisions"),
        table(asked, "recommendations", ("kind", pa.string())),
        table(drawn.due_dates, "due_dates"),
        SCHEME,
        YEAR,
    )


def of_year(drawn: Cases) -> list[dict[str, object]]:
    whole = (d for d in drawn.decisions if None not in (d["authority"], d["category"], d["decided_on"]))
    return [d for d in whole if d["outcome"] in KNOWN and d["decided_on"] in YEAR]


def by_rows(drawn: Cases) -> Became:
    places = Counter[str]()
    for case in of_year(drawn):
        if case["outcome"] in UPHELD:
            places[place(case, drawn)] += 1
    return Became(**{name: places[name] for name in Became.__slots__})


def place(case: dict[str, object], drawn: Cases) -> str:
    """Where one upheld complaint stands, as a person would go through its papers on the last day of the year."""
    ever = [r for r in drawn.recommendations if r["reference"] == case["reference"]]
    done, late = [], []
    for r in ever:
        known = r["outcome_on"] is not None and r["outcome_on"] <= YEAR.last_day
        outcome, on = (r["outcome"], r["outcome_on"]) if known else (None, None)
        if r["answer"] == "refused" or outcome == "ceased":
            continue
        due = r["due_on"]
        for move in sorted(drawn.due_dates, key=lambda m: (m["agreed_on"], m["due_on"])):
            if move["recommendation"] == r["recommendation"] and move["agreed_on"] <= (on or YEAR.last_day):
                due = move["due_on"]
        done.append("open" if on is None else "yes" if outcome == "satisfied" else "no")
        late.append(on is not None and due is not None and on > due)
    if not done:
        return "before" if case["early_remedy"] else "dropped" if ever else "nothing"
    if "open" in done:
        return "open"
    if "no" in done:
        return "not_done"
    return "late" if any(late) else "in_time"


@given(cases())
@settings(max_examples=10, deadline=None)
def test_each_upheld_complaint_stands_in_the_place_its_papers_say(drawn: Cases) -> None:
    assert found(drawn) == by_rows(drawn)


def test_every_place_is_met_among_many_cases_and_all_of_them_are_the_upheld() -> None:
    drawn = many(7)
    counted = found(drawn)
    assert counted == by_rows(drawn)
    assert all(getattr(counted, name) for name in Became.__slots__)
    assert counted.upheld == sum(d["outcome"] in UPHELD for d in of_year(drawn))
    assert counted.agreed == counted.in_time + counted.late + counted.not_done + counted.open


@given(st.lists(st.sampled_from([None, YEAR.first_day, date(2019, 3, 31), date(2020, 3, 31)]), max_size=9))
@settings(max_examples=6, deadline=None)
def test_complaints_are_received_in_the_year_or_before_it_or_on_a_day_not_recorded(days: list[date | None]) -> None:
    rows = [
        {
            "reference": f"no. {n}",
            "authority": "A",
            "decided_on": YEAR.last_day,
            "outcome": "upheld",
            "category": "other",
            "early_remedy": False,
            "received_on": day,
        }
        for n, day in enumerate(days)
    ]
    rows.append({**dict.fromkeys(("early_remedy", "received_on")), "reference": "x", "authority": "A",
                 "decided_on": date(2020, 4, 1), "outcome": "upheld", "category": "other"})  # fmt: skip
    before = sum(day == date(2019, 3, 31) for day in days)
    expected = Received(len(days) - before - days.count(None), before, days.count(None))
    assert received(table(rows, "decisions", ("received_on", pa.date32())), SCHEME, YEAR) == expected
