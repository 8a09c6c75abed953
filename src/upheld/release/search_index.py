"""Puts a search index in order, so that the same pages give the same bytes and a search fetches little.

Pagefind lists filters in an order that differs from run to run, names the record of each page by a random-looking
hash, and puts words that follow each other in the alphabet into one file until it is full, so that a rare word comes
with its common neighbour, which weighs fifty times as much. The list of all pages, with the number of words of each, is
fetched before any search. Here

* pages stand in the order of their length, so that the list of them says each length once, as it were;
* records are numbered by it, after a few letters that all of one index share, the digit that changes first: so the rest
  of a name is as in the name before, which packs well;
* a word that weighs much has a file to itself.

Nothing is left out, and nothing is ranked otherwise.
"""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from operator import sub
from pathlib import Path
from typing import Any

from numpy import base_repr

LANGUAGE = "en"
"""The site's language: how words are cut to their stems."""
MAGIC = b"pagefind_dcd"
"""How every part of an index begins, once unpacked; CBOR or JSON follows."""
HEAVY = 1_200
"""A file of words is full with so many pages of its words; a word of more pages stands alone."""
QUICK = 6
"""How hard words are packed: harder takes seven times as long and makes them smaller by a thirtieth."""

Word = list[Any]
"""The stem, its pages (each by its distance from the page before, with the places in it), and its variants."""
Chunk = tuple[str, str, str]
"""First and last word of a file, and its name."""


def put_in_order(folder: Path, heavy: int = HEAVY) -> None:
    """Put the index in a folder in order; a word of more than `heavy` pages stands alone.

    Raises ValueError for an index that is not as this version knows them.
    """
    import cbor2

    entry = json.loads((folder / "pagefind-entry.json").read_bytes())
    language = entry["languages"][LANGUAGE]
    before = folder / f"pagefind.{language['hash']}.pf_meta"
    version, pages, words, filters, sorts, *rest = cbor2.loads(unpacked(before))
    if sorts:
        raise ValueError("an index that is sorted by something is not known to this version of Upheld")
    order = sorted(range(len(pages)), key=lambda page: (pages[page][1], page))
    places = [0] * len(pages)
    for place, page in enumerate(order):
        places[page] = place
    names = _numbered(folder / "fragment", [pages[page][0] for page in order])
    chunks = _words_in_order(folder / "index", [name for _, _, name in words], places, heavy)
    listed = [[name, pages[page][1]] for name, page in zip(names, order, strict=True)]
    filters = [[name, _filter_in_order(folder / "filter", file, places)] for name, file in sorted(filters)]
    packed_meta = packed(cbor2.dumps([version, listed, chunks, filters, sorts, *rest]))
    language["hash"] = f"{LANGUAGE}_{hashlib.sha256(packed_meta).hexdigest()[:10]}"
    before.unlink()
    (folder / f"pagefind.{language['hash']}.pf_meta").write_bytes(packed_meta)
    (folder / "pagefind-entry.json").write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _numbered(folder: Path, names: Sequence[str]) -> list[str]:
    """Rename the records of pages by their order; return the new names.

    Another index has other letters before the numbers, lest a browser that keeps files for a while mix the two.
    """
    whole = hashlib.sha256()
    for name in names:
        whole.update((folder / f"{name}.pf_fragment").read_bytes())
    width = len(base_repr(max(len(names) - 1, 0), 36))
    new = [
        f"{LANGUAGE}_{whole.hexdigest()[:6]}{base_repr(number, 36).lower().zfill(width)[::-1]}"
        for number in range(len(names))
    ]
    for old, name in zip(names, new, strict=True):
        (folder / f"{old}.pf_fragment").rename(folder / f"{name}.pf_fragment")
    return new


def _words_in_order(folder: Path, names: Sequence[str], places: Sequence[int], heavy: int) -> list[Chunk]:
    """Write the files of words anew, in two processes; return what is in which, in the order of the alphabet."""
    paths = [folder / f"{name}.pf_index" for name in names]
    # Not forked: the caller may hold threads, of which a copy would hold only the locks. Without a collector of
    # garbage: it would look through a million small lists again and again, and there is none in them.
    with ProcessPoolExecutor(2, get_context("spawn"), gc.disable) as pool:
        made = pool.map(partial(_split, places=places, heavy=heavy), paths, chunksize=8)
        return [chunk for chunks in made for chunk in chunks]


def _split(path: Path, places: Sequence[int], heavy: int) -> list[Chunk]:
    """Write the words of one file into as many as its weight asks for."""
    import cbor2

    (words,) = cbor2.loads(unpacked(path))
    path.unlink()
    chunks: list[Chunk] = []
    for some in _by_weight([_in_order(word, places) for word in words], heavy):
        content = packed(cbor2.dumps([some]), level=QUICK)
        name = f"{LANGUAGE}_{hashlib.sha256(content).hexdigest()[:7]}"
        path.with_name(f"{name}.pf_index").write_bytes(content)
        chunks.append((some[0][0], some[-1][0], name))
    return chunks


def _by_weight(words: Sequence[Word], heavy: int) -> Iterator[list[Word]]:
    some: list[Word] = []
    weight = 0
    for word in words:
        own = len(word[1])
        if some and weight + own > heavy:
            yield some
            some, weight = [], 0
        some.append(word)
        weight += own
    if some:
        yield some


def _in_order(word: Word, places: Sequence[int]) -> Word:
    """Return a word with its pages in their new order."""
    stem, pages, variants = word
    # As it is written with accents, where it is also found without.
    written = [[form, _pages_in_order(of, places)] for form, of in sorted(variants, key=lambda one: str(one[0]))]
    return [stem, _pages_in_order(pages, places), written]


def _pages_in_order(pages: Sequence[Any], places: Sequence[int]) -> list[Any]:
    found: list[tuple[int, Any, Any]] = []
    page = 0
    for step, own, elsewhere in pages:
        page += step
        found.append((places[page], own, elsewhere))
    found.sort()  # no two are of one page: nothing else is ever compared
    steps = map(sub, [page for page, _, _ in found], [0, *(page for page, _, _ in found)])
    return [[step, own, elsewhere] for step, (_, own, elsewhere) in zip(steps, found, strict=True)]


def _filter_in_order(folder: Path, file: str, places: Sequence[int]) -> str:
    """Write the values of a filter in order, under a name that follows from them; return the name."""
    import cbor2

    path = folder / f"{file}.pf_filter"
    name, values = cbor2.loads(unpacked(path))
    content = packed(cbor2.dumps([name, sorted([value, sorted(places[p] for p in of)] for value, of in values)]))
    path.unlink()
    renamed = f"{LANGUAGE}_{hashlib.sha256(content).hexdigest()[:7]}"
    (folder / f"{renamed}.pf_filter").write_bytes(content)
    return renamed


def unpacked(path: Path) -> bytes:
    """Return what a part of an index holds. Raises ValueError for what is none."""
    content = gzip.decompress(path.read_bytes())
    if not content.startswith(MAGIC):
        raise ValueError(f"{path.name} is no part of an index as this version of Upheld knows them")
    return content[len(MAGIC) :]


def packed(content: bytes, level: int = 9) -> bytes:
    """Return a part of an index as it lies on the disk."""
    return gzip.compress(MAGIC + content, compresslevel=level, mtime=0)
