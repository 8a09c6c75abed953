"""The options of how fast and how patiently mail is sent: the same wherever mail is."""

from __future__ import annotations

import click

PER_MINUTE = click.option(
    "--per-minute", type=click.IntRange(min=1), help="Send no faster. [default: as fast as the server takes]"
)
FIRST_WAIT = click.option(
    "--first-wait",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    help="Seconds before what was not taken is tried again; each further wait is twice as long.",
)
PATIENCE = click.option(
    "--patience",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds the mail server may take to answer.",
)
