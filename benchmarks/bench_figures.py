"""Measures the figures: the heavy pass as a ratio to decoding the columns it needs, and what follows from its cells."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import ibis

from upheld.figures.build import figures_from
from upheld.figures.cells import Cells
from upheld.figures.cube import cells_from, cube
from upheld.scheme import Scheme, load

SIZES = (120_000, 1_000_000)
"""Decisions. The first is what seven years of England hold."""

NEEDED = {
    "decisions": ("reference", "authority", "decided_on", "outcome", "category", "early_remedy"),
    "recommendations": ("recommendation", "reference", "answer", "due_on", "outcome", "outcome_on"),
    "due_dates": ("recommendation", "agreed_on", "due_on"),
}
"""The columns that the cube reads."""

FIRST_DAY, DAYS = "2018-04-01", 2557
OUTCOMES = ("referred_back", "advice_given", "closed_after_initial_enquiries", "not_upheld", "upheld", "upheld")


def rows() -> list[tuple[str, str, str]]:
    """Return what was measured, the measurement, and the promise, as words."""
    scheme = load()
    measured: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory(prefix="upheld-bench-figures-") as folder:
        for size in SIZES:
            where = Path(folder) / str(size)
            where.mkdir()
            engine = made(where, scheme, size)
            sql = compiled(engine, scheme)
            decode = best(lambda con=engine: _decode(con))  # type: ignore[misc]
            cells = cells_from(engine.sql(sql).to_arrow_table(), scheme)
            reduced = best(lambda con=engine, sql=sql: con.sql(sql).to_arrow_table())  # type: ignore[misc]
            what = f"cube of {size:,} synthetic decisions, to decoding its columns"
            measured.append((what, f"{reduced / decode:.1f} times ({reduced:.2f} s)", ""))
        measured.append(_figures(cells, scheme))
    return measured


def made(where: Path, scheme: Scheme, size: int) -> duckdb.DuckDBPyConnection:
    """Write Parquet tables of so many synthetic decisions, sorted as a snapshot is, and open them as views."""
    engine = duckdb.connect()
    codes = [authority.code for authority in scheme.authorities][:400]
    categories = [category.id for category in scheme.categories]
    engine.execute("SELECT setseed(0.5)")
    engine.execute(
        f"""CREATE TABLE made AS SELECT printf('%010d', i) AS reference,
            {codes}[1 + (random() * random() * {len(codes)})::INT % {len(codes)}] AS authority,
            DATE '{FIRST_DAY}' + (random() * {DAYS - 1})::INT AS decided_on,
            {list(OUTCOMES)}[1 + (random() * 600)::INT % {len(OUTCOMES)}] AS outcome,
            {categories}[1 + (random() * 900)::INT % {len(categories)}] AS category,
            random() < 0.1 AS early_remedy
            FROM range({size}) AS numbers(i) ORDER BY decided_on, authority, reference"""
    )
    engine.execute(
        """CREATE TABLE asked AS SELECT printf('r%09d', row_number() OVER ()) AS recommendation, reference,
            'accepted' AS answer, decided_on + 60 AS due_on,
            CASE WHEN random() < 0.98 THEN 'satisfied' ELSE 'ceased' END AS outcome,
            decided_on + (random() * 70)::INT AS outcome_on
            FROM made, range(2) WHERE outcome = 'upheld' AND hash(reference) % 10 < 6 ORDER BY reference"""
    )
    tables = {
        "decisions": "made",
        "recommendations": "asked",
        "due_dates": "(SELECT recommendation, due_on - 20 AS agreed_on, due_on + 30 AS due_on FROM asked "
        "WHERE hash(recommendation) % 20 = 0)",
    }
    for name, source in tables.items():
        engine.execute(f"COPY (SELECT * FROM {source}) TO '{where / name}.parquet' (FORMAT parquet)")
        engine.execute(f"CREATE VIEW {name} AS SELECT * FROM '{where / name}.parquet'")
    return engine


def compiled(engine: duckdb.DuckDBPyConnection, scheme: Scheme) -> str:
    """Return the cube as DuckDB's SQL over the views of `engine`."""
    named = (
        ibis.table(ibis.Schema.from_pyarrow(engine.sql(f"FROM {name} LIMIT 0").to_arrow_table().schema), name=name)
        for name in NEEDED
    )
    decisions, recommendations, due_dates = named
    return str(ibis.to_sql(cube(decisions, recommendations, due_dates, scheme), dialect="duckdb"))


def best(run: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the shortest of five runs, in seconds: the others were disturbed."""
    seconds = []
    for _ in range(5):
        started = clock()
        run()
        seconds.append(clock() - started)
    return min(seconds)


def _decode(engine: duckdb.DuckDBPyConnection) -> None:
    for name, columns in NEEDED.items():
        engine.sql(f"SELECT {', '.join(f'last({column})' for column in columns)} FROM {name}").fetchall()


def _figures(cells: Cells, scheme: Scheme) -> tuple[str, str, str]:
    year = scheme.calendar.year_end.year(int(cells.year.max()))
    figures = figures_from(cells, scheme, year, synthetic=True)
    seconds = best(lambda: figures_from(cells, scheme, year, synthetic=True), time.process_time)
    what = f"figures of {len(figures.authorities)} bodies, {len(figures.years)} years, from {len(cells):,} cells"
    return what, f"{seconds:.2f} s of processor time", "under 0.5 s"


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="\t")
