"""Composes a letter: chooses the paragraphs that stand, fills in their values, and lays out the statistics."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.figures.model import Figures
from upheld.letters import panels, phrases
from upheld.letters.context import LetterContext
from upheld.letters.facts import Facts
from upheld.letters.model import Block, Bullets, Heading, Letter, Metadata, Paragraph, Ruling, Run
from upheld.letters.paragraphs import (
    VALUE,
    Paragraphs,
    SchemeParagraph,
    TemplateBlock,
    TemplateRun,
    load_paragraphs,
)

OFFICES = {
    "chief_executive": "Chief Executive",
    "leader": "Leader of the Council",
    "monitoring_officer": "Monitoring Officer",
    "scrutiny_chair": "Chair of Scrutiny",
    "link_officer": "Link Officer",
}
"""How an office is written in an address, by its role."""


def compose(figures: Figures, code: str, context: LetterContext) -> Letter:
    """Return the letter to the authority `code` for the year under review of `figures`.

    Raises PersonError when the scheme's paragraphs are in the wrong, KeyError for a code that is not in the figures.
    """
    facts = Facts(figures, code, context)
    return _Composer(facts, load_paragraphs(figures.scheme)).letter()


@dataclass(frozen=True)
class _Address:
    to: tuple[str, ...]
    salutation: str
    notes: tuple[str, ...] = ()


class _Composer:
    """Works through the scheme's paragraphs for one letter, keeping a record of every ruling."""

    def __init__(self, facts: Facts, paragraphs: Paragraphs) -> None:
        self.facts = facts
        self.paragraphs = paragraphs
        self.links = _links(facts)
        self.rulings: list[Ruling] = []

    def letter(self) -> Letter:
        facts, sender, dates = self.facts, self.facts.scheme.sender, self.facts.context.dates
        standing = [p for p in self.paragraphs.all if self._stands(p)]
        to = address(facts)
        title = self._plain(standing, "title")
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
            body=self._blocks(standing, "letter"),
            closing=self._plain(standing, "closing"),
            signatory=sender.signatory_lines,
            statistics_title=f"Your statistics for {facts.year.label.replace('-', '–')}",
            statistics=self._blocks(standing, "statistics"),
            panels=panels.panels(facts),
            history=panels.history(facts),
            services=panels.services(facts),
            reading=self._blocks(standing, "reading"),
            synthetic_notice=_synthetic_notice(facts),
            metadata=_metadata(facts, title),
            rulings=tuple(self.rulings),
            notes=to.notes,
        )

    def _stands(self, paragraph: SchemeParagraph) -> bool:
        findings = [c.find(self.facts) for c in paragraph.when]
        in_years = paragraph.years.hold(self.facts.year.number)
        evidence = [f"review years {paragraph.years}"] if str(paragraph.years) else []
        evidence += [f.evidence for f in findings]
        stands = in_years and all(f.holds for f in findings)
        self.rulings.append(Ruling(paragraph.rule, paragraph.file, stands, tuple(evidence)))
        return stands

    def _blocks(self, standing: list[SchemeParagraph], part: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        section: str | None = None
        for paragraph in (p for p in standing if p.part == part):
            if paragraph.section and paragraph.section != section:
                blocks.append(Heading(self._fill(paragraph.section)))
            section = paragraph.section or section
            made = [self._block(b) for b in paragraph.blocks]
            before, first = (blocks[-1] if blocks else None), made[0]
            if paragraph.joins and isinstance(before, Paragraph) and isinstance(first, Paragraph):
                blocks[-1] = Paragraph((*before.runs, Run(" "), *first.runs))
                del made[0]
            blocks += made
        return tuple(blocks)

    def _plain(self, standing: list[SchemeParagraph], part: str) -> str:
        runs = [r for p in standing if p.part == part for b in p.blocks for item in b.items for r in item]
        return "".join(self._fill(r.text) for r in runs)

    def _block(self, block: TemplateBlock) -> Block:
        items = tuple(tuple(self._run(r) for r in item) for item in block.items)
        return Bullets(items) if block.bullets else Paragraph(items[0])

    def _run(self, run: TemplateRun) -> Run:
        return Run(self._fill(run.text), run.bold, self.links[run.link] if run.link else None)

    def _fill(self, text: str) -> str:
        # One pass: what a value says is never searched for values again.
        return VALUE.sub(lambda m: self.paragraphs.values[m[1]].say(self.facts), text)


def _links(facts: Facts) -> dict[str, str]:
    addresses, sender = facts.context.addresses, facts.scheme.sender
    return {
        "map": addresses.map,
        "authority": addresses.authority,
        "method": addresses.method,
        "review": addresses.review,
        "training": phrases.address(sender.training_url),
        "website": phrases.address(sender.website),
    }


def address(facts: Facts) -> _Address:
    """Return to whom the letter is addressed, and how they are greeted.

    Somebody known by name is greeted by name; an office whose holder is not known is greeted as the office. The letter
    about a body that is no more goes to those that took over.
    """
    recipient, name = facts.context.recipient, facts.authority.name
    if recipient is None and facts.abolished and facts.successors:
        return _to_successors(facts)
    office = OFFICES[recipient.role if recipient else "chief_executive"]
    notes = (
        () if recipient else (f"No recipient is recorded for {name}: the letter is addressed to the {office.lower()}.",)
    )
    if recipient is None or not recipient.name:
        return _Address((office, name), f"Dear {office}", notes)
    person = f"{recipient.title} {recipient.name}" if recipient.title else recipient.name
    return _Address((person, office, name), f"Dear {person}")


def _to_successors(facts: Facts) -> _Address:
    names = [a.name for a in facts.successors]
    office = "Chief Executive" if len(names) == 1 else "Chief Executives"
    to = (office, *names, f"for the former {facts.authority.name}")
    note = (
        f"{facts.authority.name} is abolished and has no recipient: the letter is addressed to {phrases.listed(names)}."
    )
    return _Address(to, f"Dear {office}", (note,))


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
