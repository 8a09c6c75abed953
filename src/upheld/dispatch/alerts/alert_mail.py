"""What an alert says, and the mail that asks to confirm: as text and as a page, with the headers of one-click stopping.

The headers are those of RFC 8058: a mail program that shows “Unsubscribe” sends one POST, and asks nobody anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from upheld.dispatch.alerts.subscribers import Subscriber
from upheld.dispatch.alerts.topics import read_topic
from upheld.dispatch.mail import Content
from upheld.dispatch.pages import environment
from upheld.errors import PersonError
from upheld.figures.model import counted
from upheld.letters.mail import TEMPLATES as STYLES
from upheld.scheme.dispatch import Alerts
from upheld.scheme.model import Scheme

MOST_SHOWN = 20
"""Pieces of news shown under one topic; the rest is counted."""
SYNTHETIC = "Synthetic data: these decisions were made up, and say nothing about a real council."


@dataclass(frozen=True)
class Link:
    """A title and the whole address it leads to."""

    title: str
    address: str


@dataclass(frozen=True)
class Group:
    """News of one topic, or one topic that waits to be confirmed."""

    name: str
    links: tuple[Link, ...] = ()
    more: str = ""


@dataclass(frozen=True)
class AlertMail:
    """Words the alerts of a scheme. `site` is where the public site is served, `desk` where people confirm and stop."""

    scheme: Scheme
    alerts: Alerts
    site: str
    desk: str
    synthetic: bool

    def news(self, subscriber: Subscriber, news: Sequence[tuple[str, str, str]]) -> Content:
        """Return what tells of news: topic, title and path of each piece."""
        words = self.alerts.words
        number = counted(len(news), "decision", "decisions")
        subject = words.subject.format(sender=self.scheme.sender.name, number=number)
        return self._content(
            subject=subject,
            opening=words.opening.format(sender=self.scheme.sender.name),
            groups=tuple(self._groups(news)),
            action=None,
            closing=words.closing,
            stop=self.stop_address(subscriber),
        )

    def confirmation(self, subscriber: Subscriber) -> Content:
        """Return what asks the owner of an address whether it was they who asked."""
        if subscriber.confirm is None:
            raise ValueError("nothing waits to be confirmed")
        words = self.alerts.words
        return self._content(
            subject=words.confirm_subject.format(sender=self.scheme.sender.name),
            opening=words.confirm_opening.format(sender=self.scheme.sender.name),
            groups=tuple(Group(self._topic(topic)) for topic in subscriber.asked),
            action=Link("Yes, send me these alerts", urljoin(self.desk, f"confirm/{subscriber.confirm}")),
            closing=words.confirm_closing.format(days=self.alerts.confirm_days),
            stop=None,
        )

    def headers(self, subscriber: Subscriber) -> tuple[tuple[str, str], ...]:
        """Return the further headers of an alert."""
        return (
            ("List-Unsubscribe", f"<{self.stop_address(subscriber)}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            *AUTOMATIC,
        )

    def stop_address(self, subscriber: Subscriber) -> str:
        """Return the address at which somebody ends their alerts."""
        return urljoin(self.desk, f"stop/{subscriber.stop}")

    def _groups(self, news: Sequence[tuple[str, str, str]]) -> list[Group]:
        by_topic: dict[str, list[Link]] = {}
        for topic, title, path in news:
            by_topic.setdefault(topic, []).append(Link(title, urljoin(self.site, path)))
        return [
            Group(self._topic(topic), tuple(links[:MOST_SHOWN]), _more(len(links) - MOST_SHOWN, self.site))
            for topic, links in by_topic.items()
        ]

    def _topic(self, topic: str) -> str:
        return worded(topic, self.scheme)

    def _content(self, **told: Any) -> Content:
        import css_inline

        told["synthetic"] = SYNTHETIC if self.synthetic else ""
        page = environment().get_template("alert.html").render(told)
        styles = (STYLES / "mail.css").read_text(encoding="utf-8")
        html = css_inline.inline(page, extra_css=styles, load_remote_stylesheets=False)
        return Content(str(told["subject"]), _text(told), html)


AUTOMATIC = (("Auto-Submitted", "auto-generated"),)
"""Says that no person wrote it, so that no answering machine answers (RFC 3834)."""


def worded(topic: str, scheme: Scheme) -> str:
    """Say what a topic is; a body or service area that the scheme no longer has, by its id."""
    try:
        return read_topic(topic, scheme).worded(scheme)
    except PersonError:
        return topic


def _more(number: int, site: str) -> str:
    if number <= 0:
        return ""
    return f"And {counted(number, 'decision', 'decisions')} more. All of them are at {urljoin(site, 'decisions/')}"


def _text(told: Mapping[str, Any]) -> str:
    """Return the same as plain text."""
    lines = [told["synthetic"], told["opening"]]
    for group in told["groups"]:
        shown = [f"- {link.title}\n  {link.address}" for link in group.links]
        lines.append(
            "\n".join([group.name if shown else f"- {group.name}", *shown, *([group.more] * bool(group.more))])
        )
    if told["action"]:
        lines.append(f"{told['action'].title}: {told['action'].address}")
    lines += [told["closing"], told["stop"] or ""]
    return "\n\n".join(line for line in lines if line) + "\n"
