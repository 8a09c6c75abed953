"""Alerts: nobody is written to who did not confirm, nobody is told twice, and who stops is erased."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from tests.dispatch.news import DESK, SITE, entry, publish
from tests.dispatch.post_office import PostOffice
from tests.dispatch.small_dispatch import SCHEME
from upheld.dispatch.alerts.alert_mail import AlertMail
from upheld.dispatch.alerts.desk import LARGEST, Desk
from upheld.dispatch.alerts.news import is_synthetic, published
from upheld.dispatch.alerts.sending import Found, Telling, forget_news
from upheld.dispatch.alerts.subscribers import ALERTS, QUIET, Subscribers
from upheld.dispatch.alerts.topics import read_topic
from upheld.dispatch.ledger import Ledger
from upheld.dispatch.mail import addressee
from upheld.dispatch.sender import Pace, Sender, Summary
from upheld.dispatch.smtp import SmtpCarrier, SmtpServer
from upheld.errors import PersonError
from upheld.scheme.dispatch import load_dispatch

ALERT_WORDS = load_dispatch(SCHEME).alerts
SENDER = "alerts@ombudsman.example"
NOON = datetime(2024, 9, 4, 11, tzinfo=UTC)
READER = "reader@home.example"


@dataclass
class House:
    """An ombudsman's office that sends alerts, at a time that a test may change."""

    folder: Path
    post: PostOffice
    time: datetime = NOON
    synthetic: bool = True

    @property
    def public(self) -> Path:
        return self.folder / "public"

    @contextmanager
    def subscribers(self) -> Iterator[Subscribers]:
        with Ledger.opened(str(self.folder / "alerts.db"), lambda: self.time) as ledger:
            yield Subscribers.of(ledger)

    def telling(self, subscribers: Subscribers) -> Telling:
        assert ALERT_WORDS is not None
        mails = AlertMail(SCHEME, ALERT_WORDS, SITE, DESK, self.synthetic)
        return Telling(subscribers, mails, addressee(SENDER, "The Ombudsman"))

    def deliver(self, telling: Telling) -> Summary:
        """Send what waits, as both commands do."""
        carrier = SmtpCarrier(SmtpServer("smtp", "127.0.0.1", self.post.port), SENDER, patience=5)
        pace = Pace(rounds=1, first_wait=0.0)
        return Sender(telling.subscribers.ledger, carrier, telling.mail_of, pace).send(ALERTS)

    def run(self) -> Found:
        """Do what `upheld alerts send` does."""
        with self.subscribers() as subscribers, subscribers.ledger.locked():
            telling = self.telling(subscribers)
            found = telling.prepare(self.public)
            self.deliver(telling)
            forget_news(subscribers)
        return found

    def send_confirmations(self) -> None:
        with self.subscribers() as subscribers, subscribers.ledger.locked():
            self.deliver(self.telling(subscribers))

    def client(self) -> Client:
        return Client(Desk(SCHEME, DESK, self.subscribers, self.synthetic), TestResponse)

    def ask(self, address: str = READER, **choices: str) -> TestResponse:
        return self.client().post("/", data={"address": address} | choices)

    def join(self, address: str = READER, **choices: str) -> None:
        """Ask, and confirm by the link of the mail."""
        self.ask(address, **(choices or {"body": "body:knowsley-metropolitan-borough-council"}))
        self.send_confirmations()
        self.client().post(path_in(self.last, "confirm"))
        self.post.accepted.clear()

    @property
    def last(self) -> EmailMessage:
        return self.post.mails[-1]


def path_in(mail: EmailMessage, what: str) -> str:
    """The path, at the desk, of a link in a mail."""
    (found,) = set(re.findall(rf"{re.escape(DESK)}({what}/[\w-]+)", text_of(mail)))
    return f"/{found}"


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.fixture
def house(tmp_path: Path, post: PostOffice) -> House:
    made = House(tmp_path, post)
    publish(made.public, [entry(1)])
    made.run()
    return made


