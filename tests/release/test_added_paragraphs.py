"""What the office adds to letters belongs to a release: to its key, its letters and its record."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from upheld.cli import cli
from upheld.errors import PersonError
from upheld.release.context import read_contexts
from upheld.release.figures import make_figures
from upheld.release.letters import check_additions, write_one
from upheld.release.order import Order
from upheld.scheme import load

YEAR = "2019-20"
KNOWSLEY = "knowsley-metropolitan-borough-council"
SOURCE = "---\nauthor: A. Synthetic\nwritten_on: 2020-07-01\n---\nWe thank you for {upheld-rate.base}.\n"
COURSE = SOURCE.replace("{upheld-rate.base}", "{course.here}")


def order(snapshot: Path, folder: Path, source: str, name: str = KNOWSLEY, authority: str | None = "Knowsley") -> Order:
    place = folder / YEAR
    place.mkdir(parents=True)
    (place / f"{name}.md").write_text(source, encoding="utf-8")
    return Order.read(load(), snapshot, YEAR, authority=authority, additions=folder)


def test_additions_are_part_of_the_key_of_a_release(snapshot: Path, tmp_path: Path) -> None:
    without = Order.read(load(), snapshot, YEAR, authority="Knowsley").key
    first, other = order(snapshot, tmp_path / "a", SOURCE).key, order(snapshot, tmp_path / "b", COURSE).key
    assert len({without, first, other}) == 3
    assert order(snapshot, tmp_path / "c", SOURCE).key == first


def test_the_letter_says_what_was_added_and_not_by_whom(snapshot: Path, tmp_path: Path) -> None:
    written = write_one(order(snapshot, tmp_path, SOURCE), tmp_path / "k.txt")
    said = (tmp_path / "k.txt").read_text(encoding="utf-8")
    assert "We thank you for 12 detailed investigations." in said
    assert "A. Synthetic" not in said
    assert written.notes == ("A paragraph was added by A. Synthetic, 1 July 2020.",)


def test_what_no_letter_can_say_is_told_before_any_letter_is_written(snapshot: Path, tmp_path: Path) -> None:
    asked = order(snapshot, tmp_path, SOURCE.replace("{upheld-rate.base}", "{reports}"), authority=None)
    gone = order(snapshot, tmp_path / "gone", SOURCE, name="cumberland-council", authority=None)
    figures, contexts = make_figures(asked), read_contexts(asked)
    with pytest.raises(PersonError) as caught:
        check_additions(asked, figures, contexts)
    (problem,) = caught.value.problems
    assert (problem.line, problem.value) == (5, "{reports}")
    with pytest.raises(PersonError) as caught:
        check_additions(gone, figures, contexts)
    assert "Cumberland Council gets no letter for 2019-20" in str(caught.value.problems[0])


def test_a_letter_is_shown_in_the_browser_and_needs_no_file(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    ran = CliRunner().invoke(cli, ["letter", str(snapshot), "Knowsley", "--year", YEAR, "--preview"])
    assert ran.exit_code == 0, ran.output
    page = Path(opened[0].removeprefix("file://"))
    assert "Dear Mr Harden" in page.read_text(encoding="utf-8")
    assert page.with_name("letter.css").is_file()


def test_a_letter_needs_a_file_or_a_preview(snapshot: Path) -> None:
    ran = CliRunner().invoke(cli, ["letter", str(snapshot), "Knowsley", "--year", YEAR])
    assert ran.exit_code == 2
    assert "--preview" in ran.output
