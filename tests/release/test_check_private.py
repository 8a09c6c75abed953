"""Nothing private may be public. Each canary planted here must be found, or the search proves nothing."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import upheld
from upheld.release.check.model import Checked
from upheld.release.check.private import MARK, Secrets, check_private, normal, read_secrets
from upheld.scheme import load
from upheld.snapshot import Snapshot

REMEDY = "Pay £350 to Mrs Canary, and apologise to her for eleven months without care."
IMPROVEMENT = "Change the letters about school transport so that they name the right of appeal."
REASON = "The officer concerned was away ill until the autumn."
ADDRESS = "canary.chief@knowsley.example"
KNOWSLEY = "knowsley-metropolitan-borough-council"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Two cases, with everything that must not get out."""
    folder = tmp_path_factory.mktemp("private")
    extract = folder / "extract"
    extract.mkdir()
    (extract / "decisions.csv").write_text(
        "reference,authority,received_on,decided_on,outcome,category,provenance\n"
        "19 000 001,E08000011,2019-05-01,2019-09-01,upheld,housing,synthetic\n"
        "19 000 002,E08000011,2019-05-01,2019-09-01,upheld,housing,synthetic\n"
        "19 000 003,E08000012,2019-05-01,2019-09-01,upheld,housing,synthetic\n"
    )
    (extract / "recommendations.csv").write_text(
        "recommendation,reference,kind,text,answer,due_on,outcome,outcome_on,provenance\n"
        f'R1,19 000 001,personal_remedy,"{REMEDY}",accepted,2019-10-01,not_satisfied,2019-11-01,synthetic\n'
        f'R2,19 000 002,service_improvement,"{IMPROVEMENT}",accepted,2019-10-01,satisfied,2019-09-20,synthetic\n'
    )
    (extract / "due_dates.csv").write_text(
        f"recommendation,agreed_on,due_on,reason,provenance\nR1,2019-09-20,2019-10-20,{REASON},synthetic\n"
    )
    (extract / "recipients.csv").write_text(
        "authority,role,title,name,email,valid_from,provenance\n"
        f"E08000011,chief_executive,Ms,Canary,{ADDRESS},2019-01-01,synthetic\n"
    )
    upheld("freeze", extract, "--out", folder / "snapshot")
    return Snapshot.open(folder / "snapshot")


def site(folder: Path, files: dict[str, str]) -> Path:
    """A release whose site holds these files."""
    for name, text in files.items():
        path = folder / "website" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def search(release: Path, snapshot: Snapshot | None, pdfs: dict[str, tuple[str, ...]] | None = None) -> Checked:
    return check_private(release, load("lgsco"), read_secrets(snapshot, release), pdfs or {}, lambda _: None)


def found(check: Checked) -> list[str]:
    return [f"{finding.where} {finding.what}" for finding in check.findings if finding.wrong]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("index.html", f"<p>{REMEDY}</p>"),
        ("index.html", "<p>Pay £350 to <b>Mrs Canary</b>,\n and apologise to her for eleven months\twithout care.</p>"),
        ("index.html", f'<img alt="{REMEDY}">'),
        ("index.html", f"<!-- {REMEDY.upper()} -->"),
        ("data/x.csv", f'1,"{REMEDY}"'),
        ("data/x.json", json.dumps({"text": REMEDY})),
        ("assets/site.js", f"const t = '{REMEDY}';"),
        ("index.html", f"<p>{REASON}</p>"),
        ("index.html", f"<p>Write to {ADDRESS}</p>"),
        ("index.html", f'<a href="mailto:{ADDRESS}">the office</a>'),
        ("index.html", "<p>Write to someone.else@another.example</p>"),
    ],
)
def test_a_canary_is_found_wherever_it_sits(tmp_path: Path, snapshot: Snapshot, name: str, text: str) -> None:
    clean = site(tmp_path / "clean", {name: text.replace(text, "nothing")})
    assert found(search(clean, snapshot)) == []
    release = site(tmp_path / "release", {name: text})
    assert [told.split(" ")[0] for told in found(search(release, snapshot))][:1] == [f"website/{name}"]


@pytest.mark.parametrize("name", ["data/tables.xlsx", "data/tables.ods", f"forms/2019-20/{KNOWSLEY}.docx"])
def test_a_canary_in_a_cover_sheet_or_a_word_document_is_found(tmp_path: Path, snapshot: Snapshot, name: str) -> None:
    for text, number in ((REMEDY, 1), ("nothing", 0)):
        release = site(tmp_path / text[:3], {name: ""})
        with ZipFile(release / "website" / name, "w") as package:
            half = len(text) // 2
            package.writestr("content.xml", f"<p:doc><p:p><b>{text[:half]}</b>{text[half:]}</p:p><p:p>x</p:p></p:doc>")
        assert len(found(search(release, snapshot))) == number


