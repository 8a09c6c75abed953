"""Where people ask for alerts, confirm and stop: a few small pages beside the static site, as a WSGI application.

It works without a script and sets no cookie. A link in a mail only shows what it would do, since mail programs follow
links by themselves; a button does it. The one exception is what RFC 8058 asks for: one POST of a mail program, which
says `List-Unsubscribe=One-Click`, ends everything at once. What anybody typed never stands in an address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from upheld.dispatch.address import is_nobodys
from upheld.dispatch.alerts.alert_mail import SYNTHETIC, worded
from upheld.dispatch.alerts.subscribers import Subscribers
from upheld.dispatch.alerts.topics import BODY, CATEGORY, SEARCH, read_topic
from upheld.dispatch.pages import HEADERS, LARGEST, TEMPLATES, environment
from upheld.errors import PersonError
from upheld.scheme.model import Scheme
from upheld.writing.phrases import sort_key

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_ROUTES = Map(
    [
        Rule("/", endpoint="ask"),
        Rule("/desk.css", endpoint="style"),
        Rule("/confirm/<token>", endpoint="confirm"),
        Rule("/stop/<token>", endpoint="stop"),
    ]
)


@dataclass(frozen=True)
class Desk:
    """The application. `opened` opens the subscribers for one request; `address` is where the desk is served."""

    scheme: Scheme
    address: str
    opened: Callable[[], AbstractContextManager[Subscribers]]
    synthetic: bool = False
    asked: Callable[[], None] = lambda: None
    """Called when a mail that asks to confirm may wait to be sent."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = request.max_form_memory_size = LARGEST
        try:
            endpoint, values = _ROUTES.bind_to_environ(environ).match()
            response = getattr(self, f"_{endpoint}")(request, **values)
        except HTTPException as error:
            response = self._page("Nothing here", "note", ["There is nothing at this address."], error.code or 400)
        response.headers.extend(HEADERS)
        return response(environ, start_response)

    def _ask(self, request: Request) -> Response:
        if request.method == "POST":
            return self._asked(request)
        chosen = {text for text in request.args.getlist("for") if text.startswith((f"{BODY}:", f"{CATEGORY}:"))}
        return self._form(chosen)

    def _asked(self, request: Request) -> Response:
        words = request.form.get("search", "").strip()
        texts = [request.form.get("body", ""), request.form.get("category", ""), f"{SEARCH}:{words}" if words else ""]
        address = request.form.get("address", "").strip()
        try:
            self._refuse_real(address)
            topics = [read_topic(text, self.scheme).id for text in texts if text]
            with self.opened() as subscribers:
                subscribers.ask(address, topics)
        except PersonError as error:
            told = f"{error.message} {error.mend}"
            return self._form(set(texts), wrong=told, words=words)
        self.asked()
        return self._page(
            "Please look into your mailbox",
            "note",
            [
                "We have sent a mail to the address you gave, unless it gets these alerts already or we wrote to it "
                "within the last hour.",
                "Follow the link in it to confirm. Until then you get no alerts.",
            ],
        )

    def _refuse_real(self, address: str) -> None:
        """Raise PersonError if news that was made up could reach somebody."""
        if self.synthetic and not is_nobodys(address):
            raise PersonError(
                "These decisions are synthetic, and are sent to nobody.", mend="Try an address that ends in .example."
            )

    def _form(self, chosen: set[str], wrong: str = "", words: str = "") -> Response:
        bodies = sorted(self.scheme.authorities, key=lambda a: sort_key(a.name))
        return self._page(
            "E-mail alerts",
            "ask",
            [wrong] if wrong else ["We can tell you by e-mail when we publish new decisions."],
            400 if wrong else 200,
            wrong=bool(wrong),
            chosen=chosen,
            words=words,
            bodies=[(f"{BODY}:{a.slug}", a.name) for a in bodies],
            categories=[(f"{CATEGORY}:{c.id}", c.name) for c in self.scheme.categories],
        )

    def _confirm(self, request: Request, token: str) -> Response:
        with self.opened() as subscribers:
            found = subscribers.confirm(token) if request.method == "POST" else subscribers.by_confirm(token)
        if found is None:
            return self._page(
                "This link is no longer good",
                "note",
                ["It was used already, or what it was for is erased.", "You can ask for alerts again."],
                404,
            )
        if request.method == "POST":
            return self._page("Your alerts are on", "note", ["Each mail we send you has a link to stop them."])
        return self._page(
            "Confirm your alerts", "confirm", ["Shall we send alerts about:"], topics=self._told(found.asked)
        )

    def _stop(self, request: Request, token: str) -> Response:
        with self.opened() as subscribers:
            if request.method == "POST" and (topic := request.form.get("topic")):
                done = subscribers.stop_topic(token, topic)
                left = subscribers.by_stop(token)
                if done and left is not None:
                    return self._choose(left.confirmed + left.asked)
                return self._stopped()
            if request.method == "POST":
                subscribers.stop(token)
                return self._stopped()
            found = subscribers.by_stop(token)
        return self._stopped() if found is None else self._choose(found.confirmed + found.asked)

    def _choose(self, topics: Sequence[str]) -> Response:
        return self._page("Stop alerts", "stop", ["You get alerts about:"], topics=self._told(topics))

    def _stopped(self) -> Response:
        """Say that nothing more is sent: the same whether or not anybody was there."""
        return self._page("No more alerts", "note", ["You get no alerts from us, and your address is erased."])

    def _told(self, topics: Sequence[str]) -> list[tuple[str, str]]:
        return [(topic, worded(topic, self.scheme)) for topic in topics]

    def _style(self, request: Request) -> Response:
        if request.method != "GET":
            raise NotFound
        return Response((TEMPLATES / "desk.css").read_bytes(), mimetype="text/css")

    def _page(self, title: str, kind: str, texts: Sequence[str], status: int = 200, **more: Any) -> Response:
        page = environment().get_template("desk.html")
        told = {
            "title": title,
            "kind": kind,
            "texts": texts,
            "wrong": False,
            "sender": self.scheme.sender.name,
            "base": urlsplit(self.address).path or "/",
            "synthetic": SYNTHETIC if self.synthetic else "",
        }
        return Response(page.render(told | more), status, mimetype="text/html")
