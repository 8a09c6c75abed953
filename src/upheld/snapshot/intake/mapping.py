"""A mapping file: what the sheets and columns of another system are in ours. One TOML file for each system.

The shape of the file is declared here; what it must mean is checked in `meaning`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from upheld.errors import PersonError, Problem
from upheld.scheme import Scheme

BUNDLED = Path(__file__).parent / "mappings"
"""Where the mappings that ship with Upheld live, one TOML file each."""
UNDECIDED = "?"
"""What a draft has where a person must decide."""
_STRICT = ConfigDict(extra="forbid")


def named(names: str | list[str]) -> list[str]:
    """Return names of which the first that is there is meant; none for `""`."""
    return [names] if isinstance(names, str) and names else list(names)


@checked(frozen=True, config=_STRICT)
class ColumnFrom:
    """Where one column of a table comes from, and how it is read. See docs/bring-your-own-data.md."""

    column: str | list[str] = ""
    """The column of the sheet; of several names the first that the sheet has."""
    columns: list[str] = Field(default_factory=list)
    """Columns of the sheet, set one behind the other."""
    between: str = " "
    constant: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    dates: list[str] = Field(default_factory=list)
    pattern: str = ""
    becomes: str = ""
    look_up: str = ""
    """Another sheet, in whose column `by` the text is looked for; the text of its column `take` is read."""
    by: str | list[str] = ""
    take: str | list[str] = ""
    optional: bool = False
    """Whether a sheet may be without the column."""

    @property
    def names(self) -> list[str]:
        """The names of which the sheet must have one; empty where there is a constant or several columns."""
        return named(self.column)


@checked(frozen=True, config=_STRICT)
class SheetFrom:
    """A kind of sheet, known by its name and that of its file; `*` stands for any signs, capitals do not matter."""

    names: list[str] = Field(default_factory=lambda: ["*"])
    files: list[str] = Field(default_factory=lambda: ["*"])
    drop_prefixes: list[str] = Field(default_factory=list)
    """Beginnings of the names of columns that a system sets before each of them."""
    ignore: list[str] = Field(default_factory=list)
    """Columns that are not wanted, and need not be told of; `*` as above."""
    required: bool = True


@checked(frozen=True, config=_STRICT)
class NotIn:
    """Rows whose text in `column` another sheet has in its column `by`: they are left to that sheet."""

    column: str | list[str]
    sheet: str
    by: str | list[str]
    pattern: str = ""
    becomes: str = ""


@checked(frozen=True, config=_STRICT)
class Feed:
    """What table one kind of sheet feeds."""

    sheet: str
    table: str
    columns: dict[str, str | ColumnFrom] = Field(default_factory=dict)
    where: dict[str, list[str]] = Field(default_factory=dict)
    """Only rows with one of these words in that column; `*` is anything, `""` a blank."""
    not_in: NotIn | None = None
    own_names: bool = False
    """Whether every column stands under its own name, as in our own tables."""

    def column(self, name: str) -> ColumnFrom:
        """Return where the column of that name comes from; KeyError if the feed has none."""
        given = self.columns[name]
        return ColumnFrom(column=given) if isinstance(given, str) else given


@checked(frozen=True, config=_STRICT)
class _File:
    name: str
    about: str = ""
    dates: list[str] = Field(default_factory=lambda: ["yyyy-mm-dd", "dd/mm/yyyy"])
    sheet: dict[str, SheetFrom] = Field(default_factory=dict)
    feed: list[Feed] = Field(default_factory=list)


@dataclass(frozen=True)
class Mapping:
    """A mapping that has been checked in full."""

    name: str
    about: str
    file: str
    """The name of its file, for people to be told of."""
    sha256: str
    dates: Sequence[str]
    sheets: Dictionary[str, SheetFrom]
    feeds: Sequence[Feed]

    def feeds_of(self, sheet: str) -> list[Feed]:
        """Return what a kind of sheet feeds."""
        return [feed for feed in self.feeds if feed.sheet == sheet]


def names() -> list[str]:
    """Return the names of the mappings that ship with Upheld."""
    return sorted(path.stem for path in BUNDLED.glob("*.toml"))


def load_mapping(name_or_file: str | Path, scheme: Scheme) -> Mapping:
    """Load a mapping that ships with Upheld by its name, or any mapping by its file.

    Raises PersonError with one Problem for each thing wrong in it, and for each thing in it still to be decided.
    """
    from upheld.snapshot.intake.meaning import problems_of

    path = BUNDLED / f"{name_or_file}.toml"
    if str(name_or_file) not in names():
        path = Path(name_or_file)
    mapping, problems = _read(path)
    if mapping:
        problems += problems_of(mapping, scheme)
    if problems or not mapping:
        undecided = sum(problem.value == UNDECIDED for problem in problems)
        still = f", of them {undecided:,} still to be decided" if undecided else ""
        many = "1 thing" if len(problems) == 1 else f"{len(problems):,} things"
        raise PersonError(
            f"The mapping {path.name} cannot be used: {many} to mend{still}.",
            mend="Mend what is listed. Nothing was read.",
            problems=problems,
        )
    return mapping


def _read(path: Path) -> tuple[Mapping | None, list[Problem]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        known = ", ".join(names())
        raise PersonError(
            f"There is no mapping {path}.", mend=f"Name a file, or one of those that ship with Upheld: {known}."
        ) from None
    except OSError as error:
        raise PersonError(f"{path} cannot be read: {error.strerror}.", mend="Make it readable for you.") from None
    try:
        text = content.decode("utf-8-sig")
        found = TypeAdapter(_File).validate_python(tomllib.loads(text))
    except UnicodeDecodeError:
        return None, [Problem(path.name, None, None, None, "is not text in UTF-8.", "Save it as UTF-8.")]
    except tomllib.TOMLDecodeError as error:
        return None, [Problem(path.name, None, None, None, f"is not TOML: {error}.", "Mend it at that place.")]
    except RecursionError:
        return None, [Problem(path.name, None, None, None, "is nested too deeply.", "Take that part out.")]
    except ValidationError as error:
        return None, [_of_shape(path.name, one) for one in error.errors()]
    sha256 = hashlib.sha256(content).hexdigest()
    return Mapping(found.name, found.about, path.name, sha256, found.dates, found.sheet, found.feed), []


def _of_shape(file: str, error: Any) -> Problem:
    """Return what is wrong with the shape of the file, by the key it is wrong at."""
    place = [part for part in error["loc"] if part not in ("str", "ColumnFrom", "list[str]")]
    key = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in place)
    given = error.get("input")
    shown = str(given)[:60] if isinstance(given, str | int | float | bool) else None
    match error["type"]:
        case "missing":
            return Problem(file, None, key, None, "is missing.", "Add it.")
        case "unexpected_keyword_argument" | "extra_forbidden":
            return Problem(file, None, key, shown, "is not a key that a mapping has.", "Mend its name, or take it out.")
        case _:
            return Problem(file, None, key, shown, f"is not right: {error['msg'].lower()}.", "Mend it.")
