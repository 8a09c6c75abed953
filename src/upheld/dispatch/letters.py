"""The letters of one release on their way: permitted, queued in a ledger and sent; or only shown, or sampled."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.headerregistry import Address
from pathlib import Path

from upheld.atomic import replace_folder
from upheld.dispatch.carrier import Carrier, Outcome
from upheld.dispatch.folder import FolderCarrier
from upheld.dispatch.ledger import SENT, Entry, Ledger
from upheld.dispatch.letter_mail import LetterMail
from upheld.dispatch.mail import Content, Mail, addressee, addressees
from upheld.dispatch.own_links import OwnLinks
from upheld.dispatch.permission import Permission, letters_from, refuse_strangers
from upheld.dispatch.plan import Addressed, Person, Plan, message_key
from upheld.dispatch.sender import Advance, Pace, Sender, Summary
from upheld.errors import PersonError
from upheld.release.publish_clock import Clock

SAMPLES = 5
"""Letters sent to staff as samples."""
TEST = "TEST"


@dataclass
class Letters:
    """The letters of a plan, ready to become mails from `sender`."""

    plan: Plan
    mails: LetterMail
    sender: Address
    clock: Clock
    reply_to: Address | None = None
    own_links: OwnLinks | None = None
    """Where each reader finds their letter; needed where the form is a link of their own."""
    _last: tuple[str, Content] | None = field(default=None, repr=False)

    def entries(self) -> Iterator[Entry]:
        """Yield what the ledger is to know of every message, in the order of sending."""
        place = 0
        for letter in self.plan.letters:
            for person in letter.people:
                yield Entry(
                    key=message_key(self.plan.release, letter.body, person, self.mails.form),
                    release=self.plan.release,
                    year=self.plan.year,
                    body=letter.body,
                    body_name=letter.name,
                    role=person.role,
                    form=self.mails.form,
                    letter=self.mails.letter_hash(letter),
                    place=place,
                    address=person.address,
                    name=person.name,
                )
                place += 1

    def mail_of(self, entry: Entry) -> Mail:
        """Return the mail of one message on record."""
        (letter,) = (one for one in self.plan.letters if one.body == entry.body)
        if entry.address is None:
            raise PersonError(f"The address of message {entry.key} is forgotten.", mend="Resolve it as sent.")
        now = self.clock()
        return Mail(
            key=entry.key,
            sender=self.sender,
            reply_to=self.reply_to,
            recipient=entry.address,
            to=_shown(letter.to),
            cc=_shown(letter.cc),
            at=now,
            content=self._content(letter, now, self.own_links.of(entry.key) if self.own_links else None),
        )

    def _content(self, letter: Addressed, now: datetime, own_link: str | None) -> Content:
        """Return what a letter's mail says; its copies follow one another, so the last one made is kept."""
        if own_link is not None:
            return self.mails.content(letter, now, own_link=own_link)
        # While an embargo runs the words differ from those after it.
        mark = f"{letter.body} {now < self.mails.public_at}"
        if self._last is None or self._last[0] != mark:
            self._last = (mark, self.mails.content(letter, now))
        return self._last[1]


def _shown(people: Sequence[Person]) -> tuple[Address, ...]:
    return addressees([(person.address, person.name) for person in people])


# ---------------------------------------------------------------- in earnest


@dataclass(frozen=True)
class Dispatcher:
    """Sends letters in earnest, or raises PersonError with the reason why not; then nothing was sent.

    `confirm` is told the plan and raises PersonError unless a person stands for its number of messages.
    """

    letters: Letters
    permission: Permission
    ledger: Ledger
    confirm: Callable[[Plan, int], None]

    def send(
        self,
        open_carrier: Callable[[], Carrier],
        pace: Pace,
        start: Callable[[str, int], Advance],
        stop: threading.Event,
    ) -> Summary:
        """Send what is not sent yet."""
        self.permission.refuse_unready()
        with self.ledger.locked():
            letters = self._this_time()
            if room := letters.mails.room:
                letters = replace(letters, own_links=OwnLinks(room, self.ledger.secret()))
            self.permission.refuse_real_addresses(letters.plan)
            entries = tuple(letters.entries())
            waiting = self._still_to_send(entries)
            self.confirm(letters.plan, waiting)
            self.permission.refuse_wrong()
            self.permission.refuse_early()
            self.ledger.queue(entries)
            advance = start("Letters", waiting)
            return Sender(self.ledger, open_carrier(), letters.mail_of, pace, advance, stop).send(letters.plan.release)

    def _still_to_send(self, entries: Sequence[Entry]) -> int:
        known = {e.key: e.state for e in self.ledger.entries(self.letters.plan.year)}
        return sum(known.get(entry.key, "queued") == "queued" for entry in entries)

    def _this_time(self) -> Letters:
        """Return the letters to send: of a revision only those that say something else than the ones sent before."""
        plan, mails = self.letters.plan, self.letters.mails
        before = self.ledger.entries(plan.year)
        if other := sorted({e.form for e in before if e.release == plan.release and e.form != mails.form}):
            raise PersonError(
                f"The letters of this release were begun in the form {other[0]!r}.",
                mend="Go on in the same form: with or without --link or --own-link. Nobody gets a letter twice.",
            )
        earlier = [e for e in before if e.release != plan.release]
        if not earlier:
            return replace(self.letters, mails=replace(mails, revised=False))
        if not mails.revised:
            raise PersonError(
                f"The letters of {plan.year} were sent already, of release {earlier[-1].release[:8]}.",
                mend="If this is a revision, say so: --revision sends the letters that have changed.",
            )
        sent = {(e.body, e.letter) for e in earlier if e.state == SENT}
        changed = tuple(one for one in plan.letters if (one.body, mails.letter_hash(one)) not in sent)
        return replace(self.letters, plan=replace(plan, letters=changed))


