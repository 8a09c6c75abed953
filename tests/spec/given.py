"""Reads the drawn tables of the specification and reckons them twice: the fast way, and by the oracle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

import ibis
import pyarrow as pa

from upheld.figures import oracle
from upheld.figures.build import figures_from
from upheld.figures.casemix import tenths
from upheld.figures.cells import Cells
from upheld.figures.cube import cube, reduce
from upheld.figures.model import Figures, MeasureFigure, YearFigures
from upheld.scheme import load
from upheld.scheme.model import Authority, PublishedAverage, PublishedStatistics, Scheme, Succession

Row = dict[str, Any]

COUNCILS = """
    council | kind
    A       | metropolitan
    B       | metropolitan
    C       | metropolitan
    """

SCHEMAS = {
    "decisions": pa.schema(
        [
            ("reference", pa.string()),
            ("authority", pa.string()),
            ("decided_on", pa.date32()),
            ("outcome", pa.string()),
            ("category", pa.string()),
            ("early_remedy", pa.bool_()),
        ]
    ),
    "recommendations": pa.schema(
        [
            ("recommendation", pa.string()),
            ("reference", pa.string()),
            ("answer", pa.string()),
            ("due_on", pa.date32()),
            ("outcome", pa.string()),
            ("outcome_on", pa.date32()),
        ]
    ),
    "due_dates": pa.schema([("recommendation", pa.string()), ("agreed_on", pa.date32()), ("due_on", pa.date32())]),
}
"""The columns that the figures need of each declared table, with their types in Parquet."""


def drawn(text: str) -> list[dict[str, str]]:
    """Read a table drawn with `|` between its cells; its first line holds the headings."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    for line in lines[1:]:
        assert len(line) == len(lines[0]), f"{line} does not have a cell for each of {lines[0]}"
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


@dataclass(frozen=True)
class Given:
    """Cases drawn in a test, and what comes of them."""

    scheme: Scheme
    decisions: Sequence[Row]
    recommendations: Sequence[Row]
    due_dates: Sequence[Row]
    review: str

    @cached_property
    def cells(self) -> Cells:
        """The cells of these cases: by the fast way, and the same by the oracle."""
        return counted(self.scheme, self.decisions, self.recommendations, self.due_dates)

    @cached_property
    def figures(self) -> Figures:
        """The figures of these cases."""
        year = self.scheme.calendar.year_end.parse(self.review)
        return figures_from(self.cells, self.scheme, year, synthetic=True)

    def tables(self) -> tuple[ibis.Table, ibis.Table, ibis.Table]:
        """The three tables, as an engine sees them."""
        return tables(self.decisions, self.recommendations, self.due_dates)

    def gives(self, text: str) -> None:
        """Hold each line of a drawn table against the figures: rates by `measure`, or counts by their names."""
        for line in drawn(text):
            year = self._year(line)
            if "measure" in line:
                self._rate_is(line, year.measures[self._measure(line["measure"])])
            for count in self.scheme.counts:
                if count.name in line:
                    assert str(year.counts[count.id]) == line[count.name], (line, count.name, year.counts[count.id])

    def _year(self, line: Mapping[str, str]) -> YearFigures:
        number = self.scheme.calendar.year_end.parse(line.get("year", self.review)).number
        where = line.get("council", "A")
        if where == "England":
            return self.figures.england[number]
        return self.figures.authorities[where].years[number]

    def _measure(self, name: str) -> str:
        return next(m.id for m in self.scheme.measures if m.name == name)

    def _rate_is(self, line: Mapping[str, str], figure: MeasureFigure) -> None:
        found = {"of": f"{figure.rate.base:,}", "we count": f"{figure.rate.numerator:,}"}
        found["we print"] = figure.rate.worded or "no rate"
        found["in words"] = figure.sentence
        found["could be"] = "no interval"
        if figure.interval:
            found["could be"] = f"{figure.interval.low_percent}% to {figure.interval.high_percent}%"
        found["verdict"] = figure.verdict.word if figure.verdict else "no verdict"
        found["why not"] = figure.why_no_verdict
        found["said"] = figure.verdict_sentence
        found["expected"] = tenths(figure.casemix.expected) if figure.casemix else "nothing"
        found["ratio"] = tenths(figure.casemix.ratio) if figure.casemix else "none"
        found["together"] = f"{figure.steadied.raw.numerator} of {figure.steadied.raw.base}" if figure.steadied else "-"
        found["most likely"] = figure.steadied.worded if figure.steadied else "-"
        if figure.comparison:
            found["average"] = figure.comparison.pooled.worded or "no rate"
            found["average of the others"] = figure.comparison.others.worded or "no rate"
        else:
            found["average"] = found["average of the others"] = "no average"
        for heading in line.keys() - {"council", "year", "measure"}:
            assert found[heading] == line[heading], f"{line}: {heading} is {found[heading]!r}"


