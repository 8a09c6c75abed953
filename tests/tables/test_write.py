"""The open-data tables say exactly what the figures say, explain themselves, and never hide a base of zero."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.website import by_hand
from upheld.figures.model import Figures
from upheld.tables import write_tables
from upheld.tables.write import declared


@pytest.fixture(scope="module")
def figures() -> Figures:
    return by_hand.figures(2020)


@pytest.fixture(scope="module")
def folder(figures: Figures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_tables(folder, figures)
    return folder


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def one(rows: list[dict[str, str]], **wanted: str) -> dict[str, str]:
    found = [row for row in rows if all(row[k] == v for k, v in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def test_everything_written_is_named_and_nothing_else_is_written(figures: Figures, tmp_path: Path) -> None:
    written = write_tables(tmp_path / "new", figures)
    assert sorted(written) == sorted((tmp_path / "new").iterdir())
    names = [table.file for table in declared(figures)]
    parquet = [name.replace(".csv", ".parquet") for name in names]
    described = ["about.txt", "csv-metadata.json", "datapackage.json", "dataset.jsonld"]
    assert {path.name for path in written} == {*names, *parquet, *described, "lgsco-2019-20.xlsx", "lgsco-2019-20.ods"}


def test_a_figure_is_written_with_its_counts_its_interval_and_both_averages(folder: Path) -> None:
    row = one(read(folder / "figures.csv"), authority_code="E08000011", year="2019-20", measure="upheld-rate")
    assert row["authority_name"] == "Knowsley Metropolitan Borough Council"
    assert (row["numerator"], row["base"], row["rate"], row["rate_exact"]) == ("9", "12", "75%", "75")
    assert (row["interval_low_percent"], row["interval_high_percent"]) == ("47", "91")
    # Knowsley 9 of 12 and Liverpool 33 of 52: pooled 42 of 64 is 65.625 %, without Knowsley 33 of 52 is 63.46 %.
    assert (row["average"], row["average_numerator"], row["average_base"]) == ("66%", "42", "64")
    assert (row["average_without"], row["average_without_numerator"], row["average_without_base"]) == (
        "63%",
        "33",
        "52",
    )
    assert row["authorities_in_average"] == "2"
    assert (row["published_value"], row["published_average"], row["published_agrees"]) == ("75", "67", "yes")
    assert row["published_source"].startswith("https://")
    assert (row["note"], row["synthetic"], row["provenance"]) == ("", "yes", "reckoned from synthetic cases")


def test_the_rate_is_exact_beside_the_rate_as_worded(folder: Path) -> None:
    row = one(
        read(folder / "figures.csv"), authority_code="E08000011", year="2019-20", measure="satisfactory-remedy-rate"
    )
    assert (row["rate"], row["rate_exact"]) == ("33%", "100/3")
    assert (row["published_agrees"], row["published_why_not"]) == ("no", "3 of 9 is 33%.")
    nearly = one(read(folder / "figures.csv"), authority_code="E09000007", year="2019-20", measure="upheld-rate")
    assert (nearly["rate"], nearly["rate_exact"]) == ("more than 99%", "299/3")


def test_a_base_of_zero_leaves_the_rate_empty_and_says_so(folder: Path) -> None:
    row = one(read(folder / "figures.csv"), authority_code="E07000118", year="2019-20", measure="upheld-rate")
    assert (row["numerator"], row["base"], row["rate"], row["rate_exact"]) == ("0", "0", "", "")
    assert (row["interval_low_percent"], row["interval_high_percent"], row["note"]) == ("", "", "no rate")
    for row in read(folder / "figures.csv"):
        assert (row["note"] == "no rate") == (row["base"] == "0") == (row["rate"] == "")


def test_a_body_in_no_group_has_no_average(folder: Path) -> None:
    rows = [row for row in read(folder / "figures.csv") if row["authority_code"] == "PARK-LAKES"]
    assert rows
    assert all(row["average"] == row["average_base"] == row["authorities_in_average"] == "" for row in rows)


def test_the_counts_of_the_service_areas_add_up_to_the_row_for_all(folder: Path, figures: Figures) -> None:
    rows = read(folder / "counts.csv")
    for whole in (row for row in rows if row["category"] == "all"):
        parts = [
            row
            for row in rows
            if (row["authority_code"], row["year"]) == (whole["authority_code"], whole["year"]) and row is not whole
        ]
        for count in (one for one in figures.scheme.counts if one.of == "decisions"):
            assert int(whole[count.id]) == sum(int(part[count.id]) for part in parts)
    knowsley = one(rows, authority_code="E08000011", year="2019-20", category="housing")
    assert (knowsley["dealt_with"], knowsley["upheld"], knowsley["category_name"]) == ("12", "3", "Housing")


def test_groups_and_england_are_sums_divided_once(folder: Path) -> None:
    rows = read(folder / "groups.csv")
    row = one(rows, group="metropolitan", year="2019-20", measure="upheld-rate")
    assert (row["numerator"], row["base"], row["rate"], row["rate_exact"]) == ("42", "64", "66%", "525/8")
    assert one(rows, group="england", year="2019-20", measure="compliance-rate")["base"] == "45"


def test_a_break_of_every_measure_has_a_row_for_each(folder: Path, figures: Figures) -> None:
    rows = read(folder / "breaks.csv")
    assert {row["measure"] for row in rows if row["first_year"] == "2018-19"} == set(figures.scheme.measure_by_id)
    assert "compliance-rate" not in {row["measure"] for row in rows if row["first_year"] == "2022-23"}


def test_discrepancies_keep_both_what_was_printed_and_what_was_reckoned(folder: Path) -> None:
    row = one(read(folder / "discrepancies.csv"), authority_code="E08000011")
    assert (row["printed"], row["reckoned"], row["why"]) == ("34%", "33%", "3 of 9 is 33%.")
    assert one(read(folder / "discrepancies.csv"), authority_code="")["what"] == "Average of county councils"


def test_the_notes_explain_every_column_and_say_what_is_synthetic(folder: Path, figures: Figures) -> None:
    notes = (folder / "about.txt").read_text(encoding="utf-8")
    assert "SYNTHETIC" in notes
    for table in declared(figures):
        assert read(folder / table.file) == [] or list(next(iter(read(folder / table.file)))) == table.header
        for column in table.columns:
            assert f"  {column.name}: " in notes


def test_what_is_not_synthetic_is_not_called_so(tmp_path: Path) -> None:
    real = by_hand.figures(2020, synthetic=False)
    write_tables(tmp_path, real)
    assert "SYNTHETIC" not in (tmp_path / "about.txt").read_text(encoding="utf-8")
    assert {row["synthetic"] for row in read(tmp_path / "figures.csv")} == {"no"}
    assert {row["provenance"] for row in read(tmp_path / "figures.csv")} == {"reckoned from cases"}


def test_files_are_rfc_4180_in_utf_8_and_the_same_every_time(folder: Path, figures: Figures, tmp_path: Path) -> None:
    for path in write_tables(tmp_path, figures):
        assert path.read_bytes() == (folder / path.name).read_bytes()
    raw = (folder / "counts.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert "Education and children’s services".encode() in raw


def test_no_table_is_in_the_order_of_a_rate(folder: Path, figures: Figures) -> None:
    codes = list(dict.fromkeys(row["authority_code"] for row in read(folder / "figures.csv")))
    assert codes == [a.code for a in figures.scheme.authorities]
