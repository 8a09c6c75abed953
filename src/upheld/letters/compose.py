"""Composes a letter: chooses the paragraphs that stand, fills in their values, and lays out the statistics."""

from __future__ import annotations

from upheld.figures.model import Figures
from upheld.letters import additions, panels
from upheld.letters.address import address, copied
from upheld.letters.context import LetterContext
from upheld.letters.facts import Facts
from upheld.letters.model import Letter
from upheld.letters.paragraphs import load_paragraphs
from upheld.letters.questions import questions
from upheld.writing import phrases
from upheld.writing.blocks import Metadata
from upheld.writing.compose import Composer


def compose(figures: Figures, code: str, context: LetterContext) -> Letter:
    """Return the letter to the authority `code` for the year under review of `figures`.

    Raises PersonError when the scheme's paragraphs are in the wrong, KeyError for a code that is not in the figures.
    """
    facts = Facts(figures, code, context)
    paragraphs = additions.altered(load_paragraphs(figures.scheme), context.addition)
    return _letter(facts, Composer(facts, paragraphs, _links(facts)))


def _letter(facts: Facts, composer: Composer[Facts]) -> Letter:
    sender, dates = facts.scheme.sender, facts.context.dates
    to = address(facts)
    title = composer.plain("title")
    return Letter(
        authority=facts.code,
        authority_name=facts.authority.name,
        slug=facts.authority.slug,
        year_label=facts.year.label,
        written_on=dates.letters_on,
        public_on=dates.public_on,
        sender=sender.name,
        website=sender.website,
        date=phrases.day(dates.letters_on),
        to=to.to,
        salutation=to.salutation,
        title=title,
        body=composer.blocks("letter"),
        closing=composer.plain("closing"),
        signatory=sender.signatory_lines,
        copied=copied(facts),
        statistics_title=f"Your statistics for {facts.year.label.replace('-', '–')}",
        statistics=composer.blocks("statistics"),
        panels=panels.panels(facts),
        history=panels.history(facts),
        services=panels.services(facts),
        reading=composer.blocks("reading"),
        synthetic_notice=_synthetic_notice(facts),
        metadata=_metadata(facts, title),
        rulings=tuple(composer.rulings),
        notes=(*to.notes, *additions.notes(facts.context.addition)),
        questions=questions(facts),
    )


def _links(facts: Facts) -> dict[str, str]:
    addresses, sender = facts.context.addresses, facts.scheme.sender
    return {
        "map": addresses.map,
        "authority": addresses.authority,
        "method": addresses.method,
        "review": addresses.review,
        "changes": addresses.changes,
        "training": phrases.address(sender.training_url),
        "website": phrases.address(sender.website),
    }


def _synthetic_notice(facts: Facts) -> str | None:
    if not facts.synthetic:
        return None
    return f"Synthetic: built from made-up cases. Not a letter of the {facts.scheme.sender.name}."


def _metadata(facts: Facts, title: str) -> Metadata:
    keywords = [
        "annual review letter",
        facts.authority.name,
        facts.year.label,
        *(["synthetic"] if facts.synthetic else []),
    ]
    synthetic = " Synthetic: built from made-up cases." if facts.synthetic else ""
    return Metadata(
        title=f"{title}: {facts.authority.name}",
        author=facts.scheme.sender.name,
        description=f"Statistics on complaints about {facts.authority.name} in {facts.year.label}.{synthetic}",
        keywords=tuple(keywords),
        language="en-GB",
    )