def given(
    *,
    decisions: str,
    recommendations: str = "case",
    due_dates: str = "recommendation",
    councils: str = COUNCILS,
    successions: str = "before",
    published: str = "council",
    averages: str = "kind",
    review: str = "2019-20",
) -> Given:
    """Read drawn tables into cases of a small scheme. Cells left out get a harmless value."""
    scheme = small_scheme(councils, successions, published, averages)
    return Given(
        scheme,
        list(_decisions(drawn(decisions), scheme)),
        list(_recommendations(drawn(recommendations))),
        [
            {"recommendation": r["recommendation"], "agreed_on": day(r["agreed on"]), "due_on": day(r["new date"])}
            for r in drawn(due_dates)
        ],
        review,
    )


@cache
def small_scheme(
    councils: str = COUNCILS, successions: str = "before", published: str = "council", averages: str = "kind"
) -> Scheme:
    """The Ombudsman's scheme, with the councils drawn in place of its own."""
    return replace(
        load("lgsco"),
        authorities=tuple(_council(line) for line in drawn(councils)),
        successions=tuple(
            Succession(line["before"], line["after"], day(line["on"]) or date.min, "whole")
            for line in drawn(successions)
        ),
        published_statistics=tuple(_printed(line) for line in drawn(published)),
        published_averages=tuple(
            PublishedAverage(_year_end(line), line["kind"], _measure_id(line["measure"]), line["printed"], "drawn")
            for line in drawn(averages)
        ),
    )


def counted(
    scheme: Scheme, decisions: Sequence[Row], recommendations: Sequence[Row], due_dates: Sequence[Row]
) -> Cells:
    """Return the cells by the fast way, after asking that the oracle's are the same."""
    fast = reduce(cube(*tables(decisions, recommendations, due_dates), scheme), scheme)
    slow = oracle.cells(decisions, recommendations, due_dates, scheme)
    assert dict(fast.rows()) == {key: row for key, row in slow.items() if any(row.values())}
    return fast


def tables(
    decisions: Sequence[Row], recommendations: Sequence[Row], due_dates: Sequence[Row]
) -> tuple[ibis.Table, ibis.Table, ibis.Table]:
    """Return rows as tables of an engine in memory."""
    named = {"decisions": decisions, "recommendations": recommendations, "due_dates": due_dates}
    d, r, u = (ibis.memtable(pa.Table.from_pylist(list(rows), schema=SCHEMAS[name])) for name, rows in named.items())
    return d, r, u


def day(text: str) -> date | None:
    """Read `31 Mar 2020`; None for an empty cell."""
    return datetime.strptime(text, "%d %b %Y").date() if text else None  # noqa: DTZ007 a day has no time zone


def _decisions(lines: Sequence[Mapping[str, str]], scheme: Scheme) -> Iterator[Row]:
    outcomes = {o.name.lower(): o.code for o in scheme.outcomes}
    categories = {c.name.lower(): c.id for c in scheme.categories}
    number = 0
    for line in lines:
        for _ in range(int(line.get("how many", "1"))):
            number += 1
            yield {
                "reference": line.get("case", f"no. {number}"),
                "authority": line.get("council", "A"),
                "decided_on": day(line.get("decided on", "1 Jun 2019")),
                "outcome": outcomes[line.get("outcome", "upheld").lower()],
                "category": categories[line.get("about", "other").lower()],
                "early_remedy": {"yes": True, "no": False, "": None}[line.get("early remedy", "")],
            }


def _recommendations(lines: Sequence[Mapping[str, str]]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        yield {
            "recommendation": line.get("recommendation", f"r{number}"),
            "reference": line["case"],
            "answer": line.get("answer", "accepted").replace(" ", "_") or None,
            "due_on": day(line.get("due on", "1 Jan 2020")),
            "outcome": line["outcome"].replace(" ", "_") or None,
            "outcome_on": day(line["outcome on"]),
        }


def _council(line: Mapping[str, str]) -> Authority:
    code = line["council"]
    residents = line.get("residents", "100,000").replace(",", "")
    return Authority(
        code=code, slug=code.lower(), name=f"Council {code}", short_name=code, alternative_names=(), type=line["kind"],
        region="", county=None, first_day=day(line.get("first day", "")), last_day=day(line.get("last day", "")),
        gss_code=None, former_gss_codes=(), population=int(residents) if residents else None,
        population_vintage="mid-2019",
    )  # fmt: skip


def _printed(line: Mapping[str, str]) -> PublishedStatistics:
    """Read what was printed for a council: headings are the names of counts and measures, or `its average`."""
    scheme = load("lgsco")
    values: dict[str, str] = {}
    for heading, value in line.items():
        for count in scheme.counts:
            if count.name == heading and value:
                values[count.id] = value
        for measure in scheme.measures:
            if measure.name == heading and value and measure.published_as:
                values[measure.published_as] = value
            if heading == f"average of: {measure.name}" and value and measure.published_average_as:
                values[measure.published_average_as] = value
    return PublishedStatistics(line["council"], f"Council {line['council']}", _year_end(line), values, "drawn")


def _measure_id(name: str) -> str:
    return next(m.id for m in load("lgsco").measures if m.name == name)


def _year_end(line: Mapping[str, str]) -> date:
    return load("lgsco").calendar.year_end.parse(line.get("year", "2019-20")).last_day
