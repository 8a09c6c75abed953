"""The letter in the form that mail programs show: its page, with styles on each element and without drawings.

Every number drawn also stands in words. What is known only at sending (who may not quote it yet, where it will be
public) is said above it then; nothing within it changes but where its links lead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from upheld.errors import PersonError

TEMPLATES = Path(__file__).parent / "templates"

NOTES = "<!-- notes -->"
"""Where what is said at sending will stand."""

ADDRESS = re.compile(r"https://[^\s<>]*[^\s<>.,;]")

LINK_STYLE = "color: #0f6b6b; word-break: break-all;"
NOTE_STYLE = "background: #eef3f3; border-left: 4px solid #0f6b6b; margin: 0 0 14px; padding: 8px 12px;"


def mail_form(page: str) -> str:
    """Return a letter's page for mail. Its links are as they were. Raises PersonError for a page that is no letter."""
    import css_inline
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page)
    article, title = tree.css_first("article"), tree.css_first("title")
    if article is None:
        raise PersonError("A page holds no letter.", mend="Build the release again.")
    for drawing in article.css("svg"):
        drawing.decompose()
    language = (tree.root.attributes.get("lang") if tree.root else None) or "en-GB"
    framed = _template().render(language=language, title=title.text() if title else "", article=article.html)
    return css_inline.inline(framed, extra_css=_stylesheet(), load_remote_stylesheets=False)


def sent(form: str, notes: Sequence[str], address: str | None) -> str:
    """Return a letter's mail form as it is sent, with `notes` above it.

    `address` is where its page will be: links start from there. None: links within the site become plain words, since
    nothing can be reached by them from a mail.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(form)
    for anchor in tree.css("article a"):
        href = anchor.attributes.get("href") or ""
        if address:
            anchor.attrs["href"] = urljoin(address, href)
        elif "://" not in href:
            anchor.unwrap()
    told = "\n".join(f'<p class="note" style="{NOTE_STYLE}">{_linked(note)}</p>' for note in notes)
    return f"<!DOCTYPE html>\n{tree.html}".replace(NOTES, told, 1)


def _linked(note: str) -> str:
    """Return a note as HTML, in which each web address is a link."""
    return ADDRESS.sub(
        lambda found: f'<a href="{found[0]}" style="color: #0f6b6b; word-break: break-all;">{found[0]}</a>',
        escape(note),
    )


@cache
def _stylesheet() -> str:
    return (TEMPLATES / "mail.css").read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("mail.html")
