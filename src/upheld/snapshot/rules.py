"""The declaration of a table, compiled to DuckDB SQL: how a cell is read, and what makes it wrong.

In the SQL, `given.x` is the text of column x (NULL where blank), `x` its value (NULL also where it cannot be read).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from upheld.snapshot.tables import Column, Kind

YES = ("yes", "y", "true")
NO = ("no", "n", "false")
_DATE = "(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
_MIDNIGHT = "( |T)00:00:00(\\.0+)?"
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#DATA!")
"""What a spreadsheet shows, and writes to CSV, in a cell whose formula failed."""
_UNPRINTABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
NOUNS = {"authority": "an authority", "outcome": "an outcome", "category": "a category", "ground": "a ground"}
"""What a column may refer to that the scheme declares."""
REQUIRED = "required"


@dataclass(frozen=True)
class Rule:
    """Something that may be wrong with a row. `wrong` is the condition in SQL, empty where it is found another way."""

    id: str
    column: str | None
    rule: str
    mend: str
    wrong: str = ""
    follows: bool = False
    """Whether the row is refused only because a row of another table is."""


def literal(text: str) -> str:
    """Return `text` as a string in SQL."""
    return "'" + text.replace("'", "''") + "'"


def value(column: Column) -> str:
    """Return the SQL that reads a cell of a column which is not looked up in a list of words."""
    given = f"given.{column.name}"
    match column.kind:
        case Kind.DATE:
            day, midnight = literal(_DATE), literal(_DATE + _MIDNIGHT)
            return (
                f"CASE WHEN regexp_full_match({given}, {day}) THEN TRY_CAST({given} AS DATE) "
                f"WHEN regexp_full_match({given}, {midnight}) THEN TRY_CAST(left({given}, 10) AS DATE) END"
            )
        case Kind.INTEGER:
            return f"CASE WHEN regexp_full_match({given}, '[0-9]{{1,9}}') THEN CAST({given} AS INTEGER) END"
        case Kind.YES_NO:
            return f"CASE WHEN lower({given}) IN {YES} THEN true WHEN lower({given}) IN {NO} THEN false END"
        case _:
            return given


def column_rules(column: Column, absent_in: Sequence[int] = ()) -> list[Rule]:
    """Return what may be wrong with a cell of `column`, weightiest first: of a cell only the first is told.

    `absent_in` are the sources without the column: that is told once, of the header, and not again of every row.
    """
    given = f"given.{column.name}"
    unread = f"{given} IS NOT NULL AND {column.name} IS NULL"
    found: list[tuple[str, str, str, str]] = [
        (
            "too-long",
            f"strlen({given}) > {column.longest} AND length({given}) > {column.longest}",
            f"is longer than {column.longest:,} characters.",
            "Shorten it.",
        ),
        (
            "unprintable",
            f"regexp_matches({given}, {literal(_UNPRINTABLE)})",
            "holds a sign that cannot be printed.",
            "Take it out.",
        ),
    ]
    found.append(("spreadsheet-error", f"{given} IN {ERRORS}", "is an error of the spreadsheet.", "Mend the formula."))
    if column.required:
        blank = f"{given} IS NULL AND source NOT IN {(-1, -2, *absent_in)}"
        found.insert(0, (REQUIRED, blank, "is blank, and every row needs it.", "Fill it in."))
    if column.refers_to in NOUNS:
        several = f"{unread} AND words.shared"
        found.append(
            (f"ambiguous-{column.refers_to}", several, f"is the name of more than one {column.refers_to}.", "")
        )
        found.append((f"unknown-{column.refers_to}", unread, f"is not {NOUNS[column.refers_to]} of this scheme.", ""))
    elif column.allowed:
        found.append(("not-allowed", unread, "is not one of the words this column takes.", ""))
    elif column.kind is Kind.DATE:
        found.append(("not-a-date", unread, "is not a day written YYYY-MM-DD.", "Write it like 2020-03-31."))
    elif column.kind is Kind.INTEGER:
        found.append(("not-a-number", unread, "is not a whole number.", "Write it in digits alone, like 1400."))
    elif column.kind is Kind.YES_NO:
        found.append(("not-yes-or-no", unread, "is neither yes nor no.", "Write yes or no, or leave it blank."))
    if column.pattern:
        no_match = f"NOT regexp_full_match({given}, {literal(column.pattern)})"
        found.append(("pattern", no_match, "does not look as it should.", f"Write it like {column.pattern_example}."))
    return [Rule(name, column.name, rule, mend, wrong) for name, wrong, rule, mend in found]


def duplicate_rule(key: tuple[str, ...]) -> Rule:
    """Return the rule that a key may not be given twice with different content."""
    return Rule("duplicate", ", ".join(key), "is given more than once, with different content.", "")


def reference_rules(column: Column) -> tuple[Rule, Rule]:
    """Return what may be wrong with a cell that names a row of another table: no such row, or a refused one."""
    table, target = (column.refers_to or "").split(".")
    unknown = Rule(
        f"unknown-{target}", column.name, f"is in no row of {table}.", f"Add it to {table}, or mend it here."
    )
    refused = Rule(
        f"refused-{target}", column.name, f"belongs to a row of {table} that was refused.", "Mend that row.", "", True
    )
    return unknown, refused


OUT_OF_USE = "out-of-use"


def out_of_use_rule(column: Column, day: str) -> Rule:
    """Return the rule that an outcome is used from its first day to its last; `day` is the column that dates it."""
    wrong = f"{day} < {column.name}_first_day OR {day} > {column.name}_last_day"
    return Rule(
        OUT_OF_USE, column.name, "was not in use on the day of the decision.", "Use the code of that day.", wrong
    )


BROKEN = Rule("broken", None, "", "Give every row as many cells as the header.")
