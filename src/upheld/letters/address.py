"""To whom a letter is addressed, how they are greeted, and which other offices get a copy."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.letters.facts import Facts
from upheld.writing import phrases

OFFICES = {
    "chief_executive": ("Chief Executive", "Chief Executives"),
    "leader": ("Leader of the Council", "Leaders of the Councils"),
    "monitoring_officer": ("Monitoring Officer", "Monitoring Officers"),
    "scrutiny_chair": ("Chair of Scrutiny", "Chairs of Scrutiny"),
    "link_officer": ("Link Officer", "Link Officers"),
}
"""How an office is written, by its role: one of them, several of them."""

LEADS_NO_COUNCIL = ("Leader", "Leaders")
"""Of a body that is no council, such as a fire authority."""

SPOKEN = {"Cllr": "Councillor", "Prof": "Professor", "Rev": "Reverend"}
"""Titles that are written short and said in full."""

WITH_FIRST_NAME = ("Sir", "Dame")
"""Titles that stand before the first name in a greeting: Sir Alex Example is Sir Alex."""


@dataclass(frozen=True)
class Address:
    """The lines of an address, the greeting, and what was missing, for the office."""

    to: tuple[str, ...]
    salutation: str
    notes: tuple[str, ...] = ()


def address(facts: Facts) -> Address:
    """Return to whom the letter is addressed, and how they are greeted.

    Somebody known by name is greeted by name; an office whose holder is not known is greeted as the office. The letter
    about a body that is no more goes to those that took over.
    """
    recipient, name = facts.context.recipient, facts.authority.name
    if recipient is None and facts.abolished and facts.successors:
        return _to_successors(facts)
    office, _ = OFFICES[recipient.role if recipient else "chief_executive"]
    if recipient is None:
        note = f"No recipient is recorded for {name}: the letter is addressed to the {office.lower()}."
        return Address((office, name), f"Dear {office}", (note,))
    if not recipient.name:
        return Address((office, name), f"Dear {office}")
    person = f"{recipient.title} {recipient.name}" if recipient.title else recipient.name
    greeted = _greeted(recipient.title or "", recipient.name)
    if greeted is None:
        note = f"The first name of {person} is not recorded for {name}: the {office.lower()} is greeted by the office."
        return Address((person, office, name), f"Dear {office}", (note,))
    return Address((person, office, name), f"Dear {greeted}")


def _greeted(title: str, name: str) -> str | None:
    """Return how somebody is greeted by name; None where the name that belongs to the title is not known."""
    if title in WITH_FIRST_NAME:
        first, _, family = name.partition(" ")
        return f"{title} {first}" if family else None
    spoken = SPOKEN.get(title.rstrip("."), title)
    return f"{spoken} {name}" if spoken else name


def _to_successors(facts: Facts) -> Address:
    names = [a.name for a in facts.successors]
    office = OFFICES["chief_executive"][len(names) > 1]
    to = (office, *names, f"for the former {facts.authority.name}")
    note = (
        f"{facts.authority.name} is abolished and has no recipient: the letter is addressed to {phrases.listed(names)}."
    )
    return Address(to, f"Dear {office}", (note,))


def copied(facts: Facts) -> str | None:
    """Return to which other offices the letter is copied, never to which persons; None where to nobody.

    A letter is published, and who holds an office is not for it to say.
    """
    roles = [recipient.role for recipient in facts.context.copied]
    offices = [_office(role, roles.count(role), facts) for role in dict.fromkeys(roles)]
    return f"Copied to: {'; '.join(offices)}" if offices else None


def _office(role: str, holders: int, facts: Facts) -> str:
    words = LEADS_NO_COUNCIL if role == "leader" and facts.group is None else OFFICES[role]
    return f"the {words[holders > 1]}"
