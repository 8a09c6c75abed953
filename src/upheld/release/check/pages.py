"""Whether every page of the site that shows figures shows those of the release."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selectolax.lexbor import LexborNode

from upheld.release.check import comparing
from upheld.release.check.expected import Expected
from upheld.release.check.improved import check_agreed, read_agreed
from upheld.release.check.in_short import InShort
from upheld.release.check.letters import Templates, every_body
from upheld.release.check.lists import check_lists
from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.reading import Page, apart, flat, numbers, rows, said
from upheld.release.check.sums import whole_count
from upheld.release.check.wording import counted, rate_words, sentence
from upheld.release.check.written import WrittenFigures
from upheld.scheme.model import Measure, Scheme

NO_RATE = "no rate"

PLACE = re.compile(r"M([\d.]+) ([\d.]+)")
"""Where each stroke of a path begins."""


def check_pages(
    release: Path, figures: WrittenFigures, scheme: Scheme, advance: Callable[[int], None], only: str | None = None
) -> Checked:
    """Check the page of every body, or of `only` one, the lists that tell of it, and the home page."""
    findings: list[Finding] = []
    examined = 0
    templates = Templates(scheme)
    bodies = list(every_body(figures, scheme, only))
    agreed = read_agreed(release)
    for expected in bodies:
        path = f"website/authorities/{expected.authority.slug}/index.html"
        if not (release / path).is_file():
            findings.append(Finding(expected.authority.name, "has no page."))
            continue
        page = _BodyPage(expected, Page.read(release, path), templates)
        examined += page.check()
        findings += page.findings
        told = check_agreed(page.page, agreed.get(expected.authority.code, ()), scheme)
        findings += (Finding(path, what) for what in told)
        findings += _small(release, expected)
        advance(1)
    findings += check_lists(release, bodies, whole=only is None)
    home = release / "website" / "index.html"
    if home.is_file():
        findings += _home(Page.read(release, "website/index.html"), figures, scheme)
        examined += 1
    else:
        findings.append(Finding("website/index.html", "is missing."))
    return checked("pages", "Every number on every page equals the figures", examined, "numbers", findings)


@dataclass
class _BodyPage:
    """The page of one body, held against its figures."""

    expected: Expected
    page: Page
    templates: Templates
    findings: list[Finding] = field(default_factory=list)

    def check(self) -> int:
        """Check the page; return how many numbers were looked at."""
        for measure in self.expected.headline:
            found = self.page.find(f'section[aria-labelledby="{measure.id}"]')
            if len(found) == 1:
                self._measure(measure, found[0])
            else:
                self._wrong(f"has {len(found)} sections on {measure.id}.")
        for what in InShort(self.expected).opening(self.page, self.templates):
            self._wrong(what)
        self._remedies()
        self._complaints()
        self._printed()
        return len(numbers(self.page.words))

    def _wrong(self, what: str) -> None:
        self.findings.append(Finding(self.page.path, what))

    def _measure(self, measure: Measure, section: LexborNode) -> None:
        expected, text = self.expected, said(section)
        for described in section.css("desc"):
            text = text.replace(said(described), " ", 1)
        written = expected.now.measures[measure.id]
        must = [*expected.sentences(measure), *expected.against_chance(measure)]
        if written.rate.base:
            must.append(" out of ".join(expected.counts(measure)))
        for sentence_ in must:
            if sentence_ not in text:
                self._wrong(f"{measure.id}: does not say “{sentence_}”.")
        self._years(measure, section)
        self._funnel(measure, section)
        may = [*must, *expected.companions(measure), measure.question, measure.why, measure.name]
        may += [*self._may_say(measure), "0% 50% 100% a 95% interval 95% limits 99.8% limits"]
        may += [said(tick) for tick in section.css("svg.funnel text")]
        allowed = numbers(" ".join(may))
        for number in sorted(numbers(apart(section)) - allowed):
            self._wrong(f"{measure.id}: {number} is none of its figures.")

    def _funnel(self, measure: Measure, section: LexborNode) -> None:
        """Check that the funnel marks this body where its numbers are, and shows every other body of the group."""
        drawn = section.css("svg.funnel")
        if bool(drawn) != (self.expected.funnel(measure) is not None):
            self._wrong(f"{measure.id}: has a funnel and should have none, or has none and should.")
        if not drawn or self.expected.funnel(measure) is None:
            return
        rate = self.expected.now.measures[measure.id].rate
        *_, limits = self.expected.funnel_sentences(measure)
        due = f"This body: {self.expected.worded(measure)}, {rate.numerator:,} of {rate.base:,}. {limits}"
        if [said(desc) for desc in drawn[0].css("desc")] != [due]:
            self._wrong(f"{measure.id}: the funnel is not described as “{due}”.")
        pairs = self.expected.groups.rated[self.expected.authority.type, measure.id]
        ticks = [int(said(t).replace(",", "")) for t in drawn[0].css("text") if said(t).replace(",", "").isdigit()]
        most = max(*ticks, *(base for _, base in pairs))
        own, others = (self._places(drawn[0], name) for name in (".own", ".others"))
        ((x, y),) = _places([(rate.numerator, rate.base)], most)
        # The mark is a diamond, whose path begins 7 above its middle.
        if len(own) != 1 or not all(abs(a - x) < 0.11 and abs(b + 7 - y) < 0.11 for a, b in own):
            self._wrong(f"{measure.id}: the funnel marks {sorted(own)}, not {x:.1f} {y - 7:.1f}.")
        if others != _places(pairs, most):
            self._wrong(f"{measure.id}: the funnel shows other points than those of the group.")

    @staticmethod
    def _places(drawing: LexborNode, name: str) -> set[tuple[float, float]]:
        paths = [path.attributes.get("d") or "" for path in drawing.css(f"path{name}")]
        return {(float(x), float(y)) for path in paths for x, y in PLACE.findall(path)}

    def _remedies(self) -> None:
        """Check the section on how long remedies took: sentences, both columns, and the faults that came back."""
        expected = self.expected
        found = self.page.find('section[aria-labelledby="remedies"]')
        if len(found) != 1:
            self._wrong("has no section on how long remedies took.")
            return
        text, clock = said(found[0]), expected.body.clock
        must = list(comparing.clock(clock, expected.figures.year)) if clock else []
        must += comparing.recurrence(expected.body.recurrence)
        for sentence_ in must:
            if sentence_ not in text:
                self._wrong(f"remedies: does not say “{sentence_}”.")
        columns = [clock] if clock else []
        compared = next(iter(expected.now.measures.values())).average is not None
        group = expected.figures.groups[expected.authority.type].clock if compared else None
        columns += [group] if clock and group else []
        due = [list(cells) for cells in zip(*map(comparing.clock_cells, columns), strict=True)] if columns else []
        shown = [cells[1:] for cells in rows(found[0])][1:]
        if shown != due:
            self._wrong(f"remedies: the table says {shown}, not {due}.")
        label = expected.figures.year
        allowed = " ".join([*must, *(" ".join(cells) for cells in due), label, expected.year.previous.label])
        for number in sorted(numbers(apart(found[0])) - numbers(allowed)):
            self._wrong(f"remedies: {number} is none of its figures.")

    def _may_say(self, measure: Measure) -> Iterator[str]:
        scheme = self.expected.scheme
        for label, year in self.expected.body.years.items():
            written = year.measures[measure.id]
            yield f"{label} {label[2:]} {written.bodies or ''} {self.expected.worded(measure, label)}"
            yield f"{written.rate.numerator:,} of {written.rate.base:,} {self.expected.average(measure, label)}"
            if written.interval:
                yield f"{written.interval[0]}% {written.interval[1]}%"
            for rate in (written.average, written.others):
                if rate is not None:
                    yield f"{rate.numerator:,} {rate.base:,} {rate_words(measure, rate.numerator, rate.base)}"
        for other in scheme.measures:
            yield f"{other.name} {other.why}"
        for change in scheme.breaks:
            yield f"{change.title} {change.why} {scheme.calendar.year_end.year(change.first_year).label}"

    def _years(self, measure: Measure, section: LexborNode) -> None:
        shown: set[str] = set()
        for cells in rows(section):
            if cells[0] not in self.expected.body.years:
                continue
            label = cells[0]
            shown.add(label)
            rate = self.expected.body.years[label].measures[measure.id].rate
            due = [self.expected.worded(measure, label) or NO_RATE, f"{rate.numerator:,} of {rate.base:,}"]
            if rate.base == 0 and len(cells) > 2 and not numbers(cells[2]):
                due[1] = cells[2]
            average = self.expected.body.years[label].measures[measure.id].average
            if len(cells) > 3:
                due.append((self.expected.average(measure, label) or NO_RATE) if average else "–")
            if cells[1:] != due:
                self._wrong(f"{measure.id}, {label}: the table says {cells[1:]}, not {due}.")
        if self.expected.figures.year not in shown:
            self._wrong(f"{measure.id}: no table has a row of {self.expected.figures.year}.")

    def _complaints(self) -> None:
        """Check the section on how complaints ended: the sentence, each step, service areas and years."""
        expected, scheme = self.expected, self.expected.scheme
        found = self.page.find('section[aria-labelledby="complaints"]')
        if len(found) != 1:
            self._wrong("has no section on how complaints ended.")
            return
        now = expected.now.counts
        if f"we dealt with {now[whole_count(scheme).id]:,} " not in flat(said(found[0])):
            self._wrong(f"does not say that {now[whole_count(scheme).id]:,} were dealt with.")
        for what in InShort(expected).steps(found[0]):
            self._wrong(what)
        self._count_tables(found[0])

    def _printed(self) -> None:
        """Check what the Ombudsman itself printed, which stands beside what the counts give, never mended."""
        measure_of = {measure.name: measure for measure in self.expected.scheme.measures}
        for section in self.page.find('section[aria-labelledby="published"]'):
            for cells in rows(section):
                measure = measure_of.get(cells[1]) if len(cells) > 4 else None
                if measure is None or cells[0] not in self.expected.body.years:
                    continue
                printed = self.expected.body.years[cells[0]].measures[measure.id].published or "nothing"
                unit = "%" if measure.per == 100 and not printed.endswith("%") else ""
                due = [f"{printed}{unit}", self.expected.worded(measure, cells[0]) or NO_RATE]
                if [cells[2], cells[4]] != due:
                    self._wrong(f"{measure.id}, {cells[0]}: printed and reckoned are {cells[2:5:2]}, not {due}.")

    def _count_tables(self, section: LexborNode) -> None:
        scheme, body = self.expected.scheme, self.expected.body
        category_of = {category.name: category.id for category in scheme.categories}
        id_of = {count.name: count.id for count in scheme.counts}
        there: set[str] = set()
        for table in section.css("table:not(.flow)"):
            head, *rest = list(rows(table))
            ids = [id_of.get(name) for name in head[1:]]
            for cells in rest:
                there.add(cells[0])
                counts = (
                    body.years[cells[0]].counts
                    if cells[0] in body.years
                    else self.expected.now.by_category.get(category_of.get(cells[0], ""), {})
                )
                due = [f"{counts.get(id_, 0):,}" if id_ else None for id_ in ids]
                if cells[1:] != due:
                    self._wrong(f"{cells[0]}: the table says {cells[1:]}, not {due}.")
        whole = whole_count(scheme).id
        named = {c.name for c in scheme.categories if self.expected.now.by_category.get(c.id, {}).get(whole, 0)}
        for missing in sorted((named | body.years.keys()) - there):
            self._wrong(f"no table of complaints has a row of {missing}.")


def _small(release: Path, expected: Expected) -> Iterator[Finding]:
    path = f"website/embed/{expected.authority.slug}/index.html"
    if not (release / path).is_file():
        yield Finding(path, "is missing.")
        return
    for what in InShort(expected).small(Page.read(release, path)):
        yield Finding(path, what)


def _places(pairs: Sequence[tuple[int, int]], most: int) -> set[tuple[float, float]]:
    """Return where points lie, to one decimal: 0 to `most` from 34 to 352 across, 0 % to 100 % from 196 up to 12."""
    return {(round(34 + 318 * n / most, 1), round(196 - 184 * (x / n), 1)) for x, n in pairs}


def _home(page: Page, figures: WrittenFigures, scheme: Scheme) -> Iterator[Finding]:
    england = figures.england.years[figures.year]
    text = flat(said(page.find("main")[0])) if page.find("main") else ""
    must = [f"we dealt with {england.counts[whole_count(scheme).id]:,} complaints"]
    for measure in (m for m in scheme.measures if m.headline):
        rate, w = england.measures[measure.id].rate, measure.wording
        must.append(sentence(measure, rate.numerator, rate.base))
        if rate.base:
            pair = (
                counted(rate.numerator, w.numerator_one, w.numerator_many),
                counted(rate.base, w.base_one, w.base_many),
            )
            must.append(" out of ".join(pair))
    for each in must:
        if each not in text:
            yield Finding(page.path, f"does not say “{each}”.")
