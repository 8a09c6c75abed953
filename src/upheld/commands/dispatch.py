"""The letters on their way: sent, shown beforehand, sampled, followed, and what is kept of people erased in time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from upheld.commands.pace import FIRST_WAIT, PATIENCE, PER_MINUTE
from upheld.errors import PersonError

if TYPE_CHECKING:
    from upheld.dispatch.carrier import Carrier
    from upheld.dispatch.ledger import Entry, Ledger
    from upheld.dispatch.letters import Letters
    from upheld.dispatch.plan import Plan
    from upheld.dispatch.sender import Summary

WRONG = 1
STOPPED = 130
FOLDER = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, dir_okay=False)
SHOWN = 40
"""Messages listed on the screen; all of them are in --csv, --html and --json."""


@click.command()
@click.argument("release", type=FOLDER, required=False)
@click.option("--snapshot", type=FOLDER, help="The snapshot it was built from: it knows who receives letters.")
@click.option("--keys", type=FOLDER, help="Folder with the public keys of those who may sign.")
@click.option(
    "--ledger",
    envvar="UPHELD_LEDGER",
    metavar="FILE_OR_URL",
    help="What was sent to whom: a file, or postgresql://USER@HOST/DATABASE.",
)
@click.option("--from", "sender", metavar="ADDRESS", envvar="UPHELD_MAIL_FROM", help="Whom the letters come from.")
@click.option("--reply-to", metavar="ADDRESS", help="Where answers go, if not to --from.")
@click.option("--bounces-to", metavar="ADDRESS", help="Where failures are reported to, if not to --from.")
@click.option(
    "--smtp",
    metavar="URL",
    envvar="UPHELD_SMTP",
    help="smtp://HOST:587 (with STARTTLS) or smtps://HOST:465; UPHELD_SMTP_USER and UPHELD_SMTP_PASSWORD open it.",
)
@click.option("--notify", metavar="TEMPLATE", help="Send by GOV.UK Notify instead; UPHELD_NOTIFY_KEY opens it.")
@click.option("--link", metavar="BASE_URL", help="Give the letter’s address on this site instead of attaching the PDF.")
@click.option(
    "--own-link",
    metavar="BASE_URL",
    help="Give each person a link of their own, at the address of upheld reading-room, instead of attaching the PDF.",
)
@click.option("--revision", is_flag=True, help="Letters were sent for this year already: send those that have changed.")
@PER_MINUTE
@FIRST_WAIT
@PATIENCE
@click.option("--yes-send", metavar="N", help="Send without asking, if there are exactly N messages in all.")
@click.option("--dry-run", type=FOLDER, metavar="FOLDER", help="Send nothing: write every message there as .eml.")
@click.option("--test-to", multiple=True, metavar="ADDRESS", help="Send a few samples to this member of staff only.")
@click.option("--answers", metavar="MAILBOX", help="Read what came back from a Maildir or imaps://HOST/FOLDER.")
@click.option("--status", is_flag=True, help="Show what became of every message.")
@click.option("--csv", "csv_file", type=FILE, help="With --status: write every message as CSV.")
@click.option("--html", "page", type=FILE, help="With --status: write every message as a page.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer for a program to read.")
@click.option(
    "--resolve",
    type=(str, click.Choice(["sent", "again"])),
    metavar="KEY sent|again",
    help="Say what became of a message set aside.",
)
@click.option("--forget", is_flag=True, help="Erase names and addresses that have been kept long enough.")
@click.pass_obj
def send(scheme: str, /, **wishes: Any) -> None:
    """Send each letter of a release to those who hold office in its authority, once.

    In earnest it needs the release signed in every role and checked now, the day of the letters, and the number of
    messages, typed. Stopped or killed, start it again: what was sent is on record and is not sent again; what nobody
    can tell is set aside and shown.

    \b
      upheld send release --snapshot snapshot --from … --dry-run mails      look at every message
      upheld send release --snapshot snapshot --from … --smtp … --test-to … samples to staff
      upheld send release --snapshot snapshot --keys keys --ledger sent.db --from … --smtp …
      upheld send --ledger sent.db --status                                 what became of them
    """
    asked = _Asked(scheme, wishes)
    for name, action in _AFTERWARDS.items():
        if wishes[name]:
            action(asked)
            return
    if wishes["dry_run"]:
        _show(asked)
    elif wishes["test_to"]:
        _sample(asked)
    else:
        _send(asked)


class _Asked:
    """What a person asked for, each wish fetched by name; UsageError where one is needed and not given."""

    def __init__(self, scheme: str, wishes: Mapping[str, Any]) -> None:
        self.scheme = scheme
        self._wishes = wishes

    def __getitem__(self, name: str) -> Any:
        return self._wishes[name]

    def path(self, name: str) -> Path:
        return Path(self.text(name))

    def text(self, name: str) -> str:
        if not self._wishes[name]:
            option = {"sender": "--from", "release": "RELEASE"}.get(name, f"--{name.replace('_', '-')}")
            raise click.UsageError(f"{option} is needed for this.")
        return str(self._wishes[name])


# ---------------------------------------------------------------- before and in earnest


def _letters(asked: _Asked) -> Letters:
    """Return the letters that a person means, planned and ready to become mails."""
    from upheld.dispatch.address import why_unusable
    from upheld.dispatch.letter_mail import LetterMail
    from upheld.dispatch.letters import Letters
    from upheld.dispatch.mail import addressee
    from upheld.dispatch.permission import refuse_part
    from upheld.dispatch.plan import make_plan
    from upheld.release.manifest import ReleaseManifest
    from upheld.release.publish_clock import now
    from upheld.scheme import load
    from upheld.scheme.dispatch import load_dispatch
    from upheld.snapshot import Snapshot
    from upheld.terminal import note

    scheme, release = load(asked.scheme), asked.path("release")
    snapshot, sender = Snapshot.open(asked.path("snapshot")), asked.text("sender")
    reply_to = str(asked["reply_to"]) if asked["reply_to"] else None
    for given in (sender, reply_to, asked["bounces_to"]):
        if given and (why := why_unusable(str(given))):
            raise PersonError(f"{given} {why}.", mend="Write it as annual.review@ombudsman.example.")
    dispatch, manifest = load_dispatch(scheme), ReleaseManifest.read(release)
    refuse_part(release, manifest)
    plan = make_plan(release, manifest, scheme, dispatch, snapshot)
    for line in (*plan.without, *plan.notes):
        note(f"Without recipient: {line}")
    if asked["link"] and asked["own_link"]:
        raise click.UsageError("Name one of --link and --own-link.")
    link, room = (_site(str(asked[name])) if asked[name] else None for name in ("link", "own_link"))
    mails = LetterMail(release, manifest, scheme, dispatch, link, revised=bool(asked["revision"]), room=room)
    return Letters(
        plan, mails, addressee(sender, scheme.sender.name), now, addressee(reply_to, None) if reply_to else None
    )


def _site(link: str) -> str:
    if not link.startswith("https://") or any(c.isspace() for c in link):
        raise PersonError(f"{link!r} is no address of a site.", mend="Write it as https://reviews.example.")
    return link


def _carrier(asked: _Asked) -> Carrier:
    from upheld.dispatch.notify import NotifyCarrier
    from upheld.dispatch.smtp import SmtpCarrier, SmtpServer

    if asked["notify"] and asked["smtp"]:
        raise click.UsageError("Name one of --smtp and --notify.")
    if asked["notify"]:
        return NotifyCarrier(asked.text("notify"))
    bounces_to = str(asked["bounces_to"] or asked["sender"])
    return SmtpCarrier(SmtpServer.read(asked.text("smtp")), bounces_to, patience=asked["patience"])


def _show(asked: _Asked) -> None:
    from upheld.dispatch.letters import write_mails
    from upheld.terminal import done, progress

    letters, folder = _letters(asked), asked.path("dry_run")
    with progress() as start:
        written = write_mails(letters, folder, start("Mails", letters.plan.messages))
    done(f"Wrote {written:,} messages with {len(letters.plan.letters):,} letters to {folder}; nothing was sent")


def _sample(asked: _Asked) -> None:
    from upheld.dispatch.carrier import UnreachableError
    from upheld.dispatch.ledger import SENT
    from upheld.dispatch.letters import send_samples
    from upheld.terminal import done, note

    staff = [str(address) for address in asked["test_to"]]
    letters, carrier = _letters(asked), _carrier(asked)
    try:
        outcomes = send_samples(letters, staff, carrier)
    except UnreachableError as error:
        raise PersonError(f"{error}.", mend="Check the address of the server.") from None
    bad = [(name, outcome) for name, outcome in outcomes if outcome.state != SENT]
    for name, outcome in bad:
        note(f"{name}: {outcome.said}")
    done(f"Sent {len(outcomes) - len(bad):,} samples to staff, and nothing to anybody else")
    sys.exit(WRONG if bad else 0)


def _send(asked: _Asked) -> None:
    from functools import partial

    from upheld.dispatch.ledger import Ledger
    from upheld.dispatch.letters import Dispatcher
    from upheld.dispatch.permission import Permission
    from upheld.dispatch.sender import Pace, stopping
    from upheld.release.check.run import check_release
    from upheld.release.publish_clock import now
    from upheld.terminal import progress

    letters, release = _letters(asked), asked.path("release")
    mails, keys, place = letters.mails, asked.path("keys"), _ledger(asked, apart_from=release)
    pace = Pace(per_minute=asked["per_minute"], first_wait=asked["first_wait"])
    carrier = _carrier(asked)
    with Ledger.opened(place, now) as ledger, stopping() as stop, progress() as start:
        check_it = partial(check_release, release, mails.scheme, snapshot=asked.path("snapshot"), start=start)
        permission = Permission(release, mails.manifest, mails.scheme, keys, check_it, now)
        dispatcher = Dispatcher(letters, permission, ledger, partial(_confirm, asked))
        summary = dispatcher.send(lambda: carrier, pace, start, stop)
    _sum_up(summary, asked, len(letters.plan.without))


def _ledger(asked: _Asked, apart_from: Path | None = None) -> str:
    place = asked.text("ledger")
    if apart_from is not None and "://" not in place and apart_from.resolve() in Path(place).resolve().parents:
        raise PersonError("A ledger within the release would change it.", mend="Name a file somewhere else.")
    return place


def _confirm(asked: _Asked, plan: Plan, waiting: int) -> None:
    from upheld.dispatch.permission import refuse_wrong_count
    from upheld.terminal import note

    sent = f", {plan.messages - waiting:,} of them dealt with already" if waiting < plan.messages else ""
    note(f"{len(plan.letters):,} letters of {plan.year}, {plan.messages:,} messages in all{sent}")
    typed = asked["yes_send"]
    if typed is None:
        typed = click.prompt(
            "Type the number of messages in all, to send them", default="", show_default=False, err=True
        )
    refuse_wrong_count(plan, str(typed))


def _sum_up(summary: Summary, asked: _Asked, without: int) -> None:
    """Say what a run did; exit status 1 where a person has something to see to."""
    from dataclasses import asdict

    from upheld.terminal import done, note, print_json

    if asked["as_json"]:
        print_json(asdict(summary) | {"without_recipient": without})
    told = (
        (summary.waiting, "wait to be sent: start the same command again"),
        (summary.refused, "were refused for good: upheld send --status shows them"),
        (summary.unknown, "may or may not have been taken: --status shows them, --resolve settles each"),
        (without, "letters have nobody to go to, as said above"),
    )
    if summary.unreachable:
        note(f"{summary.unreachable}.")
    for number, what in told:
        if number:
            note(f"{number:,} {what}")
    done(f"Sent {summary.sent:,} messages{'; stopped before the end' if summary.stopped else ''}")
    wrong = summary.waiting or summary.refused or summary.unknown or without
    sys.exit(STOPPED if summary.stopped else WRONG if wrong else 0)


# ---------------------------------------------------------------- afterwards


def _answers(asked: _Asked) -> None:
    from upheld.dispatch.mailbox import read_answers
    from upheld.terminal import done

    with _opened(asked) as ledger:
        heard = read_answers(asked.text("answers"), ledger)
    done(f"Read {heard.read:,} messages; {heard.new:,} say something new of letters sent")


def _status(asked: _Asked) -> None:
    from upheld.dispatch.status import for_a_person, status_csv, status_page, totals
    from upheld.terminal import print_json

    with _opened(asked) as ledger:
        entries = ledger.entries()
    if asked["csv_file"]:
        asked.path("csv_file").write_text(status_csv(entries), encoding="utf-8", newline="")
    if asked["page"]:
        asked.path("page").write_text(status_page(entries), encoding="utf-8")
    wanting = for_a_person(entries)
    if asked["as_json"]:
        print_json([entry.as_dict() for entry in entries])
    else:
        _print_status(totals(entries), wanting)
    sys.exit(WRONG if wanting else 0)


def _print_status(states: Sequence[tuple[str, int, str]], wanting: Sequence[Entry]) -> None:
    """Print how many messages are in each state, and those that a person has to see to."""
    from rich.markup import escape
    from rich.table import Table

    from upheld.terminal import out

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("State", "Messages", "Meaning"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "Messages" else "left")
    for status, number, meaning in states:
        table.add_row(status, f"{number:,}", meaning)
    out.print(table)
    for entry in wanting[:SHOWN]:
        said = f": {entry.answer_said or entry.said}" if entry.answer_said or entry.said else ""
        who = f"{entry.body_name}, {entry.role.replace('_', ' ')}, {entry.masked}"
        out.print(f"[yellow]{entry.status}[/yellow] {entry.key[:12]}  {escape(who)}{escape(said)}", soft_wrap=True)
    if len(wanting) > SHOWN:
        out.print(f"… and {len(wanting) - SHOWN:,} more; --csv, --html and --json list them all")


def _resolve(asked: _Asked) -> None:
    from upheld.terminal import done

    key, what = asked["resolve"]
    with _opened(asked) as ledger, ledger.locked():
        entry = ledger.resolve(key, sent=what == "sent")
    after = "is on record as sent" if what == "sent" else "waits to be sent again: start upheld send"
    done(f"The message to {entry.masked} ({entry.body_name}) {after}")


def _forget(asked: _Asked) -> None:
    from datetime import timedelta

    from upheld.scheme import load
    from upheld.scheme.dispatch import load_dispatch
    from upheld.terminal import done

    days = load_dispatch(load(asked.scheme)).keep_days
    with _opened(asked) as ledger, ledger.locked():
        gone = ledger.forget(timedelta(days=days))
    done(f"Erased the names and addresses of {gone:,} messages settled more than {days:,} days ago")


@contextmanager
def _opened(asked: _Asked) -> Iterator[Ledger]:
    from upheld.dispatch.ledger import Ledger
    from upheld.release.publish_clock import now

    place = asked.text("ledger")
    if "://" not in place and not Path(place).is_file():
        raise PersonError(f"There is no ledger {place}.", mend="Name the one that upheld send wrote.")
    with Ledger.opened(place, now) as ledger:
        yield ledger


_AFTERWARDS = {"answers": _answers, "status": _status, "resolve": _resolve, "forget": _forget}

# ---------------------------------------------------------------- where letters are read


@click.command("reading-room")
@click.argument("releases", nargs=-1, required=True, type=FOLDER)
@click.option("--ledger", required=True, envvar="UPHELD_LEDGER", metavar="FILE_OR_URL", help="That of upheld send.")
@click.option("--room", required=True, metavar="URL", help="Where the reading room is served: that of --own-link.")
@click.option("--port", default=8091, show_default=True, help="Port on this machine; a web server stands before it.")
@click.pass_obj
def reading_room(scheme: str, /, releases: tuple[Path, ...], ledger: str, room: str, port: int) -> None:
    """Serve the letters of RELEASES to those who were sent a link of their own (upheld send --own-link).

    It listens on this machine only: a web server with a certificate stands before it. Whoever opens a letter is on
    record in the ledger, for upheld send --status.
    """
    import waitress  # type: ignore[import-untyped]

    from upheld.dispatch.ledger import Ledger
    from upheld.dispatch.letter_mail import LetterMail
    from upheld.dispatch.reading_room import ReadingRoom
    from upheld.release.manifest import ReleaseManifest
    from upheld.release.publish_clock import now
    from upheld.scheme import load
    from upheld.scheme.dispatch import load_dispatch
    from upheld.terminal import done

    if "://" not in ledger and not Path(ledger).is_file():
        raise PersonError(f"There is no ledger {ledger}.", mend="Name the one that upheld send wrote.")
    rules = load(scheme)
    words = load_dispatch(rules)
    mails = [LetterMail(release, ReleaseManifest.read(release), rules, words) for release in releases]
    app = ReadingRoom(_site(room), mails, lambda: Ledger.opened(ledger, now), now)
    server = waitress.create_server(app, host="127.0.0.1", port=port, ident="", threads=4)
    done(f"The reading room is at http://127.0.0.1:{server.effective_port}/; Ctrl-C stops it")
    try:
        server.run()
    finally:
        server.close()


COMMANDS = (send, reading_room)
"""In the order in which help lists them."""
