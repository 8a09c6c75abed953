"""Alerts to people who asked for them: the desk where they ask, confirm and stop, and the sending of news."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from upheld.commands.pace import FIRST_WAIT, PATIENCE, PER_MINUTE
from upheld.errors import PersonError

if TYPE_CHECKING:
    from upheld.dispatch.alerts.sending import Telling
    from upheld.dispatch.alerts.subscribers import Subscribers
    from upheld.dispatch.sender import Pace, Summary
    from upheld.scheme.dispatch import Alerts
    from upheld.scheme.model import Scheme

WRONG, STOPPED = 1, 130
PUBLIC = click.argument("public", type=click.Path(path_type=Path, file_okay=False, exists=True))
LEDGER = click.option(
    "--ledger",
    required=True,
    envvar="UPHELD_ALERTS",
    metavar="FILE_OR_URL",
    help="Who asked for what, and what was sent: a file, or postgresql://USER@HOST/DATABASE.",
)
LOOK_EVERY = 2.0
"""Seconds after which the desk looks for mails to send, if nobody asks in between."""


def _carrying(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of what sends mail."""
    options = (
        click.option("--from", "sender", required=True, envvar="UPHELD_MAIL_FROM", metavar="ADDRESS", help="Sender."),
        click.option("--smtp", required=True, envvar="UPHELD_SMTP", metavar="URL", help="As of upheld send."),
        click.option("--site", metavar="URL", help="Where the public site is served. [default: as the scheme says]"),
        click.option(
            "--desk", "desk_at", required=True, envvar="UPHELD_DESK", metavar="URL", help="Where the desk is served."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def alerts() -> None:
    """Tell people who asked for it what was published: about a body, a service area or some words.

    \b
      upheld alerts desk public --ledger alerts.db --desk https://… --from … --smtp …   where people ask and stop
      upheld alerts send public --ledger alerts.db --desk https://… --from … --smtp …   after each publication
    """


class _House(NamedTuple):
    """What sends mail, as the options name it."""

    scheme: Scheme
    alerts: Alerts
    site: str
    desk: str
    sender: str
    smtp: str
    synthetic: bool

    @classmethod
    def read(cls, scheme_id: str, public: Path, sender: str, smtp: str, site: str | None, desk_at: str) -> _House:
        from upheld.dispatch.address import why_unusable
        from upheld.dispatch.alerts.news import is_synthetic
        from upheld.scheme import load
        from upheld.scheme.dispatch import load_dispatch

        scheme = load(scheme_id)
        told = load_dispatch(scheme).alerts
        if told is None:
            raise PersonError(
                f"The scheme {scheme.id} does not say what an alert says.",
                mend="Write [alerts] into its dispatch.toml; see lgsco’s.",
            )
        if why := why_unusable(sender):
            raise PersonError(f"{sender} {why}.", mend="Name the sender with --from.")
        at = site or scheme.website.address
        if not at:
            raise click.UsageError("--site is needed: the scheme does not say where its site is served.")
        return cls(
            scheme, told, _address(at, "--site"), _address(desk_at, "--desk"), sender, smtp, is_synthetic(public)
        )

    def telling(self, subscribers: Subscribers) -> Telling:
        from upheld.dispatch.alerts.alert_mail import AlertMail
        from upheld.dispatch.alerts.sending import Telling
        from upheld.dispatch.mail import addressee

        mails = AlertMail(self.scheme, self.alerts, self.site, self.desk, self.synthetic)
        return Telling(subscribers, mails, addressee(self.sender, self.scheme.sender.name))

    def send(self, telling: Telling, stop: threading.Event, pace: Pace, patience: float = 60.0) -> Summary:
        """Send everything that waits. The caller holds the lock."""
        from upheld.dispatch.alerts.subscribers import ALERTS
        from upheld.dispatch.sender import Sender
        from upheld.dispatch.smtp import SmtpCarrier, SmtpServer

        carrier = SmtpCarrier(SmtpServer.read(self.smtp), self.sender, patience=patience)
        return Sender(telling.subscribers.ledger, carrier, telling.mail_of, pace, stop=stop).send(ALERTS)


def _address(url: str, option: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1")
    safe = parts.scheme == "https" or (local and parts.scheme == "http")
    if not safe or not parts.hostname or parts.query:
        raise PersonError(f"{option} {url} is no address to be sent to people.", mend="Write https://reviews.example/.")
    return url if url.endswith("/") else f"{url}/"


@contextmanager
def _subscribers(place: str, *, make: bool = False) -> Iterator[Subscribers]:
    from upheld.dispatch.alerts.subscribers import Subscribers
    from upheld.dispatch.ledger import Ledger
    from upheld.release.publish_clock import now

    if not make and "://" not in place and not Path(place).is_file():
        raise PersonError(f"There is no ledger {place}.", mend="Name the one that upheld alerts desk wrote.")
    with Ledger.opened(place, now) as ledger:
        yield Subscribers.of(ledger)


@alerts.command()
@PUBLIC
@LEDGER
@_carrying
@PER_MINUTE
@FIRST_WAIT
@PATIENCE
@click.option("--json", "as_json", is_flag=True, help="Print the answer for a program to read.")
@click.pass_obj
def send(
    scheme: str,
    /,
    public: Path,
    ledger: str,
    per_minute: int | None,
    first_wait: float,
    patience: float,
    *,
    as_json: bool,
    **house: Any,
) -> None:
    """Tell everybody who confirmed it what was published in the folder PUBLIC since they were last told.

    The first run tells nobody anything: what is public by then counts as known. Stopped or killed, start it again.
    """
    from dataclasses import asdict

    from upheld.dispatch.alerts.sending import forget_news
    from upheld.dispatch.sender import Pace, stopping
    from upheld.terminal import done, note, print_json

    sends = _House.read(scheme, public, **house)
    with _subscribers(ledger, make=True) as subscribers, stopping() as stop, subscribers.ledger.locked():
        telling = sends.telling(subscribers)
        found = telling.prepare(public)
        summary = sends.send(telling, stop, Pace(per_minute=per_minute, first_wait=first_wait), patience)
        forget_news(subscribers)
    if as_json:
        print_json({"found": asdict(found), "sent": asdict(summary)})
    if found.first:
        note(f"The first run: {found.new:,} decisions count as known from here on")
    told = (
        (summary.waiting, "wait to be sent: start the same command again"),
        (summary.refused, "were refused for good: who cannot be reached is erased by the next run"),
        (summary.unknown, "may or may not have been taken: upheld send --status shows them, --resolve settles each"),
    )
    for number, what in told:
        if number:
            note(f"{number:,} {what}")
    done(f"Sent {summary.sent:,} messages about {0 if found.first else found.new:,} new decisions")
    sys.exit(STOPPED if summary.stopped else WRONG if summary.waiting or summary.unknown else 0)


@alerts.command()
@PUBLIC
@LEDGER
@_carrying
@click.option("--port", default=8090, show_default=True, help="Port on this machine; a web server stands before it.")
@click.pass_obj
def desk(scheme: str, /, public: Path, ledger: str, port: int, **house: Any) -> None:
    """Serve the pages where people ask for alerts, confirm and stop, and send the mails that ask to confirm.

    They listen on this machine only: a web server with a certificate stands before them, at the address of --desk.
    """
    import waitress  # type: ignore[import-untyped]

    from upheld.dispatch.alerts.desk import Desk
    from upheld.terminal import done

    sends = _House.read(scheme, public, **house)
    with _subscribers(ledger, make=True):
        pass  # made, and known to be usable, before anybody asks
    asked, ended = threading.Event(), threading.Event()
    app = Desk(sends.scheme, sends.desk, lambda: _subscribers(ledger), sends.synthetic, asked.set)
    post = threading.Thread(target=_post, args=(sends, ledger, asked, ended), daemon=True)
    server = waitress.create_server(app, host="127.0.0.1", port=port, ident="", threads=4)
    post.start()
    done(f"The desk is at http://127.0.0.1:{server.effective_port}/; Ctrl-C stops it")
    try:
        server.run()
    finally:
        ended.set()
        asked.set()
        server.close()
        post.join(timeout=10)


def _post(sends: _House, place: str, asked: threading.Event, ended: threading.Event) -> None:
    """Send the mails that ask to confirm, until the desk is closed."""
    from upheld.dispatch.sender import Pace
    from upheld.terminal import note

    while not ended.is_set():
        asked.wait(LOOK_EVERY)
        asked.clear()
        try:
            with _subscribers(place) as subscribers:
                telling = sends.telling(subscribers)
                if telling.waiting():
                    with subscribers.ledger.locked():
                        sends.send(telling, ended, Pace(rounds=1))
        except PersonError as error:
            note(str(error))
            ended.wait(LOOK_EVERY)


@alerts.command()
@LEDGER
@click.option("--json", "as_json", is_flag=True, help="Print the answer for a program to read.")
def status(ledger: str, *, as_json: bool) -> None:
    """Show how many people get alerts. Their addresses are not shown."""
    from upheld.terminal import out, print_json

    with _subscribers(ledger) as subscribers:
        counts = subscribers.counts()
    print_json(counts) if as_json else out.print(", ".join(f"{number:,} {what}" for what, number in counts.items()))


@alerts.command()
@click.argument("address")
@LEDGER
def stop(address: str, ledger: str) -> None:
    """Stop all alerts to ADDRESS, and erase it: for somebody who asks by telephone or letter."""
    from upheld.terminal import done

    with _subscribers(ledger) as subscribers:
        found = subscribers.stop_address(address)
    if not found:
        raise PersonError("Nobody gets alerts at that address.", mend="Is it written as they wrote it?")
    done("Stopped, and erased")


COMMANDS = (alerts,)
"""In the order in which help lists them."""
