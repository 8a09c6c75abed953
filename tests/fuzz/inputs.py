"""Inputs for the readers: small real files of every kind, damaged in every way; and made-up grids. All synthetic.

An input follows from its number alone, so that whatever is found can be made again.
"""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet

from tests.snapshot.extracts import DECISION, DUE_DATE, RECOMMENDATION, decision, write_xlsx
from tests.snapshot.test_reading_spreadsheets import write_ods

FILES = Path(__file__).parents[1] / "snapshot" / "files"
TABLES = {"decisions": DECISION, "recommendations": RECOMMENDATION, "due_dates": DUE_DATE}
WORDS = (
    *(*DECISION, *map(str, DECISION.values()), "", " ", "Total", "?", "#N/A", "1e400", "-1", "0x1F", "NaN", "null"),
    *("31/02/2019", "2019-09-30T00:00:00Z", "9999-12-31", "\u00a0", "\u200b", "\ufeff", "\ud7ff", "😀", "é" * 300),
    *('"', '""', '"a', "'", "a\nb", "a\r\nb", "a;b", "a,b", "a\tb", "sep=;", "\x00", "\x1a", "=1+1", "%s%n", "{}"),
)
TOKENS = (
    *(b"", b"\x00", b"\xff" * 4, b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b"\n", b"\r", b";", b",", b"\t", b"<"),
    *(b"/>", b'r="XFD1048576"', b'r="A0"', b'r="ZZZZZZZ9"', b"<v>1e999</v>", b"<f>A1</f>", b't="s"', b't="e"'),
    *(b't="d"', b't="b"', b"<v>-1</v>", b"<v>99999999999999999999</v>", b'number-columns-repeated="2000000000"'),
    *(b'number-rows-repeated="1048576"', b'date1904="1"', b"&#0;", b"office:value-type=", b'state="hidden"'),
    *(b"&amp;", b"<!DOCTYPE x>", b"PAR1", b"PK"),
)
UNREADABLE = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError, zlib.error)
"""What may come of reading an archive that is damaged."""


@dataclass(frozen=True)
class Input:
    """A file to be read: its number, its name, its content, and what was done to make it."""

    number: int
    name: str
    content: bytes
    made: str


def make(number: int) -> Input:
    """Make the input of that number."""
    draw = random.Random(number)
    # Each old spreadsheet is read in a process of its own, which takes as long as fifty other files.
    weights = [1 if ending == ".xls" else 8 for ending, _ in _seeds()]
    [(ending, content)] = draw.choices(_seeds(), weights)
    if draw.random() < 0.15:
        ending, content = ".csv", _grid(draw)
    made = []
    for _ in range(draw.choice((0, 1, 1, 1, 2, 3, 6))):
        change = draw.choice(CHANGES)
        inside = _is_archive(content) and draw.random() < 0.8
        content = _inside(draw, content, change) if inside else change(draw, content)
        made.append(change.__name__)
    if draw.random() < 0.03:
        ending = draw.choice((".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet"))
    name = f"{draw.choice(('decisions', 'decisions', 'Cases', 'office'))}{ending}"
    return Input(number, name, content, f"{ending} {' '.join(made) or 'as it is'}")


def _grid(draw: random.Random) -> bytes:
    width, height = draw.randint(1, 14), draw.randint(0, 30)
    header = draw.choice((list(DECISION), [draw.choice(WORDS) for _ in range(width)]))
    widths = [max(width + draw.choice((0, 0, 0, -1, 1)), 0) for _ in range(height)]
    rows = [header, *([draw.choice(WORDS) for _ in range(cells)] for cells in widths)]
    between, end = draw.choice(",;\t"), draw.choice(("\n", "\r\n", "\r"))
    text = end.join(between.join(row) for row in rows)
    encoding = draw.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"))
    return text.encode(encoding, errors="replace")


