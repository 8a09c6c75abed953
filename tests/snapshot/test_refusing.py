"""Bad files are refused whole, and all that is wrong with them is told at once: where, what, and how to mend it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.snapshot.extracts import (
    KNOWSLEY,
    Row,
    decision,
    due_date,
    header,
    recommendation,
    rows_of,
    write_csv,
    write_extract,
)
from upheld.errors import PersonError, Problem
from upheld.scheme import load
from upheld.snapshot import freeze, group

SCHEME = load("lgsco")


def refused(folder: Path) -> tuple[Problem, ...]:
    """Freeze, which must be refused and write nothing; return what is told."""
    out = folder.parent / "out"
    with pytest.raises(PersonError) as caught:
        freeze([folder], out, SCHEME)
    assert not out.exists()
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name]
    return caught.value.problems


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in refused(folder)]


# ------------------------------------------------------------------ files and headers


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert told(tmp_path / "in") == [
        "decisions.csv: is missing, and nothing can be made without it. Add decisions.csv or .xlsx."
    ]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PersonError, match="There is no file or folder"):
        freeze([tmp_path / "nowhere"], tmp_path / "out", SCHEME)


def test_an_empty_file(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in")
    (folder / "decisions.csv").write_text("\n \n", encoding="utf-8")
    assert told(folder)[0] == "decisions.csv: is empty. Give it a header and rows, or take the file out."


def test_a_file_with_a_header_alone(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [])
    with pytest.raises(PersonError, match="No row of decisions is left to freeze"):
        freeze([folder], tmp_path / "out", SCHEME)
    assert not (tmp_path / "out").exists()


def test_a_missing_column_is_told_once_and_not_again_of_every_row(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", recommendations=[recommendation()])
    columns = [name for name in header("decisions") if name != "reference"]
    write_csv(folder / "decisions.csv", [decision(), decision()], columns)
    assert told(folder) == [
        "decisions.csv, line 1, column reference: is missing: every row needs it. Add a column reference."
    ]


def test_an_unknown_column_names_the_nearest(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    row = {**decision(), "catergory": "x", "": ""}
    write_csv(folder / "decisions.csv", [row], list(row))
    assert told(folder) == [
        "decisions.csv, line 1, column catergory: is no column of decisions. Did you mean category? Or take it out."
    ]


def test_a_column_given_twice_and_one_without_a_name(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in")
    text = (folder / "decisions.csv").read_text(encoding="utf-8").splitlines()
    (folder / "decisions.csv").write_text(f"{text[0]},Decided On,\n{text[1]},2019-01-01,secret\n", encoding="utf-8")
    assert [problem.rule for problem in refused(folder)] == [
        "is there twice.",
        "column 13 holds something and has no name.",
    ]


def test_a_file_named_almost_as_a_table_is_not_left_out_in_silence(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in")
    write_csv(folder / "recomendations.csv", [recommendation()], header("recommendations"))
    assert told(folder) == [
        "recomendations.csv: is not the name of a table. Did you mean recommendations?",
    ]


# ------------------------------------------------------------------ cells


WRONG_CELLS = [
    ("reference", "19000001", "does not look as it should.", "Write it like 19 012 345."),
    ("reference", "", "is blank, and every row needs it.", "Fill it in."),
    ("decided_on", "31.03.2020", "is not a day written YYYY-MM-DD.", "Write it like 2020-03-31."),
    ("decided_on", "2020-02-30", "is not a day written YYYY-MM-DD.", "Write it like 2020-03-31."),
    ("decided_on", "0020-03-31", "is not a day written YYYY-MM-DD.", "Write it like 2020-03-31."),
    ("decided_on", "2020-03-31 14:05:00", "is not a day written YYYY-MM-DD.", "Write it like 2020-03-31."),
    ("early_remedy", "perhaps", "is neither yes nor no.", "Write yes or no, or leave it blank."),
    ("outcome", "Upholded", "is not an outcome of this scheme.", "Did you mean upheld or not_upheld"),
    ("category", "Hosing", "is not a category of this scheme.", "Did you mean housing or "),
    ("conduct", "late_reply;rude", "is not one of the words this column takes.", "rude: Did you mean "),
    ("provenance", "real", "is not one of the words this column takes.", "Did you mean "),
    ("summary", "bell \x07", "holds a sign that cannot be printed.", "Take it out."),
    ("summary", "x" * 20_001, "is longer than 20,000 characters.", "Shorten it."),
]


def test_a_wrong_cell_is_told_with_its_line_value_rule_and_mend(tmp_path: Path) -> None:
    cells = [{"reference": f"19 000 {n:03d}", column: value} for n, (column, value, _, _) in enumerate(WRONG_CELLS)]
    problems = refused(write_extract(tmp_path / "in", [decision(**each) for each in cells]))
    assert len(problems) == len(WRONG_CELLS)
    for line, (problem, (column, value, rule, mend)) in enumerate(zip(problems, WRONG_CELLS, strict=True), 2):
        assert (problem.file, problem.line, problem.column) == ("decisions.csv", line, column)
        assert problem.value == (value[:200] or None)
        assert problem.rule == rule
        assert problem.mend.startswith(mend)


def test_a_number_must_be_whole_and_not_negative(tmp_path: Path) -> None:
    event = {"event": "1", "held_on": "2019-05-01", "kind": "course", "title": "t", "audience": "open"}
    people = ["12", "-1", "1.5", "1,400", "99999999999"]
    events = [{**event, "event": str(n), "people": given} for n, given in enumerate(people)]
    problems = refused(write_extract(tmp_path / "in", training_events=events))
    assert [(p.line, p.value, p.rule) for p in problems] == [
        (line, given, "is not a whole number.") for line, given in enumerate(people[1:], 3)
    ]


def test_a_cell_of_a_million_characters_is_shortened_not_repeated(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision(summary="a" * 1_000_000, authority="b" * 1_000_000)])
    problems = refused(folder)
    assert [(p.column, p.rule) for p in problems] == [
        ("authority", "is longer than 200 characters."),
        ("summary", "is longer than 20,000 characters."),
    ]
    assert all(len(str(problem)) < 300 for problem in problems)


def test_an_unknown_authority_is_offered_the_nearest_names(tmp_path: Path) -> None:
    [problem] = refused(write_extract(tmp_path / "in", [decision(authority="Knowsly")]))
    assert problem.rule == "is not an authority of this scheme."
    assert "Knowsley Metropolitan Borough Council (E08000011)" in problem.mend


def test_a_name_that_two_bodies_share_must_be_made_plain(tmp_path: Path) -> None:
    [problem] = refused(write_extract(tmp_path / "in", [decision(authority="Buckinghamshire")]))
    assert problem.rule == "is the name of more than one authority."
    assert "Buckinghamshire County Council (E10000002)" in problem.mend
    assert "Buckinghamshire Council (E06000060)" in problem.mend


def test_a_thousand_different_unknown_names_are_told_quickly(tmp_path: Path) -> None:
    rows = [decision(reference=f"19 {n:03d} 000", authority=f"Nowhere {n}") for n in range(1_000)]
    problems = refused(write_extract(tmp_path / "in", rows))
    assert len(problems) == 1_000
    assert problems[-1].mend == "Give a code that the scheme declares."


# ------------------------------------------------------------------ rows


def test_a_decision_before_the_complaint_was_received(tmp_path: Path) -> None:
    rows = [decision(received_on="2019-10-01", decided_on="2019-09-30")]
    assert told(write_extract(tmp_path / "in", rows)) == [
        "decisions.csv, line 2, column decided_on ('2019-09-30'): the decision is dated before the complaint was "
        "received. Mend one of the two dates."
    ]


def test_an_early_remedy_for_a_complaint_that_was_not_upheld(tmp_path: Path) -> None:
    rows = [decision(outcome="not_upheld", early_remedy="yes")]
    [problem] = refused(write_extract(tmp_path / "in", rows))
    assert (problem.column, problem.rule) == (
        "early_remedy",
        "an early remedy counts only when the complaint is upheld.",
    )


def test_an_outcome_code_is_used_only_while_it_was_in_use(tmp_path: Path) -> None:
    rows = [
        decision(reference="14 000 001", outcome="LS", received_on="", decided_on="2014-03-31"),
        decision(reference="14 000 002", outcome="LS", received_on="", decided_on="2014-04-01"),
        decision(reference="15 000 001", outcome="Complaint remedied", received_on="", decided_on="2015-03-31"),
        decision(reference="15 000 002", outcome="Complaint remedied", received_on="", decided_on="2015-04-01"),
    ]
    problems = refused(write_extract(tmp_path / "in", rows))
    assert [(p.line, p.column, p.rule) for p in problems] == [
        (3, "outcome", "was not in use on the day of the decision."),
        (4, "outcome", "was not in use on the day of the decision."),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"outcome_on": ""}, "outcome_on", "there is an outcome but no day on which it was recorded."),
        ({"outcome": ""}, "outcome", "there is a day but no outcome."),
        ({"due_on": ""}, "due_on", "an outcome needs a due date, or lateness cannot be told."),
    ],
)
def test_an_outcome_of_a_recommendation_needs_its_day_and_a_due_date(
    tmp_path: Path, cells: Row, column: str, rule: str
) -> None:
    folder = write_extract(tmp_path / "in", recommendations=[recommendation(**cells)])
    [problem] = refused(folder)
    assert (problem.file, problem.column, problem.rule) == ("recommendations.csv", column, rule)


def test_a_cell_already_found_wrong_is_not_blamed_a_second_time(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", recommendations=[recommendation(outcome_on="15.10.2019")])
    assert [problem.rule for problem in refused(folder)] == ["is not a day written YYYY-MM-DD."]


def test_a_row_with_too_few_or_too_many_cells(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in")
    with (folder / "decisions.csv").open("a", encoding="utf-8") as file:
        file.write("19 000 002,only two\n19 000 003" + "," * 11 + "\n")
    assert told(folder) == [
        f"decisions.csv, line {line}: the row has {number} cells where the header has 11. "
        "Give every row as many cells as the header."
        for line, number in ((3, 2), (4, 12))
    ]


# ------------------------------------------------------------------ keys and references


def test_one_reference_with_different_content_is_refused_on_both_lines(tmp_path: Path) -> None:
    folder = write_extract(
        tmp_path / "in", [decision(), decision(reference="19 000 002"), decision(outcome="not_upheld")]
    )
    assert told(folder) == [
        "decisions.csv, line 2, column reference ('19 000 001'): is given more than once, with different content. "
        "Compare it with decisions.csv, line 4, and keep one.",
        "decisions.csv, line 4, column reference ('19 000 001'): is given more than once, with different content. "
        "Compare it with decisions.csv, line 2, and keep one.",
    ]


def test_a_key_of_several_columns_counts_as_a_whole(tmp_path: Path) -> None:
    dates = [due_date(), due_date(agreed_on="2019-10-21"), due_date(due_on="2019-12-31")]
    folder = write_extract(tmp_path / "in", recommendations=[recommendation()], due_dates=dates)
    assert [(p.line, p.column) for p in refused(folder)] == [
        (2, "recommendation, agreed_on"),
        (4, "recommendation, agreed_on"),
    ]


def test_two_rows_wrong_in_different_ways_are_not_taken_for_the_same(tmp_path: Path) -> None:
    rows = [decision(decided_on="x"), decision(decided_on="y")]
    problems = refused(write_extract(tmp_path / "in", rows))
    assert sorted((p.line, p.value) for p in problems if p.column == "decided_on") == [(2, "x"), (3, "y")]


def test_what_belongs_to_a_case_that_is_not_there(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", recommendations=[recommendation(reference="19 000 002")])
    assert told(folder) == [
        "recommendations.csv, line 2, column reference ('19 000 002'): is in no row of decisions. "
        "Add it to decisions, or mend it here."
    ]


def test_what_belongs_to_a_refused_row_is_not_told_again(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision(outcome="?")], [recommendation()], [due_date()])
    assert [problem.file for problem in refused(folder)] == ["decisions.csv"]


# ------------------------------------------------------------------ everything at once


def test_everything_wrong_in_every_file_is_told_at_once(tmp_path: Path) -> None:
    folder = write_extract(
        tmp_path / "in",
        [decision(outcome="x", category="y"), decision(reference="19 000 002", decided_on="z")],
        [recommendation(reference="18 000 001", outcome="done")],
        recipients=[{"authority": KNOWSLEY, "role": "mayor", "valid_from": "2019-01-01"}],
    )
    (folder / "due_dates.csv").write_bytes(b"PK\x03\x04")
    assert [(p.file, p.line, p.column) for p in refused(folder)] == [
        ("due_dates.csv", None, None),
        ("decisions.csv", 2, "outcome"),
        ("decisions.csv", 2, "category"),
        ("decisions.csv", 3, "decided_on"),
        ("recommendations.csv", 2, "reference"),
        ("recommendations.csv", 2, "outcome"),
        ("recipients.csv", 2, "role"),
    ]


def test_ten_thousand_rows_with_one_cause_read_as_one_line(tmp_path: Path) -> None:
    rows = [decision(reference=f"19 {n // 1000:03d} {n % 1000:03d}", category="") for n in range(10_000)]
    rows.append(decision(reference="20 000 000", outcome="?"))
    groups = group(refused(write_extract(tmp_path / "in", rows)))
    assert [(g.column, g.rule, g.count) for g in groups] == [
        ("category", "is blank, and every row needs it.", 10_000),
        ("outcome", "is not an outcome of this scheme.", 1),
    ]
    assert [example.line for example in groups[0].examples] == [2, 3, 4]


def test_what_is_private_is_never_shown(tmp_path: Path) -> None:
    folder = write_extract(
        tmp_path / "in",
        recommendations=[recommendation(text="Pay Mrs Secret" + "x" * 20_000)],
        due_dates=[due_date(reason="Mrs Secret was ill" + "x" * 2_000)],
        recipients=[
            {"authority": KNOWSLEY, "role": "leader", "valid_from": "2019-01-01", "email": "secret at example"},
            {"authority": KNOWSLEY, "role": "link_officer", "valid_from": "2019-01-01", "name": "Secret" * 40},
        ],
    )
    problems = refused(folder)
    assert [(p.column, p.value) for p in problems] == [
        ("text", "(private)"),
        ("reason", "(private)"),
        ("email", "(private)"),
        ("name", "(private)"),
    ]
    assert "ecret" not in " ".join(map(str, problems))


# ------------------------------------------------------------------ accepting rejects


def accept(folder: Path) -> list[dict[str, str]]:
    """Freeze all the same; return the rejected rows of decisions, recommendations and due dates."""
    freeze([folder], folder.parent / "out", SCHEME, accept_rejects=True).verify()
    rows = []
    for name in ("decisions", "recommendations", "due_dates"):
        path = folder.parent / "out" / "rejected" / f"{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                rows += list(csv.DictReader(file))
    return rows


def test_refused_rows_are_written_beside_with_their_reasons_and_cells_as_they_were(tmp_path: Path) -> None:
    good = decision(reference="19 000 002")
    folder = write_extract(tmp_path / "in", [decision(outcome="Upholded", decided_on=" 1/2/2020 "), good])
    [row] = accept(folder)
    assert (row["file"], row["line"], row["outcome"], row["decided_on"]) == (
        "decisions.csv",
        "2",
        "Upholded",
        "1/2/2020",
    )
    assert row["problems"].startswith(
        "decided_on is not a day written YYYY-MM-DD. Write it like 2020-03-31. outcome is"
    )
    snapshot = freeze([folder], tmp_path / "out", SCHEME, accept_rejects=True)
    assert [r["reference"] for r in rows_of(snapshot, "decisions")] == ["19 000 002"]


def test_rows_of_a_refused_row_are_refused_with_it_and_theirs_too(tmp_path: Path) -> None:
    folder = write_extract(
        tmp_path / "in",
        [decision(outcome="?"), decision(reference="19 000 002")],
        [recommendation(), recommendation(recommendation="R2", reference="19 000 002")],
        [due_date(), due_date(recommendation="R2")],
    )
    assert [(row["file"], row["line"]) for row in accept(folder)] == [
        ("decisions.csv", "2"),
        ("recommendations.csv", "2"),
        ("due_dates.csv", "2"),
    ]
    snapshot = freeze([folder], tmp_path / "out", SCHEME, accept_rejects=True)
    assert [r["recommendation"] for r in rows_of(snapshot, "due_dates")] == ["R2"]


def test_the_manifest_counts_what_was_refused_by_rule(tmp_path: Path) -> None:
    rows = [decision(reference=f"19 000 00{n}", category="x" if n else "housing") for n in range(4)]
    rows.append(decision(reference="19 000 009", category="x", outcome="x"))
    snapshot = freeze([write_extract(tmp_path / "in", rows)], tmp_path / "out", SCHEME, accept_rejects=True)
    rejected = snapshot.manifest.rejected["decisions"]
    assert rejected.rows == 4
    assert [(r.column, r.rule, r.rows) for r in rejected.reasons] == [
        ("category", "is not a category of this scheme.", 4),
        ("outcome", "is not an outcome of this scheme.", 1),
    ]


def test_a_wrong_header_cannot_be_accepted(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_csv(folder / "decisions.csv", [decision()], [*decision(), "secret"])
    with pytest.raises(PersonError):
        freeze([folder], tmp_path / "out", SCHEME, accept_rejects=True)
    assert not (tmp_path / "out").exists()


def test_a_snapshot_without_any_decision_is_not_made_even_so(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision(outcome="x")])
    with pytest.raises(PersonError, match="No row of decisions is left") as caught:
        freeze([folder], tmp_path / "out", SCHEME, accept_rejects=True)
    assert [problem.column for problem in caught.value.problems] == ["outcome"]
