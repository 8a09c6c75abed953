"""Measures how Upheld grows: the cube at 10 and 100 million decisions, explaining, freezing, and reporting errors.

Run by `make bench-scale`, or `python -m benchmarks.scale --rows 100000000`. Machines differ and are shared: the cube is
told as a ratio to decoding the columns it needs, both measured in the same process, in processor seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow.csv
from rich.console import Console
from rich.table import Table

import upheld
from benchmarks.runs import upheld as run_upheld
from upheld.figures.cube import cube, reduce
from upheld.release.engines import NEEDED, case_tables
from upheld.scheme import Scheme, load
from upheld.snapshot.manifest import FILE, FORMAT, KIND, Manifest, TableEntry
from upheld.snapshot.opening import Snapshot, file_sha256

FIRST_YEAR, YEARS = 2015, 10
YEAR = "2019-20"
BAD_ROWS = 100_000
FROZEN_ROWS = 1_000_000
ROW_GROUP = 1_000_000
OUTCOMES = ("referred_back", "advice_given", "closed_after_initial_enquiries", "not_upheld", "upheld", "upheld")
Row = tuple[str, str, str]


@dataclass(frozen=True)
class Measured:
    """Of one size: decoding and the cube, each the best of three, and the most memory held, in bytes.

    In processor seconds, all threads together: other work on the machine hardly changes those.
    """

    decode: float
    cube: float
    memory: int
    counted: int


def main() -> None:
    """Measure what was asked for and print one table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, nargs="*", default=[10_000_000], help="decisions, for the cube")
    asked.add_argument("--only", choices=("cube", "freeze"), help="measure only this")
    asked.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.measure:
        print(json.dumps(asdict(measure(given.measure, load()))))
        return
    table = Table(title="Upheld at scale, measured on synthetic cases", box=None)
    for heading in ("what", "measured", "promised"):
        table.add_column(heading)
    with tempfile.TemporaryDirectory(prefix="upheld-scale-") as folder:
        for size in given.rows if given.only != "freeze" else ():
            for row in of_size(Path(folder) / str(size), size):
                table.add_row(*row)
        for row in intake(Path(folder)) if given.only != "cube" else ():
            table.add_row(*row)
    Console().print(table)


