"""Writes docs/early-warning.md from the signals' own words and the drawn cases: what is printed is what is tested.

Run `python -m tests.figures.signals_page`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.figures.signals_drawing import Case, cases, read
from upheld.figures.signals.watching.achieved import AUTHORITIES, FALSE_SIGNALS
from upheld.figures.signals.watching.register import all_signals
from upheld.figures.signals.watching.statistic import LENGTHS, LEVEL
from upheld.figures.signals.watching.thresholds import BUDGET
from upheld.figures.signals.watching.told import CAUTION

PAGE = Path(__file__).parents[2] / "docs" / "early-warning.md"

TRIED = f"{', '.join(map(str, LENGTHS[:-1]))} or {LENGTHS[-1]}"

INTRODUCTION = f"""# Early warning

`upheld signals SNAPSHOT` says at which authority something has changed beyond what chance and the times explain. It is
for those who work with authorities: **private**, in the terminal, as a CSV file and as a page, and never a part of a
release. {CAUTION} This page is written from the program's own words and its drawn cases, and
those are tests.

## How it works

- **Series.** Counts by quarter, for each authority as a whole and for each service area.
- **What is to be expected.** The authority's own earlier level, moved as similar authorities moved in the same quarter
  and service. Seasons, a pandemic, a change in what people complain about are therefore no signal. Only the movement is
  taken from others, never the level: an authority that has always had many cases is no news. If several authorities of
  a group rise steeply at once, the others look a little lower than they are.
- **Score.** Every change that may have lasted {TRIED} quarters is tried. What was counted since is
  held against what was counted before, by the exact chance of that division had nothing changed (a CUSUM in the form of
  a likelihood ratio, level unknown). A rise by less than a quarter, or a fall by less than a fifth, is no signal. After
  three years the new level is the level.
- **Line.** A signal stands while the score is above the line of its series. Lines are made by simulation of series in
  which nothing changes, drawn as small counts really fall, so that an authority has at most {BUDGET:g} false signal in
  ten years over all its series together. Tried again with other draws, on {AUTHORITIES:,} made-up authorities, it
  was {FALSE_SIGNALS:.2f}: see [what the statistics do when the truth is known](simulation.md), which also says how soon
  changes are found.
- **Restarts.** Nothing is compared across a change of the rules, nor across the day on which an authority began, took
  over another, gave a part away, or ended. The series begins anew, and its first {LEVEL} quarters are the level.
- **Too few.** Where even all of the base, or four times the expected number, would not cross the line, the series is
  called too few to watch. No signal is not the same as no change.
- **Limits.** Counts that swing by more than a tenth from quarter to quarter for no lasting cause give more false
  signals than promised. Cases are taken for independent: one event that many complain about looks like a change, and is
  one.
"""


def page() -> str:
    """Return the whole page as Markdown."""
    return "\n".join([INTRODUCTION, *_parts()])


def _parts() -> Iterator[str]:
    drawn = [(read(path), path) for path in cases()]
    yield "## The signals\n"
    for signal in all_signals():
        yield f"### {signal.name}\n\n*{signal.question}*\n"
        yield f"- **Reads.** {signal.reads}\n- **Means.** {signal.means}\n- **Does not mean.** {signal.does_not_mean}\n"
        for case, path in drawn:
            if case.signal is signal:
                yield _told(case, path)
    yield (
        "## Adding to it\n\nA case: draw a file in `tests/figures/signals_drawn/`, as its README says. A signal: write "
        "a file in `src/upheld/figures/signals/`; the tests then ask for its cases.\n"
    )


def _told(case: Case, path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    rows = [line for line in lines if line.split(" ")[0] in ("counted", "of", "expected", "restarts", "marks")]
    which = "" if case.whole else " One service area."
    return f"{case.title}.{which}\n\n```text\n" + "\n".join(rows) + "\n```\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
