"""The report of a check as one page that needs nothing else: to be mailed, printed, or kept with the minutes."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from upheld.release.check.model import CheckReport


def report_page(report: CheckReport) -> str:
    """Return the report as a page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html").render(report=report)
