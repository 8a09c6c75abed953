"""Writes the sample: one CSV for each declared table, and a README that says what it is."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from upheld.atomic import replace_folder
from upheld.scheme.model import Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot.sample.cases import Cases, make_cases
from upheld.snapshot.sample.days import iso
from upheld.snapshot.sample.facts import Facts, read_facts
from upheld.snapshot.sample.people import make_recipients
from upheld.snapshot.sample.profile import load_profile
from upheld.snapshot.sample.readme import FIRST_LINE, readme
from upheld.snapshot.sample.reckon import reckon
from upheld.snapshot.sample.remedies import Row, make_remedies
from upheld.snapshot.sample.report import Impossible, SampleReport
from upheld.snapshot.sample.reports import make_reports
from upheld.snapshot.sample.statements import STATEMENTS, make_statements
from upheld.snapshot.sample.texts import load_words
from upheld.snapshot.sample.totals import make_totals
from upheld.snapshot.sample.training import make_training
from upheld.snapshot.tables import TABLE_BY_NAME, TABLES

SEED = 20_200_331
STEPS = 6
"""Decisions, recommendations, statements, the other tables, adding up again, writing."""

README = "README.txt"

Advance: TypeAlias = Callable[[int], None]
Start: TypeAlias = Callable[[str, int], Advance]
"""Begins a progress bar of so many steps, and returns what advances it."""

Tables: TypeAlias = Mapping[str, Sequence[Row]]
"""Rows by table, cells as text in the order of the table's columns."""


def silent(what: str, steps: int) -> Advance:
    """Show no progress."""
    return lambda done: None


def write_sample(
    out: Path, scheme: Scheme, *, seed: int = SEED, statements: int = STATEMENTS, start: Start = silent
) -> SampleReport:
    """Write a synthetic extract to the folder `out`, as `upheld freeze` reads it, and say what it holds.

    The same scheme and seed give the same bytes. Of what is published about the years of the sample, every count and
    every average that whole numbers can reach is reached; what they cannot is in the report and in README.txt.
    `statements` decision statements are written; their number changes nothing else.
    An earlier sample at `out` is replaced, whole.
    Raises PersonError if `out` holds anything else, or cannot be written.
    """
    advance = start("Making the sample", STEPS)
    with replace_folder(out, ours=is_sample) as folder:
        years = sample_years(scheme)
        facts = read_facts(scheme, years)
        tables, found = make_tables(scheme, years, facts, seed, statements, advance)
        report = _report(out, scheme, years, facts, seed, tables, found)
        advance(1)
        for name, rows in tables.items():
            _write_csv(folder / f"{name}.csv", [c.name for c in TABLE_BY_NAME[name].columns], rows)
        (folder / README).write_text(readme(report, scheme), encoding="utf-8", newline="\n")
        advance(1)
    return report


def is_sample(folder: Path) -> bool:
    """Whether a folder holds a sample and nothing else."""
    ours = {f"{table.name}.csv" for table in TABLES} | {README}
    try:
        first_line = (folder / README).read_text(encoding="utf-8").partition("\n")[0]
    except (OSError, UnicodeDecodeError):
        return False
    return first_line == FIRST_LINE and {path.name for path in folder.iterdir()} <= ours


def sample_years(scheme: Scheme) -> list[ReviewYear]:
    """Return the review years of the sample, earliest first."""
    return [scheme.calendar.year_end.year(number) for number in sorted(load_profile().years)]


def make_tables(
    scheme: Scheme, years: Sequence[ReviewYear], facts: Facts, seed: int, statements: int, advance: Advance
) -> tuple[Tables, tuple[Impossible, ...]]:
    """Return every table's rows in its declared order, and what could not be reached when solving for the totals.

    Each part draws from a stream of its own, so that a change to one leaves the others as they were.
    """
    profile, words = load_profile(), load_words()
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(6)]
    totals = make_totals(streams[0], scheme, years, profile, facts)
    cases = make_cases(streams[1], scheme, years, profile, totals, words)
    advance(1)
    recommendations, due_dates = make_remedies(streams[2], years, totals, cases, words)
    advance(1)
    told = make_statements(streams[5], scheme, years, cases, statements)
    advance(1)
    rows = {
        "decisions": _decisions(scheme, cases),
        "recommendations": _synthetic(recommendations),
        "due_dates": _synthetic(due_dates),
        "public_reports": _synthetic(make_reports(streams[3], scheme, years, cases, words)),
        "training_events": _synthetic(make_training(streams[4], scheme, years, profile, words)),
        "recipients": make_recipients(scheme, years[0]),
        "statements": _synthetic(told),
    }
    advance(1)
    return {table.name: _in_order(table.name, rows[table.name]) for table in TABLES}, totals.impossible


def _decisions(scheme: Scheme, cases: Cases) -> list[Row]:
    codes = [a.code for a in scheme.authorities]
    categories = [c.id for c in scheme.categories]
    narrower = [("", *c.subcategories) for c in scheme.categories]
    columns = (
        cases.reference,
        [codes[i] for i in cases.authority.tolist()],
        _days(cases.received.tolist()),
        _days(cases.decided.tolist()),
        cases.outcome,
        [categories[c] for c in cases.category.tolist()],
        [narrower[c][s + 1] for c, s in zip(cases.category.tolist(), cases.subject.tolist(), strict=True)],
        ["yes" if early else "no" for early in cases.early_remedy.tolist()],
        cases.conduct,
        cases.summary,
        ["synthetic"] * len(cases.reference),
    )
    return list(zip(*columns, strict=True))


def _days(days: Sequence[int]) -> list[str]:
    written = {day: iso(day) for day in sorted(set(days))}
    return [written[day] for day in days]


def _synthetic(rows: Sequence[Row]) -> list[Row]:
    return [(*row, "synthetic") for row in rows]


def _in_order(name: str, rows: Sequence[Row]) -> list[Row]:
    table = TABLE_BY_NAME[name]
    names = [column.name for column in table.columns]
    key = [names.index(column) for column in table.sort]
    return sorted(rows, key=lambda row: [row[i] for i in key])


def _write_csv(path: Path, header: Sequence[str], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _report(
    out: Path,
    scheme: Scheme,
    years: Sequence[ReviewYear],
    facts: Facts,
    seed: int,
    tables: Tables,
    found: tuple[Impossible, ...],
) -> SampleReport:
    """Add the rows up again and say how that compares with what is published."""
    reckoned = reckon(scheme, years, facts, _as_mappings(tables, "decisions"), _as_mappings(tables, "recommendations"))
    ends = {year.last_day for year in years}
    about = [p.year_ending for p in scheme.published_statistics] + [p.year_ending for p in scheme.published_averages]
    return SampleReport(
        folder=out,
        seed=seed,
        rows={name: len(rows) for name, rows in tables.items()},
        decisions=reckoned.decisions,
        statistics_equal=reckoned.statistics_equal,
        statistics=reckoned.statistics,
        averages_equal=reckoned.averages_equal,
        averages=reckoned.averages,
        outside=sum(day not in ends for day in about),
        impossible=tuple(dict.fromkeys((*found, *reckoned.missed))),
    )


def _as_mappings(tables: Tables, name: str) -> list[dict[str, str]]:
    names = [column.name for column in TABLE_BY_NAME[name].columns]
    return [dict(zip(names, row, strict=True)) for row in tables[name]]
