"""Compares two releases figure by figure, and says where each difference comes from: cases, rules or software."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from upheld.errors import PersonError
from upheld.release.check.written import WrittenFigures, WrittenPlace, WrittenYear, read_written
from upheld.release.compare_rows import RowChanges, row_changes
from upheld.release.manifest import ReleaseManifest
from upheld.scheme.years import YearEnd


@dataclass(frozen=True)
class FigureChange:
    """One figure that is not what it was. `before` or `after` is None where the figure is in one release only."""

    place: str
    name: str
    year: str
    what: str
    before: str | None
    after: str | None
    cause: str


@dataclass(frozen=True)
class Comparison:
    """What differs between two releases, and what they were made from."""

    before: str
    after: str
    """Hash of each manifest."""
    year_before: str
    year_after: str
    differ_in: tuple[str, ...]
    """Of `cases`, `rules`, `software`, `earlier letters`: what went into the two releases and was not the same."""
    rows: tuple[RowChanges, ...] | None
    """By table; None where the snapshots were not named."""
    figures: tuple[FigureChange, ...]
    years_only_before: tuple[str, ...]
    years_only_after: tuple[str, ...]
    letters: tuple[str, ...]
    """The slugs of the letters of the review year whose words differ."""

    @property
    def same(self) -> bool:
        """Whether the two are one and the same release, to the last byte."""
        return self.before == self.after

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON knows it."""
        return {"same": self.same} | asdict(self)


def compare_releases(
    before: Path, after: Path, year_end: YearEnd, *, snapshots: tuple[Path, Path] | None = None
) -> Comparison:
    """Compare two releases. With the `snapshots` they were built from, the cases behind a difference are counted too.

    By `year_end`, a decision that was withdrawn and made anew is told that now counts in another year.

    Raises PersonError if a folder is no release, or a snapshot is not the one its release was built from.
    """
    one, other = ReleaseManifest.read(before), ReleaseManifest.read(after)
    figures = read_written(before), read_written(after)
    rows = row_changes(*_right_snapshots(snapshots, (one, other)), year_end) if snapshots else None
    differ_in = tuple(what_differs(one, other))
    causes = _Causes(differ_in, rows)
    common = [year for year in figures[0].year_labels if year in figures[1].year_labels]
    return Comparison(
        before=one.hash,
        after=other.hash,
        year_before=one.year,
        year_after=other.year,
        differ_in=differ_in,
        rows=rows,
        figures=tuple(_figure_changes(*figures, common, causes)),
        years_only_before=tuple(y for y in figures[0].year_labels if y not in common),
        years_only_after=tuple(y for y in figures[1].year_labels if y not in common),
        letters=tuple(_letters(one, other)) if one.year == other.year else (),
    )


def _right_snapshots(
    folders: tuple[Path, Path], manifests: tuple[ReleaseManifest, ReleaseManifest]
) -> tuple[Path, Path]:
    from upheld.snapshot import Snapshot

    for folder, manifest in zip(folders, manifests, strict=True):
        if Snapshot.open(folder).hash != manifest.snapshot:
            raise PersonError(
                f"The release of {manifest.year} was not built from {folder}.",
                mend="Name the two snapshots in the order of the two releases.",
            )
    return folders


def what_differs(one: ReleaseManifest, other: ReleaseManifest) -> Iterator[str]:
    """Yield what went into the two releases and was not the same: `cases`, `rules`, `software`, `earlier letters`."""
    if one.snapshot != other.snapshot:
        yield "cases"
    if dict(one.scheme) != dict(other.scheme):
        yield "rules"
    if one.software != other.software:
        yield "software"
    if dict(one.earlier) != dict(other.earlier):
        yield "earlier letters"


@dataclass(frozen=True)
class _Causes:
    """Names the cause of a figure's change, as narrowly as what is known allows."""

    differ_in: tuple[str, ...]
    rows: tuple[RowChanges, ...] | None

    def of(self, place: str, year: str, *, body: bool) -> str:
        causes: list[str] = []
        if "cases" in self.differ_in:
            if self.rows is None:
                causes.append("cases (name the snapshots to see which)")
            else:
                causes += [told for table in self.rows if (told := table.told(place if body else None, year))]
        causes += [cause for cause in self.differ_in if cause in ("rules", "software")]
        return "; ".join(causes) or "not known: nothing that went into the two releases differs here"


def changed_figures(before: WrittenFigures, after: WrittenFigures) -> Iterator[FigureChange]:
    """Yield every figure of the years that both hold and that is not the same; the cause is left open."""
    common = [year for year in before.year_labels if year in after.year_labels]
    yield from _figure_changes(before, after, common, _Causes((), None))


def _figure_changes(
    before: WrittenFigures, after: WrittenFigures, years: list[str], causes: _Causes
) -> Iterator[FigureChange]:
    old = {place.place: place for place in before.places()}
    new = {place.place: place for place in after.places()}
    bodies = before.bodies.keys() | after.bodies.keys()
    for place in [*new, *(p for p in old if p not in new)]:
        name = (new.get(place) or old[place]).name
        for year in years:
            one, other = _flat(old.get(place), year), _flat(new.get(place), year)
            for what in [*other, *(w for w in one if w not in other)]:
                if one.get(what) != other.get(what):
                    cause = causes.of(place, year, body=place in bodies)
                    yield FigureChange(place, name, year, what, one.get(what), other.get(what), cause)


def _flat(place: WrittenPlace | None, year: str) -> Mapping[str, str]:
    """Return every figure of one place in one year by its name, in words. A year without any contact has none."""
    if place is None or year not in place.years or not place.years[year].any_contact:
        return {}
    return dict(_figures_of(place.years[year]))


def _figures_of(year: WrittenYear) -> Iterator[tuple[str, str]]:
    """Yield a place's own figures. The average beside them is a figure of its group, and told there once."""
    for count, number in year.counts.items():
        yield count, f"{number:,}"
    for category, counts in year.by_category.items():
        for count, number in counts.items():
            if number:
                yield f"{category}: {count}", f"{number:,}"
    for id_, measure in year.measures.items():
        yield id_, str(measure.rate)
        if measure.published is not None:
            yield f"{id_}: as published", measure.published


def _letters(one: ReleaseManifest, other: ReleaseManifest) -> Iterator[str]:
    """Yield the slug of every letter whose plain text differs, is new, or is gone: words, not typesetting."""
    folder = f"letters/{one.year}/"
    names = {path for path in one.files.keys() | other.files.keys() if path.startswith(folder)}
    for path in sorted(p for p in names if p.endswith(".txt")):
        if one.files.get(path) != other.files.get(path):
            yield path.removeprefix(folder).removesuffix(".txt")
