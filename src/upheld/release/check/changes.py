"""Lists what moved further since last year than the scheme's limits: not wrong, but a person should look."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.written import WrittenFigures, WrittenPlace, WrittenYear
from upheld.scheme.model import Scheme


def check_changes(figures: WrittenFigures, scheme: Scheme) -> Checked:
    """List every figure of the year that moved beyond the limits, bodies first, then groups and England."""
    title = "Changes on last year are within the limits"
    this = scheme.calendar.year_end.parse(figures.year)
    last = this.previous.label
    if last not in figures.year_labels:
        return Checked("changes", title, 0, "figures", not_done=f"There are no figures of {last} to compare with.")
    findings: list[Finding] = []
    examined = 0
    for place in figures.places():
        if figures.year in place.years and last in place.years:
            now, before = place.years[figures.year], place.years[last]
            examined += len(now.counts) + len(now.measures)
            findings += _counts(place, before, now, scheme)
            findings += _rates(place, before, now, scheme)
    return checked("changes", title, examined, "figures", findings)


def _counts(place: WrittenPlace, before: WrittenYear, now: WrittenYear, scheme: Scheme) -> Iterator[Finding]:
    limits = scheme.change_limits
    for id_, number in now.counts.items():
        old = before.counts.get(id_, 0)
        if max(old, number) >= limits.count_at_least and abs(number - old) * 100 > limits.count_percent * old:
            name = scheme.count_by_id[id_].name if id_ in scheme.count_by_id else id_
            yield Finding(place.name, f"{name}: {old:,} in {before.label}, {number:,} in {now.label}.", wrong=False)


def _rates(place: WrittenPlace, before: WrittenYear, now: WrittenYear, scheme: Scheme) -> Iterator[Finding]:
    limits = scheme.change_limits
    number = scheme.calendar.year_end.parse(now.label).number
    for measure in scheme.measures:
        new, old = now.measures[measure.id].rate, before.measures[measure.id].rate
        if measure.per != 100 or min(new.base, old.base) < max(1, limits.rate_base_at_least):
            continue
        # Across a break the two are not the same figure.
        if scheme.breaks_between(measure.id, number - 1, number):
            continue
        moved = abs(Fraction(new.numerator, new.base) - Fraction(old.numerator, old.base)) * 100
        if moved > limits.rate_points:
            yield Finding(place.name, f"{measure.name}: {old} in {before.label}, {new} in {now.label}.", wrong=False)
