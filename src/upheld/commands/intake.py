"""The commands that help a person to bring in files of another system."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def intake() -> None:
    """Bring in files of another system, by a mapping of its sheets and columns."""


@intake.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write the draft to: mapping.toml."
)
@click.pass_obj
def guess(scheme: str, files: tuple[Path, ...], out: Path | None) -> None:
    """Write a first draft of a mapping, guessed from what is in FILES.

    What could not be decided is marked in the draft and listed. Without --out the draft is printed.
    """
    from upheld.errors import PersonError
    from upheld.scheme import load
    from upheld.snapshot.intake.draft import things, toml
    from upheld.snapshot.intake.guess import guess as draft_mapping
    from upheld.terminal import done, note

    if out and out.exists():
        raise PersonError(f"{out} is there already.", mend="Name another file, or take that one away.")
    draft = draft_mapping(files, load(scheme))
    text = toml(draft, out.stem if out else "draft")
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)
    for sheet in draft.sheets:
        if sheet.table:
            note(f"{', '.join(sheet.labels[:3])}{' …' if sheet.labels[3:] else ''} seems to hold {sheet.table.name}.")
    for line in (*draft.notes, *(f"To decide: {line}" for line in draft.undecided)):
        note(line)
    for name in draft.ready:
        note(f"The mapping {name}, which ships with Upheld, fits these files as it is: --mapping {name}.")
    where = f" to {out}" if out else ""
    left = f"{things(len(draft.undecided))} still to be decided" if draft.undecided else "look at every line of it"
    done(f"Wrote a draft{where}: {left}")


@intake.command()
@click.argument("snapshot", type=click.Path(path_type=Path))
@click.argument("reference")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", metavar="FILE_OR_NAME", help="The mapping by which the files were read.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer for a program to read.")
@click.pass_obj
def where(
    scheme: str, snapshot: Path, reference: str, files: tuple[Path, ...], mapping: str | None, as_json: bool
) -> None:
    """Say where a case stands in FILES, from which SNAPSHOT was made: file, sheet and line of each of its rows.

    REFERENCE may be the number of a recommendation, report or event as well. The files are known by their hashes.
    """
    from dataclasses import asdict

    from upheld.errors import PersonError
    from upheld.scheme import load
    from upheld.snapshot import Snapshot
    from upheld.snapshot.intake import load_mapping
    from upheld.snapshot.intake.where import where as find
    from upheld.terminal import note, out, print_json

    read_by = load_mapping(mapping, load(scheme)) if mapping else None
    found = find(Snapshot.open(snapshot), reference, files, read_by)
    for line in found.notes:
        note(line)
    if not found.places:
        raise PersonError(f"{reference} stands in none of these files.", mend="Write it as the snapshot has it.")
    if as_json:
        print_json([asdict(place) for place in found.places])
        return
    for place in found.places:
        out.print(f"{place.file}, line {place.line}: {place.table}", markup=False, soft_wrap=True)


COMMANDS = (intake,)
