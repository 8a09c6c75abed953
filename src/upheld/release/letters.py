"""Writes the letters of a release in several processes, and sets again only those whose content changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from upheld.atomic import link
from upheld.errors import PersonError, Problem
from upheld.figures.model import Figures
from upheld.letters.additions import record, unmet
from upheld.letters.compose import compose
from upheld.letters.context import Revised
from upheld.letters.facts import Facts
from upheld.letters.html import stylesheet
from upheld.letters.model import Letter
from upheld.letters.press import Press, data, engine_hash
from upheld.release.context import Contexts, read_contexts
from upheld.release.figures import make_figures
from upheld.release.further import FurtherJob, further_form, further_of, further_path
from upheld.release.order import Order
from upheld.release.presses import FORMS, STYLESHEET, Job, Presses, form_of
from upheld.release.revision import what_changed
from upheld.scheme.model import Authority
from upheld.website.changes_page import Change

RECORD = "record/letters.json"


@dataclass(frozen=True)
class Written:
    """One letter written. `content` is the hash of all that shapes it."""

    code: str
    slug: str
    name: str
    content: str
    says: str
    """Hash of what it says, but for that it was corrected."""
    kept: bool
    notes: tuple[str, ...]
    rulings: tuple[dict[str, Any], ...]
    addition: dict[str, object] | None = None
    """What the office added to it, and who; None where nothing was added."""

    @property
    def record(self) -> dict[str, Any]:
        """What is kept of it under its code."""
        without = ("code", "kept", *(["addition"] if self.addition is None else []))
        return {name: value for name, value in vars(self).items() if name not in without}


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
    """Letters being set in other processes while this one does something else."""

    written: Sequence[Written]
    revised: tuple[str, ...]
    """Whose letter says something else than the one that was published, by authority code."""
    presses: Presses
    release: Path

    @property
    def codes(self) -> tuple[str, ...]:
        """Who gets a letter."""
        return tuple(one.code for one in self.written)

    def finish(self, advance: Callable[[int], None]) -> Sequence[Written]:
        """Write the record of the rules that fired, wait for the letters, and return them in the scheme's order."""
        _write_record(self.release, self.written)
        advance(sum(one.kept for one in self.written))
        self.presses.finish(advance)
        return self.written


def hand_in_letters(
    order: Order,
    figures: Figures,
    contexts: Contexts,
    release: Path,
    *,
    previous: Path | None,
    presses: Presses,
    changes: Sequence[Change] = (),
) -> LetterWork:
    """Have `letters/<year>/<slug>.pdf`, `.html`, `.txt` written below `release`; `finish` waits for them.

    Letters of the folder `previous` (an earlier build of the same year) whose content has not changed are linked, not
    set again. `changes` is what a revision changes: letters that say something else than the published ones say so.
    Raises PersonError if the one authority of the order gets no letter.
    """
    codes = [c for c in letter_codes(figures) if order.authority is None or c == order.authority.code]
    if order.authority is not None and not codes:
        raise _no_letter(order.authority, order)
    check_additions(order, figures, contexts)
    folder = release / "letters" / order.year.label
    folder.mkdir(parents=True)
    (release / "letters" / STYLESHEET).write_bytes(stylesheet())
    known = _known(previous, order.year.label)
    published = _record(order.revises.folder) if order.revises else {}
    written, revised = [], []
    for code in codes:
        context = contexts.of(code)
        letter = compose(figures, code, context)
        says = hashlib.sha256(data(letter).encode()).hexdigest()
        if order.revises:
            told = order.revises.told_before(code, order.scheme)
            if published.get(code, {}).get("says") != says:
                revised.append(code)
                told = Revised(order.revises.on, what_changed(code, changes, order.scheme, order.year.label))
            letter = compose(figures, code, replace(context, revised=told)) if told else letter
        content = hashlib.sha256(f"{engine_hash()} {letter!r}".encode()).hexdigest()
        before = known.get(code)
        kept = before is not None and before.content == content
        if before is not None and kept:
            _keep(before.stem, folder / letter.slug)
        else:
            presses.hand_in(Job(letter, folder / letter.slug))
        _further(order, letter, release, previous if kept else None, presses)
        rulings = tuple(vars(ruling) for ruling in letter.rulings)
        added = record(context.addition) if context.addition else None
        written.append(
            Written(code, letter.slug, letter.authority_name, content, says, kept, letter.notes, rulings, added)
        )
    return LetterWork(written, tuple(revised), presses, release)


