"""What the site shows of single cases is what the rules of publication allow on the day, and nothing else.

`Rows.shown` below says the rules again in plain Python, a row at a time; the program must agree with it on whatever
rows Hypothesis thinks of, the days on either side of every boundary above all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from math import log, sqrt
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.snapshot.extracts import decision, write_extract
from upheld.release.casework import casework_from, open_tables, paragraphs_of, read_casework
from upheld.release.order import Order
from upheld.release.similar import similar
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze
from upheld.website.casework import Casework, Status

SCHEME = load("lgsco")
PUBLIC = date(2020, 7, 29)
WAIT = timedelta(weeks=6)
LAST = PUBLIC - WAIT
"""The last day on which a decision could be made that is public on the day of publication."""
DAY = timedelta(days=1)
BANDS = {outcome.code: outcome.band for outcome in SCHEME.outcomes}

COLUMNS = {
    "decisions": "reference authority decided_on outcome category subcategory summary",
    "statements": "reference statement suppressed withdrawn_on replaced_by",
    "recommendations": "recommendation reference kind text answer due_on outcome outcome_on",
    "due_dates": "recommendation agreed_on due_on",
    "public_reports": "report authority reference issued_on kind title address",
}

DATABASE = duckdb.connect(config={"threads": 1})

Row = dict[str, Any]


def decided(number: int, on: date = LAST, outcome: str = "upheld") -> Row:
    return {
        "reference": f"20 000 {number:03d}", "authority": "E08000011", "decided_on": on, "outcome": outcome,
        "category": "housing", "subcategory": None, "summary": "Synthetic summary.",
    }  # fmt: skip


def stated(number: int, **cells: object) -> Row:
    row = {"reference": f"20 000 {number:03d}", "statement": "Synthetic statement.", "suppressed": None}
    return {**row, "withdrawn_on": None, "replaced_by": None, **cells}


def improving(number: int, **cells: object) -> Row:
    row = {"recommendation": f"R{number}", "reference": f"20 000 {number:03d}", "kind": "service_improvement"}
    more = {"text": f"Improve {number}.", "answer": "accepted", "due_on": LAST, "outcome": None, "outcome_on": None}
    return {**row, **more, **cells}


def moved(number: int, agreed_on: date, due_on: date) -> Row:
    return {"recommendation": f"R{number}", "agreed_on": agreed_on, "due_on": due_on}


def reported(number: int, issued_on: date) -> Row:
    row = {"report": f"P{number}", "authority": "E08000011", "reference": f"20 000 {number:03d}"}
    return {**row, "issued_on": issued_on, "kind": "report", "title": "Synthetic", "address": None}


@dataclass(frozen=True)
class Rows:
    """The tables of a snapshot, and the rules said once more."""

    decisions: list[Row]
    statements: list[Row]
    recommendations: list[Row]
    due_dates: list[Row]
    public_reports: list[Row]

    def read(self) -> Casework:
        for name, columns in COLUMNS.items():
            types = [(c, pa.date32() if c.endswith("_on") else pa.string()) for c in columns.split()]
            DATABASE.register(name, pa.Table.from_pylist(getattr(self, name), pa.schema(types)))
        return casework_from(DATABASE, SCHEME, PUBLIC)

    def statement(self, reference: str) -> Row:
        return next((row for row in self.statements if row["reference"] == reference), stated(0, statement=None))

    def waited(self, row: Row) -> bool:
        band = BANDS[row["outcome"]]
        return band in ("assessed_and_closed", "investigated") and (PUBLIC - row["decided_on"]).days >= 42

    def may_be_published(self, row: Row) -> bool:
        told = self.statement(row["reference"])
        return self.waited(row) and told["suppressed"] is None and told["withdrawn_on"] is None

    def pages(self) -> set[str]:
        return {
            row["reference"]
            for row in self.decisions
            if self.may_be_published(row) and (self.statement(row["reference"])["statement"] or "").strip()
        }

    def withdrawn(self) -> dict[str, str]:
        found = {}
        for row in self.decisions:
            told = self.statement(row["reference"])
            gone = told["withdrawn_on"] and not told["suppressed"] and self.waited(row)
            if gone and (told["withdrawn_on"] - row["decided_on"]).days > 42:
                found[row["reference"]] = told["replaced_by"] if told["replaced_by"] in self.pages() else ""
        return found

    def improvements(self) -> dict[str, tuple[Status, date | None, date | None]]:
        public = {row["reference"] for row in self.decisions if self.may_be_published(row)}
        personal = {row["text"] for row in self.recommendations if row["kind"] == "personal_remedy"}
        return {
            row["recommendation"]: self.became(row)
            for row in self.recommendations
            if row["kind"] == "service_improvement"
            and row["reference"] in public
            and row["answer"] != "refused"
            and row["text"] is not None
            and row["text"] not in personal
        }

    def became(self, row: Row) -> tuple[Status, date | None, date | None]:
        known = row["outcome"] if row["outcome"] and row["outcome_on"] <= PUBLIC else None
        until = row["outcome_on"] if known else PUBLIC
        due = row["due_on"]
        agreed = [(m["agreed_on"], m["due_on"]) for m in self.due_dates if m["recommendation"] == row["recommendation"]]
        if before := [one for one in agreed if one[0] <= until]:
            due = max(before)[1]
        if known is None:
            return Status.OPEN, due, None
        late = known == "satisfied" and due is not None and row["outcome_on"] > due
        status = {"ceased": Status.CEASED, "not_satisfied": Status.NOT_MET, "satisfied": Status.MET}[known]
        return Status.MET_LATE if late else status, due, row["outcome_on"]


NEAR = st.sampled_from([LAST - 50 * DAY, LAST - DAY, LAST, LAST + DAY, PUBLIC - DAY, PUBLIC, PUBLIC + DAY])
NUMBERS = st.integers(1, 6)


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    numbers = draw(st.lists(NUMBERS, unique=True))
    outcomes = st.sampled_from(["upheld", "not_upheld", "closed_after_initial_enquiries", "referred_back", "MI"])
    decisions = [decided(n, draw(NEAR), draw(outcomes)) for n in numbers]
    return Rows(decisions, draw(some_statements(numbers)), *draw(some_remedies(numbers)), draw(some_reports(numbers)))


@st.composite
def some_statements(draw: st.DrawFn, numbers: list[int]) -> list[Row]:
    found = []
    for number in numbers:
        if draw(st.integers(0, 5)):
            days = draw(st.sampled_from([41, 42, 43, 60]))
            withdrawn = draw(st.sampled_from([None, None, LAST - DAY, LAST + days * DAY, LAST + (days - 50) * DAY]))
            other = draw(st.sampled_from(numbers))
            found.append(
                stated(
                    number,
                    statement=draw(st.sampled_from(["Synthetic.", "One.\n\n## Two\n\nThree.", " \n\n ", None])),
                    suppressed=draw(st.sampled_from([None, None, None, "other"])),
                    withdrawn_on=withdrawn,
                    replaced_by=f"20 000 {other:03d}" if withdrawn and draw(st.booleans()) else None,
                )
            )
    return found


@st.composite
def some_remedies(draw: st.DrawFn, numbers: list[int]) -> tuple[list[Row], list[Row]]:
    asked, agreed = [], []
    for number in numbers:
        outcome = draw(st.sampled_from([None, "satisfied", "not_satisfied", "ceased"]))
        kind = draw(st.sampled_from(["service_improvement", "service_improvement", "personal_remedy"]))
        text = draw(st.sampled_from(["The same.", "Another.", f"Number {number}.", None]))
        answer = draw(st.sampled_from(["accepted", "partly_accepted", "refused", None]))
        cells = {"kind": kind, "text": text, "answer": answer, "due_on": draw(NEAR) if draw(st.booleans()) else None}
        asked.append(improving(number, outcome=outcome, outcome_on=draw(NEAR) if outcome else None, **cells))
        agreed += [moved(number, on, draw(NEAR)) for on in draw(st.lists(NEAR, max_size=3))]
    return asked, agreed


@st.composite
def some_reports(draw: st.DrawFn, numbers: list[int]) -> list[Row]:
    return [reported(number, draw(NEAR)) for number in numbers if draw(st.booleans())]


@settings(max_examples=60, deadline=None)
@given(rows())
def test_the_program_shows_what_the_rules_allow_whatever_the_rows(tables: Rows) -> None:
    found = tables.read()
    assert {one.reference for one in found.decisions} == tables.pages()
    assert {one.reference: one.replaced_by for one in found.withdrawn} == tables.withdrawn()
    shown = {one.number: (one.status, one.due_on, one.outcome_on) for one in found.improvements}
    assert shown == tables.improvements()
    issued = {row["report"] for row in tables.public_reports if row["issued_on"] <= PUBLIC}
    assert {one.report for one in found.reports} == issued
    assert {one.reference for one in found.reports} <= tables.pages() | {""}


@pytest.mark.parametrize(("on", "public"), [(LAST, True), (LAST + DAY, False)])
def test_a_decision_is_public_six_weeks_after_it_was_made_and_no_day_sooner(on: date, public: bool) -> None:
    found = Rows([decided(1, on)], [stated(1)], [improving(1)], [], []).read()
    assert bool(found.decisions) is public
    assert bool(found.improvements) is public


@pytest.mark.parametrize("outcome", ["referred_back", "advice_given", "invalid_or_incomplete", "premature"])
def test_what_is_not_for_us_is_never_published(outcome: str) -> None:
    found = Rows([decided(1, LAST, outcome)], [stated(1)], [improving(1)], [], [reported(1, LAST)]).read()
    assert (found.decisions, found.improvements) == ((), ())
    assert [(one.reference, one.category) for one in found.reports] == [("", "")]


def test_of_a_suppressed_decision_nothing_is_shown_not_even_that_it_was_withdrawn() -> None:
    told = stated(1, suppressed="person_identifiable", withdrawn_on=PUBLIC)
    found = Rows([decided(1)], [told], [improving(1)], [], []).read()
    assert (found.decisions, found.withdrawn, found.improvements) == ((), (), ())


@pytest.mark.parametrize(("after", "told"), [(42, False), (43, True)])
def test_a_decision_withdrawn_before_it_was_ever_public_is_not_told_of(after: int, told: bool) -> None:
    on = LAST - 100 * DAY
    found = Rows([decided(1, on)], [stated(1, withdrawn_on=on + after * DAY)], [], [], []).read()
    assert bool(found.withdrawn) is told
    assert found.decisions == ()


def test_the_decision_in_place_of_a_withdrawn_one_points_back_and_is_pointed_to() -> None:
    first, second = decided(1, LAST - 100 * DAY), decided(2, LAST - DAY)
    gone = stated(1, withdrawn_on=LAST - 20 * DAY, replaced_by="20 000 002")
    found = Rows([first, second], [gone, stated(2)], [], [], []).read()
    assert [one.replaces for one in found.decisions] == ["20 000 001"]
    assert [one.replaced_by for one in found.withdrawn] == ["20 000 002"]
    waiting = Rows([first, decided(2, LAST + DAY)], [gone, stated(2)], [], [], []).read()
    assert [one.replaced_by for one in waiting.withdrawn] == [""]


def test_a_decision_without_a_statement_has_no_page_and_its_improvements_are_shown_all_the_same() -> None:
    found = Rows([decided(1)], [], [improving(1)], [], [reported(1, PUBLIC)]).read()
    assert found.decisions == ()
    assert [one.reference for one in found.improvements] == ["20 000 001"]
    assert [(one.reference, one.category) for one in found.reports] == [("", "housing")]


OUTCOMES = [
    # outcome, on, moves (agreed on, to) → what is shown: status, due date
    (None, None, [], Status.OPEN, LAST),
    ("satisfied", LAST, [], Status.MET, LAST),
    ("satisfied", LAST + DAY, [], Status.MET_LATE, LAST),
    ("satisfied", LAST + DAY, [(LAST, LAST + DAY)], Status.MET, LAST + DAY),
    ("satisfied", LAST + DAY, [(LAST + DAY, LAST + DAY)], Status.MET, LAST + DAY),  # agreed on the very day
    ("satisfied", LAST + DAY, [(LAST + 2 * DAY, PUBLIC)], Status.MET_LATE, LAST),  # agreed too late to count
    ("satisfied", LAST + DAY, [(LAST, PUBLIC), (LAST + DAY, LAST)], Status.MET_LATE, LAST),  # the last agreed counts
    ("satisfied", LAST + DAY, [(LAST, LAST), (LAST, PUBLIC)], Status.MET, PUBLIC),  # two on one day: the later date
    ("satisfied", PUBLIC, [], Status.MET_LATE, LAST),
    ("satisfied", PUBLIC + DAY, [], Status.OPEN, LAST),  # not known yet
    (None, None, [(PUBLIC, PUBLIC + DAY)], Status.OPEN, PUBLIC + DAY),
    (None, None, [(PUBLIC + DAY, PUBLIC + DAY)], Status.OPEN, LAST),
    ("not_satisfied", PUBLIC, [], Status.NOT_MET, LAST),
    ("ceased", PUBLIC, [], Status.CEASED, LAST),
]


@pytest.mark.parametrize(("outcome", "on", "moves", "status", "due"), OUTCOMES)
def test_what_became_of_an_improvement_as_it_was_known_on_the_day(
    outcome: str | None, on: date | None, moves: list[tuple[date, date]], status: Status, due: date
) -> None:
    asked = improving(1, outcome=outcome, outcome_on=on)
    tables = Rows([decided(1)], [], [asked], [moved(1, *one) for one in moves], [])
    [found] = tables.read().improvements
    assert (found.status, found.due_on, found.outcome_on) == (status, due, None if status is Status.OPEN else on)
    assert tables.improvements() == {"R1": (found.status, found.due_on, found.outcome_on)}


@pytest.mark.parametrize(
    "cells",
    [
        {"kind": "personal_remedy"},
        {"answer": "refused"},
        {"text": None},
        {"text": "Pay £100."},  # says what a personal remedy of another case says
    ],
)
def test_no_remedy_for_a_person_and_nothing_refused_is_shown(cells: Row) -> None:
    other = improving(2, kind="personal_remedy", text="Pay £100.")
    found = Rows([decided(1), decided(2)], [], [improving(1, **cells), other], [], []).read()
    assert found.improvements == ()


def test_the_newest_come_first_and_a_decision_carries_its_own_improvements() -> None:
    two = {**improving(1), "recommendation": "R0"}
    found = Rows(
        [decided(1, LAST - DAY), decided(3), decided(2)], [stated(n) for n in (1, 2, 3)], [improving(1), two], [], []
    ).read()
    assert [one.reference[-1] for one in found.decisions] == ["2", "3", "1"]
    assert [one.number for one in found.decisions[2].improvements] == ["R0", "R1"]


def test_a_statement_is_cut_into_paragraphs_at_its_blank_lines() -> None:
    assert paragraphs_of("One,\nstill one.\r\n \r\n## Head\n\n\n\n  Two. ") == ("One, still one.", "## Head", "Two.")
    assert paragraphs_of("\n \n") == ()


# ---------------------------------------------------------------- from a snapshot


def frozen(folder: Path) -> Snapshot:
    told = {"statement": "Synthetic statement about damp walls.", "provenance": "synthetic"}
    cases = [decision(reference=f"19 000 00{n}") for n in (1, 2, 3)]
    source = write_extract(folder / "in", cases, statements=[{"reference": one["reference"], **told} for one in cases])
    return freeze([source], folder / "snapshot", SCHEME)


def test_an_order_reads_its_own_snapshot_as_at_its_day_of_publication(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    order = Order.read(SCHEME, snapshot.folder, "2019-20")
    found = read_casework(order)
    assert found.as_at == PUBLIC
    assert len(found.decisions) == 3
    assert read_casework(replace(order, scheme=replace(SCHEME, publication=None))).decisions == ()


def test_a_snapshot_without_statements_has_no_decisions(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    tables = {name: entry for name, entry in snapshot.manifest.tables.items() if name != "statements"}
    older = Snapshot(snapshot.folder, replace(snapshot.manifest, tables=tables))
    (snapshot.folder / "statements.parquet").unlink()
    with duckdb.connect() as con:
        open_tables(con, older)
        assert casework_from(con, SCHEME, PUBLIC).decisions == ()


# ---------------------------------------------------------------- what is alike


WORDS = ["noise", "night", "bins", "missed", "transport", "school", "appeal", "damp", "wall", "grant"]
TEXTS = st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))


def dot(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(value * other.get(word, 0.0) for word, value in one.items())


def by_hand(texts: dict[str, str]) -> dict[str, dict[str, float]]:
    """The cosine of every two texts in real numbers, a word at a time."""
    bags = {key: {word: text.split().count(word) for word in text.split()} for key, text in texts.items()}
    df = {word: sum(word in bag for bag in bags.values()) for word in WORDS}
    vectors = {
        key: {word: (1 + log(n)) * log(len(texts) / df[word]) for word, n in bag.items() if df[word] == 2}
        for key, bag in bags.items()
    }
    length = {key: sqrt(dot(vector, vector)) or 1.0 for key, vector in vectors.items()}
    return {a: {b: dot(vectors[a], vectors[b]) / length[a] / length[b] for b in texts if b != a} for a in texts}


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_the_likest_are_those_of_the_highest_cosine(texts: dict[str, str]) -> None:
    found, cosines = similar(texts, 3), by_hand(texts)
    for key, near in found.items():
        told = [cosines[key][other] for other in near]
        others = [cosine for other, cosine in cosines[key].items() if other not in near]
        assert all(later <= earlier + 0.005 for earlier, later in pairwise(told))
        assert len(near) == 3 or all(cosine < 0.005 for cosine in others)
        assert all(cosine <= min(told) + 0.005 for cosine in others)
    for key in texts.keys() - found.keys():
        assert all(cosine < 0.005 for cosine in cosines[key].values())


def test_equally_like_texts_stand_in_the_order_of_their_keys() -> None:
    texts = {f"{n:03d}": f"damp wall case{chr(97 + n // 3)}" for n in range(90)}
    found = similar(texts)
    assert found["003"] == ("004", "005")
    assert found["004"] == ("003", "005")
