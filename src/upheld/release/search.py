"""The search index of the site: Pagefind's command-line program, run over the pages of decisions once they are written.

The reader's browser fetches the parts of the index that a query needs; no server answers. A page takes part if it has
an element marked `data-pagefind-body`; `data-pagefind-filter` and `data-pagefind-meta` say what else to keep of it.

What the program writes is then put in order, for it lists filters in an order that differs from run to run, and names
the record of each page by a random-looking hash, which makes the list of all pages, fetched before any search, nearly
twice as large as it need be. Here the records are numbered, after a few letters that all of one index share.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from numpy import base_repr

from upheld.atomic import link
from upheld.errors import PersonError

FOLDER = "pagefind"
"""Where the index lies in the site; a search page loads `pagefind/pagefind.js`."""
PAGES = "decisions/*/index.html"
LANGUAGE = "en"
"""The site's language: how words are cut to their stems."""
OWN = ("pagefind.js", "pagefind-worker.js", f"wasm.{LANGUAGE}.pagefind")
"""What a search page needs of the program's own files. Its ready-made user interfaces are left out."""
MAGIC = b"pagefind_dcd"
"""How every part of an index begins, once unpacked; CBOR or JSON follows."""
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
        _put_in_order(made)
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


def _put_in_order(folder: Path) -> None:
    """Number the records of pages, sort the filters, and name each file that changes by its content."""
    import cbor2

    entry = json.loads((folder / "pagefind-entry.json").read_bytes())
    language = entry["languages"][LANGUAGE]
    before = folder / f"pagefind.{language['hash']}.pf_meta"
    version, pages, words, filters, *rest = cbor2.loads(_unpacked(before))
    named = _numbered(folder / "fragment", [name for name, _ in pages])
    pages = [[named[name], words_of_page] for name, words_of_page in pages]
    filters = [[name, _sorted_filter(folder / "filter", file)] for name, file in sorted(filters)]
    packed = _packed(cbor2.dumps([version, pages, words, filters, *rest]))
    language["hash"] = f"{LANGUAGE}_{hashlib.sha256(packed).hexdigest()[:10]}"
    before.unlink()
    (folder / f"pagefind.{language['hash']}.pf_meta").write_bytes(packed)
    (folder / "pagefind-entry.json").write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _numbered(folder: Path, names: Sequence[str]) -> Mapping[str, str]:
    """Rename the records of pages; return the new names by the old ones.

    Another index has other letters before the numbers, lest a browser that keeps files for a while mix the two.
    """
    whole = hashlib.sha256()
    for name in names:
        whole.update((folder / f"{name}.pf_fragment").read_bytes())
    width = len(base_repr(max(len(names) - 1, 0), 36))
    named = {}
    for number, name in enumerate(names):
        named[name] = f"{LANGUAGE}_{whole.hexdigest()[:6]}{base_repr(number, 36).lower().zfill(width)}"
        (folder / f"{name}.pf_fragment").rename(folder / f"{named[name]}.pf_fragment")
    return named


def _sorted_filter(folder: Path, file: str) -> str:
    """Write the values of a filter in order, under a name that follows from them; return the name."""
    import cbor2

    path = folder / f"{file}.pf_filter"
    name, values = cbor2.loads(_unpacked(path))
    packed = _packed(cbor2.dumps([name, sorted(values)]))
    path.unlink()
    renamed = f"{LANGUAGE}_{hashlib.sha256(packed).hexdigest()[:7]}"
    (folder / f"{renamed}.pf_filter").write_bytes(packed)
    return renamed


def _unpacked(path: Path) -> bytes:
    content = gzip.decompress(path.read_bytes())
    if not content.startswith(MAGIC):
        raise ValueError(f"{path.name} is no part of an index as this version of Upheld knows them")
    return content[len(MAGIC) :]


def _packed(content: bytes) -> bytes:
    return gzip.compress(MAGIC + content, compresslevel=9, mtime=0)
