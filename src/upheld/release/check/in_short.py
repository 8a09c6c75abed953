"""Whether what pages say in short is right: the opening of a body's page, its steps, its small page, a row about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from selectolax.lexbor import LexborNode

from upheld.release.check.expected import Expected
from upheld.release.check.letters import Templates, made_of
from upheld.release.check.reading import Page, apart, flat, numbers, rows, said
from upheld.release.check.sums import whole_count
from upheld.release.check.wording import rate_words
from upheld.scheme.model import Measure

SIGNS = {"like similar authorities": "≈", "higher": "↑", "lower": "↓", "too few to say": "?"}

NO_RATE, NOT_COMPARED = "no rate", "not compared"


@dataclass(frozen=True)
class InShort:
    """One body in few words."""

    expected: Expected

    def rate(self, measure: Measure) -> str:
        """Return its rate of the year in words, or `no rate`."""
        return self.expected.worded(measure) or NO_RATE

    def counts(self, measure: Measure) -> str:
        """Return `9 of 12`; nothing where there is no rate."""
        rate = self.expected.now.measures[measure.id].rate
        return f"{rate.numerator:,} of {rate.base:,}" if rate.base else ""

    def verdict(self, measure: Measure) -> str:
        """Return the verdict with its sign; nothing where there is none."""
        verdict = self.expected.now.measures[measure.id].verdict
        return f"{SIGNS[verdict.word]} {verdict.word}" if verdict else ""

    def interval(self, measure: Measure) -> str:
        """Return both ends of the interval; nothing where there is none."""
        interval = self.expected.now.measures[measure.id].interval
        return f"{interval[0]}% to {interval[1]}%" if interval else ""

    # ------------------------------------------------------------ the opening

    def opening(self, page: Page, templates: Templates) -> Iterator[str]:
        """Yield what is wrong with the first section of its page."""
        found = page.find('section[aria-labelledby="finding"]')
        if len(found) != 1:
            yield "has no section that says first what was found."
            return
        patterns = templates.of(self.expected)
        for paragraph in found[0].css("p.finding"):
            if not made_of(said(paragraph), patterns):
                yield f"the finding “{said(paragraph)}” is not what the figures and the scheme give."
        if self.stands_out not in said(found[0]):
            yield f"does not say “{self.stands_out}”."
        lines = [apart(line) for line in found[0].css(".glances li")]
        due = [flat(self._glance(measure)) for measure in self.expected.headline]
        if lines != due:
            yield f"the measures in short are {lines}, not {due}."

    def _glance(self, measure: Measure) -> str:
        counts = self.counts(measure)
        return f"{measure.name} {self.rate(measure)} {f'({counts})' if counts else ''} {self.verdict(measure)}"

    @property
    def stands_out(self) -> str:
        """The sentence on what differs by more than chance would explain."""
        expected = self.expected
        written = {measure.name: expected.now.measures[measure.id] for measure in expected.headline}
        group = expected.scheme.group_of(expected.authority)
        if group is None or not any(w.average for w in written.values()):
            return "It is compared with nobody: there are no similar authorities in this year."
        words = {name: w.verdict.word for name, w in written.items() if w.verdict}
        others = f"all other {group.plural} together"
        parts = []
        for which in ("higher", "lower"):
            names = [f"“{name}”" for name, word in words.items() if word == which]
            if names:
                joined = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
                parts.append(f"{joined} {'are' if len(names) > 1 else 'is'} {which}")
        if parts:
            return f"{' and '.join(parts)} than in {others}, by more than chance would explain."
        if "like similar authorities" in words.values():
            return f"No rate differs from that of {others} by more than chance would explain."
        return f"There are too few cases to say whether any rate differs from that of {others}."

    # ------------------------------------------------------------ the steps

    def steps(self, section: LexborNode) -> Iterator[str]:
        """Yield what is wrong with the table of how its complaints ended."""
        due = list(self._steps())
        tables = section.css("table.flow")
        shown = [[_head(row), *cells[1:-1]] for row, cells in zip(_rows(tables), _cells(tables), strict=True)]
        if shown != due:
            yield f"complaints are said to have ended {shown}, not {due}."

    @cached_property
    def _wholes(self) -> tuple[int, int, int]:
        counts, scheme = self.expected.now.counts, self.expected.scheme
        investigated = next(m.base for m in scheme.measures if scheme.count_by_id[m.numerator].upheld)
        return counts[whole_count(scheme).id], counts[investigated], self.expected.authority.population or 0

    def _steps(self) -> Iterator[list[str]]:
        dealt, investigated, residents = self._wholes
        if not dealt:
            return
        scheme, counts = self.expected.scheme, self.expected.now.counts
        heads = [f"of {dealt:,} dealt with"]
        heads += [f"of {investigated:,} investigated"] if investigated else []
        heads += [f"per 100,000 of {residents:,} residents"] if residents else []
        yield ["Step", "Complaints", *heads]
        yield ["Dealt with", *self._shares(dealt, within=False)]
        upheld_of = next(m for m in scheme.measures if scheme.count_by_id[m.numerator].upheld)
        count_of = {c.bands[0]: c.id for c in scheme.counts if len(c.bands) == 1 and c.upheld is None}
        bands = [(band.name, count_of[band.id]) for band in scheme.bands if band.id in count_of]
        for name, id_ in sorted(bands, key=lambda band: band[1] == upheld_of.base):
            yield [name, *self._shares(counts[id_], within=id_ == upheld_of.base)]
        if investigated:
            upheld = counts[upheld_of.numerator]
            yield ["Not upheld", *self._shares(investigated - upheld, within=True)]
            yield ["Upheld", *self._shares(upheld, within=True)]
            early = next(c for c in scheme.counts if c.early_remedy)
            yield [early.name[:1].upper() + early.name[1:], *self._shares(counts[early.id], within=False)]

    def _shares(self, number: int, *, within: bool) -> list[str]:
        dealt, investigated, residents = self._wholes
        percent = replace(self.expected.headline[0], per=100, decimals=0)
        shares = [f"{number:,}", rate_words(percent, number, dealt) or ""]
        if investigated:
            shares.append((rate_words(percent, number, investigated) or "") if within else "")
        if residents:
            shares.append(rate_words(replace(percent, per=100_000, decimals=1), number, residents) or "")
        return shares

    # ------------------------------------------------------------ the small page

    def small(self, page: Page) -> Iterator[str]:
        """Yield what is wrong with the page that other sites show in a frame."""
        shown = {said(pair.css("dt")[0]): apart(pair.css("dd")[0]) for pair in page.find("dl > div")}
        due = {measure.name: flat(self._small(measure)) for measure in self.expected.headline}
        if shown != due:
            yield f"says {shown}, not {due}."
        named = f"{self.expected.authority.name} {self.expected.period} 95% "
        for number in sorted(numbers(page.words) - numbers(f"{named} {self.expected.figures.year} {due}")):
            yield f"{number} is none of its figures."

    def _small(self, measure: Measure) -> str:
        interval, counts = self.interval(measure), " out of ".join(self.expected.counts(measure))
        between = f"; 95% interval {interval}" if interval else ""
        said_ = f" {counts}" if self.counts(measure) else ""
        return f"{self.rate(measure)} {said_}{between} {self.verdict(measure)}"


def _rows(tables: Sequence[LexborNode]) -> list[LexborNode]:
    return [row for table in tables for row in table.css("tr")]


def _cells(tables: Sequence[LexborNode]) -> list[list[str]]:
    return [cells for table in tables for cells in rows(table)]


def _head(row: LexborNode) -> str:
    """Return the name of a step without its meaning."""
    named = row.css("th[scope=row] > span")
    return said(named[0]) if named else said(row.css("th")[0])
