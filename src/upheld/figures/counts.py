"""What a declared `Count` restricts, as sets of outcome codes, and whether one count is a part of another.

The words of the scheme (`bands`, `upheld`, `early_remedy` …) are turned into conditions here and nowhere else in the
fast path; the oracle reads the declarations for itself, so that one checks the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from upheld.errors import PersonError, Problem
from upheld.scheme.model import Count, Scheme

DECISIONS = "decisions"
COMPLIANCE_OUTCOMES = "compliance_outcomes"
POPULATION = "population"
KEYS = ("authority", "year", "quarter", "category")
"""What every cell is keyed by; a count may not have one of these names."""

_OF_OUTCOMES_ONLY = ("satisfied", "late", "late_against_original")


def codes_counted(count: Count, scheme: Scheme) -> tuple[str, ...]:
    """Return the outcome codes whose decisions `count` can count, in the scheme's order."""
    return tuple(
        o.code
        for o in scheme.outcomes
        if (not count.bands or o.band in count.bands) and (count.upheld is None or o.upheld == count.upheld)
    )


def upheld_codes(scheme: Scheme) -> tuple[str, ...]:
    """Return the codes of outcomes in which fault was found."""
    return tuple(o.code for o in scheme.outcomes if o.upheld)


def kinds(scheme: Scheme) -> dict[str, int]:
    """Return a number for each outcome code; codes have the same one where no count tells them apart."""
    told = {o.code: (o.upheld, *(o.code in codes_counted(c, scheme) for c in scheme.counts)) for o in scheme.outcomes}
    number = {what: n for n, what in enumerate(dict.fromkeys(told.values()))}
    return {code: number[what] for code, what in told.items()}


def restricts(count: Count, scheme: Scheme) -> bool:
    """Whether `count` leaves out any decision by its outcome code."""
    return len(codes_counted(count, scheme)) < len(scheme.outcomes)


def band_counts(scheme: Scheme) -> dict[str, Count]:
    """Return for each band the count of all its decisions: band id → Count. Bands without one are absent."""
    plain = [c for c in scheme.counts if c.of == DECISIONS and c.upheld is None and c.early_remedy is None]
    return {c.bands[0]: c for c in plain if len(c.bands) == 1}


def total_count(scheme: Scheme) -> Count | None:
    """Return the count of all decisions (*dealt with*), or None if the scheme declares none."""
    return next((c for c in scheme.counts if c == Count(c.id, c.name, DECISIONS)), None)


def is_part(part: Count, whole: Count, scheme: Scheme) -> bool:
    """Whether everything `part` counts is also counted by `whole`, by their declarations alone."""
    if part.of != whole.of or not set(codes_counted(part, scheme)) <= set(codes_counted(whole, scheme)):
        return False
    conditions = ("early_remedy", *_OF_OUTCOMES_ONLY)
    return all(getattr(whole, c) in (None, getattr(part, c)) for c in conditions)


def check_counts(scheme: Scheme) -> None:
    """Raise PersonError with every count or measure whose declaration cannot mean anything."""
    problems = [*_wrong_counts(scheme), *_wrong_measures(scheme)]
    if problems:
        raise PersonError(
            f"{len(problems)} of the scheme's counts or measures cannot be reckoned.",
            mend="Mend scheme.toml.",
            problems=problems,
        )


def _wrong_counts(scheme: Scheme) -> Iterator[Problem]:
    for count in scheme.counts:
        where = f"count {count.id}"
        if count.id in (*KEYS, POPULATION):
            yield Problem("scheme.toml", None, where, count.id, "is the name of something else.", "Rename the count.")
        if count.of not in (DECISIONS, COMPLIANCE_OUTCOMES):
            mend = f"Write {DECISIONS} or {COMPLIANCE_OUTCOMES}."
            yield Problem("scheme.toml", None, where, count.of, "is nothing that can be counted.", mend)
        elif count.of == DECISIONS:
            for condition in _OF_OUTCOMES_ONLY:
                if getattr(count, condition) is not None:
                    rule = "is a condition of compliance outcomes, and this counts decisions."
                    yield Problem("scheme.toml", None, where, condition, rule, "Take the condition out.")


def _wrong_measures(scheme: Scheme) -> Iterator[Problem]:
    for measure in scheme.measures:
        if measure.base == POPULATION or measure.per != 100:
            continue
        part, whole = scheme.count_by_id[measure.numerator], scheme.count_by_id[measure.base]
        if not is_part(part, whole, scheme):
            rule = f"is no part of {whole.id}, so their ratio is no percentage."
            yield Problem("scheme.toml", None, f"measure {measure.id}", part.id, rule, "Mend numerator or base.")
