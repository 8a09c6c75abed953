"""A few single cases of the small country, of every kind that matters to a page. All of it is synthetic."""

from __future__ import annotations

from datetime import date

from upheld.website.casework import Casework, Decision, Improvement, Report, Status, Withdrawn

KNOWSLEY, LIVERPOOL, PARK = "E08000011", "E08000012", "PARK-LAKES"
AS_AT = date(2020, 7, 29)

TRAIN = Improvement(
    "19 012 345-2", "19 012 345", KNOWSLEY, "housing", "Train its <housing> staff.", date(2020, 3, 2),
    date(2020, 6, 2), Status.MET_LATE, date(2020, 6, 30),
)  # fmt: skip
REVIEW = Improvement(
    "19 000 500-1", "19 000 500", KNOWSLEY, "planning", "Review its letters.", date(2019, 9, 1),
    date(2020, 9, 1), Status.OPEN,
)  # fmt: skip
OF_A_DECISION_WITHOUT_A_PAGE = Improvement(
    "18 000 007-1", "18 000 007", LIVERPOOL, "housing", "Write down why.", date(2019, 3, 1), None, Status.MET,
    date(2019, 4, 1),
)  # fmt: skip

DECISIONS = (
    Decision(
        "19 012 345", KNOWSLEY, date(2020, 3, 2), "upheld", "housing", "Homelessness",
        "Synthetic: the Council <did> not answer & delayed.",
        ("Synthetic.", "## What we found", "The Council was at fault."), (TRAIN,), replaces="19 000 001",
    ),
    Decision("19 000 500", KNOWSLEY, date(2019, 9, 1), "upheld", "planning", "", "Synthetic.", ("Fault.",), (REVIEW,)),
    Decision("19 000 400", LIVERPOOL, date(2019, 8, 1), "not_upheld", "housing", "", "", ("No fault.",)),
)  # fmt: skip

REPORTS = (
    Report("R-3", KNOWSLEY, date(2020, 7, 1), "newspaper_statement", "Synthetic statement", "", "19 000 500"),
    Report("R-2", KNOWSLEY, date(2020, 2, 3), "further_report", "Synthetic further report", "", "19 000 500"),
    Report("R-1", KNOWSLEY, date(2019, 11, 30), "report", "Synthetic report", "www.reports.example/1", "19 000 500"),
)


def casework() -> Casework:
    return Casework(
        AS_AT,
        DECISIONS,
        (Withdrawn("19 000 001", KNOWSLEY, date(2020, 5, 1), "19 012 345"), Withdrawn("19 000 002", PARK, AS_AT)),
        (TRAIN, REVIEW, OF_A_DECISION_WITHOUT_A_PAGE),
        REPORTS,
        {"19 012 345": ("19 000 400", "19 000 500")},
    )
