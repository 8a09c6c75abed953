"""A document of the API that says anything but what the figures and the tables say is found and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.website import by_hand
from upheld.release.check.api import FOLDER, check_api
from upheld.release.check.model import Checked
from upheld.release.check.written import read_written
from upheld.release.figures import write_figures
from upheld.scheme import review_dates
from upheld.tables import write_tables
from upheld.website.api import Sources, api_files

KNOWSLEY = "authorities/knowsley-metropolitan-borough-council.json"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As much of a release of the small country as the check reads."""
    folder, figures = tmp_path_factory.mktemp("built"), by_hand.figures(2020)
    write_figures(folder / "figures", figures)
    write_tables(folder / "tables", figures)
    for path, content in api_files(Sources(figures, review_dates(figures.scheme.calendar, 2020))):
        (folder / "website" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "website" / path).write_bytes(content)
    return folder


@pytest.fixture
def release(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "release")
    return tmp_path / "release"


def checked(release: Path) -> Checked:
    return check_api(release, read_written(release), by_hand.scheme())


def change(release: Path, name: str, mend: Callable[[Any], None]) -> None:
    path = release / FOLDER / name
    value = json.loads(path.read_bytes())
    mend(value)
    path.write_text(json.dumps(value), encoding="utf-8")


def test_documents_as_written_are_right(release: Path) -> None:
    check = checked(release)
    assert check.findings == ()
    assert check.examined == 8 + 5 + 1  # bodies with figures, groups, and England


def upheld_rate(document: Any) -> Any:
    return document["years"][-1]["measures"]["upheld-rate"]


@pytest.mark.parametrize(
    ("mend", "told"),
    [
        (lambda d: upheld_rate(d).update(rate="76%"), "the figure is (9, 12, '76%'), not (9, 12, '75%')"),
        (lambda d: upheld_rate(d).update(verdict="higher"), "the verdict is 'higher'"),
        (lambda d: upheld_rate(d)["interval"].update(low_percent=1), "the interval is (1, 91), not (47, 91)"),
        (lambda d: upheld_rate(d)["comparison"]["without_this_one"].update(base=1), "the average of the others is"),
        (lambda d: d["years"][-1]["counts"].update(upheld=8), "its counts are not those of the figures"),
        (lambda d: d["about"].update(synthetic=False), "silent on synthetic"),
        (lambda d: d["years"].pop(0), "has the years 2019-20, not 2018-19, 2019-20"),
        (
            lambda d: d["years"][-1]["decisions_by_service_area"][0]["counts"].update(upheld=1),
            "not what the table says",
        ),
        (
            lambda d: d["years"][-1]["compliance_by_service_area"][0].update(id="housing"),
            "shows housing, and the table",
        ),
        (lambda d: d.pop("years"), "is not what it should be: KeyError 'years'"),
    ],
)
def test_a_document_that_says_something_else_is_named(release: Path, mend: Callable[[Any], None], told: str) -> None:
    change(release, KNOWSLEY, mend)
    findings = checked(release).findings
    assert {finding.where for finding in findings} == {FOLDER + KNOWSLEY}
    assert any(told in finding.what for finding in findings), findings


def test_a_document_that_is_not_there_is_named(release: Path) -> None:
    (release / FOLDER / "groups" / "district.json").unlink()
    (finding,) = checked(release).findings
    assert (finding.where, finding.what) == (f"{FOLDER}groups/district.json", "is missing.")
