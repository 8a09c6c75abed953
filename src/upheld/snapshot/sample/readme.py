"""The README that lies beside the files of a sample."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.scheme.model import Scheme
from upheld.snapshot.sample.report import SampleReport

FIRST_LINE = "SYNTHETIC EXTRACT, made by upheld sample"
"""How the README begins; a folder is known for a sample by it."""


def readme(report: SampleReport, scheme: Scheme) -> str:
    """Return the text of README.txt: what the sample is, what it equals, and what it cannot."""
    return "\n".join(_lines(report, scheme)) + "\n"


def _lines(report: SampleReport, scheme: Scheme) -> Iterator[str]:
    yield FIRST_LINE
    yield ""
    yield f"For: {scheme.name} (scheme {scheme.id}, version {scheme.version})"
    yield f"Seed: {report.seed}"
    yield ""
    yield "No case here is real. Every row is made up and says so in its column provenance (synthetic), but for"
    yield "recipients seen in office on a day by a published letter (published). No person is made up: offices without"
    yield "a published holder have no name. Nothing here says anything about how any authority treats people."
    yield ""
    yield "What is not made up: the totals. For each published row of an authority and a year, the cases add up to the"
    yield "published counts; for each published average of a group of authorities, the cases of the group together"
    yield "round to it. The totals of training courses and seminars are the published ones where there are any."
    yield "An average printed as 100 is met by every case of the group, unless a published row says otherwise."
    yield "The number of outcomes complied with follows from the printed rate: it is not printed itself."
    yield "Published rates per 100,000 of single authorities are not aimed at: they rest on populations of other years."
    yield "Compliance outcomes count by their own day. Those of the first year all belong to decisions of that year,"
    yield "since the extract holds no earlier ones."
    yield ""
    yield f"Published rows whose every count the cases equal: {report.statistics_equal} of {report.statistics}"
    yield f"Published averages the cases round to: {report.averages_equal} of {report.averages}"
    yield f"Published rows and averages about other years, not covered: {report.outside}"
    yield ""
    yield "Decisions by year:"
    yield from (f"  {year}  {number:>7,}" for year, number in report.decisions.items())
    yield ""
    yield "Rows by file:"
    yield from (f"  {name}.csv  {number:,}" for name, number in report.rows.items())
    yield ""
    if report.impossible:
        yield "What contradicts itself or cannot be reached by any cases (the counts were kept, the rest not mended):"
        yield from (f"  {impossible}" for impossible in report.impossible)
    else:
        yield "Nothing published contradicts itself or cannot be reached."
