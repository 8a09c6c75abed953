"""The tables with a row for every body, from A to Z: never sorted by a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from upheld.figures.model import YearFigures
from upheld.figures.rate import Rate
from upheld.review.endings import part_names, parts_of, short, stages
from upheld.review.facts import Facts
from upheld.review.model import BodyTable, Column, Table
from upheld.review.righting import outcome_measures

BODY = Column("Body", 3.4, False)


def body_tables(facts: Facts) -> tuple[BodyTable, ...]:
    """Return every table by body."""
    slugs = tuple(authority.slug for authority in facts.bodies)
    made = (("decisions", _decisions), ("compliance", _compliance), ("services", _by_service))
    return tuple(BodyTable(id_, make(facts), slugs) for id_, make in made)


def _each(facts: Facts) -> Iterator[tuple[str, str, YearFigures]]:
    """Yield every body with its row's name: the short one, or the full one where two share the short one."""
    shorts = Counter(authority.short_name for authority in facts.bodies)
    for authority in facts.bodies:
        name = authority.short_name if shorts[authority.short_name] == 1 else authority.name
        yield name, authority.code, facts.figures.of(authority.code)


def _decisions(facts: Facts) -> Table:
    scheme = facts.scheme
    early = next((m for m in scheme.measures if scheme.count_by_id[m.numerator].early_remedy), None)
    columns = [BODY, *(Column(name) for name in part_names(scheme)), Column("All"), Column("Upheld rate")]
    columns += [Column("Remedied early"), Column("Early rate")] if early else []

    def row(name: str, counts: Mapping[str, int]) -> tuple[str, ...]:
        whole, investigated, upheld = stages(scheme)
        cells = [name, *(f"{n:,}" for n in parts_of(scheme, counts)), f"{counts[whole]:,}"]
        cells.append(short(Rate(counts[upheld], counts[investigated])))
        if early:
            cells += [f"{counts[early.numerator]:,}", short(Rate(counts[early.numerator], counts[early.base]))]
        return tuple(cells)

    note = "Upheld rate: upheld, out of not upheld and upheld together."
    if early:
        note += " Remedied early: upheld complaints in which a suitable remedy had been offered before they reached us."
        note += " Early rate: these, out of those upheld."
    rows = tuple(row(name, figures.counts) for name, _, figures in _each(facts))
    return Table("Complaints decided", tuple(columns), rows, row("All bodies", facts.of_year.counts), note)


def _compliance(facts: Facts) -> Table:
    measures = outcome_measures(facts)
    whole = measures[0].base
    columns = (
        BODY,
        Column("Outcomes"),
        Column("Complied"),
        Column("Not complied"),
        Column("Compliance rate"),
        Column("Late"),
        Column("Late rate"),
        Column("Half done after"),
    )

    def row(name: str, counts: Mapping[str, int], code: str | None) -> tuple[str, ...]:
        complied, late = (Rate(counts[m.numerator], counts[m.base]) for m in measures[:2])
        cells = (f"{counts[whole]:,}", f"{complied.numerator:,}", f"{complied.base - complied.numerator:,}")
        return (name, *cells, short(complied), f"{late.numerator:,}", short(late), _half(facts, code))

    note = "Cases by the date of their last outcome. Half done after: days from decision until half of the "
    note += "recommendations of the year’s cases had been carried out; a dash where there were none."
    rows = tuple(row(name, figures.counts, code) for name, code, figures in _each(facts))
    return Table("Compliance", columns, rows, row("All bodies", facts.of_year.counts, None), note)


def _half(facts: Facts, code: str | None) -> str:
    clocks = facts.figures.clocks
    clock = None if clocks is None else clocks.authorities.get(code) if code else clocks.everyone
    if clock is None or not clock.asked:
        return "–"
    return f"{clock.median_days:,}" if clock.median_days is not None else "not yet"


def _by_service(facts: Facts) -> Table:
    whole, _, upheld = stages(facts.scheme)
    categories = [c for c in facts.scheme.categories if c.id in facts.of_year.by_category]

    def row(name: str, year: YearFigures) -> tuple[str, ...]:
        of = [year.by_category.get(c.id, {}) for c in categories]
        return (name, *(_with_upheld(n.get(whole, 0), n.get(upheld, 0)) for n in (*of, year.counts)))

    columns = (BODY, *(Column(c.name) for c in categories), Column("All"))
    rows = tuple(row(name, figures) for name, _, figures in _each(facts))
    note = "Complaints decided; in brackets how many of these were upheld, where any were."
    return Table("Complaints by service area", columns, rows, row("All bodies", facts.of_year), note)


def _with_upheld(decided: int, upheld: int) -> str:
    return f"{decided:,} ({upheld:,})" if upheld else f"{decided:,}"
