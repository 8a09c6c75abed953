"""Carries mails nowhere: writes each as a file that any mail program opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from upheld.dispatch.carrier import Outcome, taken
from upheld.dispatch.mail import Mail


class FolderCarrier:
    """Writes each mail to a file in a folder, named by `name_of` its key."""

    def __init__(self, folder: Path, name_of: Callable[[str], str]) -> None:
        self._folder = folder
        self._name_of = name_of

    def carry(self, mail: Mail, before: Callable[[], None]) -> Outcome:
        """Write one mail."""
        before()
        path = self._folder / f"{self._name_of(mail.key)}.eml"
        path.write_bytes(mail.as_bytes())
        return taken(path.name)

    def ask(self, key: str) -> Outcome | None:
        """A folder knows nothing of earlier runs."""
        return None

    def close(self) -> None:
        """Do nothing."""
