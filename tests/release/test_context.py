"""What letters say besides their figures agrees with the figures."""

from pathlib import Path

import pytest

from upheld.release.context import read_contexts
from upheld.release.figures import make_figures
from upheld.release.order import Order
from upheld.scheme import load


@pytest.mark.parametrize("year", ["2019-20", "2023-24"])
def test_the_cases_not_complied_with_are_those_the_rate_leaves_out(snapshot: Path, year: str) -> None:
    order = Order.read(load(), snapshot, year)
    figures, contexts = make_figures(order), read_contexts(order)
    missing = {}
    for code in figures.authorities:
        rate = figures.of(code).measures["compliance-rate"].rate
        missing[code] = rate.base - rate.numerator
    assert sum(missing.values()) > 0
    assert {code: len(contexts.of(code).not_met) for code in missing} == missing
