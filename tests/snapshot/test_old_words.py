"""Words of other years: old outcome codes keep a band of today, and no body is quietly taken for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.snapshot.extracts import decision, rows_of, write_extract
from upheld.errors import PersonError
from upheld.scheme import load
from upheld.snapshot import freeze
from upheld.snapshot.tables import DECISIONS
from upheld.snapshot.words import vocabulary

SCHEME = load("lgsco")
WORDS = vocabulary(DECISIONS.column("authority"), SCHEME)

OLD = {
    # as it was written           the code it is kept as   the day     the band       upheld
    "MI": ("MI", "2013-06-03", "investigated", True),
    "Maladministration, no injustice (report)": ("M", "2013-06-03", "investigated", True),
    "nm": ("NM", "2013-06-03", "investigated", False),
    "Local settlement": ("LS", "2014-03-31", "investigated", True),
    "No maladministration": ("no_maladministration", "2013-06-03", "investigated", False),
    "Ombudsman's discretion": ("ombudsmans_discretion", "2013-06-03", "assessed_and_closed", False),
    "Outside jurisdiction": ("outside_jurisdiction", "2013-06-03", "not_for_us", False),
    "Premature": ("premature", "2013-06-03", "not_for_us", False),
    "Complaint remedied": ("complaint_remedied", "2015-04-01", "investigated", True),
    "Upheld: complaint remedied during our enquiries": ("complaint_remedied", "2017-03-31", "investigated", True),
}


def test_an_old_outcome_is_kept_as_its_own_code_whose_band_is_one_of_today(tmp_path: Path) -> None:
    rows = [
        decision(reference=f"13 000 {n:03d}", outcome=written, received_on="", decided_on=day)
        for n, (written, (_, day, _, _)) in enumerate(OLD.items())
    ]
    snapshot = freeze([write_extract(tmp_path / "in", rows)], tmp_path / "out", SCHEME)
    kept = {row["reference"]: str(row["outcome"]) for row in rows_of(snapshot, "decisions")}
    for n, (written, (code, _, band, upheld)) in enumerate(OLD.items()):
        outcome = SCHEME.outcome_by_code[kept[f"13 000 {n:03d}"]]
        assert (outcome.code, outcome.band, outcome.upheld) == (code, band, upheld), written
        assert band in {each.id for each in SCHEME.bands}


def read(written: str) -> str | None:
    assert WORDS
    [word] = WORDS.read([written])
    return word.code


BUCKS_COUNTY, BUCKS = "E10000002", "E06000060"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("E10000002", BUCKS_COUNTY),
        ("Buckinghamshire County Council", BUCKS_COUNTY),
        ("E06000060", BUCKS),
        ("Buckinghamshire Council", BUCKS),
        ("Corby Borough Council", "E07000150"),
    ],
)
def test_a_body_that_was_merged_keeps_its_own_cases_by_code_and_by_name(written: str, code: str) -> None:
    assert read(written) == code


def test_every_name_and_code_of_an_abolished_body_stands_for_that_body_or_for_none() -> None:
    for body in SCHEME.authorities:
        if body.last_day:
            for written in (body.code, body.slug, body.name, body.short_name, *body.alternative_names):
                assert read(written) in (body.code, None), written


def test_a_former_statistical_code_is_of_the_same_body_never_of_one_it_took_over() -> None:
    codes = {a.code for a in SCHEME.authorities} | {a.gss_code for a in SCHEME.authorities}
    former = [(gss, a.code) for a in SCHEME.authorities for gss in a.former_gss_codes]
    assert former
    for gss, code in former:
        assert gss not in codes
        assert read(gss) == code


def test_a_body_is_known_by_each_of_its_other_names() -> None:
    names = [(name, a.code) for a in SCHEME.authorities for name in a.alternative_names if not a.last_day]
    assert names
    assert {read(name) for name, code in names} <= {None, *(code for _, code in names)}
    assert all(read(name) in (code, None) for name, code in names)


def test_an_unknown_body_is_refused_in_every_table_that_names_one_and_offered_the_nearest(tmp_path: Path) -> None:
    event = {
        "event": "1",
        "held_on": "2019-05-01",
        "kind": "course",
        "title": "t",
        "audience": "authority",
        "people": 9,
    }
    extract = write_extract(
        tmp_path / "in",
        training_events=[{**event, "authority": "Knowsly"}],
        recipients=[{"authority": "Knowsly", "role": "leader", "valid_from": "2019-01-01"}],
        public_reports=[
            {"report": "1", "authority": "Knowsly", "issued_on": "2020-01-01", "kind": "report", "title": "t"}
        ],
    )
    with pytest.raises(PersonError) as caught:
        freeze([extract], tmp_path / "out", SCHEME)
    assert [problem.file for problem in caught.value.problems] == [
        "public_reports.csv",
        "training_events.csv",
        "recipients.csv",
    ]
    for problem in caught.value.problems:
        assert problem.rule == "is not an authority of this scheme."
        assert "Knowsley Metropolitan Borough Council (E08000011)" in problem.mend


def test_a_decision_against_a_merged_body_is_frozen_as_that_bodys_and_told(tmp_path: Path) -> None:
    rows = [decision(authority=BUCKS_COUNTY, decided_on="2020-06-01")]
    snapshot = freeze([write_extract(tmp_path / "in", rows)], tmp_path / "out", SCHEME)
    assert [row["authority"] for row in rows_of(snapshot, "decisions")] == [BUCKS_COUNTY]
    [late] = [w for w in snapshot.manifest.warnings if w.what == "Authorities with decisions after they were abolished"]
    assert late.examples == (
        "Buckinghamshire County Council (E10000002): last on 2020-06-01, abolished 2020-04-01; its work passed to "
        "Buckinghamshire Council (E06000060)",
    )
