"""What became of every letter, for people, spreadsheets and programs; nobody's whole address is in any of them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from upheld.dispatch.ledger import (
    BOUNCED,
    DELAYED,
    DELIVERED,
    OPENED,
    QUEUED,
    REFUSED,
    REPLIED,
    SENDING,
    SENT,
    UNKNOWN,
    Entry,
)

MEANINGS = {
    QUEUED: "waits to be sent: start upheld send again",
    SENDING: "on its way at this moment",
    SENT: "the carrier has it",
    DELIVERED: "the recipient’s server reported that it has it",
    DELAYED: "the recipient’s server has not taken it yet, and goes on trying",
    OPENED: "the recipient followed the link to the letter",
    REPLIED: "it was answered",
    BOUNCED: "it came back: the recipient has not got it",
    REFUSED: "the carrier refused it for good",
    UNKNOWN: "nobody knows whether the carrier took it: look in its log, then upheld send --resolve KEY sent|again",
}
"""In the order in which they are listed."""
FOR_A_PERSON = (BOUNCED, REFUSED, UNKNOWN)
"""What a person has to see to."""


def totals(entries: Sequence[Entry]) -> list[tuple[str, int, str]]:
    """Return each state that any message is in, with how many are and what it means."""
    counted = Counter(entry.status for entry in entries)
    return [(status, counted[status], meaning) for status, meaning in MEANINGS.items() if counted[status]]


def for_a_person(entries: Sequence[Entry]) -> list[Entry]:
    """Return the messages that a person has to see to."""
    return [entry for entry in entries if entry.status in FOR_A_PERSON]


def status_csv(entries: Sequence[Entry]) -> str:
    """Return every message as a row of CSV."""
    written = io.StringIO()
    columns = ("year", "body", "body_name", "role", "address", "status", "state", "changed_at", "opened_at",
               "answered_at", "said", "answer_said", "attempts", "form", "reference", "key", "release")  # fmt: skip
    writer = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({k: _no_formula(v) for k, v in entry.as_dict().items()} for entry in entries)
    return written.getvalue()


def _no_formula(value: object) -> object:
    """Return a text that no spreadsheet takes for a formula: what a server said is not ours."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def status_page(entries: Sequence[Entry]) -> str:
    """Return every message on one page that needs nothing else."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("status.html")
    return page.render(totals=totals(entries), entries=entries, for_a_person=FOR_A_PERSON)
