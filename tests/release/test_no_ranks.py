"""Nothing a release says ranks anybody: no word of ranking, and no list of authorities in the order of their rates."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from upheld.release.check.written import read_written
from upheld.scheme import load

WORDS = re.compile(
    r"\b(rank\w*|league|(top|bottom) (ten|\d+)|best|worst|leaderboard|\d+(st|nd|rd|th) (out )?of|place \d+ of)\b",
    re.IGNORECASE,
)
DENIALS = re.compile(r"\b(no|not|nobody|never|nor|neither|cannot|without)\b", re.IGNORECASE)
"""A sentence that speaks of ranks to say that there are none may."""

FEWEST = 5
"""Authorities in a row before their order says anything."""

Rates = Mapping[str, Mapping[str, Fraction]]
"""By what is measured, the rate of every authority that has one, by code."""


class Order:
    """Tells whether authorities stand in the order of a rate rather than in one that tells nothing."""

    def __init__(self, release: Path) -> None:
        self.scheme = load("lgsco")
        self.code_of = {a.slug: a.code for a in self.scheme.authorities}
        self.code_of |= {name: a.code for a in self.scheme.authorities for name in (a.name, a.short_name, a.code)}
        figures = read_written(release)
        years = {code: body.years[figures.year] for code, body in figures.bodies.items()}
        self.rates: Rates = {
            m.id: {c: Fraction(r.numerator, r.base) for c, y in years.items() if (r := y.measures[m.id].rate).base}
            for m in self.scheme.measures
        }

    def by_rate(self, codes: Sequence[str]) -> str | None:
        """Return the measure whose order this is; None if there is none, or if it is that of the names or codes.

        A list in which somebody comes twice (postcode districts and their councils) is none of authorities.
        """
        if len(codes) < FEWEST or len(set(codes)) < len(codes) or self._tells_nothing(codes):
            return None
        for measure, rates in self.rates.items():
            values = [rates[code] for code in codes if code in rates]
            if len(values) >= FEWEST and len(set(values)) > 2 and _in_order(values):
                return measure
        return None

    def _tells_nothing(self, codes: Sequence[str]) -> bool:
        bodies = [self.scheme.authority_by_code[code] for code in codes]
        names = (
            [b.name.casefold() for b in bodies],
            [b.short_name.casefold() for b in bodies],
            [b.code for b in bodies],
        )
        placed = [list(self.scheme.authority_by_code).index(code) for code in codes]
        return placed == sorted(placed) or any(keys == sorted(keys) for keys in names)


def _in_order(values: Sequence[Fraction]) -> bool:
    return list(values) in (sorted(values), sorted(values, reverse=True))


def lists_of(html: str, order: Order) -> Iterator[list[str]]:
    """Yield the authorities of every list and table of a page, in their order."""
    for holder in LexborHTMLParser(html).css("ul, ol, dl, tbody"):
        found = [_authority(child, order) for child in holder.iter()]
        yield [code for code in found if code is not None]


def _authority(entry: LexborNode, order: Order) -> str | None:
    for link in entry.css("a"):
        parts = (link.attributes.get("href") or "").split("/")
        if "authorities" in parts[:-1] and (code := order.code_of.get(parts[parts.index("authorities") + 1])):
            return code
    cells = (" ".join(cell.text().split()) for cell in entry.css("th, td, dt"))
    return next((order.code_of[cell] for cell in cells if cell in order.code_of), None)


def sentences(text: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.!?:;])\s+|\n{2,}|\s\|\s", text)


def ranking_words(text: str) -> list[str]:
    if not WORDS.search(text):
        return []
    return [s for s in sentences(text) if WORDS.search(s) and not DENIALS.search(s)]


def said(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".html":
        return text
    root = LexborHTMLParser(text).root
    return " ".join(root.text(separator=" ").split()) if root else ""


@pytest.fixture(scope="module")
def order(release_2020: Path) -> Order:
    return Order(release_2020)


def outputs(release: Path, *kinds: str) -> list[Path]:
    found = sorted(p for p in release.rglob("*") if p.suffix in kinds and p.is_file())
    assert len(found) > 3, kinds
    return found


def test_no_page_letter_table_or_figure_speaks_of_ranks(release_2020: Path) -> None:
    wrong = {
        path.relative_to(release_2020).as_posix(): found
        for path in outputs(release_2020, ".html", ".txt", ".csv", ".json")
        if (found := ranking_words(said(path)))
    }
    # The rules themselves say at length why there are none.
    assert set(wrong) <= {"website/method/index.html"}, wrong


def test_no_list_or_table_of_a_page_is_in_the_order_of_a_rate(release_2020: Path, order: Order) -> None:
    seen = 0
    for path in outputs(release_2020 / "website", ".html"):
        if "letters" in path.parts:
            continue
        for codes in lists_of(path.read_text(encoding="utf-8"), order):
            seen += len(codes) >= FEWEST
            assert order.by_rate(codes) is None, path
    assert seen > 100


def test_no_table_of_data_is_in_the_order_of_a_rate(release_2020: Path, order: Order) -> None:
    seen = 0
    for path in outputs(release_2020 / "tables", ".csv"):
        with path.open(encoding="utf-8", newline="") as file:
            codes = dict.fromkeys(row["authority_code"] for row in csv.DictReader(file) if row.get("authority_code"))
        seen += len(codes) >= FEWEST
        assert order.by_rate(list(codes)) is None, path
    assert seen >= 2


def test_no_figures_are_in_the_order_of_a_rate(release_2020: Path, order: Order) -> None:
    figures = json.loads((release_2020 / "figures" / "authorities.json").read_text(encoding="utf-8"))
    assert order.by_rate(list(figures["authorities"])) is None
    letters = json.loads((release_2020 / "record" / "letters.json").read_text(encoding="utf-8"))
    assert len(letters) > 300
    assert order.by_rate(list(letters)) is None


def test_a_table_in_the_order_of_a_rate_would_be_found(order: Order) -> None:
    rates = order.rates["upheld-rate"]
    boroughs = [a for a in order.scheme.authorities if a.type == "metropolitan" and a.code in rates]
    ranked = sorted(boroughs, key=lambda a: rates[a.code], reverse=True)
    table = "".join(f"<tr><th>{a.name}</th><td>?</td></tr>" for a in ranked)
    entries = "".join(f'<li><a href="../../authorities/{a.slug}/">{a.short_name}</a></li>' for a in reversed(ranked))
    for html in (f"<table><tbody>{table}</tbody></table>", f"<ol>{entries}</ol>"):
        (codes,) = lists_of(html, order)
        assert len(codes) == len(boroughs)
        assert order.by_rate(codes) == "upheld-rate"
    assert order.by_rate([a.code for a in sorted(boroughs, key=lambda a: a.name)]) is None


@pytest.mark.parametrize(
    "words",
    [
        "Knowsley ranks third.",
        "It is 3rd of 36 boroughs.",
        "The best performers",
        "A league table",
        "the top ten councils",
    ],
)
def test_a_word_of_ranking_would_be_found(words: str) -> None:
    assert ranking_words(f"75% were upheld. {words} 12 were investigated.") == [words] or ranking_words(words)


def test_a_sentence_that_says_that_nobody_is_ranked_may() -> None:
    assert ranking_words("Nobody is ranked here, and the figures should not be used to rank.") == []
