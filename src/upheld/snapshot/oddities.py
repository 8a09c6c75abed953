"""What is odd in a set of cases but possible: a person is told of it, and nothing is refused for it."""

# The names in the SQL are those of the declaration, never words from a file.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb

from upheld.scheme import Scheme
from upheld.scheme.years import ReviewYear

SWING, FEW = 30, 20
"""A change of decisions by so many percent is odd, unless it is a change of fewer than so many cases.

A missing file, or one given twice over, moves an authority by a third and more. Of fewer than 67 cases a third is fewer
than 20, and such a change comes by chance alone: the square root of twice 67 is 12.
"""
EXAMPLES = 50
"""So many rows or bodies are named of each kind."""
WHOLE = timedelta(days=7)
"""A year is whole if the first decision of all and the last lie outside it, or no further inside it than this."""


@dataclass(frozen=True)
class Oddity:
    """Something odd that is possible all the same: how often it is met, and the first few rows or bodies."""

    what: str
    why: str
    count: int
    examples: tuple[str, ...]


def oddities(con: duckdb.DuckDBPyConnection, scheme: Scheme) -> tuple[Oddity, ...]:
    """Return what is odd in the frozen rows that `con` has under the name of each declared table."""
    codes, upheld = [o.code for o in scheme.outcomes], [o.upheld for o in scheme.outcomes]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE outcomes AS SELECT unnest($1::VARCHAR[]) AS code, "
        "unnest($2::BOOLEAN[]) AS upheld",
        [codes, upheld],
    )
    found = (*_odd_rows(con), *_outside_life(con, scheme), *_by_year(con, scheme))
    return tuple(replace(each, examples=each.examples[:EXAMPLES]) for each in found if each.count)


def _odd_rows(con: duckdb.DuckDBPyConnection) -> Iterator[Oddity]:
    for what, why, name, rows in _ODD:
        [(count,)] = con.execute(f"SELECT count({name}) {rows}").fetchall()
        if count:  # The names are read only now: of a million rows that takes longer than all else.
            first = con.execute(f"SELECT {name} AS name {rows} ORDER BY name LIMIT {EXAMPLES}").fetchall()
            yield Oddity(what, why, int(count), tuple(one for (one,) in first))


_CASE = "JOIN decisions AS d USING (reference)"
_ODD = (
    (
        "Decisions on a Sunday",
        "Possible, but often the day of typing or a default of the system.",
        "reference",
        "FROM decisions WHERE isodow(decided_on) = 7",
    ),
    (
        "Decisions more than three years after the complaint was received",
        "Possible; or one of the two dates has the wrong year.",
        "reference",
        "FROM decisions WHERE decided_on - received_on > 1096",
    ),
    (
        "Recommendations in cases that were not upheld",
        "Nothing is recommended without fault; or the outcome of the case is wrong.",
        "recommendation",
        f"FROM recommendations {_CASE} JOIN outcomes ON code = d.outcome WHERE NOT upheld",
    ),
    (
        "Outcomes of recommendations dated before the decision",
        "So it is where a decision was withdrawn and made anew, or a remedy was there before it was asked for; or a "
        "date is wrong.",
        "recommendation",
        f"FROM recommendations {_CASE} WHERE outcome_on < decided_on",
    ),
    (
        "Due dates before the decision",
        "Nothing can be due before it was asked for, unless the decision was withdrawn and made anew.",
        "recommendation",
        f"FROM recommendations {_CASE} WHERE due_on < decided_on",
    ),
    (
        "Due dates moved after the outcome",
        "Such an agreement does not count: lateness was settled by then.",
        "DISTINCT recommendation",
        "FROM due_dates JOIN recommendations USING (recommendation) WHERE agreed_on > outcome_on",
    ),
    (
        "Due dates moved to an earlier day",
        "Allowed, but seldom meant.",
        "recommendation",
        "FROM due_dates AS d JOIN recommendations AS r USING (recommendation) WHERE d.due_on < r.due_on",
    ),
    (
        "Public reports issued before their case was decided",
        "So it is where a decision was withdrawn and made anew; or a date is wrong.",
        "report",
        f"FROM public_reports {_CASE} WHERE issued_on < decided_on",
    ),
    (
        "Public reports on another authority than their case",
        "Possible where a case was about two; or one of them is wrong.",
        "report",
        f"FROM public_reports AS r {_CASE} WHERE r.authority <> d.authority",
    ),
)
"""What is looked for: in words, why it is odd, and the SQL of the name of each such row."""