def of_size(where: Path, size: int) -> Iterator[Row]:
    """Measure the cube and one explanation over so many decisions."""
    made(where, load(), size)
    command = [sys.executable, "-m", "benchmarks.scale", "--measure", str(where)]
    found = Measured(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    ratio = f"{found.cube / found.decode:.2f} times ({found.cube:.2f} to {found.decode:.2f} processor seconds)"
    yield f"cube of {size:,} decisions, to decoding its columns", ratio, "at most 2.5 times"
    yield f"cube of {size:,} decisions, most memory", f"{found.memory / 1e6:,.0f} MB", "at most 1,500 MB"
    for measure_id in ("upheld-rate", "compliance-rate"):
        run = run_upheld("explain", where, "Knowsley", measure_id, "--year", YEAR)
        yield f"upheld explain, {measure_id}, {size:,} decisions", f"{run.seconds:.2f} s", "under 1 s at 10 million"
    for path in where.iterdir():
        path.unlink()


def measure(where: Path, scheme: Scheme) -> Measured:
    """Measure decoding and cube in this process, alternating, so that a busy machine slows both."""
    snapshot = Snapshot.open(where)
    con = duckdb.connect()
    decoded, counted = [], []
    cells: list[int] = []
    for _ in range(3):
        decoded.append(seconds(lambda: decode(con, where)))
        counted.append(seconds(lambda: cells.append(_counted(snapshot, scheme))))
    return Measured(min(decoded), min(counted), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, cells[0])


def _counted(snapshot: Snapshot, scheme: Scheme) -> int:
    with case_tables(snapshot) as tables:
        return int(reduce(cube(*tables, scheme), scheme).values[:, 0].sum())


def decode(con: duckdb.DuckDBPyConnection, where: Path) -> None:
    """Read every value of every column that the cube needs, and do the least with it.

    Sums, where there can be: the greatest of a column would be answered from the file's own statistics.
    """
    least = {"BIGINT": "sum({})", "DATE": "sum({} - DATE '2000-01-01')", "BOOLEAN": "count_if({})"}
    for name, columns in NEEDED.items():
        table = con.sql(f"FROM '{where / name}.parquet'")
        kinds = dict(zip(table.columns, table.types, strict=True))
        asked = ", ".join(least.get(str(kinds[column]), "max({})").format(column) for column in columns)
        con.sql(f"SELECT {asked} FROM '{where / name}.parquet'").fetchall()


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds that some work takes, all threads of this process together."""
    started = time.process_time()
    work()
    return time.process_time() - started


def made(where: Path, scheme: Scheme, size: int) -> None:
    """Write a snapshot of so many synthetic decisions: whole numbers for names of cases, sorted by year and authority.

    No sort is needed to make it so: the number of a case says its year and its authority. What is drawn by lot follows
    from the number too, so that the same size gives the same rows.
    """
    where.mkdir(parents=True)
    codes = [a.code for a in scheme.authorities if a.last_day is None]
    categories = [c.id for c in scheme.categories]
    con = duckdb.connect(config={"preserve_insertion_order": "true"})
    lot = "(hash(i, {}) % 1000000007)::BIGINT"
    share = f"(i * {YEARS} % {size})::DOUBLE / {size}"
    day = f"make_date({FIRST_YEAR} + (i * {YEARS} // {size})::INT, 4, 1) + ({lot.format(48271)} % 365)::INT"
    upheld_code = lot.format(16807)
    tables = {
        "decisions": f"""SELECT i AS reference, {codes}[1 + floor({share} * {len(codes)})::INT] AS authority,
            {day} AS decided_on, {list(OUTCOMES)}[1 + {upheld_code} % {len(OUTCOMES)}] AS outcome,
            {categories}[1 + {lot.format(69621)} % {len(categories)}] AS category,
            CASE {lot.format(630360)} % 5 WHEN 0 THEN true WHEN 1 THEN false END AS early_remedy
            FROM range({size}) AS r(i)""",
        "recommendations": f"""SELECT i AS recommendation, i // 2 * 10 AS reference, 'accepted' AS answer,
            d + 90 AS due_on, CASE WHEN {lot.format(742938)} % 100 > 1 THEN 'satisfied' ELSE 'not_satisfied' END
            AS outcome, d + 60 + ({lot.format(950706)} % 50)::INT AS outcome_on
            FROM (SELECT j AS i, make_date({FIRST_YEAR} + (j // 2 * 10 * {YEARS} // {size})::INT, 4, 1)
            + (hash(j) % 365)::INT AS d FROM range({size // 5}) AS r(j))""",
        "due_dates": f"""SELECT i * 10 AS recommendation, d + 30 AS agreed_on, d + 120 AS due_on
            FROM (SELECT j AS i, make_date({FIRST_YEAR} + (j * 10 // 2 * 10 * {YEARS} // {size})::INT, 4, 1)
            + (hash(j * 10) % 365)::INT AS d FROM range({size // 50}) AS r(j))""",
    }
    entries = {}
    for name, sql in tables.items():
        path = where / f"{name}.parquet"
        con.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})")
        rows = con.sql(f"SELECT count(*) FROM '{path}'").fetchall()
        entries[name] = TableEntry(int(rows[0][0]), file_sha256(path), NEEDED[name])
    manifest = Manifest(
        kind=KIND,
        format=FORMAT,
        upheld=upheld.__version__,
        scheme={"id": scheme.id, "version": scheme.version, "hash": scheme.hash},
        synthetic=True,
        first_decision=None,
        last_decision=None,
        tables=entries,
        sources=(),
        rejected={},
        notes=(),
    ).sealed()
    (where / FILE).write_text(manifest.to_json(), encoding="utf-8")


def intake(where: Path) -> Iterator[Row]:
    """Measure freezing a million rows, and telling what is wrong with a file of a hundred thousand bad rows."""
    good, bad = extract(where / "good", FROZEN_ROWS, good=True), extract(where / "bad", BAD_ROWS, good=False)
    run, _ = _freeze(good, where / "frozen")
    yield f"upheld freeze, {FROZEN_ROWS:,} rows of CSV, every rule", _beside(run, good), "under 6 s"
    run, lines = _freeze(bad, where / "none", "--errors", str(where / "errors.csv"))
    yield f"error report of {BAD_ROWS:,} bad rows", f"{_beside(run, bad)}, {lines} lines", "under 10 s, readable"
    run, _ = _freeze(bad, where / "none", "--annotate", str(where / "marked"))
    yield f"marked copy of {BAD_ROWS:,} bad rows", _beside(run, bad), "under 10 s"


@dataclass(frozen=True)
class Spent:
    """What a command took: by the clock, and in processor seconds of all its threads."""

    seconds: float
    processor: float


def _freeze(folder: Path, out: Path, *more: str) -> tuple[Spent, int]:
    """Run the command as a person does; also return how many lines it printed."""
    command = [str(Path(sys.executable).with_name("upheld")), "freeze", str(folder), "--out", str(out), *more]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(took, processor), len(done.stderr.splitlines())


def _beside(run: Spent, folder: Path) -> str:
    """Tell a run beside only decoding its CSV, start-up included in the one and not in the other."""
    decoded = min(seconds(lambda: pyarrow.csv.read_csv(folder / "decisions.csv")) for _ in range(3))
    return f"{run.seconds:.1f} s ({run.processor:.1f} processor seconds, {run.processor / decoded:.0f} times decoding)"


def extract(folder: Path, rows: int, *, good: bool) -> Path:
    """Write a CSV of decisions; if not `good`, every row has something wrong with it, each third another thing."""
    folder.mkdir()
    codes = [a.code for a in load().authorities if a.last_day is None]
    day = "DATE '2019-04-01' + (i % 366)::INT"
    authority = f"{codes}[1 + i % {len(codes)}]"
    duckdb.execute(
        f"""COPY (SELECT printf('%02d %03d %03d', i // 1000000 + 19, i // 1000 % 1000, i % 1000) AS reference,
            {authority if good else f"CASE i % 3 WHEN 0 THEN 'Nowhere' ELSE {authority} END"} AS authority,
            {day} - 60 AS received_on,
            {f"{day}" if good else f"CASE i % 3 WHEN 1 THEN '31/02/2020' ELSE ({day})::VARCHAR END"} AS decided_on,
            {"'upheld'" if good else "CASE i % 3 WHEN 2 THEN 'lost' ELSE 'upheld' END"} AS outcome,
            'housing' AS category, 'synthetic' AS provenance
            FROM range({rows}) AS r(i)) TO '{folder / "decisions.csv"}' (HEADER)"""
    )
    return folder


if __name__ == "__main__":
    main()