def test_a_canary_in_the_words_of_a_pdf_is_found(tmp_path: Path, snapshot: Snapshot) -> None:
    name = f"website/letters/2019-20/{KNOWSLEY}.pdf"
    release = site(tmp_path, {f"letters/2019-20/{KNOWSLEY}.pdf": ""})
    assert found(search(release, snapshot, {name: ("First page", f"Second: {REMEDY}")}))[0].startswith(name)


def test_a_finding_does_not_repeat_the_secret(tmp_path: Path, snapshot: Snapshot) -> None:
    release = site(tmp_path, {"index.html": f"<p>{REMEDY} {ADDRESS}</p>"})
    told = " ".join(found(search(release, snapshot)))
    assert "Canary" not in told
    assert "canary.chief" not in told


def test_what_is_published_is_no_secret(tmp_path: Path, snapshot: Snapshot) -> None:
    release = site(tmp_path, {"index.html": f"<p>{IMPROVEMENT}</p>"})
    assert found(search(release, snapshot)) == []


def test_addresses_are_found_without_any_snapshot(tmp_path: Path) -> None:
    release = site(tmp_path, {"index.html": f"<p>{ADDRESS}</p>"})
    assert len(found(search(release, None))) == 1


@pytest.mark.parametrize(
    ("name", "reference", "wrong"),
    [
        ("index.html", "19 000 001", True),  # no page names a case
        (f"letters/2019-20/{KNOWSLEY}.html", "19 000 001", False),  # its own, in which nothing was done
        (f"letters/2019-20/{KNOWSLEY}.html", "19 000 002", True),  # its own, in which all was done
        (f"letters/2019-20/{KNOWSLEY}.html", "19 000 003", True),  # another body's
        ("index.html", "19 999 999", False),  # no case at all
    ],
)
def test_a_case_is_named_only_in_the_letter_to_whom_it_concerns(
    tmp_path: Path, snapshot: Snapshot, name: str, reference: str, wrong: bool
) -> None:
    release = site(tmp_path, {name: f"<p>The case {reference}.</p>"})
    assert bool(found(search(release, snapshot))) is wrong


def test_numbers_in_neighbouring_cells_are_no_case(tmp_path: Path) -> None:
    release = site(tmp_path, {"index.html": "<table><tr><td>19</td><td>000</td><td>001</td></tr></table>"})
    assert found(search(release, None)) == []
    (release / "website" / "index.html").write_text("<table><tr><td>19 000 001</td></tr></table>")
    assert len(found(search(release, None))) == 1


def test_the_offices_own_notes_are_private(tmp_path: Path) -> None:
    note = "No recipient is recorded for Knowsley: the letter goes to the office."
    release = site(tmp_path, {"index.html": f"<p>{note}</p>"})
    (release / "record").mkdir()
    (release / "record" / "letters.json").write_text(json.dumps({"E08000011": {"notes": [note]}}))
    assert "a note for the office" in " ".join(found(search(release, None)))


def test_what_is_marked_as_private_is_found_wherever_it_strayed(tmp_path: Path) -> None:
    release = site(tmp_path, {"data/signals.csv": f"authority,note\nKnowsley,{MARK}\n"})
    assert "marked as private" in " ".join(found(search(release, None)))


@pytest.mark.parametrize(
    "name",
    [
        "decisions.parquet",
        "data/decisions.parquet",
        "tables.xlsx",
        "record/letters.json",
        "manifest.json",
        "notes.docx",
    ],
)
def test_files_that_do_not_belong_on_a_site_are_named(tmp_path: Path, name: str) -> None:
    assert found(search(site(tmp_path, {name: "{}"}), None))


def test_a_link_out_of_the_site_is_named(tmp_path: Path) -> None:
    release = site(tmp_path, {"index.html": "<p></p>"})
    (release / "website" / "more.html").symlink_to(tmp_path / "elsewhere.html")
    assert "is a link out of" in " ".join(found(search(release, None)))


def test_texts_too_short_to_be_told_from_words_are_counted() -> None:
    assert normal("Pay   <£5> — now!") == "pay 5 now"
    secrets = Secrets({}, {}, frozenset(), too_short=3)
    assert secrets.too_short == 3
