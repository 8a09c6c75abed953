"""The search index of the site: Pagefind's command-line program, run over the pages of decisions once they are written.

The reader's browser fetches the parts of the index that a query needs; no server answers. A page takes part if it has
an element marked `data-pagefind-body`; `data-pagefind-filter` and `data-pagefind-meta` say what else to keep of it.

What the program writes is then put in order; see `upheld.release.search_index`.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from upheld.atomic import link
from upheld.errors import PersonError
from upheld.release.search_index import LANGUAGE, put_in_order

FOLDER = "pagefind"
"""Where the index lies in the site; a search page loads `pagefind/pagefind.js`."""
PAGES = "decisions/*/index.html"
OWN = ("pagefind.js", "pagefind-worker.js", f"wasm.{LANGUAGE}.pagefind")
"""What a search page needs of the program's own files. Its ready-made user interfaces are left out."""
_PATIENCE = 600
"""Seconds."""


def index_site(site: Path, previous: Path | None = None) -> bool:
    """Write the search index of the pages of decisions in the folder `site`; return whether there was any page.

    The same pages give the same bytes; where all of them are linked from the site `previous`, which this very program
    indexed, its index is linked, too. Raises PersonError where the program is not installed or fails.
    """
    if not any(site.glob(PAGES)):
        return False
    if previous is not None and _same_pages(site, previous):
        for path in sorted(p for p in (previous / FOLDER).rglob("*") if p.is_file()):
            target = site / FOLDER / path.relative_to(previous / FOLDER)
            target.parent.mkdir(parents=True, exist_ok=True)
            link(path, target)
        return True
    with TemporaryDirectory(dir=site.parent, prefix=".index-") as temporary:
        made = Path(temporary) / FOLDER
        _run(site, made)
        put_in_order(made)
        for path in sorted(made.iterdir()):
            if path.is_file() and path.suffix in (".js", ".css", ".pagefind") and path.name not in OWN:
                path.unlink()
        shutil.move(made, site / FOLDER)
    return True


def _same_pages(site: Path, previous: Path) -> bool:
    """Whether the pages of two sites are the same files, and the earlier one has an index of them."""
    now, before = ({path.parent.name: path.stat().st_ino for path in folder.glob(PAGES)} for folder in (site, previous))
    return now == before and (previous / FOLDER / "pagefind-entry.json").is_file()


def _run(site: Path, out: Path) -> None:
    # Nothing that anybody typed is in the command but the folder of the release.
    command = [str(_program()), "--quiet", "--site", str(site), "--output-path", str(out)]
    command += ["--glob", PAGES, "--force-language", LANGUAGE]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise PersonError("The search index took too long to make.", mend="Try again on an idle machine.") from None
    if done.returncode or not (out / "pagefind-entry.json").is_file():
        told = (done.stderr or done.stdout).strip().splitlines()
        raise PersonError(f"Pagefind failed: {told[-1] if told else 'it says nothing'}", mend="Is the disk full?")


def _program() -> Path:
    try:
        import pagefind_bin

        return Path(pagefind_bin.get_executable())
    except (ImportError, FileNotFoundError):
        raise PersonError(
            "The program that makes the search index, Pagefind, is not installed.",
            mend="Install it with: pip install pagefind-bin; or build without decisions: "
            "--only figures,letters,review,tables,website.",
        ) from None
