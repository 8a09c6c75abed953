"""May these letters be sent? Only a whole, checked release, signed in every role, on its day; and only so many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from upheld.dispatch.address import domain_of, is_nobodys, mask, why_unusable
from upheld.dispatch.plan import Plan
from upheld.errors import PersonError
from upheld.release.check.model import CheckReport
from upheld.release.manifest import ReleaseManifest
from upheld.release.publish_clock import Clock, told
from upheld.release.sign import verify_release
from upheld.scheme.loader import review_dates
from upheld.scheme.model import Scheme


@dataclass(frozen=True)
class Permission:
    """What must hold before letters leave the house. `check` checks the release; `clock` says what time it is."""

    release: Path
    manifest: ReleaseManifest
    scheme: Scheme
    keys: Path
    check: Callable[[], CheckReport]
    clock: Clock

    def refuse_unready(self) -> None:
        """Raise PersonError unless the release is whole, signed in every role and may be sent by now."""
        refuse_part(self.release, self.manifest)
        standing = verify_release(self.release, self.scheme, self.keys)
        if not standing.complete:
            raise PersonError(
                f"{self.release} lacks the signature of: {', '.join(standing.missing)}.",
                mend="Each role is signed by another person: upheld sign RELEASE --as NAME --role ROLE --key FILE.",
            )
        self.refuse_early()

    def refuse_early(self) -> None:
        """Raise PersonError before the day of the letters, by the manifest or the scheme, whichever is later."""
        first = letters_from(self.manifest, self.scheme)
        if self.clock() < first:
            raise PersonError(
                f"The letters are dated {told(first, self.scheme.calendar)[:10]} and are not sent before.",
                mend="Send them on that day. Until then --dry-run shows them and --test-to sends samples to staff.",
            )

    def refuse_wrong(self) -> None:
        """Raise PersonError if the check finds anything wrong."""
        report = self.check()
        if report.wrong:
            raise PersonError(
                f"The check found {report.wrong:,} things wrong with {self.release}.",
                mend="See them with upheld check, mend them, and build and sign again.",
            )

    def refuse_real_addresses(self, plan: Plan) -> None:
        """Raise PersonError if made-up figures would reach anybody."""
        if not self.manifest.synthetic:
            return
        real = [p.address for letter in plan.letters for p in letter.people if not is_nobodys(p.address)]
        if real:
            raise PersonError(
                f"{self.release} holds synthetic figures, and {len(real):,} addresses can be real ({mask(real[0])}).",
                mend="Synthetic letters go to .example, .test or .invalid only; or to staff with --test-to.",
            )


def refuse_part(release: Path, manifest: ReleaseManifest) -> None:
    """Raise PersonError if the release is a part of one or was changed."""
    if manifest.partial:
        raise PersonError(f"{release} is only a part of a release.", mend="Build it whole.")
    if altered := manifest.altered(release):
        raise PersonError(f"{release} is not as it was built: {altered[0]}.", mend="Build it again.")


def letters_from(manifest: ReleaseManifest, scheme: Scheme) -> datetime:
    """Return the moment from which the letters may be sent: the first of their day by the scheme's clocks."""
    calendar = scheme.calendar
    number = calendar.year_end.parse(manifest.year).number
    day = max(date.fromisoformat(manifest.letters_on), review_dates(calendar, number).letters_on)
    return datetime.combine(day, time(), tzinfo=ZoneInfo(calendar.time_zone))


def refuse_wrong_count(plan: Plan, typed: str) -> None:
    """Raise PersonError unless what was typed is the number of messages, digit for digit."""
    if typed.strip().replace(",", "") != str(plan.messages):
        raise PersonError(
            f"There are {plan.messages:,} messages in all, and {typed.strip()!r} is another number. Nothing was sent.",
            mend="Look at what would be sent with --dry-run, and type its number of messages.",
        )


def refuse_strangers(staff: Sequence[str], sender: str) -> None:
    """Raise PersonError unless every address of `staff` is of the house that sends."""
    for address in staff:
        if why := why_unusable(address):
            raise PersonError(f"{mask(address)} {why}.", mend="Name a member of staff with --test-to.")
        if domain_of(address) != domain_of(sender):
            raise PersonError(
                f"{mask(address)} is not an address of {domain_of(sender)}.",
                mend="Samples go to staff only: an address with the same ending as --from.",
            )
