"""A letter as a mail: its signed page and text, put into the form that mail programs show, and nothing worded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from upheld.dispatch.mail import Attachment, Content
from upheld.dispatch.plan import Addressed
from upheld.errors import PersonError
from upheld.letters.mail import mail_form, sent
from upheld.release.further import MAIL, further_path
from upheld.release.manifest import ReleaseManifest
from upheld.release.publish_clock import embargo_end
from upheld.release.publish_folder import RELEASES, folder_name
from upheld.scheme.dispatch import Dispatch
from upheld.scheme.loader import review_dates
from upheld.scheme.model import Scheme
from upheld.writing.phrases import day

PDF, LINK, OWN_LINK = "pdf", "link", "own link"
"""The forms in which a letter is sent besides its words: attached, as its public address, or as the reader's own."""


@dataclass(frozen=True)
class LetterMail:
    """Turns the letters of one release into mails.

    `link` is the address of the public site, `room` that of the reading room, where each reader has a link of their
    own. With neither of them the PDF is attached.
    """

    release: Path
    manifest: ReleaseManifest
    scheme: Scheme
    dispatch: Dispatch
    link: str | None = None
    revised: bool = False
    room: str | None = None

    @property
    def form(self) -> str:
        """Which of the forms the letters are sent in."""
        return LINK if self.link else OWN_LINK if self.room else PDF

    @property
    def public_at(self) -> datetime:
        """The moment from which the letters are public."""
        calendar = self.scheme.calendar
        number = calendar.year_end.parse(self.manifest.year).number
        days = (datetime.fromisoformat(self.manifest.public_on).date(), review_dates(calendar, number).public_on)
        return embargo_end(calendar, max(days))

    def content(
        self, letter: Addressed, now: datetime, notes: Sequence[str] = (), own_link: str | None = None
    ) -> Content:
        """Return what the mail with `letter` says when it is sent at `now`, with further `notes` above it.

        `own_link` is where its reader, and nobody else, finds it. Raises PersonError if a file of the letter is not the
        one that was signed.
        """
        said = (*notes, *self._notes(letter, now, own_link))
        text = self._signed(self._path(letter, "txt")).decode("utf-8")
        attached = (Attachment(f"{letter.slug}.pdf", self.pdf(letter.slug)),) if self.form == PDF else ()
        subject = self._subject(letter)
        return Content(
            subject=subject,
            text="\n\n".join((*said, text)),
            html=sent(self._mail_form(letter), said, self._page(letter, "html") if self.link else None),
            attachments=attached,
        )

    def pdf(self, slug: str) -> bytes:
        """Return the letter to a body as it was signed. Raises PersonError if it is not as it was."""
        return self._signed(f"letters/{self.manifest.year}/{slug}.pdf")

    def letter_hash(self, letter: Addressed) -> str:
        """Return the hash of the letter's words, which tells a revised letter from one that is as it was."""
        return self.manifest.files[self._path(letter, "txt")].sha256

    def _subject(self, letter: Addressed) -> str:
        words = self.dispatch.words
        subject = words.subject.format(sender=self.scheme.sender.name, year=self.manifest.year, authority=letter.name)
        return words.revised_subject.format(subject=subject) if self.revised else subject

    def embargo(self, now: datetime) -> str | None:
        """Return what is said of a letter at `now` while it is not public; None from then on."""
        if now >= self.public_at:
            return None
        return self.dispatch.words.embargo.format(public=self._told(self.public_at))

    def _notes(self, letter: Addressed, now: datetime, own_link: str | None) -> Sequence[str]:
        words, public_at = self.dispatch.words, self.public_at
        waiting = now < public_at
        public = self._told(public_at)
        notes = [words.revised] if self.revised else []
        if waiting:
            notes.append(words.embargo.format(public=public))
        if own_link is not None:
            return (*notes, words.own_link.format(link=own_link))
        if self.link is None:
            return (*notes, words.attached)
        worded = words.linked_later if waiting else words.linked
        return (*notes, worded.format(public=public, link=self._page(letter, "pdf")))

    def _told(self, moment: datetime) -> str:
        from zoneinfo import ZoneInfo

        local = moment.astimezone(ZoneInfo(self.scheme.calendar.time_zone))
        return f"{local:%H:%M} on {day(local.date())}"

    def _page(self, letter: Addressed, form: str) -> str:
        """Return the permanent public address of a letter."""
        place = f"{RELEASES}/{folder_name(self.manifest)}/{self._path(letter, form)}"
        return urljoin(f"{self.link}/" if self.link and not self.link.endswith("/") else self.link or "", place)

    def _path(self, letter: Addressed, form: str) -> str:
        return f"letters/{self.manifest.year}/{letter.slug}.{form}"

    def _mail_form(self, letter: Addressed) -> str:
        """Return the mail form that was built and signed with the letter, or make it of its signed page."""
        built = further_path(MAIL, self.manifest.year, letter.slug)
        if built in self.manifest.files:
            return self._signed(built).decode("utf-8")
        return mail_form(self._signed(self._path(letter, "html")).decode("utf-8"))

    def _signed(self, path: str) -> bytes:
        """Return a file of the release, if it still is the file whose hash was signed."""
        content = (self.release / path).read_bytes()
        if hashlib.sha256(content).hexdigest() != self.manifest.files[path].sha256:
            raise PersonError(
                f"{self.release / path} was changed while letters were sent.",
                mend="What was sent is on record. Find out who changed it; build, check and sign again.",
            )
        return content
