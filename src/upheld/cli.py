"""The `upheld` command: thin. Each command reads what the person gave, calls one room, and says what happened.

Exit status: 0 done; 1 found wrong (what was asked to be checked); 2 cannot (and how to mend it); 130 stopped.
"""

from __future__ import annotations

import errno
import signal
import sys
import tempfile
import threading
import webbrowser
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from upheld import __version__
from upheld.commands import alerts, dispatch, intake, life, signals, trace
from upheld.errors import PersonError

if TYPE_CHECKING:
    from upheld.release.order import Order
    from upheld.release.standing import Built

CANNOT = 2
STOPPED = 130

SNAPSHOT = click.argument("snapshot", type=click.Path(path_type=Path))
ADDITIONS = click.option(
    "--additions",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of what the office adds to single letters: YEAR/BODY.md, a paragraph, or rules switched off.",
)
YEAR = click.option("--year", required=True, metavar="YEAR", help="Review year: 2019-20, or any date in it.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer for a program to read.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="upheld")
@click.option(
    "--scheme",
    default="lgsco",
    show_default=True,
    envvar="UPHELD_SCHEME",
    metavar="NAME_OR_FOLDER",
    help="Whose annual review: a bundled scheme or your own folder.",
)
@click.pass_context
def cli(context: click.Context, scheme: str) -> None:
    """An ombudsman's annual review, from case data to letters, map, site and tables.

    \b
    The way through:
      upheld sample --out extract               a synthetic extract to try things with
      upheld freeze extract --out snapshot      check your files and keep them, unchangeable
      upheld build snapshot --year 2023-24 --out release
      upheld serve release                      look at it
      upheld check release                      and have it checked, number by number
      upheld sign release …                     two people stand for it
      upheld send release …                     every authority gets its letter, once
      upheld publish release public …           readers see it, when the embargo is over
    """
    context.obj = scheme


@cli.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write the extract to.")
@click.option("--seed", default=20_200_331, show_default=True, help="The same seed gives the same files.")
@click.option(
    "--statements",
    default=21_000,
    show_default=True,
    type=click.IntRange(min=0),
    help="How many decision statements to write. Fewer are built and searched sooner; nothing else changes.",
)
@JSON
@click.pass_obj
def sample(scheme: str, out: Path, seed: int, statements: int, as_json: bool) -> None:
    """Write a synthetic extract whose totals equal the statistics the Ombudsman published.

    Every row says that it is synthetic. What no set of cases can reproduce is listed, not hidden.
    """
    from upheld.scheme import load
    from upheld.snapshot.sample import write_sample
    from upheld.terminal import done, note, print_json, progress

    with progress() as start:
        report = write_sample(out, load(scheme), seed=seed, statements=statements, start=start)
    if as_json:
        print_json(report.as_dict())
    for line in report.impossible:
        note(f"Published, but not to be reproduced: {line}")
    done(f"Wrote a synthetic extract of {report.rows['decisions']:,} decisions to {out}")


@cli.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write the snapshot to.")
@click.option(
    "--mapping",
    metavar="FILE_OR_NAME",
    help="What another system's sheets and columns are in ours: a TOML file, or one that ships with Upheld.",
)
@click.option(
    "--accept-rejects",
    is_flag=True,
    help="Freeze the good rows; write the refused ones beside them, with the reasons.",
)
@click.option(
    "--previous",
    metavar="SNAPSHOT",
    type=click.Path(path_type=Path),
    help="The snapshot these files correct: tells which rows were added, changed and withdrawn. May be --out itself.",
)
@click.option(
    "--partial",
    is_flag=True,
    help="The files hold only new and corrected rows: all others of --previous stay. Otherwise those are withdrawn.",
)
@click.option(
    "--errors",
    metavar="FILE.csv",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write every error to a CSV file, too.",
)
@click.option(
    "--annotate",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write copies of the files there, the bad cells coloured, with what is wrong as a comment.",
)
@JSON
@click.pass_obj
def freeze(
    scheme: str,
    sources: tuple[Path, ...],
    out: Path,
    mapping: str | None,
    accept_rejects: bool,
    previous: Path | None,
    partial: bool,
    errors: Path | None,
    annotate: Path | None,
    as_json: bool,
) -> None:
    """Check case files (CSV, XLSX, XLS, ODS, Parquet, or folders of them) and freeze them as a snapshot.

    Every error is reported at once, and nothing is written if any row is refused. What is odd but possible is told,
    and stops nothing.
    """
    from upheld.scheme import load
    from upheld.snapshot import ErrorReport, hash_of
    from upheld.snapshot import freeze as freeze_files
    from upheld.snapshot.intake import load_mapping
    from upheld.terminal import done, note, print_changes, print_warnings

    if partial and not previous:
        raise click.UsageError("--partial needs --previous: the snapshot whose other rows stay.")
    checked_by = load(scheme)
    was = hash_of(out)
    snapshot = freeze_files(
        sources,
        out,
        checked_by,
        mapping=load_mapping(mapping, checked_by) if mapping else None,
        previous=previous,
        partial=partial,
        accept_rejects=accept_rejects,
        report=ErrorReport(errors, annotate),
        note=note,
    )
    manifest = snapshot.manifest
    if as_json:
        click.echo(manifest.to_json(), nl=False)
    print_warnings(manifest.warnings)
    if snapshot.hash == was:
        done(f"Nothing has changed: {out} is what these files make already")
    else:
        rows = ", ".join(f"{table.rows:,} {name.replace('_', ' ')}" for name, table in manifest.tables.items())
        done(f"Froze {rows} in {out}")
        if manifest.changes:
            print_changes(manifest.changes)
    if snapshot.synthetic:
        note("The snapshot holds synthetic rows: everything built from it will say so.")


@cli.command()
@SNAPSHOT
@YEAR
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write the release to.")
@click.option(
    "--only",
    metavar="PARTS",
    help="Comma-separated: figures, letters, review, tables, website, decisions. Never for publication.",
)
@click.option("--authority", metavar="CODE_OR_NAME", help="Letters for one authority only. Never for publication.")
@click.option(
    "--earlier",
    multiple=True,
    type=click.Path(path_type=Path),
    help="An earlier release whose letters the site carries on; may be given again.",
)
@click.option(
    "--revises", type=click.Path(path_type=Path), help="The published release that this one takes the place of."
)
@click.option("--note", type=click.Path(path_type=Path), help="File that says, for readers, what the revision changes.")
@click.option("--revised-on", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The day of the revision.")
@click.option("--forms", metavar="FORMS", help="Letters in further forms: docx, large.pdf, email.")
@ADDITIONS
@trace.ENGINE
@click.option("--processes", type=click.IntRange(1, 64), help="How many processes set letters. [default: all cores]")
@JSON
@click.pass_obj
def build(
    scheme: str,
    snapshot: Path,
    year: str,
    out: Path,
    only: str | None,
    authority: str | None,
    earlier: tuple[Path, ...],
    revises: Path | None,
    note: Path | None,
    revised_on: datetime | None,
    forms: str | None,
    additions: Path | None,
    engine: str,
    processes: int | None,
    as_json: bool,
) -> None:
    """Build the release of one review year: figures, letters, website and tables.

    The same snapshot and the same version give the same bytes. What has not changed is not made again.

    A revision (--revises, --note, --revised-on) lists on the site every figure that changed, and says so in each letter
    that changed.
    """
    from upheld.release.order import Order
    from upheld.scheme import load
    from upheld.terminal import done, print_json
    from upheld.terminal import note as say

    if revises is None and (note or revised_on):
        raise PersonError("A note and a day belong to a revision.", mend="Name the published release with --revises.")
    revision = (revises, note, revised_on.date() if revised_on else None) if revises else None
    order = Order.read(
        load(scheme),
        snapshot,
        year,
        only=only,
        authority=authority,
        earlier=earlier,
        revises=revision,
        engine=engine,
        forms=forms,
        additions=additions,
    )
    built = _built(order, out, processes)
    manifest = built.manifest
    if as_json:
        print_json({"release": str(out)} | built.as_dict())
    for line in manifest.notes:
        say(line)
    if built.unchanged:
        done(f"Nothing has changed: {out} is the release of {manifest.year} already")
    else:
        letters = f"{built.letters_set:,} letters set, {built.letters_kept:,} kept"
        done(f"Built the release of {manifest.year} in {out}: {len(manifest.files):,} files, {letters}")


def _built(order: Order, out: Path, processes: int | None) -> Built:
    """Build what is asked for, unless it stands there already: then what builds is not even loaded."""
    from upheld.release.standing import Built, look_at
    from upheld.terminal import progress

    before = look_at(out)
    if before and before.answers(order):
        return Built(before.manifest, unchanged=True)
    from upheld.release.build import build_release

    with progress() as start:
        return build_release(order, out, before=before, processes=processes, start=start)


@cli.command()
@SNAPSHOT
@click.argument("authority")
@YEAR
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write: .pdf, .large.pdf (large print), .html, .txt, .docx (a paper for a committee), or .email.html.",
)
@click.option("--preview", is_flag=True, help="Show the letter in the browser, without --out from a temporary folder.")
@ADDITIONS
@click.pass_obj
def letter(
    scheme: str, snapshot: Path, authority: str, year: str, out: Path | None, preview: bool, additions: Path | None
) -> None:
    """Write one authority's letter. AUTHORITY is a code or any unambiguous name."""
    from upheld.release.letters import write_one
    from upheld.release.order import Order
    from upheld.scheme import load
    from upheld.terminal import done, note

    if out is None and not preview:
        raise click.UsageError("Name the file to write with --out, or look at the letter with --preview.")
    order = Order.read(load(scheme), snapshot, year, authority=authority, additions=additions)
    shown = out or Path(tempfile.mkdtemp(prefix="upheld-")) / "letter.html"
    written = write_one(order, shown)
    for line in written.notes:
        note(line)
    if out:
        done(f"Wrote the letter to {written.name} to {out}")
    if preview and not webbrowser.open(shown.resolve().as_uri()):
        note(f"No browser could be opened: the letter is in {shown}")


@cli.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--port", default=8000, show_default=True, help="Port; the next free one is taken if it is in use.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
def serve(folders: tuple[Path, ...], port: int, open_browser: bool) -> None:
    """Look at releases on this machine: the first at /, any others at /YEAR/. Stop with Ctrl-C."""
    from upheld.release.serve import server, sites

    with server(folders, port) as running:
        address = f"http://127.0.0.1:{running.server_address[1]}/"
        click.echo(f"Serving {folders[0]} at {address}")
        for prefix in sites(folders):
            if prefix:
                click.echo(f"          and {address}{prefix}/")
        click.echo("Stop with Ctrl-C.")
        sys.stdout.flush()
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        running.serve_forever()


for command in (
    *intake.COMMANDS,
    *trace.COMMANDS,
    *signals.COMMANDS,
    *life.COMMANDS,
    *dispatch.COMMANDS,
    *alerts.COMMANDS,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; the outermost frame, where errors become words and an exit status."""
    signal.signal(signal.SIGTERM, _stop)
    wants_json = "--json" in sys.argv
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(CANNOT)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was there before is as it was.", err=True)
        sys.exit(STOPPED)
    except PersonError as error:
        _say(error, wants_json)
        sys.exit(CANNOT)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(CANNOT)
    except OSError as error:
        _say(_for_people(error), wants_json)
        sys.exit(CANNOT)


def _say(error: PersonError, as_json: bool) -> None:
    from upheld.terminal import error_as_json, print_error, print_json

    if as_json:
        print_json(error_as_json(error))
    print_error(error)


def _for_people(error: OSError) -> PersonError:
    """Say what the machine refused; an OSError without a file is a bug and is raised again."""
    where = error.filename if isinstance(error.filename, str) else None
    known: dict[int | None, tuple[str, str]] = {
        errno.ENOSPC: ("The disk is full.", "Free some space and try again; what was there before is as it was."),
        errno.EDQUOT: ("Your disk quota is used up.", "Free some space and try again."),
        errno.EACCES: (f"No permission for {where}.", "Choose another folder, or ask for the permission."),
        errno.EPERM: (f"No permission for {where}.", "Choose another folder, or ask for the permission."),
        errno.EROFS: (f"{where} cannot be written to.", "Choose another folder."),
        errno.ENOENT: (f"{where} is not there.", "Check the name."),
        errno.ENOTDIR: (f"{where} is not a folder.", "Choose another folder."),
        errno.EFBIG: ("A file would become larger than this machine allows.", "Raise the limit, or write elsewhere."),
    }
    if error.errno not in known:
        raise error
    message, mend = known[error.errno]
    return PersonError(message, mend=mend)


def _stop(signum: int, frame: FrameType | None) -> Any:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
