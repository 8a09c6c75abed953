"""Whether the page of a body counts its service improvements as the lists of them do, one by one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from upheld.release.check.reading import Page, rows, said
from upheld.scheme.model import Scheme

LISTS = "website/api/v1/improvements/pages"
SECTION = 'section[aria-labelledby="improvements"]'


@dataclass(frozen=True)
class Agreed:
    """One service improvement, as the lists for programs tell of it."""

    area: str
    decided_on: date
    status: str


def read_agreed(release: Path) -> Mapping[str, Sequence[Agreed]]:
    """Return the service improvements of a release by the code of the body; none where it has no lists of them.

    A list that cannot be read names nothing, so that the pages do not agree with it.
    """
    found: dict[str, list[Agreed]] = {}
    for path in sorted((release / LISTS).glob("*.json")):
        try:
            for one in json.loads(path.read_bytes())["improvements"]:
                agreed = Agreed(one["service_area"], date.fromisoformat(one["decided_on"]), one["status"])
                found.setdefault(one["authority"], []).append(agreed)
        except (ValueError, KeyError, TypeError):
            continue
    return found


def check_agreed(page: Page, agreed: Sequence[Agreed], scheme: Scheme) -> Iterator[str]:
    """Yield what the section on service improvements says and should not."""
    sections = page.find(SECTION)
    if len(sections) != bool(agreed):
        yield f"has {len(sections)} sections on service improvements, of which the lists name {len(agreed):,}."
    if len(sections) != 1 or not agreed:
        return
    sentence = " ".join(said(paragraph) for paragraph in sections[0].css("p")[:1])
    size, _, parts = sentence.removesuffix(".").partition(": ")
    due = {f"{number:,} {status}" for status, number in Counter(one.status for one in agreed).items()}
    if size.split(" ")[0] != f"{len(agreed):,}" or set(parts.split(", ")) != due:
        yield f"says “{sentence}”, but the lists name {len(agreed):,}: {', '.join(sorted(due))}."
    areas = {category.id: category.name for category in scheme.categories}
    names = Counter(areas.get(one.area, one.area) for one in agreed)
    names.update(scheme.calendar.year_end.year_of(one.decided_on).label for one in agreed)
    shown = [tuple(cells) for cells in rows(sections[0]) if cells[:1] not in (["Service area"], ["Year"])]
    expected: list[tuple[str, ...]] = [(name, f"{number:,}") for name, number in names.items()]
    for cells in sorted(set(shown) ^ set(expected)):
        yield f"service improvements: {' '.join(cells)} is in the table or in the lists, and not in both."