@cache
def _seeds() -> Sequence[tuple[str, bytes]]:
    """Return small real files of every kind, with the ending of each."""
    said = ("", "“late” – Café\nsecond line", "")
    rows = [decision(reference=f"19 000 00{n}", summary=summary) for n, summary in enumerate(said, 1)]
    header = list(rows[0])
    cells = [[str(value) for value in row.values()] for row in rows]
    text = "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in [header, *cells])
    found = [(".csv", text.encode(encoding)) for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252")]
    found.append((".tsv", text.replace(";", "\t").encode()))
    found.append((".csv", f"Decided\n\n{text.replace(';', ',')}\nTotal,3\n".encode()))
    with TemporaryDirectory() as folder:
        sheets = {name: [list(row), list(row.values())] for name, row in TABLES.items()}
        sheets["decisions"] = [["Title"], [], header, *cells, ["Total", 3]]
        typed = write_xlsx(Path(folder) / "a.xlsx", sheets)
        found.append((".xlsx", typed.read_bytes()))
        found.append((".ods", write_ods(Path(folder) / "a.ods", [header, *cells]).read_bytes()))
        columns = {name: [row[n] for row in cells] for n, name in enumerate(header)}
        pyarrow.parquet.write_table(pa.table(columns), Path(folder) / "a.parquet")
        found.append((".parquet", (Path(folder) / "a.parquet").read_bytes()))
    found += [(".xls", path.read_bytes()) for path in sorted(FILES.glob("*.xls"))]
    return found


def _is_archive(content: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(content))


def _inside(draw: random.Random, content: bytes, change: Callable[[random.Random, bytes], bytes]) -> bytes:
    """Change one file of an archive, so that what is changed is read and not only found to be no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except UNREADABLE:
        return change(draw, content)
    likely = [name for name in members if "sheet" in name or name == "content.xml"] * 3
    if not members:
        return content
    chosen = draw.choice([*members, *likely])
    members[chosen] = change(draw, members[chosen])
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name), member)
    return whole.getvalue()


def flip(draw: random.Random, content: bytes) -> bytes:
    """Change some single bytes."""
    changed = bytearray(content)
    for _ in range(draw.choice((1, 1, 2, 8, 64))):
        if changed:
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def cut(draw: random.Random, content: bytes) -> bytes:
    """Take a part out."""
    start = draw.randrange(len(content) + 1)
    return content[:start] + content[start + draw.choice((1, 2, 7, 50, 400)) :]


def end_early(draw: random.Random, content: bytes) -> bytes:
    """Leave out all that follows."""
    return content[: draw.randrange(len(content) + 1)]


def repeat(draw: random.Random, content: bytes) -> bytes:
    """Repeat a part, once or many times."""
    start = draw.randrange(len(content) + 1)
    part = content[start : start + draw.choice((1, 5, 40, 300))]
    return content[:start] + part * draw.choice((2, 3, 50)) + content[start:]


def insert(draw: random.Random, content: bytes) -> bytes:
    """Put in something that readers trip over."""
    start = draw.randrange(len(content) + 1)
    return content[:start] + draw.choice(TOKENS) + content[start:]


def overwrite(draw: random.Random, content: bytes) -> bytes:
    """Write something that readers trip over in the place of what was there."""
    start, token = draw.randrange(len(content) + 1), draw.choice(TOKENS)
    return content[:start] + token + content[start + len(token) :]


def number(draw: random.Random, content: bytes) -> bytes:
    """Write another whole number of one, two or four bytes, as old formats keep lengths and places."""
    size = draw.choice((1, 2, 4))
    value = draw.choice((0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)) & (256**size - 1)
    start = draw.randrange(len(content) + 1)
    return content[:start] + value.to_bytes(size, "little") + content[start + size :]


def exchange(draw: random.Random, content: bytes) -> bytes:
    """Let two parts change places."""
    a, b = sorted(draw.randrange(len(content) + 1) for _ in range(2))
    size = draw.choice((1, 8, 64))
    return content[:a] + content[b : b + size] + content[a + size : b] + content[a : a + size] + content[b + size :]


CHANGES = (flip, cut, end_early, repeat, insert, overwrite, number, exchange)
