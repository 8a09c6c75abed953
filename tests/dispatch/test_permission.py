"""Who may not send, and when not: every refusal leaves the ledger empty and the server untouched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.dispatch.conftest import BODIES, Office, report
from tests.dispatch.post_office import PostOffice
from tests.dispatch.small_dispatch import SCHEME, make_release, make_snapshot, recipient, sign
from upheld.dispatch.letters import choose_samples, send_samples
from upheld.dispatch.permission import refuse_strangers
from upheld.dispatch.smtp import SmtpCarrier, SmtpServer
from upheld.errors import PersonError
from upheld.release.check.model import CheckReport
from upheld.release.manifest import SIGNATURES

MIDNIGHT = datetime(2024, 7, 16, 23, tzinfo=UTC)
"""The first moment of 17 July 2024 in summer time."""


def refused(office: Office, post: PostOffice) -> str:
    with pytest.raises(PersonError) as told:
        office.send(post.port)
    assert post.accepted == []
    assert office.states() == {}, "what is refused is not even queued"
    return str(told.value)


def test_signed_checked_on_its_day_and_counted_it_is_sent(office: Office, post: PostOffice) -> None:
    office.time = MIDNIGHT
    assert office.send(post.port).sent == 8
    assert len(post.accepted) == 8


def test_the_evening_before_is_too_early(office: Office, post: PostOffice) -> None:
    office.time = MIDNIGHT - timedelta(seconds=1)
    assert "dated 2024-07-17 and are not sent before" in refused(office, post)


def test_too_early_is_told_before_anything_is_checked_or_asked(office: Office, post: PostOffice) -> None:
    office.time = MIDNIGHT - timedelta(days=1)
    office.check = lambda: pytest.fail("was checked")
    office.typed = "another number"
    assert "are not sent before" in refused(office, post)


def test_a_clock_set_right_while_it_was_checked_is_looked_at_again(office: Office, post: PostOffice) -> None:
    def set_back() -> CheckReport:
        office.time = MIDNIGHT - timedelta(days=1)
        return report()

    office.check = set_back
    assert "are not sent before" in refused(office, post)


def test_a_manifest_with_an_earlier_day_does_not_open_the_scheme_s(office: Office, post: PostOffice) -> None:
    office.release = make_release(office.folder / "early", office.snapshot, BODIES, letters_on="2020-01-01")
    sign(office.release, office.folder / "keys")
    office.time = MIDNIGHT - timedelta(seconds=1)
    assert "2024-07-17" in refused(office, post)


def test_a_manifest_with_a_later_day_is_obeyed(office: Office, post: PostOffice) -> None:
    office.release = make_release(office.folder / "late", office.snapshot, BODIES, letters_on="2024-07-18")
    sign(office.release, office.folder / "keys")
    assert "2024-07-18" in refused(office, post)


def test_nobody_has_signed(office: Office, post: PostOffice) -> None:
    (office.release / SIGNATURES).unlink()
    assert "analyst, ombudsman" in refused(office, post)


def test_one_role_only_has_signed(office: Office, post: PostOffice) -> None:
    (office.release / SIGNATURES).unlink()
    sign(office.release, office.folder / "keys", SCHEME.signoff.roles[:1])
    assert "lacks the signature of: ombudsman" in refused(office, post)


def test_one_person_has_signed_in_both_roles(office: Office, post: PostOffice) -> None:
    (office.release / SIGNATURES).unlink()
    for role in SCHEME.signoff.roles:
        sign(office.release, office.folder / "keys", (role,))
    assert "lacks the signature" in refused(office, post)


def test_the_check_finds_something_wrong(office: Office, post: PostOffice) -> None:
    office.check = lambda: report(wrong=1)
    assert "found 1 things wrong" in refused(office, post)


def test_a_letter_was_changed_after_signing(office: Office, post: PostOffice) -> None:
    next((office.release / "letters").rglob("*.txt")).write_text("other words")
    assert "not as it was built" in refused(office, post)


def test_a_part_of_a_release(office: Office, post: PostOffice) -> None:
    office.release = make_release(office.folder / "part", office.snapshot, BODIES, partial=True)
    sign(office.release, office.folder / "keys")
    assert "only a part" in refused(office, post)


@pytest.mark.parametrize("typed", ["", "7", "9", "80", "4", "yes", "8.0", "-8", "８"])
def test_another_number_than_that_of_the_messages(office: Office, post: PostOffice, typed: str) -> None:
    office.typed = typed
    assert "There are 8 messages in all" in refused(office, post)


def test_a_snapshot_that_the_release_was_not_built_from(office: Office, post: PostOffice, tmp_path: Path) -> None:
    office.snapshot = make_snapshot(tmp_path / "other", [recipient(BODIES[0])])
    assert "was not built from" in refused(office, post)


def test_made_up_figures_for_an_address_that_can_be_real(office: Office, post: PostOffice, tmp_path: Path) -> None:
    rows = [recipient(BODIES[0]), recipient(BODIES[1], email="somebody@council.gov.uk")]
    office.snapshot = make_snapshot(tmp_path / "other", rows)
    office.release = sign(make_release(tmp_path / "real", office.snapshot, BODIES[:2]), office.folder / "keys")
    said = refused(office, post)
    assert "s…@council.gov.uk" in said
    assert "somebody" not in said


def test_a_letter_changed_while_letters_are_sent_stops_the_rest(office: Office, post: PostOffice) -> None:
    def meanwhile() -> None:
        for path in (office.release / "letters").rglob("*.pdf"):
            path.write_bytes(b"other")

    office.check = lambda: (meanwhile(), report())[1]
    with pytest.raises(PersonError, match="was changed while letters were sent"):
        office.send(post.port)
    assert post.accepted == []
    assert office.states() == {"queued": 8}


# ---------------------------------------------------------------- samples


def test_samples_go_to_staff_only_and_say_so(office: Office, post: PostOffice) -> None:
    (office.release / SIGNATURES).unlink()
    office.time = datetime(2024, 7, 1, tzinfo=UTC)
    carrier = SmtpCarrier(SmtpServer("smtp", "127.0.0.1", post.port), "annual.review@ombudsman.example")
    outcomes = send_samples(office.letters(), ["jo@ombudsman.example"], carrier)
    assert {recipient for recipient, _ in post.accepted} == {"jo@ombudsman.example"}
    assert len(outcomes) == len(post.accepted) == 3, "two paragraphs are new in the first, one in each other kind"
    for mail in post.mails:
        assert mail["Subject"].startswith("TEST: ")
        assert mail["To"] == "jo@ombudsman.example"
        assert mail["Cc"] is None
        body = mail.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        assert "Nobody else got it. In earnest it goes to: chief executive, link officer." in " ".join(text.split())
        assert "council.example" not in mail.as_string()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("jo@council.example", "is not an address of ombudsman.example"),
        ("jo@ombudsman.example.evil.example", "is not an address of"),
        ("jo@ombudsman.example, x@council.example", "is no mail address"),
        ("", "is no mail address"),
    ],
)
def test_samples_for_anybody_else_are_refused(address: str, why: str) -> None:
    with pytest.raises(PersonError, match=why):
        refuse_strangers(["ann@ombudsman.example", address], "annual.review@ombudsman.example")


def test_samples_show_as_many_kinds_of_letter_as_there_are(office: Office) -> None:
    kinds = [sorted(letter.paragraphs)[0] for letter in choose_samples(office.letters().plan)]
    assert sorted(kinds) == ["kind-0", "kind-1", "kind-2"]


def test_only_its_owner_may_read_a_ledger(office: Office, post: PostOffice) -> None:
    office.send(post.port)
    for path in office.folder.glob("ledger.db*"):
        assert path.stat().st_mode & 0o077 == 0, path
