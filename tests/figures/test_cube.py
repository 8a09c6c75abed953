"""The heavy pass gives what the oracle gives, on any engine, for any year's end, and for counts it has never seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from tests.figures.awkward import YEAR_ENDS, Cases, cases, many
from tests.spec.given import SCHEMAS, day, small_scheme, tables
from tests.spec.given import given as given_cases
from upheld.errors import PersonError
from upheld.figures import oracle
from upheld.figures.cells import Cells
from upheld.figures.cube import cells_from, cube, reduce
from upheld.scheme import Count, Scheme, YearEnd

pytestmark = [
    # Said of ibis's use of pandas, on its way from SQLite; nothing of ours calls it.
    pytest.mark.filterwarnings("ignore:The 'future.infer_string' option"),
]

UNHURRIED = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
"""The same examples each time, and no long explanation of a failure: an engine answers slowly."""

DIALECTS = ("duckdb", "sqlite", "postgres", "pyspark")


def unbound() -> tuple[ibis.Table, ibis.Table, ibis.Table]:
    """The three tables by their schemas alone."""
    d, r, u = (ibis.table(ibis.Schema.from_pyarrow(schema), name=name) for name, schema in SCHEMAS.items())
    return d, r, u


@cache
def scheme_ending(year_end: YearEnd) -> Scheme:
    scheme = small_scheme()
    return replace(scheme, calendar=replace(scheme.calendar, year_end=year_end))


@cache
def engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@cache
def compiled(year_end: YearEnd) -> str:
    return str(ibis.to_sql(cube(*unbound(), scheme_ending(year_end)), dialect="duckdb"))


def on_duckdb(drawn: Cases, year_end: YearEnd) -> Cells:
    """Run the compiled cube on DuckDB: compiling anew for each example would take most of the time."""
    for name, schema in SCHEMAS.items():
        engine().register(name, pa.Table.from_pylist(getattr(drawn, name), schema=schema))
    found = engine().sql(compiled(year_end)).to_arrow_table()
    return cells_from(found, scheme_ending(year_end))


def by_the_oracle(drawn: Cases, scheme: Scheme) -> oracle.Cells:
    counted = oracle.cells(drawn.decisions, drawn.recommendations, drawn.due_dates, scheme)
    return {key: row for key, row in counted.items() if any(row.values())}


@given(cases(), st.sampled_from(YEAR_ENDS))
@settings(UNHURRIED, max_examples=120)
def test_duckdb_agrees_with_the_oracle(drawn: Cases, year_end: YearEnd) -> None:
    slow = by_the_oracle(drawn, scheme_ending(year_end))
    event(f"compliance outcomes: {sum(row['compliance_outcomes'] for row in slow.values()) > 0}")
    event(f"late: {sum(row['complied_late'] for row in slow.values()) > 0}")
    asked = {row["recommendation"] for row in drawn.recommendations}
    moved = asked & {row["recommendation"] for row in drawn.due_dates}
    event(f"dates moved: {bool(moved)}")
    assert dict(on_duckdb(drawn, year_end).rows()) == slow


EARLY = (
    Count("early_remedies", "early remedies of anything", "decisions", early_remedy=True),
    Count("no_early_remedy", "without one", "decisions", early_remedy=False),
)
"""Counts that do not ask for an upheld complaint: only an upheld one has an early remedy all the same."""


@pytest.mark.parametrize("seed", range(4))
def test_many_cases_agree_with_the_oracle(seed: int) -> None:
    drawn, scheme = many(seed), replace(small_scheme(), counts=(*small_scheme().counts, *EARLY))
    slow = by_the_oracle(drawn, scheme)
    named = tables(drawn.decisions, drawn.recommendations, drawn.due_dates)
    assert dict(reduce(cube(*named, scheme), scheme).rows()) == slow
    for count in scheme.counts:
        assert sum(row[count.id] for row in slow.values()) > 10, f"{count.id} is hardly met"


@given(cases())
@settings(UNHURRIED, max_examples=15)
def test_sqlite_agrees_with_the_oracle(drawn: Cases) -> None:
    """The expression is not DuckDB's: an engine with no dates of its own gives the same whole numbers."""
    sqlite = ibis.sqlite.connect()
    d, r, u = (
        sqlite.create_table(name, pa.Table.from_pylist(getattr(drawn, name), schema=schema))
        for name, schema in SCHEMAS.items()
    )
    scheme = small_scheme()
    assert dict(reduce(cube(d, r, u, scheme), scheme).rows()) == by_the_oracle(drawn, scheme)
    sqlite.disconnect()


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("year_end", YEAR_ENDS, ids=str)
def test_nothing_is_rounded_or_divided_within_an_engine(dialect: str, year_end: YearEnd) -> None:
    sql = str(ibis.to_sql(cube(*unbound(), scheme_ending(year_end)), dialect=dialect)).upper()
    assert "ROUND(" not in sql
    assert "/" not in sql
    assert "FLOAT" not in sql
    assert "DOUBLE" not in sql


@given(st.integers(0, 8), st.sampled_from(YEAR_ENDS), cases())
@settings(UNHURRIED, max_examples=25)
def test_cells_are_additive(cut: int, year_end: YearEnd, drawn: Cases) -> None:
    """Decisions in two heaps give cells that add up to those of one heap: nothing is counted across cases."""
    heaps = [replace(drawn, decisions=heap) for heap in (drawn.decisions[:cut], drawn.decisions[cut:])]
    added: dict[object, dict[str, int]] = {}
    for heap in heaps:
        for key, row in on_duckdb(heap, year_end).rows():
            before = added.setdefault(key, dict.fromkeys(row, 0))
            added[key] = {name: before[name] + number for name, number in row.items()}
    assert added == dict(on_duckdb(drawn, year_end).rows())


