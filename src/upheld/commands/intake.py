"""The commands that help a person to bring in files of another system."""

from __future__ import annotations

from pathlib import Path

import click

COMMANDS: tuple[click.Command, ...] = ()