class TestAsking:
    def test_asking_sends_one_mail_that_asks_to_confirm_and_nothing_else(self, house: House) -> None:
        assert "mailbox" in house.ask(body="body:knowsley-metropolitan-borough-council").text
        house.send_confirmations()
        assert [recipient for recipient, _ in house.post.accepted] == [READER]
        assert "Knowsley" in text_of(house.last)
        publish(house.public, [entry(2), entry(1)])
        assert house.run().alerts == 0, "who did not confirm is told nothing"

    def test_following_the_link_does_nothing_and_the_button_confirms(self, house: House) -> None:
        house.ask(body="body:knowsley-metropolitan-borough-council")
        house.send_confirmations()
        link, client = path_in(house.last, "confirm"), house.client()
        assert "Yes, send me these alerts" in client.get(link).text
        with house.subscribers() as subscribers:
            assert subscribers.counts() == {"confirmed": 0, "asked only": 1}
        assert "Your alerts are on" in client.post(link).text
        assert client.post(link).status_code == 404, "a link confirms once"

    def test_whoever_types_an_address_its_owner_gets_one_mail_an_hour(self, house: House) -> None:
        for body in (
            "body:knowsley-metropolitan-borough-council",
            "body:leeds-city-council",
            "body:leeds-city-council",
        ):
            house.ask(body=body)
        house.send_confirmations()
        assert len(house.post.accepted) == 1
        assert "Leeds" in text_of(house.last), "the one mail asks about everything that was asked for by then"
        house.time += QUIET + timedelta(seconds=1)
        house.ask(category="category:housing")
        house.send_confirmations()
        assert len(house.post.accepted) == 2

    def test_a_second_mail_that_waits_is_not_sent_once_the_first_was_answered(self, house: House) -> None:
        house.ask(body="body:leeds-city-council")
        house.send_confirmations()
        link = path_in(house.last, "confirm")
        house.time += QUIET + timedelta(seconds=1)
        house.ask(category="category:housing")
        house.client().post(link)
        house.send_confirmations()
        assert len(house.post.accepted) == 1
        house.run()
        with house.subscribers() as subscribers:
            assert subscribers.counts() == {"confirmed": 1, "asked only": 0}, "and nobody is taken for unreachable"

    def test_the_answer_does_not_tell_who_is_subscribed(self, house: House) -> None:
        house.join()
        known, unknown = (
            house.ask(body="body:knowsley-metropolitan-borough-council"),
            house.ask("another@home.example", body="body:knowsley-metropolitan-borough-council"),
        )
        assert known.text == unknown.text
        house.send_confirmations()
        assert [recipient for recipient, _ in house.post.accepted] == ["another@home.example"]

    @pytest.mark.parametrize(
        ("address", "choices"),
        [
            ("nobody", {"body": "body:knowsley-metropolitan-borough-council"}),
            (READER, {}),
            (READER, {"body": "body:nowhere"}),
            ("", {"search": "x"}),
        ],
    )
    def test_what_cannot_be_used_is_said_with_its_mend(
        self, house: House, address: str, choices: dict[str, str]
    ) -> None:
        answer = house.ask(address, **choices)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text

    def test_a_real_address_gets_no_synthetic_news(self, house: House) -> None:
        assert "synthetic" in house.ask("someone@gmail.com", body="body:knowsley-metropolitan-borough-council").text
        house.send_confirmations()
        assert house.post.accepted == []

    def test_what_nobody_confirms_is_erased_after_a_week(self, house: House) -> None:
        house.ask(body="body:knowsley-metropolitan-borough-council")
        house.time += timedelta(days=8)
        assert house.run().erased == 1
        assert READER.encode() not in (house.folder / "alerts.db").read_bytes()
        assert house.post.accepted == []

    def test_a_request_that_is_too_long_is_not_read(self, house: House) -> None:
        assert house.ask(search="x" * LARGEST).status_code == 413

    def test_no_address_and_no_word_stands_in_any_link(self, house: House) -> None:
        house.ask(search="damp mould")
        house.send_confirmations()
        links = re.findall(r"https://\S+", text_of(house.last))
        assert links
        assert not any("reader" in link or "damp" in link for link in links)


class TestNews:
    def test_each_person_is_told_of_what_they_asked_for_once(self, house: House) -> None:
        house.join(body="body:knowsley-metropolitan-borough-council")
        house.join("second@home.example", category="category:planning", search="MOULD flat")
        publish(
            house.public,
            [
                entry(4, "leeds-city-council", "benefits-and-tax"),
                entry(3, "leeds-city-council", summary="A flat with mould."),
                entry(2),
            ],
        )
        found = house.run()
        assert (found.new, found.alerts) == (3, 2)
        told = {
            recipient: text_of(mail) for (recipient, _), mail in zip(house.post.accepted, house.post.mails, strict=True)
        }
        assert "Decision 2" in told[READER]
        assert "Decision 3" not in told[READER]
        assert "Decision 3" in told["second@home.example"]
        assert f"{SITE}decisions/24-000-003/" in told["second@home.example"]
        house.post.accepted.clear()
        assert house.run().new == 0
        assert house.post.accepted == []

    def test_the_archive_of_the_feed_is_read_as_well(self, house: House) -> None:
        house.join()
        publish(house.public, [entry(9)], older=[entry(8), entry(1)])
        assert [item.path for item in published(house.public)][:2] == ["decisions/24-000-009/", "decisions/24-000-008/"]
        assert house.run().new == 2
        assert "Decision 8" in text_of(house.last)

    def test_the_first_run_tells_nobody_of_everything_there_ever_was(self, tmp_path: Path, post: PostOffice) -> None:
        house = House(tmp_path, post)
        publish(house.public, [entry(1)])
        house.join()
        assert house.run().first
        assert post.accepted == []

    def test_a_run_that_was_cut_off_goes_on_and_tells_nobody_twice(self, house: House) -> None:
        for number in range(6):
            house.join(f"reader{number}@home.example")
        publish(house.public, [entry(2)])
        house.post.answer_mail = lambda recipient, attempt: "451 later" if recipient[6] in "345" else None
        house.run()
        house.post.answer_mail = lambda recipient, attempt: None
        house.run()
        assert sorted(recipient for recipient, _ in house.post.accepted) == [
            f"reader{n}@home.example" for n in range(6)
        ]

    def test_a_folder_in_which_nothing_is_published_is_refused(self, house: House, tmp_path: Path) -> None:
        with pytest.raises(PersonError, match="no feed of decisions"):
            list(published(tmp_path))

    def test_news_that_was_made_up_reaches_nobody_even_if_somebody_confirmed(self, house: House) -> None:
        house.synthetic = False
        house.join("someone@gmail.com")
        house.synthetic = True
        publish(house.public, [entry(2)])
        with pytest.raises(PersonError, match="synthetic"):
            house.run()
        assert house.post.accepted == []


