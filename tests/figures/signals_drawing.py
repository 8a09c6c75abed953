"""Reads drawn cases of signals: counts by quarter with marks under them, as `signals_drawn/README.md` describes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from upheld.figures.signals.watching.model import FALL, RISE, Observed, Signal
from upheld.figures.signals.watching.quarters import Quarter, quarters_of
from upheld.figures.signals.watching.register import all_signals
from upheld.figures.signals.watching.restarts import all_stretches
from upheld.figures.signals.watching.thresholds import budgets
from upheld.figures.signals.watching.watch import Chart
from upheld.figures.signals.watching.yardstick import Expectation
from upheld.scheme import Scheme, load
from upheld.scheme.model import Break, Succession

DRAWN = Path(__file__).parent / "signals_drawn"
MUST, MAY_NOT, EITHER = "!", ".", "?"
ROWS = ("counted", "of", "expected", "restarts", "marks")
HEADINGS = ("signal", "about", "similar", "direction")
ALL = "all services"
MONTH = timedelta(days=40)
"""So long after its beginning a quarter is in its midst."""


@dataclass(frozen=True)
class Case:
    """One drawn case."""

    title: str
    signal: Signal
    direction: str
    whole: bool
    similar: float | None
    rows: dict[str, list[str]]

    @property
    def marks(self) -> str:
        """The marks, one for each quarter."""
        return "".join(self.rows["marks"])


def cases() -> list[Path]:
    """Return the files of all cases."""
    return sorted(DRAWN.glob("*.txt"))


def read(path: Path) -> Case:
    """Read a case. Fails with the name of the file and what is wrong with the drawing."""
    title, *lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    said = {"about": ALL, "direction": RISE, "similar": ""}
    rows: dict[str, list[str]] = {}
    for line in lines:
        word, _, rest = line.partition(" ")
        if word in ROWS:
            rows.setdefault(word, []).extend(rest.replace("|", " ").split())
        elif word.rstrip(":") in HEADINGS:
            said[word.rstrip(":")] = rest.strip()
    assert set(rows) >= {"counted", "marks"}, f"{path.name}: draw at least the lines counted and marks"
    lengths = {word: len(cells) for word, cells in rows.items()}
    assert len(set(lengths.values())) == 1, f"{path.name}: the lines are of different length: {lengths}"
    assert lengths["counted"] % 4 == 0, f"{path.name}: draw whole years, of four quarters each"
    assert set(rows["marks"]) <= {MUST, MAY_NOT, EITHER}, f"{path.name}: marks are {MUST} {MAY_NOT} {EITHER}"
    signal = {s.id: s for s in all_signals()}[said["signal"]]
    similar = float(said["similar"].rstrip("%")) / 100 if said["similar"] else None
    return Case(title, signal, said["direction"], said["about"] == ALL, similar, rows)


def stands(case: Case) -> str:
    """Return what the program finds: the marks as it would set them."""
    above = chart(case).above[0, -1 if case.whole else 0]
    return "".join(MUST if yes else MAY_NOT for yes in above.tolist())


def chart(case: Case) -> Chart:
    """Return the chart of a case: its series in the place of one service area, or of all together."""
    scheme = load("lgsco")
    number = len(case.rows["counted"])
    years = tuple(scheme.calendar.year_end.year(2013 + n) for n in range(number // 4))
    counted = np.array(case.rows["counted"], dtype=np.int64)
    base = np.array(case.rows["of"], dtype=np.int64) if "of" in case.rows else None
    drawn = restarting(scheme, case, quarters_of(years))
    first = all_stretches(drawn, case.signal.measure, quarters_of(years))[:1, None, :]
    placed = [_placed(values, case.whole) for values in (counted, base) if values is not None]
    observed = Observed(*placed)
    charts = sum(len(signal.directions) for signal in all_signals())
    return Chart(case.signal, case.direction, observed, _expectation(case, counted, base), first, budgets(charts, 9))


def _expectation(case: Case, counted: np.ndarray, base: np.ndarray | None) -> Expectation:
    if base is None:
        usual, turned, due = 0.0, False, np.array(case.rows.get("expected", ["1"] * len(counted)), dtype=np.float64)
    else:
        share = case.similar if case.similar is not None else float(counted.sum() / base.sum())
        due = np.array(case.rows["expected"], dtype=np.float64) if "expected" in case.rows else base * share
        turned = share > 0.5
        usual = 1 - share if turned else share
        counted, due = (base - counted, base - due) if turned else (counted, due)
    flat = np.zeros((1, 2))
    return Expectation(
        _placed(counted, case.whole).astype(np.float64),
        _placed(due, case.whole),
        flat + usual,
        flat.astype(bool) | turned,
    )


def _placed(values: np.ndarray, whole: bool) -> np.ndarray:
    placed = np.zeros((1, 2, len(values)), dtype=values.dtype)
    placed[0, 1 if whole else 0] = values
    return placed


def restarting(scheme: Scheme, case: Case, quarters: tuple[Quarter, ...]) -> Scheme:
    """Return a scheme in which one body's series restarts where the case says so."""
    body, other = (replace(a, first_day=None, last_day=None) for a in scheme.authorities[:2])
    breaks: list[Break] = []
    successions: list[Succession] = []
    for quarter, letter in zip(quarters, case.rows.get("restarts", []), strict=False):
        day, midst = quarter.first_day, quarter.first_day + MONTH
        if letter == "B":
            assert quarter.number == 1, "the rules change with a year"
            breaks.append(Break(quarter.year.number, "Rules changed", "Drawn."))
        elif letter in "Nn":
            body = replace(body, first_day=day if letter == "N" else midst)
        elif letter in "Mm":
            successions.append(Succession(other.code, body.code, day if letter == "M" else midst, "whole"))
        elif letter in "Pp":
            successions.append(Succession(body.code, other.code, day if letter == "P" else midst, "part"))
        elif letter in "Ee":
            body = replace(body, last_day=(day if letter == "E" else midst) - timedelta(days=1))
        else:
            assert letter == "-", f"{letter} is no kind of restart"
    return replace(scheme, breaks=tuple(breaks), successions=tuple(successions), authorities=(body, other))


@cache
def read_all() -> tuple[Case, ...]:
    """Return all cases."""
    return tuple(read(path) for path in cases())


__all__ = ["DRAWN", "EITHER", "FALL", "MAY_NOT", "MUST", "Case", "cases", "chart", "date", "read", "read_all", "stands"]
