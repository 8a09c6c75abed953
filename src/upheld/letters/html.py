"""The letter as a web page: the same words as the PDF, in HTML that reads well without its stylesheet."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from upheld.letters.model import FunnelChart, Letter

TEMPLATES = Path(__file__).parent / "templates"

STYLESHEET = "letter.css"
"""The name of the stylesheet beside the templates; see `stylesheet`."""


def page(letter: Letter, stylesheet: str = STYLESHEET, icon: str | None = None) -> str:
    """Return the letter as a page of its own; `stylesheet` and `icon` are addresses relative to the page.

    Without `icon` a browser asks for one at the root of the host.
    """
    return _template("page.html").render(letter=letter, stylesheet=stylesheet, icon=icon)


def article(letter: Letter) -> str:
    """Return the letter as an `article` element, for a page that has its own frame."""
    return _template("article.html").render(letter=letter)


def stylesheet() -> bytes:
    """Return the stylesheet every letter page is linked to."""
    return (TEMPLATES / STYLESHEET).read_bytes()


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "curves": _curves,
        "average_line": _average_line,
        "points": _points,
        "own_mark": _own_mark,
        "own_range": _own_range,
    }
    return made


def _curves(chart: FunnelChart, first: int) -> str:
    """Return the upper and the lower limit of a funnel as path data; `first` is the place of the upper one."""
    return "".join("M" + "L".join(_place(chart, *at) for at in curve) for curve in chart.limits[first : first + 2])


def _average_line(chart: FunnelChart) -> str:
    return f"M60 {_height(chart.average):.1f}H600"


def _points(chart: FunnelChart) -> str:
    return "".join([f"M{_place(chart, *at)}h0" for at in chart.others])


def _own_mark(chart: FunnelChart) -> str:
    """Return a diamond, told from the other points by its shape."""
    x, y = 60 + 540 * chart.base / chart.most, _height(chart.rate)
    return f"M{x:.1f} {y - 9:.1f}l9 9-9 9-9-9z"


def _own_range(chart: FunnelChart) -> str:
    return f"M{60 + 540 * chart.base / chart.most:.1f} {_height(chart.low or 0):.1f}V{_height(chart.high or 0):.1f}"


def _place(chart: FunnelChart, base: float, percent: float) -> str:
    return f"{60 + 540 * base / chart.most:.1f} {_height(percent):.1f}"


def _height(percent: float) -> float:
    return 240 - 2.2 * percent
