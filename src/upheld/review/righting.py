"""Whether things were put right: compliance, lateness, the wait, answers to enquiries, remedies offered early."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from upheld.figures.clock import RemedyClock
from upheld.figures.counts import COMPLIANCE_OUTCOMES
from upheld.figures.model import capitalise, counted
from upheld.figures.rate import Rate
from upheld.review.charts import rate_bars, waiting_curve
from upheld.review.endings import ABOLISHED_NOTE, rate_bar, short
from upheld.review.facts import Facts
from upheld.review.model import Chart, Column, Element, Table
from upheld.scheme.model import Measure

CONDUCT: Mapping[str, str] = {
    "late_reply": "Replied late",
    "extension_asked": "Asked for more time",
    "inadequate_reply": "Answered only in part",
    "not_signposted": "Had not told the person about us",
    "summons_threatened": "Was told that we might summon it",
    "summons_issued": "Was summoned",
}
"""How the flags of the cases are written, in the order in which they are shown."""


def compliance(facts: Facts) -> Iterator[Element]:
    """Yield compliance and lateness by type of body, and the wait for what was recommended."""
    of_outcomes = outcome_measures(facts)
    for measure in (m for m in of_outcomes if facts.scheme.count_by_id[m.numerator].late):
        yield _bars(facts, measure)
    yield _by_type(facts, of_outcomes)


def waiting(facts: Facts) -> Iterator[Element]:
    """Yield the curve of waiting, and the clocks of every group."""
    clocks = facts.figures.clocks
    if clocks is None or not clocks.everyone.asked:
        return
    every = clocks.everyone
    alt = "A curve that falls from left to right: the share of recommendations not yet carried out, by days since the "
    alt += f"decision. {every.sentences[0]}"
    yield Chart("Recommendations still waited for", waiting_curve(every.still_waiting, every.median_days, alt))
    kinds = [k for k in facts.scheme.types if k.id in clocks.groups]
    columns = (
        Column("Type", 2.4, False),
        Column("Recommended"),
        Column("Half done after"),
        Column("Done in the year"),
        Column("Of these late"),
        Column("Late rate"),
        Column("Overdue at the end"),
    )
    yield Table(
        "How long people waited, by type of body",
        columns,
        tuple(_clock(capitalise(k.plural), clocks.groups[k.id]) for k in kinds),
        _clock("All", every),
        "Recommendations of cases decided in the year; those done in the year, whenever the case was decided.",
    )


def _clock(name: str, clock: RemedyClock) -> tuple[str, ...]:
    half = counted(clock.median_days, "day", "days") if clock.median_days is not None else "not yet"
    late = clock.late
    numbers = (f"{late.base:,}", f"{late.numerator:,}", short(late), f"{clock.overdue:,}")
    return (name, f"{clock.asked:,}", half if clock.asked else "–", *numbers)


def outcome_measures(facts: Facts) -> list[Measure]:
    """Return the measures whose base is compliance outcomes: compliance, and lateness."""
    counts = facts.scheme.count_by_id
    return [m for m in facts.scheme.measures if m.base in counts and counts[m.base].of == COMPLIANCE_OUTCOMES]


def _bars(facts: Facts, measure: Measure) -> Chart:
    """Return the rate of each type that is compared: of the other bodies there are too few cases to draw."""
    bars = [
        rate_bar(capitalise(kind.plural), rate)
        for kind, counts in facts.by_type
        if kind.group and (rate := Rate(counts[measure.numerator], counts[measure.base])).base
    ]
    alt = f"Bars from 0% to 100%: {measure.name.lower()}, by type of body. "
    alt += f"{'; '.join(f'{bar.name} {bar.worded}' for bar in bars)}."
    return Chart(f"{measure.name}, by type of body", rate_bars(bars, alt))


def _by_type(facts: Facts, measures: Sequence[Measure]) -> Table:
    base = measures[0].base
    columns = [Column("Type", 2.4, False), Column(capitalise(measures[0].wording.base_many))]
    for measure in measures:
        columns += [Column(capitalise(facts.scheme.count_by_id[measure.numerator].name)), Column("Rate")]
    rows = [(capitalise(k.plural), c) for k, c in facts.by_type if c[base]]
    return Table(
        "Compliance, by type of body",
        tuple(columns),
        tuple(_measured(name, counts, measures) for name, counts in rows),
        _measured("All", facts.of_year.counts, measures),
        ABOLISHED_NOTE,
    )


def _measured(name: str, counts: Mapping[str, int], measures: Sequence[Measure]) -> tuple[str, ...]:
    cells = [name, f"{counts[measures[0].base]:,}"]
    for measure in measures:
        rate = Rate(counts[measure.numerator], counts[measure.base])
        cells += [f"{rate.numerator:,}", short(rate)]
    return tuple(cells)


def conduct(facts: Facts) -> Iterator[Element]:
    """Yield how authorities behaved while we investigated."""
    flags = facts.context.conduct
    if not flags:
        return
    rows = tuple((words, f"{flags.get(flag, 0):,}") for flag, words in CONDUCT.items())
    columns = (Column("What the authority did", 3.0, False), Column("Complaints investigated"))
    yield Table("How authorities answered our enquiries", columns, rows, None, "A complaint can stand in several rows.")


def remedies(facts: Facts) -> Iterator[Element]:
    """Yield how often a suitable remedy had been offered before the complaint reached us, by type of body."""
    for measure in facts.scheme.measures:
        if facts.scheme.count_by_id[measure.numerator].early_remedy:
            yield _bars(facts, measure)
            yield _remedies_table(facts, measure)


def _remedies_table(facts: Facts, measure: Measure) -> Table:
    wording = measure.wording
    columns = (
        Column("Type", 2.4, False),
        Column(capitalise(wording.base_many)),
        Column(capitalise(wording.numerator_many)),
        Column("Rate"),
    )
    rows = [(capitalise(k.plural), c) for k, c in facts.by_type if c[measure.base]]
    return Table(
        f"{measure.name}, by type of body",
        columns,
        tuple(_measured(name, counts, [measure]) for name, counts in rows),
        _measured("All", facts.of_year.counts, [measure]),
    )
