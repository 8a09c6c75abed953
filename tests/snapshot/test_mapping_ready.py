"""The mappings that ship with Upheld: a synthetic file in each shape gives the rows that are expected of it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from tests.snapshot.extracts import KNOWSLEY, decision, recommendation, rows_of, write_extract, write_xlsx
from tests.snapshot.three_sheets import write_three_sheets
from upheld.figures.cells import Cells
from upheld.figures.cube import cube, reduce
from upheld.release.engines import case_tables
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze
from upheld.snapshot.intake import load_mapping
from upheld.snapshot.intake.mapping import names

SCHEME = load("lgsco")
BIRMINGHAM, LEEDS = "E08000025", "E08000035"


@pytest.mark.parametrize("name", names())
def test_a_mapping_that_ships_with_upheld_has_nothing_wrong_with_it(name: str) -> None:
    mapping = load_mapping(name, SCHEME)
    assert (mapping.name, mapping.file) == (name, f"{name}.toml")
    assert mapping.about


def test_our_own_tables_are_read_as_they_are_without_a_mapping(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "in", [decision(decided_on="30/09/2019")], [recommendation()])
    plain = freeze([folder], tmp_path / "plain", SCHEME)
    mapped = freeze([folder], tmp_path / "mapped", SCHEME, mapping=load_mapping("own-tables", SCHEME))
    for table in ("decisions", "recommendations"):
        assert rows_of(mapped, table) == rows_of(plain, table)
    assert rows_of(plain, "decisions")[0]["decided_on"] == date(2019, 9, 30)


# ------------------------------------------------------------------ the Ombudsman's three sheets


def workbook(path: Path) -> Path:
    body = "Knowsley Metropolitan Borough Council"
    return write_xlsx(
        path,
        {
            "Complaints received": [
                ["Reference", "Authority", "Category", "Received"],
                ["19 000 001", body, "Housing", date(2019, 5, 1)],
                ["19 000 009", body, "Housing", date(2020, 3, 30)],
            ],
            "Complaints decided": [
                ["Complaints decided, 2019-20 (synthetic)"],
                [],
                [
                    *("Reference", "Authority", "Category", "Subcategory", "Decided", "Decision"),
                    *("Satisfactory remedy", "Provenance"),
                ],
                ["19 000 001", body, "Housing", "Allocations", "30/09/2019", "Upheld", "Yes", "synthetic"],
                [19000002, body, "Planning and development", None, date(2019, 10, 1), "Not upheld", None, "synthetic"],
                ["Total", 2],
            ],
            "Compliance outcomes": [
                ["Reference", "Authority", "Category", "Decided", "Remedy due", "Outcome recorded", "Satisfied"],
                ["19 000 001", body, "Housing", date(2019, 9, 30), "30/10/2019", "15/11/2019", "Remedy completed late"],
                ["18 000 077", body, "Housing", date(2019, 1, 31), "28/02/2019", "20/04/2019", "No"],
            ],
        },
    )  # fmt: skip


def test_the_ombudsmans_three_sheets_give_decisions_and_recommendations(tmp_path: Path) -> None:
    snapshot = freeze(
        [workbook(tmp_path / "Knowsley.xlsx")], tmp_path / "out", SCHEME, mapping=load_mapping("three-sheets", SCHEME)
    )
    earlier, upheld, not_upheld = rows_of(snapshot, "decisions")
    assert upheld == {
        "reference": "19 000 001",
        "authority": KNOWSLEY,
        "received_on": date(2019, 5, 1),
        "decided_on": date(2019, 9, 30),
        "outcome": "upheld",
        "category": "housing",
        "subcategory": "Allocations",
        "early_remedy": True,
        "conduct": None,
        "summary": None,
        "provenance": "synthetic",
    }
    assert (not_upheld["reference"], not_upheld["outcome"], not_upheld["received_on"]) == (
        "19 000 002", "not_upheld", None,
    )  # fmt: skip
    assert (earlier["reference"], earlier["outcome"], earlier["decided_on"]) == (
        "18 000 077", "upheld", date(2019, 1, 31),
    )  # fmt: skip
    _, late = rows_of(snapshot, "recommendations")
    assert late == {
        "recommendation": "19 000 001",
        "reference": "19 000 001",
        "kind": "personal_remedy",
        "text": None,
        "answer": None,
        "due_on": date(2019, 10, 30),
        "outcome": "satisfied",
        "outcome_on": date(2019, 11, 15),
        "provenance": None,
    }


def test_whatever_the_three_sheets_hold_that_is_not_frozen_is_told(tmp_path: Path) -> None:
    notes: list[str] = []
    mapping = load_mapping("three-sheets", SCHEME)
    freeze([workbook(tmp_path / "Knowsley.xlsx")], tmp_path / "out", SCHEME, mapping=mapping, note=notes.append)
    assert notes == [
        f"Read by the mapping three-sheets (three-sheets.toml, SHA-256 {mapping.sha256}).",
        "Knowsley.xlsx [Complaints decided]: left out 1 row above the header (line 1: Complaints decided, 2019-20 "
        "(synthetic)) and 1 row of totals (line 6: Total).",
        "Knowsley.xlsx [Complaints received]: 1 row is named by no row of the other sheets and left out "
        "(the first on line 3).",
    ]


def cells_of(snapshot: Snapshot, authorities: list[str], year: int) -> dict[tuple[object, ...], dict[str, int]]:
    with case_tables(snapshot) as tables:
        own = tables._replace(decisions=tables.decisions.filter(tables.decisions.authority.isin(authorities)))
        cells: Cells = reduce(cube(*own, SCHEME), SCHEME)
    return {
        (cells.authority[n], cells.quarter[n], cells.category[n]): dict(
            zip(cells.counts, cells.values[n].tolist(), strict=True)
        )
        for n in range(len(cells.year))
        if cells.year[n] == year
    }


def test_a_year_of_the_sample_counts_the_same_when_it_comes_in_three_sheets(tmp_path: Path, snapshot: Path) -> None:
    whole, authorities = Snapshot.open(snapshot), [KNOWSLEY, BIRMINGHAM, LEEDS]
    year = SCHEME.calendar.year_end.year_of(date(2020, 3, 31))
    write_three_sheets(whole, SCHEME, tmp_path / "in", authorities, year)
    frozen = freeze([tmp_path / "in"], tmp_path / "out", SCHEME, mapping=load_mapping("three-sheets", SCHEME))
    expected, found = (cells_of(one, authorities, 2020) for one in (whole, frozen))
    assert sum(counts["dealt_with"] for counts in expected.values()) > 500
    assert sum(counts["complied_late"] for counts in expected.values()) > 5
    for counts in (*expected.values(), *found.values()):
        # The shape has one due date for a case, the last agreed: the date first agreed is not in it.
        del counts["complied_late_against_original"]
    assert found == expected


# ------------------------------------------------------------------ an export of Dynamics

CASE = "0d1f3c5a-0000-4000-8000-00000000000"
CASES = [
    {
        "(Do Not Modify) Case": f"{CASE}1",
        "(Do Not Modify) Row Checksum": "kK1synthetic",
        "(Do Not Modify) Modified On": "02/10/2019 09:00",
        "omb_Case number": "CAS-19000001-K3P9",
        "omb_Body in jurisdiction": "Knowsley",
        "omb_Received on": "01/05/2019 23:59",
        "omb_Decision date": "30/09/2019 16:20",
        "omb_Service area": "Education & Children",
        "omb_Early remedy": "No",
        "omb_Conduct of the authority": "Late response; Extension requested",
        "Status": "Resolved",
        "Status reason": "Upheld - fault and injustice",
        "Provenance": "synthetic",
    },
    {
        "(Do Not Modify) Case": f"{CASE}2",
        "omb_Case number": "CAS-19000002-Q8ZZ",
        "omb_Body in jurisdiction": "E08000011",
        "omb_Received on": "01/05/2019 08:00",
        "omb_Service area": "Housing",
        "Status": "Active",
        "Status reason": "Investigation",
        "Provenance": "synthetic",
    },
]
RECOMMENDATIONS = [
    {
        "(Do Not Modify) Recommendation": "7b000000-0000-4000-8000-000000000001",
        "omb_Regarding": f"{CASE}1",
        "omb_Recommendation type": "Payment",
        "omb_Recommendation text": "Synthetic: pay what is owed.",
        "omb_Response": "Agreed in part",
        "omb_Due date": "30/10/2019 00:00",
        "omb_Compliance": "Complied late",
        "omb_Outcome date": "01/11/2019 10:00",
        "Provenance": "synthetic",
    }
]


def write_export(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-16", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter="\t")
        writer.writeheader()
        writer.writerows(rows)


def test_an_export_of_dynamics_gives_decisions_and_recommendations(tmp_path: Path) -> None:
    folder, notes = tmp_path / "in", list[str]()
    folder.mkdir()
    write_export(folder / "Resolved Cases synthetic.csv", CASES)
    write_export(folder / "Recommendations synthetic.csv", RECOMMENDATIONS)
    mapping = load_mapping("dynamics", SCHEME)
    snapshot = freeze([folder], tmp_path / "out", SCHEME, mapping=mapping, note=notes.append)
    [case] = rows_of(snapshot, "decisions")
    assert case == {
        "reference": "19 000 001",
        "authority": KNOWSLEY,
        "received_on": date(2019, 5, 1),
        "decided_on": date(2019, 9, 30),
        "outcome": "upheld",
        "category": "education-and-children",
        "subcategory": None,
        "early_remedy": False,
        "conduct": "late_reply;extension_asked",
        "summary": None,
        "provenance": "synthetic",
    }
    assert rows_of(snapshot, "recommendations") == [
        {
            "recommendation": "7b000000-0000-4000-8000-000000000001",
            "reference": "19 000 001",
            "kind": "personal_remedy",
            "text": "Synthetic: pay what is owed.",
            "answer": "partly_accepted",
            "due_on": date(2019, 10, 30),
            "outcome": "satisfied",
            "outcome_on": date(2019, 11, 1),
            "provenance": "synthetic",
        }
    ]
    assert [note for note in notes if "nothing" in note or "left out" in note] == []
