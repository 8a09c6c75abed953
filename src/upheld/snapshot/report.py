"""Reading ten thousand problems as the few causes they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upheld.errors import Problem

_EXAMPLES = 3


@dataclass(frozen=True)
class Group:
    """Problems with one cause: a rule, the column it is about, how many there are, and the first few."""

    rule: str
    column: str | None
    count: int
    examples: tuple[Problem, ...]


def group(problems: Iterable[Problem], examples: int = _EXAMPLES) -> list[Group]:
    """Gather problems by rule and column, the most frequent first; equally frequent ones as they were met."""
    gathered: dict[tuple[str, str | None], list[Problem]] = {}
    for problem in problems:
        gathered.setdefault((problem.rule, problem.column), []).append(problem)
    groups = [Group(rule, column, len(found), tuple(found[:examples])) for (rule, column), found in gathered.items()]
    return sorted(groups, key=lambda one: -one.count)
