"""Turns pages into HTML: one Jinja2 environment a process, strict about names, escaping everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator
from jinja2.compiler import Frame as TemplateFrame
from markupsafe import Markup, escape

from upheld.website.case_rows import case_items, statement
from upheld.website.pages import Frame, Page
from upheld.website.rows import count_rows, flow_rows, link_items, marks, year_rows


class _Generator(CodeGenerator):
    """Has a value escaped by the environment, which keeps what it escaped: a site says the same words on every page.

    Escaping each value anew, as an object of its own, took two fifths of the time that a page takes.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: TemplateFrame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.escaped(")
        if finalize.src is not None:
            self.write(finalize.src)


@lru_cache(maxsize=1 << 15, typed=True)
def _escaped(value: object) -> str:
    """Return a value as HTML. Markup and text are told apart by their type, equal though they may be."""
    return str(escape(value))


class _Environment(Environment):
    code_generator_class = _Generator
    escaped = staticmethod(_escaped)


@cache
def environment() -> Environment:
    """Return the environment of this process. Templates are compiled once, on first use."""
    made = _Environment(
        loader=PackageLoader("upheld.website"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters |= {
        "count_rows": count_rows,
        "year_rows": year_rows,
        "marks": marks,
        "flow_rows": flow_rows,
        "link_items": link_items,
        "case_items": case_items,
        "statement": statement,
    }
    return made


@cache
def _template(name: str) -> Template:
    return environment().get_template(name)


def html(page: Page, frame: Frame, root: str | None = None) -> str:
    """Return the page as HTML. `root` replaces the way back to the root of the site (for a page served anywhere)."""
    return _template(page.template).render(_names(page, frame, page.root if root is None else root))


def _names(page: Page, frame: Frame, root: str) -> dict[str, Any]:
    header, footer = _around(frame, root, page.section)
    return {
        "page": page.model,
        "title": page.title,
        "description": page.description,
        "compiles": page.compiles,
        "frame": frame,
        "root": root,
        "header": header,
        "footer": footer,
    }


@lru_cache(maxsize=64)
def _around(frame: Frame, root: str, section: str) -> tuple[Markup, Markup]:
    """Return what stands above and below the main part: the same for all pages of a section at one depth."""
    names = {"frame": frame, "root": root, "section": section}
    header, footer = (_template(name).render(names) for name in ("header.html", "footer.html"))
    return Markup(header), Markup(footer)  # noqa: S704 templates have escaped what is in them


def feed(names: Mapping[str, Any]) -> str:
    """Return an Atom feed (RFC 4287) as XML."""
    return _template("feed.xml").render(names)


def renderer(frame: Frame) -> Callable[[Page], str]:
    """Return a function that renders pages within `frame`."""
    return lambda page: html(page, frame)
