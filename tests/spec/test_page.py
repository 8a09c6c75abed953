"""The public page is written from these tests, and every measure has its section."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.spec.contents import CONTENTS
from tests.spec.write import HERE, PAGES, measure_of, page
from upheld.scheme import Measure, load


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_the_page_is_not_stale(path: Path) -> None:
    """`make docs` writes it again."""
    assert path.read_text(encoding="utf-8") == page(), "run: make docs"


@pytest.mark.parametrize("measure", load("lgsco").measures, ids=lambda measure: measure.id)
def test_every_measure_has_a_section(measure: Measure) -> None:
    """A measure added to the scheme is told here before it is printed anywhere."""
    sections = [measure_of(section) for section in CONTENTS["measures"]]
    assert measure in sections, "write tests/spec/measures/test_<measure>.py and name it in tests/spec/contents.py"


def test_every_file_is_in_the_contents() -> None:
    found = {(path.parent.name, path.stem.removeprefix("test_")) for path in HERE.glob("*/test_*.py")}
    assert found == {(chapter, section) for chapter, sections in CONTENTS.items() for section in sections}


def test_every_section_of_a_measure_holds_its_sentence_to_a_table() -> None:
    """A section without a rate held against its name would be prose only."""
    for section in CONTENTS["measures"]:
        measure = measure_of(section)
        assert measure is not None, section
        source = (HERE / "measures" / f"test_{section}.py").read_text(encoding="utf-8")
        assert measure.name in source, section


def test_every_paragraph_tells_something() -> None:
    for path in sorted(HERE.glob("*/test_*.py")):
        for test in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                assert ast.get_docstring(test), f"{path.name}: {test.name}"
