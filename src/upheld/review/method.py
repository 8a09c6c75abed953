"""How the figures were made, and which bodies they count: definitions, breaks, and the way to other totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.figures.model import capitalise
from upheld.review.facts import Facts
from upheld.review.model import Column, Element, Table
from upheld.scheme.model import AuthorityType
from upheld.writing.phrases import listed


def measures(facts: Facts) -> Iterator[Element]:
    """Yield what each measure counts, and out of what."""
    rows = tuple(
        (m.name, capitalise(m.wording.numerator_many), capitalise(m.wording.base_many)) for m in facts.scheme.measures
    )
    columns = (Column("Measure", 2.0, False), Column("What is counted", 2.0, False), Column("Out of", 1.6, False))
    yield Table("What each measure counts", columns, rows)


def breaks(facts: Facts) -> Iterator[Element]:
    """Yield the breaks of the series up to the year under review."""
    names = {measure.id: measure.name for measure in facts.scheme.measures}
    label = facts.scheme.calendar.year_end.year
    rows = tuple(
        (
            label(b.first_year).label.replace("-", "–"),
            f"{b.title}. {b.why}",
            listed([names[m] for m in b.measures]) or "All measures",
        )
        for b in facts.scheme.breaks
        if b.first_year <= facts.year.number
    )
    if rows:
        columns = (
            Column("First year after", 1.0, False),
            Column("What changed", 3.2, False),
            Column("Measures", 2.0, False),
        )
        yield Table("Breaks in the series", columns, rows)


def bodies(facts: Facts) -> Iterator[Element]:
    """Yield how many bodies of each type there were, and the way from one total to another.

    In being on the year's last day; ended during it; ended before it with anything counted in it. The last column is
    how many have a row in the tables, and the sum of the three before it.
    """
    rows: list[tuple[str, ...]] = []
    kinds = [kind for kind in facts.scheme.types if any(_standing(facts, [kind]))]
    councils = [kind for kind in kinds if is_council(kind)]
    for kind in (*councils, *(kind for kind in kinds if not is_council(kind))):
        rows.append(_row(capitalise(kind.plural), "yes" if kind.group else "no", _standing(facts, [kind])))
        if kind is councils[-1]:
            rows.append(_row("Councils of every type", "–", _standing(facts, councils)))
    columns = (
        Column("Type", 2.2, False),
        Column("Compared", 0.9, False),
        Column("On the year’s last day"),
        Column("Ended during the year"),
        Column("Ended before, still counted"),
        Column("In our tables"),
    )
    total = _row("All bodies", "–", _standing(facts, kinds))
    note = "Compared: whether bodies of the type are similar authorities of one another. "
    note += "In our tables: the three columns before it, added up."
    yield Table("From the councils of the day to the bodies in our tables", columns, tuple(rows), total, note)


def is_council(kind: AuthorityType) -> bool:
    """Whether bodies of a type run an area of their own: compared with one another, or among those that add up."""
    return kind.group or kind.residents_add_up


def councils_on_last_day(facts: Facts) -> int:
    """Return how many councils there were on the year's last day."""
    return _standing(facts, [kind for kind in facts.scheme.types if is_council(kind)])[0]


def _row(name: str, compared: str, numbers: tuple[int, ...]) -> tuple[str, ...]:
    return (name, compared, *(f"{n:,}" for n in numbers))


def _standing(facts: Facts, kinds: Sequence[AuthorityType]) -> tuple[int, int, int, int]:
    of = {kind.id for kind in kinds}
    shown = [a for a in facts.bodies if a.type in of]
    last = sum(a.in_being(facts.year.last_day) for a in shown)
    ended = sum(not a.in_being(facts.year.last_day) and a.in_being_during(facts.year) for a in shown)
    before = sum(not a.in_being_during(facts.year) for a in shown)
    return last, ended, before, len(shown)
