"""Freezing people's files into a snapshot: read, check, and write all or nothing."""

# The names in the SQL are those of the declaration, never words from a file.
# ruff: noqa: S608

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

import upheld
from upheld.atomic import replace_folder
from upheld.errors import PersonError, Problem
from upheld.scheme import Scheme
from upheld.snapshot.changes import write_changes
from upheld.snapshot.checking import Checks, TableCheck, kept
from upheld.snapshot.error_report import ErrorReport
from upheld.snapshot.headers import match_header
from upheld.snapshot.intake import Mapping
from upheld.snapshot.intake.feeding import read_mapped
from upheld.snapshot.loading import connect
from upheld.snapshot.manifest import (
    FILE,
    FORMAT,
    KIND,
    Manifest,
    Reason,
    Rejected,
    SourceEntry,
    TableEntry,
)
from upheld.snapshot.oddities import Oddity, oddities
from upheld.snapshot.opening import CHANGES, REJECTED, Snapshot, file_sha256, is_snapshot
from upheld.snapshot.sources import Intake, read_sources
from upheld.snapshot.tables import DECISIONS, TABLES, Kind, Table

_ARROW = {
    Kind.TEXT: pa.string(),
    Kind.FLAGS: pa.string(),
    Kind.DATE: pa.date32(),
    Kind.INTEGER: pa.int32(),
    Kind.YES_NO: pa.bool_(),
}
_ROW_GROUP = 122_880
_MEND = "Mend what is listed and freeze again. Nothing was written."


def freeze(
    sources: Sequence[Path],
    out: Path,
    scheme: Scheme,
    *,
    mapping: Mapping | None = None,
    previous: Path | None = None,
    partial: bool = False,
    accept_rejects: bool = False,
    report: ErrorReport | None = None,
    note: Callable[[str], None] = lambda text: None,
) -> Snapshot:
    """Check the files of `sources` (folders or files) against the declared tables, and freeze them into `out`.

    With a `mapping`, files are read as it says, else by the names of the tables and of their columns.
    With the snapshot `previous`, the manifest says which of its rows were added, changed and withdrawn. The files are
    all there is, and a row they do not have is withdrawn; `partial` says that they are only what is new, and then such
    a row is kept. Either way a row takes the place of the one with the same key, even a row that is refused.
    `note` is told what a person should know though nothing is wrong. With `accept_rejects`, refused rows are written
    beside the tables with their reasons instead of stopping everything. `report` is given everything that is wrong.

    Raises PersonError with every Problem of every file, and then leaves `out` as it was.
    """
    earlier = _open(previous, scheme, partial=partial)
    if report:
        report.prepare(sources)
    intake = read_mapped(sources, mapping) if mapping else read_sources(sources)
    headers = [match_header(source) for source in intake.sources]
    problems = intake.problems + [problem for header in headers for problem in header.problems]
    problems += [] if partial else _missing_tables(intake)
    checks = Checks(scheme, intake.sources, headers, lost=intake.lost, onto=earlier if partial else None)
    for table in TABLES:
        done = checks.check(table)
        if done.doubles:
            intake.notes.append(f"{table.name}: rows given again word for word, and kept once: {done.doubles:,}.")
    of_files = tuple(problems)
    found = checks.everything()
    problems += [one.problem for one in found]
    if report:
        report.write(intake.sources, of_files, found)
    if of_files or (problems and not accept_rejects):
        raise PersonError(_count(problems), mend=_MEND, problems=problems)
    _refuse_if_nothing_is_left(checks)
    for text in intake.notes:
        note(text)
    with replace_folder(out, ours=is_snapshot) as folder:
        manifest = _write(folder, checks, intake, scheme)
        if earlier:
            manifest = _since(earlier, manifest, folder, scheme, partial=partial)
        (folder / FILE).write_text(manifest.to_json(), encoding="utf-8")
    return Snapshot(out, manifest)


def _open(previous: Path | None, scheme: Scheme, *, partial: bool) -> Snapshot | None:
    """Open the earlier snapshot. Rows that are carried over were checked then, so it must have been by the same rules.

    Raises PersonError if it was not, if it is no snapshot, or if it is not as it was frozen.
    """
    if previous is None:
        return None
    earlier = Snapshot.open(previous)
    earlier.verify()
    if partial and earlier.manifest.scheme["hash"] != scheme.hash:
        raise PersonError(
            f"{previous} was checked by other rules than today's, so its rows cannot be carried over.",
            mend="Freeze the full export, without --partial.",
        )
    return earlier


def _since(earlier: Snapshot, manifest: Manifest, folder: Path, scheme: Scheme, *, partial: bool) -> Manifest:
    """Say what has changed since the earlier snapshot; if nothing has, this is that snapshot, word for word."""
    if replace(manifest, hash="") == replace(earlier.manifest, changes=None, hash=""):
        if earlier.manifest.changes:
            shutil.copyfile(earlier.folder / CHANGES, folder / CHANGES)
        return earlier.manifest
    changes = write_changes(earlier, folder, scheme.calendar.year_end, partial=partial)
    return replace(manifest, changes=changes).sealed()


