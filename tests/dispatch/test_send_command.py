"""`upheld send` as a person meets it: what it says, what it asks, and how it ends. No whole address is ever said."""

from __future__ import annotations

import csv
import re
import sys
import types
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.dispatch.conftest import BODIES, SENDER, Office, report
from tests.dispatch.post_office import PostOffice
from tests.dispatch.small_dispatch import recipient
from upheld.commands.dispatch import send
from upheld.dispatch.ledger import UNKNOWN, Ledger
from upheld.errors import PersonError
from upheld.release.publish_clock import now

Run = Callable[..., Result]
CHIEF = recipient(BODIES[0])["email"]
WHOLE = re.compile(r"[\w.]{2,}@[\w.-]+\.example")


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command, for this office; the check, which is tested elsewhere, finds nothing. The day is long past."""
    check = types.SimpleNamespace(check_release=lambda *_, **__: report())
    monkeypatch.setitem(sys.modules, "upheld.release.check.run", check)
    said: list[str] = []

    def invoke(*options: object, typed: str | None = None, whose: Office | None = office) -> Result:
        about = [whose.release, "--snapshot", whose.snapshot.folder, "--from", SENDER] if whose else []
        done = CliRunner().invoke(send, [str(o) for o in (*about, *options)], obj="lgsco", input=typed)
        said.append(done.output)
        return done

    yield invoke
    assert set(WHOLE.findall(" ".join(said))) <= {SENDER}, "no address of a recipient was said"


def earnest(office: Office, post: PostOffice) -> list[object]:
    return ["--keys", office.folder / "keys", "--ledger", office.ledger_place, *smtp(post)]


def smtp(post: PostOffice) -> list[object]:
    return ["--smtp", f"smtp://127.0.0.1:{post.port}", "--first-wait", "0"]


def test_the_number_is_asked_for_and_typed(office: Office, post: PostOffice, run: Run) -> None:
    done = run(*earnest(office, post), typed="8\n")
    assert done.exit_code == 0, done.output
    assert "Sent 8 messages" in done.output
    assert len(post.accepted) == 8


@pytest.mark.parametrize("typed", ["7\n", "\n", "y\n"])
def test_another_number_sends_nothing(office: Office, post: PostOffice, run: Run, typed: str) -> None:
    assert isinstance(run(*earnest(office, post), typed=typed).exception, PersonError)
    assert isinstance(run(*earnest(office, post), "--yes-send", "7").exception, PersonError)
    assert post.accepted == []


def test_the_same_number_is_right_when_it_is_started_again(office: Office, post: PostOffice, run: Run) -> None:
    for sent in (8, 0):
        done = run(*earnest(office, post), "--yes-send", "8")
        assert f"Sent {sent} messages" in done.output
    assert len(post.accepted) == 8


def test_what_a_person_must_see_to_is_said_and_shown(office: Office, post: PostOffice, run: Run) -> None:
    answers = {CHIEF: "accept and drop", recipient(BODIES[1])["email"]: f"550 <{recipient(BODIES[1])['email']}> gone"}
    post.answer_mail = lambda address, attempt: answers.get(address)
    done = run(*earnest(office, post), "--yes-send", "8")
    assert done.exit_code == 1
    assert "1 were refused for good" in done.output
    assert "1 may or may not have been taken" in done.output

    files = ("--csv", office.folder / "s.csv", "--html", office.folder / "s.html")
    status = run("--ledger", office.ledger_place, "--status", *files, whose=None)
    assert status.exit_code == 1
    assert "550 <c…@" in status.output
    rows = list(csv.DictReader((office.folder / "s.csv").read_text(encoding="utf-8").splitlines()))
    assert sorted(row["status"] for row in rows) == ["refused"] + ["sent"] * 6 + ["unknown"]
    page = (office.folder / "s.html").read_text()
    assert not WHOLE.search(page + (office.folder / "s.csv").read_text())
    assert page.count("<tr>") == 2 + 3 + 8

    with Ledger.opened(office.ledger_place, now) as ledger:
        (unknown,) = (e for e in ledger.entries() if e.state == UNKNOWN)
    resolved = run("--ledger", office.ledger_place, "--resolve", unknown.key[:12], "sent", whose=None)
    assert "is on record as sent" in resolved.output
    assert "Sent 0 messages" in run(*earnest(office, post), "--yes-send", "8").output


def test_a_dry_run_needs_no_server_no_keys_and_no_ledger(office: Office, run: Run) -> None:
    done = run("--dry-run", office.folder / "mails")
    assert "Wrote 8 messages with 4 letters" in done.output
    assert len(list((office.folder / "mails").glob("*.eml"))) == 8


def test_samples_for_staff(office: Office, post: PostOffice, run: Run) -> None:
    done = run(*smtp(post), "--test-to", "jo@ombudsman.example")
    assert "Sent 3 samples to staff" in done.output
    refused = run(*smtp(post), "--test-to", "jo@council.example")
    assert isinstance(refused.exception, PersonError)
    assert len(post.accepted) == 3


@pytest.mark.parametrize("left_out", ["--keys", "--ledger", "--smtp", "--snapshot"])
def test_what_is_needed_is_asked_for(office: Office, post: PostOffice, run: Run, left_out: str) -> None:
    options = [str(o) for o in earnest(office, post)]
    if left_out == "--snapshot":
        done = CliRunner().invoke(send, [str(office.release), "--from", SENDER, *options], obj="lgsco")
    else:
        at = options.index(left_out)
        done = run(*options[:at], *options[at + 2 :], "--yes-send", "8")
    assert done.exit_code == 2
    assert f"{left_out} is needed for this" in done.output
    assert post.accepted == []


def test_a_ledger_within_the_release_is_refused(office: Office, post: PostOffice, run: Run) -> None:
    office.ledger_at = str(office.release / "ledger.db")
    refused = run(*earnest(office, post), "--yes-send", "8")
    assert "would change it" in str(refused.exception)


def test_a_ledger_that_is_not_there_is_not_made_by_looking(tmp_path: Path, run: Run) -> None:
    asked = run("--ledger", tmp_path / "none.db", "--status", whose=None)
    assert "There is no ledger" in str(asked.exception)
    assert list(tmp_path.glob("none*")) == []


def test_addresses_are_forgotten_by_the_scheme_s_time(office: Office, post: PostOffice, run: Run) -> None:
    with Ledger.opened(office.ledger_place, lambda: now() - timedelta(days=366)) as ledger:
        entry = next(office.letters().entries())
        ledger.queue([entry])
        ledger.sending(entry.key)
        ledger.settled(entry.key, "sent")
    done = run("--ledger", office.ledger_place, "--forget", whose=None)
    assert "Erased the names and addresses of 1 messages settled more than 365 days ago" in done.output
    with Ledger.opened(office.ledger_place, now) as ledger:
        assert ledger.entry(entry.key).address is None
