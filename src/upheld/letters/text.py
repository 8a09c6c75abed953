"""The letter as plain text, for mail and for readers who want no layout at all."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from upheld.letters.model import History, HistoryBreak, Letter, Panel, Services
from upheld.writing.blocks import Block, Bullets, Heading, Paragraph, Run

WIDTH = 76


def text(letter: Letter) -> str:
    """Return the whole letter as plain text, at most `WIDTH` characters a line, ending in a new line."""
    return "\n\n".join(_parts(letter)) + "\n"


def _parts(letter: Letter) -> Iterator[str]:
    notice = [_wrap(f"*** {letter.synthetic_notice} ***")] if letter.synthetic_notice else []
    yield from notice
    yield letter.sender
    yield letter.date
    yield "\n".join(letter.to)
    yield letter.salutation
    yield _underlined(letter.title, "=")
    yield from map(_block, letter.body)
    yield letter.closing
    yield "\n".join(letter.signatory)
    if letter.copied:
        yield _wrap(letter.copied)
    yield _underlined(letter.statistics_title, "=")
    yield from notice
    yield from map(_block, letter.statistics)
    yield from map(_panel, letter.panels)
    yield from _history(letter.history)
    if letter.services:
        yield _services(letter.services)
    yield from map(_block, letter.reading)
    yield from notice


def _wrap(line: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        line, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _underlined(title: str, rule: str) -> str:
    return f"{title}\n{rule * len(title)}"


def _runs(runs: Sequence[Run]) -> str:
    return "".join(f"{r.text} <{r.href}>" if r.href and "://" in r.href else r.text for r in runs)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return _underlined(block.text, "-")
        case Bullets():
            return "\n".join(_wrap(_runs(item), "- ", "  ") for item in block.items)
        case Paragraph():
            return _wrap(_runs(block.runs))


def _panel(panel: Panel) -> str:
    count = f"{panel.count} {panel.count_unit}." if panel.count else None
    said = (panel.sentence, panel.average_sentence, count, panel.verdict, *panel.remarks)
    lines = [_underlined(panel.title, "-"), _wrap(" ".join(s for s in said if s)), _wrap(panel.small_print)]
    return "\n".join(lines)


def _history(history: History) -> Iterator[str]:
    yield _underlined(history.title, "-")
    if history.note:
        yield _wrap(history.note)
    lines: list[str] = []
    for row in history.rows:
        if isinstance(row, HistoryBreak):
            concerns = f" Concerns: {row.concerns}." if row.concerns else ""
            lines.append(_wrap(f"--- Break in the series. {row.title}. {row.why}{concerns}", rest="    "))
            continue
        for name, cell in zip(history.columns[1:], row.cells, strict=True):
            rate = f"{cell.rate} ({cell.of})" if cell.rate else "no rate"
            average = f", similar authorities {cell.average}" if cell.average else ""
            lines.append(_wrap(f"{row.label}  {name}: {rate}{average}", rest="         "))
    yield "\n".join(lines)


def _services(services: Services) -> str:
    names = services.columns[1:]
    lines = [_underlined(services.title, "-")]
    for area, *numbers in (*services.rows, services.total):
        counted = ", ".join(f"{name.lower()} {number}" for name, number in zip(names, numbers, strict=True))
        lines.append(_wrap(f"{area}: {counted}", rest="  "))
    return "\n".join(lines)