def _outside_life(con: duckdb.DuckDBPyConnection, scheme: Scheme) -> Iterator[Oddity]:
    """Yield what was decided against a body that was no more, or was not yet. Nothing is moved to another body."""
    late, early = [], []
    rows = con.execute("SELECT authority, min(decided_on), max(decided_on) FROM decisions GROUP BY 1 ORDER BY 1")
    for code, first, last in rows.fetchall():
        body = scheme.authority_by_code[code]
        if body.last_day and last > body.last_day:
            heirs = _names(scheme, tuple(s.successor for s in scheme.successors(code)))
            passed = f"; its work passed to {heirs}" if heirs else ""
            late.append(f"{body.name} ({code}): last on {last}, abolished {body.last_day + timedelta(days=1)}{passed}")
        if body.first_day and first < body.first_day:
            before = _names(scheme, tuple(s.predecessor for s in scheme.predecessors(code)))
            took = f"; it took over from {before}" if before else ""
            early.append(f"{body.name} ({code}): first on {first}, in being from {body.first_day}{took}")
    why = "Allowed: cases outlive a body. They count for it, are in nobody’s average, and are given to no successor."
    yield Oddity("Authorities with decisions after they were abolished", why, len(late), tuple(late))
    why = "They count for the body that is named. If they were against one before it, name that one."
    yield Oddity("Authorities with decisions before they were in being", why, len(early), tuple(early))


def _names(scheme: Scheme, codes: tuple[str, ...]) -> str:
    return " and ".join(f"{scheme.authority_by_code[code].name} ({code})" for code in dict.fromkeys(codes))


def _by_year(con: duckdb.DuckDBPyConnection, scheme: Scheme) -> Iterator[Oddity]:
    [(first, last)] = con.execute("SELECT min(decided_on), max(decided_on) FROM decisions").fetchall()
    if first is None:
        return
    year_of = scheme.calendar.year_end.year_of
    years = [year for year in _years(year_of(first), year_of(last)) if _whole(year, first, last)]
    counts = {year: _counts(con, year) for year in years}
    yield _swings(scheme, counts)
    yield _silent(scheme, *((years[-1], counts[years[-1]]) if years else (None, _counts(con, None))))


def _years(first: ReviewYear, last: ReviewYear) -> Iterator[ReviewYear]:
    while first <= last:
        yield first
        first = first.next


def _whole(year: ReviewYear, first: date, last: date) -> bool:
    return first - WHOLE <= year.first_day and last + WHOLE >= year.last_day


def _counts(con: duckdb.DuckDBPyConnection, year: ReviewYear | None) -> Mapping[str, int]:
    """Return how many decisions each authority has in a year, or at all."""
    within = f"WHERE decided_on BETWEEN DATE '{year.first_day}' AND DATE '{year.last_day}'" if year else ""
    return dict(con.execute(f"SELECT authority, count(*) FROM decisions {within} GROUP BY 1").fetchall())


def _swings(scheme: Scheme, counts: Mapping[ReviewYear, Mapping[str, int]]) -> Oddity:
    """Return which authorities changed much, latest year first; never across a break that concerns every measure."""
    swings = []
    for year in sorted(counts, reverse=True):
        broken = any(not b.measures and b.first_year == year.number for b in scheme.breaks)
        if year.previous not in counts or broken:
            continue
        for body in scheme.authorities:
            before, after = counts[year.previous].get(body.code, 0), counts[year].get(body.code, 0)
            if abs(after - before) >= FEW and abs(after - before) * 100 >= SWING * before:
                swings.append(f"{body.name}, {year.label}: {before:,} to {after:,}")
    why = f"By {SWING} % or more and at least {FEW} cases: a missing file looks like this, and so does a hard year."
    return Oddity("Authorities whose decisions changed much from one year to the next", why, len(swings), tuple(swings))


def _silent(scheme: Scheme, year: ReviewYear | None, counts: Mapping[str, int]) -> Oddity:
    """Return which authorities have no decision in the last whole year, or none at all where no year is whole."""
    there = (a for a in scheme.authorities if (a.in_being(year.last_day) if year else a.last_day is None))
    silent = tuple(a.name for a in there if a.code not in counts)
    why = "Possible, above all for small bodies; or their cases were left out of the extract."
    when = f" in {year.label}" if year else ""
    return Oddity(f"Authorities in being without any decision{when}", why, len(silent), silent)
