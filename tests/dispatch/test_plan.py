"""Who gets a letter: the holders of the scheme's offices on its day. Nobody's address is ever guessed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.dispatch.small_dispatch import COUNCILS, SCHEME, make_release, make_snapshot, recipient
from upheld.dispatch import plan as plan_module
from upheld.dispatch.address import is_nobodys, mask, mask_all, why_unusable
from upheld.dispatch.plan import Plan, make_plan, message_key
from upheld.errors import PersonError
from upheld.release import letters as release_letters
from upheld.release.manifest import ReleaseManifest
from upheld.scheme.dispatch import load_dispatch
from upheld.snapshot import Snapshot

ABOLISHED = "E07000004"
"""Aylesbury Vale, whose work passed to Buckinghamshire in 2020."""
BUCKINGHAMSHIRE = "E06000060"
CODES = iter(a.code for a in COUNCILS)


@dataclass(frozen=True)
class Case:
    """One body, who is recorded for it, and who then gets its letter."""

    what: str
    recipients: tuple[dict[str, str], ...]
    gets: tuple[tuple[str, str], ...]
    said: str = ""
    """What is reported, if anything."""
    code: str = ""


def case(what: str, *recipients: dict[str, str], gets: str = "", said: str = "", code: str | None = None) -> Case:
    """Draw a case; `gets` is written `role address, role address`."""
    code = code or next(CODES)
    rows = tuple({"authority": code} | row for row in recipients)
    pairs = tuple((role, address) for role, address in (pair.split() for pair in gets.split(", ") if pair))
    return Case(what, rows, pairs, said, code)


def holds(role: str, email: str, **cells: str) -> dict[str, str]:
    """Somebody who holds an office."""
    return {k: v for k, v in recipient("E08000011", role, email=email, **cells).items() if k != "authority"}


CHIEF, LINK = "chief_executive", "link_officer"
CASES = (
    case(
        "the scheme says who it is to and who gets a copy, in its own order",
        holds(LINK, "l@x.example"), holds(CHIEF, "c@x.example"), holds("leader", "r@x.example"),
        gets="chief_executive c@x.example, leader r@x.example, link_officer l@x.example",
    ),
    case(
        "each holds office from one day to another, both included",
        holds(CHIEF, "before@x.example", valid_to="2024-07-16"),
        holds(CHIEF, "then@x.example", valid_from="2024-07-17", valid_to="2024-07-17"),
        holds(CHIEF, "after@x.example", valid_from="2024-07-18"),
        gets="chief_executive then@x.example",
    ),
    case(
        "where two overlap, the last to take it up",
        holds(CHIEF, "old@x.example", name="Old"), holds(CHIEF, "new@x.example", name="New", valid_from="2024-01-01"),
        gets="chief_executive new@x.example",
    ),
    case(
        "the office's own address serves a holder whose own is not known",
        holds(CHIEF, "office@x.example"), holds(CHIEF, "", name="New", valid_from="2024-01-01"),
        gets="chief_executive office@x.example",
    ),
    case(
        "a predecessor's address never does, and nobody gets a copy of what was not sent",
        holds(CHIEF, "old@x.example", name="Old"), holds(CHIEF, "", name="New", valid_from="2024-01-01"),
        holds(LINK, "l@x.example"),
        said="no address is recorded (chief_executive of",
    ),
    case("nobody is recorded at all", said="nobody is recorded (chief_executive of"),
    case(
        "a copy that cannot be sent is told, and the letter goes",
        holds(CHIEF, "c@x.example"), holds("leader", ""),
        gets="chief_executive c@x.example", said="no address is recorded (leader of",
    ),
    case(
        "who holds two offices gets one letter",
        holds(CHIEF, "one@x.example"), holds(LINK, "One@X.example"),
        gets="chief_executive one@x.example",
    ),
    case(
        "an address that no server takes is reported, masked",
        holds(CHIEF, "chief,executive@x.example"),
        said="c…@x.example is no mail address (chief_executive of",
    ),
    case(
        "the body that took over",
        holds(CHIEF, "b@x.example"),
        gets="chief_executive b@x.example", code=BUCKINGHAMSHIRE,
    ),
    case(
        "the letter of a body that is no more goes where it is addressed",
        holds(CHIEF, "gone@x.example", valid_to="2020-03-31"),
        gets="chief_executive b@x.example", code=ABOLISHED,
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot]:
    """A release with a letter for the body of each case, and its snapshot."""
    folder = tmp_path_factory.mktemp("plan")
    snapshot = make_snapshot(folder, [row for one in CASES for row in one.recipients])
    return make_release(folder / "release", snapshot, [one.code for one in CASES]), snapshot


@pytest.fixture(scope="module")
def plan(frozen: tuple[Path, Snapshot]) -> Plan:
    release, snapshot = frozen
    return make_plan(release, ReleaseManifest.read(release), SCHEME, load_dispatch(SCHEME), snapshot)


@pytest.mark.parametrize("one", CASES, ids=[one.what for one in CASES])
def test_who_gets_a_letter(plan: Plan, one: Case) -> None:
    letters = [letter for letter in plan.letters if letter.body == one.code]
    assert tuple((p.role, p.address) for letter in letters for p in letter.people) == one.gets
    name = SCHEME.authority_by_code[one.code].name
    told = [line for line in (*plan.without, *plan.notes) if line.startswith(f"{name}: ")]
    assert len(told) == bool(one.said)
    assert all(f"{name}: {one.said}" in line for line in told)


def test_a_letter_without_reader_is_told_apart_from_a_copy(plan: Plan) -> None:
    assert len(plan.without) == 3
    assert len(plan.notes) == 1
    assert "chief,executive" not in " ".join(plan.without)


def test_a_snapshot_touched_since_is_refused(frozen: tuple[Path, Snapshot], tmp_path: Path) -> None:
    release, snapshot = frozen
    shutil.copytree(snapshot.folder, tmp_path / "copy")
    touched = Snapshot.open(tmp_path / "copy")
    with touched.path("recipients").open("ab") as file:
        file.write(b"x")
    with pytest.raises(PersonError, match="not as it was frozen"):
        make_plan(release, ReleaseManifest.read(release), SCHEME, load_dispatch(SCHEME), touched)


def test_a_key_names_one_message_and_nobody(plan: Plan) -> None:
    people = plan.letters[0].people
    keys = {
        message_key(release, body, person, form)
        for release in ("a" * 64, "b" * 64)
        for body in (ABOLISHED, BUCKINGHAMSHIRE)
        for person in people
        for form in ("pdf", "link")
    }
    assert len(keys) == 8 * len(people)
    chief = people[0]
    moved = replace(chief, name="Another", address="another@x.example")
    assert message_key("a", ABOLISHED, chief, "pdf") == message_key("a", ABOLISHED, moved, "pdf")


def test_the_record_of_letters_is_where_a_build_writes_it() -> None:
    assert plan_module.RECORD == release_letters.RECORD


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize("address", ["a@b.example", "first.last+tag@sub.council.gov.uk", "o'neil@b.example"])
def test_good_addresses(address: str) -> None:
    assert why_unusable(address) is None


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b", "@b.example", "<a@b.example", "a,c@b.example", "a@b.example>", "a@b.example, c@d.example",
     "ü@b.example", "a b@c.example", "a@b..example", "a@b.example\nBcc: c@d.example", '"a"@b.example'],
)  # fmt: skip
def test_bad_addresses(address: str) -> None:
    assert why_unusable(address) is not None


def test_addresses_are_masked_wherever_they_stand() -> None:
    assert mask("chief.executive@council.example") == "c…@council.example"
    said = "550 5.1.1 <chief.executive@council.example>: user unknown; see postmaster@council.example."
    assert mask_all(said) == "550 5.1.1 <c…@council.example>: user unknown; see p…@council.example."


@pytest.mark.parametrize(
    ("address", "nobodys"),
    [("a@b.example", True), ("a@B.TEST", True), ("a@b.invalid", True), ("a@b.example.org", False)],
)
def test_which_addresses_are_nobodys(address: str, nobodys: bool) -> None:
    assert is_nobodys(address) is nobodys
