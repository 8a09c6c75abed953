"""A release of three pages, made by hand in a moment: what signing and publishing need, and no more."""

from __future__ import annotations

import json
from pathlib import Path

from upheld.release.manifest import ReleaseManifest, hash_tree
from upheld.scheme import load
from upheld.website.changes_page import LIST


def small_release(
    folder: Path,
    *,
    words: str = "first",
    year: str = "2023-24",
    public_on: str = "2024-07-24",
    synthetic: bool = False,
    partial: bool = False,
    revises: Path | None = None,
    note: str = "Two cases were added.",
) -> Path:
    """Write a release whose every page says `words`; `revises` is the folder of the one whose place it takes."""
    scheme = load("lgsco")
    for name in ("website/index.html", "website/a/index.html", "website/b/index.html", "record/letters.json"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}" if name.endswith("json") else f"<p>{words}</p>", encoding="utf-8")
    if revises:
        path = folder / "website" / LIST
        path.parent.mkdir(exist_ok=True)
        one = {"number": 1, "on": "2024-09-16", "note": note, "reasons": [], "changes": [], "letters": []}
        path.write_text(json.dumps({"revisions": [one]}), encoding="utf-8")
    ReleaseManifest(
        key="0" * 64,
        upheld="0",
        software="0" * 64,
        scheme={"id": scheme.id, "version": scheme.version, "hash": scheme.hash},
        snapshot="0" * 64,
        year=year,
        letters_on=public_on,
        public_on=public_on,
        synthetic=synthetic,
        partial=partial,
        earlier={},
        notes=(),
        files=hash_tree(folder),
        revises=ReleaseManifest.read(revises).hash if revises else "",
    ).write(folder)
    return folder
