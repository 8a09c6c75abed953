"""A revision says what it changes: on the page of changes, in the feed, and in every letter that changed."""

from __future__ import annotations

import json
import os
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import upheld
from tests.release.small_release import small_release
from upheld.errors import PersonError
from upheld.release.manifest import ReleaseManifest, hash_tree
from upheld.release.revision import Revises, _Names, revision_note, what_changed
from upheld.scheme import load
from upheld.website.changes_page import LIST, Change, Revision, read_revisions

SCHEME = load("lgsco")
KNOWSLEY, LEEDS, HARROW = "E08000011", "E08000035", "E09000015"
YEAR = SCHEME.calendar.year_end.parse("2023-24")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("One outcome was recorded wrongly.\n", encoding="utf-8")
    return path


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return small_release(tmp_path / "first")


# ---------------------------------------------------------------- what is refused


def test_a_revision_without_a_note_is_refused(first: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n")
    for nothing in (None, empty, tmp_path / "absent.txt"):
        with pytest.raises(PersonError, match=r"note|empty|read"):
            Revises.read(first, nothing, date(2024, 9, 16), YEAR)


def test_a_revision_without_a_day_or_dated_before_what_it_revises_is_refused(first: Path, note: Path) -> None:
    with pytest.raises(PersonError, match="needs its day"):
        Revises.read(first, note, None, YEAR)
    with pytest.raises(PersonError, match="before what it revises"):
        Revises.read(first, note, date(2024, 7, 1), YEAR)


def test_only_a_whole_untouched_release_of_the_same_year_is_revised(first: Path, note: Path, tmp_path: Path) -> None:
    on = date(2024, 9, 16)
    other = small_release(tmp_path / "other", year="2019-20", public_on="2020-07-29")
    with pytest.raises(PersonError, match="release of 2019-20, not of 2023-24"):
        Revises.read(other, note, on, YEAR)
    with pytest.raises(PersonError, match="only a part"):
        Revises.read(small_release(tmp_path / "part", partial=True), note, on, YEAR)
    (first / "website" / "index.html").write_text("touched")
    with pytest.raises(PersonError, match="was changed"):
        Revises.read(first, note, on, YEAR)


def test_a_note_belongs_to_a_revision(tmp_path: Path, note: Path) -> None:
    done = upheld("build", tmp_path, "--year", "2023-24", "--out", tmp_path / "out", "--note", note, check=False)
    assert done.returncode == 2
    assert "belong to a revision" in done.stderr


def test_counts_by_service_area_whose_small_cells_are_merged_are_never_told() -> None:
    names = _Names(SCHEME)
    assert not names.public("housing: compliance_outcomes")
    assert not names.public("housing: complied_late")
    assert names.public("housing: upheld")
    assert names.public("compliance_outcomes")


# ---------------------------------------------------------------- what a letter says


def changed(place: str, what: str, *, year: str = "2023-24") -> Change:
    return Change(place, place, year, what, "75% (9 of 12)", "67% (8 of 12)")


def test_a_letter_names_the_measures_that_changed_and_what_was_printed_before() -> None:
    said = what_changed(KNOWSLEY, [changed(KNOWSLEY, "Complaints upheld")], SCHEME, "2023-24")
    assert said == "Complaints upheld: we first printed 75% (9 of 12), and it is now 67% (8 of 12)."


def test_a_letter_says_where_else_the_change_lies() -> None:
    def of(*changes: Change) -> str:
        return what_changed(KNOWSLEY, changes, SCHEME, "2023-24")

    assert "counts behind its figures" in of(changed(KNOWSLEY, "Complaints upheld", year="2021-22"))
    assert "averages in this letter" in of(changed("metropolitan", "Complaints upheld"), changed(LEEDS, "Upheld"))
    assert "No figure in it changed" in of(changed("county", "Complaints upheld"), changed(HARROW, "Upheld"))


def test_a_letter_that_a_later_revision_leaves_alone_still_says_when_it_was_corrected(first: Path, note: Path) -> None:
    one = Revision(1, date(2024, 9, 16), "Wrong.", (), (changed(KNOWSLEY, "Complaints upheld"),), (KNOWSLEY,))
    two = Revision(2, date(2024, 10, 1), "A word.", (), (), ())
    revises = replace(Revises.read(first, note, date(2024, 11, 1), YEAR), before=(one, two))
    told = revises.told_before(KNOWSLEY, SCHEME)
    assert told is not None
    assert told.on == date(2024, 9, 16)
    assert revises.told_before(LEEDS, SCHEME) is None


# ---------------------------------------------------------------- a release that is one


@pytest.fixture(scope="module")
def revised(release_2020: Path, snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of 2019-20, revised with the same cases: as if the figures it was published with had been others."""
    folder = tmp_path_factory.mktemp("revised")
    published = folder / "published"
    _with_other_figures(release_2020, published)
    note = folder / "note.txt"
    note.write_text("One decision was recorded as upheld by mistake.\n\nNothing else changed.\n")
    day = ("--revised-on", "2020-09-14")
    # Over the first release, so that only the letter that changed is set again.
    shutil.copytree(release_2020, folder / "out", copy_function=os.link)
    upheld(
        "build", snapshot, "--year", "2019-20", "--revises", published, "--note", note, *day, "--out", folder / "out"
    )
    return folder / "out"


def _with_other_figures(release: Path, copy: Path) -> None:
    """Copy what a revision reads of a release, with one figure and one letter of Knowsley changed."""
    for name in ("figures", "record"):
        (copy / name).mkdir(parents=True)
        for path in (release / name).iterdir():
            text = path.read_text(encoding="utf-8")
            if path.name == "authorities.json":
                whole = json.loads(text)
                rate = whole["authorities"][KNOWSLEY]["years"]["2019-20"]["measures"]["upheld-rate"]
                rate |= {"numerator": 10, "rate": "83%"}
                text = json.dumps(whole)
            if path.name == "letters.json":
                whole = json.loads(text)
                whole[KNOWSLEY]["says"] = "something else"
                text = json.dumps(whole)
            (copy / name / path.name).write_text(text, encoding="utf-8")
    manifest = ReleaseManifest.read(release)
    replace(manifest, files=hash_tree(copy)).write(copy)


def test_every_figure_that_changed_is_listed_and_nothing_else(revised: Path) -> None:
    (only,) = read_revisions((revised / "website" / LIST).read_text(encoding="utf-8"))
    assert only.changes == (
        Change(
            KNOWSLEY,
            "Knowsley Metropolitan Borough Council",
            "2019-20",
            "Complaints upheld",
            "83% (10 of 12)",
            "75% (9 of 12)",
        ),
    )
    assert only.letters == (KNOWSLEY,)
    assert revision_note(revised) == "One decision was recorded as upheld by mistake.\n\nNothing else changed."
    page = (revised / "website" / "changes" / "index.html").read_text(encoding="utf-8")
    assert '<td class="number">83% (10 of 12)</td><td class="number">75% (9 of 12)</td>' in page
    assert "<p>Nothing else changed.</p>" in page


def test_only_the_letter_that_changed_says_so(revised: Path) -> None:
    letters = revised / "letters" / "2019-20"
    text = " ".join((letters / "knowsley-metropolitan-borough-council.txt").read_text(encoding="utf-8").split())
    assert "We corrected this letter on 14 September 2020." in text
    assert "we first printed 83% (10 of 12), and it is now 75% (9 of 12)" in text
    said = [path.name for path in letters.glob("*.txt") if "We corrected" in path.read_text(encoding="utf-8")]
    assert said == ["knowsley-metropolitan-borough-council.txt"]


def test_the_feed_tells_of_the_review_and_of_its_revision(revised: Path) -> None:
    feed = ET.fromstring((revised / "website" / "changes" / "feed.atom").read_text(encoding="utf-8"))
    entries = feed.findall(f"{ATOM}entry")
    updated = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert updated == ["2020-09-14T00:00:00Z", "2020-07-29T00:00:00Z"]
    assert feed.findtext(f"{ATOM}updated") == updated[0]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 2
    assert all(id_ and id_.startswith("urn:uuid:") for id_ in ids)


def test_the_manifest_names_what_is_revised_and_the_first_of_a_year_says_nothing_of_it(
    revised: Path, release_2020: Path
) -> None:
    assert ReleaseManifest.read(revised).revises
    assert ReleaseManifest.read(release_2020).revises == ""
    assert "revises" not in json.loads((release_2020 / "manifest.json").read_text())
    page = (release_2020 / "website" / "changes" / "index.html").read_text(encoding="utf-8")
    assert "Nothing has been changed since." in page
