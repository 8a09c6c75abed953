"""Early-warning signals of a snapshot: found, and written for those who work with them. Private in every form.

Nothing here is a part of a release, and none of it may be written into one.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from upheld import atomic
from upheld.errors import PersonError
from upheld.figures.casemix import tenths
from upheld.figures.cube import cube, reduce
from upheld.figures.signals.watching.achieved import AUTHORITIES, FALSE_SIGNALS
from upheld.figures.signals.watching.counting import cells_of, not_recorded, received_and_replies
from upheld.figures.signals.watching.model import Signal
from upheld.figures.signals.watching.quarters import quarterly
from upheld.figures.signals.watching.register import all_signals
from upheld.figures.signals.watching.thresholds import BUDGET
from upheld.figures.signals.watching.told import CAUTION, Point, Series, every, found, statuses
from upheld.figures.signals.watching.watch import watch
from upheld.release.check.private import MARK
from upheld.release.engines import case_tables
from upheld.release.order import Order
from upheld.scheme.model import Authority, Scheme
from upheld.scheme.years import ReviewYear
from upheld.snapshot import Snapshot

PRIVATE = MARK
"""Said on every form."""

COLUMNS = (
    "authority",
    "name",
    "services",
    "signal",
    "direction",
    "status",
    "first_stood",
    "from",
    "to",
    "counted",
    "base",
    "expected",
    "once_in_years_by_chance",
    "sentence",
    "provenance",
    "note",
)
"""Of the CSV file."""


@dataclass(frozen=True)
class SignalReport:
    """What stands out in the last year that was watched."""

    scheme: Scheme
    year: ReviewYear
    hash: str
    synthetic: bool
    authority: Authority | None
    """None: all; else every series of this one is told, those without a signal too."""
    series: tuple[Series, ...]
    """By name of the authority."""
    missing: tuple[tuple[Signal, str], ...]
    """What could not be watched for, and why."""
    statuses: Mapping[str, int]
    """How many series of all authorities have which status."""

    @property
    def standing(self) -> tuple[Series, ...]:
        """The series with a signal."""
        return tuple(series for series in self.series if series.change)

    @property
    def promise(self) -> str:
        """What is promised of false signals, and what was found when it was tried."""
        return (
            f"Were nothing to change, an authority would have at most {BUDGET:g} signal in ten years over all its "
            f"series together. In a simulation of {AUTHORITIES:,} made-up authorities it was {FALSE_SIGNALS:.2f}."
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the report for a program to read."""
        return {
            "note": PRIVATE,
            "caution": CAUTION,
            "synthetic": self.synthetic,
            "year": self.year.label,
            "snapshot": self.hash,
            "false_signals": {"at_most": BUDGET, "in_simulation": FALSE_SIGNALS, "years": 10},
            "series_by_status": dict(self.statuses),
            "not_watched_for": {signal.id: why for signal, why in self.missing},
            "series": [_as_dict(series) for series in self.series],
        }


def last_year(snapshot: Path, scheme: Scheme) -> str:
    """Return the label of the last review year that the snapshot holds a decision of."""
    opened = Snapshot.open(snapshot)
    with duckdb.connect() as con:
        row = con.execute("SELECT max(decided_on) FROM read_parquet(?)", [str(opened.path("decisions"))]).fetchone()
    if row is None or row[0] is None:
        raise PersonError(f"{snapshot} holds no decision.", mend="Freeze an extract that does.")
    return scheme.calendar.year_end.year_of(row[0]).label


def find_signals(order: Order) -> SignalReport:
    """Watch every series of the order's snapshot up to the end of its year. PersonError for a year without data.

    Of the order's authority, if it names one, every series is told; otherwise those with a signal.
    """
    scheme, snapshot = order.scheme, order.snapshot
    with case_tables(snapshot) as tables:
        cells = reduce(cube(*tables, scheme), scheme)
        more = cells_of(received_and_replies(tables.decisions, scheme))
    counts = quarterly([cells, more], scheme, order.year, not_recorded(more))
    watched = watch(counts, all_signals())
    told = every(watched, order.authority.code) if order.authority else found(watched)
    return SignalReport(
        scheme=scheme,
        year=order.year,
        hash=snapshot.hash,
        synthetic=snapshot.synthetic,
        authority=order.authority,
        series=tuple(told),
        missing=watched.missing,
        statuses=statuses(watched),
    )


