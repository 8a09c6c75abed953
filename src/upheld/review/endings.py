"""What happened to the complaints: the year as one stream, by service area, and by type of body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from upheld.figures.became import Became, Received
from upheld.figures.counts import band_counts, total_count
from upheld.figures.model import capitalise
from upheld.figures.rate import Rate
from upheld.review.charts import RateBar, Stack, rate_bars, stacked_bars
from upheld.review.facts import Facts
from upheld.review.flow import Flow, Link, Node, draw_flow
from upheld.review.model import Chart, Column, Element, Table
from upheld.scheme.model import Scheme


def stages(scheme: Scheme) -> tuple[str, str, str]:
    """Return the ids of three counts: all decisions, those investigated, those upheld.

    They are the total, and numerator and base of the first measure that divides upheld by a part of all decisions.
    """
    whole = total_count(scheme)
    assert whole is not None
    first = next(m for m in scheme.measures if scheme.count_by_id[m.numerator].upheld and m.base in _bands(scheme))
    return whole.id, first.base, first.numerator


def _bands(scheme: Scheme) -> list[str]:
    return [count.id for count in band_counts(scheme).values()]


def flow_of(facts: Facts) -> Flow:
    """Return all complaints of the year: when received, where they ended, and whether they were upheld."""
    whole, investigated, upheld = stages(facts.scheme)
    names = {band.id: band.name for band in facts.scheme.bands}
    nodes = [*_received(facts.context.received), Node(whole, "Decided in the year", facts.count(whole), 1)]
    links = [Link(node.id, whole, node.number) for node in nodes[:-1]]
    for band, count in band_counts(facts.scheme).items():
        nodes.append(Node(count.id, names[band], facts.count(count.id), 2))
        links.append(Link(whole, count.id, facts.count(count.id)))
    not_upheld = facts.count(investigated) - facts.count(upheld)
    nodes += [Node("not-upheld", "Not upheld", not_upheld, 3), Node(upheld, "Upheld", facts.count(upheld), 3)]
    links += [Link(investigated, "not-upheld", not_upheld), Link(investigated, upheld, facts.count(upheld))]
    return Flow(tuple(nodes), tuple(links))


def _received(received: Received | None) -> list[Node]:
    if received is None:
        return []
    named = (
        ("received-this-year", "Received in the year", received.this_year),
        ("received-before", "Received before it", received.before),
        ("received-not-recorded", "Day not recorded", received.not_recorded),
    )
    return [Node(id_, name, number, 0) for id_, name, number in named if number]


def flow_of_upheld(facts: Facts, became: Became) -> Flow:
    """Return the complaints upheld in the year: whether a remedy was agreed, and what came of it by its last day."""
    upheld = stages(facts.scheme)[2]
    ends = (
        ("agreed", "A remedy was agreed", became.agreed),
        ("before", "Remedied before we came", became.before),
        ("dropped", "Refused, or not possible", became.dropped),
        ("nothing", "Nothing more to put right", became.nothing),
    )
    results = (
        ("in-time", "Done in time", became.in_time),
        ("late", "Done late", became.late),
        ("open", "Open at the year’s end", became.open),
        ("not-done", "Not done", became.not_done),
    )
    nodes = [Node(upheld, "Upheld", facts.count(upheld), 0)]
    nodes += [Node(id_, name, number, 1) for id_, name, number in ends]
    nodes += [Node(id_, name, number, 2) for id_, name, number in results]
    links = [Link(upheld, id_, number) for id_, _, number in ends]
    links += [Link("agreed", id_, number) for id_, _, number in results]
    return Flow(tuple(nodes), tuple(links))


def flow_elements(facts: Facts) -> Iterator[Element]:
    """Yield the stream in two drawings, and the table of everything that flows in it."""
    whole = flow_of(facts)
    yield Chart("From complaint to decision", draw_flow(whole, 88.0, 4.0, _said(whole)))
    if facts.context.became:
        upheld = flow_of_upheld(facts, facts.context.became)
        title = "From fault to remedy: the complaints upheld, drawn larger"
        yield Chart(title, draw_flow(upheld, 74.0, 4.0, _said(upheld)))
        yield _flow_table((whole, upheld))
    else:
        yield _flow_table((whole,))


def _said(flow: Flow) -> str:
    parts = []
    for node in flow.nodes:
        out = [f"{flow.node(link.target).name.lower()} {link.number:,}" for link in flow.out_of(node)]
        if out:
            parts.append(f"{node.name}, {node.number:,}: {', '.join(out)}.")
    return f"A stream from left to right. {' '.join(parts)}"


def _flow_table(flows: Sequence[Flow]) -> Table:
    rows = tuple(_stream(link, flow) for flow in flows for link in flow.links)
    columns = (
        Column("From", 2.2, False),
        Column("To", 2.2, False),
        Column("Complaints"),
        Column("Out of"),
        Column("Part"),
    )
    return Table("What flows where", columns, rows)


def _stream(link: Link, flow: Flow) -> tuple[str, ...]:
    source = flow.node(link.source)
    numbers = (f"{link.number:,}", f"{source.number:,}", short(Rate(link.number, source.number)))
    return (source.name, flow.node(link.target).name, *numbers)


def short(rate: Rate) -> str:
    """Return a rate for a narrow column: `75%`, `>99%`, `<1%`; `no rate` for a base of zero."""
    words = rate.worded or "no rate"
    return words.replace("more than ", ">").replace("fewer than ", "<")


# ---------------------------------------------------------------- by service area, and by type


def parts_of(scheme: Scheme, counts: Mapping[str, int]) -> tuple[int, ...]:
    """Return the decisions cut into bands, the one investigated cut into not upheld and upheld."""
    _, investigated, upheld = stages(scheme)
    numbers: list[int] = []
    for id_ in _bands(scheme):
        number = counts.get(id_, 0)
        numbers += [number - counts.get(upheld, 0), counts.get(upheld, 0)] if id_ == investigated else [number]
    return tuple(numbers)


def part_names(scheme: Scheme) -> tuple[str, ...]:
    """Return the names of `parts_of`."""
    investigated = stages(scheme)[1]
    bands = {
        count.id: next(b.name for b in scheme.bands if b.id == band) for band, count in band_counts(scheme).items()
    }
    names: list[str] = []
    for id_, name in bands.items():
        names += ["Not upheld", "Upheld"] if id_ == investigated else [name]
    return tuple(names)


def services(facts: Facts) -> Iterator[Element]:
    """Yield what the complaints were about: how many, how they ended, and how often fault was found."""
    areas = [(category.name, counts) for category, counts in facts.services]
    yield _stacks(facts, areas, "service area")
    yield _rates(facts, areas, "service area")
    yield _endings_table(facts, areas, "service area", None)


def types(facts: Facts) -> Iterator[Element]:
    """Yield the same by type of body. The drawings show the types that are compared, the table every type."""
    of_types = facts.by_type
    compared = [(capitalise(kind.plural), counts) for kind, counts in of_types if kind.group]
    others = Counter[str]()
    for _, counts in ((kind, counts) for kind, counts in of_types if not kind.group):
        others.update(counts)
    yield _stacks(facts, [*compared, ("Other bodies", others)], "type of body")
    yield _rates(facts, compared, "type of body")
    rows = [(capitalise(kind.plural), counts) for kind, counts in of_types]
    yield _endings_table(facts, rows, "type of body", ABOLISHED_NOTE)


ABOLISHED_NOTE = (
    "Bodies that were abolished are counted with their type; in the averages of similar authorities they are not, so "
    "the two can differ a little."
)


_Rows = Sequence[tuple[str, Mapping[str, int]]]


def _stacks(facts: Facts, rows: _Rows, called: str) -> Chart:
    stacks = [Stack(name, parts_of(facts.scheme, counts)) for name, counts in rows]
    said = "; ".join(f"{s.name} {sum(s.parts):,}" for s in stacks)
    alt = f"Bars as long as the number of complaints decided, by {called}, each cut by how they ended. {said}."
    return Chart(f"How complaints ended, by {called}", stacked_bars(stacks, part_names(facts.scheme), alt))


def _rates(facts: Facts, rows: _Rows, called: str) -> Chart:
    _, investigated, upheld = stages(facts.scheme)
    bars = [rate_bar(name, Rate(counts.get(upheld, 0), counts.get(investigated, 0))) for name, counts in rows]
    said = "; ".join(f"{bar.name} {bar.worded}" for bar in bars)
    alt = f"Bars from 0% to 100%: complaints upheld out of those investigated, by {called}. {said}."
    return Chart(f"Complaints upheld, out of those investigated, by {called}", rate_bars(bars, alt))


def _endings_table(facts: Facts, rows: _Rows, called: str, note: str | None) -> Table:
    scheme = facts.scheme
    names = (Column(name) for name in part_names(scheme))
    return Table(
        f"Complaints decided, by {called}",
        (
            Column(capitalise(called), 3.4, False),
            *names,
            Column("All"),
            Column("Investigated", 1.45),
            Column("Upheld rate"),
        ),
        tuple(_row(scheme, name, counts) for name, counts in rows),
        _row(scheme, "All", facts.of_year.counts),
        note,
    )


def _row(scheme: Scheme, name: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    whole, investigated, upheld = stages(scheme)
    rate = Rate(counts.get(upheld, 0), counts.get(investigated, 0))
    ended = (f"{n:,}" for n in parts_of(scheme, counts))
    return (name, *ended, f"{counts.get(whole, 0):,}", f"{rate.base:,}", short(rate))


def rate_bar(name: str, rate: Rate) -> RateBar:
    """Return a bar that says its counts."""
    return RateBar(name, rate, worded_with_counts(rate))


def worded_with_counts(rate: Rate) -> str:
    """Return a rate with its counts: `75% (9 of 12)`; `no rate` for a base of zero."""
    return f"{short(rate)} ({rate.numerator:,} of {rate.base:,})" if rate.base else "no rate"
