"""Which bodies are counted, and the way from the councils of a day to the rows of the tables."""

from __future__ import annotations

import pytest

from tests.review import by_hand
from upheld.review.model import Table


def table(year: int) -> Table:
    chapter = next(c for c in by_hand.review(year).chapters if c.id == "bodies")
    return next(e for e in chapter.elements if isinstance(e, Table))


@pytest.mark.parametrize(("year", "councils"), [(2020, "343"), (2024, "317")])
def test_the_councils_of_the_last_day_are_as_many_as_the_government_counts(year: int, councils: str) -> None:
    subtotal = next(row for row in table(year).rows if row[0] == "Councils of every type")
    assert subtotal[2] == councils


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2023, 2024])
def test_every_column_and_every_row_adds_up_to_the_rows_of_the_tables(year: int) -> None:
    printed = table(year)
    assert printed.total is not None
    rows = [row for row in printed.rows if row[0] != "Councils of every type"]
    for column in range(2, 6):
        assert sum(int(row[column]) for row in rows) == int(printed.total[column])
    for row in (*rows, printed.total):
        assert sum(int(cell) for cell in row[2:5]) == int(row[5])
    assert all(int(printed.total[5]) == len(t.table.rows) for t in by_hand.review(year).tables)
