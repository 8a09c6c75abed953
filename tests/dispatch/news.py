"""A public folder with a feed of decisions, as alerts read it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

SITE, DESK = "https://reviews.example/", "https://reviews.example/alerts/"


def entry(
    number: int,
    body: str = "knowsley-metropolitan-borough-council",
    category: str = "housing",
    summary: str = "Damp in a flat.",
) -> str:
    return (
        f"<entry><title>Decision {number}</title><id>tag:reviews.example,2020:decision/{number}</id>"
        f"<updated>2024-09-01T00:00:00Z</updated>"
        f'<link rel="alternate" type="text/html" href="../decisions/24-000-{number:03}/"/>'
        f'<category scheme="body" term="{body}"/><category scheme="category" term="{category}"/>'
        f"<summary>{summary}</summary></entry>"
    )


def publish(public: Path, newest: Sequence[str], older: Sequence[str] = ()) -> None:
    """Write a public folder with a feed of decisions, its older entries in an archive."""
    site = public / "releases" / "one"
    (site / "feeds" / "decisions").mkdir(parents=True, exist_ok=True)
    (site / "api" / "v1").mkdir(parents=True, exist_ok=True)
    (site / "api" / "v1" / "index.json").write_text(json.dumps({"about": {"synthetic": True}}))
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Decisions</title>'
    link = '<link rel="prev-archive" href="decisions/1.xml"/>' if older else ""
    (site / "feeds" / "decisions.xml").write_text(f"{head}{link}{''.join(newest)}</feed>")
    archived = "".join(older).replace('href="../', 'href="../../')
    (site / "feeds" / "decisions" / "1.xml").write_text(f"{head}{archived}</feed>")
    if not (public / "current").is_symlink():
        (public / "current").symlink_to("releases/one")