@given(cases())
@settings(UNHURRIED, max_examples=25)
def test_parts_add_up_to_their_whole(drawn: Cases) -> None:
    for _, row in on_duckdb(drawn, YEAR_ENDS[0]).rows():
        assert row["dealt_with"] == row["not_for_us"] + row["assessed_and_closed"] + row["investigated"]
        assert row["satisfactory_remedies"] <= row["upheld"] <= row["investigated"]
        assert max(row["complied_late"], row["complied_late_against_original"]) <= row["complied"]
        assert row["complied"] <= row["compliance_outcomes"]


def test_the_order_of_rows_makes_no_difference() -> None:
    seen = given_cases(
        decisions="""
            council | decided on  | outcome    | about
            B       | 1 Jan 2020  | Upheld     | housing
            A       | 1 Jan 2020  | Not upheld | other
            A       | 1 Apr 2019  | Upheld     | housing
            A       | 31 Mar 2019 | Upheld     | housing
            """
    )
    turned = replace(seen, decisions=list(reversed(seen.decisions)))
    keys = [key for key, _ in seen.cells.rows()]
    assert keys == sorted(keys)
    assert list(seen.cells.rows()) == list(turned.cells.rows())


@pytest.mark.parametrize(
    ("year_end", "decided", "year", "quarter"),
    [
        (YearEnd(3, 31), "31 Mar 2020", 2020, 4),
        (YearEnd(3, 31), "1 Apr 2020", 2021, 1),
        (YearEnd(3, 31), "30 Jun 2020", 2021, 1),
        (YearEnd(3, 31), "1 Jul 2020", 2021, 2),
        (YearEnd(12, 31), "31 Dec 2020", 2020, 4),
        (YearEnd(12, 31), "1 Jan 2021", 2021, 1),
        (YearEnd(2, 28), "29 Feb 2020", 2020, 4),
        (YearEnd(2, 28), "1 Mar 2020", 2021, 1),
        (YearEnd(4, 5), "5 Apr 2020", 2020, 4),
        (YearEnd(4, 5), "6 Apr 2020", 2021, 1),
        (YearEnd(4, 5), "5 Jul 2020", 2021, 1),
        (YearEnd(4, 5), "6 Jul 2020", 2021, 2),
        (YearEnd(4, 5), "1 Jan 2020", 2020, 3),
        (YearEnd(4, 5), "6 Jan 2020", 2020, 4),
    ],
)
def test_years_and_quarters_turn_with_the_scheme(year_end: YearEnd, decided: str, year: int, quarter: int) -> None:
    row = {"reference": "a", "authority": "A", "decided_on": day(decided), "outcome": "upheld", "category": "other"}
    ((key, _),) = on_duckdb(Cases([{**row, "early_remedy": None}], [], []), year_end).rows()
    assert key == ("A", year, quarter, "other")


def test_a_new_count_needs_no_code() -> None:
    """Counts are data: early remedies not offered, punctual compliance and a count of two bands are only declared."""
    scheme = small_scheme()
    new = (
        Count("fault_without_remedy", "upheld without early remedy", "decisions", upheld=True, early_remedy=False),
        Count("punctual", "in time", "compliance_outcomes", satisfied=True, late=False),
        Count("not_investigated", "not investigated", "decisions", bands=("not_for_us", "assessed_and_closed")),
        Count("upheld_and_complied", "upheld and done", "compliance_outcomes", upheld=True, satisfied=True),
    )
    seen = given_cases(
        decisions="""
            case | outcome                        | early remedy
            a    | Upheld                         | yes
            b    | Upheld                         |
            c    | Not upheld                     |
            d    | Advice given                   |
            e    | Closed after initial enquiries |
            """,
        recommendations="""
            case | due on     | outcome       | outcome on
            a    | 1 Jul 2019 | satisfied     | 1 Jul 2019
            b    | 1 Jul 2019 | satisfied     | 2 Jul 2019
            c    | 1 Jul 2019 | satisfied     | 1 Jul 2019
            """,
    )
    extended = replace(seen, scheme=replace(scheme, counts=(*scheme.counts, *new)))
    counted = extended.figures.of("A").counts
    assert [counted[count.id] for count in new] == [1, 2, 2, 2]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Count("x", "x", "letters"), "nothing that can be counted"),
        (Count("x", "x", "decisions", late=True), "is a condition of compliance outcomes"),
        (Count("year", "x", "decisions"), "is the name of something else"),
    ],
)
def test_a_count_that_means_nothing_is_refused(wrong: Count, said: str) -> None:
    scheme = small_scheme()
    with pytest.raises(PersonError) as refused:
        cube(*unbound(), replace(scheme, counts=(*scheme.counts, wrong)))
    assert said in str(refused.value.problems[0])


def test_a_measure_whose_numerator_is_no_part_of_its_base_is_refused() -> None:
    scheme = small_scheme()
    wrong: Callable[[str, str], Scheme] = lambda x, n: replace(  # noqa: E731
        scheme, measures=(replace(scheme.measures[0], numerator=x, base=n),)
    )
    with pytest.raises(PersonError) as refused:
        cube(*unbound(), wrong("dealt_with", "upheld"))
    assert "is no part of upheld" in str(refused.value.problems[0])
    with pytest.raises(PersonError):
        cube(*unbound(), wrong("upheld", "compliance_outcomes"))
    cube(*unbound(), wrong("satisfactory_remedies", "dealt_with"))
