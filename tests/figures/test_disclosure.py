"""Small cells: whoever knows the totals, every area shown and the rule still cannot tell a count that was merged.

Every small table there is gets tried, with counts that are parts of one another as those of compliance are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from upheld.errors import PersonError
from upheld.figures import disclosure
from upheld.figures.disclosure import merged, merging
from upheld.scheme import load

Vector = tuple[int, ...]
Table = tuple[Vector, ...]
Pairs = Sequence[tuple[int, int]]

PART: Pairs = ((1, 0),)
"""Outcomes, and those satisfied among them."""
LATE: Pairs = ((1, 0), (2, 0), (2, 1))
"""Outcomes, satisfied, satisfied late."""


def vectors(most: int, counts: int) -> list[Vector]:
    """Every row of counts, each at most as large as the one before it."""
    rows: list[Vector] = [(whole,) for whole in range(most + 1)]
    for _ in range(counts - 1):
        rows = [(*row, part) for row in rows for part in range(row[-1] + 1)]
    return rows


def tables(areas: int, most: int, counts: int) -> Iterator[Table]:
    """Every table of so many areas whose whole is at most `most`."""

    def filled(left: int, areas: int) -> Iterator[Table]:
        if not areas:
            yield ()
            return
        for row in every:
            if row[0] <= left:
                for rest in filled(left - row[0], areas - 1):
                    yield (row, *rest)

    every = vectors(most, counts)
    return filled(most, areas)


def told(areas: int, most: int, pairs: Pairs, least: int = 3) -> tuple[int, list[str]]:
    """Try every table; return how many views of one there are, and every count that a view gives away.

    A view is what the public sees: which areas are merged, the others whole, and the sums of the merged. What is left
    of a count without a part of it (those *not* satisfied) must be no easier to tell than the count.
    """
    counts = 1 + max((part for part, _ in pairs), default=0)
    asked: list[Callable[[Vector], int]] = [lambda row, k=k: row[k] for k in range(counts)]
    asked += [lambda row, a=part, b=whole: row[b] - row[a] for part, whole in pairs]
    views: defaultdict[object, list[list[Vector]]] = defaultdict(list)
    for table in tables(areas, most, counts):
        gone = merged(table, least, pairs)
        if gone:
            shown = tuple(row for n, row in enumerate(table) if n not in gone)
            hidden = [table[n] for n in sorted(gone)]
            views[gone, shown, tuple(map(sum, zip(*hidden, strict=True)))].append(hidden)
    found = [
        f"{view}, number {number}: always {ask(same[0][place])}"
        for view, same in views.items()
        for number, ask in enumerate(asked)
        if sum(map(ask, same[0]))
        for place in range(len(same[0]))
        if len({ask(hidden[place]) for hidden in same}) == 1
    ]
    return len(views), found


@pytest.mark.parametrize(
    ("areas", "most", "pairs", "least"),
    [
        (2, 14, (), 3),
        (3, 12, (), 3),
        (4, 9, (), 3),
        (2, 12, PART, 3),
        (3, 9, PART, 3),
        (4, 6, PART, 3),
        (2, 9, LATE, 3),
        (3, 6, LATE, 3),
        (3, 12, (), 5),
        (3, 8, PART, 5),
    ],
)
def test_no_merged_count_nor_what_is_left_of_it_can_be_told(areas: int, most: int, pairs: Pairs, least: int) -> None:
    views, found = told(areas, most, pairs, least)
    assert found == []
    assert views > 10


def test_without_its_second_step_the_rule_would_give_counts_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "_told", lambda hidden, least: False)
    _, found = told(3, 8, PART)
    assert len(found) > 10


def test_the_parts_tried_are_those_of_the_scheme() -> None:
    rule = merging(load("lgsco"), "compliance_outcomes")
    assert rule.counts[:3] == ("compliance_outcomes", "complied", "complied_late")
    assert set(LATE) <= set(rule.parts)


def test_a_rule_for_other_counts_merges_nothing() -> None:
    rule = merging(load("lgsco"), "decisions")
    assert rule.smallest == 1
    assert merged([(1,), (2,), (0,)], rule.smallest, ()) == frozenset()


@pytest.mark.parametrize(
    ("was", "becomes", "rule"),
    [
        ("smallest_cell = 3", "smallest_cell = 2", "hides nothing: totals show every cell of 1."),
        ("smallest_cell = 3", "smallest_cell = 0", "is no number of cases."),
        ("smallest_cell = 3", "smallest_cell = -3", "is no number of cases."),
        ('of = ["compliance_outcomes"]', 'of = ["decisions"]', "cannot be merged: pages and letters show these counts"),
        ("smallest_cell = 3", 'smallest_cell = "three"', "should be a valid integer"),
    ],
)
def test_a_scheme_cannot_ask_for_what_hides_nothing(tmp_path: Path, was: str, becomes: str, rule: str) -> None:
    folder = tmp_path / "scheme"
    copytree(load("lgsco").folder, folder, ignore=lambda path, names: {"geography"} & set(names))
    toml = folder / "scheme.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")
    with pytest.raises(PersonError) as caught:
        load(str(folder))
    assert any(rule in str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize("smallest", [1, 3, 10])
def test_a_scheme_can_ask_for_any_other_threshold(smallest: int) -> None:
    scheme = load("lgsco")
    changed = replace(scheme, disclosure=replace(scheme.disclosure, smallest_cell=smallest))
    assert merging(changed, "compliance_outcomes").smallest == smallest
