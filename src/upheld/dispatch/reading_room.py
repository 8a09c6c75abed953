"""Where a reader with a link of their own finds their letter: two small pages, as a WSGI application.

Mail programs follow links by themselves to look for harm, so a link only shows a button; the button gives the letter,
and the ledger then says that it was opened. The pages work without a script and set no cookie. A link that this ledger
did not make, or whose reader is forgotten, leads to the same page as one to nowhere.
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

from upheld.dispatch.ledger import Entry, Ledger
from upheld.dispatch.letter_mail import OWN_LINK, LetterMail
from upheld.dispatch.own_links import PLACE, OwnLinks
from upheld.dispatch.pages import HEADERS, LARGEST, TEMPLATES, environment
from upheld.errors import PersonError
from upheld.release.publish_clock import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FOR_FILES = {name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"}
SYNTHETIC = "Synthetic data: these letters were made up, and say nothing about a real council."
_ROUTES = Map(
    [
        Rule("/desk.css", endpoint="style", methods=["GET"]),
        Rule(f"/{PLACE}<key>/<proof>", endpoint="letter", methods=["GET", "POST"]),
    ]
)


@dataclass(frozen=True)
class ReadingRoom:
    """The application. `releases` are those whose letters can be read; `opened` opens the ledger for one request."""

    address: str
    releases: Sequence[LetterMail]
    opened: Callable[[], AbstractContextManager[Ledger]]
    clock: Clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = LARGEST
        try:
            endpoint, values = _ROUTES.bind_to_environ(environ).match()
            response = getattr(self, f"_{endpoint}")(request, **values)
        except HTTPException as error:
            response = self._page(
                "Nothing here",
                ["There is no letter at this address.", "Is the link whole? It is good for as long as we keep it."],
                status=error.code or 404,
            )
        except PersonError:
            # What is wrong with the release is for the office, and not for a reader.
            response = self._page("Not now", ["The letter cannot be shown at the moment."], status=503)
        # A PDF is shown by the browser's own viewer, which what is forbidden to a page would break.
        response.headers.extend(HEADERS if response.mimetype != "application/pdf" else FOR_FILES)
        return response(environ, start_response)

    def _letter(self, request: Request, key: str, proof: str) -> Response:
        with self.opened() as ledger:
            if not OwnLinks(self.address, ledger.secret()).holds(key, proof):
                raise NotFound
            entry, mails = self._found(ledger, key)
            authority = mails.scheme.authority_by_code[entry.body]
            if request.method != "POST":
                embargo = mails.embargo(self.clock())
                told = [f"Our letter of {mails.manifest.year} to {authority.name}.", *([embargo] if embargo else [])]
                return self._page("Your annual review letter", told, button="Open the letter (PDF)", mails=mails)
            content = mails.pdf(authority.slug)
            ledger.opened_link(key)
        name = f'inline; filename="{authority.slug}-{mails.manifest.year}.pdf"'
        return Response(content, mimetype="application/pdf", headers={"Content-Disposition": name})

    def _found(self, ledger: Ledger, key: str) -> tuple[Entry, LetterMail]:
        try:
            entry = ledger.entry(key)
        except KeyError:
            raise NotFound from None
        of = [mails for mails in self.releases if mails.manifest.hash == entry.release]
        if not of or entry.form != OWN_LINK or entry.address is None:
            raise NotFound
        return entry, of[0]

    def _style(self, request: Request) -> Response:
        return Response((TEMPLATES / "desk.css").read_bytes(), mimetype="text/css")

    def _page(
        self, title: str, texts: Sequence[str], button: str = "", status: int = 200, mails: LetterMail | None = None
    ) -> Response:
        of = mails or self.releases[0]
        told = {
            "title": title,
            "kind": "button" if button else "note",
            "button": button,
            "texts": texts,
            "wrong": False,
            "sender": of.scheme.sender.name,
            "base": urlsplit(self.address).path or "/",
            "synthetic": SYNTHETIC if of.manifest.synthetic else "",
        }
        return Response(environment().get_template("desk.html").render(told), status, mimetype="text/html")
