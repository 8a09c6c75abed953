"""The accessibility statement, in the form in which public bodies publish one. It claims only what tests do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from upheld.figures.model import Figures
from upheld.scheme.model import ReviewDates
from upheld.website.pages import Page
from upheld.writing.phrases import day

ACCESSIBILITY = "accessibility/"
"""Where the page lies."""
ADDRESS = re.compile(r"(?:https?://)?www\.[a-z0-9.-]+\.[a-z]{2,}(?:/[^\s,;]*[^\s,;.])?")


@dataclass(frozen=True)
class AccessibilityPage:
    """What the statement says besides what is the same for every site."""

    contact: tuple[Markup, ...]
    answer_in: str
    enforcement: tuple[Markup, ...]
    prepared_on: str
    letters: bool
    mapped: bool
    searched: bool
    """Whether decisions can be searched, which needs a script."""


def accessibility_page(figures: Figures, dates: ReviewDates, *, letters: bool, mapped: bool, searched: bool) -> Page:
    """Return the page. It is dated by the day of publication, since a statement speaks of what was published then."""
    said = figures.scheme.website
    model = AccessibilityPage(
        contact=_linked(said.contact or (figures.scheme.sender.website,)),
        answer_in=said.answer_in,
        enforcement=_linked(said.enforcement),
        prepared_on=day(dates.public_on),
        letters=letters,
        mapped=mapped,
        searched=searched,
    )
    description = "How far everyone can use this site, how that was tested, and whom to tell of a barrier."
    return Page(f"{ACCESSIBILITY}index.html", "accessibility.html", "Accessibility statement", description, model)


def _linked(texts: Iterable[str]) -> tuple[Markup, ...]:
    return tuple(_with_links(text) for text in texts)


def _with_links(text: str) -> Markup:
    """Return plain text as HTML, with the addresses of web pages in it as links."""
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        shown = found[0]
        whole = shown if shown.startswith("http") else f"https://{shown}"
        parts += [escape(text[end : found.start()]), Markup('<a href="{}">{}</a>').format(whole, shown)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
