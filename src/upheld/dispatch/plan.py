"""Who gets which letter of a release: the holders of the scheme's offices on the day the letters are dated.

An address is never guessed: a letter whose first office has none is not sent, and reported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from upheld.dispatch.address import mask, why_unusable
from upheld.errors import PersonError
from upheld.letters.context import Recipient, addressed_to
from upheld.release.manifest import ReleaseManifest
from upheld.scheme.dispatch import Dispatch
from upheld.scheme.model import Scheme
from upheld.snapshot import Snapshot
from upheld.snapshot.tables import TABLE_BY_NAME

RECORD = "record/letters.json"
"""Where a release keeps which letters there are; named again here, for `release.letters` loads all that sets them."""


@dataclass(frozen=True)
class Office(Recipient):
    """A recipient with the address that a snapshot holds; None where it holds none."""

    email: str | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who gets a letter, by the office held. `body` and `since` tell the holders of an office apart."""

    body: str
    role: str
    since: date
    name: str | None
    address: str


@dataclass(frozen=True)
class Addressed:
    """One letter, and who gets it."""

    body: str
    """Code of the authority the letter is about."""
    name: str
    slug: str
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    paragraphs: frozenset[str]
    """The scheme's paragraphs that stand in it: what kind of letter it is."""

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who gets it."""
        return (*self.to, *self.cc)


@dataclass(frozen=True)
class Plan:
    """All letters of a release with their readers, and what is missing, in words."""

    release: str
    """Hash of the manifest."""
    year: str
    letters: tuple[Addressed, ...]
    without: tuple[str, ...]
    """Letters that cannot be sent because nobody's address is known, each with the reason."""
    notes: tuple[str, ...]
    """Copies that cannot be sent, each with the reason."""

    @property
    def messages(self) -> int:
        """How many messages there are to send in all."""
        return sum(len(letter.people) for letter in self.letters)


def message_key(release: str, body: str, person: Person, form: str) -> str:
    """Return what names one message, in 32 hexadecimal digits: no person can be made out of it."""
    parts = (release, body, person.body, person.role, person.since.isoformat(), form)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def make_plan(release: Path, manifest: ReleaseManifest, scheme: Scheme, dispatch: Dispatch, snapshot: Snapshot) -> Plan:
    """Plan who gets which letter, by the recipients of the snapshot that the release was built from.

    Raises PersonError if it was built from another snapshot, the snapshot was changed, or an office is unknown.
    """
    if snapshot.hash != manifest.snapshot:
        raise PersonError(
            f"{release} was not built from {snapshot.folder}.",
            mend="Name its own snapshot. Where recipients have changed, freeze and build again.",
        )
    snapshot.verify()
    _refuse_unknown((*dispatch.to, *dispatch.cc))
    planning = _Planning(scheme, dispatch, _read_offices(snapshot), date.fromisoformat(manifest.letters_on))
    record: Mapping[str, Any] = json.loads((release / RECORD).read_text(encoding="utf-8"))
    letters = tuple(planning.letter(code, entry) for code, entry in record.items())
    sendable = tuple(letter for letter in letters if letter.to)
    return Plan(manifest.hash, manifest.year, sendable, tuple(planning.without), tuple(planning.notes))


def _refuse_unknown(roles: Sequence[str]) -> None:
    (column,) = (c for c in TABLE_BY_NAME["recipients"].columns if c.name == "role")
    if strange := sorted(set(roles) - set(column.allowed)):
        raise PersonError(
            f"{strange[0]!r} is no office that recipients can hold.", mend=f"There are {', '.join(column.allowed)}."
        )


def _read_offices(snapshot: Snapshot) -> dict[str, list[Office]]:
    offices: dict[str, list[Office]] = {}
    with duckdb.connect() as con:
        rows = con.read_parquet(str(snapshot.path("recipients"))).query(
            "recipients",
            "SELECT authority, role, title, name, valid_from, valid_to, email FROM recipients "
            "ORDER BY authority, role, valid_from",
        )
        for authority, *row in rows.fetchall():
            offices.setdefault(authority, []).append(Office(*row))
    return offices


@dataclass
class _Planning:
    """A plan being made, gathering what is missing as it goes."""

    scheme: Scheme
    dispatch: Dispatch
    offices: Mapping[str, Sequence[Office]]
    day: date

    def __post_init__(self) -> None:
        self.without: list[str] = []
        self.notes: list[str] = []

    def letter(self, code: str, entry: Mapping[str, Any]) -> Addressed:
        """Return one letter with its readers; nobody in `to` where none can be written to."""
        seen: set[str] = set()
        bodies = addressed_to(self.scheme, code, self.offices.get(code, ()), self.day)
        missing: list[str] = []
        to = tuple(self._people(bodies, self.dispatch.to, seen, missing, required=True))
        notes: list[str] = []
        cc = tuple(self._people(bodies, self.dispatch.cc, seen, notes, required=False))
        self.notes += [f"{entry['name']}: {line}" for line in (*(missing if to else ()), *notes)]
        if not to:
            self.without.append(f"{entry['name']}: {'; '.join(missing)}")
        stands = frozenset(ruling["rule"] for ruling in entry["rulings"] if ruling["stands"])
        return Addressed(code, entry["name"], entry["slug"], to, cc, stands)

    def _people(
        self, bodies: Sequence[str], roles: Sequence[str], seen: set[str], missing: list[str], *, required: bool
    ) -> Iterator[Person]:
        for body in bodies:
            for role in roles:
                office, why = self._office(body, role)
                if office is None or not office.email:
                    if required or why is not None:
                        missing.append(f"{why or 'nobody is recorded'} ({role} of {self._name(body)})")
                elif office.email.lower() not in seen:
                    seen.add(office.email.lower())
                    name = " ".join(f"{office.title or ''} {office.name or ''}".split()) or None
                    yield Person(body, role, office.valid_from, name, office.email)

    def _office(self, body: str, role: str) -> tuple[Office | None, str | None]:
        """Return who holds an office and can be written to, or None and why not (None: nobody is recorded at all).

        Where the holder's own address is not known, the office's is used if it is recorded without a name; the address
        of another person never is.
        """
        there = [o for o in self.offices.get(body, ()) if o.role == role and o.holds_office(self.day)]
        if not there:
            return None, None
        latest = max(there, key=lambda o: o.valid_from)
        nameless = [o for o in there if o.email and not o.name]
        chosen = latest if latest.email else max(nameless, key=lambda o: o.valid_from, default=None)
        if chosen is None or not chosen.email:
            return None, "no address is recorded"
        if why := why_unusable(chosen.email):
            return None, f"{mask(chosen.email)} {why}"
        return chosen, None

    def _name(self, body: str) -> str:
        return self.scheme.authority_by_code[body].name
