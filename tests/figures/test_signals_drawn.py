"""The drawn cases of signals: each mark is held against what the program finds. To add a case, add a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.figures import signals_page
from tests.figures.signals_drawing import DRAWN, EITHER, MAY_NOT, MUST, Case, cases, read, read_all, stands
from upheld.figures.signals.watching.model import Signal
from upheld.figures.signals.watching.register import all_signals


@pytest.mark.parametrize("path", cases(), ids=lambda path: path.stem)
def test_signals_come_where_they_are_drawn(path: Path) -> None:
    case = read(path)
    found = stands(case)
    wanted = "".join(is_ if mark == EITHER else mark for mark, is_ in zip(case.marks, found, strict=True))
    assert found == wanted, f"{path.name}, quarter by quarter:\n  drawn {case.marks}\n  found {found}"


def test_there_are_cases_of_every_kind() -> None:
    assert len(cases()) >= 25
    letters = {letter for case in read_all() for letter in case.rows.get("restarts", [])}
    assert letters >= set("BNnMmPE")


@pytest.mark.parametrize("signal", all_signals(), ids=lambda signal: signal.id)
def test_every_signal_has_cases_with_it_and_cases_without(signal: Signal) -> None:
    """A signal added as a file is not finished until somebody has drawn when it has to come, and when it may not."""
    of_it = [case for case in read_all() if case.signal is signal]
    assert any(MUST in case.marks for case in of_it), f"draw a case in which {signal.id} has to come"
    assert any(set(case.marks) == {MAY_NOT} for case in of_it), f"draw a case in which {signal.id} may not come"


def test_the_files_say_what_signal_they_are_about() -> None:
    assert all(path.stem.startswith(read(path).signal.id) for path in cases())


@pytest.mark.parametrize(
    ("drawn", "wrong"),
    [
        ("a title\nsignal upheld\ncounted 1 2 3 4\n", "draw at least"),
        ("a title\nsignal upheld\ncounted 1 2 3 4\nmarks . . .\n", "of different length"),
        ("a title\nsignal upheld\ncounted 1 2\nmarks . .\n", "whole years"),
        ("a title\nsignal upheld\ncounted 1 2 3 4\nmarks . . . x\n", "marks are"),
    ],
)
def test_a_drawing_that_cannot_be_read_says_what_is_wrong(tmp_path: Path, drawn: str, wrong: str) -> None:
    path = tmp_path / "case.txt"
    path.write_text(drawn, encoding="utf-8")
    with pytest.raises(AssertionError, match=f"case.txt: .*{wrong}"):
        read(path)


def test_a_wrong_mark_would_be_noticed(tmp_path: Path) -> None:
    text = (DRAWN / "upheld-doubles-and-stays.txt").read_text(encoding="utf-8")
    (tmp_path / "case.txt").write_text(text.replace("!", "."), encoding="utf-8")
    case: Case = read(tmp_path / "case.txt")
    assert MUST in stands(case)
    assert MUST not in case.marks


def test_the_folder_tells_how_a_case_is_drawn() -> None:
    told = (DRAWN / "README.md").read_text(encoding="utf-8")
    assert all(f"`{signal.id}`" in told for signal in all_signals())
    assert (DRAWN / "upheld-doubles-and-stays.txt").read_text(encoding="utf-8").splitlines()[0] in told


def test_the_page_about_signals_is_not_stale() -> None:
    assert signals_page.PAGE.read_text(encoding="utf-8") == signals_page.page(), "python -m tests.figures.signals_page"
