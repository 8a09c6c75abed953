"""Presses documents into PDF/UA-1 with Typst: the same data gives the same bytes, whatever the machine or the day."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import typst

HERE = Path(__file__).parent

FONTS = HERE / "fonts"
"""The only fonts a document is set in; the machine's own are never looked at."""

STANDARD: Final = "ua-1"


class TemplatePress:
    """One Typst compiler of one template, kept for all that a process sets with it: starting it is not cheap."""

    def __init__(self, template: Path) -> None:
        # Letters are set in several processes at once: threads within each would only contend, and treble the memory.
        os.environ.setdefault("RAYON_NUM_THREADS", "1")
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        self._compiler = typst.Compiler(template, root=template.parent, font_paths=fonts)

    def pdf(self, inputs: Mapping[str, str], on: date) -> bytes:
        """Return a PDF/UA-1 document dated `on`. The template sees `inputs` as `sys.inputs`."""
        pressed = self._compiler.compile(
            format="pdf",
            sys_inputs=dict(inputs),
            pdf_standards=[STANDARD],
            timestamp=datetime.combine(on, time(), UTC),
        )
        assert isinstance(pressed, bytes)
        return pressed

    def pictures(self, inputs: Mapping[str, str], dots_per_inch: int) -> Sequence[bytes]:
        """Return every page of the template as a PNG picture. The template sees `inputs` as `sys.inputs`."""
        pressed = self._compiler.compile(format="png", sys_inputs=dict(inputs), ppi=dots_per_inch)
        return pressed if isinstance(pressed, list) else [pressed] if isinstance(pressed, bytes) else ()


def as_json(model: object, without: tuple[str, ...] = (), plain: Callable[[object], Any] | None = None) -> str:
    """Return a frozen dataclass as JSON for a template, its fields `without` left out.

    Values are strings there, never markup. `plain` says what stands for a part of the model, if not its fields.
    """
    whole = {name: value for name, value in vars(model).items() if name not in without}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, default=plain or as_fields)


def as_fields(value: object) -> Any:
    """Return what JSON has no word for: a date as text, a part of the model as its fields."""
    return value.isoformat() if isinstance(value, date) else vars(value)


def hash_of(rooms: tuple[Path, ...]) -> str:
    """Return the SHA-256 over every file of some folders and the versions of Typst and Jinja2."""
    whole = hashlib.sha256(f"typst {version('typst')} jinja2 {version('jinja2')}".encode())
    for room in rooms:
        for path in sorted(p for p in room.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            content = path.read_bytes()
            whole.update(f"{room.name}/{path.relative_to(room).as_posix()}\0{len(content)}\0".encode())
            whole.update(content)
    return whole.hexdigest()
