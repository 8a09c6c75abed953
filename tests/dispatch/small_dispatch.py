"""A small release with letters and the snapshot that knows their recipients: what sending needs, and no more."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from upheld.release.manifest import ReleaseManifest, hash_tree
from upheld.release.sign import make_key, sign_release
from upheld.scheme import load
from upheld.snapshot import Snapshot, freeze

SCHEME = load("lgsco")
LETTERS_ON, PUBLIC_ON = "2024-07-17", "2024-07-24"
YEAR = "2023-24"
COUNCILS = tuple(a for a in SCHEME.authorities if a.type in ("metropolitan", "london_borough") and a.last_day is None)
"""Bodies that are in being."""


def recipient(code: str, role: str = "chief_executive", **cells: str) -> dict[str, str]:
    """A row of recipients: synthetic, at an address that is nobody's."""
    slug = SCHEME.authority_by_code[code].slug
    row = {
        "authority": code,
        "role": role,
        "title": "",
        "name": "",
        "email": f"{role.replace('_', '.')}@{slug}.example",
        "valid_from": "2018-04-01",
        "valid_to": "",
        "provenance": "synthetic",
    }
    return row | cells


def make_snapshot(folder: Path, recipients: Sequence[dict[str, str]]) -> Snapshot:
    """Freeze one decision and these recipients."""
    extract = folder / "extract"
    extract.mkdir(parents=True)
    (extract / "decisions.csv").write_text(
        "reference,authority,received_on,decided_on,outcome,category,provenance\n"
        "23 000 001,E08000011,2023-05-01,2023-09-01,upheld,housing,synthetic\n",
        encoding="utf-8",
    )
    with (extract / "recipients.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(recipients[0]))
        writer.writeheader()
        writer.writerows(recipients)
    return freeze([extract], folder / "snapshot", SCHEME)


def make_release(
    folder: Path,
    snapshot: Snapshot,
    codes: Sequence[str],
    *,
    words: str = "the letter itself",
    pdf: bytes = b"%PDF-1.7 synthetic",
    letters_on: str = LETTERS_ON,
    synthetic: bool = True,
    partial: bool = False,
) -> Path:
    """Write a release with a letter for each body, in which `words` stand."""
    letters = folder / "letters" / YEAR
    letters.mkdir(parents=True)
    record = {}
    for number, code in enumerate(codes):
        authority = SCHEME.authority_by_code[code]
        for form, content in (("html", page(authority.name, words)), ("txt", f"{authority.name}: {words}.\n")):
            (letters / f"{authority.slug}.{form}").write_text(content, encoding="utf-8")
        (letters / f"{authority.slug}.pdf").write_bytes(pdf)
        rules = [{"rule": rule, "stands": True} for rule in ("title", f"kind-{number % 3}")]
        record[code] = {"slug": authority.slug, "name": authority.name, "rulings": rules}
    (folder / "record").mkdir()
    (folder / "record" / "letters.json").write_text(json.dumps(record), encoding="utf-8")
    ReleaseManifest(
        key="0" * 64,
        upheld="0",
        software="0" * 64,
        scheme={"id": SCHEME.id, "version": SCHEME.version, "hash": SCHEME.hash},
        snapshot=snapshot.hash,
        year=YEAR,
        letters_on=letters_on,
        public_on=PUBLIC_ON,
        synthetic=synthetic,
        partial=partial,
        earlier={},
        notes=(),
        files=hash_tree(folder),
    ).write(folder)
    return folder


def page(name: str, words: str) -> str:
    """A letter's page."""
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><title>Letter</title><link rel="stylesheet" href="../letter.css">'
        f'</head><body><main><article class="letter"><h1>Letter to {name}</h1><p>{words} — see the '
        '<a href="../../index.html">map</a> or <a href="https://www.lgo.org.uk/training">training</a>.</p>'
        '<svg role="img"><title>drawn</title></svg><p class="letter-small">75%</p></article></main></body></html>'
    )


def sign(release: Path, keys: Path, roles: Sequence[str] = SCHEME.signoff.roles) -> Path:
    """Sign a release in these roles, each by another person."""
    for person, role in zip(("One", "Two"), roles, strict=False):
        if not (keys / f"{person}.private.pem").exists():
            make_key(keys, person, None)
        sign_release(release, SCHEME, name=person, role=role, key=keys / f"{person}.private.pem")
    return release
