"""Carries mails by GOV.UK Notify, which keeps a reference for each: so a doubt can be cleared by asking.

Notify sends what a template of the service says. The template must have the subject `((subject))` and the text
`((message))`, then `((file))` on a line of its own, where the link to the PDF comes. Source: Notify's documentation of
its Python client, "Send a file by email".
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

from upheld.dispatch.carrier import Outcome, UnreachableError, later, nobody_knows, refused, taken
from upheld.dispatch.mail import Mail
from upheld.errors import PersonError

KEY = "UPHELD_NOTIFY_KEY"
LARGEST = 2 * 1024 * 1024
"""Bytes of a file that Notify takes."""


class NotifyCarrier:
    """Carries mails by the template `template`. The service's key comes from the environment only."""

    def __init__(self, template: str, *, base_url: str | None = None) -> None:
        try:
            from notifications_python_client.notifications import NotificationsAPIClient
        except ImportError:
            raise PersonError(
                "Sending by GOV.UK Notify needs a package that is not installed.",
                mend="Install it with: pip install 'upheld[notify]'.",
            ) from None
        key = os.environ.get(KEY, "")
        if len(key) < 73:
            raise PersonError(
                f"There is no key of GOV.UK Notify in {KEY}.", mend="Put an API key of your service there."
            )
        self._template = template
        make: Any = NotificationsAPIClient
        self._client: Any = make(key, **({"base_url": base_url} if base_url else {}))

    def carry(self, mail: Mail, before: Callable[[], None]) -> Outcome:
        """Hand one mail over; see `Carrier`."""
        from notifications_python_client.errors import HTTPError, InvalidResponse

        said = {"subject": mail.content.subject, "message": mail.content.text, "file": ""} | self._file(mail)
        before()
        try:
            answer = self._client.send_email_notification(
                email_address=mail.recipient, template_id=self._template, personalisation=said, reference=mail.key
            )
        except InvalidResponse:
            return self.ask(mail.key) or nobody_knows("Notify’s answer cannot be understood")
        except HTTPError as error:
            return self._told(mail.key, error)
        return taken("Notify took it", str(answer["id"]))

    def ask(self, key: str) -> Outcome | None:
        """Return that Notify has a message of that reference; None if it has none, or cannot be asked now."""
        from notifications_python_client.errors import APIError

        try:
            found = self._client.get_all_notifications(reference=key)["notifications"]
        except APIError:
            return None
        return taken(f"Notify has it: {found[0]['status']}", str(found[0]["id"])) if found else None

    def close(self) -> None:
        """Let the connections go."""
        self._client.request_session.close()

    def _file(self, mail: Mail) -> dict[str, object]:
        from notifications_python_client.utils import prepare_upload

        if not mail.content.attachments:
            return {}
        prepare: Any = prepare_upload
        attached = mail.content.attachments[0]
        if len(attached.content) > LARGEST:
            raise PersonError(f"{attached.name} is larger than Notify takes, 2 MB.", mend="Send it with --link.")
        return {"file": prepare(io.BytesIO(attached.content), filename=attached.name)}

    def _told(self, key: str, error: Any) -> Outcome:
        """Return what an answer that is no success means."""
        if _never_connected(error.__cause__):
            raise UnreachableError("GOV.UK Notify does not answer")
        words = f"{error.status_code} {error.message}"
        if error.response is None or error.status_code >= 500:
            return self.ask(key) or nobody_knows(f"Notify did not say whether it took the message ({words})")
        if error.status_code in (401, 403):
            raise PersonError(f"GOV.UK Notify refuses the key: {words}.", mend=f"Check {KEY} and the clock.")
        return later(words) if error.status_code == 429 else refused(words)


def _never_connected(cause: object) -> bool:
    """Whether a request failed before a connection stood, so that nothing can have been handed over."""
    from requests import ConnectionError as NoConnection
    from urllib3.exceptions import NewConnectionError

    first = cause.args[0] if isinstance(cause, NoConnection) and cause.args else None
    return isinstance(getattr(first, "reason", None), NewConnectionError)
