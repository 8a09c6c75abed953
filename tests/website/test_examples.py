"""The examples on the pages for programs are run as they stand, but for the address in them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import duckdb
import pytest

from tests.website import browsing
from tests.website.conftest import WrittenSite
from upheld.website.examples import PLACEHOLDER, api_examples, table_examples

pytestmark = pytest.mark.xdist_group("website")


@pytest.fixture(scope="module")
def address(written: WrittenSite) -> Iterator[str]:
    with browsing.served(written.folder) as address:
        yield address


def code(written: WrittenSite, id_: str, address: str) -> str:
    figures = written.site.figures
    (example,) = [e for e in (*table_examples(figures), *api_examples(figures)) if e.id == id_]
    assert PLACEHOLDER in example.code
    return example.code.replace(PLACEHOLDER, address)


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_duckdb_draws_the_counties(written: WrittenSite) -> None:
    # Reading over the network needs an extension of DuckDB that tests cannot fetch, so the file is read where it lies.
    rows = duckdb.sql(code(written, "duckdb", f"{written.folder}/")).fetchall()
    assert rows == [("Lancashire County Council", 6, 13, "46%")]


def test_pandas_adds_the_counties_up_from_a_served_site(written: WrittenSite, address: str) -> None:
    assert run(code(written, "pandas", address)) == "6 of 13\n"


def test_plain_python_reads_a_body_from_a_served_site(written: WrittenSite, address: str) -> None:
    assert run(code(written, "python", address)) == "2018-19 6 of 13 46%\n2019-20 6 of 13 46%\n"


def test_every_example_stands_on_its_page(written: WrittenSite) -> None:
    figures = written.site.figures
    for page, examples in (("data/", table_examples(figures)), ("api/", api_examples(figures))):
        for example in examples:
            assert " ".join(example.code.split()) in written.page(page).text
            assert "«" not in example.code
