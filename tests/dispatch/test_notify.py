"""Sending by GOV.UK Notify: its own client library, against a server on this machine that answers as Notify does."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.dispatch.conftest import Office
from upheld.dispatch.carrier import UnreachableError
from upheld.dispatch.ledger import QUEUED, REFUSED, SENT, UNKNOWN
from upheld.dispatch.mail import Mail
from upheld.dispatch.notify import KEY, NotifyCarrier
from upheld.errors import PersonError

SERVICE = "0aa1b8c2-0000-4000-8000-000000000000"
SECRET = "0bb1b8c2-0000-4000-8000-000000000000"
TEMPLATE = "0cc1b8c2-0000-4000-8000-000000000000"


class Notify(BaseHTTPRequestHandler):
    """As much of Notify's API as sending takes. What it keeps hangs on the server."""

    server: Any

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mood = self.server.mood
        if mood in ("takes", "takes and fails"):
            self.server.kept.append(asked)
        if mood == "takes":
            self.answer(201, {"id": f"N{len(self.server.kept)}"})
        elif mood == "takes and fails" or mood == "fails":
            self.answer(500, {"errors": [{"error": "Exception", "message": "Internal server error"}]})
        else:
            self.answer(mood, {"errors": [{"error": "BadRequestError", "message": "no"}], "status_code": mood})

    def do_GET(self) -> None:
        reference = parse_qs(urlsplit(self.path).query)["reference"][0]
        found = [kept for kept in self.server.kept if kept["reference"] == reference]
        self.answer(200, {"notifications": [{"id": "N9", "status": "sending"} for _ in found]})

    def answer(self, status: int, value: object) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def notify(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv(KEY, f"name-{SERVICE}-{SECRET}")
    with ThreadingHTTPServer(("127.0.0.1", 0), Notify) as server:
        server.kept, server.mood = [], "takes"  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def carrier(notify: Any) -> Iterator[NotifyCarrier]:
    made = NotifyCarrier(TEMPLATE, base_url=f"http://127.0.0.1:{notify.server_address[1]}")
    yield made
    made.close()


def mail(office: Office) -> Mail:
    return office.letters().mail_of(next(office.letters().entries()))


def test_it_carries_the_words_the_pdf_and_the_key(office: Office, notify: Any, carrier: NotifyCarrier) -> None:
    sent, begun = mail(office), []
    outcome = carrier.carry(sent, lambda: begun.append(len(notify.kept)))
    assert (outcome.state, outcome.reference, begun) == (SENT, "N1", [0])
    (asked,) = notify.kept
    assert (asked["email_address"], asked["reference"], asked["template_id"]) == (sent.recipient, sent.key, TEMPLATE)
    assert asked["personalisation"]["subject"] == sent.content.subject
    assert "the letter itself" in asked["personalisation"]["message"]
    assert asked["personalisation"]["file"]["filename"] == sent.content.attachments[0].name


def test_a_link_needs_no_file(office: Office, notify: Any, carrier: NotifyCarrier) -> None:
    office.link = "https://reviews.example"
    carrier.carry(mail(office), lambda: None)
    assert notify.kept[0]["personalisation"]["file"] == ""


@pytest.mark.parametrize(("status", "state"), [(400, REFUSED), (429, QUEUED)])
def test_what_it_says_is_believed(office: Office, notify: Any, carrier: NotifyCarrier, status: int, state: str) -> None:
    notify.mood = status
    assert carrier.carry(mail(office), lambda: None).state == state


def test_a_key_it_refuses_stops_the_run(office: Office, notify: Any, carrier: NotifyCarrier) -> None:
    notify.mood = 403
    with pytest.raises(PersonError, match="refuses the key"):
        carrier.carry(mail(office), lambda: None)


def test_a_doubt_is_cleared_by_asking(office: Office, notify: Any, carrier: NotifyCarrier) -> None:
    notify.mood = "takes and fails"
    outcome = carrier.carry(mail(office), lambda: None)
    assert (outcome.state, outcome.reference) == (SENT, "N9")


def test_a_doubt_that_asking_does_not_clear_stays_one(office: Office, notify: Any, carrier: NotifyCarrier) -> None:
    notify.mood = "fails"
    assert carrier.carry(mail(office), lambda: None).state == UNKNOWN


def test_a_server_that_was_never_reached_leaves_no_doubt(office: Office, notify: Any) -> None:
    carrier = NotifyCarrier(TEMPLATE, base_url="http://127.0.0.1:1")
    with pytest.raises(UnreachableError):
        carrier.carry(mail(office), lambda: None)
    carrier.close()


def test_without_a_key_or_the_library_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY, raising=False)
    with pytest.raises(PersonError, match="There is no key"):
        NotifyCarrier(TEMPLATE)
    monkeypatch.setitem(sys.modules, "notifications_python_client.notifications", None)
    with pytest.raises(PersonError, match="not installed") as told:
        NotifyCarrier(TEMPLATE)
    assert "upheld[notify]" in told.value.mend
