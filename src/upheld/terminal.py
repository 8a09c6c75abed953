"""What the command line prints: progress bars, tables of problems, and errors meant for people.

Results go to standard output, everything about getting there to standard error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from upheld.errors import PersonError, Problem, shorten
from upheld.snapshot.report import group

if TYPE_CHECKING:
    from upheld.figures.average import AverageExplanation
    from upheld.release.calendar import YearCalendar
    from upheld.release.check.model import Checked, CheckReport
    from upheld.release.compare import Comparison, FigureChange
    from upheld.release.explain import Case, Explained
    from upheld.release.sign import Standing
    from upheld.snapshot.manifest import Changes
    from upheld.snapshot.oddities import Oddity

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

EXAMPLES_SHOWN = 3

Advance = Callable[[int], None]


def note(text: str) -> None:
    """Tell the person something by the way."""
    err.print(f"[dim]{escape(text)}[/dim]", soft_wrap=True)


def done(text: str) -> None:
    """Tell the person that what was asked for is done, and where it is."""
    err.print(f"[green]✓[/green] {escape(text)}", soft_wrap=True)


def print_json(value: object) -> None:
    """Print a value for a program to read."""
    print(json.dumps(value, indent=1, ensure_ascii=False))


@contextmanager
def progress() -> Iterator[Callable[[str, int], Advance]]:
    """Give a function that starts a bar (`what`, `how many`) and returns the function that advances it."""
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=False, disable=not err.is_terminal) as bars:

        def start(what: str, total: int) -> Advance:
            task = bars.add_task(what, total=total)
            return lambda steps: bars.advance(task, steps)

        yield start


def print_error(error: PersonError) -> None:
    """Print an error for people: the message, every problem grouped by cause, and the mend."""
    err.print(f"[red bold]✗[/red bold] {escape(error.message)}", soft_wrap=True)
    if error.problems:
        _print_problems(error.problems)
    if error.mend:
        err.print(f"  {escape(error.mend)}", soft_wrap=True)


def error_as_json(error: PersonError) -> dict[str, object]:
    """Return an error as a program would read it, every problem in full."""
    return {
        "error": error.message,
        "mend": error.mend,
        "problems": [
            {
                "file": p.file,
                "line": p.line,
                "column": p.column,
                "value": None if p.value is None else shorten(p.value, 200),
                "rule": p.rule,
                "mend": p.mend,
            }
            for p in error.problems
        ],
    }


def _print_problems(problems: Sequence[Problem]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False, expand=False)
    for heading in ("How many", "Where", "Column", "Value", "What is wrong, and how to mend it"):
        # A place or a column's name that is broken can be searched for no more.
        table.add_column(heading, overflow="fold", no_wrap=heading in ("Where", "Column"))
    for cause in group(problems):
        shown = cause.examples[:EXAMPLES_SHOWN]
        where = "\n".join(p.file if p.line is None else f"{p.file}:{p.line}" for p in shown)
        values = "\n".join("" if p.value is None else shorten(p.value, 30) for p in shown)
        more = "" if cause.count <= len(shown) else "\n…"
        first = shown[0]
        told = f"{first.rule} {first.mend}".strip()
        cells = (f"{cause.count:,}", where + more, first.column or "", values, told)
        table.add_row(*(escape(cell) for cell in cells))
    err.print(table)


def print_warnings(warnings: Sequence[Oddity]) -> None:
    """Print what is odd in the files but possible: one line for each kind, with the first few."""
    if not warnings:
        return
    table = Table(box=None, header_style="bold yellow", pad_edge=False, expand=False)
    for heading in ("How many", "Odd, but possible", "The first"):
        table.add_column(heading, overflow="fold")
    for odd in warnings:
        shown = "\n".join(odd.examples[:EXAMPLES_SHOWN])
        more = "" if odd.count <= EXAMPLES_SHOWN else "\n…"
        table.add_row(f"{odd.count:,}", escape(f"{odd.what}. {odd.why}"), escape(shown + more))
    err.print(table)


def print_changes(changes: Changes) -> None:
    """Print what a snapshot changes of the one before it."""
    for name, table in changes.tables.items():
        columns = f" ({', '.join(table.columns)})" if table.columns else ""
        err.print(f"  {escape(name.replace('_', ' '))}: {table}{escape(columns)}", soft_wrap=True)
    for moved in changes.moved[:CHANGES_SHOWN]:
        err.print(f"  {escape(str(moved))}", soft_wrap=True)
    if len(changes.moved) > CHANGES_SHOWN:
        err.print(f"  … and {len(changes.moved) - CHANGES_SHOWN:,} more; changes.csv lists them all")
    if not changes.tables:
        err.print("  No row differs from the earlier snapshot's.")


CASES_SHOWN = 40
"""References listed on the screen; all of them are in the --json answer."""


def print_explanation(explained: Explained) -> None:
    """Print where a figure comes from, for a person to check by hand."""
    told = explained.told
    out.print(f"[bold]{escape(told.authority.name)}, {told.year.label}: {escape(told.figure.measure.name)}[/bold]")
    out.print(escape(told.question))
    out.print(f"\n{escape(told.sentence)}")
    out.print(f"  {escape(told.numerator)}, out of {escape(told.base)}.")
    for line in (told.interval, *told.similar):
        if line:
            out.print(f"  {escape(line)}")
    out.print("\n[bold]What counts[/bold]")
    for rule in told.rules:
        out.print(f"  {escape(rule)}")
    inside = [case for case in explained.cases if case.in_numerator]
    outside = [case for case in explained.cases if not case.in_numerator]
    _print_cases(f"Counted above the line and in the base ({len(inside):,})", inside)
    _print_cases(f"Counted in the base only ({len(outside):,})", outside)
    if explained.left_out:
        out.print(f"\n[bold]Not in the base ({len(explained.left_out):,})[/bold]")
        for why, number in explained.left_out_by_reason.items():
            out.print(f"  {number:,}: {escape(why)}")


def print_average(told: AverageExplanation) -> None:
    """Print what an average is made of, body by body, for a person to add up."""
    measure, rate = told.figure.measure, told.figure.rate
    out.print(f"[bold]{escape(told.name)}, {told.year.label}: {escape(measure.name)}[/bold]")
    out.print(escape(told.question))
    said = f"{rate.worded}: {rate.numerator:,} of {rate.base:,}" if rate.worded else "no rate, for want of a base"
    out.print(f"\n{escape(said)}, all {len(told.members):,} together")
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Authority", overflow="fold")
    for heading in ("Above the line", "Base", "By itself"):
        table.add_column(heading, justify="right")
    for m in told.members:
        table.add_row(escape(m.authority.name), f"{m.rate.numerator:,}", f"{m.rate.base:,}", m.rate.worded or "no rate")
    out.print(table)
    out.print("\n[bold]What counts[/bold]")
    for rule in told.rules:
        out.print(f"  {escape(rule)}")
    if told.left_out:
        out.print(f"\n[bold]Not in the average ({len(told.left_out):,})[/bold]")
        for authority, why in told.left_out:
            out.print(f"  {escape(authority.name)}: {why}")


def _print_cases(title: str, cases: Sequence[Case]) -> None:
    if not cases:
        return
    out.print(f"\n[bold]{title}[/bold]")
    for case in cases[:CASES_SHOWN]:
        out.print(f"  {case.reference}  {case.counted_on}  {escape(case.category)}  {escape(case.outcome)}")
    if len(cases) > CASES_SHOWN:
        out.print(f"  … and {len(cases) - CASES_SHOWN:,} more; --json lists them all")


CHANGES_SHOWN = 60
"""Figures listed on the screen when two releases differ; all of them are in the --json answer."""


def print_comparison(comparison: Comparison) -> None:
    """Print what differs between two releases: what went into them, then the figures, then the letters."""
    if comparison.same:
        out.print("The two are the same release, to the last byte.")
        return
    what = ", ".join(comparison.differ_in) or "nothing that went into them"
    out.print(f"[bold]{comparison.year_before} and {comparison.year_after} differ in:[/bold] {what}")
    for table in comparison.rows or ():
        if told := table.told(None):
            out.print(f"  {told}")
    for years, which in ((comparison.years_only_before, "first"), (comparison.years_only_after, "second")):
        if years:
            out.print(f"  Only the {which} has figures for {', '.join(years)}.")
    if not comparison.figures:
        out.print("No figure of the years they share differs.")
    else:
        _print_changes(comparison.figures)
    if comparison.letters:
        out.print(f"{len(comparison.letters):,} letters say something else: {_some(comparison.letters)}")


def _print_changes(changes: Sequence[FigureChange]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False, title=f"{len(changes):,} figures differ")
    for heading in ("Whose", "Year", "Figure", "Before", "After", "Cause"):
        # A place or a column's name that is broken can be searched for no more.
        table.add_column(heading, overflow="fold", no_wrap=heading in ("Where", "Column"))
    for c in changes[:CHANGES_SHOWN]:
        cells = (c.name, c.year, c.what, c.before or "–", c.after or "–", c.cause)
        table.add_row(*(escape(cell) for cell in cells))
    out.print(table)
    if len(changes) > CHANGES_SHOWN:
        out.print(f"… and {len(changes) - CHANGES_SHOWN:,} more; --json lists them all")


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:EXAMPLES_SHOWN]) + (" …" if len(names) > EXAMPLES_SHOWN else "")


FINDINGS_SHOWN = 8
"""Findings of each check listed on the screen; all of them are in --json and --html."""


def print_check(report: CheckReport) -> None:
    """Print the report of a check: one line for each, then what was found."""
    table = Table(box=None, header_style="bold", pad_edge=False, title=f"Check of the release of {report.year}")
    for heading in ("Check", "Looked at", "Result"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "Looked at" else "left")
    for check in report.checks:
        table.add_row(escape(check.title), f"{check.examined:,} {check.unit}", _result(check))
    out.print(table)
    for check in report.checks:
        if check.findings:
            out.print(f"\n[bold]{escape(check.title)}[/bold]")
            for finding in check.findings[:FINDINGS_SHOWN]:
                colour = "red" if finding.wrong else "yellow"
                out.print(f"  [{colour}]{escape(finding.where)}[/{colour}] {escape(finding.what)}")
            if len(check.findings) > FINDINGS_SHOWN:
                out.print(f"  … and {len(check.findings) - FINDINGS_SHOWN:,} more; --json and --html list them all")
    wrong = f"[red]{report.wrong:,} wrong[/red]" if report.wrong else "[green]Nothing is wrong[/green]"
    out.print(f"\n{wrong}; {report.to_look_at:,} for a person to look at.")


def _result(check: Checked) -> str:
    if check.not_done:
        return f"[yellow]not done[/yellow]: {escape(check.not_done)}"
    if check.wrong:
        return f"[red]{check.wrong:,} wrong[/red]"
    return f"[yellow]{check.to_look_at:,} to look at[/yellow]" if check.to_look_at else "[green]right[/green]"


def print_standing(standing: Standing) -> None:
    """Print who signed a release, and whose signature is still wanted."""
    out.print(f"Manifest {standing.manifest}")
    for verified in standing.signatures:
        mark = "[green]✓[/green]" if verified.why_not is None else "[red]✗[/red]"
        why = f": {verified.why_not}" if verified.why_not else ""
        out.print(f"  {mark} {escape(verified.signature.name)}, {escape(verified.signature.role)}{escape(why)}")
    if standing.missing:
        out.print(f"[red]Wanted:[/red] {escape(', '.join(standing.missing))}, each signed by another person.")
    else:
        out.print("[green]Signed in every role, by different people.[/green]")


def print_calendar(calendar: YearCalendar) -> None:
    """Print the days of a review year, and what is amiss with each."""
    how = "as recorded" if calendar.published_fact else "worked out from the scheme"
    out.print(f"[bold]{calendar.year}[/bold] ({how})")
    for day in calendar.days:
        out.print(f"  {day.on:%a %d %b %Y}  {escape(day.what)}")
        for warning in day.warnings:
            out.print(f"                   [yellow]{escape(warning)}[/yellow]")
