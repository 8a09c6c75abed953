"""What a sample holds, what of the published figures it reproduces, and what no set of cases can reproduce."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Impossible:
    """Something published that no cases can reproduce together with everything else published."""

    where: str
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}, but {self.why}."


@dataclass(frozen=True)
class SampleReport:
    """The sample that was written to `folder`."""

    folder: Path
    seed: int
    rows: Mapping[str, int]
    """Rows written, by table."""
    decisions: Mapping[str, int]
    """Decisions by review year, written `2019-20`."""
    statistics_equal: int
    """Published rows whose every count the cases add up to."""
    statistics: int
    """Published rows about the years of the sample."""
    averages_equal: int
    """Published averages the pooled cases round to."""
    averages: int
    """Published averages about the years of the sample."""
    outside: int
    """Published rows and averages about other years, which the sample says nothing about."""
    impossible: tuple[Impossible, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain values for a program to read."""
        return {
            **asdict(self),
            "folder": str(self.folder),
            "rows": dict(self.rows),
            "decisions": dict(self.decisions),
            "impossible": [str(i) for i in self.impossible],
        }
