"""Reads a scheme folder into a `Scheme`, or says everything that is wrong with it at once."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from upheld.errors import PersonError, Problem
from upheld.scheme.model import (
    Authority,
    AuthorityType,
    Band,
    Break,
    Calendar,
    Category,
    ChangeLimits,
    Count,
    Disclosure,
    Licence,
    Measure,
    Outcome,
    Publication,
    PublishedAverage,
    PublishedStatistics,
    ReviewDates,
    Scheme,
    Sender,
    SignOff,
    Succession,
    Website,
)
from upheld.scheme.years import YearEnd

T = TypeVar("T")


_ADAPTERS: dict[str, TypeAdapter[Any]] = {}
"""One compiled check per kind of entry: making one costs more than running it a thousand times."""

BUNDLED = Path(__file__).parent
"""Where the schemes that ship with Upheld live, one folder each."""


@cache
def load(name_or_folder: str = "lgsco") -> Scheme:
    """Load a bundled scheme by name, or any scheme by its folder.

    Raises PersonError with one Problem for each thing wrong in the folder.
    """
    folder = BUNDLED / name_or_folder
    if not (folder / "scheme.toml").is_file():
        folder = Path(name_or_folder)
    if not (folder / "scheme.toml").is_file():
        known = ", ".join(sorted(p.parent.name for p in BUNDLED.glob("*/scheme.toml")))
        raise PersonError(
            f"There is no scheme {name_or_folder!r}.", mend=f"Name a folder with a scheme.toml, or one of: {known}."
        )
    return _Reader(folder).read()


class _Reader:
    """Reads one folder, gathering problems as it goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.toml = self._toml()

    def read(self) -> Scheme:
        parts: dict[str, Any] = {
            "bands": self._entries(Band, "band"),
            "outcomes": self._entries(Outcome, "outcome"),
            "categories": self._entries(Category, "category"),
            "types": self._entries(AuthorityType, "type"),
            "counts": self._entries(Count, "count"),
            "measures": self._entries(Measure, "measure"),
            "breaks": self._rows(Break, "breaks.csv", lists=("measures",)),
            "authorities": self._rows(Authority, "authorities.csv", lists=("alternative_names", "former_gss_codes")),
            "successions": self._rows(Succession, "successions.csv"),
            "published_averages": self._rows(PublishedAverage, "published/averages.csv", required=False),
            "published_statistics": self._published_statistics(),
            "sender": self._one(Sender, "sender", self.toml.get("sender", {})),
            "signoff": self._one(SignOff, "signoff", self.toml.get("signoff", {})),
            "change_limits": self._one(ChangeLimits, "change_limits", self.toml.get("change_limits", {})),
            "disclosure": self._one(Disclosure, "disclosure", self.toml.get("disclosure", {})),
            "licence": self._one(Licence, "licence", self.toml.get("licence", {})),
            "website": self._website(),
            "publication": self._publication(),
            "calendar": self._calendar(),
        }
        for key in ("id", "name", "version", "first_year"):
            if key not in self.toml:
                self._problem("scheme.toml", None, key, None, "is missing.", f"Add {key} = … at the top.")
        self._stop_if_wrong()
        scheme = Scheme(
            id=self.toml["id"],
            name=self.toml["name"],
            version=self.toml["version"],
            first_year=self.toml["first_year"],
            folder=self.folder,
            hash=folder_hash(self.folder),
            **parts,
        )
        self.problems.extend(cross_checks(scheme))
        self._stop_if_wrong()
        return scheme

    def _stop_if_wrong(self) -> None:
        if self.problems:
            raise PersonError(
                f"The scheme in {self.folder} has {len(self.problems)} problem(s).",
                mend="Mend each and try again.",
                problems=self.problems,
            )

    def _problem(
        self, file: str, line: int | None, column: str | None, value: str | None, rule: str, mend: str
    ) -> None:
        self.problems.append(Problem(file, line, column, value, rule, mend))

    def _toml(self) -> dict[str, Any]:
        try:
            return tomllib.loads((self.folder / "scheme.toml").read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise PersonError(f"scheme.toml is not TOML: {error}", mend="Mend the line named.") from None

    def _one(self, kind: type[T], where: str, entry: Mapping[str, Any], line: int | None = None) -> T | None:
        try:
            return cast(T, _adapter(kind).validate_python(dict(entry)))
        except ValidationError as error:
            for e in error.errors():
                column = ".".join(str(part) for part in e["loc"])
                self._problem(where, line, column, str(e["input"])[:80], f"{e['msg']}.", "Mend it.")
            return None

    def _entries(self, kind: type[T], key: str) -> tuple[T, ...]:
        made = (
            self._one(kind, f"scheme.toml [[{key}]] {n}", entry) for n, entry in enumerate(self.toml.get(key, []), 1)
        )
        return tuple(entry for entry in made if entry is not None)

    def _csv(self, name: str, *, required: bool = True) -> Iterator[tuple[int, dict[str, str]]]:
        path = self.folder / name
        if not path.is_file():
            if required:
                self._problem(name, None, None, None, "is missing.", "Write the file, with a header at least.")
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                yield reader.line_num, {k: v for k, v in row.items() if k is not None}

    def _rows(self, kind: type[T], name: str, *, lists: Sequence[str] = (), required: bool = True) -> tuple[T, ...]:
        made: list[T] = []
        for line, row in self._csv(name, required=required):
            entry: dict[str, Any] = {k: (v or None) for k, v in row.items()}
            for column in lists:
                entry[column] = tuple(part.strip() for part in row.get(column, "").split("|") if part.strip())
            if one := self._one(kind, name, entry, line):
                made.append(one)
        return tuple(made)

    def _published_statistics(self) -> tuple[PublishedStatistics, ...]:
        own = ("authority", "authority_as_published", "year_ending", "source")
        made: list[PublishedStatistics] = []
        name = "published/statistics.csv"
        for line, row in self._csv(name, required=False):
            values = {k: v for k, v in row.items() if k not in own and v}
            entry = {**{k: row.get(k) for k in own}, "values": values}
            if one := self._one(PublishedStatistics, name, entry, line):
                made.append(one)
        return tuple(made)

    def _publication(self) -> Publication | None:
        entry = self.toml.get("publication")
        if entry is None:
            return None
        told = {**entry, "grounds": entry.get("ground", ())}
        return self._one(Publication, "scheme.toml [publication]", told)

    def _website(self) -> Website | None:
        made = self._one(Website, "website", self.toml.get("website", {}))
        for name, of in (("address", "the site"), ("alerts", "the desk for alerts")):
            given = getattr(made, name, "")
            if given and not re.fullmatch(r"https?://[^\s/?#]+/([^\s?#]+/)?", given):
                mend = f"Write the whole address of {of}, as https://example.org/reviews/."
                self._problem("scheme.toml", None, f"website.{name}", given, "must begin https:// and end in /.", mend)
        return made

    def _calendar(self) -> Calendar | None:
        entry = dict(self.toml.get("calendar", {}))
        try:
            month, day = (int(part) for part in str(entry.get("year_end", "")).split("-"))
            year_end = YearEnd(month, day)
            year_end.year(2001)
        except ValueError:
            value = str(entry.get("year_end"))
            self._problem("scheme.toml", None, "calendar.year_end", value, "must be MM-DD.", "Write 03-31.")
            return None
        known = {k["year_ending"]: _known_dates(year_end, k) for k in entry.get("known", [])}
        return self._one(Calendar, "scheme.toml [calendar]", {**entry, "year_end": year_end, "known": known})


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind.__name__ not in _ADAPTERS:
        _ADAPTERS[kind.__name__] = TypeAdapter(kind)
    return _ADAPTERS[kind.__name__]


def _known_dates(year_end: YearEnd, entry: Mapping[str, Any]) -> ReviewDates:
    return ReviewDates(year_end.year(entry["year_ending"]), entry["letters_on"], entry["public_on"], True)


def review_dates(calendar: Calendar, number: int) -> ReviewDates:
    """Return when the letters of the review year ending in calendar year `number` are dated and become public."""
    if number in calendar.known:
        return calendar.known[number]
    year = calendar.year_end.year(number)
    public_on = year.last_day + timedelta(days=calendar.publish_after_days)
    letters_on: date = public_on - timedelta(days=calendar.letters_before_public_days)
    return ReviewDates(year, letters_on, public_on, published_fact=False)


def folder_hash(folder: Path) -> str:
    """Return the SHA-256 over names and bytes of every file in `folder`, in sorted order."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def cross_checks(scheme: Scheme) -> Iterator[Problem]:
    """Yield what does not hold between the parts of a scheme: every name used must be a name declared."""
    yield from _doubles(scheme)
    yield from _disclosure(scheme.disclosure)
    if scheme.publication and scheme.publication.wait_weeks < 0:
        rule, mend = "would publish decisions before they are made.", "Write 0 or more."
        yield Problem("scheme.toml", None, "publication.wait_weeks", str(scheme.publication.wait_weeks), rule, mend)
    bands = {b.id for b in scheme.bands}
    counts = set(scheme.count_by_id)
    types = set(scheme.type_by_id)
    codes = set(scheme.authority_by_code)
    used: list[tuple[str, str, str, set[str], str]] = []
    used += [("scheme.toml", f"outcome {o.code}", o.band, bands, "band") for o in scheme.outcomes]
    used += [("scheme.toml", f"count {c.id}", b, bands, "band") for c in scheme.counts for b in c.bands]
    used += [("scheme.toml", f"measure {m.id}", m.numerator, counts, "count") for m in scheme.measures]
    used += [("scheme.toml", f"measure {m.id}", m.base, counts | {"population"}, "count") for m in scheme.measures]
    used += [("authorities.csv", f"type of {a.code}", a.type, types, "type") for a in scheme.authorities]
    used += [
        ("authorities.csv", f"county of {a.code}", a.county, codes, "code") for a in scheme.authorities if a.county
    ]
    used += [
        ("successions.csv", "predecessor or successor", code, codes, "authority code")
        for s in scheme.successions
        for code in (s.predecessor, s.successor)
    ]
    used += [
        ("published/statistics.csv", "authority", p.authority, codes, "authority code")
        for p in scheme.published_statistics
    ]
    if scheme.publication:
        used += [("scheme.toml", "publication.bands", b, bands, "band") for b in scheme.publication.bands]
    measures = set(scheme.measure_by_id)
    used += [("breaks.csv", b.title, m, measures, "measure") for b in scheme.breaks for m in b.measures]
    used += [("published/averages.csv", "measure", p.measure, measures, "measure") for p in scheme.published_averages]
    for file, where, value, declared, what in used:
        if value not in declared:
            yield Problem(
                file, None, where, value, f"is not a {what} of this scheme.", f"Declare it or name another {what}."
            )


def _disclosure(disclosure: Disclosure) -> Iterator[Problem]:
    smallest = disclosure.smallest_cell
    if smallest < 1 or smallest == 2:
        rule = "hides nothing: totals show every cell of 1." if smallest == 2 else "is no number of cases."
        mend = "Write 1, which merges nothing, or 3 or more."
        yield Problem("scheme.toml", None, "disclosure.smallest_cell", str(smallest), rule, mend)
    for of in disclosure.of:
        if of != "compliance_outcomes":
            rule = "cannot be merged: pages and letters show these counts by service area."
            yield Problem("scheme.toml", None, "disclosure.of", of, rule, "Write compliance_outcomes.")


def _doubles(scheme: Scheme) -> Iterator[Problem]:
    lists: dict[str, list[str]] = {
        "band": [b.id for b in scheme.bands],
        "outcome": [o.code for o in scheme.outcomes],
        "category": [c.id for c in scheme.categories],
        "type": [t.id for t in scheme.types],
        "count": [c.id for c in scheme.counts],
        "measure": [m.id for m in scheme.measures],
        "ground": [g.id for g in scheme.publication.grounds] if scheme.publication else [],
        "authority code": [a.code for a in scheme.authorities],
        "authority slug": [a.slug for a in scheme.authorities],
    }
    for what, ids in lists.items():
        for value in sorted({i for i in ids if ids.count(i) > 1}):
            yield Problem("the scheme", None, what, value, "is declared twice.", "Keep one.")
