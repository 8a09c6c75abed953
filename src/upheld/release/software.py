"""Names the software that makes a release, so that the same snapshot and the same software give the same bytes."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOMS = ("scheme", "snapshot", "figures", "writing", "letters", "review", "tables", "website", "release")
ENGINES = (
    *("typst", "jinja2", "markdown-it-py", "astropy", "scipy", "ibis-framework", "duckdb"),
    *("gptables", "odfpy", "pyarrow", "xlsxwriter", "python-docx", "css-inline", "selectolax", "pagefind-bin"),
)


@cache
def software_hash() -> str:
    """Return the SHA-256 over the rooms that shape a release and the versions of the engines they use."""
    root = Path(__file__).resolve().parent.parent
    whole = hashlib.sha256()
    for engine in ENGINES:
        whole.update(f"{engine} {version(engine)}\n".encode())
    bundled = root / "scheme" / "lgsco"
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and bundled not in path.parents:
                whole.update(f"{path.relative_to(root).as_posix()}\0".encode())
                whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
