"""From a figure back to its cases: explained, reconciled with an authority's own log, and a snapshot looked through."""

from __future__ import annotations

from pathlib import Path

import click

SNAPSHOT = click.argument("snapshot", type=click.Path(path_type=Path))
YEAR = click.option("--year", required=True, metavar="YEAR", help="Review year: 2019-20, or any date in it.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer for a program to read.")
ENGINE = click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    envvar="UPHELD_ENGINE",
    metavar="ENGINE",
    help="Where cases are counted: duckdb, postgresql://USER@HOST/DATABASE or spark://HOST:PORT.",
)


@click.command()
@SNAPSHOT
@click.argument("what", nargs=-1, required=True, metavar="[AUTHORITY] MEASURE")
@click.option("--group", metavar="TYPE", help="Explain the average of a type of authority, or of england.")
@YEAR
@click.option(
    "--map",
    "by_map",
    type=click.Choice(["then", "today"]),
    default="then",
    show_default=True,
    help="Count for the bodies of the time, or for those of the latest map the scheme knows.",
)
@ENGINE
@JSON
@click.pass_obj
def explain(
    scheme: str,
    snapshot: Path,
    what: tuple[str, ...],
    group: str | None,
    year: str,
    by_map: str,
    engine: str,
    as_json: bool,
) -> None:
    """Show where a figure comes from: its sentence, its base, and the decisions it counts.

    AUTHORITY is a code or any unambiguous name; MEASURE is a measure's id, such as upheld-rate.

    \b
      upheld explain snapshot Knowsley upheld-rate --year 2019-20
      upheld explain snapshot --group metropolitan upheld-rate --year 2019-20
      upheld explain snapshot Cumberland upheld-rate --year 2019-20 --map today
    """
    from upheld.release.explain import average_as_dict, explain_average, explain_figure, explain_on_latest_map
    from upheld.release.order import Order
    from upheld.scheme import load
    from upheld.terminal import print_average, print_explanation, print_json

    if group and by_map == "today":
        raise click.UsageError("--map is for one authority; an average is that of the bodies of the time.")
    *authority, measure = what
    if len(authority) != (0 if group else 1):
        wanted = "a MEASURE, as --group is given" if group else "an AUTHORITY and a MEASURE"
        raise click.UsageError(f"Name {wanted}. A name of several words goes in quotation marks.")
    order = Order.read(load(scheme), snapshot, year, authority=authority[0] if authority else None, engine=engine)
    if group:
        average = explain_average(order, group, measure)
        print_json(average_as_dict(average)) if as_json else print_average(average)
        return
    explanation = explain_on_latest_map(order, measure) if by_map == "today" else explain_figure(order, measure)
    print_json(explanation.as_dict()) if as_json else print_explanation(explanation)


@click.command()
@SNAPSHOT
@click.argument("authority")
@YEAR
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Workbook: FILE.xlsx.")
@click.pass_obj
def reconcile(scheme: str, snapshot: Path, authority: str, year: str, out: Path) -> None:
    """Write an authority's year as a workbook, for it to check against its own log.

    Complaints received and decided and compliance outcomes, row by row, with the figures each feeds; the totals are
    those of the letter. Nothing about a complainant is in it, and nothing of what was recommended.
    """
    from upheld.release.order import Order
    from upheld.release.reconcile import reconcile as gather
    from upheld.release.reconcile import write_workbook
    from upheld.scheme import load
    from upheld.terminal import done

    told = gather(Order.read(load(scheme), snapshot, year, authority=authority))
    write_workbook(told, out)
    rows = f"{len(told.received.rows):,} received, {len(told.decided.rows):,} decided"
    done(f"Wrote {rows} and {len(told.compliance.rows):,} compliance outcomes of {told.authority.name} to {out}")


@click.command()
@SNAPSHOT
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Page: FILE.html.")
@click.pass_obj
def profile(scheme: str, snapshot: Path, out: Path) -> None:
    """Look through a snapshot: how much of what, what is missing, how it is spread, what looks odd.

    One page without scripts. It holds counts, never what is in a private column.
    """
    from upheld.release.profile import profile as look
    from upheld.release.profile import write_profile
    from upheld.scheme import load
    from upheld.snapshot import Snapshot
    from upheld.terminal import done

    told = look(Snapshot.open(snapshot), load(scheme))
    write_profile(told, out)
    odd = f"{len(told.oddities)} kinds of oddity" if told.oddities else "nothing odd"
    done(f"Wrote what {snapshot} holds to {out}: {odd}")


COMMANDS = (explain, reconcile, profile)
"""In the order in which help lists them."""
