"""A letter that tells of replies, improvements, reports or training otherwise than the cases do is found out."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from upheld.release.check.letters import check_letters
from upheld.release.check.model import Checked
from upheld.release.check.told import OF_A_BODY, Told, read_told
from upheld.release.check.written import read_written
from upheld.scheme import load
from upheld.snapshot import Snapshot

SCHEME = load("lgsco")
KNOWSLEY = "E08000011"
LETTER = "letters/2019-20/knowsley-metropolitan-borough-council"


@pytest.fixture(scope="module")
def told(snapshot: Path) -> Told:
    return read_told(Snapshot.open(snapshot), SCHEME, SCHEME.calendar.year_end.parse("2019-20"))


@pytest.fixture
def letter(release_2020: Path, tmp_path: Path) -> Path:
    """A release in which one letter stands, whose files can be replaced (never written into: they are linked)."""
    release = tmp_path / "release"
    shutil.copytree(release_2020 / "figures", release / "figures", copy_function=os.link)
    (release / LETTER).parent.mkdir(parents=True)
    for form in ("html", "txt"):
        os.link(release_2020 / f"{LETTER}.{form}", release / f"{LETTER}.{form}")
    return release


def looked_at(release: Path, told: Told | None) -> Checked:
    return check_letters(release, read_written(release), SCHEME, {}, lambda _: None, only=KNOWSLEY, told=told)


def change(release: Path, old: str, new: str) -> None:
    """Say something else in both forms of the letter."""
    for form in ("html", "txt"):
        path = release / f"{LETTER}.{form}"
        text = path.read_text(encoding="utf-8")
        # A text is broken into lines, a page has none.
        pattern = re.compile(r"\s+".join(map(re.escape, old.split(" "))))
        assert pattern.search(text), f"{form} does not say {old!r}"
        path.unlink()
        path.write_text(pattern.sub(new, text, count=1), encoding="utf-8")


def wrong(release: Path, told: Told | None) -> str:
    return "\n".join(finding.what for finding in looked_at(release, told).findings)


def test_the_letter_as_built_tells_what_the_cases_do(letter: Path, told: Told) -> None:
    assert wrong(letter, told) == ""
    assert looked_at(letter, told).examined > 30


def test_what_the_cases_tell_is_counted_from_them(told: Told) -> None:
    assert told.of_all["training.courses"] == "118 courses", "the published number of the year"
    assert told.of_all["seminars.authorities"] == "143 local authorities"
    assert set().union(*told.of_body.values()) <= set(OF_A_BODY)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("118 courses", "119 courses", "we delivered 119 courses"),
        ("47 more courses", "48 more courses", "Our training helps"),
        ("178 delegates", "187 delegates", "187 delegates"),
        ("143 local authorities", "144 local authorities", "144 local authorities"),
        ("Birmingham", "Paris", "Paris"),
    ],
)
def test_another_number_than_the_cases_give_is_found_out(
    letter: Path, told: Told, old: str, new: str, what: str
) -> None:
    change(letter, old, new)
    assert what in wrong(letter, told)
    assert wrong(letter, None) == "", "only the cases can tell"


def test_what_there_is_nothing_of_may_not_be_told(letter: Path, told: Told) -> None:
    own = told.of_body[KNOWSLEY]
    assert "improvements" in own
    without = {name: pattern for name, pattern in own.items() if name != "improvements"}
    assert "improvement" in wrong(letter, Told(told.of_all, {KNOWSLEY: without}))


def test_what_there_is_must_be_told(letter: Path, told: Told) -> None:
    own = {**told.of_body[KNOWSLEY], "summons-issued": "one complaint"}
    assert "does not say what summons-issued should" in wrong(letter, Told(told.of_all, {KNOWSLEY: own}))


def test_another_number_of_improvements_is_found_out(letter: Path, told: Told) -> None:
    own = {**told.of_body[KNOWSLEY], "improvements": "77 improvements to its services"}
    assert "77" in wrong(letter, Told(told.of_all, {KNOWSLEY: own}))
