"""What a scheme says of sending: read from its `dispatch.toml`, every mistake in it told at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.dispatch.small_dispatch import SCHEME
from upheld.errors import PersonError
from upheld.scheme.dispatch import FILE, Dispatch, load_dispatch

GOOD = (SCHEME.folder / FILE).read_text(encoding="utf-8")


def read(folder: Path, text: str) -> Dispatch:
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_dispatch(replace(SCHEME, folder=folder))


def wrong(folder: Path, text: str) -> list[str]:
    with pytest.raises(PersonError) as told:
        read(folder, text)
    return [f"{p.column}: {p.rule}" for p in told.value.problems] or [told.value.message]


def test_the_ombudsman_s_letters_go_to_the_chief_executive_and_are_kept_a_year(tmp_path: Path) -> None:
    dispatch = read(tmp_path, GOOD)
    assert dispatch.to == ("chief_executive",)
    assert "link_officer" in dispatch.cc
    assert dispatch.keep_days == 365


def test_a_scheme_may_leave_the_time_unsaid(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD.replace("keep_days = 365\n", "")).keep_days == 365


def test_a_scheme_that_says_nothing_is_told_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PersonError, match="does not say how its letters are sent"):
        load_dispatch(replace(SCHEME, folder=tmp_path))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('to = ["chief_executive"]', "to = []"), "to: names no office."),
        (('cc = ["leader"', 'cc = ["chief_executive", "leader"'), "cc: is named in to and in cc."),
        (("keep_days = 365", "keep_days = 0"), "keep_days: is no number of days."),
        (("{public}: please", "{date}: please"), "words.embargo: is no placeholder here."),
        (("{link}; its", "{link; its"), "words.linked: is no placeholder here."),
        (('attached = "', 'attached = "{link} '), "words.attached: is no placeholder here."),
        (('revised = "', 'revised = 7 # "'), "words.revised: Input should be a valid string."),
        (("[words]", "[words"), "dispatch.toml is not TOML"),
    ],
)
def test_every_mistake_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    changed = GOOD.replace(*change)
    assert changed != GOOD
    assert any(said in line for line in wrong(tmp_path, changed))


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    changed = GOOD.replace("keep_days = 365", "keep_days = -1").replace('to = ["chief_executive"]', "to = []")
    assert len(wrong(tmp_path, changed)) == 2
