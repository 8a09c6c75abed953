"""The letter as a web page: the same words as the PDF, in HTML that reads well without its stylesheet."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from upheld.letters.drawing import PAGE, web_ground
from upheld.letters.model import Letter

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
    made.globals |= {"frame": PAGE, "ground_of": web_ground}
    return made
