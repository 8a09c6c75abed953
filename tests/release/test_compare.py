"""Two releases compared: every figure that differs, what it was, what it is, and why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import upheld

HEADER = "reference,authority,received_on,decided_on,outcome,category,provenance\n"
KNOWSLEY, LIVERPOOL, MANCHESTER = "E08000011", "E08000012", "E08000003"


def row(number: int, authority: str, outcome: str, decided_on: str = "2019-09-01") -> str:
    return f"19 000 {number:03d},{authority},,{decided_on},{outcome},housing,synthetic\n"


FIRST = (
    row(1, KNOWSLEY, "upheld"),
    row(2, KNOWSLEY, "not_upheld"),
    row(3, LIVERPOOL, "upheld"),
    row(4, LIVERPOOL, "not_upheld"),
    row(7, MANCHESTER, "referred_back", "2019-03-31"),
    row(8, MANCHESTER, "referred_back", "2018-09-01"),
)
LATER = (
    row(1, KNOWSLEY, "upheld"),
    row(2, KNOWSLEY, "upheld"),  # changed
    row(3, LIVERPOOL, "upheld"),  # 4 withdrawn
    row(5, LIVERPOOL, "upheld"),  # added
    row(6, LIVERPOOL, "referred_back"),  # added
    row(7, MANCHESTER, "referred_back", "2019-04-01"),  # withdrawn and made anew, in another year
    row(8, MANCHESTER, "referred_back", "2018-09-01"),
)


@pytest.fixture(scope="module")
def made(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """Two small snapshots, and the figures built from each."""

    def make(folder: Path) -> None:
        for name, rows in (("first", FIRST), ("later", LATER)):
            extract = folder / f"extract-{name}"
            extract.mkdir(parents=True)
            (extract / "decisions.csv").write_text(HEADER + "".join(rows))
            snapshot = folder / f"snapshot-{name}"
            upheld("freeze", extract, "--out", snapshot)
            upheld("build", snapshot, "--year", "2019-20", "--only", "figures", "--out", folder / name)

    return once("compared", make)


def compared(*arguments: str | Path) -> dict[str, Any]:
    done = upheld("compare", *arguments, "--json", check=False)
    assert done.returncode in (0, 1), done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == told["same"]
    return told


def one(changes: Sequence[dict[str, Any]], place: str, what: str) -> dict[str, Any]:
    (found,) = (c for c in changes if (c["place"], c["what"]) == (place, what))
    return found


def test_a_release_compared_with_itself_differs_in_nothing(made: Path) -> None:
    told = compared(made / "first", made / "first")
    assert told["same"]
    assert (told["figures"], told["differ_in"]) == ([], [])


def test_every_figure_that_differs_is_told_with_what_it_was_and_is(made: Path) -> None:
    told = compared(made / "first", made / "later")
    assert told["differ_in"] == ["cases"]
    rate = one(told["figures"], KNOWSLEY, "upheld-rate")
    assert (rate["before"], rate["after"]) == ("50% (1 of 2)", "100% (2 of 2)")
    dealt = one(told["figures"], LIVERPOOL, "dealt_with")
    assert (dealt["before"], dealt["after"]) == ("2", "3")
    assert one(told["figures"], "england", "upheld")["after"] == "4"
    assert one(told["figures"], "metropolitan", "upheld-rate")["before"] == "50% (2 of 4)"
    assert {c["place"] for c in told["figures"]} == {KNOWSLEY, LIVERPOOL, MANCHESTER, "england", "metropolitan"}
    assert "name the snapshots" in rate["cause"]


def test_with_the_snapshots_the_cause_is_counted_in_rows(made: Path) -> None:
    snapshots = ("--snapshots", made / "snapshot-first", made / "snapshot-later")
    told = compared(made / "first", made / "later", *snapshots)
    assert one(told["figures"], KNOWSLEY, "upheld-rate")["cause"] == "decisions: 1 changed"
    assert one(told["figures"], LIVERPOOL, "upheld-rate")["cause"] == "decisions: 2 added, 1 withdrawn"
    cause = one(told["figures"], "england", "upheld")["cause"]
    assert cause.startswith("decisions: 2 added, 2 changed, 1 withdrawn")
    assert told["rows"][0]["total"] == {"added": 2, "changed": 2, "withdrawn": 1}


def test_a_decision_withdrawn_and_made_anew_is_named_where_it_moves_a_figure_to_another_year(made: Path) -> None:
    snapshots = ("--snapshots", made / "snapshot-first", made / "snapshot-later")
    told = compared(made / "first", made / "later", *snapshots)
    dealt_with = [c for c in told["figures"] if (c["place"], c["what"]) == (MANCHESTER, "dealt_with")]
    assert [(c["year"], c["before"], c["after"]) for c in dealt_with] == [("2018-19", "2", "1"), ("2019-20", None, "1")]
    assert {c["cause"] for c in dealt_with} == {
        "decisions: 1 changed (19 000 007: withdrawn and made anew, and moves from 2018-19 to 2019-20)"
    }


def test_snapshots_in_the_wrong_order_are_refused(made: Path) -> None:
    wrong = ("--snapshots", made / "snapshot-later", made / "snapshot-first")
    done = upheld("compare", made / "first", made / "later", *wrong, check=False)
    assert done.returncode == 2
    assert "in the order of the two releases" in " ".join(done.stderr.split())


def test_a_change_of_rules_or_software_is_named_as_the_cause(made: Path, tmp_path: Path) -> None:
    from upheld.release.compare import compare_releases
    from upheld.release.manifest import ReleaseManifest
    from upheld.scheme import load

    other = tmp_path / "other"
    shutil.copytree(made / "first", other)
    path = other / "figures" / "authorities.json"
    figures = json.loads(path.read_text())
    figures["authorities"][KNOWSLEY]["years"]["2019-20"]["counts"]["upheld"] = 2
    path.write_text(json.dumps(figures))
    given = {**vars(ReleaseManifest.read(other))}
    given |= {"software": "0" * 64, "scheme": {**given["scheme"], "hash": "0" * 64}}
    ReleaseManifest(**given).write(other)
    comparison = compare_releases(made / "first", other, load().calendar.year_end)
    assert comparison.differ_in == ("rules", "software")
    assert [(c.what, c.before, c.after, c.cause) for c in comparison.figures] == [
        ("upheld", "1", "2", "rules; software")
    ]


def test_years_and_letters_that_differ_are_named(release_2020: Path, release_2024: Path) -> None:
    told = compared(release_2020, release_2024)
    assert told["years_only_after"] == ["2020-21", "2021-22", "2022-23", "2023-24"]
    assert told["figures"] == []
    assert told["letters"] == []


def test_on_the_screen_the_figures_stand_in_a_table(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    done = upheld("compare", made / "first", made / "later", check=False)
    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    assert "differ in: cases" in said
    assert "100% (2 of 2)" in said


def test_what_is_no_release_is_named(tmp_path: Path, made: Path) -> None:
    done = upheld("compare", made / "first", tmp_path, check=False)
    assert done.returncode == 2
    assert "is not a release" in " ".join(done.stderr.split())
