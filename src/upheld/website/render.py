"""Turns pages into HTML: one Jinja2 environment a process, strict about names, escaping everything."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from upheld.website.pages import Frame, Page


@cache
def environment() -> Environment:
    """Return the environment of this process. Templates are compiled once, on first use."""
    return Environment(
        loader=PackageLoader("upheld.website"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )


@cache
def _template(name: str) -> Template:
    return environment().get_template(name)


def html(page: Page, frame: Frame, root: str | None = None) -> str:
    """Return the page as HTML. `root` replaces the way back to the root of the site (for a page served anywhere)."""
    return _template(page.template).render(_names(page, frame, page.root if root is None else root))


def _names(page: Page, frame: Frame, root: str) -> dict[str, Any]:
    return {
        "page": page.model,
        "title": page.title,
        "description": page.description,
        "section": page.section,
        "frame": frame,
        "root": root,
    }


def renderer(frame: Frame) -> Callable[[Page], str]:
    """Return a function that renders pages within `frame`."""
    return lambda page: html(page, frame)