# ---------------------------------------------------------------- only shown, or sampled


def write_mails(letters: Letters, folder: Path, advance: Advance) -> int:
    """Write every message as an .eml file to `folder` as it would be sent on the letters' day; return how many.

    Raises PersonError if the folder holds anything else.
    """
    at = letters_from(letters.mails.manifest, letters.mails.scheme)
    shown = replace(letters, clock=lambda: at, own_links=_leading_nowhere(letters))
    entries = tuple(shown.entries())
    slugs = {letter.body: letter.slug for letter in letters.plan.letters}
    names = {e.key: f"{e.place:04}-{slugs[e.body]}-{e.role.replace('_', '-')}" for e in entries}
    with replace_folder(folder, ours=_only_mails) as part:
        part.chmod(0o700)  # addresses stand in every file
        carrier = FolderCarrier(part, names.__getitem__)
        for entry in entries:
            carrier.carry(shown.mail_of(entry), lambda: None)
            advance(1)
    return len(entries)


def _leading_nowhere(letters: Letters) -> OwnLinks | None:
    """Return links that look like those of readers, signed with a secret that nobody has."""
    return OwnLinks(letters.mails.room, secrets.token_bytes(32)) if letters.mails.room else None


def _only_mails(folder: Path) -> bool:
    return all(path.suffix == ".eml" for path in folder.iterdir())


def choose_samples(plan: Plan, number: int = SAMPLES) -> tuple[Addressed, ...]:
    """Choose letters that show many of the scheme's paragraphs between them: each adds the most that are new."""
    chosen: list[Addressed] = []
    shown: set[str] = set()
    left = list(plan.letters)
    while left and len(chosen) < number:
        best = max(left, key=lambda letter: len(letter.paragraphs - shown))
        if chosen and not best.paragraphs - shown:
            break
        chosen.append(best)
        shown |= best.paragraphs
        left.remove(best)
    return tuple(chosen)


def send_samples(letters: Letters, staff: Sequence[str], carrier: Carrier) -> list[tuple[str, Outcome]]:
    """Send samples to `staff` and nobody else; return what came of each. They are in no ledger.

    Raises PersonError for an address outside the house.
    """
    refuse_strangers(staff, letters.sender.addr_spec)
    now = letters.clock()
    outcomes = []
    with _closed(carrier):
        for letter in choose_samples(letters.plan):
            offices = ", ".join(person.role.replace("_", " ") for person in letter.people)
            note = f"{TEST}: a sample for staff. Nobody else got it. In earnest it goes to: {offices}."
            links = _leading_nowhere(letters)
            own_link = links.of(_sample_key(letter, TEST, now)) if links else None
            content = letters.mails.content(letter, now, (note,), own_link)
            for address in staff:
                mail = Mail(
                    key=_sample_key(letter, address, now),
                    sender=letters.sender,
                    reply_to=letters.reply_to,
                    recipient=address,
                    to=(addressee(address, None),),
                    cc=(),
                    at=now,
                    content=replace(content, subject=f"{TEST}: {content.subject}"),
                )
                outcomes.append((letter.name, carrier.carry(mail, lambda: None)))
    return outcomes


def _sample_key(letter: Addressed, address: str, now: datetime) -> str:
    return hashlib.sha256(f"{TEST} {letter.body} {address} {now.isoformat()}".encode()).hexdigest()[:32]


@contextmanager
def _closed(carrier: Carrier) -> Iterator[None]:
    try:
        yield
    finally:
        carrier.close()
