"""Writes the public page *How we calculate* from the tests of this folder: their prose, and their drawn tables.

Run `python -m tests.spec.write`. Nothing is executed to write the page: prose and tables are read from the source, so
what is printed is what is tested.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from tests.spec.contents import CONTENTS
from tests.spec.given import drawn
from upheld.scheme import load
from upheld.scheme.model import Measure

HERE = Path(__file__).parent
PAGES = (
    HERE.parents[1] / "docs" / "how-we-calculate.md",
    HERE.parents[1] / "src" / "upheld" / "figures" / "how_we_calculate.md",
)
"""One page, twice: in the documentation, and in the package for the website."""

INTRODUCTION = """# How we calculate

Every rule on this page comes with an example. The examples are not there for show: they are the tests of the program.
Each time the program changes, each of them is worked out again, in two ways that share nothing, and both have to give
what is printed here. If they did not, this page could not be published. The councils in the examples are made up.
What a table does not show makes no difference to the example.
"""

CAPTIONS = {
    "councils": "The councils:",
    "successions": "Who took over from whom:",
    "decisions": "The decisions:",
    "recommendations": "What was recommended:",
    "due_dates": "Dates agreed later:",
    "published": "What the Ombudsman printed:",
    "averages": "The averages it printed:",
    "gives": "This gives:",
    "drawn": "",
    "differences": "We report:",
    "listed": "The cases in the base:",
}
"""What stands above a table, by the word under which a test gives it."""


def page() -> str:
    """Return the whole page as Markdown."""
    return "\n".join([INTRODUCTION, *(part for chapter in CONTENTS for part in _chapter(chapter))])


def main() -> None:
    """Write both copies of the page."""
    for path in PAGES:
        path.write_text(page(), encoding="utf-8", newline="\n")


def measure_of(section: str) -> Measure | None:
    """Return the measure that a section of the chapter *measures* is about."""
    return load("lgsco").measure_by_id.get(section.replace("_", "-"))


def _chapter(chapter: str) -> Iterator[str]:
    title, _, introduction = _told(_source(HERE / chapter / "__init__.py")).partition("\n")
    yield f"## {title}\n\n{introduction.strip()}\n"
    for section in CONTENTS[chapter]:
        module = _source(HERE / chapter / f"test_{section}.py")
        yield f"### {_told(module)}\n"
        if chapter == "measures" and (measure := measure_of(section)):
            yield f"*{measure.question}*\n"
        for test in module.body:
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                yield f"{_flowing(_told(test))}\n"
                yield from _tables(test)


def _source(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _told(node: ast.Module | ast.FunctionDef) -> str:
    told = ast.get_docstring(node)
    assert told, f"{getattr(node, 'name', 'a module')} tells nothing"
    return inspect.cleandoc(told)


def _flowing(prose: str) -> str:
    """Return paragraphs as one line each, as Markdown wants them."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in prose.split("\n\n"))


def _tables(test: ast.FunctionDef) -> Iterator[str]:
    for caption, table in sorted(_drawn_in(test), key=lambda found: found[0]):
        text = CAPTIONS[caption[2]]
        yield (f"{text}\n\n" if text else "") + _markdown(table)


def _drawn_in(test: ast.FunctionDef) -> Iterator[tuple[tuple[int, int, str], str]]:
    """Yield every drawn table of a test: where it stands and under which word, and its text."""
    for node in ast.walk(test):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for keyword in node.keywords:
            text = _text(keyword.value)
            if name == "given" and keyword.arg in CAPTIONS and text and set(drawn(text)[0]) != {"case"}:
                yield (keyword.value.lineno, keyword.value.col_offset, keyword.arg), text
        if name in CAPTIONS and node.args and (text := _text(node.args[-1])):
            yield (node.args[-1].lineno, node.args[-1].col_offset, name), text


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _markdown(table: str) -> str:
    lines = drawn(table)
    headings = [cell.strip() for cell in table.strip().splitlines()[0].split("|")]
    rows = [headings, ["---"] * len(headings), *([line[h] for h in headings] for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


if __name__ == "__main__":
    main()
