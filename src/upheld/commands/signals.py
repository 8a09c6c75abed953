"""Early-warning signals, for those who work with them. Private: printed and written for their eyes alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from upheld.release.signals import SignalReport

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("snapshot", type=click.Path(path_type=Path))
@click.option("--year", metavar="YEAR", help="Watch up to the end of this review year. [default: the last with cases]")
@click.option("--authority", metavar="CODE_OR_NAME", help="Tell every series of one authority, with a signal or not.")
@click.option("--csv", "table", type=FILE, metavar="FILE", help="Write them to a CSV file, too.")
@click.option("--html", "page", type=FILE, metavar="FILE", help="Write them as a page with charts, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer for a program to read.")
@click.pass_obj
def signals(
    scheme: str,
    snapshot: Path,
    year: str | None,
    authority: str | None,
    table: Path | None,
    page: Path | None,
    as_json: bool,
) -> None:
    """Find early-warning signals: what has changed at an authority beyond chance and the times.

    Complaints upheld, the share upheld, late remedies, late replies, complaints received; by quarter, for each
    authority and service area. By name, never by size. Private: never part of a release. A signal is a reason to
    look, not a finding.
    """
    from upheld.release.order import Order
    from upheld.release.signals import PRIVATE, find_signals, last_year, write_csv, write_html
    from upheld.scheme import load
    from upheld.terminal import done, print_json

    loaded = load(scheme)
    order = Order.read(loaded, snapshot, year or last_year(snapshot, loaded), authority=authority)
    report = find_signals(order)
    if as_json:
        print_json(report.as_dict())
    else:
        _print(report)
    for out, write in ((table, write_csv), (page, write_html)):
        if out:
            write(report, out)
            done(f"Wrote {len(report.series):,} series to {out} ({PRIVATE}; only you can read it)")


def _print(report: SignalReport) -> None:
    from rich.markup import escape
    from rich.table import Table

    from upheld.figures.casemix import tenths
    from upheld.figures.signals.watching.told import CAUTION
    from upheld.figures.signals.watching.watch import STANDS
    from upheld.release.signals import PRIVATE
    from upheld.terminal import out

    whose = report.authority.name if report.authority else "all authorities"
    out.print(f"[bold]Early-warning signals, {report.year.label}, {escape(whose)}[/bold] ({PRIVATE})")
    if report.synthetic:
        out.print("[yellow]Synthetic: the snapshot holds made-up cases.[/yellow]")
    shown = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("Authority", "Services", "Signal", "Quarters", "Counted", "Expected"):
        shown.add_column(heading, overflow="fold", justify="right" if heading in ("Counted", "Expected") else "left")
    for series in report.standing:
        if (c := series.change) is None:
            continue
        counted = f"{c.counted:,}" if c.base is None else f"{c.counted:,} of {c.base:,}"
        when = series.when if series.status == STANDS else f"{series.when} (over)"
        cells = (series.authority.short_name, series.about, series.label, when, counted, tenths(c.expected))
        shown.add_row(*(escape(cell) for cell in cells))
    out.print(shown if report.standing else "None.")
    numbers = ", ".join(f"{status} {number:,}" for status, number in report.statuses.items())
    out.print(f"Series of all authorities: {numbers}.")
    for signal, why in report.missing:
        out.print(f"Not watched for: {escape(signal.name.lower())}. {escape(why)}")
    out.print(escape(report.promise))
    out.print(f"[bold]{CAUTION}[/bold]")


COMMANDS = (signals,)
"""In the order in which help lists them."""
