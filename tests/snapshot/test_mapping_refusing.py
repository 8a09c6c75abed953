"""A mapping with anything wrong in it is refused before a file is read, and all that is wrong is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.snapshot.test_mapping import CASES, write_mapping
from upheld.errors import PersonError, Problem
from upheld.scheme import load
from upheld.snapshot.intake import load_mapping

SCHEME = load("lgsco")


def problems(tmp_path: Path, text: str) -> list[Problem]:
    with pytest.raises(PersonError) as caught:
        write_mapping(tmp_path, text)
    assert all(problem.file == "office.toml" and problem.mend for problem in caught.value.problems)
    return list(caught.value.problems)


WRONG = {
    "no TOML": ('name = "x', None, None, "is not TOML"),
    "no name": (CASES.replace('name = "office"\n', ""), "name", None, "is missing."),
    "a key that is none": (CASES + 'colour = "red"\n', "feed.1.columns.colour", None, "is no column of decisions."),
    "a slip in a key": (
        CASES.replace("names =", "nmaes ="), "sheet.cases.nmaes", None, "is not a key that a mapping has.",
    ),
    "a wrong kind": (
        CASES.replace('["cases*"]', '"cases*"'), "sheet.cases.names", "cases*", "is not right: input should be",
    ),
    "no such sheet": (
        CASES.replace('"Body"', '{ column = "Body", look_up = "case", by = "A", take = "B" }'),
        "feed.1.columns.authority.look_up", "case", "is not a sheet of this mapping.",
    ),
    "no such table": (CASES.replace('"decisions"', '"decision"'), "feed.1.table", "decision", "is not a table."),
    "a column left out": (
        CASES.replace('authority = "Body"\n', ""), "feed.1.columns.authority", None, "is missing: every row",
    ),
    "a word that stands for nothing": (
        CASES.replace('= "not_upheld"', '= "nearly_upheld"'),
        "feed.1.columns.outcome.values.Found against",
        "nearly_upheld",
        "is nothing that outcome takes.",
    ),
    "a constant that stands for nothing": (
        CASES.replace('constant = "synthetic"', 'constant = "invented"'),
        "feed.1.columns.provenance.constant",
        "invented",
        "is nothing that provenance takes.",
    ),
    "no way to write a day": ('dates = ["dd/mm"]\n' + CASES, "dates", "dd/mm", "is not a way to write a day."),
    "days where there are none": (
        CASES.replace('authority = "Body"', 'authority = { column = "Body", dates = ["dd/mm/yyyy"] }'),
        "feed.1.columns.authority.dates", None, "has no place here",
    ),
    "a column and a constant": (
        CASES.replace('constant = "synthetic"', 'constant = "synthetic", column = "X"'),
        "feed.1.columns.provenance", None, "must have one of column, columns and constant.",
    ),
    "half a pattern": (
        CASES.replace('authority = "Body"', 'authority = { column = "Body", pattern = "x" }'),
        "feed.1.columns.authority", None, "must have both of pattern and becomes",
    ),
    "a pattern that is none": (
        CASES.replace('authority = "Body"', 'authority = { column = "Body", pattern = "(", becomes = "x" }'),
        "feed.1.columns.authority.pattern", "(", "is not a regular expression.",
    ),
    "half a look-up": (
        CASES.replace('authority = "Body"', 'authority = { column = "Body", look_up = "cases" }'),
        "feed.1.columns.authority", None, "must have all of look_up, by and take",
    ),
    "a sheet that feeds nothing": (CASES + "[sheet.other]\n", "sheet.other", None, "feeds no table."),
    "something to decide": (CASES.replace('"Body"', '"?"'), "feed.1.columns.authority", "?", "is not decided yet."),
    "a word to decide": (
        CASES.replace('= "not_upheld"', '= "?"'),
        "feed.1.columns.outcome.values.Found against", "?", "is not decided yet.",
    ),
    "a table to decide": (CASES.replace('"decisions"', '"?"'), "feed.1.table", "?", "is not decided yet."),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_with_its_key_and_value(tmp_path: Path, what: str) -> None:
    text, key, value, rule = WRONG[what]
    [problem] = problems(tmp_path, text)
    assert (problem.column, problem.value) == (key, value)
    assert problem.rule.startswith(rule)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = (
        CASES.replace("upheld", "uphold")
        .replace('"Body"', '"?"')
        .replace('category = { column = "Area"', 'categry = { column = "Area"')
    )
    asked = "Name the column of the file that is authority: Code of the authority decided against."
    assert [(problem.column, problem.mend) for problem in problems(tmp_path, text)] == [
        ("feed.1.columns.authority", asked),
        ("feed.1.columns.outcome.values.Found for", "Did you mean upheld or not_upheld or LS?"),
        ("feed.1.columns.outcome.values.Found against", "Did you mean not_upheld or upheld or NM?"),
        ("feed.1.columns.categry", "Did you mean category? Or take it out."),
        ("feed.1.columns.category", "Add it."),
    ]


def test_a_mapping_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(PersonError) as caught:
        load_mapping(tmp_path / "none.toml", SCHEME)
    assert caught.value.mend == (
        "Name a file, or one of those that ship with Upheld: dynamics, own-tables, three-sheets."
    )
