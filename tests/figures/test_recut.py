"""Cells on a later map: everything is still counted once, and what cannot be moved is refused with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.spec.given import small_scheme
from upheld.figures.build import figures_from
from upheld.figures.cells import Cells, Key
from upheld.figures.recut import recut
from upheld.scheme.model import Scheme

COUNCILS = """
    council | kind         | first day  | last day
    Old     | district     |            | 31 Mar 2019
    Older   | district     |            | 31 Mar 2015
    Split   | county       |            | 31 Mar 2019
    New     | metropolitan | 1 Apr 2019 |
    Half    | metropolitan | 1 Apr 2019 |
    City    | metropolitan |            |
    """
SUCCESSIONS = """
    before | after | on
    Older  | Old   | 1 Apr 2015
    Old    | New   | 1 Apr 2019
    Split  | New   | 1 Apr 2019
    Split  | Half  | 1 Apr 2019
    """
TODAY = date(2020, 3, 31)


def scheme() -> Scheme:
    made = small_scheme(COUNCILS, SUCCESSIONS)
    return replace(
        made, successions=tuple(replace(s, part="part") if s.predecessor == "Split" else s for s in made.successions)
    )


def cells(rows: dict[tuple[str, int], int]) -> Cells:
    keyed: dict[Key, dict[str, int]] = {
        (code, year, 1, "housing"): {"upheld": n, "investigated": 2 * n, "dealt_with": 3 * n}
        for (code, year), n in rows.items()
    }
    return Cells.of(tuple(count.id for count in scheme().counts), keyed)


GIVEN = {
    ("Older", 2015): 1,
    ("Old", 2018): 2,
    ("New", 2018): 4,
    ("Split", 2018): 8,
    ("City", 2018): 16,
    ("New", 2020): 32,
}


def test_whole_bodies_are_counted_for_the_last_that_took_over() -> None:
    made = recut(cells(GIVEN), scheme(), TODAY)
    assert made.moved == {"Old": "New", "Older": "New"}
    upheld = {(key[0], key[1]): row["upheld"] for key, row in made.cells.rows()}
    assert upheld == {("New", 2015): 1, ("New", 2018): 6, ("Split", 2018): 8, ("City", 2018): 16, ("New", 2020): 32}
    assert made.cells.values.sum() == cells(GIVEN).values.sum()


def test_figures_on_todays_map_compare_todays_bodies_in_earlier_years() -> None:
    before = figures_from(cells(GIVEN), scheme(), scheme().calendar.year_end.year(2020), synthetic=True)
    made = recut(cells(GIVEN), scheme(), TODAY)
    after = figures_from(made.cells, made.scheme, scheme().calendar.year_end.year(2020), synthetic=True)
    assert before.authorities["New"].years[2018].measures["upheld-rate"].comparison is None
    now = after.authorities["New"].years[2018].measures["upheld-rate"]
    assert now.comparison is not None
    assert (now.rate.numerator, now.comparison.pooled.numerator) == (6, 22)
    assert "Old" not in after.authorities
    assert after.england[2018].counts == before.england[2018].counts


def test_a_body_that_was_divided_stays_and_the_reason_is_told() -> None:
    made = recut(cells(GIVEN), scheme(), TODAY)
    (refusal,) = made.refused
    assert refusal.predecessor.code == "Split"
    assert refusal.why == (
        "Council Split was divided among Council New and Council Half, "
        "and its cases do not say which part they belong to."
    )
    assert made.incomplete("Half") == made.incomplete("New") == (refusal,)
    assert made.incomplete("City") == ()


def test_a_part_that_passed_to_one_body_is_refused_too() -> None:
    whole = scheme()
    parted = replace(
        whole, successions=tuple(replace(s, part="part") for s in whole.successions if s.predecessor == "Old")
    )
    made = recut(cells(GIVEN), parted, TODAY)
    assert made.moved == {}
    assert made.refused[0].why.startswith("Only a part of Council Old passed to Council New")


def test_the_map_of_an_earlier_day_knows_nothing_of_later_changes() -> None:
    made = recut(cells(GIVEN), scheme(), date(2019, 3, 31))
    assert made.moved == {"Older": "Old"}
    assert made.refused == ()


def test_no_cells_are_no_trouble() -> None:
    assert len(recut(cells({}), scheme(), TODAY).cells) == 0
