"""The tables in every form say the same, and the formats' own validators find nothing wrong with them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.website import by_hand
from upheld.figures.disclosure import MERGED, areas, merged, merging
from upheld.figures.model import Figures
from upheld.release.check.forms import check_forms
from upheld.scheme import load
from upheld.tables import write_tables
from upheld.tables.codebook import PAGE, codebook

pytestmark = [
    # Said of the validators' own use of their libraries; nothing of ours calls these.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:csvw"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:frictionless"),
]


@pytest.fixture(scope="module")
def figures() -> Figures:
    return by_hand.figures(2020)


@pytest.fixture(scope="module")
def release(figures: Figures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    write_tables(folder / "tables", figures)
    return folder


def test_spreadsheets_and_parquet_opened_by_other_libraries_say_what_the_csv_files_say(release: Path) -> None:
    checked = check_forms(release)
    assert [f"{finding.where}: {finding.what}" for finding in checked.findings] == []
    assert checked.examined > 5_000


def test_another_value_in_a_csv_file_is_found_in_every_other_form(figures: Figures, tmp_path: Path) -> None:
    write_tables(tmp_path / "tables", figures)
    path = tmp_path / "tables" / "figures.csv"
    text = path.read_text(encoding="utf-8")
    assert ",75%," in text
    path.write_text(text.replace(",75%,", ",76%,", 1), encoding="utf-8", newline="")
    found = {finding.where.rsplit(".", 1)[-1] for finding in check_forms(tmp_path).findings}
    assert found == {"parquet", "xlsx", "ods"}


def test_csv_on_the_web_describes_every_cell(release: Path) -> None:
    csvw = pytest.importorskip("csvw")
    group = csvw.TableGroup.from_file(release / "tables" / "csv-metadata.json")
    assert len(group.tables) == len(list((release / "tables").glob("*.csv")))
    for table in group.tables:
        assert list(table.iterdicts(strict=True)) is not None
    assert group.check_referential_integrity()


def test_the_data_package_is_valid(release: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(release / "tables" / "datapackage.json"))
    assert report.valid, report.to_summary()


def test_the_description_for_catalogues_names_every_file_its_licence_and_that_it_is_synthetic(release: Path) -> None:
    text = (release / "tables" / "dataset.jsonld").read_text(encoding="utf-8")
    for path in (release / "tables").iterdir():
        if path.suffix not in (".json", ".jsonld"):
            assert path.name in text
    assert json.loads(text)
    assert load("lgsco").licence.url in text
    assert "synthetic" in text.casefold()


def test_the_codebook_in_the_documents_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == codebook(load("lgsco")), "run make docs"


# ---------------------------------------------------------------- small cells

small = st.integers(0, 6)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(small, min_size=2, max_size=4))
def test_no_hidden_count_can_be_reckoned_from_what_is_shown_and_the_rule(whole: list[int]) -> None:
    """By trying every table that gives the same view: at least two values are left for each count that was merged."""
    rows = [(cell,) for cell in whole]
    hidden = merged(rows, 3, ())

    def view(table: list[tuple[int, ...]]) -> object:
        gone = merged(table, 3, ())
        return gone, tuple(row for n, row in enumerate(table) if n not in gone), sum(table[n][0] for n in gone)

    if hidden and sum(rows[n][0] for n in hidden):
        seen = view(rows)
        others = itertools.product(range(sum(whole) + 1), repeat=len(whole))
        same = [table for table in others if view([(cell,) for cell in table]) == seen]
        for n in hidden:
            assert len({table[n] for table in same}) > 1, (whole, n, same)


def test_a_small_area_is_merged_and_the_rows_still_add_up(figures: Figures) -> None:
    rule = merging(figures.scheme, "compliance_outcomes")
    assert rule.smallest == figures.scheme.disclosure.smallest_cell == 3
    for body in figures.authorities.values():
        for year in body.years.values():
            shown = areas(rule, year)
            for count in rule.counts:
                assert sum(area.counts[count] for area in shown) == year.counts[count]
            for area in shown:
                if area.id != MERGED:
                    assert all(cell == 0 or cell >= 3 for cell in area.counts.values())
