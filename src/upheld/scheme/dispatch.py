"""How a scheme's letters are sent: to which offices, in which words, and how long addresses are kept."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from string import Formatter

from pydantic import TypeAdapter, ValidationError

from upheld.errors import PersonError, Problem
from upheld.scheme.model import Scheme

FILE = "dispatch.toml"

PLACES = {
    "subject": {"sender", "year", "authority"},
    "revised_subject": {"subject"},
    "embargo": {"public"},
    "attached": set[str](),
    "linked": {"link"},
    "linked_later": {"link", "public"},
    "own_link": {"link"},
    "revised": set[str](),
}
"""Which placeholders each of the words may have."""

ALERT_PLACES = {
    "subject": {"sender", "number"},
    "opening": {"sender"},
    "confirm_subject": {"sender"},
    "confirm_opening": {"sender"},
    "confirm_closing": {"days"},
    "closing": set[str](),
}
"""The same of the words of alerts."""


@dataclass(frozen=True)
class AlertWords:
    """What an alert says around its news, and the mail that asks to confirm. Placeholders: see `ALERT_PLACES`."""

    subject: str
    opening: str
    closing: str
    confirm_subject: str
    confirm_opening: str
    confirm_closing: str


@dataclass(frozen=True)
class Alerts:
    """How people are told of news. What nobody confirmed within `confirm_days` days is erased."""

    words: AlertWords
    confirm_days: int = 7


@dataclass(frozen=True)
class Words:
    """What a mail says around the letter. Placeholders: see `PLACES`."""

    subject: str
    revised_subject: str
    embargo: str
    attached: str
    linked: str
    linked_later: str
    own_link: str
    revised: str


@dataclass(frozen=True)
class Dispatch:
    """Who receives a letter by the office held, and for how many days (`keep_days`) their addresses are kept."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    words: Words
    keep_days: int = 365
    alerts: Alerts | None = None
    """None: the scheme sends no alerts."""


_DISPATCH = TypeAdapter(Dispatch)


def load_dispatch(scheme: Scheme) -> Dispatch:
    """Read how the scheme's letters are sent from its `dispatch.toml`. Raises PersonError with every problem in it."""
    path = scheme.folder / FILE
    if not path.is_file():
        raise PersonError(
            f"The scheme {scheme.id} does not say how its letters are sent.", mend=f"Write {path}; see lgsco’s."
        )
    try:
        read = _DISPATCH.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise PersonError(f"{path} is not TOML: {error}", mend="Mend the line named.") from None
    except ValidationError as error:
        problems = [
            Problem(FILE, None, ".".join(map(str, e["loc"])), None, f"{e['msg']}.", "Mend it.") for e in error.errors()
        ]
        raise PersonError(f"{path} cannot be used.", mend="Mend each.", problems=problems) from None
    if problems := list(_problems(read)):
        raise PersonError(f"{path} cannot be used.", mend="Mend each.", problems=problems)
    return read


def _problems(read: Dispatch) -> Iterator[Problem]:
    if not read.to:
        yield Problem(FILE, None, "to", None, "names no office.", "Name the office a letter is to.")
    if both := sorted(set(read.to) & set(read.cc)):
        yield Problem(FILE, None, "cc", ", ".join(both), "is named in to and in cc.", "Name it once.")
    if read.keep_days < 1:
        yield Problem(FILE, None, "keep_days", str(read.keep_days), "is no number of days.", "Write 365.")
    yield from _strange("words", read.words, PLACES)
    if read.alerts is not None:
        yield from _strange("alerts.words", read.alerts.words, ALERT_PLACES)
        if read.alerts.confirm_days < 1:
            days = str(read.alerts.confirm_days)
            yield Problem(FILE, None, "alerts.confirm_days", days, "is no number of days.", "Write 7.")


def _strange(where: str, words: Words | AlertWords, places: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Yield the placeholders that the words may not have."""
    for one in fields(words):
        allowed = places[one.name]
        try:
            found = {name for _, name, _, _ in Formatter().parse(getattr(words, one.name)) if name is not None}
        except ValueError:
            found = {"{"}
        if strange := sorted(found - allowed):
            may = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
            yield Problem(
                FILE, None, f"{where}.{one.name}", strange[0], "is no placeholder here.", f"There may be: {may}."
            )
