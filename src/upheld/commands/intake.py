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


COMMANDS = (intake,)