def check_additions(order: Order, figures: Figures, contexts: Contexts) -> None:
    """Raise PersonError, every problem in it, if an addition is to nobody's letter or names what is not known."""
    problems: list[Problem] = []
    due = letter_codes(figures)
    for code, addition in (order.additions.of if order.additions else {}).items():
        if code in due:
            problems += unmet(Facts(figures, code, contexts.of(code)))
        else:
            name = order.scheme.authority_by_code[code].name
            mend = "Name it by the body that is meant."
            problems.append(Problem(addition.file, None, None, None, f"{name} gets no letter for {order.year}.", mend))
    if problems:
        raise PersonError(
            f"The additions for {order.year} have {len(problems)} problem(s).",
            mend="Mend each and try again.",
            problems=problems,
        )


def _keep(before: Path, stem: Path) -> None:
    for form in FORMS:
        link(before.with_suffix(f".{form}"), stem.with_suffix(f".{form}"))


def _further(order: Order, letter: Letter, release: Path, previous: Path | None, presses: Presses) -> None:
    """Have the further forms of a letter made, or linked where an earlier build holds them."""
    waiting: dict[str, Path] = {}
    for form in order.forms:
        name = further_path(form, order.year.label, letter.slug)
        (release / name).parent.mkdir(parents=True, exist_ok=True)
        if previous is not None and (previous / name).is_file():
            link(previous / name, release / name)
        else:
            waiting[form] = release / name
    if waiting:
        presses.hand_in(FurtherJob(letter, waiting))


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
    if previous is None:
        return {}
    folder = previous / "letters" / year
    return {code: Kept(entry["content"], folder / entry["slug"]) for code, entry in _record(previous).items()}


def _record(release: Path) -> dict[str, Any]:
    """Return by authority what a release recorded of its letters; nothing where it has none."""
    path = release / RECORD
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return record


def _write_record(release: Path, written: Sequence[Written]) -> None:
    """Write one line for each letter: an office looks for a body, and a line is written many times faster."""
    path = release / RECORD
    path.parent.mkdir(exist_ok=True)
    lines = (f"{json.dumps(one.code)}: {json.dumps(one.record, ensure_ascii=False)}" for one in written)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


# ---------------------------------------------------------------- one letter


def write_one(order: Order, out: Path) -> Written:
    """Write one authority's letter to `out`, in the form its ending names. Raises PersonError for another ending."""
    form, further = out.suffix.lstrip(".").lower(), further_of(out.name)
    if form not in FORMS and further is None:
        mend = "End the name with .pdf, .large.pdf, .html, .txt, .docx or .email.html."
        raise PersonError(f"{out.name} is no form of a letter.", mend=mend)
    if order.authority is None:
        raise PersonError("No authority was named.", mend="Name one by code or name.")
    figures = make_figures(order)
    code = order.authority.code
    if code not in letter_codes(figures):
        raise _no_letter(order.authority, order)
    contexts = read_contexts(order)
    check_additions(order, figures, contexts)
    letter = compose(figures, code, contexts.of(code))
    css = f"{out.stem}.css"
    content = further_form(letter, further) if further else form_of(letter, form, Press(), css)
    _write_whole(out, content)
    if form == "html" and further is None:
        _write_whole(out.with_name(css), stylesheet())
    return Written(code, letter.slug, letter.authority_name, "", "", False, letter.notes, ())


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and put it there in one step."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
