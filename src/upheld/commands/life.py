"""The life of a release after it is built: compared, checked, signed, published, taken back; and the year's days."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

WRONG = 1
FOLDER = click.Path(path_type=Path)
RELEASE = click.argument("release", type=FOLDER)
KEYS = click.option("--keys", required=True, type=FOLDER, help="Folder with the public keys of those who may sign.")
TO = click.option("--to", metavar="ADDRESS", help="Then make this place hold the same: s3://bucket/path, or a folder.")
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
@click.pass_obj
def compare(scheme: str, before: Path, after: Path, snapshots: tuple[Path, Path] | None, as_json: bool) -> None:
    """Show figure by figure what differs between two releases, and why.

    A figure changes because rows were added, changed or withdrawn, because of the rules, or because of the software. A
    decision that was withdrawn and made anew counts in another year; with --snapshots it is named.
    Exit status 1 if anything differs.
    """
    from upheld.release.compare import compare_releases
    from upheld.scheme import load
    from upheld.terminal import print_comparison, print_json

    comparison = compare_releases(before, after, load(scheme).calendar.year_end, snapshots=snapshots)
    if as_json:
        print_json(comparison.as_dict())
    else:
        print_comparison(comparison)
    sys.exit(0 if comparison.same else WRONG)


@click.command()
@RELEASE
@click.option("--snapshot", type=FOLDER, help="The snapshot it was built from: recount it, and search for its secrets.")
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as a page, too."
)
@JSON
@click.pass_obj
def check(scheme: str, release: Path, snapshot: Path | None, page: Path | None, as_json: bool) -> None:
    """Check a release from outside, believing nothing the build said.

    Hashes, sums, every number in every letter, page and table, missing letters, links, PDF/UA, anything private in the
    public part, and changes on last year that a person should see. Exit status 1 if anything is wrong.
    """
    from upheld.release.check.report import report_page
    from upheld.release.check.run import check_release
    from upheld.scheme import load
    from upheld.terminal import print_check, print_json, progress

    with progress() as start:
        report = check_release(release, load(scheme), snapshot=snapshot, start=start)
    if page:
        page.write_text(report_page(report), encoding="utf-8")
    if as_json:
        print_json(report.as_dict())
    else:
        print_check(report)
    sys.exit(WRONG if report.wrong else 0)


@click.command()
@click.option("--as", "name", required=True, metavar="NAME", help="Whose key it is.")
@click.option("--out", required=True, type=FOLDER, help="Folder to write the two files to.")
@click.option("--no-password", is_flag=True, help="Do not lock the private key: for machines only.")
def keygen(name: str, out: Path, no_password: bool) -> None:
    """Make a person's pair of Ed25519 keys: one to sign with and keep, one to hand to the office.

    No key is ever replaced. The password is asked for, or taken from UPHELD_KEY_PASSWORD.
    """
    from upheld.release.sign import make_key
    from upheld.terminal import done, note

    private, public = make_key(out, name, None if no_password else _password(confirm=True))
    done(f"Wrote {private} (keep it, show it to nobody) and {public} (hand it to the office)")
    if no_password:
        note("The private key is not locked: whoever can read the file can sign.")


@click.command()
@RELEASE
@click.option("--as", "name", required=True, metavar="NAME", help="Who signs; the name of the key.")
@click.option("--role", required=True, help="In which of the scheme’s roles.")
@click.option("--key", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The private key.")
@click.pass_obj
def sign(scheme: str, release: Path, name: str, role: str, key: Path) -> None:
    """Sign a release: stand for every byte of it, in a role.

    Publishing needs each role of the scheme signed by another person. A build after that needs new signatures.
    """
    from upheld.release.sign import sign_release
    from upheld.scheme import load
    from upheld.terminal import done

    password = _password(confirm=False) if _is_locked(key) else None
    made = sign_release(release, load(scheme), name=name, role=role, key=key, password=password)
    done(f"{made.name} signed {release} as {made.role}: manifest {made.manifest[:16]}…")


@click.command()
@RELEASE
@KEYS
@JSON
@click.pass_obj
def verify(scheme: str, release: Path, keys: Path, as_json: bool) -> None:
    """Verify the signatures of a release. Exit status 1 unless every role is signed by a person of its own."""
    from upheld.release.sign import verify_release
    from upheld.scheme import load
    from upheld.terminal import print_json, print_standing

    standing = verify_release(release, load(scheme), keys)
    if as_json:
        print_json(standing.as_dict())
    else:
        print_standing(standing)
    sys.exit(0 if standing.complete else WRONG)


@click.command()
@RELEASE
@click.argument("public", type=FOLDER, metavar="PUBLIC_DIR")
@KEYS
@click.option("--at", metavar="TIME", help="Wait until this day and time (by the scheme’s clock), then publish.")
@click.option("--snapshot", type=FOLDER, help="The snapshot it was built from, for the check before publication.")
@click.option("--synthetic-ok", is_flag=True, help="Publish synthetic figures, on purpose.")
@click.option("--staging", type=FOLDER, help="Private folder on the disk of PUBLIC_DIR. [default: beside it]")
@TO
@click.pass_obj
def publish(
    scheme: str,
    release: Path,
    public: Path,
    keys: Path,
    at: str | None,
    snapshot: Path | None,
    synthetic_ok: bool,
    staging: Path | None,
    to: str | None,
) -> None:
    """Publish a release: readers find the old site until they find the new one, and never a part of it.

    Refused unless the release is whole, checked now, signed in every role, and its embargo is over. One of a year that
    is public already must have been built as its revision (upheld build --revises). A web server’s root is
    PUBLIC_DIR/current. Every release keeps its address, /releases/YEAR-HASH/.
    """
    from functools import partial

    from upheld.release.check.run import check_release
    from upheld.release.publish import Publisher, Wishes
    from upheld.release.publish_clock import now, read_moment
    from upheld.scheme import load
    from upheld.terminal import done, progress

    loaded = load(scheme)
    wishes = Wishes(
        keys=keys,
        at=read_moment(at, loaded.calendar) if at else None,
        synthetic_ok=synthetic_ok,
        staging=staging,
    )
    with progress() as start:
        check_it = partial(check_release, release, loaded, snapshot=snapshot, start=start)
        published = Publisher(release, public, loaded, wishes, check_it, now).publish()
    if published.unchanged:
        done(f"Nothing has changed: readers of {public} see {published.name} already")
    elif published.current:
        done(f"Published {published.name}: readers of {public} see it now")
    else:
        done(f"Published {published.name} at /releases/{published.name}/; a later year stays in front")
    if to:
        _mirror(public, to)


@click.command()
@click.argument("public", type=FOLDER, metavar="PUBLIC_DIR")
@click.option("--withdraw", is_flag=True, help="Take the permanent address of what was current away, too.")
@TO
def rollback(public: Path, withdraw: bool, to: str | None) -> None:
    """Show readers again what they saw before the last publication."""
    from upheld.release.publish_folder import PublicFolder
    from upheld.terminal import done

    with PublicFolder.locked(public, make=False) as folder:
        gone, before = folder.roll_back(withdraw=withdraw)
    kept = f"{gone} is withdrawn" if withdraw else f"{gone} keeps its address"
    done(f"Readers of {public} see {before} again; {kept}")
    if to:
        _mirror(public, to)


@click.command()
@click.option("--year", required=True, metavar="YEAR", help="Review year: 2019-20, or any date in it.")
@click.option("--ics", "ics_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a calendar file.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the days as a page.")
@JSON
@click.pass_obj
def calendar(scheme: str, year: str, ics_file: Path | None, page: Path | None, as_json: bool) -> None:
    """Show the days of a review year, with a warning for each that is a bad one.

    Weekends, public holidays and the periods before elections are bad days. Exit status 1 if there is any warning.
    """
    from upheld.release.calendar import calendar_page, ics, year_calendar
    from upheld.scheme import load
    from upheld.terminal import print_calendar, print_json

    loaded = load(scheme)
    days = year_calendar(loaded, year)
    if ics_file:
        ics_file.write_bytes(ics(days, loaded))
    if page:
        page.write_text(calendar_page(days, loaded), encoding="utf-8")
    if as_json:
        print_json(days.as_dict())
    else:
        print_calendar(days)
    sys.exit(WRONG if days.warnings else 0)


def _mirror(public: Path, to: str) -> None:
    from upheld.release.publish_mirror import mirror
    from upheld.terminal import done, progress

    with progress() as start:
        mirrored = mirror(public, to, start=start)
    done(f"{to} holds the same: {mirrored.sent:,} files sent, {mirrored.kept:,} kept, {mirrored.removed:,} removed")


def _password(*, confirm: bool) -> bytes:
    given = os.environ.get("UPHELD_KEY_PASSWORD")
    if given is None:
        given = click.prompt("Password of the key", hide_input=True, confirmation_prompt=confirm, err=True)
    return str(given).encode()


def _is_locked(key: Path) -> bool:
    return key.is_file() and b"ENCRYPTED" in key.read_bytes()[:200]


COMMANDS = (check, compare, keygen, sign, verify, publish, rollback, calendar)
"""In the order in which help lists them."""
