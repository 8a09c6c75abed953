"""Two seconds of what `make fuzz` does for as long as one likes, and that it can find something."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.fuzz.inputs import make
from tests.fuzz.readers import examine


def test_damaged_and_made_up_files_end_in_an_error_for_people_or_are_read(tmp_path: Path) -> None:
    ends, number, results = time.monotonic() + 2, 0, set[str]()
    while time.monotonic() < ends or number < 40:
        results.add(examine(make(number), tmp_path))
        number += 1
    assert {"read", "refused"} <= results


def test_an_input_follows_from_its_number() -> None:
    assert [make(number) for number in range(30)] == [make(number) for number in range(30)]


def test_an_exception_that_is_none_for_people_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.readers.read_sources", lambda paths: [][1])
    monkeypatch.setattr("tests.fuzz.readers.read_mapped", lambda paths, mapping: [][1])
    with pytest.raises(IndexError):
        examine(make(2), tmp_path)
