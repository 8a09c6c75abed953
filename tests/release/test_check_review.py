"""The outside check reads the review back: a release as built is right, and every kind of change to it is found."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

import pytest

from upheld.release.check.model import Checked
from upheld.release.check.reading import pdf_words
from upheld.release.check.review import PAGE, PDF, TABLES, check_review
from upheld.release.check.written import read_written
from upheld.scheme import load


def copied(release: Path, folder: Path) -> Path:
    """What the check reads of a release; files are linked, and a change puts another in their place."""
    for name in ("figures", "review", "website/review"):
        shutil.copytree(release / name, folder / name, copy_function=os.link)
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.unlink()
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@cache
def words(file: int, path: Path) -> tuple[str, ...]:
    """The words of a PDF, read once whatever it is called."""
    return pdf_words(path)


def check(release: Path) -> Checked:
    pdfs = {PDF: words((release / PDF).stat().st_ino, release / PDF)}
    return check_review(release, read_written(release), load("lgsco"), pdfs)


def test_the_review_of_a_release_says_what_its_figures_say(release_2020: Path) -> None:
    checked = check(release_2020)
    assert checked.findings == ()
    assert checked.examined > 8_000


def test_the_review_has_a_page_for_each_table_and_the_site_has_the_pdf(release_2020: Path, tmp_path: Path) -> None:
    release = copied(release_2020, tmp_path)
    for name in (PAGE, f"website/{PDF}", f"website/review/{TABLES[-1]}/index.html"):
        moved = (release / name).rename(tmp_path / "aside")
        assert [(f.where, f.what) for f in check(release).findings] == [(name, "is missing.")]
        moved.rename(release / name)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (PAGE, '<p class="big">61%</p>', '<p class="big">62%</p>', "upheld-rate at a glance does not say “61%”"),
        (PAGE, "out of 4,800 detailed", "out of 4,801 detailed", "detailed investigations”"),
        (PAGE, "<td>Investigated</td>", "<td>Invented</td>", "in the flow"),
        ("website/review/decisions/index.html", '<td class="number">12</td>', '<td class="number">13</td>', "not "),
        ("website/review/services/index.html", "/knowsley-m", "/liverpool-m", "for every body, from A to Z"),
        ("website/review/compliance/index.html", 'tr class="total"', "tr", "for every body, from A to Z"),
    ],
)  # fmt: skip
def test_a_changed_number_is_found(
    release_2020: Path, tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    release = copied(release_2020, tmp_path)
    change(release / name, old, new)
    findings = check(release).findings
    assert findings
    assert {f.where for f in findings} == {name}
    assert any(told in f.what for f in findings), findings


def test_a_pdf_of_other_numbers_is_found(release_2020: Path, release_2024: Path, tmp_path: Path) -> None:
    release = copied(release_2020, tmp_path)
    (release / PDF).unlink()
    shutil.copyfile(release_2024 / PDF, release / PDF)
    told = [f.what for f in check(release).findings]
    assert "is not the review itself." in told
    assert sum("the PDF has no row" in what for what in told) > 500
