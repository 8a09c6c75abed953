"""Writing a guessed mapping as TOML, with a comment wherever a person must decide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from upheld.snapshot.intake.guess import BECOMES, SHAPE, Draft, Guessed, SheetGuess
from upheld.snapshot.intake.mapping import UNDECIDED


def toml(draft: Draft, name: str) -> str:
    """Return the draft as the text of a mapping file called `name`."""
    return "\n".join(_lines(draft, name)) + "\n"


def things(number: int) -> str:
    """Return how many things there are, with the verb that follows."""
    return "1 thing is" if number == 1 else f"{number:,} things are"


def _lines(draft: Draft, name: str) -> Iterator[str]:
    todo = draft.undecided
    yield "# A first draft, guessed from the files. Look at every line before you trust it."
    if todo:
        yield f'# {things(len(todo))} still to be decided: look for "{UNDECIDED}". Nothing is read until none is left.'
    yield f"name = {_text(name)}"
    yield 'dates = ["yyyy-mm-dd", "dd/mm/yyyy"]'
    fed = [sheet for sheet in draft.sheets if sheet.table]
    ids = _ids(fed)
    for sheet, id_ in zip(fed, ids, strict=True):
        yield ""
        yield f"[sheet.{id_}]"
        yield f"names = [{', '.join(_text(_pattern(one)) for one in sheet.names)}]"
        if sheet.unused:
            yield "# These columns feed nothing. Name here those that nobody needs, and they are not told of again."
            yield f"# ignore = [{', '.join(_text(one) for one in sheet.unused)}]"
    for sheet, id_ in zip(fed, ids, strict=True):
        yield from _feed(sheet, id_)
    for sheet in draft.sheets:
        if sheet.table is None:
            yield ""
            yield _comment(f"{', '.join(sheet.labels)} fits no table and is left out.")


def _ids(sheets: list[SheetGuess]) -> list[str]:
    """Return a name for each kind of sheet: that of its table, with a number where several feed one."""
    tables = [sheet.table.name if sheet.table else "" for sheet in sheets]
    return [
        table if tables.count(table) == 1 else f"{table}_{tables[: n + 1].count(table)}"
        for n, table in enumerate(tables)
    ]


def _feed(sheet: SheetGuess, id_: str) -> Iterator[str]:
    assert sheet.table is not None
    yield ""
    yield "[[feed]]"
    yield f'sheet = "{id_}"'
    yield f'table = "{sheet.table.name}"'
    yield ""
    yield "[feed.columns]"
    for one in sheet.columns:
        if not one.values:
            yield from _column(one)
    for one in sheet.columns:
        if one.values:
            yield from _column_with_values(one)


def _column(one: Guessed) -> Iterator[str]:
    if one.given is None:
        yield _comment(f"To decide: which column is {one.column.name}? {one.column.meaning}")
        yield _comment(f"The nearest are {one.near}. It may also be {{ constant = … }}.")
        yield f'{one.column.name} = "{UNDECIDED}"'
    elif one.dates or one.shaped:
        yield f"{one.column.name} = {{ {', '.join(_steps(one))} }}"
    else:
        yield f"{one.column.name} = {_text(one.given.name)}"


def _column_with_values(one: Guessed) -> Iterator[str]:
    yield ""
    yield f"[feed.columns.{one.column.name}]"
    yield from _steps(one)
    yield ""
    yield f"[feed.columns.{one.column.name}.values]"
    for word, code in one.values.items():
        if code == UNDECIDED:
            times = one.given.words.get(word, 0) if one.given else 0
            yield _comment(f"To decide{f': {times:,} of the rows looked at' if times else ''}")
        yield f"{_text(word)} = {_text(code)}"


def _steps(one: Guessed) -> Iterator[str]:
    assert one.given is not None
    yield f"column = {_text(one.given.name)}"
    if one.dates:
        yield f"dates = [{_text(one.dates)}]"
    if one.shaped:
        yield f"pattern = {_text(SHAPE)}"
        yield f"becomes = {_text(BECOMES)}"


def _pattern(name: str) -> str:
    """Return a name so that no sign of it stands for others."""
    return re.sub(r"([*?[])", r"[\1]", name)


def _text(text: str) -> str:
    """Return a string as TOML writes it, which is as JSON does but for one sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "# " + re.sub(r"[\x00-\x1f\x7f]+", " ", text)