def _odd(folder: Path, scheme: Scheme) -> tuple[Oddity, ...]:
    with connect() as con:
        for table in TABLES:
            con.read_parquet(str(folder / f"{table.name}.parquet")).create_view(table.name)
        return oddities(con, scheme)


def _count(problems: Sequence[Problem]) -> str:
    things = "1 thing" if len(problems) == 1 else f"{len(problems):,} things"
    files = sorted({problem.file for problem in problems})
    return f"There {'is' if len(problems) == 1 else 'are'} {things} to mend, in {' and '.join(files)}."


def _refuse_if_nothing_is_left(checks: Checks) -> None:
    """Raise PersonError if a required table would be empty: every figure would be a figure about nothing."""
    for table in TABLES:
        if table.required and not checks.database.execute(f"FROM {kept(table.name)} LIMIT 1").fetchall():
            raise PersonError(
                f"No row of {table.name} is left to freeze.",
                mend="Mend the rows that were refused, or give files that have rows. Nothing was written.",
                problems=checks.problems(),
            )


def _missing_tables(intake: Intake) -> list[Problem]:
    given = {source.table.name for source in intake.sources} | intake.lost
    return [
        Problem(
            f"{table.name}.csv",
            None,
            None,
            None,
            "is missing, and nothing can be made without it.",
            f"Add {table.name}.csv or .xlsx.",
        )
        for table in TABLES
        if table.required and table.name not in given
    ]


def _write(folder: Path, checks: Checks, intake: Intake, scheme: Scheme) -> Manifest:
    entries = {table.name: _write_table(folder, checks, table) for table in TABLES}
    rejected = {name: found for name, done in checks.done.items() if (found := _write_rejected(folder, checks, done))}
    first, last = _days(checks)
    return Manifest(
        kind=KIND,
        format=FORMAT,
        upheld=upheld.__version__,
        scheme={"id": scheme.id, "version": scheme.version, "hash": scheme.hash},
        synthetic=_synthetic(checks),
        first_decision=first,
        last_decision=last,
        tables=entries,
        sources=tuple(
            SourceEntry(s.name, s.sheet, s.table.name, s.grid.rows.num_rows, s.grid.encoding, s.sha256)
            for s in intake.sources
        ),
        rejected=rejected,
        notes=tuple(intake.notes),
        warnings=_odd(folder, scheme),
    ).sealed()


def _write_table(folder: Path, checks: Checks, table: Table) -> TableEntry:
    names = tuple(column.name for column in table.columns)
    order = ", ".join(dict.fromkeys((*table.sort, *table.key)))
    rows = checks.database.sql(f"SELECT {', '.join(names)} FROM {kept(table.name)} ORDER BY {order}").to_arrow_table()
    schema = pa.schema([(column.name, _ARROW[column.kind]) for column in table.columns])
    path = folder / f"{table.name}.parquet"
    pyarrow.parquet.write_table(rows.cast(schema), path, compression="zstd", row_group_size=_ROW_GROUP)
    return TableEntry(rows.num_rows, file_sha256(path), names)


def _write_rejected(folder: Path, checks: Checks, done: TableCheck) -> Rejected | None:
    told = checks.found(done, following=True)
    if not told:
        return None
    reasons: dict[int, list[Problem]] = {}
    for one in told:
        reasons.setdefault(one.row, []).append(one.problem)
    names = [column.name for column in done.table.columns]
    cells = checks.database.execute(
        f"SELECT row, {', '.join(f'given.{name}' for name in names)} FROM checked_{done.table.name} "
        f"SEMI JOIN wrong_{done.table.name} USING (row) ORDER BY row"
    ).fetchall()
    path = folder / REJECTED / f"{done.table.name}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "line", "problems", *names])
        for row, *given in cells:
            why = " ".join(" ".join(part for part in (p.column, p.rule, p.mend) if part) for p in reasons[row])
            writer.writerow([reasons[row][0].file, reasons[row][0].line, why, *given])
    counts = Counter((one.problem.column, one.problem.rule) for one in told)
    return Rejected(
        len(cells), file_sha256(path), tuple(Reason(column, rule, n) for (column, rule), n in counts.most_common())
    )


def _days(checks: Checks) -> tuple[date | None, date | None]:
    [days] = checks.database.execute(f"SELECT min(decided_on), max(decided_on) FROM {kept(DECISIONS.name)}").fetchall()
    first, last = days
    return first, last


def _synthetic(checks: Checks) -> bool:
    made_up = [f"SELECT 1 FROM {kept(table.name)} WHERE provenance = 'synthetic'" for table in TABLES]
    return bool(checks.database.execute(" UNION ALL ".join(made_up) + " LIMIT 1").fetchall())
