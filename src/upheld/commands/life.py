"""The life of a release after it is built: compared, checked, signed, published, taken back; and the year's days."""

from __future__ import annotations

import sys
from pathlib import Path

import click

WRONG = 1
FOLDER = click.Path(path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer for a program to read.")


@click.command()
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option(
    "--snapshots",
    nargs=2,
    type=FOLDER,
    metavar="A B",
    help="The snapshots the two were built from: then the rows behind each difference are counted.",
)
@JSON
def compare(before: Path, after: Path, snapshots: tuple[Path, Path] | None, as_json: bool) -> None:
    """Show figure by figure what differs between two releases, and why.

    A figure changes because rows were added, changed or withdrawn, because of the rules, or because of the software.
    Exit status 1 if anything differs.
    """
    from upheld.release.compare import compare_releases
    from upheld.terminal import print_comparison, print_json

    comparison = compare_releases(before, after, snapshots=snapshots)
    if as_json:
        print_json(comparison.as_dict())
    else:
        print_comparison(comparison)
    sys.exit(0 if comparison.same else WRONG)


COMMANDS = (compare,)
"""In the order in which help lists them."""