def test_a_site_that_does_not_say_whether_it_is_synthetic_is_refused(house: House) -> None:
    assert is_synthetic(house.public)
    (house.public / "current" / "api" / "v1" / "index.json").write_text("{}")
    with pytest.raises(PersonError, match="does not say"):
        is_synthetic(house.public)


class TestStopping:
    def news(self, house: House) -> EmailMessage:
        house.join()
        publish(house.public, [entry(2)])
        house.run()
        return house.last

    def test_one_click_of_the_mail_program_ends_everything(self, house: House) -> None:
        mail = self.news(house)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = mail["List-Unsubscribe"].strip("<>").removeprefix(DESK)
        answer = house.client().post(f"/{link}", data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200, "RFC 8058: no redirect, no question"
        publish(house.public, [entry(3)])
        house.post.accepted.clear()
        house.run()
        assert house.post.accepted == []

    def test_who_stops_is_erased_to_the_last_byte(self, house: House) -> None:
        link = path_in(self.news(house), "stop")
        house.client().post(link)
        for path in house.folder.glob("alerts.db*"):
            assert READER.encode() not in path.read_bytes(), path.name

    def test_looking_at_the_link_stops_nothing(self, house: House) -> None:
        link = path_in(self.news(house), "stop")
        assert "Stop all alerts" in house.client().get(link).text
        with house.subscribers() as subscribers:
            assert subscribers.counts()["confirmed"] == 1

    def test_who_stops_while_alerts_are_sent_gets_none_and_holds_up_nobody(self, house: House) -> None:
        for number in range(3):
            house.join(f"reader{number}@home.example")
        publish(house.public, [entry(2)])
        stopped: list[str] = []

        def stop_another(recipient: str, attempt: int) -> str | None:
            if not stopped:
                stopped.append(next(f"reader{n}@home.example" for n in range(3) if f"{n}@" not in recipient))
                with house.subscribers() as subscribers:
                    subscribers.stop_address(stopped[0])
            return None

        house.post.answer_mail = stop_another
        house.run()
        told = {recipient for recipient, _ in house.post.accepted}
        assert told == {f"reader{n}@home.example" for n in range(3)} - set(stopped)

    def test_one_of_several_topics_can_be_stopped(self, house: House) -> None:
        house.join(body="body:knowsley-metropolitan-borough-council", category="category:housing")
        publish(house.public, [entry(2)])
        house.run()
        link = path_in(house.last, "stop")
        left = house.client().post(link, data={"topic": "body:knowsley-metropolitan-borough-council"}).text
        assert "Housing" in left
        assert "Knowsley" not in left

    def test_a_token_nobody_has_is_told_the_same_and_stops_nobody(self, house: House) -> None:
        mail = self.news(house)
        wrong = house.client().post("/stop/wrong")
        with house.subscribers() as subscribers:
            assert subscribers.counts()["confirmed"] == 1
        assert wrong.text == house.client().post(path_in(mail, "stop")).text

    def test_an_address_that_refuses_mail_is_erased_by_the_next_run(self, house: House) -> None:
        house.join()
        publish(house.public, [entry(2)])
        house.post.answer_recipient = lambda recipient, attempt: "550 no such user"
        house.run()
        assert house.run().erased == 1
        with sqlite3.connect(house.folder / "alerts.db") as database:
            assert database.execute("SELECT count(*) FROM alert_person").fetchone() == (0,)


class TestPages:
    @pytest.mark.parametrize("path", ["/", "/confirm/none", "/stop/none", "/nothing"])
    def test_every_page_is_strict_and_synthetic_and_sets_no_cookie(self, house: House, path: str) -> None:
        answer = house.client().get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
        assert "Synthetic data" in answer.text

    def test_what_was_typed_comes_back_escaped(self, house: House) -> None:
        assert "<b>" not in house.ask("nobody", search="<b>bold").text


@pytest.mark.parametrize("text", ["", "body:", "body:Nowhere", "category:none", "search:", "search:!!", "all:x", "x:y"])
def test_a_topic_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(PersonError):
        read_topic(text, SCHEME)
