"""Presses letters into PDF/UA-1 with Typst: the same letter gives the same bytes, whatever the machine or the day."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import typst

from upheld.letters.model import Letter

HERE = Path(__file__).parent

TEMPLATE = HERE / "letter.typ"

FONTS = HERE / "fonts"
"""The only fonts a letter is set in; the machine's own are never looked at."""

STANDARD: Final = "ua-1"


class Press:
    """One Typst compiler, kept for as many letters as a process writes: starting it costs more than a letter does."""

    def __init__(self) -> None:
        # Letters are set in several processes at once: threads within each would only contend, and treble the memory.
        os.environ.setdefault("RAYON_NUM_THREADS", "1")
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        self._compiler = typst.Compiler(TEMPLATE, root=HERE, font_paths=fonts)

    def pdf(self, letter: Letter) -> bytes:
        """Return the letter as a PDF/UA-1 document, dated by the letter itself."""
        pressed = self._compiler.compile(
            format="pdf",
            sys_inputs={"letter": data(letter)},
            pdf_standards=[STANDARD],
            timestamp=datetime.combine(letter.written_on, time(), UTC),
        )
        assert isinstance(pressed, bytes)
        return pressed


def data(letter: Letter) -> str:
    """Return the letter as the JSON the template reads: its values are strings there, never markup.

    What is for the office alone (rulings, notes) stays out of it.
    """
    whole = {name: value for name, value in vars(letter).items() if name not in ("rulings", "notes")}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> Any:
    """Return what JSON has no word for: a date as text, a part of the letter as its fields."""
    return value.isoformat() if isinstance(value, date) else vars(value)


@cache
def engine_hash() -> str:
    """Return the SHA-256 over everything besides a letter's own data that decides its bytes, as PDF, HTML or text.

    That is every file of this room (templates, fonts, code) and the versions of Typst and Jinja2: a letter made under
    the same hash need not be made again while it is the same `Letter`.
    """
    whole = hashlib.sha256(f"typst {version('typst')} jinja2 {version('jinja2')}".encode())
    for path in sorted(p for p in HERE.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(HERE).as_posix()}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()