def write_csv(report: SignalReport, out: Path) -> None:
    """Write the series as a CSV file that only its owner can read."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for series in report.series:
        row = _as_dict(series)
        change = row.pop("change") or {}
        provenance = "synthetic" if report.synthetic else ""
        cells = row | change | {"provenance": provenance, "note": PRIVATE}
        writer.writerow(["" if cells.get(name) is None else cells[name] for name in COLUMNS])
    write_private(out, text.getvalue())


def write_html(report: SignalReport, out: Path) -> None:
    """Write the report as one page without scripts that only its owner can read. The same report, the same bytes."""
    environment = Environment(
        loader=PackageLoader("upheld.release"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["tenths"] = tenths
    by_authority = [(name, list(of)) for name, of in groupby(report.standing, key=lambda s: s.authority.name)]
    page = environment.get_template("signals.html").render(
        report=report,
        private=PRIVATE,
        caution=CAUTION,
        signals=all_signals(),
        by_authority=by_authority,
        quiet=[series for series in report.series if not series.change],
        drawing=Drawing.of,
        columns=QUARTER_COLUMNS,
    )
    write_private(out, page)


def write_private(out: Path, text: str) -> None:
    """Write a file that its owner alone can read, whole or not at all.

    Raises PersonError if it would lie in a release, a snapshot, or a folder that readers see.
    """
    out = Path(os.path.realpath(out))
    for folder in out.parents:
        if (folder / "manifest.json").is_file() or (folder / "releases").is_dir():
            raise PersonError(
                f"Signals are private, and {folder} holds a release, a snapshot or a public site.",
                mend="Name a file elsewhere.",
            )
    try:
        # Made readable by its owner alone, before anything is in it.
        number, part = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise atomic.cannot_write(error, out) from error
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(part).replace(out)
    except OSError as error:
        with suppress(OSError):
            Path(part).unlink()
        raise atomic.cannot_write(error, out) from error


QUARTER_COLUMNS = ("Quarter", "Counted", "Out of", "To be expected", "What is to be known")


@dataclass(frozen=True)
class Drawing:
    """A series as a small chart, in the units of its view box. Each line is the points of one unbroken stretch."""

    width: int
    height: int
    top: str
    """What the top of the chart stands for."""
    counted: tuple[str, ...]
    expected: tuple[str, ...]
    standing: tuple[tuple[float, float], ...]
    """Where a signal stands."""
    restarts: tuple[float, ...]
    description: str

    @classmethod
    def of(cls, series: Series) -> Drawing:
        """Draw a series."""
        points = series.points
        most = max([1.0, *(float(p.counted) for p in points), *(p.expected or 0.0 for p in points)])
        step = _WIDE / max(len(points) - 1, 1)

        def at(n: int, value: float) -> tuple[float, float]:
            return round(n * step, 1), round(_HIGH * (1 - value / most), 1)

        counted, expected = [], []
        for stretch in _stretches(points):
            counted.append(_line([at(n, points[n].counted) for n in stretch]))
            due = [at(n, points[n].expected or 0.0) for n in stretch if points[n].expected is not None]
            if due:
                expected.append(_line(due))
        last, top = series.change, tenths(most).removesuffix(".0")
        told = f"{series.signal.counts}, {points[0].quarter.label} to {points[-1].quarter.label}, at most {top}"
        return cls(
            width=_WIDE,
            height=_HIGH,
            top=top,
            counted=tuple(counted),
            expected=tuple(expected),
            standing=tuple(at(n, p.counted) for n, p in enumerate(points) if p.stands),
            restarts=tuple(round((n - 0.5) * step, 1) for n, p in enumerate(points) if p.restarts and n),
            description=f"{told[0].upper()}{told[1:]}. {series.sentence if last else ''}".strip(),
        )


_WIDE, _HIGH = 560, 110


def _line(points: list[tuple[float, float]]) -> str:
    # A lone point is drawn as a short stroke.
    (x, y) = points[0]
    return " ".join(f"{px},{py}" for px, py in (points if len(points) > 1 else [(x, y), (x + 2, y)]))


def _stretches(points: tuple[Point, ...]) -> Iterator[list[int]]:
    stretch: list[int] = []
    for n, point in enumerate(points):
        if point.restarts and stretch:
            yield stretch
            stretch = []
        stretch.append(n)
    yield stretch


def _as_dict(series: Series) -> dict[str, Any]:
    change = series.change
    return {
        "authority": series.authority.code,
        "name": series.authority.name,
        "services": series.about,
        "signal": series.signal.id,
        "direction": series.direction,
        "status": series.status,
        "once_in_years_by_chance": series.once_in_years,
        "sentence": series.sentence,
        "change": change
        and {
            "first_stood": change.first.label,
            "from": change.since.label,
            "to": change.until.label,
            "counted": change.counted,
            "base": change.base,
            "expected": float(tenths(change.expected).replace(",", "")),
        },
    }
