"""A letter of fixed make, to compare our own with: milliseconds alone say more about a machine than about a letter."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from upheld.writing.press import FONTS, STANDARD

HERE = Path(__file__).parent

YARDSTICK, PROMISED = 22.0, 25.0
"""Milliseconds of the yardstick on the machine on which the promises were made, and of a letter as promised."""

TRIED = 50
PANELS = ("Upheld", "Complied with", "Remedied")
COLUMNS = ["Reference", "Category", "Decided", "Outcome"]
SENTENCE = (
    "This synthetic paragraph stands for the text of a letter: it is about as long as a paragraph usually is, holds a "
    "number or two such as 1,234 and 67 %, and says nothing about anybody in particular, since it only measures time."
)


class Yardstick:
    """One compiler, kept for as many letters as are set."""

    def __init__(self) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        self._compiler = typst.Compiler(HERE / "letter.typ", root=HERE, font_paths=fonts)

    def pdf(self, number: int) -> bytes:
        """Return the yardstick letter with that number, a PDF/UA-1; each number gives other words and figures."""
        pressed = self._compiler.compile(
            format="pdf",
            sys_inputs={"letter": json.dumps(_letter(number))},
            pdf_standards=[STANDARD],
            timestamp=datetime(2020, 7, 22, tzinfo=UTC),
        )
        assert isinstance(pressed, bytes)
        return pressed


@cache
def pace() -> float:
    """Return the milliseconds that the yardstick takes on this machine now."""
    yardstick = Yardstick()
    yardstick.pdf(0)
    started = time.process_time()
    for number in range(1, TRIED + 1):
        yardstick.pdf(number)
    return (time.process_time() - started) / TRIED * 1e3


def _letter(number: int) -> dict[str, Any]:
    name = f"Synthetic Council {number}"
    years = ["2015-16", "2016-17", "2017-18", "2018-19", "2019-20"]
    paragraphs = [{"k": "p", "runs": [{"t": f"{name}, {n}: {SENTENCE}"}]} for n in range(1, 10)]
    heading = {"k": "h", "level": 2, "runs": [{"t": "What this says"}]}
    points = {"k": "ul", "items": [[{"t": f"{n} of {number}: {SENTENCE[:80]}", "b": n == 1}] for n in range(1, 4)]}
    return {
        "title": "Synthetic letter",
        "authority": name,
        "lang": "en",
        "ref": f"Y/{number}",
        "date": "22 July 2020",
        "to": ["By email", "Chief executive", name],
        "salutation": "Dear chief executive",
        "body": [*paragraphs[:3], heading, *paragraphs[3:6], heading, points, *paragraphs[6:]],
        "close": "Yours sincerely",
        "signatory": ["The Ombudsman", "Synthetic Ombudsman Service"],
        "peers_label": "similar authorities",
        "panels": [
            _panel(title, number, n, years) for n, title in enumerate(("Upheld", "Complied with", "Remedied"), 1)
        ],
        "table": _table("Five years", ["Year", "Received", "Decided", "Upheld", "Rate"], years, number),
        "decisions": _table(
            "Decisions", ["Reference", "Category", "Decided", "Outcome"], [f"{n:05}" for n in range(12)], number
        ),
    }


def _panel(title: str, number: int, panel: int, years: list[str]) -> dict[str, Any]:
    rate = (number * 7 + panel * 13) % 101
    return {
        "title": title,
        "rate": rate,
        "avg": 67,
        "lead": "of complaints we investigated were upheld",
        "count": number % 40,
        "unit": "upheld decisions",
        "alt": f"{rate} per cent, similar authorities 67 per cent",
        "basis": f"Based on {number % 60} detailed investigations in the year",
        "peers": [(n * 37 + panel * 11 + number) % 101 for n in range(36)],
        "trend": [(rate + n * 9) % 101 for n in range(len(years))],
        "years": years,
        "alt_trend": "The rates of five years.",
    }


def _table(title: str, head: list[str], rows: list[str], number: int) -> dict[str, Any]:
    return {
        "title": title,
        "head": head,
        "rows": [[row, *(str((number * n + i) % 97) for n in range(1, len(head)))] for i, row in enumerate(rows)],
    }
