"""The command line as a person meets it: help, answers, exit status, and what it says when something is wrong."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import UPHELD, upheld
from upheld.cli import cli

COMMANDS = tuple(sorted(cli.commands))


def refused(*arguments: str | Path) -> str:
    """Run a command that must fail with status 2, without a traceback; return what it said."""
    done = upheld(*arguments, check=False)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    assert len(upheld(command, "--help").stdout.splitlines()) > 5


def test_the_front_page_names_every_command_and_the_way_through() -> None:
    said = upheld("--help").stdout
    assert all(command in said for command in COMMANDS)
    assert "The way through" in said


def test_help_starts_quickly_because_no_room_is_loaded_for_it() -> None:
    code = "import sys, upheld.cli; print([m for m in ('duckdb', 'ibis', 'typst', 'astropy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


# ---------------------------------------------------------------- freezing


def small(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    """An extract of one table."""
    folder = tmp_path / "extract"
    folder.mkdir()
    (folder / "decisions.csv").write_text(text, encoding=encoding)
    return folder


HEADER = "reference,authority,received_on,decided_on,outcome,category\n"
GOOD = "19 000 001,E08000011,2019-05-01,2019-09-01,upheld,housing\n"


def test_an_empty_folder_is_answered_with_what_is_expected(tmp_path: Path) -> None:
    (tmp_path / "extract").mkdir()
    assert "decisions" in refused("freeze", tmp_path / "extract", "--out", tmp_path / "snapshot")


def test_all_errors_come_at_once_each_with_its_mend_and_nothing_is_written(tmp_path: Path) -> None:
    rows = (
        "19 000 002,E08000011,2019-09-01,2019-05-01,upheld,housing\n"
        "19 000 003,Nowsly,2019-05-01,2019-09-01,upheld,housing\n"
        "19 000 004,E08000011,2019-05-01,2019-09-01,upholded,housing\n"
        "19 000 001,E08000011,2019-05-01,2019-09-02,upheld,housing\n"
    )
    folder = small(tmp_path, HEADER + GOOD + rows)
    done = upheld("freeze", folder, "--out", tmp_path / "snapshot", "--json", check=False)
    assert done.returncode == 2
    problems = json.loads(done.stdout)["problems"]
    assert {p["column"] for p in problems} >= {"decided_on", "authority", "outcome"}
    assert all(p["file"] and p["line"] and p["rule"] and p["mend"] for p in problems)
    assert "Knowsley" in json.dumps(problems)
    assert not (tmp_path / "snapshot").exists()


def test_refused_rows_can_be_set_aside_with_their_reasons(tmp_path: Path) -> None:
    folder = small(tmp_path, HEADER + GOOD + "19 000 002,E08000011,2019-09-01,2019-05-01,upheld,housing\n")
    upheld("freeze", folder, "--out", tmp_path / "snapshot", "--accept-rejects")
    manifest = json.loads((tmp_path / "snapshot" / "manifest.json").read_text())
    assert manifest["tables"]["decisions"]["rows"] == 1
    (rejected,) = (tmp_path / "snapshot" / "rejected").iterdir()
    (row,) = csv.DictReader(rejected.read_text(encoding="utf-8").splitlines())
    assert row["reference"] == "19 000 002"
    assert row["line"] == "3"


def test_a_file_where_the_snapshot_should_go_is_not_touched(tmp_path: Path) -> None:
    folder = small(tmp_path, HEADER + GOOD)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "diary.txt").write_text("private")
    assert "Nothing in it was touched" in refused("freeze", folder, "--out", mine)
    assert (mine / "diary.txt").read_text() == "private"


# ---------------------------------------------------------------- building and explaining


def test_a_year_without_data_is_answered_with_the_years_there_are(snapshot: Path, tmp_path: Path) -> None:
    said = refused("build", snapshot, "--year", "2010-11", "--out", tmp_path / "release")
    assert "2018-19" in said
    assert "2024-25" in said
    assert not (tmp_path / "release").exists()


def test_a_year_that_is_none_is_answered_with_how_to_write_one(snapshot: Path, tmp_path: Path) -> None:
    assert "2019-20" in refused("build", snapshot, "--year", "soon", "--out", tmp_path / "release")


def test_an_unknown_authority_is_answered_with_the_nearest_names(snapshot: Path, tmp_path: Path) -> None:
    said = refused("letter", snapshot, "Nowsly", "--year", "2019-20", "--out", tmp_path / "n.pdf")
    assert "Knowsley" in said


def test_an_unknown_measure_is_answered_with_those_there_are(snapshot: Path) -> None:
    assert "upheld-rate" in refused("explain", snapshot, "Knowsley", "happiness", "--year", "2019-20")


def test_a_folder_that_is_no_snapshot_is_named(tmp_path: Path) -> None:
    assert "snapshot" in refused("build", tmp_path, "--year", "2019-20", "--out", tmp_path / "r")


def test_an_unknown_part_is_answered_with_the_parts(snapshot: Path, tmp_path: Path) -> None:
    said = refused("build", snapshot, "--year", "2019-20", "--only", "poems", "--out", tmp_path / "r")
    assert "letters" in said


def test_an_unknown_form_of_letter_is_answered_with_the_forms(snapshot: Path, tmp_path: Path) -> None:
    said = refused("letter", snapshot, "Knowsley", "--year", "2019-20", "--out", tmp_path / "k.odt")
    assert ".pdf" in said
    assert ".docx" in said


def test_a_letter_can_be_a_paper_for_a_committee(snapshot: Path, tmp_path: Path) -> None:
    upheld("letter", snapshot, "Knowsley", "--year", "2019-20", "--out", tmp_path / "k.docx")
    assert (tmp_path / "k.docx").read_bytes().startswith(b"PK")


def test_a_letter_can_be_set_in_large_print(snapshot: Path, tmp_path: Path) -> None:
    upheld("letter", snapshot, "Knowsley", "--year", "2019-20", "--out", tmp_path / "k.large.pdf")
    with pypdfium2.PdfDocument(tmp_path / "k.large.pdf") as document:
        assert len(document) > 6


def test_a_figure_is_explained_down_to_its_cases(snapshot: Path) -> None:
    done = upheld("explain", snapshot, "Knowsley", "satisfactory-remedy-rate", "--year", "2019-20", "--json")
    told = json.loads(done.stdout)
    assert (told["numerator"], told["base"]) == (3, 9)
    assert "33%" in told["sentence"]
    assert len(told["numerator_references"]) == 3
    assert len(told["base_references"]) == 9
    assert set(told["numerator_references"]) <= set(told["base_references"])
    assert "33%" in upheld("explain", snapshot, "Knowsley", "satisfactory-remedy-rate", "--year", "2019-20").stdout


# ---------------------------------------------------------------- a disk that is full


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs a small disk of its own: root on Linux")
def test_a_full_disk_is_said_and_the_old_release_stays(snapshot: Path, release_2020: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        upheld("build", snapshot, "--year", "2018-19", "--only", "figures", "--out", disk / "release")
        before = (disk / "release" / "manifest.json").read_bytes()
        said = refused("build", snapshot, "--year", "2019-20", "--out", disk / "release")
        assert "no room" in said or "full" in said
        assert (disk / "release" / "manifest.json").read_bytes() == before
        assert [p.name for p in disk.iterdir()] == ["release"]
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_folder_that_cannot_be_made_is_named(snapshot: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = refused("build", snapshot, "--year", "2019-20", "--out", tmp_path / "file" / "release")
    assert "release" in said


def test_the_program_is_where_the_tests_look_for_it() -> None:
    assert shutil.which("upheld", path=str(UPHELD.parent))
