"""Whether the national review says what the figures say: its first page, its flow, and every row of its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from selectolax.lexbor import LexborNode

from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.reading import Page, apart, flat, rows, said
from upheld.release.check.wording import counted, rate_words, sentence, short
from upheld.release.check.written import WrittenFigures, WrittenPlace, WrittenYear
from upheld.scheme.model import Authority, Count, Measure, Scheme
from upheld.scheme.years import ReviewYear

PDF = "review/review.pdf"
PAGE = "website/review/index.html"
TABLES = ("decisions", "compliance", "services")

Counts = Mapping[str, int]


def check_review(release: Path, figures: WrittenFigures, scheme: Scheme, pdfs: Mapping[str, Sequence[str]]) -> Checked:
    """Check the review's PDF and pages. `pdfs` is the words of each PDF's pages by its path within the release."""
    title = "Every number of the review's first page and tables equals the figures"
    names = [PDF, f"website/{PDF}", PAGE, *(f"website/review/{table}/index.html" for table in TABLES)]
    missing = [Finding(name, "is missing.") for name in names if not (release / name).is_file()]
    if missing:
        return checked("review", title, 0, "numbers", missing)
    findings: list[Finding] = []
    if (release / PDF).read_bytes() != (release / "website" / PDF).read_bytes():
        findings.append(Finding(f"website/{PDF}", "is not the review itself."))
    words = [flat(page) for page in pdfs.get(PDF, ())]
    due = _Due(scheme, figures)
    page = Page.read(release, PAGE)
    examined = 0
    for check in (_glance(page, due, " ".join(words)), _flow(page, due), _by_area(page, due)):
        for number, found in check:
            examined += number
            findings += (Finding(PAGE, what) for what in found)
    for table in TABLES:
        name = f"website/review/{table}/index.html"
        for number, found in _table(Page.read(release, name), table, due, words):
            examined += number
            findings += (Finding(name, what) for what in found)
    return checked("review", title, examined, "numbers", findings)


_Found = Iterator[tuple[int, list[str]]]
"""How many numbers were looked at, and what is wrong with them."""


@dataclass(frozen=True)
class _Due:
    """What the review must say, reckoned from the figures of the release."""

    scheme: Scheme
    figures: WrittenFigures

    @property
    def year(self) -> ReviewYear:
        return self.scheme.calendar.year_end.parse(self.figures.year)

    @property
    def now(self) -> WrittenYear:
        return self.figures.england.years[self.figures.year]

    @property
    def whole(self) -> str:
        return next(c.id for c in self.scheme.counts if c == Count(c.id, c.name, "decisions"))

    @property
    def upheld(self) -> str:
        return next(c.id for c in self.scheme.counts if c.upheld and c.early_remedy is None)

    @property
    def investigated(self) -> str:
        band = next(o.band for o in self.scheme.outcomes if o.upheld)
        return next(c.id for c in self.scheme.counts if c.bands == (band,) and c.upheld is None)

    def measures_of(self, base: str) -> list[Measure]:
        """Return the measures whose base is a count of `base`."""
        counts = self.scheme.count_by_id
        return [m for m in self.scheme.measures if m.base in counts and counts[m.base].of == base]

    def bodies(self) -> list[tuple[Authority, WrittenPlace]]:
        """Return the bodies that must have a row, from A to Z."""
        known = self.scheme.authority_by_code
        there = [(known[code], body) for code, body in self.figures.bodies.items() if code in known]
        shown = [(a, b) for a, b in there if b.years[self.figures.year].any_contact or a.in_being_during(self.year)]
        return sorted(shown, key=lambda pair: (_spelt(pair[0].short_name), pair[0].code))

    def decisions(self, counts: Counts) -> list[str]:
        """Return how decisions ended: each band, the one investigated as not upheld and upheld, and all."""
        cells: list[str] = []
        for band in self.scheme.bands:
            number = next(counts.get(c.id, 0) for c in self.scheme.counts if c.bands == (band.id,) and c.upheld is None)
            upheld = counts.get(self.upheld, 0)
            is_split = any(o.upheld and o.band == band.id for o in self.scheme.outcomes)
            cells += [f"{number - upheld:,}", f"{upheld:,}"] if is_split else [f"{number:,}"]
        return [*cells, f"{counts.get(self.whole, 0):,}", self.rate(self.upheld, self.investigated, counts)]

    def ending(self, counts: Counts) -> list[str]:
        """Return the same with the number investigated before the rate."""
        *ended, rate = self.decisions(counts)
        return [*ended, f"{counts.get(self.investigated, 0):,}", rate]

    def rate(self, numerator: str, base: str, counts: Counts) -> str:
        """Return a percentage for a narrow column."""
        measure = next(m for m in self.scheme.measures if m.per == 100)
        return short(rate_words(measure, counts.get(numerator, 0), counts.get(base, 0)) or "no rate")

    def row(self, table: str, year: WrittenYear, place: WrittenPlace) -> list[str]:
        """Return the cells of a row beside its name."""
        counts = year.counts
        if table == "decisions":
            early = next(m for m in self.scheme.measures if self.scheme.count_by_id[m.numerator].early_remedy)
            rate = self.rate(early.numerator, early.base, counts)
            return [*self.decisions(counts), f"{counts[early.numerator]:,}", rate]
        if table == "services":
            areas = [c.id for c in self.scheme.categories if c.id in self.now.by_category]
            return [self._area(n) for n in (*(year.by_category.get(a, {}) for a in areas), counts)]
        complied, late = self.measures_of("compliance_outcomes")[:2]
        base, good = counts[complied.base], counts[complied.numerator]
        told = [f"{base:,}", f"{good:,}", f"{base - good:,}", self.rate(complied.numerator, complied.base, counts)]
        return [*told, f"{counts[late.numerator]:,}", self.rate(late.numerator, late.base, counts), _half(place)]

    def _area(self, counts: Counts) -> str:
        number, upheld = counts.get(self.whole, 0), counts.get(self.upheld, 0)
        return f"{number:,} ({upheld:,})" if upheld else f"{number:,}"


def _spelt(name: str) -> str:
    plain = name.casefold().replace("’", "").replace("'", "")
    return plain[4:] if plain.startswith("the ") else plain


def _half(place: WrittenPlace) -> str:
    if place.clock is None or not place.clock.asked:
        return "–"
    return "not yet" if place.clock.median_days is None else f"{place.clock.median_days:,}"


def _glance(page: Page, due: _Due, pdf: str) -> _Found:
    """Hold each card of the first page, and that the PDF has its words, too."""
    cards = {str(card.attributes["data-figure"]): card for card in page.tree.css("[data-figure]")}
    for id_, told in _cards(due):
        card = cards.pop(id_, None)
        value = card.css_first(".big") if card is not None else None
        words = apart(card) if card is not None and value is not None and said(value) == told[0] else ""
        wrong = [f"the figure {id_} at a glance does not say “{text}”." for text in told if text not in words]
        wrong += [f"the PDF does not say “{text}”." for text in told if text not in pdf]
        yield len(told), wrong
    yield 0, [f"the figure {id_} at a glance is one that the figures do not have." for id_ in cards]


def _cards(due: _Due) -> Iterator[tuple[str, list[str]]]:
    counts = due.now.counts
    yield due.whole, [f"{counts[due.whole]:,}"]
    for measure in due.scheme.measures:
        rate, late = due.now.measures[measure.id].rate, due.scheme.count_by_id[measure.numerator].late
        if measure.per != 100 or not (measure.headline or late):
            continue
        told = [
            rate_words(measure, rate.numerator, rate.base) or "no rate",
            sentence(measure, rate.numerator, rate.base),
        ]
        if rate.base:
            w = measure.wording
            first = counted(rate.numerator, w.numerator_one, w.numerator_many)
            told.append(f"{first} out of {counted(rate.base, w.base_one, w.base_many)}")
        yield measure.id, told
    clock = due.figures.england.clock
    if clock is not None and clock.median_days is not None:
        half = counted(clock.median_days, "day", "days")
        yield "median-days", [half, counted(clock.asked, "recommendation", "recommendations")]


def _flow(page: Page, due: _Due) -> _Found:
    """Hold that the flow adds up, and that it begins and ends with the figures."""
    table = _captioned(page, "What flows where")
    if table is None:
        yield 0, ["has no table of what flows where."]
        return
    out, into = Counter[str](), Counter[str]()
    for source, target, number, *_ in list(rows(table))[1:]:
        streams = number.replace(",", "")
        # What is no number is no stream: then the flow does not add up.
        out[source] += int(streams) if streams.isdecimal() else 0
        into[target] += int(streams) if streams.isdecimal() else 0
    wrong = [
        f"{into[name]:,} flow into “{name}” and {out[name]:,} out of it."
        for name in sorted(out.keys() & into.keys())
        if out[name] != into[name]
    ]
    names = {due.whole: "Decided in the year", due.upheld: "Upheld"}
    names |= {due.investigated: next(b.name for b in due.scheme.bands if b.id in _bands(due, due.investigated))}
    for id_, name in names.items():
        there = {flow[name] for flow in (out, into) if name in flow or id_ == due.investigated}
        if there != {due.now.counts[id_]}:
            wrong.append(f"“{name}” is not {due.now.counts[id_]:,} in the flow, as it is in the figures.")
    yield len(out) + len(into), wrong


def _bands(due: _Due, count: str) -> tuple[str, ...]:
    return due.scheme.count_by_id[count].bands


def _by_area(page: Page, due: _Due) -> _Found:
    """Hold the two tables of how complaints ended: by service area and by type of body."""
    areas = [(c.name, due.now.by_category[c.id]) for c in due.scheme.categories if c.id in due.now.by_category]
    for called, expected in (("service area", areas), ("type of body", _types(due))):
        table = _captioned(page, f"Complaints decided, by {called}")
        printed = list(rows(table))[1:] if table is not None else []
        wanted = [[name, *due.ending(counts)] for name, counts in (*expected, ("All", due.now.counts))]
        wrong = [f"the table by {called} has no row {' | '.join(row)}." for row in wanted if row not in printed]
        wrong += [f"the table by {called} has a row {row[0]} too many." for row in printed if row not in wanted]
        yield sum(len(row) - 1 for row in wanted), wrong


def _types(due: _Due) -> list[tuple[str, Counts]]:
    found: list[tuple[str, Counts]] = []
    for kind in due.scheme.types:
        counts = Counter[str]()
        for body in due.figures.bodies.values():
            if body.type == kind.id:
                counts.update(body.years[due.figures.year].counts)
        if any(counts.values()):
            found.append((kind.plural[0].upper() + kind.plural[1:], counts))
    return found


def _captioned(page: Page, caption: str) -> LexborNode | None:
    for table in page.tree.css("table"):
        first = table.css_first("caption")
        if first is not None and said(first) == caption:
            return table
    return None


def _table(page: Page, table: str, due: _Due, pdf: Sequence[str]) -> _Found:
    """Hold every row: its number against the figures, its place against the alphabet, its words in the PDF."""
    shorts = Counter(authority.short_name for authority, _ in due.bodies())
    printed = [row for row in page.tree.css("tbody tr") if "total" not in (row.attributes.get("class") or "")]
    bodies = due.bodies()
    order = [PurePosixPath(str(link.attributes["href"])).name for row in printed for link in row.css("th a")]
    if len(printed) != len(bodies) or order != [authority.slug for authority, _ in bodies]:
        yield 0, ["does not have a row for every body, from A to Z."]
        return
    for row, (authority, body) in zip(printed, bodies, strict=True):
        name = authority.short_name if shorts[authority.short_name] == 1 else authority.name
        cells = [name, *due.row(table, body.years[due.figures.year], body)]
        own = [said(cell) for cell in row.css("th, td")]
        wrong = [] if own == cells else [f"says {' | '.join(own)}, not {' | '.join(cells)}."]
        yield len(cells) - 1, wrong + ([] if _in_pdf(cells, pdf) else [f"the PDF has no row {' | '.join(cells)}."])
    whole = next(iter(page.tree.css("tbody tr.total")), None)
    cells = ["All bodies", *due.row(table, due.now, due.figures.england)]
    own = [said(cell) for cell in whole.css("th, td")] if whole is not None else []
    yield len(cells) - 1, [] if own == cells else [f"says {' | '.join(own)}, not {' | '.join(cells)}."]


def _in_pdf(cells: Sequence[str], pdf: Sequence[str]) -> bool:
    """Whether a page has the row as it runs on, or its numbers beside a name that was broken into lines."""
    row, numbers, name = " ".join(cells), " ".join(cells[1:]), cells[0].split()
    return any(row in page for page in pdf) or any(
        numbers in page and all(word in page for word in name) for page in pdf
    )
