"""What letters say besides their figures agrees with the figures."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from upheld.figures.model import Figures
from upheld.release.context import Contexts, read_contexts
from upheld.release.figures import make_figures
from upheld.release.order import Order
from upheld.scheme import load

Seen = tuple[Figures, Contexts]


@pytest.fixture(scope="module", params=["2019-20", "2023-24"])
def seen(request: pytest.FixtureRequest, snapshot: Path) -> Seen:
    order = Order.read(load(), snapshot, request.param)
    return make_figures(order), read_contexts(order)


def test_the_cases_not_complied_with_are_those_the_rate_leaves_out(seen: Seen) -> None:
    figures, contexts = seen
    missing = {}
    for code in figures.authorities:
        rate = figures.of(code).measures["compliance-rate"].rate
        missing[code] = rate.base - rate.numerator
    assert sum(missing.values()) > 0
    assert {code: len(contexts.of(code).not_met) for code in missing} == missing


def test_conduct_is_counted_once_for_each_complaint_investigated(seen: Seen) -> None:
    figures, contexts = seen
    for code, flags in contexts.conduct.items():
        assert 0 < max(flags.values()) <= figures.of(code).counts["investigated"]
    assert any("late_reply" in flags for flags in contexts.conduct.values())


def test_improvements_are_those_agreed_to_in_cases_upheld_in_the_year(seen: Seen) -> None:
    figures, contexts = seen
    year = figures.year
    with duckdb.connect() as con:
        for name in ("decisions", "recommendations"):
            con.read_parquet(str(contexts.order.snapshot.path(name))).create_view(name)
        asked = con.execute(
            "SELECT count(*) FROM recommendations JOIN decisions USING (reference) WHERE kind = 'service_improvement' "
            "AND answer IS DISTINCT FROM 'refused' AND decided_on BETWEEN ? AND ?",
            [year.first_day, year.last_day],
        ).fetchone()
    assert asked == (sum(contexts.improvements.values()),)
    assert all(figures.of(code).counts["upheld"] for code in contexts.improvements)


def test_copies_go_to_the_offices_that_letters_are_sent_to(seen: Seen) -> None:
    _, contexts = seen
    offices = ["leader", "monitoring_officer", "scrutiny_chair", "link_officer"]
    assert [r.role for r in contexts.of("E08000011").copied] == offices
    assert [r.role for r in contexts.of("NPA-PEAK-DISTRICT").copied] == ["link_officer"], (
        "a national park has no leader"
    )
    if contexts.order.dates.letters_on > date(2023, 4, 1):
        # Cumbria is no more: its letter goes to two councils, each with offices of its own.
        assert [r.role for r in contexts.of("E10000006").copied] == [office for office in offices for _ in range(2)]
