"""Writes the letters of a release in several processes, and sets again only those whose content changed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from upheld.errors import PersonError
from upheld.figures.model import Figures
from upheld.letters.compose import compose
from upheld.letters.html import page, stylesheet
from upheld.letters.model import Letter
from upheld.letters.press import Press, engine_hash
from upheld.letters.text import text
from upheld.release.context import Contexts, read_contexts
from upheld.release.figures import make_figures
from upheld.release.order import Order
from upheld.scheme.model import Authority

FORMS = ("pdf", "html", "txt")
STYLESHEET = "letter.css"
ICON = "../../assets/icon.svg"
"""The site's icon, seen from a letter of the site."""
RECORD = "record/letters.json"
CHUNK = 20
"""Letters handed to a process at a time: small enough to keep the processes evenly busy."""


@dataclass(frozen=True)
class Written:
    """One letter written. `content` is the hash of all that shapes it."""

    code: str
    slug: str
    name: str
    content: str
    kept: bool
    notes: tuple[str, ...]
    rulings: tuple[dict[str, Any], ...]


def letter_codes(figures: Figures) -> tuple[str, ...]:
    """Return who gets a letter: every body with any contact in the year, or in a group and in being in the year."""
    return tuple(
        code
        for code, body in figures.authorities.items()
        if body.years[figures.year.number].any_contact
        or (body.group is not None and body.authority.in_being_during(figures.year))
    )


@dataclass(frozen=True)
class LetterWork:
    """Letters being written in other processes while this one does something else."""

    codes: tuple[str, ...]
    chunks: Iterator[list[Written]]
    release: Path

    def finish(self, advance: Callable[[int], None]) -> list[Written]:
        """Wait for the letters, write the record of the rules that fired, and return them in the scheme's order."""
        written: dict[str, Written] = {}
        for done in self.chunks:
            written.update((one.code, one) for one in done)
            advance(len(done))
        ordered = [written[code] for code in self.codes]
        _write_record(self.release, ordered)
        return ordered


@contextmanager
def letters_under_way(
    order: Order, figures: Figures, contexts: Contexts, release: Path, *, previous: Path | None, processes: int
) -> Iterator[LetterWork]:
    """Start to write `letters/<year>/<slug>.pdf`, `.html`, `.txt` below `release`; `finish` the work within the block.

    Letters of the folder `previous` (an earlier build of the same year) whose content has not changed are linked, not
    set again. Raises PersonError if the one authority of the order gets no letter.
    """
    codes = [c for c in letter_codes(figures) if order.authority is None or c == order.authority.code]
    if order.authority is not None and not codes:
        raise _no_letter(order.authority, order)
    folder = release / "letters" / order.year.label
    folder.mkdir(parents=True)
    (release / "letters" / STYLESHEET).write_bytes(stylesheet())
    task = _Task(figures, contexts, folder, _known(previous, order.year.label))
    with _in_processes(task, codes, processes) as chunks:
        yield LetterWork(tuple(codes), chunks, release)


def _no_letter(authority: Authority, order: Order) -> PersonError:
    return PersonError(
        f"{authority.name} gets no letter for {order.year}: it had no contact and is in no group.",
        mend="Choose another authority or year.",
    )


@dataclass(frozen=True)
class Kept:
    """A letter of an earlier build: the hash of its content, and its files without their endings."""

    content: str
    stem: Path


def _known(previous: Path | None, year: str) -> dict[str, Kept]:
    """Return by authority the letters that an earlier build of the same year holds."""
    if previous is None or not (previous / RECORD).is_file():
        return {}
    record = json.loads((previous / RECORD).read_text(encoding="utf-8"))
    folder = previous / "letters" / year
    return {code: Kept(entry["content"], folder / entry["slug"]) for code, entry in record.items()}


def _write_record(release: Path, written: Sequence[Written]) -> None:
    path = release / RECORD
    path.parent.mkdir(exist_ok=True)
    record = {one.code: {k: v for k, v in asdict(one).items() if k not in ("code", "kept")} for one in written}
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


# ---------------------------------------------------------------- one process


@dataclass(frozen=True)
class _Task:
    figures: Figures
    contexts: Contexts
    folder: Path
    known: Mapping[str, Kept]

    def write(self, code: str, press: Press) -> Written:
        letter = compose(self.figures, code, self.contexts.of(code))
        content = hashlib.sha256(f"{engine_hash()} {letter!r}".encode()).hexdigest()
        stem = self.folder / letter.slug
        kept = self.known.get(code)
        keep = kept is not None and kept.content == content
        for form in FORMS:
            target = stem.with_suffix(f".{form}")
            if kept is not None and keep:
                link(kept.stem.with_suffix(f".{form}"), target)
            else:
                target.write_bytes(_form(letter, form, press, f"../{STYLESHEET}", ICON))
        rulings = tuple(asdict(ruling) for ruling in letter.rulings)
        return Written(code, letter.slug, letter.authority_name, content, keep, letter.notes, rulings)


def _form(letter: Letter, form: str, press: Press, css: str, icon: str | None = None) -> bytes:
    if form == "pdf":
        return press.pdf(letter)
    if form == "html":
        return page(letter, stylesheet=css, icon=icon).encode()
    return text(letter).encode()


def link(source: Path, target: Path) -> None:
    """Give a finished file a second name; copy it where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


_task: _Task | None = None
_press: Press | None = None


def _start(task: _Task) -> None:
    """Prepare a process: one press each, deaf to Ctrl-C (the parent answers it), and gone when the parent is."""
    global _task, _press
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow_parent, daemon=True).start()
    _task, _press = task, Press()


def _follow_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _write_chunk(codes: Sequence[str]) -> list[Written]:
    if _task is None or _press is None:
        raise RuntimeError("the process was not prepared")
    return [_task.write(code, _press) for code in codes]


@contextmanager
def _in_processes(task: _Task, codes: Sequence[str], processes: int) -> Iterator[Iterator[list[Written]]]:
    """Give the letters in chunks as they are done; with one process, each when it is asked for."""
    chunks = [codes[n : n + CHUNK] for n in range(0, len(codes), CHUNK)]
    if processes == 1 or len(chunks) <= 1:
        press = Press()
        yield ([task.write(code, press) for code in chunk] for chunk in chunks)
        return
    with _pool(task, min(processes, len(chunks))) as pool:
        futures = [pool.submit(_write_chunk, chunk) for chunk in chunks]
        yield (future.result() for future in as_completed(futures))


@contextmanager
def _pool(task: _Task, processes: int) -> Iterator[ProcessPoolExecutor]:
    """A pool that stops at once when the work is given up: no letter is set that nobody will read."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(task,))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


# ---------------------------------------------------------------- one letter


def write_one(order: Order, out: Path) -> Written:
    """Write one authority's letter to `out`, in the form its ending names. Raises PersonError for another ending."""
    form = out.suffix.lstrip(".").lower()
    if form not in FORMS:
        raise PersonError(f"{out.name} is no form of a letter.", mend="End the name with .pdf, .html or .txt.")
    if order.authority is None:
        raise PersonError("No authority was named.", mend="Name one by code or name.")
    figures = make_figures(order)
    code = order.authority.code
    if code not in letter_codes(figures):
        raise _no_letter(order.authority, order)
    letter = compose(figures, code, read_contexts(order).of(code))
    css = f"{out.stem}.css"
    content = _form(letter, form, Press(), css)
    _write_whole(out, content)
    if form == "html":
        _write_whole(out.with_name(css), stylesheet())
    return Written(code, letter.slug, letter.authority_name, "", False, letter.notes, ())


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and put it there in one step."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
